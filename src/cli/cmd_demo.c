/* lencr demo: the main job on the test mode, site by site. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "check/run.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/targets.h"
#include "cli/term.h"
#include "cli/testmode.h"

/* A server that is silent on purpose is given up sooner than a real one. */
#define WAIT_MS 3000

struct demo_row {
	const struct lab_site *site;
	enum verdict found, served;
	bool judged, has_served, ok;
	int64_t ms;
	char *wrong;            /* what differs, or NULL */
	char *why;              /* for -v: the words behind the verdicts, or NULL */
};

struct demo {
	struct settings *settings;
	struct testmode mode;
	pthread_t server;
	struct target_list targets;    /* of the site at hand */
	struct check_inputs inputs;
	int64_t at;
	struct demo_row *rows;
	size_t at_row, ok;
	struct progress progress;
};

static void *serve_thread(void *context)
{
	struct testmode *mode = context;
	struct err e = { 0 };

	serve_run(mode->server, &e);
	return NULL;
}

static struct check *make(void *context, size_t index, struct arena *a)
{
	struct demo *d = context;

	return check_new(a, &d->targets.list[index], &d->targets.policies[index], &d->inputs, d->at);
}

static void wrong(struct demo *d, struct demo_row *row, const char *what, const char *word)
{
	row->ok = false;
	row->wrong = arena_format(d->settings->arena, "%s%s%s %s", row->wrong == NULL ? "" : row->wrong,
		row->wrong == NULL ? "" : "; ", what, word);
}

static bool raised(const struct judgement *j, const char *text)
{
	enum word word;

	return word_from_text(text, &word) && findings_have(&j->findings, word);
}

static char *words(struct arena *a, const enum word *list, size_t count)
{
	char *text = arena_text(a, "");

	for (size_t i = 0; i < count; i++)
		text = arena_format(a, "%s%s%s", text, i == 0 ? "" : ", ", word_text(list[i]));
	return text;
}

/* NULL: nothing is behind the verdict, and as served it is the same. */
static char *why(struct arena *a, const struct judgement *j)
{
	bool other = j->has_served && j->served != j->verdict;

	if (j->reason_count == 0 && !other)
		return NULL;
	return arena_format(a, "%s%s%s%s%s", words(a, j->reasons, j->reason_count),
		j->reason_count > 0 && other ? "; " : "", other ? "as served " : "",
		other ? verdict_word(j->served) : "", other ?
		arena_format(a, ": %s", words(a, j->served_reasons, j->served_reason_count)) : "");
}

static void finished(void *context, size_t index, struct check *c)
{
	struct demo *d = context;
	struct demo_row *row = &d->rows[d->at_row];
	const struct lab_site *site = row->site;
	const struct judgement *j = check_judgement(c);

	(void)index;
	row->judged = row->ok = true;
	row->found = j->verdict;
	row->has_served = j->has_served;
	row->served = j->served;
	row->why = why(d->settings->arena, j);
	if (site->expect != NULL && strcmp(site->expect, verdict_word(j->verdict)) != 0)
		wrong(d, row, "expected", site->expect);
	if (site->expect_served != NULL && (!j->has_served ||
	    strcmp(site->expect_served, verdict_word(j->served)) != 0))
		wrong(d, row, "as served expected", site->expect_served);
	for (size_t i = 0; i < site->expect_word_count; i++)
		if (!raised(j, site->expect_words[i]))
			wrong(d, row, "lacks", site->expect_words[i]);
	for (size_t i = 0; i < site->refuse_word_count; i++)
		if (raised(j, site->refuse_words[i]))
			wrong(d, row, "has", site->refuse_words[i]);
}

/* The settings of one site: those of the demo, its own options, the way to the server. */
static bool site_settings(struct demo *d, const struct lab_site *site, struct settings *s,
	struct err *e)
{
	struct arena *a = d->settings->arena;
	char **argv = arena_array(a, site->option_count + 4, sizeof *argv);
	int argc = 0;

	settings_init(s, a);
	argv[argc++] = arena_text(a, "check");
	for (size_t i = 0; i < site->option_count; i++)
		argv[argc++] = arena_text(a, site->options[i]);
	argv[argc++] = arena_text(a, "--host");
	argv[argc++] = site->port == 443 ? arena_text(a, site->name) :
		arena_format(a, strchr(site->name, ':') == NULL ? "%s:%u" : "[%s]:%u", site->name, site->port);
	if (!opt_read(s, CMD_CHECK, argc, argv, e))
		return err_wrap(e, "site %s", site->name);
	s->net.via_http = d->mode.via;
	s->net.via_tls = d->mode.via;
	for (size_t i = 0; i < site->dead_address_count; i++)
		s->net.via_tls = arena_format(a, "%s:%u,%s", site->dead_addresses[i],
			serve_port(d->mode.server), s->net.via_tls);
	s->net.user_agent = "lencr/" LENCR_VERSION;
	s->net.small_ms = s->net.crl_ms = WAIT_MS;
	s->no_cache = true;
	texts_put(&s->trust, a, d->mode.root_path);
	return true;
}

static bool check_site(struct demo *d, struct err *e)
{
	struct demo_row *row = &d->rows[d->at_row];
	struct run_options options = {
		.jobs = 1, .timeout_ms = d->settings->timeout_ms, .clock_ms = term_clock_ms,
		.stop = &stop_signal, .context = d, .finished = finished,
	};
	struct settings s;
	struct stack stack;
	int64_t began = term_clock_ms(NULL);
	bool fine;

	if (!site_settings(d, row->site, &s, e) || !targets_read(&s, &d->targets, e) ||
	    !stack_open(&s, &stack, e))
		return false;
	fine = run_checks(stack.top, 1, make, &options, e);
	row->ms = term_clock_ms(NULL) - began;
	stack_close(&stack);
	return fine;
}

static void put_item(struct writer *w, const struct demo_row *row)
{
	struct arena *a = arena_new();
	struct doc *doc = doc_new(a);
	struct node *root = doc_data(doc);

	node_text(root, "site", row->site->name);
	node_text(root, "note", row->site->note);
	node_text(root, "expected", row->site->expect);
	node_text(root, "found", verdict_word(row->found));
	if (row->has_served)
		node_text(root, "found_as_served", verdict_word(row->served));
	node_bool(root, "ok", row->ok);
	node_text(root, "wrong", row->wrong);
	node_number(root, "milliseconds", row->ms);
	writer_item(w, doc);
	arena_free(a);
}

static enum tone verdict_tone(enum verdict v)
{
	return v == VERDICT_GOOD ? TONE_GOOD : v == VERDICT_UNDETERMINED ? TONE_WARN : TONE_BAD;
}

static void put_table(struct demo *d, struct doc *doc, size_t count)
{
	static const char *const head[] = { "site", "expected", "found", "", "time", "what it shows" };
	struct rows *rows = page_rows(doc, 0);
	size_t all = lab_site_count(d->mode.lab);
	struct line *line;

	rows_header(rows, head, sizeof head / sizeof *head);
	rows_soft(rows, 5);
	for (size_t i = 0; i < count; i++) {
		const struct demo_row *r = &d->rows[i];
		struct row *row = rows_add(rows, 0);

		row_put(row, TONE_STRONG, r->site->name);
		row_put(row, TONE_PLAIN, r->site->expect == NULL ? "" : r->site->expect);
		row_put(row, verdict_tone(r->found), r->judged ? verdict_word(r->found) : "-");
		row_put(row, r->ok ? TONE_GOOD : TONE_BAD, r->ok ? "ok" : "WRONG");
		row_format(row, TONE_DIM, "%lld ms", (long long)r->ms);
		row_put(row, TONE_DIM, r->site->note == NULL ? "" : r->site->note);
	}
	page_blank(doc, 0);
	for (size_t i = 0; i < count; i++)
		if (d->rows[i].why != NULL)
			line_format(page_line(doc, 1, 4), TONE_PLAIN, "%s: %s", d->rows[i].site->name,
				d->rows[i].why);
	page_blank(doc, 1);
	for (size_t i = 0; i < count; i++)
		if (d->rows[i].wrong != NULL)
			line_format(page_line(doc, -1, 2), TONE_BAD, "%s: %s", d->rows[i].site->name,
				d->rows[i].wrong);
	line = page_line(doc, -1, 0);
	line_format(line, d->ok == count && count == all ? TONE_GOOD : TONE_BAD,
		"%zu of %zu sites as expected", d->ok, count);
	if (count < all)
		line_format(line, TONE_BAD, "; %s, %zu of %zu sites were not checked",
			stop_signal != 0 ? "interrupted" : "ended early", all - count, all);
}

static bool report(struct demo *d, size_t count, struct err *e)
{
	struct writer_options options;
	struct report_info info;
	struct arena *a = d->settings->arena;
	struct doc *head = doc_new(a), *tail = doc_new(a);
	struct node *summary;
	struct writer *w;
	bool fine;

	term_writer_options(d->settings, &options);
	w = writer_new(d->settings->format, stdout, &options, e);
	if (w == NULL)
		return false;
	report_info_fill(d->settings, &info);
	info.schema = "lencr.demo/1";
	check_doc_head(head, &info);
	writer_begin(w, head);
	for (size_t i = 0; i < count; i++)
		put_item(w, &d->rows[i]);
	summary = node_object(doc_data(tail), "summary");
	node_number(summary, "sites", (int64_t)count);
	node_number(summary, "ok", (int64_t)d->ok);
	node_number(summary, "failed", (int64_t)(count - d->ok));
	put_table(d, tail, count);
	fine = writer_end(w, tail, e);
	writer_free(w);
	return fine;
}

/* Every site in turn; how many were judged. */
static size_t check_all(struct demo *d, struct err *e)
{
	size_t count = lab_site_count(d->mode.lab);

	for (d->at_row = 0; d->at_row < count && stop_signal == 0; d->at_row++) {
		struct demo_row *row = &d->rows[d->at_row];

		row->site = lab_site(d->mode.lab, d->at_row);
		progress_draw(&d->progress, d->at_row, count, row->site->name);
		if (!check_site(d, e) || stop_signal != 0)
			break;
		d->ok += row->ok ? 1 : 0;
	}
	progress_clear(&d->progress);
	return d->at_row;
}

static bool start_server(struct demo *d, struct err *e)
{
	sigset_t all, before;
	int rc;

	/* Signals are for the thread that checks. */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	rc = pthread_create(&d->server, NULL, serve_thread, &d->mode);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc == 0 || err_set(e, ERR_INTERNAL, "no thread can be started");
}

int cmd_demo(struct settings *s)
{
	struct demo d = { .settings = s };
	struct err e = { 0 };
	size_t count;
	int status;

	if (s->operands.count > 0) {
		say("demo: takes no operand; `lencr serve WORLD` serves a world of your own");
		return EXIT_USAGE;
	}
	if (!testmode_open(s, NULL, NULL, &d.mode, &e))
		return say_error(&e);
	if (!start_server(&d, &e)) {
		testmode_close(&d.mode);
		return say_error(&e);
	}
	stop_on_signals();
	d.at = lab_clock(d.mode.lab);
	d.rows = arena_array(s->arena, lab_site_count(d.mode.lab), sizeof *d.rows);
	progress_init(&d.progress, s);
	count = check_all(&d, &e);
	status = e.code != ERR_NONE ? say_error(&e) : d.ok == lab_site_count(d.mode.lab) ? EXIT_GOOD :
		EXIT_INVALID;
	serve_stop(d.mode.server);
	pthread_join(d.server, NULL);
	if (!report(&d, count, &e))
		status = say_error(&e);
	testmode_close(&d.mode);
	return status;
}
