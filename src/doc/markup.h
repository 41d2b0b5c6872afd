/* markup: bytes of HTML and SVG, and pictures as SVG. Only html*.c, svg.c and
 * draw_*.c include this.
 *
 * What comes from a document passes markup_text(), which escapes & < > " and ',
 * so that it can neither end a text nor an attribute; nothing of a document is
 * ever an element, a URL or a style. No script, no link but to names within
 * the same file (tree.h holds their alphabet), nothing that is loaded. */
#ifndef LENCR_DOC_MARKUP_H
#define LENCR_DOC_MARKUP_H

#include "doc/format.h"

void markup_text(struct writer *, const char *text);
/* At most COLUMNS of it (glyph.h), an ellipsis behind what was cut. */
void markup_cut(struct writer *, const char *text, unsigned columns);
/* Our own markup; whatever goes in with %s must be ours, too. */
void markup_put(struct writer *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* style.c: what pages and pictures look like, light and dark. */
extern const char style_picture[], style_page[];

/* draw.c: a picture as an svg element. ALONE: as a file of its own. */
void draw_picture(struct writer *, const struct picture *, bool alone);

/* Shared by the parts of a picture, in the units of its coordinates. */
enum { DRAW_WIDTH = 1000, DRAW_LANES = 40, DRAW_ROWS = 200 };
/* A mark's sign; COUNT over 1 stands in it. */
void draw_sign(struct writer *, int x, int y, enum strength, bool alarm, unsigned count);
/* Begins and ends what leads to a mark's document, with its text as a title. */
void draw_link_begin(struct writer *, const struct mark *, const char *more);
void draw_link_end(struct writer *, const struct mark *);
const char *draw_strength_name(const struct picture *, const struct mark *);
/* Years 1 to 9999, so that differences cannot overflow. */
int64_t draw_moment(int64_t us);
/* draw_when.c: all marks on one scale; draw_before.c: a row a mark. TOP is where
 * to begin; they return where they ended. With W NULL nothing is drawn. */
int draw_when(struct writer *, const struct picture *, int top);
int draw_before(struct writer *, const struct picture *, int top);

#endif
