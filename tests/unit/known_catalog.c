#include "unit.h"

#include <string.h>

#include "base/when.h"
#include "base/digest.h"
#include "known/catalog.h"

static struct arena *arena;

static void counts(void **state)
{
	(void)state;
	assert_int_equal(catalog_count(), 87);
	assert_null(catalog_at(87));
	assert_int_equal(strlen(catalog_date()), 10);
}

/* Hashes of the parts that are here must be the hashes that are here. */
static void holds_together(void **state)
{
	(void)state;
	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *cert = catalog_at(i);
		uint8_t long_hash[32], short_hash[20];

		digest_sha256(cert->spki_der, long_hash);
		assert_memory_equal(long_hash, cert->spki_sha256, 32);
		digest_sha256(cert->subject_der, long_hash);
		assert_memory_equal(long_hash, cert->name_sha256, 32);
		digest_sha1(cert->subject_der, short_hash);
		assert_memory_equal(short_hash, cert->name_sha1, 20);
		assert_true(cert->not_before < cert->not_after);
		assert_ptr_equal(catalog_by_sha256(cert->sha256), cert);
		assert_ptr_equal(catalog_by_id(cert->id), cert);
		assert_non_null(catalog_by_spki(cert->spki_sha256));
		assert_true(strlen(cert->serial) % 2 == 0 && strlen(cert->serial) > 0);
		assert_true((cert->status == CA_REVOKED) == (cert->revoked_at != WHEN_NONE));
		assert_true(cert->status != CA_REVOKED || catalog_by_id(cert->replaced_by));
		assert_true(catalog_name(arena, cert)[0] != 0 && catalog_state(arena, cert)[0] != 0);
	}
}

static void says(const char *id, const char *name, const char *state_text)
{
	const struct catalog_cert *cert = catalog_by_id(id);

	assert_non_null(cert);
	assert_string_equal(catalog_name(arena, cert), name);
	assert_string_equal(catalog_state(arena, cert), state_text);
}

static void names_and_states(void **state)
{
	(void)state;
	says("prod/int-ye1", "Let's Encrypt YE1", "active");
	says("prod/root-x1", "ISRG Root X1", "active");
	says("prod/root-yr", "Root YR", "new: not in the trust stores yet");
	says("revoked/cross-root-yr-by-x1-2025", "Root YR cross-sign of 2025 (by ISRG Root X1)",
		"revoked May 2026: serve the one with serial 00f24b6d17\xe2\x80\xa6 instead");
	says("prod/cross-root-yr-by-x1", "Root YR cross-sign of 2026 (by ISRG Root X1)", "active");
	says("prod/cross-int-e5-by-x1", "Let's Encrypt E5 (by ISRG Root X1)",
		"retired since 2026-07-08");
	says("prod/int-x3", "Let's Encrypt Authority X3", "expired 2021-10-06");
	says("external/root-dst-x3", "DST Root CA X3", "expired 2021-09-30");
	says("staging/int-yr1", "Let's Encrypt staging Dastardly Durum YR1", "staging");
	says("prod/int-yr3", "Let's Encrypt YR3", "backup: may start to issue at any time");
}

static void revoked_cross_signs(void **state)
{
	static const char *const pairs[][2] = {
		{ "7f2ab707b5bdd93c9fd48b7c6029db33", "6c8f1dc727c7117f7baf853ac980f9cd" },
		{ "6f5e60e69c3a7469906619d56e4f499a", "872165fc34b6e5fba8add5b3705fb53a" },
		{ "faa6275dc258431d9766ec3045ef24ac", "f24b6d17f9d9ad7cb1c9fea78782699f" },
	};
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *cert = catalog_at(i);

		for (size_t k = 0; k < 3; k++) {
			if (strcmp(cert->serial, pairs[k][0]) != 0)
				continue;
			found++;
			assert_int_equal(cert->revoked_at, 1778688000); /* 2026-05-13T16:00:00Z */
			assert_string_equal(catalog_by_id(cert->replaced_by)->serial, pairs[k][1]);
		}
	}
	assert_int_equal(found, 3);
}

/* A key or label with several certificates is known by its best one. */
static void best_first(void **state)
{
	(void)state;
	assert_string_equal(catalog_by_label("yr")->id, "prod/root-yr");
	assert_string_equal(catalog_by_label("e5")->id, "prod/int-e5");
	assert_string_equal(catalog_by_label("stg-x1")->id, "staging/root-x1");
	assert_null(catalog_by_label("zz9"));
	assert_null(catalog_by_label(NULL));
	assert_string_equal(
		catalog_by_spki(catalog_by_id("revoked/cross-root-x2-by-x1-2025")->spki_sha256)->id,
		"prod/root-x2");
	assert_true(catalog_by_label("r13")->shards);
	assert_false(catalog_by_label("x1")->shards);
}

static void public_roots(void **state)
{
	size_t count;
	const uint8_t (*roots)[32] = catalog_public_roots(&count);
	bool found = false;

	(void)state;
	assert_int_equal(count, 142);
	for (size_t i = 1; i < count; i++)
		assert_true(memcmp(roots[i - 1], roots[i], 32) < 0);
	for (size_t i = 0; i < count; i++)
		found = found || memcmp(roots[i], catalog_by_id("prod/root-x1")->sha256, 32) == 0;
	assert_true(found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts),
		cmocka_unit_test(holds_together),
		cmocka_unit_test(names_and_states),
		cmocka_unit_test(revoked_cross_signs),
		cmocka_unit_test(best_first),
		cmocka_unit_test(public_roots),
	};
	int failed;

	arena = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
