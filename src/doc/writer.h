/* writer: documents to bytes, in one format.
 *
 * A report is a head (what tool, which schema), any number of items (results)
 * that are written as they come, and a tail (summary). The table of formats
 * is in writer.c; a new format is a new file and a row there. */
#ifndef LENCR_DOC_WRITER_H
#define LENCR_DOC_WRITER_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "doc/doc.h"

struct writer_options {
	unsigned width;    /* columns of the page, clamped to 60..200; 0: 80 */
	bool utf8;         /* box drawing and ellipsis, else ASCII */
	bool colour;       /* ANSI tones */
	int level;         /* verbosity: -1, 0, 1, 2 (see doc.h) */
	const char *items; /* JSON key of the array of items; NULL: "results" */
};

struct writer;
/* NULL with *err (ERR_USAGE, naming the formats there are) for a FORMAT that
 * is not in the table. OUT is not closed by the writer. */
struct writer *writer_new(const char *format, FILE *out, const struct writer_options *,
	struct err *);
/* Write errors are sticky and told by writer_end, which also flushes. Head,
 * item and tail may be NULL where a report has none. */
void writer_begin(struct writer *, const struct doc *head);
void writer_item(struct writer *, const struct doc *item);
bool writer_end(struct writer *, const struct doc *tail, struct err *);
void writer_free(struct writer *);

/* Names of all formats that can show any document, for help and completion;
 * NULL-terminated. There is also "svg", which is a document's picture alone. */
const char *const *writer_formats(void);

#endif
