#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "check/check.h"
#include "lab/lab.h"

#define NOW INT64_C(1795228736)

static const char world_text[] =
	"clock 2026-11-21T02:38:56Z\n"
	"seed \"file\"\n"
	"trust X1\n"
	"ca X1\n\tsubject \"O=TEST, CN=TEST X1\"\n"
	"ca C1\n\tsubject \"O=TEST, CN=TEST C1\"\n\tby X1\n"
	"site leaf.test\n\tby C1\n\tshard 1\n"
	"site revoked.test\n\tby C1\n\tshard 2\n\trevoked -1d keyCompromise\n"
	"site stale.test\n\tby C1\n\tshard 3\n"
	"fault stale crl:C1/3\n"
	"crl newer\n\tof C1\n\tat http://files.test/newer\n\tthis-update -1m\n"
	"\tidp http://c1.c.lencr.org/1.crl\n\tidp-flags user\n"
	"publish http://files.test/stale stale.test\n"
	"publish http://files.test/p7 as pkcs7 X1 C1 leaf.test\n"
	"publish http://files.test/leaf leaf.test\n"
	"publish http://files.test/revoked revoked.test\n"
	"publish http://files.test/c1 C1\n";

static struct arena *arena;
static struct lab *lab;

/* What the world has under URL; TLS gives a handshake. */
static struct blob *fetch(enum want_kind kind, const char *url)
{
	struct source *source = lab_source(lab);
	struct want want = { .kind = kind, .why = WHY_CRL, .url = url, .max_bytes = 1 << 20 };
	struct answer answer = { 0 };
	struct blob *body;

	assert_true(source_ask(source, &want, NULL));
	assert_true(source_next(source, -1, &answer));
	assert_int_equal(answer.outcome.reach, REACH_OK);
	body = blob_keep(arena, answer.outcome.body);
	outcome_clear(&answer.outcome);
	source_free(source);
	return body;
}

static void put_pem(struct str *s, const char *label, struct view der)
{
	str_put_format(s, "-----BEGIN %s-----\n%s\n-----END %s-----\n", label,
		view_base64(arena, der), label);
}

/* What the cache would add to an answer. */
static struct { const char *url; struct blob *previous, *instead; bool revalidated; } cache;

static void add_cache(const struct want *want, struct outcome *outcome)
{
	if (!cache.url || !strstr(want->url, cache.url))
		return;
	outcome->previous = cache.previous ? blob_hold(cache.previous) : NULL;
	if (cache.instead) {
		blob_drop(outcome->body);
		outcome->body = blob_hold(cache.instead);
	}
	if (cache.revalidated)
		outcome->from = FROM_REVALIDATED;
}

struct want_log { char urls[16][120]; size_t count; };

static struct check *check_file(struct blob *body, const struct policy *policy,
	const struct check_inputs *inputs, struct want_log *log)
{
	struct target *target = arena_take(arena, sizeof *target);
	struct check *c;
	struct source *source = lab_source(lab);
	const struct want *want;

	*target = (struct target){ .input = "f.pem", .kind = TARGET_FILE, .path = "f.pem",
		.body = body };
	c = check_new(arena, target, policy, inputs, NOW);
	while ((want = check_next(c))) {
		struct answer answer = { 0 };

		if (log && log->count < 16)
			snprintf(log->urls[log->count++], 120, "%s", want->url);
		assert_true(source_ask(source, want, NULL));
		assert_true(source_next(source, -1, &answer));
		add_cache(want, &answer.outcome);
		check_supply(c, want->id, &answer.outcome);
		outcome_clear(&answer.outcome);
	}
	assert_true(check_finished(c));
	source_free(source);
	return c;
}

static struct blob *text_blob(struct str *s)
{
	struct blob *body = blob_new(view_of_text(str_text(s)));

	str_clear(s);
	blob_keep(arena, body);
	blob_drop(body);
	return body;
}

static struct policy plain_policy(void)
{
	struct policy p;

	policy_init(&p);
	return p;
}

static enum verdict verdict(struct check *c)
{
	return check_judgement(c)->verdict;
}

static bool says(struct check *c, enum word word)
{
	return findings_have(&check_judgement(c)->findings, word);
}

static void der_and_pem(void **state)
{
	struct policy policy = plain_policy();
	struct blob *der = fetch(WANT_GET, "http://files.test/leaf");
	struct check *c;
	struct str pem;

	(void)state;
	c = check_file(der, &policy, NULL, NULL);
	assert_int_equal(verdict(c), VERDICT_GOOD);
	assert_false(check_facts(c)->is_host);
	assert_null(check_handshake(c));
	str_init(&pem, 100000);
	str_put(&pem, "some text before\n");
	put_pem(&pem, "CERTIFICATE", blob_view(der));
	c = check_file(text_blob(&pem), &policy, NULL, NULL);
	assert_int_equal(verdict(c), VERDICT_GOOD);
	c = check_file(fetch(WANT_GET, "http://files.test/revoked"), &policy, NULL, NULL);
	assert_int_equal(verdict(c), VERDICT_REVOKED);
}

/* The subject of a PKCS#7 is who issued none of the others, wherever it stands. */
static void pkcs7(void **state)
{
	struct policy policy = plain_policy();
	struct check *c = check_file(fetch(WANT_GET, "http://files.test/p7"), &policy, NULL, NULL);
	const struct facts *facts = check_facts(c);

	(void)state;
	assert_int_equal(verdict(c), VERDICT_GOOD);
	assert_int_equal(facts->presented_count, 3);
	assert_string_equal(graph_cert(facts->graph, facts->leaf)->short_name, "leaf.test");
}

static void saved_handshake(void **state)
{
	struct policy policy = plain_policy();
	struct blob *body = fetch(WANT_TLS, "tls://leaf.test:443");
	struct check *c = check_file(body, &policy, NULL, NULL);

	(void)state;
	assert_int_equal(verdict(c), VERDICT_GOOD);
	assert_true(check_facts(c)->is_host);
	assert_non_null(check_handshake(c));
	assert_int_equal(check_facts(c)->evidence->list[0]->kind, EVIDENCE_HANDSHAKE);
}

static void remarks_on_a_client_certificate(void **state)
{
	struct policy policy = plain_policy();
	struct view body = blob_view(fetch(WANT_TLS, "tls://leaf.test:443"));
	size_t first = strlen("lencr-handshake/1\n");
	struct check *c;
	struct str text;

	(void)state;
	str_init(&text, 100000);
	str_put_view(&text, view_part(body, 0, first));
	str_put(&text, "client-certificate: requested\n");
	str_put_view(&text, view_part(body, first, SIZE_MAX));
	c = check_file(text_blob(&text), &policy, NULL, NULL);
	assert_int_equal(verdict(c), VERDICT_GOOD);
	assert_true(says(c, WORD_CLIENT_CERTIFICATE_REQUESTED));
}

static void garbled_beside_the_leaf(void **state)
{
	struct policy policy = plain_policy();
	struct check *c;
	struct str pem;

	(void)state;
	str_init(&pem, 100000);
	put_pem(&pem, "CERTIFICATE", blob_view(fetch(WANT_GET, "http://files.test/leaf")));
	put_pem(&pem, "CERTIFICATE", view_of_text("0123"));
	c = check_file(text_blob(&pem), &policy, NULL, NULL);
	assert_int_equal(verdict(c), VERDICT_GOOD);
	assert_true(says(c, WORD_CERTIFICATE_MALFORMED));
}

/* Evidence inside the checked file does not absolve while other sources are
 * named; given by hand it does. */
static void lists_in_and_beside_the_file(void **state)
{
	struct policy policy = plain_policy();
	struct given crls[] = { { "shard", fetch(WANT_GET, "http://c1.c.lencr.org/1.crl") },
		{ "root", fetch(WANT_GET, "http://x1.c.lencr.org/") } };
	struct given untrusted = { "c1", fetch(WANT_GET, "http://files.test/c1") };
	struct check_inputs inputs = { .untrusted = &untrusted, .untrusted_count = 1 };
	struct want_log log = { 0 };
	struct blob *body;
	struct check *c;
	struct str pem;

	(void)state;
	policy.no_fetch = true;
	str_init(&pem, 100000);
	put_pem(&pem, "CERTIFICATE", blob_view(fetch(WANT_GET, "http://files.test/leaf")));
	body = text_blob(&pem);
	c = check_file(body, &policy, &inputs, &log);
	assert_int_equal(verdict(c), VERDICT_UNDETERMINED);
	assert_true(says(c, WORD_NOT_ASKED));
	for (size_t i = 0; i < log.count; i++)
		assert_true(str_starts(log.urls[i], "anchor:"));
	inputs.crls = crls;
	inputs.crl_count = 2;
	c = check_file(body, &policy, &inputs, NULL);
	assert_int_equal(verdict(c), VERDICT_GOOD);
	assert_null(check_vouch(c));
}

static void garbled_list_given(void **state)
{
	struct policy policy = plain_policy();
	struct blob *bad = blob_keep(arena, blob_new(view_of_text("not a list")));
	struct given crl = { "bad.crl", bad };
	struct check_inputs inputs = { .crls = &crl, .crl_count = 1 };
	struct check *c = check_file(fetch(WANT_GET, "http://files.test/leaf"), &policy, &inputs,
		NULL);

	(void)state;
	assert_int_equal(verdict(c), VERDICT_GOOD);
	assert_true(says(c, WORD_CRL_MALFORMED));
	blob_drop(bad);
}

/* What verified may be kept: two issuers would be, were they needed; here the
 * intermediate, the root's own file and both lists. */
static void vouches(void **state)
{
	struct policy policy = plain_policy();
	struct check *c = check_file(fetch(WANT_GET, "http://files.test/leaf"), &policy, NULL, NULL);
	const struct vouch *v;
	size_t issuers = 0, lists = 0;

	(void)state;
	while ((v = check_vouch(c))) {
		static const uint8_t zero[32];

		assert_non_null(v->body);
		if (strcmp(v->kind, "issuer") == 0) {
			issuers++;
			assert_memory_equal(v->issuer_key, zero, 32);
		} else {
			lists++;
			assert_string_equal(v->kind, "crl");
			assert_memory_not_equal(v->issuer_key, zero, 32);
			assert_true(v->this_update <= NOW && v->next_update > NOW);
		}
	}
	assert_int_equal(issuers, 2);
	assert_int_equal(lists, 2);
}

/* An older list than one that was seen serves, and takes no newer one's place. */
static void older_lists_are_not_kept(void **state)
{
	struct policy policy = plain_policy();
	const struct vouch *v;
	struct check *c;
	size_t lists = 0;

	(void)state;
	cache.url = "/1.crl";
	cache.previous = fetch(WANT_GET, "http://files.test/newer");
	c = check_file(fetch(WANT_GET, "http://files.test/leaf"), &policy, NULL, NULL);
	memset(&cache, 0, sizeof cache);
	assert_int_equal(verdict(c), VERDICT_GOOD);
	assert_true(says(c, WORD_CRL_ROLLED_BACK));
	while ((v = check_vouch(c))) {
		assert_null(strstr(v->url, "/1.crl"));
		lists += strcmp(v->kind, "crl") == 0 ? 1 : 0;
	}
	assert_int_equal(lists, 1);
}

static void confirmed_though_expired(void **state)
{
	struct policy policy = plain_policy();
	struct check *c;

	(void)state;
	cache.url = "/3.crl";
	cache.revalidated = true;
	c = check_file(fetch(WANT_GET, "http://files.test/stale"), &policy, NULL, NULL);
	memset(&cache, 0, sizeof cache);
	assert_int_equal(verdict(c), VERDICT_UNDETERMINED);
	assert_true(says(c, WORD_CACHED_ANSWER_EXPIRED));
	assert_true(says(c, WORD_CRL_STALE));
}

/* Damage to any octet of any signed object behind a good verdict takes it away. */
static void damage(const char *name, const char *url)
{
	struct policy policy = plain_policy();
	struct blob *target = fetch(WANT_GET, "http://files.test/leaf");
	struct view whole = blob_view(name ? fetch(WANT_GET, url) : target);

	for (size_t at = 0; at < whole.size; at += 3) {
		struct arena *kept = arena;
		uint8_t *bytes;
		struct blob *bad;
		enum verdict got;

		arena = arena_new();
		bytes = arena_copy(arena, whole.data, whole.size);
		bytes[at] ^= 0x04;
		bad = blob_new(view_of(bytes, whole.size));
		cache.url = name;
		cache.instead = name ? bad : NULL;
		got = verdict(check_file(name ? target : bad, &policy, NULL, NULL));
		memset(&cache, 0, sizeof cache);
		arena_free(arena);
		arena = kept;
		blob_drop(bad);
		if (got == VERDICT_GOOD)
			fail_msg("good with octet %zu of %s damaged", at, url);
	}
}

static void damage_is_never_good(void **state)
{
	(void)state;
	damage(NULL, "the leaf");
	damage("c1.i.lencr.org", "http://files.test/c1");
	damage("/1.crl", "http://c1.c.lencr.org/1.crl");
	damage("x1.c.lencr.org", "http://x1.c.lencr.org/");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(der_and_pem),
		cmocka_unit_test(pkcs7),
		cmocka_unit_test(saved_handshake), cmocka_unit_test(remarks_on_a_client_certificate),
		cmocka_unit_test(garbled_beside_the_leaf),
		cmocka_unit_test(lists_in_and_beside_the_file),
		cmocka_unit_test(garbled_list_given),
		cmocka_unit_test(vouches),
		cmocka_unit_test(older_lists_are_not_kept),
		cmocka_unit_test(confirmed_though_expired),
		cmocka_unit_test(damage_is_never_good),
	};
	int failed;

	arena = arena_new();
	lab = lab_new(view_of_text(world_text), "file", WHEN_NONE, NOW, NULL);
	if (!lab)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	lab_free(lab);
	arena_free(arena);
	return failed;
}
