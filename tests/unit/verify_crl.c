/* One list at a time: every row of the table of rules for CRLs, right and
 * wrong. */
#include "unit.h"

#include <string.h>

#include "../support/rig.h"
#include "base/when.h"

#define USER_IDP "[ext]\nissuingDistributionPoint=critical,@idp\n[idp]\n"
#define LISTED(...) .entries = { { .serial = "1234", __VA_ARGS__ } }
#define NOTHING WORD_COUNT

struct row {
	const char *name;
	struct mint_crl crl;
	enum status status;
	enum word word;          /* raised; NOTHING: none is looked for */
	const char *leaf_ext;
	int64_t max_age;
};

static const struct row rows[] = {
	{ "plain", { .issuer = "CA" }, STATUS_GOOD, NOTHING, NULL, 0 },
	{ "another serial", { .issuer = "CA", .entries = { { .serial = "123400" },
		{ .serial = "34" } } }, STATUS_GOOD, NOTHING, NULL, 0 },
	{ "wrong issuer", { .issuer = "Other" }, STATUS_UNKNOWN, WORD_CRL_WRONG_ISSUER, NULL, 0 },
	{ "same name, other key", { .issuer = "CA", .signer = "Other" }, STATUS_UNKNOWN,
		WORD_CRL_BAD_SIGNATURE, NULL, 0 },
	{ "SHA-1", { .issuer = "CA", .sha1 = true }, STATUS_UNKNOWN, WORD_CRL_WEAK_SIGNATURE, NULL, 0 },
	{ "unknown critical", { .issuer = "CA", .ext = "[ext]\n1.2.3.4=critical,DER:0500\n" },
		STATUS_UNKNOWN, WORD_CRL_UNKNOWN_CRITICAL, NULL, 0 },
	{ "unknown, not critical", { .issuer = "CA", .ext = "[ext]\n1.2.3.4=DER:0500\n" },
		STATUS_GOOD, NOTHING, NULL, 0 },
	{ "unknown critical in another's entry", { .issuer = "CA", .entries = {
		{ .serial = "77", .unknown_critical = true } } }, STATUS_UNKNOWN,
		WORD_CRL_UNKNOWN_CRITICAL, NULL, 0 },
	{ "certificateIssuer without indirectCRL", { .issuer = "CA", .entries = {
		{ .serial = "77", .cert_issuer = "Other" } } }, STATUS_UNKNOWN,
		WORD_CRL_MALFORMED, NULL, 0 },

	/* times: at the edge of the skew of 300 s on either side */
	{ "this update in the skew", { .issuer = "CA", .from = 299 }, STATUS_GOOD, NOTHING, NULL, 0 },
	{ "this update at the skew", { .issuer = "CA", .from = 300 }, STATUS_GOOD, NOTHING, NULL, 0 },
	{ "this update after the skew", { .issuer = "CA", .from = 301 }, STATUS_UNKNOWN,
		WORD_CRL_NOT_YET_VALID, NULL, 0 },
	{ "next update in the skew", { .issuer = "CA", .until = -299 }, STATUS_GOOD, NOTHING, NULL, 0 },
	{ "next update at the skew", { .issuer = "CA", .until = -300 }, STATUS_GOOD, NOTHING, NULL, 0 },
	{ "next update before the skew", { .issuer = "CA", .until = -301 }, STATUS_STALE,
		WORD_CRL_STALE, NULL, 0 },
	{ "no next update, seven days", { .issuer = "CA", .from = -7 * MINT_DAY, .until = MINT_NONE },
		STATUS_GOOD, NOTHING, NULL, 0 },
	{ "no next update, older", { .issuer = "CA", .from = -7 * MINT_DAY - 1, .until = MINT_NONE },
		STATUS_STALE, WORD_CRL_NO_NEXT_UPDATE, NULL, 0 },
	{ "as old as asked", { .issuer = "CA" }, STATUS_GOOD, NOTHING, NULL, 3600 },
	{ "older than asked", { .issuer = "CA" }, STATUS_STALE, WORD_CRL_TOO_OLD, NULL, 3599 },

	/* scope */
	{ "its point", { .issuer = "CA", .ext = USER_IDP "fullname=URI:" RIG_URL "\n" }, STATUS_GOOD,
		NOTHING, NULL, 0 },
	{ "another point", { .issuer = "CA", .ext = USER_IDP "fullname=URI:" RIG_URL "x\n" },
		STATUS_UNKNOWN, WORD_CRL_WRONG_SCOPE, NULL, 0 },
	{ "the same point in other letters", { .issuer = "CA",
		.ext = USER_IDP "fullname=URI:http://CRL.example/ca.crl\n" }, STATUS_UNKNOWN,
		WORD_CRL_WRONG_SCOPE, NULL, 0 },
	{ "the second point", { .issuer = "CA", .ext = USER_IDP "fullname=URI:http://b.example/\n" },
		STATUS_GOOD, NOTHING, "[ext]\ncrlDistributionPoints=URI:" RIG_URL
		",URI:ldap://b.example/x,URI:http://b.example/\n", 0 },
	{ "no point of its own", { .issuer = "CA", .ext = USER_IDP "fullname=URI:" RIG_URL "\n" },
		STATUS_UNKNOWN, WORD_CRL_WRONG_SCOPE, "[ext]\nkeyUsage=digitalSignature\n", 0 },
	{ "the issuer's name as point", { .issuer = "CA",
		.ext = USER_IDP "fullname=dirName:n\n[n]\nCN=CA\n" },
		STATUS_GOOD, NOTHING, "[ext]\nkeyUsage=digitalSignature\n", 0 },
	{ "relative names on both sides", { .issuer = "CA",
		.ext = USER_IDP "relativename=n\n[n]\nOU=one\n" }, STATUS_GOOD, NOTHING,
		"[ext]\ncrlDistributionPoints=p\n[p]\nrelativename=n\n[n]\nOU=one\n", 0 },
	{ "a relative and a full name", { .issuer = "CA",
		.ext = USER_IDP "relativename=n\n[n]\nOU=one\n" }, STATUS_GOOD, NOTHING,
		"[ext]\ncrlDistributionPoints=p\n[p]\nfullname=dirName:n\n[n]\n0.CN=CA\n1.OU=ONE\n", 0 },
	{ "another relative name", { .issuer = "CA",
		.ext = USER_IDP "relativename=n\n[n]\nOU=two\n" }, STATUS_UNKNOWN, WORD_CRL_WRONG_SCOPE,
		"[ext]\ncrlDistributionPoints=p\n[p]\nrelativename=n\n[n]\nOU=one\n", 0 },
	{ "appoints another issuer", { .issuer = "CA" }, STATUS_UNKNOWN, WORD_CRL_WRONG_SCOPE,
		"[ext]\ncrlDistributionPoints=p\n[p]\nfullname=URI:" RIG_URL
		"\nCRLissuer=dirName:n\n[n]\nCN=Other\n", 0 },
	{ "users only", { .issuer = "CA", .ext = USER_IDP "onlyuser=TRUE\n" }, STATUS_GOOD, NOTHING,
		NULL, 0 },
	{ "CAs only", { .issuer = "CA", .ext = USER_IDP "onlyCA=TRUE\n" }, STATUS_UNKNOWN,
		WORD_CRL_SCOPE_KIND, NULL, 0 },
	{ "attributes only", { .issuer = "CA", .ext = USER_IDP "onlyAA=TRUE\n" }, STATUS_UNKNOWN,
		WORD_CRL_SCOPE_KIND, NULL, 0 },
	{ "users and CAs only", { .issuer = "CA", .ext = USER_IDP "onlyuser=TRUE\nonlyCA=TRUE\n" },
		STATUS_UNKNOWN, WORD_CRL_MALFORMED, NULL, 0 },
	{ "some reasons", { .issuer = "CA", .ext = USER_IDP "onlysomereasons=keyCompromise\n" },
		STATUS_UNKNOWN, WORD_CRL_SOME_REASONS, NULL, 0 },
	{ "a delta alone", { .issuer = "CA", .ext = "[ext]\n2.5.29.27=critical,DER:020101\n"
		"2.5.29.20=DER:020102\n" }, STATUS_UNKNOWN, WORD_CRL_DELTA_ALONE, NULL, 0 },

	/* listings */
	{ "listed", { .issuer = "CA", LISTED(.reason = 1) }, STATUS_REVOKED, WORD_REVOKED, NULL, 0 },
	{ "listed without reason", { .issuer = "CA", LISTED(.reason = 0) }, STATUS_REVOKED,
		WORD_REVOKED, NULL, 0 },
	{ "removed in a full list", { .issuer = "CA", LISTED(.reason = 8) }, STATUS_REVOKED,
		WORD_REVOKED, NULL, 0 },
	{ "on hold", { .issuer = "CA", LISTED(.reason = 6) }, STATUS_REVOKED,
		WORD_REVOCATION_ON_HOLD, NULL, 0 },
	{ "on hold in a stale list", { .issuer = "CA", .until = -400, LISTED(.reason = 6) },
		STATUS_STALE, WORD_CRL_STALE, NULL, 0 },
	{ "listed in a stale list", { .issuer = "CA", .until = -400, LISTED(.reason = 4) },
		STATUS_REVOKED, WORD_REVOKED, NULL, 0 },
	{ "listed in the wrong shard", { .issuer = "CA", LISTED(.reason = 4),
		.ext = USER_IDP "fullname=URI:" RIG_URL "x\n" }, STATUS_REVOKED, WORD_REVOKED, NULL, 0 },
	{ "on hold in the wrong shard", { .issuer = "CA", LISTED(.reason = 6),
		.ext = USER_IDP "fullname=URI:" RIG_URL "x\n" }, STATUS_REVOKED,
		WORD_REVOCATION_ON_HOLD, NULL, 0 },
	{ "on hold in the wrong shard's stale list", { .issuer = "CA", .until = -400,
		LISTED(.reason = 6), .ext = USER_IDP "fullname=URI:" RIG_URL "x\n" }, STATUS_UNKNOWN,
		WORD_CRL_WRONG_SCOPE, NULL, 0 },
	{ "on hold among attributes", { .issuer = "CA", LISTED(.reason = 6),
		.ext = USER_IDP "onlyAA=TRUE\n" }, STATUS_UNKNOWN, WORD_CRL_SCOPE_KIND, NULL, 0 },
	{ "listed among attributes", { .issuer = "CA", LISTED(.reason = 4),
		.ext = USER_IDP "onlyAA=TRUE\n" }, STATUS_UNKNOWN, WORD_CRL_SCOPE_KIND, NULL, 0 },
	{ "listed by a stranger's key", { .issuer = "CA", .signer = "Other", LISTED(.reason = 1) },
		STATUS_UNKNOWN, WORD_CRL_BAD_SIGNATURE, NULL, 0 },
	{ "listed for tomorrow", { .issuer = "CA", LISTED(.at = MINT_DAY) }, STATUS_REVOKED,
		WORD_CRL_DATE_ODD, NULL, 0 },
	{ "twice", { .issuer = "CA", .entries = { { .serial = "1234", .reason = 8 },
		{ .serial = "1234", .reason = 1 } } }, STATUS_REVOKED, WORD_CRL_DUPLICATE_ENTRY, NULL, 0 },
	{ "a list of tomorrow, revoked before", { .issuer = "CA", .from = MINT_DAY,
		.until = 2 * MINT_DAY, LISTED(.at = -60) }, STATUS_REVOKED, WORD_REVOKED, NULL, 0 },
	{ "a list of tomorrow, revoked after", { .issuer = "CA", .from = MINT_DAY,
		.until = 2 * MINT_DAY, LISTED(.at = 60) }, STATUS_UNKNOWN, WORD_REVOKED_LATER, NULL, 0 },
};

static bool fails(const struct row *row)
{
	struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = row->leaf_ext });
	bool wrong;

	r->policy.max_age = row->max_age;
	if (row->max_age != 0)
		r->policy.scope = SCOPE_LEAF;
	rig_crl(r, &row->crl);
	rig_judge(r);
	wrong = rig_differs(r, row->name, row->status, row->word) ||
		(r->judged->verdict == VERDICT_GOOD) != (row->status == STATUS_GOOD);
	rig_free(r);
	return wrong;
}

static void judges_every_row(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		wrong += fails(&rows[i]);
	assert_int_equal(wrong, 0);
}

static void keeps_reason_and_date(void **state)
{
	struct rig *r = rig_new(NULL);

	(void)state;
	rig_crl(r, &(struct mint_crl){ .issuer = "CA", .entries = {
		{ .serial = "1234", .reason = 8, .at = -9000 },
		{ .serial = "1234", .reason = 1, .at = -5000 } } });
	rig_judge(r);
	assert_int_equal(rig_link(r)->reason, CRL_KEY_COMPROMISE);
	assert_int_equal(rig_link(r)->revoked_at, MINT_NOW - 5000);
	assert_int_equal(r->judged->verdict, VERDICT_REVOKED);
	assert_int_equal(r->judged->reasons[0], WORD_REVOKED);
	rig_free(r);
}

static void knows_when_it_ends(void **state)
{
	struct rig *r = rig_new(NULL);

	(void)state;
	rig_crl(r, &(struct mint_crl){ .issuer = "CA", .until = 7200 });
	rig_judge(r);
	assert_int_equal(rig_link(r)->fresh_until, MINT_NOW + 7200);
	assert_int_equal(r->judged->usable_until, MINT_NOW + 7200);
	assert_true(rig_link(r)->settled);
	rig_free(r);
}

/* Serials are integers: sign and length count. */
static void compares_serials_as_integers(void **state)
{
	static const struct { const char *ours, *listed; enum status status; } cases[] = {
		{ "1234567890ABCD", "1234567890ABEF", STATUS_GOOD },
		{ "1234567890ABCD", "1234567890ABCD", STATUS_REVOKED },
		{ "FF", "-01", STATUS_GOOD }, { "-01", "FF", STATUS_GOOD },
		{ "-01", "-01", STATUS_REVOKED }, { "12", "1200", STATUS_GOOD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig *r = rig_new(&(struct rig_spec){ .leaf_serial = cases[i].ours });

		rig_crl(r, &(struct mint_crl){ .issuer = "CA",
			.entries = { { .serial = cases[i].listed } } });
		rig_judge(r);
		assert_int_equal(rig_link(r)->status, cases[i].status);
		rig_free(r);
	}
}

static void wants_the_right_to_sign(void **state)
{
	struct rig *r = rig_new(&(struct rig_spec){ .ca_ext =
		"[ext]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n" });

	(void)state;
	rig_crl(r, &(struct mint_crl){ .issuer = "CA", .entries = { { .serial = "1234" } } });
	rig_judge(r);
	assert_int_equal(rig_link(r)->status, STATUS_UNKNOWN);
	assert_non_null(rig_find(r, WORD_CRL_ISSUER_MAY_NOT_SIGN));
	rig_free(r);
}

static void takes_no_garbage(void **state)
{
	static const char *const bodies[] = { "", "0", "<html></html>", "\x30\x80" };

	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct rig *r = rig_new(NULL);

		rig_bytes(r, EVIDENCE_CRL, BROUGHT_FETCHED, RIG_URL, view_of_text(bodies[i]));
		rig_judge(r);
		assert_int_equal(rig_link(r)->status, STATUS_UNKNOWN);
		assert_non_null(rig_find(r, WORD_CRL_MALFORMED));
		assert_int_equal(r->judged->verdict, VERDICT_UNDETERMINED);
		rig_free(r);
	}
}

/* No byte of the list may be changed without losing the proof. */
static void notices_any_damage(void **state)
{
	struct rig *r = rig_new(NULL);
	struct view whole = mint_crl(r->arena, &(struct mint_crl){ .issuer = "CA" });

	(void)state;
	for (size_t i = 0; i < whole.size; i++) {
		struct rig *one = rig_new(NULL);
		uint8_t *copy = arena_copy(one->arena, whole.data, whole.size);

		copy[i] ^= 1;
		rig_bytes(one, EVIDENCE_CRL, BROUGHT_FETCHED, RIG_URL, view_of(copy, whole.size));
		rig_judge(one);
		assert_int_not_equal(rig_link(one)->status, STATUS_GOOD);
		assert_int_not_equal(rig_link(one)->status, STATUS_REVOKED);
		rig_free(one);
	}
	rig_free(r);
}

/* ecdsa-with-SHA256, RFC 5758, and its neighbour that nobody has defined. */
#define ECDSA_SHA256 "\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"

static size_t replace_algorithm(uint8_t *bytes, size_t size)
{
	size_t count = 0;

	for (size_t i = 0; i + 10 <= size; i++)
		if (memcmp(bytes + i, ECDSA_SHA256, 10) == 0) {
			bytes[i + 9] = 0x7f;
			count++;
		}
	return count;
}

/* An algorithm of tomorrow proves nothing and is no forgery. */
static void knows_no_such_algorithm(void **state)
{
	struct rig *r = rig_new(NULL);
	struct view whole = mint_crl(r->arena, &(struct mint_crl){ .issuer = "CA" });
	uint8_t *copy = arena_copy(r->arena, whole.data, whole.size);

	(void)state;
	assert_int_equal(replace_algorithm(copy, whole.size), 2);
	rig_bytes(r, EVIDENCE_CRL, BROUGHT_FETCHED, RIG_URL, view_of(copy, whole.size));
	rig_judge(r);
	assert_int_equal(r->judged->verdict, VERDICT_UNDETERMINED);
	assert_non_null(rig_find(r, WORD_CRL_SIGNATURE_UNSUPPORTED));
	assert_null(rig_find(r, WORD_EVIDENCE_FORGED));
	rig_free(r);
}

/* What the sharding CAs add: a missing point and a day's age are remarked. */
static void remarks_on_sharding_issuers(void **state)
{
	struct rig *r = rig_new(NULL);
	uint8_t keys[1][32];

	(void)state;
	memcpy(keys[0], graph_cert(r->facts.graph, r->ca_id)->spki_sha256, 32);
	r->facts.sharding_keys = keys;
	r->facts.sharding_count = 1;
	rig_crl(r, &(struct mint_crl){ .issuer = "CA", .from = -MINT_DAY - 1 });
	rig_judge(r);
	assert_int_equal(r->judged->verdict, VERDICT_GOOD);
	assert_int_equal(rig_find(r, WORD_CRL_SCOPE_UNPROVEN)->severity, SEVERITY_NOTE);
	assert_int_equal(rig_find(r, WORD_CRL_OLDER_THAN_ISSUER_PRACTICE)->severity, SEVERITY_WARN);
	rig_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges_every_row), cmocka_unit_test(keeps_reason_and_date),
		cmocka_unit_test(knows_when_it_ends), cmocka_unit_test(compares_serials_as_integers),
		cmocka_unit_test(wants_the_right_to_sign), cmocka_unit_test(takes_no_garbage),
		cmocka_unit_test(notices_any_damage), cmocka_unit_test(knows_no_such_algorithm),
		cmocka_unit_test(remarks_on_sharding_issuers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
