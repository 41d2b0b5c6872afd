#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "doc/glyph.h"
#include "doc_render.h"

char *render(const char *format, const struct writer_options *options, const struct doc *head,
	const struct doc *const *items, size_t count, const struct doc *tail)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	struct err err = { 0 };
	struct writer *w = writer_new(format, f, options, &err);

	assert_non_null(w);
	writer_begin(w, head);
	for (size_t i = 0; i < count; i++)
		writer_item(w, items[i]);
	assert_true(writer_end(w, tail, &err));
	writer_free(w);
	fclose(f);
	return text;
}

char *render_page(const struct doc *d, unsigned width, int level)
{
	const struct writer_options options = { .width = width, .utf8 = true, .level = level };

	return render("text", &options, NULL, &d, 1, NULL);
}

unsigned widest(const char *text)
{
	unsigned most = 0;

	while (*text != '\0') {
		size_t size = strcspn(text, "\n");
		unsigned width = glyph_width(text, size);

		most = width > most ? width : most;
		text += size + (text[size] == '\n');
	}
	return most;
}
