/* Trees and tables: aligned columns with drawn branches. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "doc/glyph.h"
#include "doc/page.h"

enum { GAP = 2, COLUMNS = 32, LEVELS = 31, SOFT_LEAST = 10, HARD_LEAST = 4 };

struct grid {
	const struct rows *rows;
	unsigned count, columns;
	uint32_t *more;            /* a row: bit n: a later row hangs at depth n in this branch */
	unsigned width[COLUMNS];
};

static unsigned depth_of(const struct row *r)
{
	return r->depth > LEVELS ? LEVELS : r->depth;
}

/* From the last row up: which branches go on below a row. */
static void find_branches(struct grid *g)
{
	const struct row **list = mem_take(g->count, sizeof *list);
	unsigned i = 0;
	uint32_t open = 0;

	for (const struct row *r = g->rows->first; r != NULL; r = r->next)
		list[i++] = r;
	while (i-- > 0) {
		unsigned depth = depth_of(list[i]);
		uint32_t mine = UINT32_C(1) << depth;

		g->more[i] = open & (mine | (mine - 1));
		open = g->more[i] | mine;
	}
	free(list);
}

static void put_branches(const struct page *p, struct str *out, unsigned depth, uint32_t more)
{
	static const char *const ascii[] = { "   ", "|  ", "`- ", "|- " };
	static const char *const drawn[] = { "   ", "\u2502  ", "\u2514\u2500 ", "\u251c\u2500 " };
	const char *const *part = p->utf8 ? drawn : ascii;

	for (unsigned d = 1; d <= depth; d++)
		str_put(out, part[(d == depth ? 2 : 0) + (more >> d & 1)]);
}

static void spell_cell(const struct page *p, struct str *out, const struct row *r,
	const struct cell *c, uint32_t more)
{
	str_init(out, SIZE_MAX / 4);
	if (c == r->first)
		put_branches(p, out, depth_of(r), more);
	page_spell(p, out, c->text);
}

/* A lone cell in a table of several columns may be as wide as the page. */
static bool is_lone(const struct grid *g, const struct row *r)
{
	return r->count == 1 && g->columns > 1;
}

static void measure(const struct page *p, struct grid *g)
{
	unsigned i = 0;

	for (const struct row *r = g->rows->first; r != NULL; r = r->next)
		if (r->count > g->columns)
			g->columns = r->count > COLUMNS ? COLUMNS : r->count;
	for (const struct row *r = g->rows->first; r != NULL; r = r->next, i++) {
		unsigned column = 0;

		if (is_lone(g, r))
			continue;
		for (const struct cell *c = r->first; c != NULL && column < COLUMNS; c = c->next) {
			struct str text;
			unsigned width;

			spell_cell(p, &text, r, c, g->more[i]);
			width = glyph_width(str_text(&text), SIZE_MAX);
			if (width > g->width[column])
				g->width[column] = width;
			column++;
			str_clear(&text);
		}
	}
}

/* Takes *EXCESS from the columns of MASK, the right-most first. */
static void shrink(struct grid *g, uint32_t mask, unsigned least, unsigned *excess)
{
	for (unsigned c = g->columns; c-- > 0;) {
		unsigned give = g->width[c] > least ? g->width[c] - least : 0;

		if ((mask >> c & 1) == 0)
			continue;
		if (give > *excess)
			give = *excess;
		g->width[c] -= give;
		*excess -= give;
	}
}

static void fit(const struct page *p, struct grid *g)
{
	unsigned total = g->rows->indent + (g->columns - 1) * GAP, excess;

	for (unsigned c = 0; c < g->columns; c++)
		total += g->width[c] > 4 * p->width ? (g->width[c] = 4 * p->width) : g->width[c];
	excess = total > p->width ? total - p->width : 0;
	shrink(g, g->rows->soft, SOFT_LEAST, &excess);
	shrink(g, UINT32_MAX, SOFT_LEAST, &excess);
	shrink(g, UINT32_MAX, HARD_LEAST, &excess);
	shrink(g, UINT32_MAX, 1, &excess);
}

/* TEXT in at most WIDTH columns; returns how many it took. */
static unsigned put_cut(struct page *p, enum tone tone, const struct str *text, unsigned width)
{
	const char *t = str_text(text), *ellipsis = p->utf8 ? "\u2026" : "...";
	unsigned has = glyph_width(t, SIZE_MAX), dots = p->utf8 ? 1 : 3;
	struct str cut;

	if (has <= width) {
		page_put_toned(p, tone, t, text->size);
		return has;
	}
	if (width < dots)
		return 0;
	str_init(&cut, SIZE_MAX / 4);
	str_put_view(&cut, view_of(t, glyph_fit(t, width - dots)));
	str_put(&cut, ellipsis);
	page_put_toned(p, tone, str_text(&cut), cut.size);
	has = glyph_width(str_text(&cut), SIZE_MAX);
	str_clear(&cut);
	return has;
}

static void put_row(struct page *p, const struct grid *g, const struct row *r, uint32_t more)
{
	unsigned column = 0, owed = g->rows->indent;

	for (const struct cell *c = r->first; c != NULL && column < COLUMNS; c = c->next) {
		unsigned room = is_lone(g, r) ? p->width - owed : g->width[column], took;
		struct str text;

		spell_cell(p, &text, r, c, more);
		if (text.size != 0) {
			page_put_spaces(p, owed);
			owed = 0;
		}
		took = put_cut(p, c->tone, &text, room);
		owed += room - took + GAP;
		column++;
		str_clear(&text);
	}
	page_end_line(p);
}

void table_put(struct page *p, const struct rows *rows)
{
	struct grid g = { .rows = rows };
	unsigned i = 0;

	for (const struct row *r = rows->first; r != NULL; r = r->next)
		g.count++;
	if (g.count == 0)
		return;
	g.more = mem_take(g.count, sizeof *g.more);
	find_branches(&g);
	measure(p, &g);
	if (g.columns != 0)
		fit(p, &g);
	for (const struct row *r = rows->first; r != NULL; r = r->next)
		put_row(p, &g, r, g.more[i++]);
	free(g.more);
}
