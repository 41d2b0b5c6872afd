/* Several lists together: newest of a scope, remembered ones, deltas, partial
 * reasons, other keys of the issuer, indirect lists. */
#include "unit.h"

#include <string.h>

#include "../support/rig.h"
#include "base/when.h"

#define DELTA(base, number) "[ext]\n2.5.29.27=critical,DER:0201" base "\n2.5.29.20=DER:0201" \
	number "\n"
#define NUMBER(number) "[ext]\n2.5.29.20=DER:0201" number "\n"
#define NOTHING WORD_COUNT

static const struct mint_entry held[] = { { .serial = "1234", .reason = 6 } };

struct row {
	const char *name;
	struct mint_crl lists[4];   /* issuer NULL ends it */
	enum status status;
	enum word word;
	const char *leaf_ext;
};

#define HELD { { .serial = "1234", .reason = 6 } }
#define KEYED { { .serial = "1234", .reason = 1 } }
#define LIFTED { { .serial = "1234", .reason = 8 } }

static const struct row rows[] = {
	/* one scope: the newest governs holds, nothing else is forgotten */
	{ "hold lifted by a newer list", { { .issuer = "CA", .from = -7000, .entries = HELD },
		{ .issuer = "CA", .from = -3600 } }, STATUS_GOOD, NOTHING, NULL },
	{ "hold newer than a good list", { { .issuer = "CA", .from = -7000 },
		{ .issuer = "CA", .from = -3600, .entries = HELD } }, STATUS_REVOKED,
		WORD_REVOCATION_ON_HOLD, NULL },
	{ "an entry that vanished", { { .issuer = "CA", .from = -7000, .entries = KEYED },
		{ .issuer = "CA", .from = -3600 } }, STATUS_REVOKED, WORD_CRL_ENTRY_VANISHED, NULL },
	{ "an entry that vanished with a lower number", { { .issuer = "CA", .from = -7000,
		.ext = NUMBER("09"), .entries = KEYED }, { .issuer = "CA", .ext = NUMBER("03") } },
		STATUS_REVOKED, WORD_CRL_ROLLED_BACK, NULL },
	{ "revoked since", { { .issuer = "CA", .from = -7000 },
		{ .issuer = "CA", .from = -3600, .entries = KEYED } }, STATUS_REVOKED, WORD_REVOKED, NULL },
	{ "stale beside current", { { .issuer = "CA", .from = -7000, .until = -6000 },
		{ .issuer = "CA" } }, STATUS_GOOD, NOTHING, NULL },
	{ "two scopes that disagree", { { .issuer = "CA",
		.ext = "[ext]\nissuingDistributionPoint=critical,@i\n[i]\nonlyuser=TRUE\n",
		.entries = KEYED }, { .issuer = "CA", .from = -60 } }, STATUS_REVOKED,
		WORD_EVIDENCE_CONFLICT, NULL },

	/* deltas */
	{ "a delta adds", { { .issuer = "CA", .ext = NUMBER("01") },
		{ .issuer = "CA", .from = -60, .ext = DELTA("01", "02"), .entries = KEYED } },
		STATUS_REVOKED, WORD_REVOKED, NULL },
	{ "a delta lifts a hold", { { .issuer = "CA", .ext = NUMBER("01"), .entries = HELD },
		{ .issuer = "CA", .from = -60, .ext = DELTA("01", "02"), .entries = LIFTED } },
		STATUS_GOOD, NOTHING, NULL },
	{ "a delta lifts nothing else", { { .issuer = "CA", .ext = NUMBER("01"), .entries = KEYED },
		{ .issuer = "CA", .from = -60, .ext = DELTA("01", "02"), .entries = LIFTED } },
		STATUS_REVOKED, WORD_REVOKED, NULL },
	{ "a delta holds", { { .issuer = "CA", .ext = NUMBER("01") },
		{ .issuer = "CA", .from = -60, .ext = DELTA("01", "02"), .entries = HELD } },
		STATUS_REVOKED, WORD_REVOCATION_ON_HOLD, NULL },
	{ "a delta that says nothing", { { .issuer = "CA", .ext = NUMBER("01") },
		{ .issuer = "CA", .from = -60, .ext = DELTA("01", "02") } }, STATUS_GOOD, NOTHING, NULL },
	{ "a delta of a later base", { { .issuer = "CA", .ext = NUMBER("01"), .entries = HELD },
		{ .issuer = "CA", .from = -60, .ext = DELTA("02", "03"), .entries = LIFTED } },
		STATUS_REVOKED, WORD_CRL_DELTA_MISMATCH, NULL },
	{ "a delta older than the base", { { .issuer = "CA", .ext = NUMBER("05"), .entries = HELD },
		{ .issuer = "CA", .from = -7000, .ext = DELTA("01", "02"), .entries = LIFTED } },
		STATUS_REVOKED, WORD_REVOCATION_ON_HOLD, NULL },
	{ "a delta with a number of later, made before the base", { { .issuer = "CA",
		.ext = NUMBER("01"), .entries = HELD }, { .issuer = "CA", .from = -7000,
		.ext = DELTA("01", "02"), .entries = LIFTED } },
		STATUS_REVOKED, WORD_CRL_DELTA_MISMATCH, NULL },
	{ "a needless delta", { { .issuer = "CA", .ext = NUMBER("05") },
		{ .issuer = "CA", .from = -7000, .ext = DELTA("01", "05") } }, STATUS_GOOD, NOTHING, NULL },
	{ "a stale base with its delta", { { .issuer = "CA", .from = -90000, .until = -4000,
		.ext = NUMBER("01") }, { .issuer = "CA", .from = -60, .ext = DELTA("01", "02") } },
		STATUS_GOOD, NOTHING, NULL },
	{ "a stale base without fitting delta", { { .issuer = "CA", .from = -90000, .until = -4000,
		.ext = NUMBER("01") }, { .issuer = "CA", .from = -60, .ext = DELTA("02", "03") } },
		STATUS_STALE, WORD_CRL_DELTA_MISMATCH, NULL },
	{ "a stale delta lifts nothing", { { .issuer = "CA", .ext = NUMBER("01"), .entries = HELD },
		{ .issuer = "CA", .from = -600, .until = -400, .ext = DELTA("01", "02"),
		.entries = LIFTED } }, STATUS_REVOKED, WORD_CRL_STALE, NULL },
	{ "a delta of another scope", { { .issuer = "CA", .ext = NUMBER("01"), .entries = HELD },
		{ .issuer = "CA", .from = -60, .ext = "[ext]\n2.5.29.27=critical,DER:020101\n"
		"2.5.29.20=DER:020102\nissuingDistributionPoint=critical,@i\n[i]\nonlyuser=TRUE\n",
		.entries = LIFTED } }, STATUS_REVOKED, WORD_CRL_DELTA_ALONE, NULL },
	{ "a delta of another key", { { .issuer = "CA", .ext = NUMBER("01"), .entries = HELD },
		{ .issuer = "CA", .signer = "Other", .from = -60, .ext = DELTA("01", "02"),
		.entries = LIFTED } }, STATUS_REVOKED, WORD_CRL_BAD_SIGNATURE, NULL },

	/* reasons */
	{ "reasons that add up", { { .issuer = "CA", .ext =
		"[ext]\nissuingDistributionPoint=critical,@i\n[i]\nonlysomereasons=keyCompromise,"
		"CACompromise\n" }, { .issuer = "CA", .ext =
		"[ext]\nissuingDistributionPoint=critical,@i\n[i]\nonlysomereasons=affiliationChanged,"
		"superseded,cessationOfOperation,certificateHold,privilegeWithdrawn,AACompromise\n" } },
		STATUS_GOOD, NOTHING, NULL },
	{ "reasons with a gap", { { .issuer = "CA", .ext =
		"[ext]\nissuingDistributionPoint=critical,@i\n[i]\nonlysomereasons=keyCompromise\n" },
		{ .issuer = "CA", .ext = "[ext]\nissuingDistributionPoint=critical,@i\n[i]\n"
		"onlysomereasons=affiliationChanged,superseded,cessationOfOperation,certificateHold,"
		"privilegeWithdrawn,AACompromise\n" } }, STATUS_UNKNOWN, WORD_CRL_SOME_REASONS, NULL },
	{ "points for different reasons, one list", { { .issuer = "CA", .ext =
		"[ext]\nissuingDistributionPoint=critical,@i\n[i]\nfullname=URI:http://a.example/\n" } },
		STATUS_UNKNOWN, WORD_CRL_SOME_REASONS, "[ext]\ncrlDistributionPoints=a,b\n"
		"[a]\nfullname=URI:http://a.example/\nreasons=keyCompromise\n"
		"[b]\nfullname=URI:http://b.example/\nreasons=superseded\n" },
};

static bool fails(const struct row *row, bool backwards)
{
	struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = row->leaf_ext });
	size_t count = 0;
	bool wrong;

	while (count < 4 && row->lists[count].issuer != NULL)
		count++;
	for (size_t i = 0; i < count; i++)
		rig_given(r, &row->lists[backwards ? count - 1 - i : i]);
	rig_judge(r);
	wrong = rig_differs(r, row->name, row->status, row->word);
	rig_free(r);
	return wrong;
}

static void judges_every_row_in_both_orders(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		wrong += fails(&rows[i], false) + fails(&rows[i], true);
	assert_int_equal(wrong, 0);
}

static void notices_rollback(void **state)
{
	struct rig *r = rig_new(NULL);
	struct evidence *e = rig_crl(r, &(struct mint_crl){ .issuer = "CA", .from = -7000 });

	(void)state;
	rig_previous(r, e, &(struct mint_crl){ .issuer = "CA", .from = -3600, .until = 5000 });
	rig_judge(r);
	assert_int_equal(rig_link(r)->status, STATUS_GOOD);
	assert_int_equal(rig_link(r)->fresh_until, MINT_NOW + 5000);
	assert_int_equal(rig_find(r, WORD_CRL_ROLLED_BACK)->severity, SEVERITY_WARN);
	rig_free(r);
}

static void rollback_does_not_absolve(void **state)
{
	struct rig *r = rig_new(NULL);
	struct evidence *e = rig_crl(r, &(struct mint_crl){ .issuer = "CA", .from = -7000 });

	(void)state;
	rig_previous(r, e, &(struct mint_crl){ .issuer = "CA", .from = -3600, .entries = KEYED });
	rig_judge(r);
	assert_int_equal(rig_link(r)->status, STATUS_REVOKED);
	rig_free(r);

	r = rig_new(NULL);
	e = rig_crl(r, &(struct mint_crl){ .issuer = "CA", .from = -7000 });
	rig_previous(r, e, &(struct mint_crl){ .issuer = "CA", .from = -3600, .entries = HELD });
	rig_judge(r);
	assert_int_equal(rig_link(r)->status, STATUS_REVOKED);
	rig_free(r);
}

/* Memory proves nothing where its URL gives garbage now. */
static void memory_alone_proves_nothing(void **state)
{
	struct rig *r = rig_new(NULL);
	struct evidence *e = rig_crl(r, &(struct mint_crl){ .issuer = "CA", .signer = "Other" });

	(void)state;
	rig_previous(r, e, &(struct mint_crl){ .issuer = "CA" });
	rig_judge(r);
	assert_int_equal(rig_link(r)->status, STATUS_UNKNOWN);
	rig_free(r);
}

static void remembers_a_revocation(void **state)
{
	struct rig *r = rig_new(NULL);
	struct evidence *e = rig_crl(r, &(struct mint_crl){ .issuer = "CA" });

	(void)state;
	rig_previous(r, e, &(struct mint_crl){ .issuer = "CA", .from = -90000, .until = -60000,
		.entries = KEYED });
	rig_judge(r);
	assert_int_equal(rig_link(r)->status, STATUS_REVOKED);
	assert_non_null(rig_find(r, WORD_CRL_ENTRY_VANISHED));
	rig_free(r);

	/* but not a hold */
	r = rig_new(NULL);
	e = rig_crl(r, &(struct mint_crl){ .issuer = "CA" });
	rig_previous(r, e, &(struct mint_crl){ .issuer = "CA", .from = -90000, .entries = {
		held[0] } });
	rig_judge(r);
	assert_int_equal(rig_link(r)->status, STATUS_GOOD);
	rig_free(r);
}

#define SIGNER_EXT "[ext]\nkeyUsage=critical,cRLSign\n"

/* Another key of the issuer, certified by itself, in a list of its own. */
static void takes_separate_keys(void **state)
{
	uint32_t id;

	(void)state;
	for (int proven = 0; proven < 3; proven++) {
		struct rig *r = rig_new(NULL);

		rig_cert(r, &(struct mint_cert){ .subject = "CA", .issuer = "Root", .key = "CA lists",
			.serial = "55", .ext = SIGNER_EXT }, ORIGIN_GIVEN, &id);
		rig_crl(r, &(struct mint_crl){ .issuer = "CA", .signer = "CA lists" });
		if (proven > 0) /* a later list of Root revokes the signer */
			rig_given(r, &(struct mint_crl){ .issuer = "Root", .from = -60, .entries = {
				{ .serial = proven == 1 ? "56" : "55" } } });
		rig_judge(r);
		assert_int_equal(rig_link(r)->status, proven < 2 ? STATUS_GOOD : STATUS_UNKNOWN);
		if (proven == 2)
			assert_non_null(rig_find(r, WORD_CRL_SIGNER_UNCHECKED));
		rig_free(r);
	}
}

/* A list may not prove the key that signed it. */
static void nobody_speaks_for_itself(void **state)
{
	struct rig *r = rig_new(NULL);
	uint32_t id;

	(void)state;
	rig_cert(r, &(struct mint_cert){ .subject = "CA", .issuer = "CA", .key = "CA lists",
		.serial = "55", .ext = SIGNER_EXT "subjectKeyIdentifier=hash\n"
		"2.5.29.35=DER:3006800401020304\n" }, ORIGIN_GIVEN, &id);
	rig_crl(r, &(struct mint_crl){ .issuer = "CA", .signer = "CA lists" });
	rig_judge(r);
	assert_int_equal(rig_link(r)->status, STATUS_UNKNOWN);
	assert_non_null(rig_find(r, WORD_CRL_SIGNER_UNCHECKED));
	rig_free(r);
}

/* An anchor that was replaced goes on signing lists for its successor. */
static void takes_the_anchor_before(void **state)
{
	uint32_t id;

	(void)state;
	for (int successor = 0; successor < 2; successor++) {
		struct rig *r = rig_new(NULL);

		r->policy.scope = SCOPE_LEAF;
		rig_cert(r, &(struct mint_cert){ .subject = "CA", .issuer = "CA", .key = "CA before",
			.signer = "CA before", .serial = "08", .ext = RIG_CA_EXT }, ORIGIN_STORE, &id);
		graph_set_anchor(r->facts.graph, id);
		if (successor > 0) {
			rig_cert(r, &(struct mint_cert){ .subject = "CA", .issuer = "CA",
				.signer = "CA before", .serial = "09", .ext = RIG_CA_EXT }, ORIGIN_STORE, &id);
			graph_set_anchor(r->facts.graph, id);
		}
		rig_crl(r, &(struct mint_crl){ .issuer = "CA", .signer = "CA before" });
		rig_judge(r);
		assert_int_equal(rig_link(r)->status, successor ? STATUS_GOOD : STATUS_UNKNOWN);
		rig_free(r);
	}
}

static void wants_the_same_anchor(void **state)
{
	struct rig *r = rig_new(NULL);
	uint32_t id;

	(void)state;
	rig_cert(r, &(struct mint_cert){ .subject = "Elsewhere", .serial = "09",
		.ext = RIG_CA_EXT }, ORIGIN_STORE, &id);
	graph_set_anchor(r->facts.graph, id);
	rig_cert(r, &(struct mint_cert){ .subject = "CA", .issuer = "Elsewhere", .key = "CA lists",
		.serial = "55", .ext = RIG_CA_EXT }, ORIGIN_GIVEN, &id);
	rig_crl(r, &(struct mint_crl){ .issuer = "CA", .signer = "CA lists" });
	rig_judge(r);
	assert_int_equal(rig_link(r)->status, STATUS_UNKNOWN);
	assert_non_null(rig_find(r, WORD_CRL_SIGNER_UNTRUSTED));
	rig_free(r);
}

#define APPOINTING "[ext]\ncrlDistributionPoints=p\n[p]\nfullname=URI:" RIG_URL \
	"\nCRLissuer=dirName:n\n[n]\nCN=Lists\n"
#define INDIRECT "[ext]\nissuingDistributionPoint=critical,@i\n[i]\nindirectCRL=TRUE\n" \
	"fullname=URI:" RIG_URL "\n"

static enum status judge_indirect(const struct mint_crl *list, const char *leaf_ext)
{
	struct rig *r = rig_new(&(struct rig_spec){ .leaf_ext = leaf_ext });
	enum status status;
	uint32_t id;

	rig_cert(r, &(struct mint_cert){ .subject = "Lists", .issuer = "Root", .serial = "66",
		.ext = SIGNER_EXT }, ORIGIN_GIVEN, &id);
	rig_crl(r, list);
	rig_judge(r);
	status = rig_link(r)->status;
	rig_free(r);
	return status;
}

static void takes_indirect_lists(void **state)
{
	struct mint_crl list = { .issuer = "Lists", .ext = INDIRECT, .entries = {
		{ .serial = "1234", .reason = 1 } } };

	(void)state;
	/* the entry is of the list's own issuer */
	assert_int_equal(judge_indirect(&list, APPOINTING), STATUS_GOOD);
	list.entries[0].cert_issuer = "CA";
	assert_int_equal(judge_indirect(&list, APPOINTING), STATUS_REVOKED);
	/* the issuer of an entry holds for those behind it */
	list.entries[0].serial = "99";
	list.entries[1] = (struct mint_entry){ .serial = "1234" };
	assert_int_equal(judge_indirect(&list, APPOINTING), STATUS_REVOKED);
	list.entries[1].cert_issuer = "Root";
	assert_int_equal(judge_indirect(&list, APPOINTING), STATUS_GOOD);
	/* appointed by nobody */
	assert_int_equal(judge_indirect(&list, RIG_LEAF_EXT), STATUS_UNKNOWN);
	/* not indirect, or for another point */
	list.ext = NULL;
	list.entries[0] = (struct mint_entry){ 0 };
	assert_int_equal(judge_indirect(&list, APPOINTING), STATUS_UNKNOWN);
	list.ext = "[ext]\nissuingDistributionPoint=critical,@i\n[i]\nindirectCRL=TRUE\n"
		"fullname=URI:http://other.example/\n";
	assert_int_equal(judge_indirect(&list, APPOINTING), STATUS_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges_every_row_in_both_orders), cmocka_unit_test(notices_rollback),
		cmocka_unit_test(rollback_does_not_absolve),
		cmocka_unit_test(memory_alone_proves_nothing),
		cmocka_unit_test(remembers_a_revocation), cmocka_unit_test(takes_separate_keys),
		cmocka_unit_test(nobody_speaks_for_itself),
		cmocka_unit_test(takes_the_anchor_before), cmocka_unit_test(wants_the_same_anchor),
		cmocka_unit_test(takes_indirect_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
