/* language_table: the translations as C, made from po/ by po/table.awk. Only
 * language.c includes this. */
#ifndef LENCR_DOC_LANGUAGE_TABLE_H
#define LENCR_DOC_LANGUAGE_TABLE_H

#include <stddef.h>

struct message {
	const char *english;
	const char *text;             /* of one form: the translation; else NULL */
	const char *const *forms;     /* of several: which one is for PLURAL to say */
};

struct language {
	const char *name;             /* "fr" */
	unsigned long (*plural)(unsigned long n);
	unsigned long forms;          /* how many the language has */
	const struct message *messages;   /* by the octets of the English text */
	size_t count;
};

extern const struct language language_table[];
extern const size_t language_table_count;
extern const char *const language_table_names[]; /* "en" before the others; ends with NULL */

#endif
