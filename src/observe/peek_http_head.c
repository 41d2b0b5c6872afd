#include <string.h>

#include "observe/peek_http_parts.h"

#define HEAD_MAX ((size_t)64 * 1024)
#define FIRST_LINE_MAX ((size_t)32 * 1024)
#define JUNK_MAX ((size_t)64 * 1024)    /* passed over until a side is given up */

void http_side_drop(struct http_side *s, bool rest_of_line)
{
	s->passed += s->block.size;
	s->lost = true;
	s->block.size = 0;
	s->line = 0;
	s->junk = rest_of_line;
}

bool http_side_may_be(const struct http_side *s, bool request)
{
	struct view v = hold_view(&s->block);

	while (v.size != 0 && (v.data[0] == ' ' || v.data[0] == '\t' || v.data[0] == '\r'))
		v = view_part(v, 1, SIZE_MAX);
	return http_line_may_be(v, request);
}

/* Counted once; what follows a gap is no fault of the sender. */
static void not_http(struct peek_http *t, struct http_side *s)
{
	if (!s->lost)
		peek_malformed(t->peek);
	s->lost = true;
}

/* One line more is in the block. 1: the head is complete, 0: not yet. */
static int line_done(struct peek_http *t, struct http_side *s, bool request)
{
	struct view line = view_part(hold_view(&s->block), s->line, SIZE_MAX);
	struct http_head head;

	if (line.size == 1 || (line.size == 2 && line.data[0] == '\r')) {
		if (s->line != 0)
			return 1;
		s->block.size = 0; /* before the first line (RFC 9112 section 2.2) */
		return 0;
	}
	if (s->line == 0 && !http_line_read(line, request, &head)) {
		not_http(t, s);
		http_side_drop(s, false);
		return 0;
	}
	s->line = s->block.size;
	return 0;
}

static void head_piece(struct peek_http *t, struct http_side *s, struct view piece, bool request, struct moment m)
{
	size_t most = s->line == 0 ? FIRST_LINE_MAX : HEAD_MAX;
	bool whole = piece.data[piece.size - 1] == '\n';

	if (s->block.size == 0)
		s->began = m;
	if (piece.size > most - s->block.size || !hold_put(t->peek, &s->block, piece)) {
		s->passed += piece.size;
		not_http(t, s);
		http_side_drop(s, !whole);
		return;
	}
	/* garbage without an end of line needs not to be kept until it ends */
	if (!whole && s->line == 0 && s->block.size >= 40 && !http_side_may_be(s, request)) {
		not_http(t, s);
		http_side_drop(s, true);
	}
}

bool http_side_take(struct peek_http *t, struct http_side *s, struct view *v, bool request, struct moment m)
{
	while (v->size != 0) {
		const uint8_t *end = memchr(v->data, '\n', v->size);
		size_t n = end == NULL ? v->size : (size_t)(end - v->data) + 1;
		struct view piece = view_part(*v, 0, n);

		*v = view_part(*v, n, SIZE_MAX);
		if (s->junk) {
			s->passed += n;
			s->junk = end == NULL;
			continue;
		}
		head_piece(t, s, piece, request, m);
		if (s->block.size != 0 && end != NULL && line_done(t, s, request) == 1)
			return true;
		if (s->passed > JUNK_MAX)
			break;
	}
	if (s->passed > JUNK_MAX) {
		s->stage = SIDE_DEAD;
		hold_clear(t->peek, &s->block);
	}
	return false;
}
