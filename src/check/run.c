#include "check/run.h"

#include <stdlib.h>

#include "base/memory.h"
#include "check/shared.h"

#define KEEP_BYTES ((size_t)256 * 1024 * 1024)
#define WINDOW_LEAST 64   /* finished results may wait for earlier ones, so many */
#define LOOK_MS 100       /* how often the stop flag is looked at */

struct slot {
	struct arena *arena;
	struct check *check;
	size_t index;
	bool active, finished;
	int64_t deadline;
};

struct run {
	const struct run_options *options;
	struct shared *shared;
	struct slot *slots;        /* target I is in slot I % window */
	size_t window, count;
	size_t started, reported, active;
	bool stopped;
};

static int64_t now_ms(const struct run *r)
{
	return r->options->clock_ms ? r->options->clock_ms(r->options->context) : 0;
}

static bool timed(const struct run *r)
{
	return r->options->clock_ms && r->options->timeout_ms > 0;
}

static struct slot *slot_of(struct run *r, size_t index)
{
	return &r->slots[index % r->window];
}

static void slot_finish(struct run *r, struct slot *slot)
{
	const struct vouch *vouch;

	slot->active = false;
	slot->finished = true;
	r->active--;
	while ((vouch = check_vouch(slot->check)))
		shared_vouch(r->shared, vouch);
}

static void slot_stop(struct run *r, struct slot *slot)
{
	shared_forget(r->shared, slot->index);
	check_stop(slot->check);
	slot_finish(r, slot);
}

static void supply(struct run *r, struct slot *slot, uint32_t want_id,
	const struct outcome *outcome)
{
	const struct want *want = check_want(slot->check, want_id);

	if (r->options->supplied && want)
		r->options->supplied(r->options->context, slot->index, want, outcome);
	check_supply(slot->check, want_id, outcome);
}

/* Hands on what the check wants now, until it waits or is finished. */
static bool slot_pump(struct run *r, struct slot *slot, struct err *err)
{
	const struct want *want;
	const struct outcome *ready;

	while ((want = check_next(slot->check))) {
		if (!shared_ask(r->shared, slot->index, want, &ready, err))
			return false;
		if (ready)
			supply(r, slot, want->id, ready);
	}
	if (check_finished(slot->check))
		slot_finish(r, slot);
	return true;
}

static bool start_some(struct run *r, struct check *(*make)(void *, size_t, struct arena *),
	struct err *err)
{
	unsigned jobs = r->options->jobs > 0 ? r->options->jobs : 1;

	while (!r->stopped && r->active < jobs && r->started < r->count &&
	       r->started - r->reported < r->window) {
		struct slot *slot = slot_of(r, r->started);

		slot->arena = arena_new();
		slot->index = r->started++;
		slot->check = make(r->options->context, slot->index, slot->arena);
		slot->active = true;
		slot->finished = false;
		slot->deadline = timed(r) ? now_ms(r) + r->options->timeout_ms : 0;
		r->active++;
		if (!slot_pump(r, slot, err))
			return false;
	}
	return true;
}

/* Reports in input order what can be reported. */
static void report_some(struct run *r)
{
	while (r->reported < r->started) {
		struct slot *slot = slot_of(r, r->reported);

		if (!slot->finished)
			break;
		r->options->finished(r->options->context, slot->index, slot->check);
		arena_free(slot->arena);
		*slot = (struct slot){ 0 };
		r->reported++;
	}
}

static void give(void *context, size_t who, uint32_t want_id, const struct outcome *outcome)
{
	struct run *r = context;
	struct slot *slot = slot_of(r, who);

	if (slot->active && slot->index == who)
		supply(r, slot, want_id, outcome);
}

static bool pump_all(struct run *r, struct err *err)
{
	for (size_t i = r->reported; i < r->started; i++)
		if (slot_of(r, i)->active && !slot_pump(r, slot_of(r, i), err))
			return false;
	return true;
}

static void stop_late(struct run *r)
{
	int64_t now = now_ms(r);

	if (r->options->stop && *r->options->stop)
		r->stopped = true;
	for (size_t i = r->reported; i < r->started; i++) {
		struct slot *slot = slot_of(r, i);

		if (slot->active && (r->stopped || (timed(r) && now >= slot->deadline)))
			slot_stop(r, slot);
	}
}

/* How long to wait: not past the next deadline, nor too long to be stopped. */
static int wait_for(struct run *r)
{
	int64_t wait = r->options->stop || r->options->progress ? LOOK_MS : -1;
	int64_t now = now_ms(r);

	for (size_t i = r->reported; timed(r) && i < r->started; i++) {
		const struct slot *slot = slot_of(r, i);
		int64_t left = slot->deadline > now ? slot->deadline - now : 0;

		if (slot->active && (wait < 0 || left < wait))
			wait = left;
	}
	return (int)(wait > 60000 ? 60000 : wait);
}

static bool turn(struct run *r, struct check *(*make)(void *, size_t, struct arena *),
	struct err *err)
{
	if (!start_some(r, make, err))
		return false;
	report_some(r);
	if (r->active > 0 && shared_take(r->shared, wait_for(r), give, r))
		while (shared_take(r->shared, 0, give, r))
			continue;
	if (!pump_all(r, err))
		return false;
	stop_late(r);
	report_some(r);
	if (r->options->progress)
		r->options->progress(r->options->context, r->started - r->active, r->count,
			shared_open(r->shared));
	return true;
}

bool run_checks(struct source *source, size_t count,
	struct check *(*make)(void *context, size_t index, struct arena *),
	const struct run_options *options, struct err *err)
{
	struct run r = { .options = options, .count = count };
	bool ok = true;

	r.window = options->jobs * (size_t)16 + WINDOW_LEAST;
	r.slots = mem_take(r.window, sizeof *r.slots);
	r.shared = shared_new(source, KEEP_BYTES);
	while (ok && r.reported < r.count && !(r.stopped && r.reported == r.started))
		ok = turn(&r, make, err);
	for (size_t i = 0; i < r.window; i++)
		arena_free(r.slots[i].arena);
	shared_free(r.shared);
	free(r.slots);
	return ok;
}
