#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "x509/der.h"
#include "x509/name.h"
#include "x509/oid.h"

#define BYTES(text) view_of(text, sizeof(text) - 1)

static void takes_only_der(void **state)
{
	static const struct { struct view v; bool good; size_t content; } rows[] = {
		{ { (const uint8_t *)"\x30\x00", 2 }, true, 0 },
		{ { (const uint8_t *)"\x04\x01x", 3 }, true, 1 },
		{ { (const uint8_t *)"\x04\x02x", 3 }, false, 0 },      /* cut */
		{ { (const uint8_t *)"\x04\x81\x01x", 4 }, false, 0 },  /* not minimal */
		{ { (const uint8_t *)"\x04\x82\x00\x80", 4 }, false, 0 }, /* leading zero */
		{ { (const uint8_t *)"\x30\x80\x00\x00", 4 }, false, 0 }, /* indefinite */
		{ { (const uint8_t *)"\x1f\x01\x00", 3 }, false, 0 },   /* high tag */
		{ { (const uint8_t *)"\x00\x00", 2 }, false, 0 },       /* end of contents */
		{ { (const uint8_t *)"\x04", 1 }, false, 0 },
		{ { (const uint8_t *)"\x04\x89\x01\x00\x00\x00\x00\x00\x00\x00\x00", 11 }, false, 0 },
		{ { (const uint8_t *)"\x04\x88\xff\xff\xff\xff\xff\xff\xff\xff", 10 }, false, 0 },
		{ { (const uint8_t *)"\x04\xff", 2 }, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct der d = der_of(rows[i].v);
		struct tlv t;

		assert_int_equal(der_next(&d, &t), rows[i].good);
		assert_int_equal(t.content.size, rows[i].content);
		assert_int_equal(der_empty(&d), rows[i].good);
	}
}

static void moves_only_when_it_takes(void **state)
{
	struct der d = der_of(BYTES("\x02\x01\x05\x04\x00"));
	struct tlv t;

	(void)state;
	assert_false(der_take(&d, DER_OCTET_STRING, &t));
	assert_true(der_take(&d, DER_INTEGER, &t));
	assert_true(der_at(&d, DER_OCTET_STRING));
	assert_true(der_take(&d, DER_OCTET_STRING, &t));
	assert_false(der_next(&d, &t));
	assert_false(der_only(BYTES("\x02\x01\x05\x00"), DER_INTEGER, &t));
	assert_int_equal(t.whole.size, 0);
}

static void reads_numbers(void **state)
{
	int64_t n;

	(void)state;
	assert_true(der_read_small(BYTES("\x80"), &n));
	assert_int_equal(n, -128);
	assert_true(der_read_small(BYTES("\x00\x80"), &n));
	assert_int_equal(n, 128);
	assert_true(der_read_small(BYTES("\x80\x00\x00\x00\x00\x00\x00\x00"), &n));
	assert_true(n == INT64_MIN);
	assert_true(der_read_small(BYTES("\x7f\xff\xff\xff\xff\xff\xff\xff"), &n));
	assert_true(n == INT64_MAX);
	assert_false(der_read_small(BYTES("\x00\x80\x00\x00\x00\x00\x00\x00\x00"), &n));
	assert_false(der_read_small(BYTES("\x00\x01"), &n));
	assert_false(der_read_small(BYTES("\xff\xff"), &n));
	assert_false(der_read_small(BYTES(""), &n));
}

static void reads_flags_and_bools(void **state)
{
	uint16_t flags;
	bool flag;

	(void)state;
	assert_true(der_read_bool(BYTES("\xff"), &flag) && flag);
	assert_false(der_read_bool(BYTES("\x01"), &flag));
	assert_false(der_read_bool(BYTES(""), &flag));
	assert_true(der_read_flags(BYTES("\x01\x06"), &flags));
	assert_int_equal(flags, 1 << 5 | 1 << 6);
	assert_true(der_read_flags(BYTES("\x07\x00\x80"), &flags));
	assert_int_equal(flags, 1 << 8);
	assert_true(der_read_flags(BYTES("\x00"), &flags));
	assert_int_equal(flags, 0);
	assert_false(der_read_flags(BYTES("\x08\x00"), &flags));
	assert_false(der_read_flags(BYTES("\x01"), &flags));
	assert_false(der_read_flags(BYTES(""), &flags));
}

static void reads_times(void **state)
{
	static const struct { uint8_t tag; const char *text; bool good; int64_t t; } rows[] = {
		{ DER_UTC_TIME, "700101000000Z", true, 0 },
		{ DER_UTC_TIME, "491231235959Z", true, 2524607999 },
		{ DER_UTC_TIME, "500101000000Z", true, -631152000 },
		{ DER_GENERALIZED_TIME, "20500101000000Z", true, 2524608000 },
		{ DER_GENERALIZED_TIME, "99991231235959Z", true, 253402300799 },
		{ DER_GENERALIZED_TIME, "20240229000000Z", true, 1709164800 },
		{ DER_GENERALIZED_TIME, "20230229000000Z", false, 0 },
		{ DER_UTC_TIME, "700101000060Z", false, 0 },
		{ DER_UTC_TIME, "7001010000Z", false, 0 },
		{ DER_UTC_TIME, "700101000000+0000", false, 0 },
		{ DER_UTC_TIME, "700101000000z", false, 0 },
		{ DER_UTC_TIME, "7001010 0000Z", false, 0 },
		{ DER_GENERALIZED_TIME, "20240101000000.5Z", false, 0 },
		{ DER_GENERALIZED_TIME, "700101000000Z", false, 0 },
		{ DER_UTC_TIME, "20500101000000Z", false, 0 },
		{ DER_INTEGER, "700101000000Z", false, 0 },
		{ DER_UTC_TIME, "", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t t;

		assert_int_equal(der_read_time(rows[i].tag, view_of_text(rows[i].text), &t),
			rows[i].good);
		assert_true(t == rows[i].t);
	}
}

static void writes_oids(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_string_equal(oid_text(a, BYTES("\x55\x1d\x13")), "2.5.29.19");
	assert_string_equal(oid_text(a, BYTES("\x2a\x86\x48")), "1.2.840");
	assert_string_equal(oid_text(a, BYTES("\x88\x37")), "2.999");
	assert_string_equal(oid_text(a, BYTES("\x2a\x80\x01")), "hex:2a8001");
	assert_string_equal(oid_text(a, BYTES("\x2a\x81")), "hex:2a81");
	assert_string_equal(oid_text(a, BYTES("")), "hex:");
	assert_true(strncmp(oid_text(a, BYTES("\x2a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f")),
		"hex:", 4) == 0);
	arena_free(a);
}

/* CN=A as PrintableString, CN=a as UTF8String with blanks, O=x below. */
#define CN_A "\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x13\x01" "A"
#define CN_B "\x30\x0e\x31\x0c\x30\x0a\x06\x03\x55\x04\x03\x0c\x03" " a "

static void compares_names(void **state)
{
	(void)state;
	assert_true(name_equal(BYTES(CN_A), BYTES(CN_A)));
	assert_true(name_equal(BYTES(CN_A), BYTES(CN_B)));
	assert_false(name_equal(BYTES(CN_A), BYTES("\x30\x00")));
	assert_true(name_equal(BYTES("\x30\x00"), BYTES("\x30\x00")));
	assert_false(name_equal(BYTES(""), BYTES("")));
	assert_false(name_equal(BYTES(CN_A "\x00"), BYTES(CN_A "\x00")));
	assert_true(general_name_equal(BYTES("\xa4\x0e" CN_A), BYTES("\xa4\x10" CN_B)));
	assert_false(general_name_equal(BYTES("\x86\x01" "a"), BYTES("\x86\x01" "A")));
	assert_false(general_name_equal(BYTES("\x86\x01" "a"), BYTES("\x82\x01" "a")));
	assert_true(view_is_text(general_name_uri(BYTES("\x86\x01" "a")), "a"));
	assert_int_equal(general_name_uri(BYTES("\x82\x01" "a")).size, 0);
}

static void builds_and_writes_names(void **state)
{
	struct arena *a = arena_new();
	struct view whole;

	(void)state;
	assert_true(name_append(a, BYTES(CN_A), BYTES("\x30\x08\x06\x03\x55\x04\x0a\x13\x01x"), &whole));
	assert_string_equal(name_text(a, whole), "O=x,CN=A");
	assert_false(name_append(a, BYTES(CN_A), BYTES("\x30\x08\x06\x03"), &whole));
	assert_false(name_append(a, BYTES(CN_A), BYTES(""), &whole));
	assert_false(name_append(a, BYTES("\x04\x00"), BYTES("\x30\x00"), &whole));
	assert_string_equal(name_text(a, BYTES("\x30\x10\x31\x0e\x30\x0c\x06\x03\x55\x04\x03\x0c\x05"
		"a,\x1b+b")), "CN=a\\,\\x1b\\+b");
	assert_string_equal(name_text(a, BYTES("\x30\x01")), "(a malformed name)");
	assert_string_equal(general_name_text(a, BYTES("\x87\x04\xc0\x00\x02\x01")), "192.0.2.1");
	assert_string_equal(general_name_text(a, BYTES("\x82\x03" "a\x00" "b")), "a\\x00b");
	assert_string_equal(general_name_text(a, BYTES("\xa4\x0e" CN_A)), "CN=A");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_only_der), cmocka_unit_test(moves_only_when_it_takes),
		cmocka_unit_test(reads_numbers), cmocka_unit_test(reads_flags_and_bools),
		cmocka_unit_test(reads_times), cmocka_unit_test(writes_oids),
		cmocka_unit_test(compares_names), cmocka_unit_test(builds_and_writes_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
