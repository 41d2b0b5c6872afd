/* Documents to text in memory, for the tests of the writers. */
#ifndef LENCR_TESTS_DOC_RENDER_H
#define LENCR_TESTS_DOC_RENDER_H

#include "doc/writer.h"

/* What FORMAT makes of a report with these parts; free with free(). */
char *render(const char *format, const struct writer_options *, const struct doc *head,
	const struct doc *const *items, size_t count, const struct doc *tail);
/* The page of one document, UTF-8 without colour. */
char *render_page(const struct doc *, unsigned width, int level);
/* The widest line, in columns. */
unsigned widest(const char *text);

#endif
