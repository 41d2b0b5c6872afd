/* lencr crl: lists against their rules, against older ones, and all of a CA. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "check/crl_doc.h"
#include "cli/command.h"
#include "cli/crl_pattern.h"
#include "cli/fetch.h"
#include "cli/term.h"
#include "x509/pem.h"

struct work {
	struct settings *settings;
	struct stack stack;
	struct writer *writer;
	struct cert_list issuers;
	struct progress progress;
	const char *const *words;   /* operands behind the sub-command */
	size_t count;
	int64_t at;
	size_t done, failed, unreadable;
	/* sweep */
	struct sweep *sweep;
	struct crl_urls urls;
};

static int status_of(const struct work *w)
{
	return w->failed != 0 ? EXIT_INVALID : w->unreadable != 0 ? EXIT_UNREACHABLE : EXIT_GOOD;
}

/* --- lint ---------------------------------------------------------------------- */

static bool vouch(struct work *w, const struct fetched *f, const struct crl_lint *lint)
{
	struct vouch v = { .url = f->url, .body = f->body, .kind = "crl" };

	if (f->url == NULL || !lint->decoded || lint->signed_by == NULL || w->stack.cached == NULL ||
	    lint->crl.was_pem)
		return false;
	memcpy(v.issuer_key, lint->signer_spki, sizeof v.issuer_key);
	v.this_update = lint->crl.this_update;
	v.next_update = lint->crl.next_update;
	source_vouch(w->stack.cached, &v);
	return true;
}

static bool lint_one(struct work *w, const char *input, struct err *e)
{
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);
	struct crl_lint_input in = { .issuers = w->issuers.list, .issuer_count = w->issuers.count,
		.at = w->at };
	struct crl_lint lint;
	struct fetched f;
	bool fine = fetch_one(w->settings, &w->stack, input, &f, e);

	if (fine && f.body == NULL) {
		w->unreadable++;
		crl_doc_problem(d, "lint", input, f.problem);
	} else if (fine) {
		in.body = blob_view(f.body);
		in.url = f.url;
		in.outcome = f.url == NULL ? NULL : &f.outcome;
		crl_lint(a, &in, &lint);
		vouch(w, &f, &lint);
		w->failed += rulings_count(&lint.rulings, SEVERITY_FAIL) != 0;
		crl_doc_lint(d, input, &lint, w->at);
	}
	if (fine) {
		w->done++;
		writer_item(w->writer, d);
	}
	fetch_clear(&f);
	arena_free(a);
	return fine;
}

static bool run_lint(struct work *w, struct err *e)
{
	for (size_t i = 0; i < w->count && stop_signal == 0; i++)
		if (!lint_one(w, w->words[i], e))
			return false;
	return true;
}

/* --- diff ---------------------------------------------------------------------- */

/* Opens one side; what is no CRL is told as a problem of INPUT. */
static bool open_side(struct work *w, const char *input, struct fetched *f, struct crl *out,
	struct err *e)
{
	struct arena *a = w->settings->arena;
	const char *problem;
	struct doc *d;

	if (!fetch_one(w->settings, &w->stack, input, f, e))
		return false;
	if (f->body != NULL && crl_read_any(a, blob_view(f->body), out, e))
		return true;
	problem = f->body == NULL ? f->problem : str_safe_text(a, e->text);
	w->unreadable += f->body == NULL;
	w->failed += f->body != NULL;
	err_clear(e);
	d = doc_new(a);
	crl_doc_problem(d, "diff", input, problem);
	writer_item(w->writer, d);
	*out = (struct crl){ 0 };
	return true;
}

static bool run_diff(struct work *w, struct err *e)
{
	struct arena *a = w->settings->arena;
	struct crl older = { 0 }, newer = { 0 };
	struct fetched one = { 0 }, two = { 0 };
	struct cert_list certs = { 0 };
	struct crl_diff diff;
	struct doc *d = doc_new(a);
	bool fine = true;

	for (size_t i = 2; fine && i < w->count; i++)
		fine = fetch_certs(w->settings, "crl diff", w->words[i], &certs, e);
	fine = fine && open_side(w, w->words[0], &one, &older, e) &&
		open_side(w, w->words[1], &two, &newer, e);
	if (fine && older.der.size != 0 && newer.der.size != 0) {
		crl_diff(a, &older, &newer, certs.list, certs.count, &diff);
		crl_diff_signers(&older, &newer, w->issuers.list, w->issuers.count, &diff);
		w->failed += crl_diff_failed(&diff);
		crl_doc_diff(d, w->words[0], w->words[1], &older, &newer, &diff);
		writer_item(w->writer, d);
	}
	w->done = 1;
	fetch_clear(&one);
	fetch_clear(&two);
	return fine;
}

/* --- sweep --------------------------------------------------------------------- */

static void take_shard(void *context, size_t index, const struct outcome *o)
{
	struct work *w = context;
	struct arena *a;
	struct doc *d;
	const struct sweep_row *row;

	if (o->reach == REACH_INTERRUPTED)
		return;
	a = arena_new();
	d = doc_new(a);
	row = sweep_add(w->sweep, w->urls.urls[index], w->urls.shards[index], o);
	progress_clear(&w->progress);
	crl_doc_shard(d, row, w->at);
	writer_item(w->writer, d);
	progress_draw(&w->progress, index + 1, w->urls.count, NULL);
	arena_free(a);
}

static bool run_sweep(struct work *w, struct err *e)
{
	struct settings *s = w->settings;
	struct sweep_sum sum;
	struct doc *tail = doc_new(s->arena);
	bool fine;

	w->sweep = sweep_new(s->arena, w->issuers.list, w->issuers.count, w->at);
	progress_init(&w->progress, s);
	fine = fetch_all(s, &w->stack, w->urls.urls, w->urls.count, take_shard, w, e);
	progress_clear(&w->progress);
	sweep_end(w->sweep, &sum);
	sum.asked = w->urls.count;
	w->failed = sum.states[SWEEP_WRONG] + sum.states[SWEEP_MALFORMED] + sum.states[SWEEP_MISSING] +
		sum.doubles + (sum.issuers > 1);
	w->unreadable = sum.states[SWEEP_UNREACHED];
	w->done = sum.rows;
	crl_doc_sweep(tail, w->sweep, &sum, s->finds, s->find_count, w->at);
	sweep_free(w->sweep);
	fine = writer_end(w->writer, tail, e) && fine;
	writer_free(w->writer);
	w->writer = NULL;
	return fine;
}

/* --- all ----------------------------------------------------------------------- */

static const struct sub {
	const char *name, *operands;
	size_t least, most;
	bool (*run)(struct work *, struct err *);
} subs[] = {
	{ "lint", "FILE|URL...", 1, SIZE_MAX, run_lint },
	{ "diff", "OLD NEW [CERTS...]", 2, SIZE_MAX, run_diff },
	{ "sweep", "ISSUER|URL-PATTERN", 1, 1, run_sweep },
};

static const struct sub *find_sub(const struct settings *s, struct err *e)
{
	const char *names[sizeof subs / sizeof *subs], *near, *word;
	size_t given = s->operands.count;

	if (given == 0) {
		err_set(e, ERR_USAGE, "crl: what is to be done? lint FILE|URL, diff OLD NEW or "
			"sweep ISSUER|URL-PATTERN");
		return NULL;
	}
	word = s->operands.list[0];
	for (size_t i = 0; i < sizeof subs / sizeof *subs; i++) {
		names[i] = subs[i].name;
		if (strcmp(word, subs[i].name) != 0)
			continue;
		if (given - 1 >= subs[i].least && given - 1 <= subs[i].most)
			return &subs[i];
		err_set(e, ERR_USAGE, "crl %s: takes %s", subs[i].name, subs[i].operands);
		return NULL;
	}
	near = opt_nearest(word, names, sizeof subs / sizeof *subs);
	err_set(e, ERR_USAGE, "crl: '%s' is neither lint, diff nor sweep%s%s%s",
		str_safe_text(s->arena, word), near == NULL ? "" : "; did you mean `lencr crl ",
		near == NULL ? "" : near, near == NULL ? "" : "`?");
	return NULL;
}

static bool begin(struct work *w, struct err *e)
{
	struct settings *s = w->settings;
	struct writer_options options;
	struct report_info info;
	struct doc *head = doc_new(s->arena);
	bool fetches = w->urls.count > 0;

	for (size_t i = 1; i < s->operands.count; i++)
		fetches |= fetch_is_url(s->operands.list[i]);
	for (size_t i = 0; i < s->issuers.count; i++)
		if (!fetch_certs(s, "--issuer", s->issuers.list[i], &w->issuers, e))
			return false;
	if (fetches && !stack_open_fetch(s, &w->stack, e))
		return false;
	term_writer_options(s, &options);
	w->writer = writer_new(s->format, stdout, &options, e);
	if (w->writer == NULL)
		return false;
	report_info_fill(s, &info);
	info.schema = "lencr.crl/1";
	check_doc_head(head, &info);
	writer_begin(w->writer, head);
	return true;
}

static bool end(struct work *w, struct err *e)
{
	struct doc *tail;
	bool fine;

	if (w->writer == NULL)
		return true;
	tail = doc_new(w->settings->arena);
	crl_doc_summary(tail, w->done, w->failed, w->unreadable);
	fine = writer_end(w->writer, tail, e);
	writer_free(w->writer);
	return fine;
}

int cmd_crl(struct settings *s)
{
	struct work w = { .settings = s };
	struct err e = { 0 };
	const struct sub *sub = find_sub(s, &e);
	int status;

	if (sub == NULL)
		return say_error(&e);
	w.words = s->operands.list + 1;
	w.count = s->operands.count - 1;
	w.at = s->at_given ? s->at : term_now(NULL);
	if (sub->run != run_sweep && s->find_count != 0) {
		say("crl %s: --find is for sweep; lencr show looks into one list", sub->name);
		return EXIT_USAGE;
	}
	if (sub->run == run_sweep && !crl_pattern_read(s->arena, w.words[0], &w.urls, &e))
		return say_error(&e);
	if (!begin(&w, &e)) {
		stack_close(&w.stack);
		return say_error(&e);
	}
	stop_on_signals();
	status = sub->run(&w, &e) ? -1 : say_error(&e);
	stack_close(&w.stack);
	if (!end(&w, &e))
		return say_error(&e);
	return status < 0 ? status_of(&w) : status;
}
