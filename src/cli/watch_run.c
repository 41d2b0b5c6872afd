#include "cli/watch_run.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/command.h"
#include "cli/term.h"
#include "cli/why_confirm.h"
#include "observe/capture.h"

#define WAIT_MS 250
#define TICK_MS 500
#define FORGET_MS 5000
#define LAST_MS 80                      /* in which what the kernel still holds comes */
#define BATCH 1024                      /* packets between two looks at everything else */
#define FACTS 4096
#define SHARE 9                         /* times as long as finding causes took, nobody asks again */
#define PACE_MS 1000
#define MS 1000                         /* microseconds */

struct round {
	struct watch *watch;
	struct capture *capture;
	int64_t packet_at, packet_ms;       /* of the latest packet: its time, and ours; SIGHT_NEVER */
	int64_t tick_ms, ask_ms, forget_ms; /* when that is due */
	struct endpoint own[OWN_MAX]; size_t own_count, own_next;
	struct err *err;
};

/* --- packets and facts ------------------------------------------------------------ */

static void take_packet(void *context, unsigned link, struct view bytes, uint64_t wire, int64_t at)
{
	struct round *r = context;

	r->packet_at = at;
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

static void take_facts(struct round *r)
{
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
	if (got > 0)
		r->packet_ms = term_clock_ms(NULL);
	return true;
}

/* --- contacts ---------------------------------------------------------------------- */

static void show(struct watch *w, const struct contact *c)
{
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);

	why_doc_contact(d, &w->report, c);
	writer_item(w->out, d);
	arena_free(a);
	why_totals_add(w->totals, c);
	w->told++;
	w->suspicious = w->suspicious || c->suspicious;
	w->failed = w->failed || (int)c->grade <= w->settings->fail_grade;
}

static size_t left_to_tell(const struct watch *w)
{
	unsigned long most = w->settings->contact_count;

	return most == 0 ? SIZE_MAX : most - w->told;
}

static bool was_asked(const struct why_report *r, const struct confirm_target *t)
{
	for (size_t i = 0; i < r->asked_count; i++)
		if (endpoint_equal(&r->asked[i].server, &t->server) && strcmp(r->asked[i].name, t->name) == 0)
			return true;
	return false;
}

/* What contacts are about to be told, for confirm(). */
struct about { struct watch *watch; struct arena *arena; bool all; };

static size_t find_unsure(void *context, struct confirm_target **out)
{
	struct about *a = context;

	return correlate_ripe_confirm(a->watch->correlate, a->arena, a->all, left_to_tell(a->watch), out);
}

/* Before contacts are told, their servers are asked; the kernel keeps packets meanwhile. */
static void confirm(struct round *r, struct arena *arena, bool all)
{
	struct watch *w = r->watch;
	struct about about = { w, arena, all };
	const struct why_unsure unsure = { find_unsure, &about };
	struct confirm_target *targets = NULL;
	size_t count, left = 0;
	struct err e = { 0 };

	if (!w->settings->confirm || stop_signal != 0)
		return;
	count = find_unsure(&about, &targets);
	for (size_t i = 0; i < count; i++)
		if (!was_asked(&w->report, &targets[i]))
			targets[left++] = targets[i];
	if (left != 0 && !why_confirm_these(w->settings, w->correlate, targets, left, &unsure, &w->report, &e)) {
		say("--confirm: %s; nobody is asked any more", e.text);
		w->settings->confirm = false;
	}
	take_facts(r);
}

static void ask(struct round *r, bool all)
{
	struct watch *w = r->watch;
	int64_t began = term_clock_ms(NULL), ended;
	size_t asked = w->report.asked_count;
	struct arena *a;

	if ((!all && began < r->ask_ms) || left_to_tell(w) == 0)
		return;
	a = arena_new();
	correlate_moment(w->correlate, began * MS);
	confirm(r, a, all);
	began = term_clock_ms(NULL);
	w->report.found = correlate_ripe(w->correlate, a, all, left_to_tell(w));
	for (size_t i = 0; w->report.found != NULL && i < w->report.found->count; i++)
		show(w, w->report.found->all[i]);
	w->report.found = NULL;
	arena_free(a);
	ended = term_clock_ms(NULL);
	r->ask_ms = ended + SHARE * (ended - began);
	/* One server a second. */
	if (w->report.asked_count != asked && r->ask_ms < ended + PACE_MS)
		r->ask_ms = ended + PACE_MS;
}

/* --- time ---------------------------------------------------------------------------- */

/* The clock of the capture goes on between two packets. */
static int64_t capture_now(const struct round *r, int64_t now_ms)
{
	return r->packet_at + (now_ms - r->packet_ms) * MS;
}

static bool tick(struct round *r)
{
	struct watch *w = r->watch;
	int64_t now = term_clock_ms(NULL);

	correlate_moment(w->correlate, now * MS);
	if (now < r->tick_ms)
		return true;
	r->tick_ms = now + TICK_MS;
	if (r->packet_at != SIGHT_NEVER)
		capture_tick(r->capture, capture_now(r, now));
	w->input.lost = live_lost(w->live);
	ask(r, false);
	if (now >= r->forget_ms) {
		r->forget_ms = now + FORGET_MS;
		correlate_forget(w->correlate);
	}
	return live_flush(w->live, r->err);
}

static bool over(const struct round *r, int64_t until_ms)
{
	/* An output that nobody reads any more is no reason to go on. */
	return stop_signal != 0 || (until_ms != 0 && term_clock_ms(NULL) >= until_ms) ||
		left_to_tell(r->watch) == 0 || ferror(stdout);
}

static void wait_for_any(const struct watch *w, int64_t until_ms)
{
	struct pollfd fds[2] = { { .fd = live_descriptor(w->live), .events = POLLIN },
		{ .fd = w->owner == NULL ? -1 : owner_descriptor(w->owner), .events = POLLIN } };
	int64_t left = until_ms == 0 ? WAIT_MS : until_ms - term_clock_ms(NULL);

	poll(fds, 2, left < 0 ? 0 : left < WAIT_MS ? (int)left : WAIT_MS);
}

/* What was on its way when the end came: the kernel hands packets over a little later. */
static void take_last(struct round *r)
{
	int64_t until_ms = term_clock_ms(NULL) + LAST_MS;

	while (!r->watch->broken && left_to_tell(r->watch) != 0 && term_clock_ms(NULL) < until_ms) {
		wait_for_any(r->watch, until_ms);
		take_facts(r);
		take_packets(r);
	}
}

bool watch_run(struct watch *w, struct err *e)
{
	struct settings *s = w->settings;
	struct read_limits limits = read_limits_default;
	struct reading reading = { .arena = s->arena, .limits = &limits, .sink = correlate_sink(w->correlate),
		.report = &w->input };
	struct round r = { .watch = w, .packet_at = SIGHT_NEVER, .err = e };
	int64_t until_ms = s->for_ms == 0 ? 0 : term_clock_ms(NULL) + s->for_ms;
	bool fine = true;

	if (s->max_flows != 0)
		limits.max_flows = s->max_flows;
	r.capture = capture_new(&reading);
	while (fine && !over(&r, until_ms)) {
		wait_for_any(w, until_ms);
		take_facts(&r);
		if (!take_packets(&r))
			break;
		fine = tick(&r);
	}
	/* Nothing more comes: what is open is told as it is. */
	take_last(&r);
	w->input.lost = live_lost(w->live);
	correlate_moment(w->correlate, term_clock_ms(NULL) * MS);
	capture_end(r.capture);
	capture_free(r.capture);
	ask(&r, true);
	return live_flush(w->live, fine ? e : NULL) && fine;
}
