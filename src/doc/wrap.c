/* Lines of text, broken at spaces. */
#include <string.h>

#include "doc/glyph.h"
#include "doc/page.h"

/* A line without its spans: the text, and the tone of every byte. */
struct flat { struct str text, tones; };

static void flat_of(const struct page *p, const struct line *l, struct flat *f)
{
	str_init(&f->text, SIZE_MAX / 4);
	str_init(&f->tones, SIZE_MAX / 4);
	for (const struct span *s = l->first; s != NULL; s = s->next) {
		page_spell(p, &f->text, s->text);
		while (f->tones.size < f->text.size)
			str_put_char(&f->tones, (char)s->tone);
	}
}

static void put_range(struct page *p, const struct flat *f, size_t from, size_t to)
{
	while (from < to) {
		size_t end = from + 1;

		while (end < to && f->tones.text[end] == f->tones.text[from])
			end++;
		page_put_toned(p, (enum tone)f->tones.text[from], f->text.text + from, end - from);
		from = end;
	}
}

/* The end of what fits into ROOM columns from FROM on. */
static size_t line_end(const char *text, size_t from, unsigned room)
{
	size_t at = from, space = SIZE_MAX, word = SIZE_MAX, size;
	unsigned columns = 0;

	while (text[at] != '\0') {
		uint32_t point;
		size_t length = glyph_next(text + at, &point);

		if (point == ' ' && word != SIZE_MAX && text[at - 1] != ' ')
			space = at;
		if (point != ' ' && word == SIZE_MAX)
			word = at;
		columns += glyph_columns(point);
		if (point != ' ' && columns > room)
			break;
		at += length;
	}
	if (text[at] == '\0')
		return at;
	if (space != SIZE_MAX)
		return space;
	size = strcspn(text + word, " ");
	if (view_find(view_of(text + word, size), view_of_text("://")) != SIZE_MAX)
		return word + size;
	return at;
}

void wrap_line(struct page *p, const struct line *l, unsigned used, unsigned indent)
{
	const unsigned least = 20; /* columns for text, however deep the indent */
	struct flat f;
	size_t from = 0;

	flat_of(p, l, &f);
	if (indent > p->width - least)
		indent = p->width - least;
	if (f.text.size == 0)
		page_end_line(p);
	while (from < f.text.size) {
		unsigned column = from == 0 ? used : indent;
		size_t end = line_end(f.text.text, from, p->width - column);

		if (from != 0)
			page_put_spaces(p, indent);
		put_range(p, &f, from, end);
		page_end_line(p);
		from = end;
		while (f.text.text[from] == ' ')
			from++;
	}
	str_clear(&f.text);
	str_clear(&f.tones);
}
