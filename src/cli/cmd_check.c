/* lencr check: targets in, verdicts out. */
#include <stdio.h>
#include <unistd.h>

#include "base/str.h"
#include "check/run.h"
#include "cli/command.h"
#include "cli/confine.h"
#include "cli/inputs.h"
#include "cli/recording.h"
#include "cli/replay.h"
#include "cli/target_file.h"
#include "cli/target_hint.h"
#include "cli/targets.h"
#include "cli/term.h"
#include "cli/write_chain.h"
#include "io/resume.h"

#define SHOWN_BYTES 1000000 /* smaller bodies are there before one could read of them */

struct checking {
	struct settings *settings;
	struct target_list targets;
	struct check_inputs inputs;
	struct report_info report;
	const char *sandbox;    /* what is in force */
	struct writer *writer;
	struct progress progress;
	uint64_t bytes_got, bytes_expected; /* of the transfers under way */
	struct recording recording;
	struct replay replay;
	struct check_totals totals;
	struct resume *resume;  /* NULL: nothing is noted */
	int64_t at;
	bool any, failed_on;
	enum verdict worst;
	int broken;             /* an exit status that outweighs the verdicts, or 0 */
};

static struct check *make(void *context, size_t index, struct arena *a)
{
	struct checking *k = context;
	struct target *t = &k->targets.list[index];

	target_open(t, k->settings, a);
	if (k->settings->record != NULL)
		recording_target(&k->recording, index, t);
	return check_new(a, t, &k->targets.policies[index], &k->inputs, k->at);
}

/* The words of --fail-on that are among the findings of a good verdict. */
static size_t failed_words(const struct checking *k, const struct judgement *j, struct arena *a,
	enum word **out)
{
	const struct settings *s = k->settings;
	size_t count = 0, space = 0;

	*out = NULL;
	if (j->verdict != VERDICT_GOOD)
		return 0;
	for (size_t i = 0; i < j->findings.count; i++) {
		const struct finding *f = &j->findings.list[i];
		bool hit = s->fail_on_warn && f->severity >= SEVERITY_WARN, known = false;

		for (size_t w = 0; w < s->fail_on_count; w++)
			hit = hit || s->fail_on[w] == f->word;
		for (size_t w = 0; w < count; w++)
			known = known || (*out)[w] == f->word;
		if (hit && !known) {
			enum word *slot = arena_more(a, out, count, &space, sizeof *slot);

			*slot = f->word;
			count++;
		}
	}
	return count;
}

/* What an address of a name adds cannot stand in a name itself. */
static const char *resume_key(struct settings *s, const struct target *t)
{
	return t->address == NULL || !s->all_addresses ? t->input :
		arena_format(s->arena, "%s\t%s", t->input, t->address);
}

/* A target counts as finished once its result is out of our hands: after a kill
 * it was reported or comes again, in doubt both. */
static void note_finished(struct checking *k, size_t index, struct check *c)
{
	const struct target *t = &k->targets.list[index];
	struct err e = { 0 };

	if (k->resume == NULL || (stop_signal != 0 && (check_stopped(c) || t->problem != NULL)))
		return;
	if (fflush(stdout) == 0 && !ferror(stdout)) {
		(void)fdatasync(STDOUT_FILENO); /* of no meaning for pipes */
		if (resume_add(k->resume, verdict_word(check_judgement(c)->verdict),
			resume_key(k->settings, t), &e))
			return;
		say("%s", e.text);
	}
	/* Results go on; the status tells that not all of them are noted. */
	k->broken = EXIT_BROKEN;
	resume_close(k->resume);
	k->resume = NULL;
}

/* Leaves out the targets that the file of --resume has. */
static void leave_out_finished(struct checking *k)
{
	struct target_list *t = &k->targets;
	size_t left = 0;

	for (size_t i = 0; k->resume != NULL && i < t->count; i++) {
		if (resume_take(k->resume, resume_key(k->settings, &t->list[i])))
			continue;
		t->list[left] = t->list[i];
		t->policies[left++] = t->policies[i];
	}
	if (k->resume == NULL || left == t->count)
		return;
	if (k->settings->level >= 0)
		say("--resume: %zu of %zu targets are finished already", t->count - left, t->count);
	t->count = left;
}

/* A name that nobody knows may be a slip in that of a file. */
static void hint_file(const struct checking *k, const struct target *t, const struct judgement *j)
{
	const char *near = t->kind != TARGET_HOST || k->settings->guess == GUESS_HOST ||
		k->settings->replay != NULL || !findings_have(&j->findings, WORD_FETCH_UNRESOLVED) ||
		j->verdict != VERDICT_UNREACHABLE ? NULL : hint_of_host(k->settings, t->input);

	if (near != NULL)
		say("there is no host %s, but a %s: was that meant?", t->host, near);
}

static void finished(void *context, size_t index, struct check *c)
{
	struct checking *k = context;
	const struct judgement *j = check_judgement(c);
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);
	struct err e = { 0 };
	enum word *failed;
	size_t failed_count = failed_words(k, j, a, &failed);

	if (k->settings->record != NULL)
		recording_finished(&k->recording, index, c);
	progress_clear(&k->progress);
	check_doc_item(d, c, &k->report, failed, failed_count);
	writer_item(k->writer, d);
	note_finished(k, index, c);
	hint_file(k, &k->targets.list[index], j);
	k->totals.by_verdict[j->verdict]++;
	k->failed_on = k->failed_on || failed_count > 0;
	if (!k->any || verdict_worse(j->verdict, k->worst))
		k->worst = j->verdict;
	k->any = true;
	if (k->settings->write_chain != NULL && !chain_write(c, k->settings->write_chain, &e)) {
		say("%s", e.text);
		if (e.code == ERR_IO)
			k->broken = EXIT_BROKEN;
	}
	arena_free(a);
}

static void supplied(void *context, size_t index, const struct want *w, const struct outcome *o)
{
	struct checking *k = context;

	recording_supplied(&k->recording, index, w, o);
}

static void progress(void *context, size_t done, size_t total, size_t open_wants)
{
	struct checking *k = context;
	char extra[64];

	if (k->bytes_expected >= SHOWN_BYTES)
		snprintf(extra, sizeof extra, "%.1f of %.1f MB", (double)k->bytes_got / 1e6,
			(double)k->bytes_expected / 1e6);
	else
		snprintf(extra, sizeof extra, "%zu answers awaited", open_wants);
	progress_draw(&k->progress, done, total, extra);
}

static void bytes_came(void *context, uint64_t got, uint64_t expected)
{
	struct checking *k = context;

	k->bytes_got = got;
	k->bytes_expected = expected;
}

static bool run(struct checking *k, struct source *source, struct err *e)
{
	struct run_options options = {
		.jobs = k->settings->jobs,
		.timeout_ms = k->settings->timeout_ms,
		.clock_ms = term_clock_ms,
		.stop = &stop_signal,
		.context = k,
		.finished = finished,
		.progress = progress,
		.supplied = k->settings->record != NULL ? supplied : NULL,
	};

	if (k->settings->replay != NULL)
		return replay_run(&k->replay, k, make, finished, e);
	return run_checks(source, k->targets.count, make, &options, e);
}

static bool report_open(struct checking *k, struct arena *a, struct err *e)
{
	struct writer_options options;
	struct doc *head = doc_new(a);

	term_writer_options(k->settings, &options);
	k->writer = writer_new(k->settings->format, stdout, &options, e);
	if (k->writer == NULL)
		return false;
	report_info_fill(k->settings, &k->report);
	k->report.sandbox = k->sandbox;
	if (k->settings->replay != NULL)
		replay_report(&k->replay, &k->report);
	recording_begin(&k->recording, &k->report, &k->inputs, k->at);
	check_doc_head(head, &k->report);
	writer_begin(k->writer, head);
	return true;
}

static bool report_close(struct checking *k, struct arena *a, struct err *e)
{
	struct doc *tail = doc_new(a);
	bool fine;

	check_doc_tail(tail, &k->totals);
	fine = writer_end(k->writer, tail, e);
	writer_free(k->writer);
	return fine;
}

static bool read_command_line(struct checking *k, struct err *e)
{
	struct settings *s = k->settings;

	if (s->operands.count == 0)
		return err_set(e, ERR_USAGE, "check: what is to be checked? Name a host, a file, - or @LIST; "
			"`lencr check --help` shows more");
	s->policy.policies = s->policies.list;
	s->policy.policy_count = s->policies.count;
	s->net.user_agent = "lencr/" LENCR_VERSION;
	if (s->jobs > s->net.most_open)
		s->net.most_open = s->jobs;
	s->net.progress = bytes_came;
	s->net.progress_context = k;
	k->at = s->at_given ? s->at : term_now(NULL);
	if (!password_read(s, e) || !targets_read(s, &k->targets, e))
		return false;
	/* To have checked nothing must not look like success. */
	if (k->targets.count == 0)
		return err_set(e, ERR_USAGE, "%s: the list names no target; write one a line",
			str_safe_text(s->arena, s->operands.list[0]));
	return inputs_read(s, &k->inputs, e);
}

/* Everything that the command line can be wrong about; *TOP answers the wants
 * (NULL for a replay, which has no source). */
static bool prepare(struct checking *k, struct stack *stack, struct source **top, struct err *e)
{
	struct settings *s = k->settings;
	bool replay = s->replay != NULL;

	if (!recording_allowed(s, e) || !(replay ?
		replay_open(&k->replay, s, &k->targets, &k->inputs, &k->at, e) :
		read_command_line(k, e)))
		return false;
	if (s->write_chain != NULL && s->all_addresses)
		return err_set(e, ERR_USAGE, "--write-chain: takes one target; --all-addresses makes "
			"several of one");
	if (s->all_addresses && s->net.proxy != NULL)
		return err_set(e, ERR_USAGE, "--all-addresses: behind --proxy the proxy chooses the "
			"address; leave one of the two away");
	if (s->write_chain != NULL && k->targets.count != 1)
		return err_set(e, ERR_USAGE, "--write-chain: takes exactly one target, not %zu",
			k->targets.count);
	if (!replay && !stack_open(s, stack, e))
		return false;
	*top = stack->top;
	if (s->resume != NULL && (k->resume = resume_open(s->resume, e)) == NULL)
		return false;
	return recording_open(&k->recording, s, &k->inputs, top, e) &&
		confine(s, &k->targets, &k->sandbox, e);
}

/* The status of the run when every target has been reported. */
static int status_of(const struct checking *k)
{
	if (k->broken != 0)
		return k->broken;
	if (!k->any)
		return EXIT_GOOD;
	if (k->failed_on && verdict_worse(VERDICT_INVALID, k->worst))
		return EXIT_INVALID;
	return verdict_exit(k->worst);
}

static void close_all(struct checking *k, struct stack *stack)
{
	recording_free(&k->recording);
	resume_close(k->resume);
	stack_close(stack);
	replay_close(&k->replay);
}

int cmd_check(struct settings *s)
{
	struct checking k = { .settings = s };
	struct stack stack = { 0 };
	struct source *top = NULL;
	struct err e = { 0 };
	bool written;

	/* Whatever can go wrong with the command line does so before the report begins. */
	if (!prepare(&k, &stack, &top, &e) || !report_open(&k, s->arena, &e)) {
		close_all(&k, &stack);
		return say_error(&e);
	}
	progress_init(&k.progress, s);
	stop_on_signals();
	if (s->all_addresses)
		targets_expand(s, &k.targets);
	leave_out_finished(&k);
	if (!run(&k, top, &e))
		k.broken = say_error(&e);
	progress_clear(&k.progress);
	stack_tell(&stack);
	written = report_close(&k, s->arena, &e);
	if (!written || !recording_close(&k.recording, &e))
		k.broken = say_error(&e);
	close_all(&k, &stack);
	return status_of(&k);
}
