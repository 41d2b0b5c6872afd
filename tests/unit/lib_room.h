/* lib_room: the built-in world answering checks of the public library in memory. */
#ifndef LENCR_TESTS_LIB_ROOM_H
#define LENCR_TESTS_LIB_ROOM_H

#include "unit.h"

#include <lencr.h>
#include <string.h>

#include "base/when.h"
#include "lab/lab.h"

static inline struct lab *room_lab(void)
{
	struct err e = { 0 };
	struct lab *lab = lab_new(lab_builtin(), "built-in world", WHEN_NONE, 1795230000, &e);

	if (lab == NULL)
		print_error("%s\n", e.text);
	assert_non_null(lab);
	return lab;
}

static inline enum lencr_reach room_reach(enum reach r)
{
	return r == REACH_OK ? LENCR_REACHED : r == REACH_NOT_FOUND ? LENCR_NOT_FOUND :
		r == REACH_BAD_STATUS ? LENCR_BAD_STATUS : LENCR_TIMED_OUT;
}

/* What the lab answers to a want, in memory of ARENA. */
static inline void room_answer(struct lab *lab, struct arena *a, const struct lencr_want *w,
	struct lencr_outcome *out)
{
	struct source *source = lab_source(lab);
	struct want want = { .id = w->id, .kind = (enum want_kind)w->kind, .url = w->url,
		.body = view_of(w->body, w->body_size), .max_bytes = w->max_bytes };
	struct answer answer = { 0 };
	struct err e = { 0 };
	struct view body;

	assert_true(source_ask(source, &want, &e));
	assert_true(source_next(source, -1, &answer));
	lencr_outcome_init(out);
	out->reach = room_reach(answer.outcome.reach);
	out->http_status = answer.outcome.http_status;
	body = blob_view(answer.outcome.body);
	out->bytes = arena_copy(a, body.data, body.size);
	out->byte_count = body.size;
	outcome_clear(&answer.outcome);
	source_free(source);
}

#endif
