/* SCTs of the test mode's logs, right and wrong in every way. */
#include "unit.h"

#include <string.h>

#include "base/digest.h"
#include "base/when.h"
#include "lab/answer.h"
#include "lab/issue.h"
#include "lab/lab.h"
#include "lab/world.h"
#include "verify/rules_sct.h"

#define CLOCK INT64_C(1795230000) /* 2026-11-21T03:00:00Z */

struct room {
	struct arena *arena;
	struct lab *lab;
	struct key logs[2];
	struct sct_log list[2];
	struct sct_logs all;
	struct cert *leaf, *issuer;
};

/* A leaf with two SCTs, its issuer, and the two logs that made them. */
static int open_room(void **state)
{
	struct arena *a = arena_new();
	struct room *r = arena_take(a, sizeof *r);
	struct err e = { 0 };
	struct world *w;

	r->arena = a;
	r->lab = lab_new(lab_builtin(), "builtin.world", CLOCK, CLOCK, &e);
	assert_non_null(r->lab);
	w = r->lab->world;
	for (size_t i = 0; r->leaf == NULL && i < w->certs.count; i++)
		if (w->certs.list[i]->scts == 2)
			r->leaf = cert_read(a, issue_cert(w, w->certs.list[i]), &e);
	assert_non_null(r->leaf);
	for (size_t i = 0; r->issuer == NULL && i < w->certs.count; i++) {
		struct cert *c = cert_read(a, issue_cert(w, w->certs.list[i]), &e);

		if (c != NULL && name_equal(c->subject, r->leaf->issuer))
			r->issuer = c;
	}
	assert_non_null(r->issuer);
	for (unsigned i = 0; i < 2; i++) {
		r->logs[i] = (struct key){ .seed = w->seed, .kind = KEY_P256,
			.name = i == 0 ? "log 0" : "log 1" };
		key_make(a, &r->logs[i]);
		r->list[i] = (struct sct_log){ .key = r->logs[i].spki, .description = i == 0 ? "log A" : "log B",
			.operator_name = i == 0 ? "One" : "Two", .state = "usable", .state_since = WHEN_NONE,
			.from = WHEN_NONE, .until = WHEN_NONE };
		digest_sha256(r->logs[i].spki, r->list[i].id);
	}
	r->all = (struct sct_logs){ r->list, 2 };
	*state = r;
	return 0;
}

static int close_room(void **state)
{
	struct room *r = *state;

	lab_free(r->lab);
	arena_free(r->arena);
	return 0;
}

/* How many findings, and whether WORD is one of them. */
static size_t judge(struct room *r, const struct cert *leaf, struct view stapled, struct view tls,
	int64_t at, enum word word, bool *there)
{
	struct findings out;

	findings_init(&out, r->arena);
	rules_sct(&out, leaf, 0, r->issuer, stapled, tls, &r->all, at);
	*there = findings_have(&out, word);
	return out.count;
}

#define NOTHING ((struct view){ 0 })
#define EXPECT(r, at, word, count) do { \
	bool there; \
	assert_int_equal(judge(r, (r)->leaf, NOTHING, NOTHING, at, word, &there), count); \
	assert_true(there); \
} while (0)

static void good_ones(void **state)
{
	struct room *r = *state;
	bool there;

	assert_int_equal(judge(r, r->leaf, NOTHING, NOTHING, CLOCK, WORD_SCT_FEW_OPERATORS, &there), 0);
	assert_false(there);
}

static void no_list(void **state)
{
	struct room *r = *state;
	struct findings out;

	findings_init(&out, r->arena);
	rules_sct(&out, r->leaf, 0, r->issuer, NOTHING, NOTHING, NULL, CLOCK);
	assert_int_equal(out.count, 0);
}

static void one_operator(void **state)
{
	struct room *r = *state;

	r->list[1].operator_name = "One";
	EXPECT(r, CLOCK, WORD_SCT_FEW_OPERATORS, 1);
	r->list[1].operator_name = "Two";
}

static void unknown_log(void **state)
{
	struct room *r = *state;

	r->all.count = 1;
	EXPECT(r, CLOCK, WORD_SCT_UNKNOWN_LOG, 2);
	r->all.count = 2;
}

static void bad_signature(void **state)
{
	struct room *r = *state;

	r->list[0].key = r->logs[1].spki;
	EXPECT(r, CLOCK, WORD_SCT_BAD_SIGNATURE, 2);
	r->list[0].key = r->logs[0].spki;
}

/* Each octet of the list changed: never two good ones from then on. */
static void damaged(void **state)
{
	struct room *r = *state;
	struct cert leaf = *r->leaf;
	uint8_t *octets = arena_copy(r->arena, leaf.scts.data, leaf.scts.size);
	bool there;

	leaf.scts = view_of(octets, leaf.scts.size);
	for (size_t i = 0; i < leaf.scts.size; i++) {
		octets[i] ^= 1;
		assert_int_not_equal(judge(r, &leaf, NOTHING, NOTHING, CLOCK, WORD_SCT_MALFORMED, &there), 0);
		octets[i] ^= 1;
	}
	leaf.scts.size--;
	judge(r, &leaf, NOTHING, NOTHING, CLOCK, WORD_SCT_MALFORMED, &there);
	assert_true(there);
}

static void another_issuer(void **state)
{
	struct room *r = *state;
	struct cert *issuer = r->issuer;

	r->issuer = r->leaf;
	EXPECT(r, CLOCK, WORD_SCT_BAD_SIGNATURE, 3);
	r->issuer = NULL;
	{
		bool there;

		assert_int_equal(judge(r, r->leaf, NOTHING, NOTHING, CLOCK, WORD_SCT_FEW_OPERATORS, &there), 0);
	}
	r->issuer = issuer;
}

static void future(void **state)
{
	struct room *r = *state;

	EXPECT(r, r->leaf->not_before + 3000, WORD_SCT_FUTURE, 3);
}

static void outside_life(void **state)
{
	struct room *r = *state;

	r->list[0].until = r->leaf->not_after;
	EXPECT(r, CLOCK, WORD_SCT_OUTSIDE_LOG_LIFE, 2);
	r->list[0].until = r->leaf->not_after + 1;
	r->list[0].from = r->leaf->not_after;
	good_ones(state);
	r->list[0].from = r->leaf->not_after + 1;
	r->list[0].until = WHEN_NONE;
	EXPECT(r, CLOCK, WORD_SCT_OUTSIDE_LOG_LIFE, 2);
	r->list[0].from = WHEN_NONE;
	r->list[0].state = "retired";
	r->list[0].state_since = r->leaf->not_before;
	EXPECT(r, CLOCK, WORD_SCT_OUTSIDE_LOG_LIFE, 2);
	r->list[0].state_since = CLOCK;
	good_ones(state);
	r->list[0].state = "rejected";
	EXPECT(r, CLOCK, WORD_SCT_OUTSIDE_LOG_LIFE, 2);
	r->list[0].state = "usable";
	r->list[0].state_since = WHEN_NONE;
}

static void put_wide(struct put *p, uint64_t value, int octets)
{
	while (octets-- > 0)
		put_byte(p, (unsigned)(value >> (8 * octets)) & 0xff);
}

/* A list with one SCT of LOG over the certificate itself, for staples and TLS. */
static struct view beside(struct room *r, unsigned log)
{
	struct put p = { 0 }, list = { 0 };
	uint64_t ms = (uint64_t)CLOCK * 1000;
	struct view signature;

	put_wide(&p, 0, 2);
	put_wide(&p, ms, 8);
	put_wide(&p, 0, 2);
	put_wide(&p, r->leaf->der.size, 3);
	put_view(&p, r->leaf->der);
	put_wide(&p, 0, 2);
	signature = key_sign(r->arena, &r->logs[log], HASH_SHA256, view_of(p.bytes, p.size));
	put_clear(&p);
	put_wide(&list, 49 + signature.size, 2);
	put_wide(&list, 47 + signature.size, 2);
	put_byte(&list, 0);
	put_bytes(&list, r->list[log].id, 32);
	put_wide(&list, ms, 8);
	put_wide(&list, 0, 2);
	put_bytes(&list, "\x04\x03", 2);
	put_wide(&list, signature.size, 2);
	put_view(&list, signature);
	return put_take(&list, r->arena);
}

static void beside_the_certificate(void **state)
{
	struct room *r = *state;
	struct cert leaf = *r->leaf;
	bool there;

	leaf.scts = NOTHING;
	assert_int_equal(judge(r, &leaf, beside(r, 0), beside(r, 1), CLOCK, WORD_SCT_FEW_OPERATORS,
		&there), 0);
	assert_int_equal(judge(r, &leaf, NOTHING, beside(r, 1), CLOCK, WORD_SCT_FEW_OPERATORS, &there), 1);
	assert_true(there);
	/* An embedded one is signed over something else. */
	leaf.scts = beside(r, 0);
	judge(r, &leaf, NOTHING, NOTHING, CLOCK, WORD_SCT_BAD_SIGNATURE, &there);
	assert_true(there);
	leaf.scts = NOTHING;
	judge(r, &leaf, r->leaf->scts, NOTHING, CLOCK, WORD_SCT_BAD_SIGNATURE, &there);
	assert_true(there);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_ones), cmocka_unit_test(no_list), cmocka_unit_test(one_operator),
		cmocka_unit_test(unknown_log), cmocka_unit_test(bad_signature), cmocka_unit_test(damaged),
		cmocka_unit_test(another_issuer), cmocka_unit_test(future),
		cmocka_unit_test(outside_life), cmocka_unit_test(beside_the_certificate),
	};

	return cmocka_run_group_tests(tests, open_room, close_room);
}
