#include "unit.h"

#include <string.h>

#include "../support/forge.h"
#include "verify/graph.h"

static struct cert *make(struct arena *a, const char *subject, EVP_PKEY *key, const char *issuer,
	EVP_PKEY *by)
{
	const struct forge m = { .kind = FORGE_CA, .subject = subject, .key = key, .issuer = issuer,
		.issuer_key = by };

	return forge_cert(a, &m);
}

static void certificates_stand_once(void **state)
{
	struct arena *a = arena_new();
	const struct ceilings most = { .certs = 2, .signature_checks = 10 };
	struct graph *g = graph_new(a, &most);
	EVP_PKEY *key = forge_key(a);
	struct cert *one = make(a, "A", key, "A", key), *two = make(a, "B", key, "B", key);
	uint8_t none[32] = { 0 };

	(void)state;
	assert_int_equal(graph_put(g, one, ORIGIN_PRESENTED, NULL), 0);
	assert_int_equal(graph_put(g, one, ORIGIN_FETCHED, "http://a/1"), 0);
	assert_int_equal(graph_put(g, one, ORIGIN_FETCHED, "http://a/1"), 0);
	assert_int_equal(graph_put(g, one, ORIGIN_FETCHED, "http://a/2"), 0);
	assert_int_equal(graph_get(g, 0)->origins, ORIGIN_PRESENTED | ORIGIN_FETCHED);
	assert_int_equal(graph_get(g, 0)->url_count, 2);
	assert_false(graph_get(g, 0)->anchor);
	assert_int_equal(graph_put(g, two, ORIGIN_STORE, NULL), 1);
	assert_true(graph_get(g, 1)->anchor);
	assert_int_equal(graph_put(g, make(a, "C", key, "C", key), ORIGIN_GIVEN, NULL), NO_CERT);
	assert_int_equal(graph_put(g, two, ORIGIN_FILE, NULL), 1);
	assert_int_equal(graph_size(g), 2);
	assert_int_equal(graph_find(g, two->sha256), 1);
	assert_int_equal(graph_find(g, none), NO_CERT);
	assert_ptr_equal(graph_cert(g, 0), one);
	arena_free(a);
}

static void edges(void **state)
{
	struct arena *a = arena_new();
	const struct ceilings most = { .certs = 20, .signature_checks = 3 };
	struct graph *g = graph_new(a, &most);
	EVP_PKEY *k = forge_key(a), *other = forge_key(a);
	uint32_t root = graph_put(g, make(a, "Root", k, "Root", k), ORIGIN_STORE, NULL);
	uint32_t twin = graph_put(g, make(a, "Root", k, "Old", other), ORIGIN_GIVEN, NULL);
	uint32_t false_root = graph_put(g, make(a, "Root", other, "Root", other), ORIGIN_GIVEN, NULL);
	uint32_t ca = graph_put(g, make(a, "CA", other, "Root", k), ORIGIN_GIVEN, NULL);
	uint32_t stranger = graph_put(g, make(a, "X", k, "X", k), ORIGIN_GIVEN, NULL);

	(void)state;
	assert_true(graph_names(g, ca, root));
	assert_false(graph_names(g, root, ca));
	assert_true(graph_issued(g, ca, root));
	assert_false(graph_issued(g, ca, false_root));
	/* The right key under another name issued nothing. */
	assert_false(graph_issued(g, ca, stranger));
	assert_true(graph_same_ca(g, root, twin));
	assert_false(graph_same_ca(g, root, false_root));
	assert_false(graph_same_ca(g, root, stranger));
	/* Twins share the outcome: still only two checks were spent. */
	assert_true(graph_issued(g, ca, twin));
	assert_true(graph_issued(g, root, root));
	assert_false(graph_exhausted(g));
	assert_false(graph_issued(g, false_root, false_root));
	assert_true(graph_exhausted(g));
	/* What was found out stays known. */
	assert_true(graph_issued(g, ca, root));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(certificates_stand_once), cmocka_unit_test(edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
