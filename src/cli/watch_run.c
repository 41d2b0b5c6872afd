#include "cli/watch_run.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/command.h"
#include "cli/term.h"
#include "cli/traffic.h"
#include "cli/watch_tell.h"
#include "observe/capture.h"

#define LAST_MS 80                      /* in which what the kernel still holds comes */
#define BATCH 1024                      /* packets between two looks at everything else */
#define FACTS 4096

struct round {
	struct watch *watch;
	struct capture *capture;
	int64_t tick_ms;                    /* when that is due */
	struct endpoint own[OWN_MAX]; size_t own_count, own_next;
	struct err *err;
};

/* --- packets and facts ------------------------------------------------------------ */

static void take_packet(void *context, unsigned link, struct view bytes, uint64_t wire, int64_t at)
{
	struct round *r = context;

	r->watch->input.bytes += bytes.size;
	capture_packet(r->capture, link, bytes, wire, at);
	/* What we had cut ourselves is no loss. */
	if (wire > bytes.size && bytes.size >= LIVE_CUT && r->watch->input.clipped > 0)
		r->watch->input.clipped--;
}

/* Who has a socket here has an address of this machine. */
static void learn_address(struct round *r, const struct endpoint *e)
{
	struct endpoint own = *e;

	own.port = 0;
	for (size_t i = 0; i < r->own_count; i++)
		if (endpoint_same_address(&r->own[i], &own))
			return;
	r->own[r->own_next] = own;
	r->own_next = (r->own_next + 1) % OWN_MAX;
	if (r->own_count < OWN_MAX)
		r->own_count++;
	correlate_own(r->watch->correlate, r->own, r->own_count);
}

static void take_fact(struct round *r, const struct owner_fact *f)
{
	struct sight_sink *sink = correlate_sink(r->watch->correlate);
	struct sighting s;

	sighting_init(&s, SIGHT_PROCESS);
	s.at = f->at;
	s.client = f->client;
	s.server = f->server;
	s.process.pid = f->pid;
	s.process.name = view_of_text(f->name);
	s.process.user = view_of_text(f->user);
	if (f->user[0] != '\0')
		learn_address(r, &f->client);
	r->watch->denied += f->denied;
	r->watch->facts_lost = f->lost;
	sink->see(sink, &s);
}

static void take_facts(void *context)
{
	struct round *r = context;
	struct owner_fact f;

	for (unsigned i = 0; r->watch->owner != NULL && i < FACTS && owner_read(r->watch->owner, &f); i++)
		take_fact(r, &f);
}

static bool take_packets(struct round *r)
{
	struct err e = { 0 };
	int got = live_read(r->watch->live, BATCH, take_packet, r, &e);

	if (got < 0) {
		r->watch->broken = true;
		r->watch->input.broken = str_safe_text(r->watch->settings->arena, e.text);
		return false;
	}
	return true;
}

/* --- time ---------------------------------------------------------------------------- */

static void moment(struct round *r, int64_t now_ms)
{
	correlate_moment(r->watch->correlate, now_ms * WATCH_MS);
	capture_moment(r->capture, now_ms * WATCH_MS);
}

static bool tick(struct round *r)
{
	struct watch *w = r->watch;
	int64_t now = term_clock_ms(NULL);

	moment(r, now);
	if (now < r->tick_ms)
		return true;
	r->tick_ms = now + WATCH_TICK_MS;
	capture_tick(r->capture);
	w->input.lost = live_lost(w->live);
	watch_tell(w, false);
	watch_forget(w, now);
	return live_flush(w->live, r->err);
}

static void wait_for_any(const struct watch *w, int64_t until_ms)
{
	struct pollfd fds[2] = { { .fd = live_descriptor(w->live), .events = POLLIN },
		{ .fd = w->owner == NULL ? -1 : owner_descriptor(w->owner), .events = POLLIN } };
	int64_t left = until_ms == 0 ? WATCH_WAIT_MS : until_ms - term_clock_ms(NULL);

	poll(fds, 2, left < 0 ? 0 : left < WATCH_WAIT_MS ? (int)left : WATCH_WAIT_MS);
}

/* What was on its way when the end came: the kernel hands packets over a little later. */
static void take_last(struct round *r)
{
	int64_t until_ms = term_clock_ms(NULL) + LAST_MS;

	while (!r->watch->broken && watch_left(r->watch) != 0 && term_clock_ms(NULL) < until_ms) {
		wait_for_any(r->watch, until_ms);
		take_facts(r);
		take_packets(r);
	}
}

bool watch_run(struct watch *w, struct err *e)
{
	struct settings *s = w->settings;
	struct read_limits limits;
	struct reading reading = { .arena = s->arena, .limits = &limits, .sink = correlate_sink(w->correlate),
		.report = &w->input };
	struct round r = { .watch = w, .err = e };
	int64_t until_ms = watch_until(w);
	bool fine = true;

	traffic_limits(s, &limits);
	w->asked = take_facts;
	w->asked_context = &r;
	r.capture = capture_new(&reading);
	moment(&r, term_clock_ms(NULL));
	while (fine && !watch_over(w, until_ms)) {
		wait_for_any(w, until_ms);
		take_facts(&r);
		if (!take_packets(&r))
			break;
		fine = tick(&r);
	}
	/* Nothing more comes: what is open is told as it is. */
	take_last(&r);
	w->input.lost = live_lost(w->live);
	moment(&r, term_clock_ms(NULL));
	capture_end(r.capture);
	capture_free(r.capture);
	watch_tell(w, true);
	return live_flush(w->live, fine ? e : NULL) && fine;
}
