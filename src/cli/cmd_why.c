/* lencr why: captures and logs in, contacts with their causes out. */
#include <inttypes.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/term.h"
#include "cli/traffic.h"
#include "cli/why_certs.h"
#include "cli/why_confirm.h"

#define COUNT_STEP 256     /* sightings between two looks at the clock */

/* In front of the correlator's sink: counts for the progress line. */
struct counting {
	struct sight_sink sink;     /* first: the sink is the whole */
	struct sight_sink *behind;
	struct progress progress;
	uint64_t seen;
};

struct why {
	struct settings *settings;
	struct correlate *correlate;
	struct input_report *inputs;
	size_t input_count;
	struct why_report report;
	bool unread;        /* an input could not be opened or read to its end */
};

static void count_one(struct counting *c)
{
	char text[64];

	if (++c->seen % COUNT_STEP != 0 || !c->progress.wanted)
		return;
	snprintf(text, sizeof text, "reading: %" PRIu64 " things seen", c->seen);
	progress_say(&c->progress, text);
}

static void count_sighting(struct sight_sink *sink, const struct sighting *s)
{
	struct counting *c = (struct counting *)sink;

	c->behind->see(c->behind, s);
	count_one(c);
}

static bool count_glance(struct sight_sink *sink, const struct glance *g)
{
	struct counting *c = (struct counting *)sink;
	bool taken = c->behind->glance(c->behind, g);

	if (taken)
		count_one(c);
	return taken;
}

static bool read_inputs(struct why *w, struct err *e)
{
	struct settings *s = w->settings;
	struct read_limits limits;
	struct counting counting = { .sink = { count_sighting, count_glance }, .behind = correlate_sink(w->correlate) };
	struct err unread = { 0 };
	bool fine;

	progress_init(&counting.progress, s);
	traffic_limits(s, &limits);
	fine = read_paths(s->arena, s->operands.list, s->operands.count, s->reader, &limits, &counting.sink,
		&stop_signal, &w->inputs, &w->input_count, &unread);
	progress_clear(&counting.progress);
	if (!fine) {
		if (unread.code != ERR_INPUT) {
			*e = unread;
			return false;
		}
		say("%s", unread.text);
		w->unread = true;
	}
	for (size_t i = 0; i < w->input_count; i++)
		w->unread = traffic_tell_input(&w->inputs[i]) || w->unread;
	return true;
}

static bool write_report(struct why *w, struct err *e)
{
	struct settings *s = w->settings;
	struct why_report *r = &w->report;
	struct writer *out;
	struct doc *d;
	bool fine;

	r->inputs = w->inputs;
	r->input_count = w->input_count;
	r->interrupted = stop_signal != 0;
	traffic_report(s, r);
	out = traffic_writer(s, r, e);
	if (out == NULL)
		return false;
	for (size_t i = 0; i < r->found->count; i++) {
		struct arena *a = arena_new();

		d = doc_new(a);
		why_doc_contact(d, r, r->found->all[i]);
		writer_item(out, d);
		arena_free(a);
	}
	d = doc_new(s->arena);
	why_doc_tail(d, r);
	fine = writer_end(out, d, e);
	writer_free(out);
	return fine;
}

static int status_of(const struct why *w)
{
	const struct contacts *f = w->report.found;
	struct traffic_worst worst = { 0 };

	for (size_t i = 0; i < f->count; i++)
		traffic_count(w->settings, f->all[i], &worst);
	return traffic_status(&worst, w->unread);
}

static int run(struct why *w)
{
	struct settings *s = w->settings;
	struct err e = { 0 };

	if (s->operands.count == 0) {
		err_set(&e, ERR_USAGE, "why: a capture, log or folder is missing; - is standard input");
		return say_error(&e);
	}
	if (!traffic_check(s, true, &e) || !why_certs_read(s, w->correlate, &e))
		return say_error(&e);
	stop_on_signals();
	if (!read_inputs(w, &e))
		return say_error(&e);
	w->report.found = correlate_result(w->correlate);
	if (s->confirm && stop_signal == 0) {
		if (!why_confirm(s, w->correlate, &w->report, &e))
			return say_error(&e);
		w->report.found = correlate_result(w->correlate);
	}
	if (!write_report(w, &e))
		return say_error(&e);
	return status_of(w);
}

int cmd_why(struct settings *s)
{
	struct why w = { .settings = s, .correlate = traffic_correlate(s) };
	int status = run(&w);

	correlate_free(w.correlate);
	return status;
}
