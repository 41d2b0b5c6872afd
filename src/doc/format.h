/* format: what a format must do, and what all formats share. Only files of
 * this layer include this one. */
#ifndef LENCR_DOC_FORMAT_H
#define LENCR_DOC_FORMAT_H

#include "base/str.h"
#include "doc/tree.h"
#include "doc/writer.h"

struct format {
	const char *name;
	/* HEAD, ITEM and TAIL may be NULL. */
	void (*begin)(struct writer *, const struct doc *head);
	void (*item)(struct writer *, const struct doc *item);
	void (*end)(struct writer *, const struct doc *tail);
};
extern const struct format format_text, format_json, format_jsonl, format_html, format_svg;

struct writer {
	const struct format *format;
	FILE *out;
	struct writer_options options;
	char *items;       /* key of the array of items */
	int failed;        /* errno of the first write that failed; 0: none */
	size_t written;    /* items so far */
	struct str head;   /* jsonl: the members that every line begins with */
	bool any, roomy;   /* text: something was printed; the last was over one line */
};

/* Writes unless something failed before. */
void writer_put(struct writer *, const char *text, size_t size);
void writer_put_text(struct writer *, const char *);
/* What is buffered goes out now: for formats that are read as they come. */
void writer_push(struct writer *);

#endif
