/* From the statuses of links to verdicts, reasons and severities. */
#include "unit.h"

#include <string.h>

#include "../support/rig.h"
#include "base/when.h"
#include "verify/judge_parts.h"
#include "verify/status.h"

#define LEAF_BOTH "[ext]\nauthorityInfoAccess=OCSP;URI:http://ocsp.example/\n" \
	"crlDistributionPoints=URI:" RIG_URL "\n"
#define BARE_EXT "[ext]\nkeyUsage=digitalSignature\n"
#define STAPLE_EXT LEAF_BOTH "tlsfeature=status_request\n"

static const struct mint_crl good = { .issuer = "CA" };
static const struct mint_crl revoked = { .issuer = "CA", .entries = { { .serial = "1234",
	.reason = 1 } } };

static struct mint_ocsp answer(const struct rig *r, int status)
{
	return (struct mint_ocsp){ .singles = { { .cert = r->leaf, .issuer = r->ca,
		.status = status } }, .signer = r->ca, .key = "CA" };
}

static bool fails_with(const struct rig *r, enum word word)
{
	const struct finding *f = rig_find(r, word);

	return f != NULL && f->severity == SEVERITY_FAIL;
}

static void has_one_order_of_verdicts(void **state)
{
	static const enum verdict worst_first[] = { VERDICT_REVOKED, VERDICT_SUSPICIOUS,
		VERDICT_INVALID, VERDICT_UNDETERMINED, VERDICT_UNREACHABLE, VERDICT_GOOD };
	static const int exits[] = { 3, 6, 1, 4, 5, 0 };

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(verdict_exit(worst_first[i]), exits[i]);
		for (size_t k = 0; k < 6; k++)
			assert_int_equal(verdict_worse(worst_first[i], worst_first[k]), i < k);
	}
	for (int reach = 0; reach < REACH_COUNT; reach++)
		assert_int_equal(reach_finding((enum reach)reach) == WORD_COUNT, reach == REACH_OK);
}

/* status, then the verdict under require, offered, soft, off */
static void obeys_the_policy(void **state)
{
	enum { GOOD = VERDICT_GOOD, REV = VERDICT_REVOKED, UND = VERDICT_UNDETERMINED };
	static const struct { const char *ext; int what; enum status status; int verdicts[4]; } cases[] = {
		{ RIG_LEAF_EXT, 'g', STATUS_GOOD, { GOOD, GOOD, GOOD, GOOD } },
		{ RIG_LEAF_EXT, 'r', STATUS_REVOKED, { REV, REV, REV, GOOD } },
		{ RIG_LEAF_EXT, 's', STATUS_STALE, { UND, UND, GOOD, GOOD } },
		{ RIG_LEAF_EXT, 'u', STATUS_UNREACHABLE, { UND, UND, GOOD, GOOD } },
		{ RIG_LEAF_EXT, 'w', STATUS_UNKNOWN, { UND, UND, GOOD, GOOD } },
		{ RIG_LEAF_EXT, '-', STATUS_UNREACHABLE, { UND, UND, GOOD, GOOD } },
		{ BARE_EXT, '-', STATUS_NO_SOURCE, { UND, GOOD, GOOD, GOOD } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int mode = 0; mode < 4; mode++) {
			struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = cases[i].ext });

			r->policy.revocation = (enum revocation_mode)mode;
			if (cases[i].what == 'g')
				rig_crl(r, &good);
			else if (cases[i].what == 'r')
				rig_crl(r, &revoked);
			else if (cases[i].what == 's')
				rig_crl(r, &(struct mint_crl){ .issuer = "CA", .until = -400 });
			else if (cases[i].what == 'w')
				rig_crl(r, &(struct mint_crl){ .issuer = "Other" });
			else if (cases[i].what == 'u')
				rig_lost(r, EVIDENCE_CRL, RIG_URL, REACH_UNRESOLVED);
			rig_judge(r);
			assert_int_equal(r->judged->verdict, cases[i].verdicts[mode]);
			assert_int_equal(rig_link(r)->status, mode == REVOCATION_OFF ?
				STATUS_NOT_CHECKED : cases[i].status);
			for (size_t k = 0; r->judged->verdict == VERDICT_GOOD &&
			    k < r->judged->findings.count; k++)
				assert_int_not_equal(r->judged->findings.list[k].severity, SEVERITY_FAIL);
			assert_int_equal(r->judged->reason_count > 0, r->judged->verdict != VERDICT_GOOD);
			rig_free(r);
		}
}

static void says_why(void **state)
{
	struct rig *r = rig_new(NULL);

	(void)state;
	rig_lost(r, EVIDENCE_CRL, RIG_URL, REACH_UNRESOLVED);
	rig_judge(r);
	assert_int_equal(r->judged->reasons[0], WORD_FETCH_UNRESOLVED);
	assert_int_equal(r->judged->reasons[1], WORD_NO_REVOCATION_ANSWER);
	rig_free(r);

	r = rig_new(NULL);
	r->policy.revocation = REVOCATION_SOFT;
	rig_judge(r);
	assert_int_equal(rig_find(r, WORD_REVOCATION_NOT_PROVEN)->severity, SEVERITY_WARN);
	rig_free(r);

	r = rig_new(&(struct rig_spec){ .leaf_ext = BARE_EXT });
	rig_judge(r);
	assert_true(fails_with(r, WORD_NO_SOURCE));
	rig_free(r);
}

static void owes_nothing_where_nothing_is_owed(void **state)
{
	static const struct { const char *ext; int64_t days; bool webpki, applies; } cases[] = {
		{ "[ext]\n2.5.29.56=DER:0500\n", 80, false, true },
		{ "[ext]\n2.5.29.56=DER:0500\nbasicConstraints=CA:TRUE\n", 80, false, false },
		{ "[ext]\n2.5.29.56=DER:0500\ncrlDistributionPoints=URI:" RIG_URL "\n", 80, false, false },
		{ "[ext]\nextendedKeyUsage=OCSPSigning\nnoCheck=ignored\n", 80, false, true },
		{ "[ext]\nextendedKeyUsage=serverAuth\nnoCheck=ignored\n", 80, false, false },
		{ BARE_EXT, 6, true, true }, { BARE_EXT, 6, false, false }, { BARE_EXT, 8, true, false },
		{ RIG_LEAF_EXT, 6, true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = cases[i].ext,
			.leaf_from = -MINT_DAY, .leaf_until = (cases[i].days - 1) * MINT_DAY });

		assert_int_equal(status_not_applicable(graph_cert(r->facts.graph, r->leaf_id),
			cases[i].webpki), cases[i].applies);
		rig_free(r);
	}
}

/* To the second: Baseline Requirements 1.6.1. */
static void knows_short_lived_to_the_second(void **state)
{
	static const struct { int64_t from, seconds; bool is; } cases[] = {
		{ 1710460800, 864000, true }, { 1710460800, 864001, false },
		{ 1710460799, 864000, false }, { 1773532799, 864000, true },
		{ 1773532800, 864000, false }, { 1773532800, 604800, true },
		{ 1773532800, 604801, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = BARE_EXT,
			.leaf_from = cases[i].from - MINT_NOW,
			.leaf_until = cases[i].from + cases[i].seconds - 1 - MINT_NOW });

		assert_int_equal(status_not_applicable(graph_cert(r->facts.graph, r->leaf_id), true),
			cases[i].is);
		rig_free(r);
	}
}

static void presented_evidence_condemns_only(void **state)
{
	struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = LEAF_BOTH, .host = true });
	struct mint_ocsp yes = answer(r, V_OCSP_CERTSTATUS_GOOD);

	(void)state;
	/* alone it may stand, with a warning */
	rig_staple(r, &yes);
	rig_judge(r);
	assert_int_equal(r->judged->verdict, VERDICT_GOOD);
	assert_non_null(rig_find(r, WORD_ONLY_PRESENTED_EVIDENCE));
	assert_false(rig_link(r)->settled);
	/* beside a list that revokes it is a conflict */
	rig_crl(r, &revoked);
	rig_judge(r);
	assert_int_equal(r->judged->verdict, VERDICT_REVOKED);
	assert_non_null(rig_find(r, WORD_EVIDENCE_CONFLICT));
	rig_free(r);

	/* it condemns though another source says good */
	r = rig_new(&(struct rig_spec){ .leaf_ext = LEAF_BOTH, .host = true });
	yes = answer(r, V_OCSP_CERTSTATUS_REVOKED);
	rig_staple(r, &yes);
	rig_crl(r, &good);
	rig_judge(r);
	assert_int_equal(r->judged->verdict, VERDICT_REVOKED);
	rig_free(r);

	/* a leftover staple beside a good answer is a note */
	r = rig_new(&(struct rig_spec){ .leaf_ext = LEAF_BOTH, .host = true });
	yes = answer(r, V_OCSP_CERTSTATUS_GOOD);
	yes.singles[0] = (struct mint_single){ .cert = r->root, .issuer = r->root };
	rig_staple(r, &yes);
	rig_crl(r, &good);
	rig_judge(r);
	assert_int_equal(r->judged->verdict, VERDICT_GOOD);
	assert_non_null(rig_find(r, WORD_STAPLE_UNUSABLE));
	rig_free(r);
}

static void demands_staples(void **state)
{
	static const struct { const char *ext; bool host, stapled; enum revocation_mode mode;
		enum word word; enum severity severity; enum verdict verdict; } cases[] = {
		{ STAPLE_EXT, true, true, REVOCATION_REQUIRE, WORD_COUNT, 0, VERDICT_GOOD },
		{ STAPLE_EXT, true, false, REVOCATION_REQUIRE, WORD_STAPLE_MISSING, SEVERITY_FAIL,
			VERDICT_INVALID },
		{ STAPLE_EXT, true, false, REVOCATION_SOFT, WORD_STAPLE_MISSING, SEVERITY_FAIL,
			VERDICT_INVALID },
		{ STAPLE_EXT, true, false, REVOCATION_OFF, WORD_STAPLE_MISSING, SEVERITY_WARN,
			VERDICT_GOOD },
		{ STAPLE_EXT, false, false, REVOCATION_REQUIRE, WORD_STAPLE_NOT_JUDGED, SEVERITY_NOTE,
			VERDICT_GOOD },
		{ RIG_LEAF_EXT "tlsfeature=status_request\n", true, false, REVOCATION_REQUIRE,
			WORD_STAPLE_IMPOSSIBLE, SEVERITY_FAIL, VERDICT_INVALID },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = cases[i].ext,
			.host = cases[i].host });
		struct mint_ocsp yes = answer(r, V_OCSP_CERTSTATUS_GOOD);

		r->policy.revocation = cases[i].mode;
		rig_crl(r, &good);
		if (cases[i].stapled)
			rig_staple(r, &yes);
		rig_judge(r);
		assert_int_equal(r->judged->verdict, cases[i].verdict);
		if (cases[i].word != WORD_COUNT)
			assert_int_equal(rig_find(r, cases[i].word)->severity, cases[i].severity);
		rig_free(r);
	}
}

static void suspects_forgery_only(void **state)
{
	struct rig *r = rig_new(NULL);

	(void)state;
	rig_crl(r, &(struct mint_crl){ .issuer = "CA", .damage = true });
	rig_judge(r);
	assert_int_equal(r->judged->verdict, VERDICT_SUSPICIOUS);
	assert_true(fails_with(r, WORD_EVIDENCE_FORGED));
	/* soft does not soften it; something better that speaks does */
	r->policy.revocation = REVOCATION_SOFT;
	rig_judge(r);
	assert_int_equal(r->judged->verdict, VERDICT_SUSPICIOUS);
	rig_given(r, &good);
	rig_judge(r);
	assert_int_equal(r->judged->verdict, VERDICT_GOOD);
	assert_int_equal(rig_find(r, WORD_EVIDENCE_FORGED)->severity, SEVERITY_WARN);
	rig_free(r);

	/* pointing to another key is not forgery */
	r = rig_new(NULL);
	rig_crl(r, &(struct mint_crl){ .issuer = "CA", .damage = true, .aki = "Other" });
	rig_judge(r);
	assert_int_equal(r->judged->verdict, VERDICT_UNDETERMINED);
	rig_free(r);
}

static void counts_what_is_compiled_in(void **state)
{
	static const struct { enum revocation_mode mode; enum scope_mode scope; int64_t since;
		enum verdict verdict; } cases[] = {
		{ REVOCATION_REQUIRE, SCOPE_CHAIN, -1, VERDICT_REVOKED },
		{ REVOCATION_SOFT, SCOPE_LEAF, -1, VERDICT_REVOKED },
		{ REVOCATION_REQUIRE, SCOPE_CHAIN, 1, VERDICT_GOOD },
		{ REVOCATION_OFF, SCOPE_CHAIN, -1, VERDICT_GOOD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig *r = rig_new(NULL);
		struct known_revocation known = { .revoked_at = MINT_NOW + cases[i].since,
			.reason = 4, .text = "replaced" };

		memcpy(known.sha256, graph_cert(r->facts.graph, r->ca_id)->sha256, 32);
		r->facts.known = &known;
		r->facts.known_count = 1;
		r->policy.revocation = cases[i].mode;
		r->policy.scope = cases[i].scope;
		rig_crl(r, &good);
		rig_judge(r);
		assert_int_equal(r->judged->verdict, cases[i].verdict);
		assert_int_equal(rig_find(r, WORD_KNOWN_REVOKED) != NULL, cases[i].since < 0);
		rig_free(r);
	}
}

/* What is compiled in about the target itself wins over other faults. */
static void knows_the_target(void **state)
{
	(void)state;
	for (int64_t since = -1; since <= 1; since += 2) {
		struct rig *r = rig_new(NULL);
		struct known_revocation known = { .revoked_at = MINT_NOW + since,
			.reason = 4, .text = "replaced" };

		memcpy(known.sha256, graph_cert(r->facts.graph, r->leaf_id)->sha256, 32);
		r->facts.known = &known;
		r->facts.known_count = 1;
		policy_set_name(&r->policy, "another.example");
		rig_crl(r, &good);
		rig_judge(r);
		assert_int_equal(r->judged->verdict, since < 0 ? VERDICT_REVOKED : VERDICT_INVALID);
		assert_int_equal(rig_find(r, WORD_REVOKED) != NULL, since < 0);
		rig_free(r);
	}
}

/* A revoked cross-sign spoils its path; a compromised key spoils them all. */
static void spoils_paths(void **state)
{
	(void)state;
	for (int reason = 1; reason <= 4; reason += 3) {
		struct rig *r = rig_new(&(struct rig_spec){ .bare = true });
		uint32_t other;

		rig_cert(r, &(struct mint_cert){ .subject = "CA", .issuer = "Root", .serial = "03",
			.until = 300 * MINT_DAY, .ext = RIG_CA_EXT }, ORIGIN_FETCHED, &other);
		rig_given(r, &(struct mint_crl){ .issuer = "Root", .entries = {
			{ .serial = "02", .reason = reason } } });
		rig_crl(r, &good);
		rig_judge(r);
		assert_int_equal(r->judged->path_count, 2);
		if (reason == 4) {
			assert_int_equal(r->judged->verdict, VERDICT_GOOD);
			assert_int_equal(r->judged->served, VERDICT_REVOKED);
			assert_non_null(rig_find(r, WORD_PRESENTED_CA_REVOKED));
			assert_non_null(rig_find(r, WORD_DIFFERS_AS_SERVED));
			assert_int_equal(r->judged->paths[1].verdict, VERDICT_REVOKED);
		} else {
			assert_int_equal(r->judged->verdict, VERDICT_REVOKED);
			assert_true(fails_with(r, WORD_CA_KEY_COMPROMISED));
		}
		rig_free(r);
	}
}

static void weighs_the_leaf_first(void **state)
{
	struct rig *r = rig_new(&(struct rig_spec){ .leaf_until = -MINT_DAY });

	(void)state;
	rig_crl(r, &revoked);
	rig_judge(r);
	assert_int_equal(r->judged->verdict, VERDICT_REVOKED);
	assert_int_equal(r->judged->reasons[0], WORD_REVOKED);
	rig_free(r);

	r = rig_new(&(struct rig_spec){ .leaf_until = -MINT_DAY });
	rig_crl(r, &good);
	rig_judge(r);
	assert_int_equal(r->judged->verdict, VERDICT_INVALID);
	assert_int_equal(rig_link(r)->status, STATUS_GOOD);
	assert_int_equal(r->judged->reasons[0], WORD_EXPIRED);
	rig_free(r);
}

/* A path that fails for one thing shows it better than one that fails for two,
 * even where the server sent the latter. */
static void shows_the_least_problems(void **state)
{
	struct arena *a = arena_new();
	enum word one[] = { WORD_NOT_YET_VALID }, two[] = { WORD_CA_REVOKED, WORD_NOT_YET_VALID };
	enum word other[] = { WORD_CRL_STALE };
	struct path path = { .anchored = true, .count = 3 }, longer = { .anchored = true, .count = 4 };
	struct judged list[3] = {
		{ .out = { .path = &path, .verdict = VERDICT_INVALID, .reasons = two,
			.reason_count = 2, .as_served = true } },
		{ .out = { .path = &longer, .verdict = VERDICT_INVALID, .reasons = one,
			.reason_count = 1 } },
		{ .out = { .path = &longer, .verdict = VERDICT_UNDETERMINED, .reasons = other,
			.reason_count = 1 } },
	};
	const struct facts f = { .arena = a };
	struct court c = { .f = &f, .list = list, .count = 3, .complete = 3 };

	(void)state;
	judge_sort(&c);
	assert_int_equal(list[0].out.verdict, VERDICT_UNDETERMINED);
	assert_ptr_equal(list[1].out.reasons, one);
	assert_ptr_equal(list[2].out.reasons, two);
	arena_free(a);
}

static void asks_for_both(void **state)
{
	static const struct { bool crl, ocsp; enum method_mode method; enum status status; } cases[] = {
		{ true, false, METHOD_ANY, STATUS_GOOD }, { false, true, METHOD_ANY, STATUS_GOOD },
		{ true, false, METHOD_CRL, STATUS_GOOD }, { false, true, METHOD_CRL, STATUS_UNREACHABLE },
		{ true, false, METHOD_OCSP, STATUS_UNREACHABLE }, { false, true, METHOD_OCSP, STATUS_GOOD },
		{ true, false, METHOD_BOTH, STATUS_UNREACHABLE }, { true, true, METHOD_BOTH, STATUS_GOOD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = LEAF_BOTH });
		struct mint_ocsp yes = answer(r, V_OCSP_CERTSTATUS_GOOD);

		r->policy.method = cases[i].method;
		if (cases[i].crl)
			rig_crl(r, &good);
		if (cases[i].ocsp)
			rig_ocsp(r, &yes);
		rig_judge(r);
		assert_int_equal(rig_link(r)->status, cases[i].status);
		rig_free(r);
	}
}

/* Whoever names a source that --method leaves out names a source all the same:
 * --revocation offered excuses nobody of it. */
static void knows_what_was_left_out(void **state)
{
	struct rig *r;

	(void)state;
	for (int mode = REVOCATION_REQUIRE; mode <= REVOCATION_OFFERED; mode++) {
		r = rig_new(NULL); /* names a CRL */
		r->policy.method = METHOD_OCSP;
		r->policy.revocation = (enum revocation_mode)mode;
		rig_judge(r);
		assert_int_equal(rig_link(r)->status, STATUS_UNREACHABLE);
		assert_int_equal(r->judged->verdict, VERDICT_UNDETERMINED);
		assert_true(fails_with(r, WORD_NO_REVOCATION_ANSWER));
		assert_string_equal(rig_find(r, WORD_NO_REVOCATION_ANSWER)->detail,
			"--method leaves out what it names");
		rig_free(r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_what_was_left_out),
		cmocka_unit_test(has_one_order_of_verdicts), cmocka_unit_test(obeys_the_policy),
		cmocka_unit_test(says_why), cmocka_unit_test(owes_nothing_where_nothing_is_owed),
		cmocka_unit_test(knows_short_lived_to_the_second),
		cmocka_unit_test(presented_evidence_condemns_only), cmocka_unit_test(demands_staples),
		cmocka_unit_test(suspects_forgery_only), cmocka_unit_test(counts_what_is_compiled_in),
		cmocka_unit_test(knows_the_target),
		cmocka_unit_test(spoils_paths), cmocka_unit_test(weighs_the_leaf_first),
		cmocka_unit_test(asks_for_both), cmocka_unit_test(shows_the_least_problems),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
