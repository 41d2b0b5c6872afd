/* One OCSP response at a time: every rule, right and wrong. */
#include "unit.h"

#include <string.h>

#include "../support/rig.h"

#define LEAF_EXT "[ext]\nauthorityInfoAccess=OCSP;URI:http://ocsp.example/\n"
#define SIGNER_EXT "[ext]\nextendedKeyUsage=OCSPSigning\n"
#define NOCHECK "noCheck=ignored\n"
#define NOTHING WORD_COUNT

/* Who signs: the issuer, or a delegate made of these parts. */
struct delegate {
	const char *ext;         /* NULL: the issuer itself signs */
	const char *issuer, *signer;
	int64_t from, until;
	bool left_out;           /* not embedded */
};

struct row {
	const char *name;
	struct mint_ocsp ocsp;   /* singles[0] is about the leaf unless `other` */
	struct delegate by;
	enum status status;
	enum word word;
	bool other;              /* about the CA instead */
	bool other_key;          /* signed with a key that is nobody's */
	int64_t max_age;
};

#define SINGLE(...) .ocsp = { .singles = { { .status = V_OCSP_CERTSTATUS_GOOD, __VA_ARGS__ } } }
#define REVOKED(...) .ocsp = { .singles = { { .status = V_OCSP_CERTSTATUS_REVOKED, __VA_ARGS__ } } }
#define ALLOWED { .ext = SIGNER_EXT NOCHECK }

static const struct row rows[] = {
	{ "plain", .status = STATUS_GOOD, .word = NOTHING },
	{ "SHA-256 CertID", SINGLE(.sha256 = true), .status = STATUS_GOOD, .word = NOTHING },
	{ "by key", .ocsp = { .by_key = true }, .status = STATUS_GOOD, .word = NOTHING },
	{ "for another certificate", .other = true, .status = STATUS_UNKNOWN,
		.word = WORD_OCSP_CERTID_MISMATCH },
	{ "damaged", .ocsp = { .damage = true }, .status = STATUS_UNKNOWN,
		.word = WORD_OCSP_BAD_SIGNATURE },
	{ "another key", .other_key = true, .status = STATUS_UNKNOWN, .word = WORD_OCSP_BAD_SIGNATURE },
	{ "by another key's hash", .other_key = true, .ocsp = { .by_key = true },
		.status = STATUS_UNKNOWN, .word = WORD_OCSP_SIGNER_NOT_FOUND },
	{ "SHA-1 signature", .ocsp = { .sha1 = true }, .status = STATUS_UNKNOWN,
		.word = WORD_OCSP_WEAK_SIGNATURE },
	{ "unknown critical", .ocsp = { .critical = true }, .status = STATUS_UNKNOWN,
		.word = WORD_OCSP_UNKNOWN_CRITICAL },
	{ "unknown critical in the single", SINGLE(.critical = true), .status = STATUS_UNKNOWN,
		.word = WORD_OCSP_UNKNOWN_CRITICAL },

	/* times, at the edges of the skew */
	{ "this update at the skew", SINGLE(.from = 300), .status = STATUS_GOOD, .word = NOTHING },
	{ "this update after it", SINGLE(.from = 301), .status = STATUS_UNKNOWN,
		.word = WORD_OCSP_NOT_YET_VALID },
	{ "produced in the future", .ocsp = { .produced = 301 }, .status = STATUS_UNKNOWN,
		.word = WORD_OCSP_NOT_YET_VALID },
	{ "next update at the skew", SINGLE(.until = -300), .status = STATUS_GOOD, .word = NOTHING },
	{ "next update before it", SINGLE(.until = -301), .status = STATUS_STALE,
		.word = WORD_OCSP_STALE },
	{ "no next update, one day", SINGLE(.from = -MINT_DAY, .until = MINT_NONE),
		.status = STATUS_GOOD, .word = NOTHING },
	{ "no next update, older", SINGLE(.from = -MINT_DAY - 1, .until = MINT_NONE),
		.status = STATUS_STALE, .word = WORD_OCSP_NO_NEXT_UPDATE },
	{ "no next update, as old as asked", SINGLE(.from = -3 * MINT_DAY, .until = MINT_NONE),
		.status = STATUS_GOOD, .word = NOTHING, .max_age = 3 * MINT_DAY },
	{ "older than asked", .status = STATUS_STALE, .word = WORD_OCSP_TOO_OLD, .max_age = 3599 },

	/* status */
	{ "unknown", .ocsp = { .singles = { { .status = V_OCSP_CERTSTATUS_UNKNOWN } } }, .status = STATUS_UNKNOWN,
		.word = WORD_OCSP_UNKNOWN },
	{ "revoked", REVOKED(.reason = 1), .status = STATUS_REVOKED, .word = WORD_REVOKED },
	{ "revoked, stale", REVOKED(.until = -400), .status = STATUS_REVOKED, .word = WORD_REVOKED },
	{ "on hold", REVOKED(.reason = 6), .status = STATUS_REVOKED,
		.word = WORD_REVOCATION_ON_HOLD },
	{ "on hold, stale", REVOKED(.reason = 6, .until = -400), .status = STATUS_STALE,
		.word = WORD_OCSP_STALE },
	{ "never issued", REVOKED(.reason = 6, .revoked_at = -MINT_NOW), .status = STATUS_REVOKED,
		.word = WORD_OCSP_NOT_ISSUED },
	{ "revoked by a stranger", REVOKED(.reason = 1), .other_key = true, .status = STATUS_UNKNOWN,
		.word = WORD_OCSP_BAD_SIGNATURE },
	{ "of tomorrow, revoked after", REVOKED(.from = MINT_DAY, .until = 2 * MINT_DAY,
		.revoked_at = 600), .status = STATUS_UNKNOWN, .word = WORD_REVOKED_LATER },

	/* delegates */
	{ "a delegate", .by = ALLOWED, .status = STATUS_GOOD, .word = NOTHING },
	{ "a delegate that is not there", .by = { .ext = SIGNER_EXT NOCHECK, .left_out = true },
		.status = STATUS_UNKNOWN, .word = WORD_OCSP_SIGNER_NOT_FOUND },
	{ "no EKU", .by = { .ext = "[ext]\nkeyUsage=digitalSignature\n" NOCHECK },
		.status = STATUS_UNKNOWN, .word = WORD_OCSP_SIGNER_NOT_AUTHORIZED },
	{ "any EKU", .by = { .ext = "[ext]\nextendedKeyUsage=anyExtendedKeyUsage\n" NOCHECK },
		.status = STATUS_UNKNOWN, .word = WORD_OCSP_SIGNER_NOT_AUTHORIZED },
	{ "a longer OID", .by = { .ext = "[ext]\nextendedKeyUsage=1.3.6.1.5.5.7.3.9.1\n" NOCHECK },
		.status = STATUS_UNKNOWN, .word = WORD_OCSP_SIGNER_NOT_AUTHORIZED },
	{ "no digitalSignature", .by = { .ext = SIGNER_EXT "keyUsage=keyEncipherment\n" NOCHECK },
		.status = STATUS_UNKNOWN, .word = WORD_OCSP_SIGNER_NOT_AUTHORIZED },
	{ "issued by the grandparent", .by = { .ext = SIGNER_EXT NOCHECK, .issuer = "Root" },
		.status = STATUS_UNKNOWN, .word = WORD_OCSP_SIGNER_NOT_AUTHORIZED },
	{ "issued by the leaf", .by = { .ext = SIGNER_EXT NOCHECK, .issuer = "leaf" },
		.status = STATUS_UNKNOWN, .word = WORD_OCSP_SIGNER_NOT_AUTHORIZED },
	{ "same issuer name, other key", .by = { .ext = SIGNER_EXT NOCHECK, .signer = "Other" },
		.status = STATUS_UNKNOWN, .word = WORD_OCSP_SIGNER_NOT_AUTHORIZED },
	{ "expired", .by = { .ext = SIGNER_EXT NOCHECK, .until = -MINT_DAY },
		.status = STATUS_UNKNOWN, .word = WORD_OCSP_SIGNER_EXPIRED },
	{ "produced before it was valid", .by = { .ext = SIGNER_EXT NOCHECK, .from = -1800 },
		.status = STATUS_UNKNOWN, .word = WORD_OCSP_SIGNER_EXPIRED },
	{ "unchecked", .by = { .ext = SIGNER_EXT }, .status = STATUS_UNKNOWN,
		.word = WORD_OCSP_SIGNER_UNCHECKED },
};

static X509 *make_delegate(struct rig *r, const struct delegate *by)
{
	return mint_cert(r->arena, &(struct mint_cert){ .subject = "Responder", .serial = "77",
		.issuer = by->issuer != NULL ? by->issuer : "CA", .signer = by->signer,
		.from = by->from, .until = by->until, .ext = by->ext });
}

static void fill(struct rig *r, const struct row *row, struct mint_ocsp *m)
{
	*m = row->ocsp;
	m->singles[0].cert = row->other ? r->ca : r->leaf;
	m->singles[0].issuer = row->other ? r->root : r->ca;
	m->signer = r->ca;
	m->key = row->other_key ? "Nobody" : "CA";
	if (row->by.ext == NULL)
		return;
	m->signer = make_delegate(r, &row->by);
	m->key = "Responder";
	if (!row->by.left_out)
		m->embed[0] = m->signer;
}

static bool fails(const struct row *row)
{
	struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = LEAF_EXT });
	struct mint_ocsp m;
	bool wrong;

	r->policy.profile = PROFILE_AUTO;
	r->policy.max_age = row->max_age;
	fill(r, row, &m);
	rig_ocsp(r, &m);
	rig_judge(r);
	wrong = rig_differs(r, row->name, row->status, row->word);
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

/* E2: every single response is read; the worse of those for us counts. */
static void reads_every_single(void **state)
{
	static const struct { int first, second; bool first_mine, second_mine; enum status status; }
	cases[] = {
		{ V_OCSP_CERTSTATUS_GOOD, V_OCSP_CERTSTATUS_REVOKED, false, true, STATUS_REVOKED },
		{ V_OCSP_CERTSTATUS_REVOKED, V_OCSP_CERTSTATUS_GOOD, true, true, STATUS_REVOKED },
		{ V_OCSP_CERTSTATUS_GOOD, V_OCSP_CERTSTATUS_REVOKED, true, true, STATUS_REVOKED },
		{ V_OCSP_CERTSTATUS_GOOD, V_OCSP_CERTSTATUS_UNKNOWN, true, true, STATUS_UNKNOWN },
		{ V_OCSP_CERTSTATUS_REVOKED, V_OCSP_CERTSTATUS_GOOD, false, true, STATUS_GOOD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = LEAF_EXT });
		struct mint_ocsp m = { .signer = r->ca, .key = "CA" };

		m.singles[0] = (struct mint_single){ .cert = cases[i].first_mine ? r->leaf : r->ca,
			.issuer = cases[i].first_mine ? r->ca : r->root, .status = cases[i].first };
		m.singles[1] = (struct mint_single){ .cert = cases[i].second_mine ? r->leaf : r->ca,
			.issuer = cases[i].second_mine ? r->ca : r->root, .status = cases[i].second };
		rig_ocsp(r, &m);
		rig_judge(r);
		assert_int_equal(rig_link(r)->status, cases[i].status);
		if (cases[i].first_mine)
			assert_non_null(rig_find(r, WORD_OCSP_CONFLICT));
		rig_free(r);
	}
}

/* A delegate without nocheck: a list of the CA decides about it. */
static void asks_about_the_signer(void **state)
{
	(void)state;
	for (int revoked = 0; revoked < 2; revoked++) {
		struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = LEAF_EXT });
		struct delegate by = { .ext = SIGNER_EXT };
		X509 *signer = make_delegate(r, &by);

		r->policy.method = METHOD_OCSP; /* so that the list says nothing about the leaf */
		r->policy.scope = SCOPE_CHAIN;
		rig_ocsp(r, &(struct mint_ocsp){ .singles = { { .cert = r->leaf, .issuer = r->ca } },
			.signer = signer, .key = "Responder", .embed = { signer } });
		rig_given(r, &(struct mint_crl){ .issuer = "CA", .entries = {
			{ .serial = revoked ? "77" : "78", .reason = 1 } } });
		rig_judge(r);
		/* Lists count for signers whatever the method for the chain is. */
		assert_int_equal(rig_link(r)->status, revoked ? STATUS_UNKNOWN : STATUS_GOOD);
		if (revoked)
			assert_non_null(rig_find(r, WORD_OCSP_SIGNER_REVOKED));
		rig_free(r);
	}
}

/* Under --scope leaf only the leaf is asked about; the gap is told. */
static void lets_the_scope_decide(void **state)
{
	struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = LEAF_EXT });
	struct delegate by = { .ext = SIGNER_EXT };
	X509 *signer = make_delegate(r, &by);

	(void)state;
	r->policy.scope = SCOPE_LEAF;
	rig_ocsp(r, &(struct mint_ocsp){ .singles = { { .cert = r->leaf, .issuer = r->ca } },
		.signer = signer, .key = "Responder", .embed = { signer } });
	rig_judge(r);
	assert_int_equal(r->judged->verdict, VERDICT_GOOD);
	assert_int_equal(rig_find(r, WORD_OCSP_SIGNER_UNCHECKED)->severity, SEVERITY_WARN);
	rig_free(r);
}

/* RFC 6960 section 4.3 lets clients process SHA-1: for who asks for the RFC's
 * rules by name, and with a warning. */
static void bears_sha1_where_asked_to(void **state)
{
	struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = LEAF_EXT });

	(void)state;
	rig_ocsp(r, &(struct mint_ocsp){ .singles = { { .cert = r->leaf, .issuer = r->ca } },
		.signer = r->ca, .key = "CA", .sha1 = true });
	rig_judge(r);
	assert_int_equal(rig_link(r)->status, STATUS_GOOD);
	assert_int_equal(rig_find(r, WORD_OCSP_WEAK_SIGNATURE)->severity, SEVERITY_WARN);
	rig_free(r);
}

static void chooses_by_responder_id(void **state)
{
	struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = LEAF_EXT });
	struct delegate by = ALLOWED;
	struct mint_ocsp m = { .singles = { { .cert = r->leaf, .issuer = r->ca } },
		.signer = make_delegate(r, &by), .key = "Responder" };

	(void)state;
	m.embed[0] = r->ca; /* the issuer first, the signer second */
	m.embed[1] = m.signer;
	rig_ocsp(r, &m);
	rig_judge(r);
	assert_int_equal(rig_link(r)->status, STATUS_GOOD);
	rig_free(r);

	r = rig_new(&(struct rig_spec){ .leaf_ext = LEAF_EXT });
	m.singles[0] = (struct mint_single){ .cert = r->leaf, .issuer = r->ca };
	m.signer = r->ca;
	m.key = "CA";
	for (size_t i = 0; i < 11; i++)
		m.embed[i] = r->ca;
	rig_ocsp(r, &m);
	rig_judge(r);
	assert_int_equal(rig_link(r)->status, STATUS_UNKNOWN);
	assert_non_null(rig_find(r, WORD_OCSP_TOO_MANY_CERTIFICATES));
	rig_free(r);
}

static void names_every_error_status(void **state)
{
	static const struct { int status; enum word word; } cases[] = {
		{ 1, WORD_OCSP_MALFORMED_REQUEST }, { 2, WORD_OCSP_INTERNAL_ERROR },
		{ 3, WORD_OCSP_TRY_LATER }, { 5, WORD_OCSP_SIG_REQUIRED }, { 6, WORD_OCSP_UNAUTHORIZED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = LEAF_EXT });
		struct evidence *e = rig_bytes(r, EVIDENCE_OCSP, BROUGHT_FETCHED, "http://ocsp.example/",
			mint_ocsp_error(r->arena, cases[i].status));

		e->for_cert = r->leaf_id;
		rig_judge(r);
		assert_int_equal(rig_link(r)->status, STATUS_UNKNOWN);
		assert_non_null(rig_find(r, cases[i].word));
		rig_free(r);
	}
}

static void takes_no_garbage(void **state)
{
	/* the third: another responseType than id-pkix-ocsp-basic */
	static const struct { const char *bytes; size_t size; enum word word; } cases[] = {
		{ "", 0, WORD_OCSP_MALFORMED }, { "<html></html>", 13, WORD_OCSP_MALFORMED },
		{ "\x30\x10\x0a\x01\x00\xa0\x0b\x30\x09\x06\x03\x2a\x03\x04\x04\x02\x05\x00", 18,
			WORD_OCSP_WRONG_TYPE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = LEAF_EXT });
		struct evidence *e = rig_bytes(r, EVIDENCE_OCSP, BROUGHT_FETCHED, "http://ocsp.example/",
			view_of(cases[i].bytes, cases[i].size));

		e->for_cert = r->leaf_id;
		rig_judge(r);
		assert_int_equal(rig_link(r)->status, STATUS_UNKNOWN);
		assert_non_null(rig_find(r, cases[i].word));
		rig_free(r);
	}
}

/* An algorithm of tomorrow (here: the OID behind ecdsa-with-SHA256) proves
 * nothing and is no forgery. */
static void knows_no_such_algorithm(void **state)
{
	struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = LEAF_EXT });
	struct view whole = mint_ocsp(r->arena, &(struct mint_ocsp){ .singles = {
		{ .cert = r->leaf, .issuer = r->ca } }, .signer = r->ca, .key = "CA" });
	uint8_t *copy = arena_copy(r->arena, whole.data, whole.size);
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i + 10 <= whole.size; i++)
		if (memcmp(copy + i, "\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02", 10) == 0) {
			copy[i + 9] = 0x7f;
			count++;
		}
	assert_int_equal(count, 1);
	rig_bytes(r, EVIDENCE_OCSP, BROUGHT_FETCHED, "http://ocsp.example/",
		view_of(copy, whole.size))->for_cert = r->leaf_id;
	rig_judge(r);
	assert_int_equal(r->judged->verdict, VERDICT_UNDETERMINED);
	assert_non_null(rig_find(r, WORD_OCSP_SIGNATURE_UNSUPPORTED));
	assert_null(rig_find(r, WORD_EVIDENCE_FORGED));
	rig_free(r);
}

static void compares_nonces(void **state)
{
	static const struct { const char *came; enum status status; enum word word; } cases[] = {
		{ "12345678", STATUS_GOOD, NOTHING },
		{ "87654321", STATUS_UNKNOWN, WORD_OCSP_NONCE_MISMATCH },
		{ NULL, STATUS_GOOD, WORD_OCSP_NO_NONCE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = LEAF_EXT });
		struct evidence *e = rig_ocsp(r, &(struct mint_ocsp){ .singles = {
			{ .cert = r->leaf, .issuer = r->ca } }, .signer = r->ca, .key = "CA",
			.nonce = cases[i].came });

		e->sent_nonce = true;
		e->nonce = view_of_text("12345678");
		rig_judge(r);
		assert_int_equal(rig_link(r)->status, cases[i].status);
		if (cases[i].word != NOTHING)
			assert_non_null(rig_find(r, cases[i].word));
		rig_free(r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges_every_row), cmocka_unit_test(reads_every_single),
		cmocka_unit_test(asks_about_the_signer), cmocka_unit_test(lets_the_scope_decide),
		cmocka_unit_test(bears_sha1_where_asked_to),
		cmocka_unit_test(chooses_by_responder_id), cmocka_unit_test(names_every_error_status),
		cmocka_unit_test(takes_no_garbage), cmocka_unit_test(knows_no_such_algorithm),
		cmocka_unit_test(compares_nonces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
