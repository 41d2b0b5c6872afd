#include "doc/writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "doc/format.h"

static const struct format *const formats[] = { &format_text, &format_json, &format_jsonl, &format_html,
	&format_svg };

#define FORMAT_COUNT (sizeof formats / sizeof *formats)

static const char *const names[] = { "text", "json", "jsonl", "html", NULL };

/* The last one is for documents with a picture alone. */
_Static_assert(sizeof names / sizeof *names == FORMAT_COUNT, "one name a format");

const char *const *writer_formats(void)
{
	return names;
}

static const struct format *format_find(const char *name, struct err *err)
{
	struct str list;

	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	str_init(&list, 200);
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		str_put_format(&list, "%s%s", i == 0 ? "" : ", ", formats[i]->name);
	err_set(err, ERR_USAGE, "there is no format \"%.40s\"; there are %s", name,
		str_text(&list));
	str_clear(&list);
	return NULL;
}

struct writer *writer_new(const char *name, FILE *out, const struct writer_options *options,
	struct err *err)
{
	const struct format *format = format_find(name, err);
	struct writer *w;

	if (format == NULL)
		return NULL;
	w = mem_take(1, sizeof *w);
	w->format = format;
	w->out = out;
	w->options = *options;
	if (w->options.width == 0)
		w->options.width = 80;
	if (w->options.width < 60)
		w->options.width = 60;
	if (w->options.width > 200)
		w->options.width = 200;
	w->items = mem_text(options->items == NULL ? "results" : options->items);
	w->options.items = w->items;
	str_init(&w->head, SIZE_MAX / 4);
	return w;
}

void writer_put(struct writer *w, const char *text, size_t size)
{
	if (w->failed != 0 || size == 0)
		return;
	errno = 0;
	if (fwrite(text, 1, size, w->out) != size)
		w->failed = errno == 0 ? EIO : errno;
}

void writer_put_text(struct writer *w, const char *text)
{
	writer_put(w, text, strlen(text));
}

void writer_push(struct writer *w)
{
	if (w->failed != 0)
		return;
	errno = 0;
	if (fflush(w->out) != 0 || ferror(w->out))
		w->failed = errno == 0 ? EIO : errno;
}

void writer_begin(struct writer *w, const struct doc *head)
{
	w->format->begin(w, head);
}

void writer_item(struct writer *w, const struct doc *item)
{
	w->format->item(w, item);
	w->written++;
}

bool writer_end(struct writer *w, const struct doc *tail, struct err *err)
{
	w->format->end(w, tail);
	writer_push(w);
	if (w->failed != 0)
		return err_set(err, ERR_IO, "the output cannot be written: %s", strerror(w->failed));
	return true;
}

void writer_free(struct writer *w)
{
	if (w == NULL)
		return;
	free(w->items);
	str_clear(&w->head);
	free(w);
}
