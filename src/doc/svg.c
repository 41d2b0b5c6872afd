/* The first picture of the head, alone, as an SVG file. A report without one
 * is an empty drawing. */
#include "doc/markup.h"

static void begin(struct writer *w, const struct doc *head)
{
	const struct part *p = head == NULL ? NULL : head->first;

	writer_put_text(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	while (p != NULL && p->kind != PART_PICTURE)
		p = p->next;
	if (p != NULL)
		draw_picture(w, p->picture, true);
	else
		writer_put_text(w, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>\n");
}

static void nothing(struct writer *w, const struct doc *d)
{
	(void)w;
	(void)d;
}

const struct format format_svg = { "svg", begin, nothing, nothing };
