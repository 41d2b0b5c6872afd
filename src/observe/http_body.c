#include "observe/http_body.h"

#define LINE_MAX_OCTETS ((size_t)8192)

void http_body_begin(struct http_body *b, enum http_framing framing, uint64_t length)
{
	*b = (struct http_body){ .framing = framing, .left = framing == FRAME_LENGTH ? length : 0,
		.done = framing == FRAME_NONE };
}

static void give_up(struct http_body *b)
{
	b->done = b->broken = true;
}

static void begin_line(struct http_body *b, enum http_chunk stage)
{
	b->stage = stage;
	b->line = 0;
	b->digits = 0;
	b->rest_of_line = false;
}

static void size_octet(struct http_body *b, uint8_t c)
{
	int digit = b->rest_of_line ? -1 : view_hex_digit(c);

	if (digit >= 0) {
		if (++b->digits > 15)
			give_up(b);
		b->left = b->left << 4 | (unsigned)digit;
	} else if (c != '\n') {
		/* white space, an extension, or CR; anything else is no chunk */
		if (!b->rest_of_line && c != ' ' && c != '\t' && c != ';' && c != '\r')
			give_up(b);
		b->rest_of_line = true;
	} else if (b->digits == 0) {
		give_up(b);
	} else {
		begin_line(b, b->left == 0 ? CHUNK_TRAILER : CHUNK_DATA);
	}
}

/* One octet outside of chunk data. */
static void line_octet(struct http_body *b, uint8_t c)
{
	if (++b->line > LINE_MAX_OCTETS) {
		give_up(b);
		return;
	}
	switch (b->stage) {
	case CHUNK_SIZE:
		size_octet(b, c);
		break;
	case CHUNK_END:
		if (c == '\n')
			begin_line(b, CHUNK_SIZE);
		else if (c != '\r')
			give_up(b);
		break;
	case CHUNK_TRAILER:
		if (c == '\r')
			b->line--;
		else if (c == '\n' && b->line == 1)
			b->done = true;
		else if (c == '\n')
			b->line = 0;
		break;
	case CHUNK_DATA:
		break;
	}
}

static struct view take(struct view *v, uint64_t most)
{
	struct view taken = view_part(*v, 0, most < v->size ? (size_t)most : v->size);

	*v = view_part(*v, taken.size, SIZE_MAX);
	return taken;
}

struct view http_body_take(struct http_body *b, struct view *v)
{
	struct view content = { 0 };

	if (b->done || v->size == 0)
		return content;
	if (b->framing == FRAME_CLOSE) {
		content = take(v, UINT64_MAX);
	} else if (b->framing == FRAME_LENGTH) {
		content = take(v, b->left);
		b->left -= content.size;
		b->done = b->left == 0;
	} else {
		while (v->size != 0 && !b->done && b->stage != CHUNK_DATA)
			line_octet(b, take(v, 1).data[0]);
		if (!b->done && b->stage == CHUNK_DATA) {
			content = take(v, b->left);
			b->left -= content.size;
			if (b->left == 0)
				begin_line(b, CHUNK_END);
		}
	}
	b->size += content.size;
	return content;
}

bool http_body_gap(struct http_body *b, uint64_t size)
{
	bool chunk = b->framing == FRAME_CHUNKED && b->stage == CHUNK_DATA;

	if (b->done)
		return false;
	if (b->framing == FRAME_CLOSE) {
		b->size += size;
		return true;
	}
	if ((b->framing != FRAME_LENGTH && !chunk) || size > b->left)
		return false;
	b->left -= size;
	b->size += size;
	if (b->left == 0 && chunk)
		begin_line(b, CHUNK_END);
	else if (b->left == 0)
		b->done = true;
	return true;
}
