/* The page as text for a terminal or a file. */
#include <string.h>

#include "doc/format.h"
#include "doc/glyph.h"
#include "doc/page.h"

#define LABEL_LEAST 4u
#define UNBROKEN 1000000u

static const char *tone_start(enum tone t)
{
	static const char *const codes[] = {
		[TONE_PLAIN] = "", [TONE_GOOD] = "\033[32m", [TONE_WARN] = "\033[33m",
		[TONE_BAD] = "\033[1;31m", [TONE_STRONG] = "\033[1m", [TONE_DIM] = "\033[2m",
	};

	return codes[t];
}

void page_put_toned(struct page *p, enum tone tone, const char *text, size_t size)
{
	bool codes = p->colour && tone != TONE_PLAIN && size != 0;

	if (codes)
		str_put(&p->out, tone_start(tone));
	str_put_view(&p->out, view_of(text, size));
	if (codes)
		str_put(&p->out, "\033[0m");
}

void page_put_spaces(struct page *p, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		str_put_char(&p->out, ' ');
}

void page_end_line(struct page *p)
{
	while (p->out.size > 0 && p->out.text[p->out.size - 1] == ' ')
		p->out.text[--p->out.size] = '\0';
	str_put_char(&p->out, '\n');
	p->lines++;
}

void page_spell(const struct page *p, struct str *out, const char *text)
{
	static const struct { uint32_t point; const char *ascii; } table[] = {
		{ 0xa0, " " }, { 0xd7, "x" }, { 0x2013, "-" }, { 0x2014, "-" }, { 0x2018, "'" },
		{ 0x2019, "'" }, { 0x201c, "\"" }, { 0x201d, "\"" }, { 0x2026, "..." },
		{ 0x2190, "<-" }, { 0x2192, "->" },
	};

	if (p->utf8) {
		str_put(out, text);
		return;
	}
	while (*text != '\0') {
		uint32_t point;
		size_t length = glyph_next(text, &point), i = 0, count = sizeof table / sizeof *table;

		while (i < count && table[i].point != point)
			i++;
		if (point < 0x80)
			str_put_view(out, view_of(text, length));
		else if (i < count)
			str_put(out, table[i].ascii);
		else
			str_put_format(out, "\\u{%04x}", (unsigned)point);
		text += length;
	}
}

static void put_remark(struct page *p, const struct line *l)
{
	struct str label;
	unsigned width;

	str_init(&label, SIZE_MAX / 4);
	page_spell(p, &label, l->label);
	width = glyph_width(str_text(&label), SIZE_MAX);
	page_put_spaces(p, 2);
	page_put_toned(p, l->label_tone, str_text(&label), label.size);
	if (width < LABEL_LEAST) {
		page_put_spaces(p, LABEL_LEAST - width);
		width = LABEL_LEAST;
	}
	page_put_spaces(p, 2);
	str_clear(&label);
	wrap_line(p, l, width + 4, width + 4);
}

static void put_part(struct page *p, const struct part *part)
{
	switch (part->kind) {
	case PART_BLANK:
		page_end_line(p);
		return;
	case PART_LINE:
	case PART_HEADING:
		wrap_line(p, part->line, 0, part->line->indent);
		return;
	case PART_REMARK:
		put_remark(p, part->line);
		return;
	case PART_ROWS:
		table_put(p, part->rows);
		return;
	case PART_PICTURE:
		return;
	}
}

/* A blank line stands between documents unless both are a single line. */
static void put_doc(struct writer *w, const struct doc *d)
{
	/* With -q a document is one line, whatever its length. */
	struct page p = { .width = w->options.level < 0 ? UNBROKEN : w->options.width,
		.utf8 = w->options.utf8, .colour = w->options.colour };

	if (d == NULL)
		return;
	str_init(&p.out, SIZE_MAX / 4);
	for (const struct part *part = d->first; part != NULL; part = part->next)
		if (part->level <= w->options.level && part->most >= w->options.level)
			put_part(&p, part);
	if (p.lines != 0) {
		if (w->any && (w->roomy || p.lines > 1))
			writer_put_text(w, "\n");
		writer_put(w, str_text(&p.out), p.out.size);
		writer_push(w);
		w->any = true;
		w->roomy = p.lines > 1;
	}
	str_clear(&p.out);
}

const struct format format_text = { "text", put_doc, put_doc, put_doc };
