/* glyph: how much room a text takes on a terminal.
 *
 * Columns by Unicode's East Asian Width (wide and fullwidth: 2), combining
 * marks 0, everything else 1; what a given terminal does may differ for
 * emoji sequences. Texts are valid UTF-8 without control characters. */
#ifndef LENCR_DOC_GLYPH_H
#define LENCR_DOC_GLYPH_H

#include <stddef.h>
#include <stdint.h>

/* The code point at the start of TEXT (not empty); its length in bytes. */
size_t glyph_next(const char *text, uint32_t *point);
unsigned glyph_columns(uint32_t point);
/* Of the first SIZE bytes, or of all (SIZE_MAX). */
unsigned glyph_width(const char *text, size_t size);
/* How many bytes of TEXT fit into COLUMNS, with the marks that belong to the
 * last character. */
size_t glyph_fit(const char *text, unsigned columns);

#endif
