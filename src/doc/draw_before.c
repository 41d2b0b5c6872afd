/* A row a mark: what came before it on a scale of tens, what explains it. */
#include "base/when.h"
#include "doc/markup.h"

enum { CLOCK = 0, LABEL = 84, LEFT = 362, RIGHT = 690, BY = 712, ROW = 24, LANE = 30,
	LABEL_COLUMNS = 43, BY_COLUMNS = 44, CAUSES = 20 };

/* Thousandths of the decimal logarithm, straight between 1, 2, 5 and 10: for
 * the eye, without a mathematical library. */
static int log_of(int64_t value)
{
	static const int at[] = { 1000, 2000, 5000, 10000 }, logs[] = { 0, 301, 699, 1000 };
	int tens = 0, i = 0, digits;

	if (value < 1)
		value = 1;
	value *= 1000;
	while (value >= 10000) {
		value /= 10;
		tens++;
	}
	digits = (int)value;
	while (digits > at[i + 1])
		i++;
	return 1000 * tens + logs[i] + (digits - at[i]) * (logs[i + 1] - logs[i]) / (at[i + 1] - at[i]);
}

struct reach_back { int64_t most_ms, first, last; int most_log; };

static int64_t before_ms(const struct cause *c)
{
	const int64_t year = INT64_C(31536000000);
	int64_t ms = c->before / 1000;

	return ms < 0 ? 0 : ms > year ? year : ms;
}

/* At least a second, up to the next power of ten. */
static struct reach_back reach_of(const struct picture *p)
{
	struct reach_back r = { 1000, INT64_MAX, INT64_MIN, 0 };

	for (const struct lane *l = p->first; l != NULL; l = l->next)
		for (const struct mark *m = l->first; m != NULL; m = m->next) {
			r.first = draw_moment(m->at) < r.first ? draw_moment(m->at) : r.first;
			r.last = draw_moment(m->at) > r.last ? draw_moment(m->at) : r.last;
			for (const struct cause *c = m->first; c != NULL; c = c->next)
				while (before_ms(c) + 1 > r.most_ms)
					r.most_ms *= 10;
		}
	r.most_log = log_of(r.most_ms);
	return r;
}

static int x_of(const struct reach_back *r, const struct cause *c)
{
	return RIGHT - 14 - log_of(before_ms(c) + 1) * (RIGHT - 14 - LEFT) / r->most_log;
}

static void put_causes(struct writer *w, const struct reach_back *r, const struct mark *m, int y)
{
	unsigned drawn = 0;

	if (m->first != NULL)
		markup_put(w, "<line class=\"l%d\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
			(int)m->first->strength, x_of(r, m->first), y, RIGHT - 6, y);
	for (const struct cause *c = m->first; c != NULL && drawn < CAUSES; c = c->next, drawn++) {
		int x = x_of(r, c), half = drawn == 0 ? 5 : 3;

		markup_put(w, "<rect class=\"%s%d\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"><title>",
			drawn == 0 && c->strength <= STRENGTH_FIRM ? "f" : "o", (int)c->strength, x - half,
			y - half, 2 * half, 2 * half);
		markup_text(w, c->label);
		writer_put_text(w, "</title></rect>");
	}
}

/* With the day and without fractions where the marks span several days. */
static const char *clock_of(struct arena *a, const struct reach_back *r, int64_t at)
{
	const int64_t day = INT64_C(86400000000);
	const char *text = when_moment_text(a, at);

	if (r->first / day == r->last / day)
		return when_moment_clock(a, at);
	return arena_format(a, "%.5s %.5s", text + 5, text + 11);
}

static void put_row(struct writer *w, const struct picture *p, const struct reach_back *r,
	const struct mark *m, int y)
{
	struct arena *a = arena_new();
	int middle = y + ROW / 2, line = middle + 4;

	draw_link_begin(w, m, NULL);
	markup_put(w, "<rect class=\"hit\" x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
		"<text class=\"clock\" x=\"%d\" y=\"%d\">%s</text><text x=\"%d\" y=\"%d\">", y, DRAW_WIDTH, ROW,
		CLOCK, line, clock_of(a, r, draw_moment(m->at)), LABEL, line);
	markup_cut(w, m->label, LABEL_COLUMNS);
	writer_put_text(w, "</text>");
	put_causes(w, r, m, middle);
	draw_sign(w, RIGHT, middle, m->strength, m->alarm, 1);
	markup_put(w, "<text x=\"%d\" y=\"%d\"><tspan class=\"t%d\">", BY, line, (int)m->strength);
	markup_text(w, draw_strength_name(p, m));
	writer_put_text(w, "</tspan>");
	if (m->by != NULL) {
		writer_put_text(w, "  ");
		markup_cut(w, m->by, BY_COLUMNS - 12);
	}
	writer_put_text(w, "</text>");
	draw_link_end(w, m);
	arena_free(a);
}

static void put_scale(struct writer *w, const struct reach_back *r, int top, int bottom)
{
	struct arena *a = arena_new();
	struct cause c = { 0 };

	for (int64_t ms = 1; ms <= r->most_ms; ms *= 10) {
		int x;

		c.before = ms * 1000;
		x = x_of(r, &c);
		markup_put(w, "<line class=\"grid\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", x, top, x, bottom);
		markup_put(w, "<text class=\"tick\" x=\"%d\" y=\"%d\">%s</text>\n", x, top - 5,
			ms < 1000 ? arena_format(a, "%d ms", (int)ms) : when_span_text(a, ms / 1000));
	}
	arena_free(a);
}

int draw_before(struct writer *w, const struct picture *p, int top)
{
	struct reach_back r = reach_of(p);
	size_t rows = 0, all = 0;
	int y = top + 24;

	for (const struct lane *l = p->first; l != NULL; l = l->next)
		all += l->count;
	if (w != NULL) {
		put_scale(w, &r, y, draw_before(NULL, p, top) - (all > DRAW_ROWS ? 24 : 0));
		markup_put(w, "<text class=\"caption\" x=\"0\" y=\"%d\">What came before, and how long</text>\n", top);
	}
	for (const struct lane *l = p->first; l != NULL && rows < DRAW_ROWS; l = l->next) {
		if (w != NULL) {
			markup_put(w, "<text class=\"strong\" x=\"0\" y=\"%d\">", y + LANE / 2 + 6);
			markup_cut(w, l->name, LABEL_COLUMNS);
			writer_put_text(w, "</text>\n");
		}
		y += LANE;
		for (const struct mark *m = l->first; m != NULL && rows < DRAW_ROWS; m = m->next, rows++) {
			if (w != NULL)
				put_row(w, p, &r, m, y);
			y += ROW;
		}
	}
	if (all <= rows)
		return y;
	if (w != NULL)
		markup_put(w, "<text class=\"dim\" x=\"0\" y=\"%d\">%zu more are not drawn; the list below has "
			"them</text>\n", y + 18, all - rows);
	return y + 24;
}
