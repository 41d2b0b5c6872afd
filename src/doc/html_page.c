#include "doc/html_page.h"

#include "base/when.h"

enum { TABLE_ROWS = 1000, LEVEL_MOST = 2 };

static void put_toned(struct writer *w, enum tone tone, const char *text)
{
	static const char letters[] = { [TONE_PLAIN] = 0, [TONE_GOOD] = 'g', [TONE_WARN] = 'w',
		[TONE_BAD] = 'b', [TONE_STRONG] = 's', [TONE_DIM] = 'd' };

	if (letters[tone] != 0)
		markup_put(w, "<span class=\"%c\">", letters[tone]);
	markup_text(w, text);
	if (letters[tone] != 0)
		writer_put_text(w, "</span>");
}

static void put_spans(struct writer *w, const struct line *l)
{
	for (const struct span *s = l->first; s != NULL; s = s->next)
		put_toned(w, s->tone, s->text);
}

static void put_element(struct writer *w, const char *name, const struct line *l)
{
	markup_put(w, "<%s>", name);
	put_spans(w, l);
	markup_put(w, "</%s>\n", name);
}

static void put_remark(struct writer *w, const struct line *l)
{
	writer_put_text(w, "<p class=\"remark\"><b>");
	put_toned(w, l->label_tone, l->label);
	writer_put_text(w, "</b><span>");
	put_spans(w, l);
	writer_put_text(w, "</span></p>\n");
}

static void put_row(struct writer *w, const struct row *r)
{
	const unsigned deepest = 12;
	bool first = true;

	writer_put_text(w, r->header ? "<tr class=\"h\">" : "<tr>");
	for (const struct cell *c = r->first; c != NULL; c = c->next) {
		const char *element = r->header || first ? "th" : "td";

		markup_put(w, "<%s%s", element, r->header ? " scope=\"col\"" : first ? " scope=\"row\"" : "");
		if (first && r->depth > 0)
			markup_put(w, " style=\"padding-left:%uem\"", 2 * (r->depth > deepest ? deepest : r->depth));
		writer_put_text(w, ">");
		put_toned(w, r->header ? TONE_PLAIN : c->tone, c->text);
		markup_put(w, "</%s>", element);
		first = false;
	}
	writer_put_text(w, "</tr>\n");
}

static void put_rows(struct writer *w, const struct rows *rows)
{
	writer_put_text(w, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"table\"><table>\n");
	for (const struct row *r = rows->first; r != NULL; r = r->next)
		put_row(w, r);
	writer_put_text(w, "</table></div>\n");
}

static void put_cell(struct writer *w, const char *text)
{
	writer_put_text(w, "<td>");
	markup_text(w, text == NULL ? "" : text);
	writer_put_text(w, "</td>");
}

static void put_mark(struct writer *w, const struct picture *p, const struct lane *l, const struct mark *m)
{
	struct arena *a = arena_new();

	writer_put_text(w, "<tr><th scope=\"row\">");
	markup_text(w, when_moment_text(a, draw_moment(m->at)));
	writer_put_text(w, "</th>");
	put_cell(w, l->name);
	writer_put_text(w, "<td>");
	if (m->leads_to != NULL) {
		writer_put_text(w, "<a href=\"#");
		markup_text(w, m->leads_to);
		writer_put_text(w, "\">");
	}
	markup_text(w, m->label);
	writer_put_text(w, m->leads_to != NULL ? "</a></td>" : "</td>");
	put_cell(w, m->alarm && p->key[STRENGTHS].name != NULL ? arena_format(a, "%s, %s",
		draw_strength_name(p, m), p->key[STRENGTHS].name) : draw_strength_name(p, m));
	put_cell(w, m->by);
	put_cell(w, m->first == NULL ? NULL : when_moment_span(a, m->first->before));
	writer_put_text(w, "</tr>\n");
	arena_free(a);
}

/* The same in words, for those who cannot see it. */
static void put_twin(struct writer *w, const struct picture *p)
{
	size_t rows = 0, all = 0;

	writer_put_text(w, "<details><summary>The picture as a table</summary>\n"
		"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"the picture as a table\"><table>\n"
		"<thead><tr><th scope=\"col\">Time</th><th scope=\"col\">Where</th><th scope=\"col\">What</th>"
		"<th scope=\"col\">Explained</th><th scope=\"col\">By</th><th scope=\"col\">Earlier</th></tr>"
		"</thead>\n<tbody>\n");
	for (const struct lane *l = p->first; l != NULL; l = l->next) {
		all += l->count;
		for (const struct mark *m = l->first; m != NULL && rows < TABLE_ROWS; m = m->next, rows++)
			put_mark(w, p, l, m);
	}
	writer_put_text(w, "</tbody></table></div>\n");
	if (all > rows)
		markup_put(w, "<p class=\"d\">%zu more</p>\n", all - rows);
	writer_put_text(w, "</details>\n");
}

static void put_picture(struct writer *w, const struct picture *p)
{
	writer_put_text(w, "<figure><div class=\"scroll\">\n");
	draw_picture(w, p, false);
	writer_put_text(w, "</div>\n");
	if (p->first != NULL)
		put_twin(w, p);
	writer_put_text(w, "</figure>\n");
}

static void put_part(struct writer *w, const struct part *part, const char *line)
{
	switch (part->kind) {
	case PART_BLANK:
		return;
	case PART_LINE:
		put_element(w, line, part->line);
		return;
	case PART_HEADING:
		put_element(w, "h3", part->line);
		return;
	case PART_REMARK:
		put_remark(w, part->line);
		return;
	case PART_ROWS:
		put_rows(w, part->rows);
		return;
	case PART_PICTURE:
		put_picture(w, part->picture);
		return;
	}
}

void html_put_parts(struct writer *w, const struct doc *d, int level, bool headed)
{
	bool folded = false;

	for (const struct part *p = d->first; p != NULL; p = p->next)
		if (p->level <= level && p->most >= level) {
			put_part(w, p, headed && p->kind == PART_LINE ? "h2" : "p");
			headed = headed && p->kind != PART_LINE;
		}
	for (const struct part *p = d->first; p != NULL && level >= 0; p = p->next) {
		if (p->level <= level || p->level > LEVEL_MOST || p->most < LEVEL_MOST || p->kind == PART_BLANK)
			continue;
		if (!folded)
			writer_put_text(w, "<details><summary>More</summary>\n");
		folded = true;
		put_part(w, p, "p");
	}
	if (folded)
		writer_put_text(w, "</details>\n");
}
