#include "unit.h"

#include "known/lencr_url.h"

static struct arena *arena;

static void reads(const char *text, enum lencr_url_kind kind, const char *label, unsigned shard)
{
	struct lencr_url url;

	assert_true(lencr_url_read(arena, text, &url));
	assert_int_equal(url.kind, kind);
	assert_string_equal(url.label, label);
	assert_int_equal(url.shard, shard);
}

static void grammar(void **state)
{
	(void)state;
	reads("http://yr1.c.lencr.org/128.crl", LENCR_SHARD_CRL, "yr1", 128);
	reads("http://x1.c.lencr.org/", LENCR_ROOT_CRL, "x1", 0);
	reads("http://x1.c.lencr.org", LENCR_ROOT_CRL, "x1", 0);
	reads("http://stg-ye.i.lencr.org/", LENCR_ISSUER, "stg-ye", 0);
	reads("http://r3.o.lencr.org", LENCR_OCSP, "r3", 0);
	reads("http://zz9.c.lencr.org/1.crl", LENCR_SHARD_CRL, "zz9", 1);
}

static void strangers(void **state)
{
	static const char *const texts[] = {
		"http://yr1.c.lencr.org/0.crl", "http://yr1.c.lencr.org/01.crl",
		"http://yr1.c.lencr.org/1.crl.der", "http://yr1.c.lencr.org/1234567.crl",
		"https://yr1.c.lencr.org/1.crl", "http://yr1.c.lencr.org:8080/1.crl",
		"http://u@yr1.c.lencr.org/1.crl", "http://yr1.c.lencr.org/1.crl?x",
		"http://yr1.c.lencr.org.example/1.crl", "http://lencr.org/1.crl",
		"http://a.yr1.c.lencr.org/1.crl", "http://yr1.i.lencr.org/1.crl", "ldap://x", "",
	};
	struct lencr_url url;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		assert_false(lencr_url_read(arena, texts[i], &url));
}

static void hosts_and_shards(void **state)
{
	static const uint8_t serial[] = { 0x05, 0xff };

	(void)state;
	assert_true(lencr_host("lencr.org") && lencr_host("YR1.c.lencr.ORG"));
	assert_false(lencr_host("xlencr.org") || lencr_host("lencr.org.example"));
	assert_int_equal(lencr_shard(view_of(serial, 2)), 128);
	assert_int_equal(lencr_shard(view_of(serial, 1)), 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grammar),
		cmocka_unit_test(strangers),
		cmocka_unit_test(hosts_and_shards),
	};
	int failed;

	arena = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
