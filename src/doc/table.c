/* Trees and tables: aligned columns with drawn branches. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "doc/glyph.h"
#include "doc/page.h"

enum { GAP = 2, COLUMNS = 32, LEVELS = 31, SOFT_LEAST = 10, HARD_LEAST = 4 };

struct grid {
	const struct page *page;
	const struct rows *rows;
	unsigned count, columns;
	uint32_t *more;            /* a row: bit n: a later row hangs at depth n in this branch */
	unsigned width[COLUMNS];
	unsigned form[COLUMNS];    /* 0: the long one */
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

static const char *const *branch_parts(const struct page *p)
{
	static const char *const ascii[] = { "   ", "|  ", "`- ", "|- " };
	static const char *const drawn[] = { "   ", "\u2502  ", "\u2514\u2500 ", "\u251c\u2500 " };

	return p->utf8 ? drawn : ascii;
}

static void put_branches(const struct page *p, struct str *out, unsigned depth, uint32_t more)
{
	for (unsigned d = 1; d <= depth; d++)
		str_put(out, branch_parts(p)[(d == depth ? 2 : 0) + (more >> d & 1)]);
}

static const char *text_of(const struct cell *c, unsigned form)
{
	while (form-- > 0 && c->shorter != NULL)
		c = c->shorter;
	return c->text;
}

static void spell_cell(const struct grid *g, struct str *out, const struct row *r,
	const struct cell *c, unsigned form, uint32_t more)
{
	str_init(out, SIZE_MAX / 4);
	if (c == r->first)
		put_branches(g->page, out, depth_of(r), more);
	page_spell(g->page, out, text_of(c, form));
}

static unsigned cell_width(const struct grid *g, const struct row *r, const struct cell *c,
	unsigned form, uint32_t more)
{
	struct str text;
	unsigned width;

	spell_cell(g, &text, r, c, form, more);
	width = glyph_width(str_text(&text), SIZE_MAX);
	str_clear(&text);
	return width;
}

/* A lone cell in a table of several columns may be as wide as the page; in
 * stacking rows so may any last cell that has no neighbours. */
static bool reaches_over(const struct grid *g, const struct row *r, const struct cell *c)
{
	return c->next == NULL && r->count < g->columns && (r->count == 1 || g->rows->stack);
}

static void measure(struct grid *g)
{
	unsigned i = 0;

	memset(g->width, 0, sizeof g->width);
	for (const struct row *r = g->rows->first; r != NULL; r = r->next, i++) {
		unsigned column = 0;

		for (const struct cell *c = r->first; c != NULL && column < COLUMNS; c = c->next) {
			unsigned width = reaches_over(g, r, c) ? 0 :
				cell_width(g, r, c, g->form[column], g->more[i]);

			if (width > g->width[column])
				g->width[column] = width;
			column++;
		}
	}
}

static unsigned total_width(struct grid *g)
{
	unsigned total = g->rows->indent + (g->columns - 1) * GAP, most = 4 * g->page->width;

	for (unsigned c = 0; c < g->columns; c++)
		total += g->width[c] > most ? (g->width[c] = most) : g->width[c];
	return total;
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

/* How wide the cells behind the first are, one behind the other. */
static unsigned rest_width(const struct grid *g, const struct row *r)
{
	unsigned column = 1, sum = 0, width;

	for (const struct cell *c = r->first->next; c != NULL && column < COLUMNS; c = c->next) {
		width = cell_width(g, r, c, g->form[column++], 0);
		sum += width == 0 ? 0 : width + GAP;
	}
	return sum == 0 ? 0 : sum - GAP;
}

/* The room below the first cell of a row, behind its branches. */
static unsigned rest_room(const struct grid *g, const struct row *r)
{
	unsigned taken = g->rows->indent + 3 * (depth_of(r) + 1);

	return taken < g->page->width ? g->page->width - taken : 0;
}

/* For stacked rows: as long as they may be. */
static void shorten_rests(struct grid *g)
{
	memset(g->form, 0, sizeof g->form);
	for (unsigned step = 0; step < g->rows->steps; step++) {
		const struct row *r = g->rows->first;

		while (r != NULL && (r->first == NULL || rest_width(g, r) <= rest_room(g, r)))
			r = r->next;
		if (r == NULL)
			return;
		g->form[g->rows->plan[step]]++;
	}
}

/* False: the rows must be stacked. */
static bool fit(struct grid *g)
{
	unsigned total, excess;

	for (unsigned step = 0; (total = total_width(g)) > g->page->width &&
		step < g->rows->steps; step++) {
		g->form[g->rows->plan[step]]++;
		measure(g);
	}
	if (total > g->page->width && g->rows->stack) {
		shorten_rests(g);
		return false;
	}
	excess = total > g->page->width ? total - g->page->width : 0;
	shrink(g, g->rows->soft, SOFT_LEAST, &excess);
	shrink(g, UINT32_MAX, SOFT_LEAST, &excess);
	shrink(g, UINT32_MAX, HARD_LEAST, &excess);
	shrink(g, UINT32_MAX, 1, &excess);
	return true;
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
	unsigned column = 0, owed = g->rows->indent, at = owed;

	for (const struct cell *c = r->first; c != NULL && column < COLUMNS; c = c->next) {
		bool over = reaches_over(g, r, c);
		unsigned room = over ? p->width - at : g->width[column], took;
		unsigned form = g->form[column];
		struct str text;

		for (const struct cell *s = c->shorter; over && s != NULL &&
			cell_width(g, r, c, form, more) > room; s = s->shorter)
			form++;
		spell_cell(g, &text, r, c, form, more);
		if (text.size != 0) {
			page_put_spaces(p, owed);
			owed = 0;
		}
		took = put_cut(p, c->tone, &text, room);
		owed += room - took + GAP;
		at += g->width[column] + GAP;
		column++;
		str_clear(&text);
	}
	page_end_line(p);
}

/* Below the first cell, under a branch that leads to the rows below. */
static void put_rest(struct page *p, const struct grid *g, const struct row *r, uint32_t more)
{
	unsigned column = 1, depth = depth_of(r), room = rest_room(g, r), left = room;
	bool parent = r->next != NULL && depth_of(r->next) > depth;

	page_put_spaces(p, g->rows->indent);
	for (unsigned d = 1; d <= depth; d++)
		page_put_toned(p, TONE_PLAIN, branch_parts(p)[more >> d & 1],
			strlen(branch_parts(p)[more >> d & 1]));
	page_put_toned(p, TONE_PLAIN, branch_parts(p)[parent], strlen(branch_parts(p)[parent]));
	for (const struct cell *c = r->first->next; c != NULL && column < COLUMNS; c = c->next) {
		struct str text;

		spell_cell(g, &text, r, c, g->form[column++], 0);
		if (text.size != 0 && left != room) {
			unsigned gap = left < GAP ? left : GAP;

			page_put_spaces(p, gap);
			left -= gap;
		}
		left -= put_cut(p, c->tone, &text, left);
		str_clear(&text);
	}
	page_end_line(p);
}

static void put_stacked(struct page *p, const struct grid *g, const struct row *r, uint32_t more)
{
	struct str text;
	unsigned took;

	if (r->first == NULL)
		return;
	spell_cell(g, &text, r, r->first, 0, more);
	page_put_spaces(p, g->rows->indent);
	took = put_cut(p, r->first->tone, &text, p->width - g->rows->indent);
	str_clear(&text);
	if (r->count == 2 && r->count < g->columns &&
	    g->rows->indent + took + GAP + rest_width(g, r) <= p->width) {
		page_put_spaces(p, GAP);
		spell_cell(g, &text, r, r->last, g->form[1], 0);
		page_put_toned(p, r->last->tone, str_text(&text), text.size);
		str_clear(&text);
		page_end_line(p);
		return;
	}
	page_end_line(p);
	if (rest_width(g, r) != 0)
		put_rest(p, g, r, more);
}

void table_put(struct page *p, const struct rows *rows)
{
	struct grid g = { .page = p, .rows = rows };
	bool fits = true;
	unsigned i = 0;

	for (const struct row *r = rows->first; r != NULL; r = r->next, g.count++)
		if (r->count > g.columns)
			g.columns = r->count > COLUMNS ? COLUMNS : r->count;
	if (g.count == 0)
		return;
	g.more = mem_take(g.count, sizeof *g.more);
	find_branches(&g);
	measure(&g);
	if (g.columns != 0)
		fits = fit(&g);
	for (const struct row *r = rows->first; r != NULL; r = r->next, i++)
		(fits ? put_row : put_stacked)(p, &g, r, g.more[i]);
	free(g.more);
}
