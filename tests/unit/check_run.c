#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "check/run.h"
#include "base/when.h"
#include "lab/lab.h"

#define NOW INT64_C(1795228736)

static const char world_text[] =
	"clock 2026-11-21T02:38:56Z\n"
	"seed \"run\"\n"
	"trust X1\n"
	"ca X1\n\tsubject \"O=TEST, CN=TEST X1\"\n"
	"ca C1\n\tsubject \"O=TEST, CN=TEST C1\"\n\tby X1\n"
	"site one.test\n\tby C1\n\tshard 1\n"
	"site two.test\n\tby C1\n\tshard 1\n"
	"site three.test\n\tby C1\n\tshard 2\n\trevoked -1d keyCompromise\n"
	"site four.test\n\tby C1\n\tshard 3\n"
	"site ocsp.test\n\tby C1\n\tcrldp none\n\tocsp yes\n"
	"fault missing crl:C1/3\n";

/* The lab, watched: what was asked how often, and what is kept back. */
struct watched {
	struct source source;
	struct source *below;
	char urls[64][200];
	unsigned counts[64];
	size_t url_count;
	const char *never;       /* a URL that gets no answer */
	uint32_t held[16]; size_t held_count;
	bool refuse_sha1;        /* the first OCSP question is "unauthorized" */
	uint32_t refused_id; bool refused;
	size_t vouched, dropped;
	bool broken;
};

static bool watch_ask(struct source *source, const struct want *want, struct err *err)
{
	struct watched *w = (struct watched *)source;
	size_t i = 0;

	if (w->broken)
		return err_set(err, ERR_IO, "the source broke");
	while (i < w->url_count && strcmp(w->urls[i], want->url) != 0)
		i++;
	if (i == w->url_count && i < 64) {
		snprintf(w->urls[i], sizeof w->urls[i], "%s", want->url);
		w->url_count++;
	}
	w->counts[i]++;
	if (w->never && strstr(want->url, w->never)) {
		w->held[w->held_count++] = want->id;
		return true;
	}
	if (w->refuse_sha1 && want->why == WHY_OCSP && !w->refused) {
		w->refused = true;
		w->refused_id = want->id;
	}
	return source_ask(w->below, want, err);
}

static bool watch_next(struct source *source, int wait_ms, struct answer *answer)
{
	static const uint8_t unauthorized[] = { 0x30, 0x03, 0x0a, 0x01, 0x06 };
	struct watched *w = (struct watched *)source;

	if (!source_next(w->below, wait_ms < 0 ? 0 : wait_ms, answer))
		return false;
	if (w->refused && answer->want_id == w->refused_id) {
		blob_drop(answer->outcome.body);
		answer->outcome.body = blob_new(view_of(unauthorized, sizeof unauthorized));
	}
	return true;
}

static void watch_drop(struct source *source, uint32_t id)
{
	(void)id;
	((struct watched *)source)->dropped++;
}

static void watch_vouch(struct source *source, const struct vouch *vouch)
{
	struct watched *w = (struct watched *)source;

	assert_non_null(vouch->body);
	w->vouched++;
}

static const struct source_ops watch_ops = { watch_ask, watch_next, watch_drop, watch_vouch, NULL };

/* One run and what came of it. */
struct session {
	const char *const *names;
	size_t count;
	struct target targets[32];
	struct policy policies[32];
	char urls[32][100];
	size_t order[32], finished;
	enum verdict verdicts[32];
	bool interrupted[32];
	int64_t now_ms;
	volatile int stop;
	size_t stop_after;
	size_t most_done;
};

static struct check *make(void *context, size_t i, struct arena *arena)
{
	struct session *s = context;

	snprintf(s->urls[i], sizeof s->urls[i], "tls://%s:443", s->names[i]);
	s->targets[i] = (struct target){ .input = s->names[i], .kind = TARGET_HOST,
		.host = s->names[i], .port = 443, .tls_url = s->urls[i] };
	policy_init(&s->policies[i]);
	policy_set_name(&s->policies[i], s->names[i]);
	return check_new(arena, &s->targets[i], &s->policies[i], NULL, NOW);
}

static void finished(void *context, size_t i, struct check *check)
{
	struct session *s = context;

	assert_true(check_finished(check));
	s->order[s->finished++] = i;
	s->verdicts[i] = check_judgement(check)->verdict;
	s->interrupted[i] = findings_have(&check_judgement(check)->findings, WORD_INTERRUPTED);
	if (s->stop_after > 0 && s->finished == s->stop_after)
		s->stop = 1;
}

static void progress(void *context, size_t done, size_t total, size_t open)
{
	struct session *s = context;

	(void)open;
	assert_true(done <= total);
	s->most_done = done;
}

/* Time passes whenever somebody looks. */
static int64_t clock_ms(void *context)
{
	return ((struct session *)context)->now_ms += 50;
}

static bool run(struct session *s, struct watched *w, unsigned jobs, int64_t timeout,
	struct err *err)
{
	struct lab *lab = lab_new(view_of_text(world_text), "run", WHEN_NONE, NOW, NULL);
	struct run_options options = { .jobs = jobs, .timeout_ms = timeout, .clock_ms = clock_ms,
		.stop = &s->stop, .context = s, .finished = finished, .progress = progress };
	bool ok;

	assert_non_null(lab);
	w->source.ops = &watch_ops;
	w->below = lab_source(lab);
	ok = run_checks(&w->source, s->count, make, &options, err);
	source_free(w->below);
	lab_free(lab);
	return ok;
}

static const char *const all[] = { "one.test", "two.test", "three.test", "four.test", "one.test",
	"nowhere.test", "ocsp.test" };

static void in_order_and_once(void **state)
{
	static const enum verdict expected[] = { VERDICT_GOOD, VERDICT_GOOD, VERDICT_REVOKED,
		VERDICT_UNDETERMINED, VERDICT_GOOD, VERDICT_UNREACHABLE, VERDICT_GOOD };

	(void)state;
	for (unsigned jobs = 1; jobs <= 8; jobs += 7) {
		struct session s = { .names = all, .count = 7 };
		struct watched w = { 0 };

		assert_true(run(&s, &w, jobs, 0, NULL));
		assert_int_equal(s.finished, 7);
		for (size_t i = 0; i < 7; i++) {
			assert_int_equal(s.order[i], i);
			assert_int_equal(s.verdicts[i], expected[i]);
		}
		for (size_t i = 0; i < w.url_count; i++)
			if (strncmp(w.urls[i], "tls://", 6) != 0)
				assert_int_equal(w.counts[i], 1);
		/* Two issuers, three lists, one answer of OCSP. */
		assert_int_equal(w.vouched, 6);
		assert_int_equal(s.most_done < 7, false);
	}
}

static void a_slow_target_stops_nobody(void **state)
{
	static const char *const names[] = { "three.test", "one.test" };
	struct session s = { .names = names, .count = 2 };
	struct watched w = { .never = "/2.crl" };

	(void)state;
	assert_true(run(&s, &w, 2, 5000, NULL));
	assert_int_equal(s.finished, 2);
	assert_int_equal(s.order[0], 0);
	assert_int_equal(s.verdicts[0], VERDICT_UNDETERMINED);
	assert_true(s.interrupted[0]);
	assert_int_equal(s.verdicts[1], VERDICT_GOOD);
	assert_false(s.interrupted[1]);
	assert_int_equal(w.dropped, 1);
}

static void stops_when_told(void **state)
{
	struct session s = { .names = all, .count = 7, .stop_after = 2 };
	struct watched w = { 0 };

	(void)state;
	assert_true(run(&s, &w, 1, 0, NULL));
	assert_true(s.finished >= 2 && s.finished < 7);
}

static void a_broken_source_ends_the_run(void **state)
{
	struct session s = { .names = all, .count = 7 };
	struct watched w = { .broken = true };
	struct err err = { 0 };

	(void)state;
	assert_false(run(&s, &w, 3, 0, &err));
	assert_string_equal(err.text, "the source broke");
}

static void asks_again_with_sha256(void **state)
{
	static const char *const names[] = { "ocsp.test" };
	struct session s = { .names = names, .count = 1 };
	struct watched w = { .refuse_sha1 = true };
	size_t questions = 0;

	(void)state;
	assert_true(run(&s, &w, 1, 0, NULL));
	assert_true(w.refused);
	assert_int_equal(s.verdicts[0], VERDICT_GOOD);
	for (size_t i = 0; i < w.url_count; i++)
		questions += strstr(w.urls[i], "c1.o.lencr.org") ? 1 : 0;
	assert_int_equal(questions, 2);
}

static void nothing_to_do(void **state)
{
	struct session s = { .names = all, .count = 0 };
	struct watched w = { 0 };

	(void)state;
	assert_true(run(&s, &w, 4, 0, NULL));
	assert_int_equal(s.finished, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_order_and_once),
		cmocka_unit_test(a_slow_target_stops_nobody),
		cmocka_unit_test(stops_when_told),
		cmocka_unit_test(a_broken_source_ends_the_run),
		cmocka_unit_test(asks_again_with_sha256),
		cmocka_unit_test(nothing_to_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
