#include "cli/watch_tell.h"

#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/term.h"
#include "cli/traffic.h"
#include "cli/why_confirm.h"

#define FORGET_MS 5000
#define SHARE 9                         /* times as long as finding causes took, nobody asks again */
#define PACE_MS 1000

static void show(struct watch *w, const struct contact *c)
{
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);

	why_doc_contact(d, &w->report, c);
	writer_item(w->out, d);
	arena_free(a);
	why_totals_add(w->totals, c);
	w->told++;
	traffic_count(w->settings, c, &w->worst);
}

size_t watch_left(const struct watch *w)
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

	return correlate_ripe_confirm(a->watch->correlate, a->arena, a->all, watch_left(a->watch), out);
}

/* Before contacts are told, their servers are asked; whoever sends keeps what comes meanwhile. */
static void confirm(struct watch *w, struct arena *arena, bool all)
{
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
	if (w->asked != NULL)
		w->asked(w->asked_context);
}

void watch_tell(struct watch *w, bool all)
{
	int64_t began = term_clock_ms(NULL), ended;
	size_t asked = w->report.asked_count;
	struct arena *a;

	if ((!all && began < w->ask_ms) || watch_left(w) == 0)
		return;
	a = arena_new();
	confirm(w, a, all);
	began = term_clock_ms(NULL);
	w->report.found = correlate_ripe(w->correlate, a, all, watch_left(w));
	for (size_t i = 0; w->report.found != NULL && i < w->report.found->count; i++)
		show(w, w->report.found->all[i]);
	w->report.found = NULL;
	arena_free(a);
	ended = term_clock_ms(NULL);
	w->ask_ms = ended + SHARE * (ended - began);
	/* One server a second. */
	if (w->report.asked_count != asked && w->ask_ms < ended + PACE_MS)
		w->ask_ms = ended + PACE_MS;
}

void watch_forget(struct watch *w, int64_t now_ms)
{
	if (now_ms < w->forget_ms)
		return;
	w->forget_ms = now_ms + FORGET_MS;
	correlate_forget(w->correlate);
}

int64_t watch_until(const struct watch *w)
{
	return w->settings->for_ms == 0 ? 0 : term_clock_ms(NULL) + w->settings->for_ms;
}

bool watch_over(const struct watch *w, int64_t until_ms)
{
	/* An output that nobody reads any more is no reason to go on. */
	return stop_signal != 0 || (until_ms != 0 && term_clock_ms(NULL) >= until_ms) || watch_left(w) == 0 ||
		ferror(stdout);
}
