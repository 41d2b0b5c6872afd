/* An input by lines. */
#include <string.h>

#include "observe/input_parts.h"

/* Leaves out the rest of a line. */
static void skip_line(struct input *in)
{
	struct view v;

	while ((v = input_take(in, INPUT_SPACE_MAX)).size != 0) {
		const uint8_t *end = memchr(v.data, '\n', v.size);

		if (end == NULL)
			continue;
		/* Back to just behind the line's end. */
		in->at -= v.size - (size_t)(end + 1 - v.data);
		in->taken -= v.size - (size_t)(end + 1 - v.data);
		return;
	}
}

/* The size of the next line with its end, looked for beyond SEEN bytes; 0: it is too long. */
static size_t find_line(struct input *in)
{
	size_t seen = 0;

	for (;;) {
		size_t waiting = in->size - in->at;
		const uint8_t *end = waiting == seen ? NULL :
			memchr(in->data + in->at + seen, '\n', waiting - seen);

		if (end != NULL)
			waiting = (size_t)(end + 1 - (in->data + in->at));
		if (waiting > INPUT_LINE_MAX + 2)
			return 0;
		if (end != NULL)
			return waiting;
		seen = waiting;
		if (!input_fill(in, waiting + 1))
			return waiting;
	}
}

/* A line that waits with its end: nearly every one, but for the first. */
static bool line_waits(struct input *in, struct view *out)
{
	struct view waiting = view_part(view_of(in->data, in->size), in->at, in->size);
	const uint8_t *end = waiting.size == 0 || in->line == 0 ? NULL : memchr(waiting.data, '\n', waiting.size);
	size_t size = end == NULL ? 0 : (size_t)(end - waiting.data);

	if (end == NULL || size > INPUT_LINE_MAX)
		return false;
	in->at += size + 1;
	in->taken += size + 1;
	in->line++;
	*out = view_of(waiting.data, size - (size != 0 && end[-1] == '\r'));
	return true;
}

bool input_line(struct input *in, struct view *out)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
	size_t size;

	if (line_waits(in, out))
		return true;
	*out = view_of(NULL, 0);
	for (;;) {
		if (!input_fill(in, 1))
			return false;
		size = find_line(in);
		/* What we did not wait for the end of was no line yet. */
		if (in->cut && size != 0 && in->data[in->at + size - 1] != '\n')
			return false;
		in->line++;
		*out = view_of(in->data + in->at, size);
		in->at += size;
		in->taken += size;
		if (size != 0 && out->data[out->size - 1] == '\n')
			out->size--;
		if (out->size != 0 && out->data[out->size - 1] == '\r')
			out->size--;
		if (size != 0 && out->size <= INPUT_LINE_MAX)
			break;
		in->skipped++;
		if (size == 0)
			skip_line(in);
	}
	if (in->line == 1 && out->size >= sizeof mark && memcmp(out->data, mark, sizeof mark) == 0)
		*out = view_part(*out, sizeof mark, out->size);
	return true;
}

uint64_t input_line_number(const struct input *in)
{
	return in->line;
}

uint64_t input_lines_skipped(const struct input *in)
{
	return in->skipped;
}
