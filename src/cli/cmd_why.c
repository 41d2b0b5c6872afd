/* lencr why: captures and logs in, contacts with their causes out. */
#include <inttypes.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/term.h"
#include "cli/why_certs.h"
#include "cli/why_confirm.h"
#include "doc/writer.h"
#include "io/versions.h"
#include "known/catalog.h"
#include "observe/correlate.h"
#include "observe/reader.h"
#include "observe/versions.h"
#include "observe/why_doc.h"

#define MOST_CONTACTS 10000
#define MOST_CANDIDATES 131072
#define MOST_CERTS 65536
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

static void open_correlate(struct why *w)
{
	const struct settings *s = w->settings;
	const struct correlate_options options = {
		.window = s->window_ms * 1000, .clients = s->clients, .client_count = s->client_count,
		.all = s->all_cas, .max_contacts = MOST_CONTACTS, .max_candidates = MOST_CANDIDATES,
		.max_certs = MOST_CERTS, .now = term_now(NULL),
	};

	w->correlate = correlate_new(s->arena, &options);
}

/* What a person must hear of also when the report goes elsewhere. */
static void tell_inputs(struct why *w)
{
	for (size_t i = 0; i < w->input_count; i++) {
		const struct input_report *r = &w->inputs[i];

		if (r->format == NULL) {
			say("%s: not a capture or log that lencr knows%s%s%s; --input says what it is, the manual "
				"lists what there is", r->name, r->broken == NULL ? "" : " (",
				r->broken == NULL ? "" : r->broken, r->broken == NULL ? "" : ")");
			w->unread = true;
		} else if (r->broken != NULL) {
			say("%s: %s; the report has what came before", r->name, r->broken);
			w->unread = true;
		}
	}
}

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
	struct read_limits limits = read_limits_default;
	struct counting counting = { .sink = { count_sighting, count_glance }, .behind = correlate_sink(w->correlate) };
	struct err unread = { 0 };
	bool fine;

	progress_init(&counting.progress, s);
	if (s->max_flows != 0)
		limits.max_flows = s->max_flows;
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
	tell_inputs(w);
	return true;
}

static void fill_report(struct why *w)
{
	const struct settings *s = w->settings;
	struct why_report *r = &w->report;

	r->inputs = w->inputs;
	r->input_count = w->input_count;
	r->version = LENCR_VERSION;
	r->catalog = catalog_date();
	r->openssl = versions_openssl();
	r->pcap = versions_libpcap(s->arena);
	r->relaxed = s->relaxed.list;
	r->relaxed_count = s->relaxed.count;
	r->window = s->window_ms * 1000;
	r->interrupted = stop_signal != 0;
}

static bool write_report(struct why *w, struct err *e)
{
	struct settings *s = w->settings;
	struct writer_options options;
	struct writer *out;
	struct doc *d = doc_new(s->arena);
	bool fine;

	term_writer_options(s, &options);
	options.items = "contacts";
	out = writer_new(s->format, stdout, &options, e);
	if (out == NULL)
		return false;
	why_doc_head(d, &w->report);
	writer_begin(out, d);
	for (size_t i = 0; i < w->report.found->count; i++) {
		struct arena *a = arena_new();

		d = doc_new(a);
		why_doc_contact(d, &w->report, w->report.found->all[i]);
		writer_item(out, d);
		arena_free(a);
	}
	d = doc_new(s->arena);
	why_doc_tail(d, &w->report);
	fine = writer_end(out, d, e);
	writer_free(out);
	return fine;
}

static int status_of(const struct why *w)
{
	const struct contacts *f = w->report.found;
	bool failed = false;

	for (size_t i = 0; i < f->count; i++) {
		if (f->all[i]->suspicious)
			return EXIT_SUSPICIOUS;
		failed = failed || (int)f->all[i]->grade <= w->settings->fail_grade;
	}
	return failed ? EXIT_INVALID : w->unread ? EXIT_UNREACHABLE : EXIT_GOOD;
}

static int run(struct why *w)
{
	struct settings *s = w->settings;
	struct err e = { 0 };

	if (s->operands.count == 0) {
		err_set(&e, ERR_USAGE, "why: a capture, log or folder is missing; - is standard input");
		return say_error(&e);
	}
	if (s->yes && !s->confirm) {
		err_set(&e, ERR_USAGE, "--yes: goes with --confirm");
		return say_error(&e);
	}
	if (!why_certs_read(s, w->correlate, &e))
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
	fill_report(w);
	if (!write_report(w, &e))
		return say_error(&e);
	return status_of(w);
}

int cmd_why(struct settings *s)
{
	struct why w = { .settings = s };
	int status;

	open_correlate(&w);
	status = run(&w);
	correlate_free(w.correlate);
	return status;
}
