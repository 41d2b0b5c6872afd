/* Which paths are found, which branches end and why, and what it costs. */
#include "unit.h"

#include <string.h>
#include <time.h>

#include "../support/hunt.h"

static void plain(void **state)
{
	struct hunt h;
	uint32_t id;

	hunt_open(&h, state);
	hunt_root(&h, "Root", 1);
	hunt_ca(&h, "CA", 2, "Root", 1);
	id = hunt_leaf(&h, "CA", 2);
	hunt_find(&h, id);
	assert_int_equal(h.paths->complete, 1);
	assert_int_equal(h.paths->count, 1);
	assert_string_equal(hunt_route(&h, 0), "leaf.example<CA<Root");
	assert_int_equal(hunt_valid(&h), 1);
	assert_int_equal(h.out.count, 0);
	/* Idempotent. */
	assert_int_equal(hunt_valid(&h), 1);
}

static void ends(void **state)
{
	struct hunt h;
	uint32_t id;

	hunt_open(&h, state);
	id = hunt_leaf(&h, "CA", 2);
	hunt_find(&h, id);
	assert_int_equal(h.paths->complete, 0);
	assert_int_equal(h.paths->list[0]->end, WORD_ISSUER_NOT_FOUND);
	assert_false(h.paths->list[0]->anchored);
	hunt_ca(&h, "CA", 3, "Root", 1);
	hunt_find(&h, id);
	assert_int_equal(h.paths->list[0]->end, WORD_ISSUER_SIGNATURE_FAILED);
	assert_true(findings_have(&h.out, WORD_ISSUER_KEY_MISMATCH));
	hunt_ca(&h, "CA", 2, "Root", 1);
	hunt_put(&h, FORGE_ROOT, "Root", 1, "Root", 1, ORIGIN_GIVEN);
	hunt_find(&h, id);
	assert_int_equal(h.paths->count, 1);
	assert_int_equal(h.paths->list[0]->end, WORD_SELF_SIGNED);
	assert_string_equal(hunt_route(&h, 0), "leaf.example<CA<Root");
	assert_int_equal(hunt_valid(&h), 0);
}

/* Both CAs certified each other; only one way leads to the anchor. */
static void loops(void **state)
{
	struct hunt h;
	uint32_t id;

	hunt_open(&h, state);
	hunt_ca(&h, "A", 2, "B", 3);
	hunt_ca(&h, "B", 3, "A", 2);
	id = hunt_leaf(&h, "A", 2);
	hunt_find(&h, id);
	assert_int_equal(h.paths->complete, 0);
	assert_int_equal(h.paths->list[0]->end, WORD_PATH_LOOP);
	hunt_root(&h, "Root", 1);
	hunt_ca(&h, "B", 3, "Root", 1);
	hunt_find(&h, id);
	assert_int_equal(h.paths->complete, 1);
	assert_string_equal(hunt_route(&h, 0), "leaf.example<A<B<Root");
	assert_int_equal(hunt_valid(&h), 1);
	/* A's certificate for itself by way of B is not taken twice. */
	assert_false(h.paths->cut);
}

/* A root in the store that another root has certified, too: both paths. */
static void beyond_an_anchor(void **state)
{
	struct hunt h;
	uint32_t id;

	hunt_open(&h, state);
	hunt_root(&h, "Old", 1);
	hunt_put(&h, FORGE_CA, "New", 2, "Old", 1, ORIGIN_STORE);
	id = hunt_leaf(&h, "New", 2);
	hunt_find(&h, id);
	assert_int_equal(h.paths->complete, 2);
	assert_string_equal(hunt_route(&h, 0), "leaf.example<New");
	assert_string_equal(hunt_route(&h, 1), "leaf.example<New<Old");
	assert_int_equal(hunt_valid(&h), 2);
	assert_int_equal(h.paths->count, 2);
}

static void cross_signed_roots(void **state)
{
	struct hunt h;
	uint32_t id;

	hunt_open(&h, state);
	hunt_root(&h, "Old", 1);
	hunt_root(&h, "New", 2);
	hunt_ca(&h, "New", 2, "Old", 1);
	hunt_ca(&h, "CA", 3, "New", 2);
	id = hunt_leaf(&h, "CA", 3);
	hunt_find(&h, id);
	assert_int_equal(h.paths->complete, 2);
	assert_string_equal(hunt_route(&h, 0), "leaf.example<CA<New");
	assert_string_equal(hunt_route(&h, 1), "leaf.example<CA<New<Old");
	assert_int_equal(hunt_valid(&h), 2);
}

static void one_name_several_keys(void **state)
{
	struct hunt h;
	uint32_t id;

	hunt_open(&h, state);
	hunt_root(&h, "Root", 1);
	hunt_root(&h, "Root", 2);
	hunt_root(&h, "Root", 3);
	hunt_ca(&h, "CA", 4, "Root", 2);
	hunt_ca(&h, "CA", 5, "Root", 3);
	id = hunt_leaf(&h, "CA", 5);
	hunt_find(&h, id);
	assert_int_equal(h.paths->complete, 1);
	assert_int_equal(hunt_valid(&h), 1);
	assert_int_equal(h.paths->list[0]->certs[2], 2);
}

/* One key under two names is two CAs, and each may stand in the path. */
static void one_key_several_names(void **state)
{
	struct hunt h;
	uint32_t id;

	hunt_open(&h, state);
	hunt_root(&h, "Root", 1);
	hunt_ca(&h, "A", 2, "Root", 1);
	hunt_ca(&h, "B", 2, "A", 2);
	id = hunt_leaf(&h, "B", 2);
	hunt_find(&h, id);
	assert_int_equal(h.paths->complete, 1);
	assert_string_equal(hunt_route(&h, 0), "leaf.example<B<A<Root");
	assert_int_equal(hunt_valid(&h), 1);
}

/* Old and new key of one CA: the self-issued certificate between them. */
static void key_rollover(void **state)
{
	struct hunt h;
	uint32_t id;

	hunt_open(&h, state);
	h.policy.max_depth = 1;
	hunt_root(&h, "Root", 1);
	hunt_ca(&h, "CA", 2, "Root", 1);
	hunt_ca(&h, "CA", 3, "CA", 2);
	id = hunt_leaf(&h, "CA", 3);
	hunt_find(&h, id);
	assert_int_equal(h.paths->complete, 1);
	assert_string_equal(hunt_route(&h, 0), "leaf.example<CA<CA<Root");
	assert_int_equal(hunt_valid(&h), 1);
	/* And as anchors: neither needs to be self-signed. */
	hunt_open(&h, state);
	hunt_put(&h, FORGE_CA, "CA", 3, "CA", 2, ORIGIN_STORE);
	id = hunt_leaf(&h, "CA", 3);
	hunt_find(&h, id);
	assert_int_equal(h.paths->complete, 1);
	assert_int_equal(hunt_valid(&h), 1);
}

static void leaf_as_anchor(void **state)
{
	struct hunt h;
	uint32_t id;

	hunt_open(&h, state);
	id = hunt_put(&h, FORGE_LEAF, "leaf.example", 0, "leaf.example", 0, ORIGIN_FILE);
	hunt_find(&h, id);
	assert_int_equal(h.paths->complete, 0);
	assert_int_equal(h.paths->list[0]->end, WORD_SELF_SIGNED);
	graph_set_anchor(h.graph, id);
	policy_set_name(&h.policy, "leaf.example");
	hunt_find(&h, id);
	assert_int_equal(h.paths->complete, 1);
	assert_int_equal(hunt_valid(&h), 1);
	/* It must be for the name all the same. */
	policy_set_name(&h.policy, "other.example");
	hunt_find(&h, id);
	assert_int_equal(hunt_valid(&h), 0);
	assert_true(findings_have(&h.paths->list[0]->findings, WORD_NAME_MISMATCH));

	hunt_open(&h, state);
	hunt_root(&h, "Root", 1);
	id = hunt_leaf(&h, "Root", 1);
	graph_set_anchor(h.graph, id);
	hunt_find(&h, id);
	assert_int_equal(h.paths->complete, 2);
	assert_int_equal(h.paths->list[0]->count, 1);
	assert_int_equal(hunt_valid(&h), 2);
}

static void depth(void **state)
{
	static const char *const names[] = { "C1", "C2", "C3", "C4" };
	struct hunt h;
	uint32_t id;

	hunt_open(&h, state);
	hunt_root(&h, "Root", 1);
	hunt_ca(&h, names[0], 2, "Root", 1);
	for (int i = 1; i < 4; i++)
		hunt_ca(&h, names[i], 2 + i, names[i - 1], 1 + i);
	id = hunt_leaf(&h, "C4", 5);
	for (unsigned most = 0; most <= 5; most++) {
		h.policy.max_depth = most;
		hunt_find(&h, id);
		assert_int_equal(h.paths->complete, most >= 4);
		assert_int_equal(h.paths->list[0]->anchored, most >= 4);
		if (most < 4)
			assert_int_equal(h.paths->list[0]->end, WORD_PATH_TOO_LONG);
	}
}

static void origins(void **state)
{
	struct hunt h;
	uint32_t id;

	hunt_open(&h, state);
	hunt_root(&h, "Root", 1);
	hunt_put(&h, FORGE_CA, "CA", 2, "Root", 1, ORIGIN_FETCHED);
	id = hunt_leaf(&h, "CA", 2);
	h.paths = paths_find(h.graph, id, ORIGIN_PRESENTED | ORIGIN_FILE, &h.policy, &h.out);
	assert_int_equal(h.paths->complete, 0);
	h.paths = paths_find(h.graph, id, ORIGIN_FETCHED, &h.policy, &h.out);
	assert_int_equal(h.paths->complete, 1);
}

/* The order of supply does not matter to the order of paths. */
static void stable_order(void **state)
{
	struct cert *certs[6];
	const struct hunt_room *r = *state;
	const char *first[3] = { NULL };
	struct hunt h;
	size_t n = 0;

	for (int i = 1; i <= 3; i++) {
		const struct forge top = { .kind = FORGE_ROOT, .key = r->keys[i], .issuer = NULL,
			.subject = arena_format(r->arena, "R%d", i) };
		const struct forge sub = { .kind = FORGE_CA, .subject = "CA", .key = r->keys[5],
			.issuer = top.subject, .issuer_key = top.key };

		certs[n++] = forge_cert(r->arena, &top);
		certs[n++] = forge_cert(r->arena, &sub);
	}
	for (size_t turn = 0; turn < 6; turn++) {
		uint32_t id;

		hunt_open(&h, state);
		for (size_t i = 0; i < 6; i++) {
			size_t k = (i * (turn % 2 == 0 ? 1 : 5) + turn) % 6;

			graph_put(h.graph, certs[k], k % 2 == 0 ? ORIGIN_STORE : ORIGIN_GIVEN, NULL);
		}
		id = hunt_leaf(&h, "CA", 5);
		hunt_find(&h, id);
		assert_int_equal(h.paths->complete, 3);
		for (size_t i = 0; i < 3; i++) {
			if (turn == 0)
				first[i] = hunt_route(&h, i);
			assert_string_equal(hunt_route(&h, i), first[i]);
		}
	}
}

/* Every CA certified every other: n! routes. It must end soon, find the short
 * ways, and say that it stopped. */
static void mesh(void **state)
{
	struct hunt h;
	clock_t begin;
	uint32_t id;
	size_t before;

	hunt_open(&h, state);
	hunt_root(&h, "Root", 1);
	for (int s = 2; s < 15; s++)
		for (int i = 2; i < 15; i++)
			if (s != i)
				hunt_ca(&h, arena_format(h.room->arena, "M%d", s), s,
					arena_format(h.room->arena, "M%d", i), i);
	hunt_ca(&h, "M9", 9, "Root", 1);
	id = hunt_leaf(&h, "M2", 2);
	before = arena_size(h.room->arena);
	begin = clock();
	hunt_find(&h, id);
	assert_true(hunt_valid(&h) > 0);
	/* 60 ms as built; room for valgrind. Unbounded it would be years. */
	assert_true(clock() - begin < 30 * CLOCKS_PER_SEC);
	assert_true(arena_size(h.room->arena) - before < (size_t)4 * 1024 * 1024);
	assert_true(h.paths->cut);
	assert_true(findings_have(&h.out, WORD_CEILING_PATHS));
	assert_int_equal(h.paths->complete, h.policy.most.paths);
}

/* Two hundred certificates of one name, none of which made the signature. */
static void strangers(void **state)
{
	struct hunt h;
	clock_t begin;
	uint32_t id;

	hunt_open(&h, state);
	h.policy.most.signature_checks = 10;
	h.graph = graph_new(h.room->arena, &h.policy.most);
	id = hunt_leaf(&h, "CA", 15);
	for (int i = 1; i < 15; i++)
		hunt_ca(&h, "CA", i, "CA", i % 14 + 1);
	begin = clock();
	hunt_find(&h, id);
	assert_true(clock() - begin < 30 * CLOCKS_PER_SEC);
	assert_int_equal(h.paths->complete, 0);
	assert_true(graph_exhausted(h.graph));
	assert_true(findings_have(&h.out, WORD_CEILING_SIGNATURES));
	assert_true(h.paths->cut);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain), cmocka_unit_test(ends), cmocka_unit_test(loops),
		cmocka_unit_test(beyond_an_anchor), cmocka_unit_test(cross_signed_roots),
		cmocka_unit_test(one_name_several_keys), cmocka_unit_test(one_key_several_names),
		cmocka_unit_test(key_rollover), cmocka_unit_test(leaf_as_anchor),
		cmocka_unit_test(depth), cmocka_unit_test(origins), cmocka_unit_test(stable_order),
		cmocka_unit_test(mesh), cmocka_unit_test(strangers),
	};

	return cmocka_run_group_tests(tests, hunt_open_room, hunt_close_room);
}
