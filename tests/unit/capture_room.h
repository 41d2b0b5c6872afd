/* What the tests of captures share: reads bytes and keeps what was heard. */
#ifndef LENCR_TESTS_CAPTURE_ROOM_H
#define LENCR_TESTS_CAPTURE_ROOM_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "observe/reader.h"
#include "packets.h"
#include "talk_double.h"
#include "unit.h"

struct room {
	struct arena *arena;
	struct heard heard;
	struct read_limits limits;
	struct input_report report;
	int stop;
};

static inline int room_new(void **state)
{
	struct room *r = calloc(1, sizeof *r);

	if (r == NULL)
		return -1;
	r->arena = arena_new();
	r->limits = read_limits_default;
	heard_init(&r->heard);
	*state = r;
	return 0;
}

static inline int room_free(void **state)
{
	struct room *r = *state;

	heard_clear(&r->heard);
	arena_free(r->arena);
	free(r);
	return 0;
}

/* Forgets what was heard before, reads, and returns the report. No talk may be left. */
static inline const struct input_report *room_read(struct room *r, struct view bytes)
{
	struct input *in = input_of(bytes, "test");
	struct reading reading = { .arena = r->arena, .input = in, .path = "test", .limits = &r->limits,
		.sink = &r->heard.sink, .report = &r->report, .stop = &r->stop };
	struct err e = { 0 };
	struct heard clean = { .enough = r->heard.enough, .sighted = r->heard.sighted, .swapped = r->heard.swapped,
		.hold = r->heard.hold, .keep_nothing = r->heard.keep_nothing };

	heard_clear(&r->heard);
	clean.sink = r->heard.sink;
	r->heard = clean;
	r->report = (struct input_report){ .name = "test", .first = SIGHT_NEVER, .last = SIGHT_NEVER };
	for (const struct reader *const *t = reader_table(); *t != NULL; t++) {
		if (!(*t)->likes(input_head(in), "test"))
			continue;
		r->report.format = (*t)->name;
		if (!(*t)->read(&reading, &e))
			fail_msg("%s", e.text);
		break;
	}
	input_free(in);
	assert_int_equal(r->heard.live, 0);
	return &r->report;
}

static inline const char *room_side(const struct room *r, size_t talk, bool server)
{
	return talk < r->heard.talk_count ? str_text(&r->heard.talks[talk].side[server]) : "(no talk)";
}

static inline void room_expect(const struct room *r, const char *client, const char *server)
{
	assert_string_equal(room_side(r, 0, false), client);
	assert_string_equal(room_side(r, 0, true), server);
}

#endif
