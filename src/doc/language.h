/* language: texts for people in other languages than English.
 *
 * The English text in the sources is the key to its translation, and what is
 * shown where there is none. Translations come from po/LANG.po (the form of
 * GNU gettext) and are compiled in, so that they are there in every locale, in
 * the build tree, and where nothing may be opened; doc/design.md has the
 * reasons. A sentence with parameters is translated as a whole, format and
 * all; a translation may use them in another order (%2$s). A test demands that
 * its conversions are those of the English format.
 *
 * Nothing here reads the environment: who asks says which language.
 * References: GNU gettext manual, "The Format of PO Files", "Plural forms". */
#ifndef LENCR_DOC_LANGUAGE_H
#define LENCR_DOC_LANGUAGE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Marks a text for translation where it cannot be translated yet: in tables. */
#define N_(text) text

struct language;      /* constants of the program */

/* What to speak. All zero: English. */
struct tongue {
	const struct language *language;    /* NULL: English */
	bool ascii;                         /* letters without accents, for pages that have none */
};

/* A name as the command line or a locale has it: "fr", "fr_CA.UTF-8", "fr-BE".
 * False: there are no texts in that language. *OUT is NULL for English, "C" and
 * "POSIX". */
bool language_find(const char *name, const struct language **out);
const char *const *language_names(void);   /* "en", "fr" …; ends with NULL */
const char *language_name(const struct language *);

/* The translation, or ENGLISH itself. A constant, or in the arena. TONGUE may
 * be NULL for English, here and below. */
const char *tongue_text(const struct tongue *, struct arena *, const char *english)
	__attribute__((format_arg(3)));
char *tongue_format(const struct tongue *, struct arena *, const char *english, ...)
	__attribute__((format(printf, 3, 4)));
char *tongue_vformat(const struct tongue *, struct arena *, const char *english, va_list)
	__attribute__((format(printf, 3, 0)));
/* The form that goes with N, which is not among the parameters by itself. */
char *tongue_count(const struct tongue *, struct arena *, const char *one, const char *many,
	unsigned long n, ...) __attribute__((format(printf, 3, 6), format(printf, 4, 6)));

#endif
