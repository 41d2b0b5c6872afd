/* page: where the text writer puts lines, and what it may draw with. Only
 * text.c, wrap.c and table.c include this. */
#ifndef LENCR_DOC_PAGE_H
#define LENCR_DOC_PAGE_H

#include "base/str.h"
#include "doc/tree.h"

struct page {
	struct str out;
	unsigned width;
	bool utf8, colour;
	size_t lines;      /* ended so far */
};

void page_put_toned(struct page *, enum tone, const char *text, size_t size);
void page_put_spaces(struct page *, unsigned count);
/* Ends the line; trailing spaces go. */
void page_end_line(struct page *);
/* TEXT as this page can show it: itself, or ASCII. */
void page_spell(const struct page *, struct str *, const char *text);

/* wrap.c: a line at INDENT for its continuations; USED columns of the first
 * line are taken already. */
void wrap_line(struct page *, const struct line *, unsigned used, unsigned indent);
/* table.c */
void table_put(struct page *, const struct rows *);

#endif
