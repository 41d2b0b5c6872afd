#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/when.h"
#include "observe/ct.h"

struct took { struct arena *arena; struct str text; };

/* One line a certificate: what was taken of it. */
static void take(void *context, const struct sight_cert *c)
{
	struct took *t = context;

	str_put_format(&t->text, "%s %s ", str_safe(t->arena, c->issuer), view_hex(t->arena, c->serial));
	str_put_format(&t->text, "%s %s", c->not_before == WHEN_NONE ? "-" : when_date(t->arena, c->not_before),
		c->not_after == WHEN_NONE ? "-" : when_date(t->arena, c->not_after));
	for (size_t i = 0; i < c->name_count; i++)
		str_put_format(&t->text, " %s", str_safe(t->arena, c->names[i]));
	if (c->der.size != 0)
		str_put_format(&t->text, " der %zu", c->der.size);
	str_put(&t->text, "\n");
}

static bool read_text(struct took *t, const char *text, struct ct_report *r)
{
	struct err e = { 0 };
	bool fine;

	t->text.size = 0;
	str_put(&t->text, "");
	fine = ct_read(view_of_text(text), take, t, r, &e);
	assert_true(fine || e.code == ERR_INPUT);
	return fine;
}

static void reads_exports(void **state)
{
	struct took t = { .arena = arena_new() };
	struct ct_report r;

	(void)state;
	str_init(&t.text, SIZE_MAX / 4);
	/* As crt.sh writes it. */
	assert_true(read_text(&t, "[{\"issuer_ca_id\":295815,\"issuer_name\":\"C=US, O=Let's Encrypt, CN=R12\","
		"\"common_name\":\"shop.example.test\",\"name_value\":\"shop.example.test\\n*.shop.example.test\","
		"\"id\":1,\"entry_timestamp\":\"2025-11-01T10:00:00.123\",\"not_before\":\"2025-11-01T09:00:00\","
		"\"not_after\":\"2026-01-30T08:59:59\",\"serial_number\":\"06d9dc4b9eecfee8484e1d9f7d16f8e88aae\"},"
		"{\"common_name\":\"x\"}]", &r));
	assert_string_equal(t.text.text, "C=US, O=Let's Encrypt, CN=R12 06d9dc4b9eecfee8484e1d9f7d16f8e88aae "
		"2025-11-01 2026-01-30 shop.example.test *.shop.example.test shop.example.test\n");
	assert_int_equal(r.taken, 1);
	assert_int_equal(r.unusable, 1);
	/* As Cert Spotter writes it. */
	assert_true(read_text(&t, "[{\"dns_names\":[\"a.test\",\"b.test\"],\"issuer\":{\"name\":\"CN=E7\"},"
		"\"not_before\":\"2025-11-01T00:00:00Z\",\"not_after\":\"2025-11-08T00:00:00+01:00\","
		"\"cert_der\":\"MAMCAQE=\"}]", &r));
	assert_string_equal(t.text.text, "CN=E7  2025-11-01 2025-11-07 a.test b.test der 5\n");
	/* Our own lines; odd digits, leading zeros, 0x. */
	assert_true(read_text(&t, "{\"issuer\":\"YE1\",\"serial\":\"0x0000a1\"}\n\nno json\n"
		"{\"issuer\":\"YE1\",\"serial\":\"fff\",\"names\":[\"c.test\",7,null]}\n", &r));
	assert_string_equal(t.text.text, "YE1 a1 - -\nYE1 0fff - - c.test\n");
	assert_int_equal(r.unusable, 1);
	str_clear(&t.text);
	arena_free(t.arena);
}

static void refuses_others(void **state)
{
	static const char *const texts[] = { "", "[]", "{}", "no json", "[1,2,\"x\"]", "<html>\n<body>\n",
		"[{\"issuer\":\"YE1\",\"serial\":\"xyz\"}]", "[{\"issuer\":\"YE1\",\"serial\":17}]",
		"[{\"issuer\":\"YE1\"}]", "[{\"serial\":\"01\"}]", "[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]" };
	struct took t = { .arena = arena_new() };
	struct ct_report r;

	(void)state;
	str_init(&t.text, SIZE_MAX / 4);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(read_text(&t, texts[i], &r));
	str_clear(&t.text);
	arena_free(t.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(reads_exports), cmocka_unit_test(refuses_others) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
