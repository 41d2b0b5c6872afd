/* What the fuzz targets of talks share: an input is a row of pieces, each with
 * an octet of flags (1: of the server, 2: a gap), two octets of size, and its
 * octets; the last may be cut short. */
#ifndef LENCR_TESTS_FUZZ_TALK_H
#define LENCR_TESTS_FUZZ_TALK_H

#include <string.h>

#include "fuzz.h"
#include "observe/talk.h"
#include "sight_text.h"

struct fuzz_piece { bool from_server, gap; struct view bytes; };

/* The next piece of *REST; false at the end. */
static inline bool fuzz_piece_next(struct view *rest, struct fuzz_piece *out)
{
	size_t size;

	if (rest->size < 3)
		return false;
	out->from_server = (rest->data[0] & 1) != 0;
	out->gap = (rest->data[0] & 2) != 0;
	size = (size_t)rest->data[1] << 8 | rest->data[2];
	out->bytes = view_part(*rest, 3, size);
	*rest = view_part(*rest, 3 + out->bytes.size, SIZE_MAX);
	return true;
}

/* A connection whose limits are small enough to be met. */
struct fuzz_room {
	struct sight_text text;
	struct read_limits limits;
	struct input_report report;
	size_t buffered;
	struct talk_about about;
};

static inline void fuzz_room_open(struct fuzz_room *r, unsigned server_port)
{
	static const uint8_t client[4] = { 192, 0, 2, 1 }, server[4] = { 198, 51, 100, 7 };

	memset(r, 0, sizeof *r);
	sight_text_init(&r->text);
	r->limits = (struct read_limits){ 16, 16384, 20000, 60000, 0 };
	r->about = (struct talk_about){ .connection = 1, .opened_at = SIGHT_NEVER, .start_seen = true,
		.limits = &r->limits, .buffered = &r->buffered, .report = &r->report, .sink = &r->text.sink };
	endpoint_of(&r->about.client, client, 4, 40000);
	endpoint_of(&r->about.server, server, 4, server_port);
}

static inline void fuzz_room_close(struct fuzz_room *r)
{
	PROMISED(r->buffered == 0);
	str_clear(&r->text.out);
}

#endif
