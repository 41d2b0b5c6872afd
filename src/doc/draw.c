/* A picture as SVG: title and key, then its two parts. */
#include <stdarg.h>

#include "doc/glyph.h"
#include "doc/markup.h"

enum { KEY_TOP = 20, KEY_STEP = 18, TITLE = 34 };

void markup_text(struct writer *w, const char *text)
{
	const char *from = text;

	for (; *text != '\0'; text++) {
		const char *as = *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : *text == '>' ? "&gt;" :
			*text == '"' ? "&quot;" : *text == '\'' ? "&#39;" : NULL;

		if (as == NULL)
			continue;
		writer_put(w, from, (size_t)(text - from));
		writer_put_text(w, as);
		from = text + 1;
	}
	writer_put(w, from, (size_t)(text - from));
}

void markup_cut(struct writer *w, const char *text, unsigned columns)
{
	struct str cut;

	if (glyph_width(text, SIZE_MAX) <= columns) {
		markup_text(w, text);
		return;
	}
	str_init(&cut, SIZE_MAX / 4);
	str_put_view(&cut, view_of(text, glyph_fit(text, columns - 1)));
	str_put(&cut, "\u2026");
	markup_text(w, str_text(&cut));
	str_clear(&cut);
}

void markup_put(struct writer *w, const char *format, ...)
{
	va_list list;
	char line[512];
	int size;

	va_start(list, format);
	size = vsnprintf(line, sizeof line, format, list);
	va_end(list);
	if (size > 0)
		writer_put(w, line, (size_t)size < sizeof line ? (size_t)size : sizeof line - 1);
}

int64_t draw_moment(int64_t us)
{
	const int64_t first = INT64_C(-62135596800000000), last = INT64_C(253402300799000000);

	return us < first ? first : us > last ? last : us;
}

const char *draw_strength_name(const struct picture *p, const struct mark *m)
{
	const char *name = p->key[m->strength].name;

	return name == NULL ? "" : name;
}

static void put_count(struct writer *w, int x, int y, enum strength s, unsigned count)
{
	markup_put(w, "<text class=\"n%s\" x=\"%d\" y=\"%d\">", s <= STRENGTH_FIRM ? " in" : "", x, y + 3);
	if (count > 99)
		writer_put_text(w, "99+");
	else
		markup_put(w, "%u", count);
	writer_put_text(w, "</text>");
}

void draw_sign(struct writer *w, int x, int y, enum strength s, bool alarm, unsigned count)
{
	int r = count > 1 ? 10 : 6;

	if (w == NULL)
		return;
	if (alarm)
		markup_put(w, "<path class=\"alarm\" d=\"M%d %d l%d %d h%d z\"/>", x, y - r - 7, r + 6,
			2 * r + 11, -2 * (r + 6));
	switch (s) {
	case STRENGTH_FULL:
		markup_put(w, "<circle class=\"f0\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>", x, y, r);
		break;
	case STRENGTH_FIRM:
		markup_put(w, "<path class=\"f1\" d=\"M%d %d l%d %d %d %d %d %dz\"/>", x, y - r - 1, r + 1,
			r + 1, -r - 1, r + 1, -r - 1, -r - 1);
		break;
	case STRENGTH_FAINT:
		markup_put(w, "<circle class=\"o2\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>", x, y, r - 1);
		break;
	default:
		markup_put(w, "<rect class=\"o3\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", x - r + 1,
			y - r + 1, 2 * r - 2, 2 * r - 2);
		break;
	}
	if (count > 1)
		put_count(w, x, y, s, count);
}

void draw_link_begin(struct writer *w, const struct mark *m, const char *more)
{
	if (m->leads_to != NULL) {
		writer_put_text(w, "<a href=\"#");
		markup_text(w, m->leads_to);
		writer_put_text(w, "\" aria-label=\"");
		markup_text(w, m->text);
		writer_put_text(w, "\">");
	} else
		writer_put_text(w, "<g>");
	writer_put_text(w, "<title>");
	markup_text(w, m->text);
	if (more != NULL)
		markup_text(w, more);
	writer_put_text(w, "</title>");
}

void draw_link_end(struct writer *w, const struct mark *m)
{
	writer_put_text(w, m->leads_to != NULL ? "</a>\n" : "</g>\n");
}

static int draw_key(struct writer *w, const struct picture *p, int y)
{
	for (unsigned i = 0; i <= STRENGTHS; i++) {
		if (p->key[i].name == NULL)
			continue;
		if (w != NULL) {
			draw_sign(w, 12, y - 4, i == STRENGTHS ? STRENGTH_FAINT : (enum strength)i,
				i == STRENGTHS, 1);
			markup_put(w, "<text class=\"strong\" x=\"32\" y=\"%d\">", y);
			markup_text(w, p->key[i].name);
			markup_put(w, "</text><text class=\"dim\" x=\"130\" y=\"%d\">", y);
			markup_cut(w, p->key[i].meaning, 120);
			writer_put_text(w, "</text>\n");
		}
		y += i + 1 == STRENGTHS ? KEY_STEP + 6 : KEY_STEP;
	}
	return y;
}

static int draw_all(struct writer *w, const struct picture *p, bool alone)
{
	int y = draw_key(w, p, alone ? KEY_TOP + TITLE : KEY_TOP);

	if (p->first == NULL)
		return y;
	return draw_before(w, p, draw_when(w, p, y + 14) + 30);
}

/* Within a page the title stands there already. */
void draw_picture(struct writer *w, const struct picture *p, bool alone)
{
	int margin = alone ? 20 : 0;

	markup_put(w, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"picture\" viewBox=\"%d %d %d %d\" "
		"role=\"group\" aria-label=\"", -margin, -margin, DRAW_WIDTH + 2 * margin,
		draw_all(NULL, p, alone) + 8 + 2 * margin);
	markup_text(w, p->title);
	writer_put_text(w, "\">\n");
	if (alone) {
		writer_put_text(w, "<title>");
		markup_text(w, p->title);
		writer_put_text(w, "</title>\n<style>");
		writer_put_text(w, style_picture);
		markup_put(w, "</style>\n<rect class=\"paper\" x=\"%d\" y=\"%d\" width=\"100%%\" "
			"height=\"100%%\"/>\n<text class=\"title\" x=\"0\" y=\"20\">", -margin, -margin);
		markup_cut(w, p->title, 110);
		writer_put_text(w, "</text>\n");
	}
	draw_all(w, p, alone);
	writer_put_text(w, "</svg>\n");
}
