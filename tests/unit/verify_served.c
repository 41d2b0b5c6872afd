/* What was presented: order, strangers, differences; remarks about the end of
 * the chain; and that the order of evidence changes nothing. */
#include "unit.h"

#include <string.h>

#include "../support/rig.h"
#include "base/when.h"

static const struct mint_crl good = { .issuer = "CA" };

static void sees_the_order(void **state)
{
	struct rig *r = rig_new(&(struct rig_spec){ .host = true });
	uint32_t stranger;

	(void)state;
	rig_cert(r, &(struct mint_cert){ .subject = "Stranger", .serial = "44" }, ORIGIN_PRESENTED,
		&stranger);
	rig_crl(r, &good);
	rig_judge(r);
	assert_null(rig_find(r, WORD_CHAIN_UNORDERED));
	assert_int_equal(r->judged->served, VERDICT_GOOD);
	r->presented[2] = r->ca_id;
	r->presented[3] = r->root_id;
	r->presented[4] = stranger;
	r->facts.presented_count = 5;
	rig_judge(r);
	assert_non_null(rig_find(r, WORD_CHAIN_DUPLICATE));
	assert_non_null(rig_find(r, WORD_CHAIN_CONTAINS_ANCHOR));
	assert_int_equal(rig_find(r, WORD_CHAIN_STRANGER)->id, stranger);
	assert_int_equal(r->judged->verdict, VERDICT_GOOD);
	r->presented[0] = r->ca_id;
	r->presented[1] = r->leaf_id;
	r->facts.presented_count = 2;
	rig_judge(r);
	assert_non_null(rig_find(r, WORD_CHAIN_UNORDERED));
	rig_free(r);
}

static void sees_what_is_missing(void **state)
{
	(void)state;
	for (int host = 0; host < 2; host++) {
		struct rig *r = rig_new(&(struct rig_spec){ .host = host != 0 });
		struct node_cert *ca = (struct node_cert *)(uintptr_t)graph_get(r->facts.graph, r->ca_id);

		ca->origins = ORIGIN_FETCHED;
		r->facts.presented_count = 1;
		rig_crl(r, &good);
		rig_judge(r);
		assert_int_equal(r->judged->verdict, VERDICT_GOOD);
		assert_int_equal(r->judged->served, VERDICT_INVALID);
		assert_int_equal(r->judged->served_reasons[0], WORD_CHAIN_INCOMPLETE);
		assert_int_equal(rig_find(r, WORD_CHAIN_INCOMPLETE)->severity,
			host ? SEVERITY_WARN : SEVERITY_NOTE);
		r->policy.as_served = true;
		rig_judge(r);
		assert_int_equal(r->judged->verdict, VERDICT_INVALID);
		assert_int_equal(r->judged->reasons[0], WORD_CHAIN_INCOMPLETE);
		rig_free(r);
	}
}

static void sees_old_certificates(void **state)
{
	struct rig *r = rig_new(&(struct rig_spec){ .host = true });
	uint32_t old;

	(void)state;
	rig_cert(r, &(struct mint_cert){ .subject = "CA", .issuer = "Root", .serial = "03",
		.until = -MINT_DAY, .ext = RIG_CA_EXT }, ORIGIN_PRESENTED, &old);
	r->presented[2] = old;
	r->facts.presented_count = 3;
	rig_crl(r, &good);
	rig_judge(r);
	assert_int_equal(r->judged->verdict, VERDICT_GOOD);
	assert_int_equal(rig_find(r, WORD_PRESENTED_CA_EXPIRED)->id, old);
	assert_non_null(rig_find(r, WORD_CROSS_SIGNS_MIXED));
	assert_int_equal(r->judged->path_count, 2);
	assert_int_equal(r->judged->paths[1].verdict, VERDICT_INVALID);
	rig_free(r);
}

static void remarks_on_roots(void **state)
{
	static const struct { const char *name; bool trusted, told; } cases[] = {
		{ "shop.lencr.org", true, true }, { "shop.example.org", true, false },
		{ "nas.lan", true, false }, { "localhost", true, false },
		{ "shop.lencr.org", false, true },
	};
	const uint8_t roots[1][32] = { { 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig *r = rig_new(&(struct rig_spec){ .host = true });
		struct node_cert *root =
			(struct node_cert *)(uintptr_t)graph_get(r->facts.graph, r->root_id);

		policy_set_name(&r->policy, cases[i].name);
		r->facts.roots = (struct root_set){ roots, 1 };
		root->anchor = cases[i].trusted;
		rig_crl(r, &good);
		rig_judge(r);
		assert_int_equal(rig_find(r, WORD_INTERCEPTION_LIKELY) != NULL, cases[i].told);
		assert_int_equal(rig_find(r, WORD_ENDS_AT_NEW_ROOT) != NULL, !cases[i].trusted);
		assert_int_equal(rig_find(r, WORD_UNTRUSTED) != NULL, !cases[i].trusted);
		rig_free(r);
	}
}

static void warns_before_the_end(void **state)
{
	static const struct { int64_t from, until, warn_left; bool told; } cases[] = {
		{ -60, 31, 0, false }, { -60, 29, 0, true },   /* a third of 90 days */
		{ -3, 4, 0, false }, { -4, 3, 0, true },       /* half of a week */
		{ -60, 29, 10 * MINT_DAY, false }, { -60, 9, 10 * MINT_DAY, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig *r = rig_new(&(struct rig_spec){ .leaf_from = cases[i].from * MINT_DAY,
			.leaf_until = cases[i].until * MINT_DAY });

		r->policy.warn_left = cases[i].warn_left;
		rig_crl(r, &good);
		rig_judge(r);
		assert_int_equal(rig_find(r, WORD_EXPIRES_SOON) != NULL, cases[i].told);
		rig_free(r);
	}
}

static void judges_nothing(void **state)
{
	static const struct { enum word word; enum verdict verdict; } cases[] = {
		{ WORD_TARGET_UNREACHABLE, VERDICT_UNREACHABLE }, { WORD_BAD_TARGET, VERDICT_INVALID },
		{ WORD_TARGET_MALFORMED, VERDICT_INVALID }, { WORD_NO_CERTIFICATE, VERDICT_INVALID },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig *r = rig_new(NULL);

		r->facts.leaf = NO_CERT;
		findings_add(&r->found, cases[i].word, ABOUT_TARGET, 0, NULL);
		r->judged = judge(&r->facts, NULL);
		assert_int_equal(r->judged->verdict, cases[i].verdict);
		assert_int_equal(r->judged->reasons[0], cases[i].word);
		assert_int_equal(r->judged->best, SIZE_MAX);
		rig_free(r);
	}
}

/* The same facts in another order: every word, detail, status and time stays. */
static char *summary(const struct rig *r, struct arena *arena)
{
	char *text = arena_text(arena, verdict_word(r->judged->verdict));

	for (size_t i = 0; i < r->judged->findings.count; i++) {
		const struct finding *f = &r->judged->findings.list[i];

		text = arena_format(arena, "%s|%s %d %d %s", text, word_text(f->word), (int)f->severity,
			(int)f->about, f->detail != NULL ? f->detail : "");
	}
	for (size_t i = 0; i < rig_link(r)->answer_count; i++) {
		const struct link_answer *a = &rig_link(r)->answers[i];

		text = arena_format(arena, "%s|%s %s %lld %lld", text, answer_method_word(a->method),
			status_word(a->status), (long long)a->this_update, (long long)a->revoked_at);
	}
	return text;
}

static char *judge_shuffled(const size_t order[5], struct arena *arena)
{
	struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext =
		"[ext]\nauthorityInfoAccess=OCSP;URI:http://ocsp.example/\n"
		"crlDistributionPoints=URI:" RIG_URL ",URI:http://gone.example/\n" });
	struct mint_ocsp yes = { .singles = { { .cert = r->leaf, .issuer = r->ca } },
		.signer = r->ca, .key = "CA" };
	char *text;

	for (size_t i = 0; i < 5; i++)
		switch (order[i]) {
		case 0: rig_crl(r, &(struct mint_crl){ .issuer = "CA", .from = -3500, .damage = true });
			break;
		case 1: rig_given(r, &(struct mint_crl){ .issuer = "CA", .from = -7000, .entries = {
			{ .serial = "1234", .reason = 4 } } }); break;
		case 2: rig_given(r, &good); break;
		case 3: rig_ocsp(r, &yes); break;
		default: rig_lost(r, EVIDENCE_CRL, "http://gone.example/", REACH_REFUSED); break;
		}
	rig_judge(r);
	text = summary(r, arena);
	rig_free(r);
	return text;
}

static void minds_no_order(void **state)
{
	struct arena *arena = arena_new();
	size_t order[5] = { 0, 1, 2, 3, 4 };
	char *first = judge_shuffled(order, arena);

	(void)state;
	assert_non_null(strstr(first, "revoked"));
	/* all neighbours swapped, over and over, reaches all 120 orders */
	for (size_t n = 0; n < 120; n++) {
		size_t at = n % 4, kept = order[at];

		order[at] = order[at + 1];
		order[at + 1] = kept;
		assert_string_equal(judge_shuffled(order, arena), first);
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sees_the_order), cmocka_unit_test(sees_what_is_missing),
		cmocka_unit_test(sees_old_certificates), cmocka_unit_test(remarks_on_roots),
		cmocka_unit_test(warns_before_the_end), cmocka_unit_test(judges_nothing),
		cmocka_unit_test(minds_no_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
