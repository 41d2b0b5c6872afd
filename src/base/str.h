/* str: a growing text that knows its maximum from birth.
 *
 * When a put would pass the maximum, nothing more is put and `over` is set;
 * the text so far stays whole and terminated. Callers check once at the end. */
#ifndef LENCR_BASE_STR_H
#define LENCR_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/view.h"

struct arena;

struct str {
	char *text; /* always terminated once something was put; NULL before */
	size_t size, space, max;
	bool over;
};

void str_init(struct str *, size_t max);
void str_clear(struct str *);
void str_put(struct str *, const char *text);
void str_put_view(struct str *, struct view);
void str_put_char(struct str *, char);
void str_put_format(struct str *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
const char *str_text(const struct str *); /* "" when nothing was put */

/* Text from outside, made fit for terminals, logs and JSON: valid UTF-8 stays
 * (also non-Latin), everything else (control characters U+0000-1F, 7F-9F,
 * bidirectional controls, line separators, zero-width and other format
 * characters, unassigned planes, invalid bytes) becomes \xNN or \u{NNNN}, and
 * a backslash becomes \\. This is the one function through which
 * names from outside are printed. */
void str_put_safe(struct str *, struct view);
char *str_safe(struct arena *, struct view);
char *str_safe_text(struct arena *, const char *text);
/* Whether str_put_safe() would change nothing but backslashes. */
bool str_is_safe(struct view);
/* Whether the bytes are valid UTF-8 (RFC 3629: no surrogates, no overlong). */
bool str_is_utf8(struct view);

/* ASCII case folding, independent of the locale. */
bool str_same(const char *a, const char *b);
bool str_starts(const char *text, const char *prefix);
static inline char str_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Decimal digits only, at most MAX; false otherwise. */
bool str_number(const char *text, unsigned long max, unsigned long *out);

#endif
