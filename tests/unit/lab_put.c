/* Writing DER: lengths, integers, times, flags, identifiers, names. */
#include "unit.h"

#include <string.h>

#include "lab/issue.h"
#include "lab/put.h"

static void expect(struct put *p, const char *hex)
{
	struct arena *a = arena_new();

	assert_string_equal(view_hex(a, view_of(p->bytes, p->size)), hex);
	put_clear(p);
	arena_free(a);
}

static void lengths(void **state)
{
	struct put p = { 0 };
	uint8_t octets[70000];
	size_t mark;

	(void)state;
	memset(octets, 0, sizeof octets);
	mark = put_open(&p, 0x30);
	put_bytes(&p, octets, 127);
	put_close(&p, mark);
	assert_int_equal(p.size, 129);
	assert_memory_equal(p.bytes, "\x30\x7f", 2);
	p.size = 0;
	mark = put_open(&p, 0x30);
	put_bytes(&p, octets, 128);
	put_close(&p, mark);
	assert_int_equal(p.size, 131);
	assert_memory_equal(p.bytes, "\x30\x81\x80", 3);
	p.size = 0;
	put_tlv(&p, 0x04, view_of(octets, sizeof octets));
	assert_int_equal(p.size, 70005);
	assert_memory_equal(p.bytes, "\x04\x83\x01\x11\x70", 5);
	put_clear(&p);
}

static void integers(void **state)
{
	struct put p = { 0 };

	(void)state;
	put_small(&p, 0);
	put_small(&p, 127);
	put_small(&p, 128);
	put_small(&p, -1);
	put_small(&p, -129);
	expect(&p, "02010002017f020200800201ff0202ff7f");
	put_unsigned(&p, view_of("\0\0\x80", 3));
	put_unsigned(&p, view_of("\0\0", 2));
	put_unsigned(&p, view_of("\x05\xff", 2));
	expect(&p, "02020080020100020205ff");
}

static void flags_and_bools(void **state)
{
	struct put p = { 0 };

	(void)state;
	put_flags(&p, 0x03, 1U);
	put_flags(&p, 0x03, 1U << 5 | 1U << 6);
	put_flags(&p, 0x03, 1U << 8);
	put_flags(&p, 0x03, 0);
	expect(&p, "030207800302010603030700800301" "00");
	put_bool(&p, true);
	put_bool(&p, false);
	put_null(&p);
	expect(&p, "0101ff0101000500");
}

static void identifiers(void **state)
{
	struct put p = { 0 };

	(void)state;
	assert_true(put_oid(&p, "2.5.29.31"));
	assert_true(put_oid(&p, "1.2.840.113549.1.1.11"));
	assert_true(put_oid(&p, "2.23.140.1.2.1"));
	expect(&p, "0603551d1f06092a864886f70d01010b060667810c010201");
	assert_false(put_oid(&p, ""));
	assert_false(put_oid(&p, "1"));
	assert_false(put_oid(&p, "1..2"));
	assert_false(put_oid(&p, "1.2.x"));
	assert_false(put_oid(&p, "3.1.2"));
	assert_int_equal(p.size, 0);
	put_clear(&p);
}

static void times(void **state)
{
	struct put p = { 0 };

	(void)state;
	put_time(&p, INT64_C(2524607999)); /* 2049-12-31T23:59:59Z */
	put_time(&p, INT64_C(2524608000));
	assert_memory_equal(p.bytes, "\x17\x0d" "491231235959Z", 15);
	assert_memory_equal(p.bytes + 15, "\x18\x0f" "20500101000000Z", 17);
	assert_int_equal(p.size, 32);
	put_clear(&p);
}

static void names(void **state)
{
	struct put p = { 0 };

	(void)state;
	assert_true(name_put(&p, "C=US, CN=a\\,b"));
	expect(&p, "301b310b3009060355040613025553310c300a06035504031303612c62");
	assert_true(name_put(&p, "CN=utf8:x"));
	expect(&p, "300c310a300806035504030c0178");
	assert_true(name_put(&p, ""));
	expect(&p, "3000");
	assert_false(name_put(&p, "CN"));
	assert_false(name_put(&p, "XX=1"));
	put_clear(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths),
		cmocka_unit_test(integers),
		cmocka_unit_test(flags_and_bools),
		cmocka_unit_test(identifiers),
		cmocka_unit_test(times),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
