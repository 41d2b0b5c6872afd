#include "unit.h"

#include <string.h>

#include "base/when.h"
#include "check/check.h"

#define NOW INT64_C(1795228736)

static struct arena *arena;
static struct policy policy;

static struct target host_target(const char *url)
{
	return (struct target){ .input = "h", .kind = TARGET_HOST, .host = "h", .port = 443,
		.tls_url = url };
}

static struct target file_target(const char *text)
{
	struct blob *body = text ? blob_new(view_of_text(text)) : NULL;

	if (body)
		blob_keep(arena, body);
	blob_drop(body);
	return (struct target){ .input = "f", .kind = TARGET_FILE, .path = "f", .body = body,
		.problem = "no such file" };
}

/* Supplies the same outcome to everything that is asked. */
static const struct judgement *run(const struct target *target, enum reach reach,
	const char *body, struct check **out)
{
	struct check *c = check_new(arena, target, &policy, NULL, NOW);
	const struct want *want;

	while ((want = check_next(c))) {
		struct outcome o = { .reach = reach, .asked_at = NOW, .answered_at = NOW };

		o.body = body ? blob_new(view_of_text(body)) : NULL;
		assert_false(check_finished(c));
		check_supply(c, want->id, &o);
		outcome_clear(&o);
	}
	assert_true(check_finished(c));
	if (out)
		*out = c;
	return check_judgement(c);
}

static bool says(const struct judgement *j, enum word word)
{
	return findings_have(&j->findings, word);
}

static const struct finding *find(const struct judgement *j, enum word word)
{
	for (size_t i = 0; i < j->findings.count; i++)
		if (j->findings.list[i].word == word)
			return &j->findings.list[i];
	fail_msg("%s is not there", word_text(word));
	return NULL;
}

static void bad_target(void **state)
{
	struct target t = { .input = "", .kind = TARGET_BAD, .problem = "an empty line" };
	const struct judgement *j = run(&t, REACH_OK, NULL, NULL);

	(void)state;
	assert_int_equal(j->verdict, VERDICT_INVALID);
	assert_string_equal(find(j, WORD_BAD_TARGET)->detail, "an empty line");
	assert_int_equal(j->reasons[0], WORD_BAD_TARGET);
}

static void missing_file(void **state)
{
	struct target t = file_target(NULL);
	const struct judgement *j = run(&t, REACH_OK, NULL, NULL);

	(void)state;
	assert_int_equal(j->verdict, VERDICT_UNREACHABLE);
	assert_string_equal(find(j, WORD_TARGET_UNREACHABLE)->detail, "no such file");
}

static void files_without_certificate(void **state)
{
	static const char *const texts[] = { "", "<html><body>no</body></html>", "hello\n",
		"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct target t = file_target(texts[i]);
		const struct judgement *j = run(&t, REACH_OK, NULL, NULL);

		assert_int_equal(j->verdict, VERDICT_INVALID);
		assert_true(says(j, WORD_TARGET_MALFORMED));
	}
}

static void garbled_certificate(void **state)
{
	struct target t = file_target(
		"-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n");
	const struct judgement *j = run(&t, REACH_OK, NULL, NULL);

	(void)state;
	assert_int_equal(j->verdict, VERDICT_INVALID);
	assert_true(says(j, WORD_TARGET_MALFORMED));
}

/* Every way of not getting there ends unreachable, with a word of its own. */
static void each_reach(void **state)
{
	struct target t = host_target("tls://h.example:443");

	(void)state;
	for (int reach = REACH_OK + 1; reach < REACH_COUNT; reach++) {
		struct check *c;
		const struct judgement *j = run(&t, (enum reach)reach, NULL, &c);

		assert_int_equal(j->verdict, VERDICT_UNREACHABLE);
		assert_true(says(j, WORD_TARGET_UNREACHABLE));
		assert_int_equal(j->reason_count, 2);
		assert_int_equal(check_facts(c)->evidence->list[0]->reach, reach);
		assert_null(check_vouch(c));
		assert_null(check_handshake(c));
	}
}

static void remedies_can_be_pasted(void **state)
{
	struct target t = host_target("tls://h.example:8443");
	const struct judgement *j;

	(void)state;
	j = run(&t, REACH_CONNECT_TIMED_OUT, NULL, NULL);
	assert_string_equal(find(j, WORD_FETCH_TIMED_OUT_CONNECTING)->remedy,
		"allow TCP 8443 to h.example");
	t = host_target("tls://yr1.c.lencr.org:443");
	j = run(&t, REACH_REFUSED, NULL, NULL);
	assert_string_equal(find(j, WORD_FETCH_REFUSED)->remedy,
		"allow TCP 443 to *.c.lencr.org and *.i.lencr.org");
	j = run(&t, REACH_PORT_REFUSED, NULL, NULL);
	assert_string_equal(find(j, WORD_PORT_REFUSED)->remedy,
		"if that port is meant: --allow-port 443");
}

static void odd_handshakes(void **state)
{
	struct target t = host_target("tls://h.example:443");

	(void)state;
	assert_true(says(run(&t, REACH_OK, "not a handshake", NULL), WORD_TARGET_MALFORMED));
	assert_true(says(run(&t, REACH_OK, "lencr-handshake/1\nhost: h.example\n\n", NULL),
		WORD_NO_CERTIFICATE));
}

/* Whoever cannot prove to hold the key is not the holder of the certificate. */
static void unproven_key(void **state)
{
	static const char text[] = "lencr-handshake/1\nhost: h.example\nalert: handshake_failure\n"
		"possession: unproven\n\n-----BEGIN CERTIFICATE-----\nMAA=\n"
		"-----END CERTIFICATE-----\n";
	struct target t = host_target("tls://h.example:443");
	const struct judgement *j;

	(void)state;
	j = run(&t, REACH_OK, text, NULL);
	assert_int_equal(j->verdict, VERDICT_UNREACHABLE);
	assert_true(says(j, WORD_KEY_UNPROVEN));
}

static void stops(void **state)
{
	struct target t = host_target("tls://h.example:443");
	struct check *c = check_new(arena, &t, &policy, NULL, NOW);
	const struct want *want = check_next(c);
	struct outcome late = { .reach = REACH_OK };

	(void)state;
	assert_non_null(want);
	assert_null(check_next(c));
	assert_false(check_finished(c));
	check_stop(c);
	assert_true(check_finished(c));
	assert_true(says(check_judgement(c), WORD_INTERRUPTED));
	assert_int_equal(check_judgement(c)->verdict, VERDICT_UNREACHABLE);
	/* What comes late, twice or unasked is ignored. */
	check_supply(c, want->id, &late);
	check_supply(c, 4711, &late);
	check_stop(c);
	assert_null(check_next(c));
}

static void facts_of_the_catalog(void **state)
{
	struct target t = { .input = "", .kind = TARGET_BAD };
	struct check *c;

	(void)state;
	run(&t, REACH_OK, NULL, &c);
	assert_int_equal(check_facts(c)->known_count, 3);
	assert_int_equal(check_facts(c)->roots.count, 142);
	assert_true(check_facts(c)->sharding_count > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_target),
		cmocka_unit_test(missing_file),
		cmocka_unit_test(files_without_certificate),
		cmocka_unit_test(garbled_certificate),
		cmocka_unit_test(each_reach),
		cmocka_unit_test(remedies_can_be_pasted),
		cmocka_unit_test(odd_handshakes),
		cmocka_unit_test(unproven_key),
		cmocka_unit_test(stops),
		cmocka_unit_test(facts_of_the_catalog),
	};
	int failed;

	arena = arena_new();
	policy_init(&policy);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
