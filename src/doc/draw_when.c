/* All marks of a picture on one scale of time, a lane below the other. Marks
 * that would hide each other are one sign with their number in it, so that the
 * drawing is as large for a million marks as for a hundred. */
#include <string.h>

#include "base/when.h"
#include "doc/glyph.h"
#include "doc/markup.h"

enum { LEFT_LEAST = 110, LEFT_MOST = 330, RIGHT = 976, BIN = 25, BINS = (RIGHT - LEFT_LEAST) / BIN + 1,
	SIGN_STEP = 25, LANE_LEAST = 34, COLUMN = 8, TICKS = 6 };

struct scale { int64_t first, last; int left; };
struct bin { unsigned count; const struct mark *first, *last; bool alarm; };
struct lane_bins { struct bin bins[BINS][STRENGTHS]; int stack; };

static struct scale scale_of(const struct picture *p)
{
	struct scale s = { INT64_MAX, INT64_MIN, LEFT_LEAST };
	unsigned lanes = 0;

	for (const struct lane *l = p->first; l != NULL && lanes < DRAW_LANES; l = l->next, lanes++) {
		int name = (int)glyph_width(l->name, LEFT_MOST) * COLUMN + 30;

		s.left = name > s.left ? name < LEFT_MOST ? name : LEFT_MOST : s.left;
		for (const struct mark *m = l->first; m != NULL; m = m->next) {
			int64_t at = draw_moment(m->at);

			s.first = at < s.first ? at : s.first;
			s.last = at > s.last ? at : s.last;
		}
	}
	if (s.first > s.last)
		s.first = s.last = 0;
	if (s.last - s.first < 1000) {
		s.first -= 500;
		s.last += 500;
	}
	return s;
}

static int x_of(const struct scale *s, int64_t at)
{
	/* Whole thousandths: the product of a span and 800 could overflow. */
	int64_t span = (s->last - s->first) / 1000, from = (draw_moment(at) - s->first) / 1000;

	return s->left + (int)(from * (RIGHT - s->left) / (span == 0 ? 1 : span));
}

static void fill(struct lane_bins *b, const struct scale *s, const struct lane *l)
{
	memset(b, 0, sizeof *b);
	for (const struct mark *m = l->first; m != NULL; m = m->next) {
		struct bin *bin = &b->bins[(x_of(s, m->at) - s->left) / BIN][m->strength];

		if (bin->count++ == 0)
			bin->first = m;
		bin->last = m;
		bin->alarm = bin->alarm || m->alarm;
	}
	for (unsigned i = 0; i < BINS; i++) {
		int used = 0;

		for (unsigned k = 0; k < STRENGTHS; k++)
			used += b->bins[i][k].count != 0;
		b->stack = used > b->stack ? used : b->stack;
	}
}

static void put_bin(struct writer *w, const struct scale *s, const struct bin *bin, enum strength k, int y)
{
	char more[64] = "";
	int x = x_of(s, bin->first->at);

	if (bin->count > 1) {
		snprintf(more, sizeof more, " and %u more", bin->count - 1);
		x = (x + x_of(s, bin->last->at)) / 2;
	}
	draw_link_begin(w, bin->first, more);
	draw_sign(w, x, y, k, bin->alarm, bin->count);
	draw_link_end(w, bin->first);
}

static int put_lane(struct writer *w, const struct scale *s, const struct lane *l, int y)
{
	struct lane_bins b;
	int height, middle;

	fill(&b, s, l);
	height = LANE_LEAST + (b.stack > 1 ? (b.stack - 1) * SIGN_STEP : 0);
	if (w == NULL)
		return y + height;
	middle = y + height / 2;
	markup_put(w, "<line class=\"base\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>"
		"<text class=\"strong\" x=\"0\" y=\"%d\">", s->left - 12, middle, RIGHT + 12, middle, middle + 4);
	markup_cut(w, l->name, (unsigned)(s->left - 24) / COLUMN);
	writer_put_text(w, "</text>\n");
	for (unsigned i = 0; i < BINS; i++) {
		int used = 0, at = 0;

		for (unsigned k = 0; k < STRENGTHS; k++)
			used += b.bins[i][k].count != 0;
		for (unsigned k = 0; k < STRENGTHS; k++)
			if (b.bins[i][k].count != 0)
				put_bin(w, s, &b.bins[i][k], (enum strength)k,
					middle + (2 * at++ - (used - 1)) * SIGN_STEP / 2);
	}
	return y + height;
}

/* A step that makes a handful of ticks. */
static int64_t step_of(int64_t span)
{
	static const int64_t steps[] = { 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000, 500000,
		1000000, 2000000, 5000000, 10000000, 15000000, 30000000, 60000000, 120000000, 300000000,
		600000000, 900000000, 1800000000, 3600000000, 7200000000, 10800000000, 21600000000,
		43200000000, 86400000000 };
	int64_t step = 0;

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		step = steps[i];
		if (span / step <= TICKS)
			return step;
	}
	while (span / step > TICKS)
		step *= 2;
	return step;
}

static void put_ticks(struct writer *w, const struct scale *s, int top, int bottom)
{
	struct arena *a = arena_new();
	int64_t step = step_of(s->last - s->first), day = INT64_C(86400000000);
	int64_t at = s->first - s->first % step;

	if (at < s->first)
		at += step;
	for (; at <= s->last; at += step) {
		int x = x_of(s, at);
		char *clock = when_moment_clock(a, at);

		if (step >= 1000000)
			clock[8] = '\0';
		markup_put(w, "<line class=\"grid\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>"
			"<text class=\"tick\" x=\"%d\" y=\"%d\">%s</text>\n", x, top, x, bottom, x, bottom + 15,
			step >= day ? when_date(a, at / 1000000) : clock);
	}
	arena_free(a);
}

static void put_caption(struct writer *w, const struct scale *s, int y)
{
	struct arena *a = arena_new();
	char *first = when_moment_text(a, s->first), *last = when_moment_text(a, s->last);
	bool same = strncmp(first, last, 10) == 0;

	markup_put(w, "<text class=\"caption\" x=\"0\" y=\"%d\">When</text>"
		"<text class=\"dim\" x=\"%d\" y=\"%d\">%.10s %.8s to %.*s%.8s UTC</text>\n", y, s->left - 12, y,
		first, first + 11, same ? 0 : 11, same ? "" : arena_format(a, "%.10s ", last), last + 11);
	arena_free(a);
}

int draw_when(struct writer *w, const struct picture *p, int top)
{
	struct scale s = scale_of(p);
	unsigned lanes = 0;
	int y = top + 18, bottom = y;

	for (const struct lane *l = p->first; l != NULL && lanes < DRAW_LANES; l = l->next, lanes++)
		bottom = put_lane(NULL, &s, l, bottom);
	if (w == NULL)
		return bottom + (p->count > DRAW_LANES ? 40 : 22);
	put_caption(w, &s, top);
	put_ticks(w, &s, y, bottom);
	lanes = 0;
	for (const struct lane *l = p->first; l != NULL && lanes < DRAW_LANES; l = l->next, lanes++)
		y = put_lane(w, &s, l, y);
	if (p->count > DRAW_LANES) {
		markup_put(w, "<text class=\"dim\" x=\"0\" y=\"%d\">%zu more are not drawn</text>\n", bottom + 34,
			p->count - DRAW_LANES);
		return bottom + 40;
	}
	return bottom + 22;
}
