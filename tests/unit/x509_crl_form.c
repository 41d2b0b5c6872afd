#include "unit.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/arena.h"
#include "base/when.h"
#include "x509/crl.h"

#define BYTES(text) view_of(text, sizeof(text) - 1)
#define V(text) { (const uint8_t *)(text), sizeof(text) - 1 }

/* TAG, length, FIRST, SECOND: up to 64 KiB. */
static struct view put(struct arena *a, uint8_t tag, struct view first, struct view second)
{
	size_t size = first.size + second.size, at = 1;
	uint8_t *p = arena_take(a, size + 4);

	p[0] = tag;
	if (size >= 0x100) {
		p[at++] = 0x82;
		p[at++] = (uint8_t)(size >> 8);
	} else if (size >= 0x80) {
		p[at++] = 0x81;
	}
	p[at++] = (uint8_t)size;
	if (first.size != 0)
		memcpy(p + at, first.data, first.size);
	if (second.size != 0)
		memcpy(p + at + first.size, second.data, second.size);
	return view_of(p, at + size);
}

static struct view join(struct arena *a, struct view first, struct view second)
{
	struct view v = put(a, 0, first, second);

	return view_part(v, v.size - first.size - second.size, SIZE_MAX);
}

#define ALGORITHM "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"
#define ISSUER "\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x13\x01" "A"
#define UPDATE "\x17\x0d" "261121000000Z"
#define NEXT "\x17\x0d" "261201000000Z"
#define NUMBER "\x30\x0a\x06\x03\x55\x1d\x14\x04\x03\x02\x01\x05"
#define TIME "\x17\x0d" "250102030405Z"
#define SERIAL18 "\x02\x12" "\x03" "12345678901234567"
#define SHORT "\x30\x23" SERIAL18 TIME
#define REASON(octet) "\x30\x0a\x06\x03\x55\x1d\x15\x04\x03\x0a\x01" octet
#define LONG(octet) "\x30\x31" SERIAL18 TIME "\x30\x0c" REASON(octet)

/* What stands where; empty parts take the usual form. */
struct form {
	const char *what, *why; /* why it is refused; NULL: taken */
	struct view version, algorithm, times, entries, extensions, outer, signature, behind;
	bool no_version, no_extensions, has_entries;
};

static struct view build(struct arena *a, const struct form *f)
{
	static const struct view none = { 0 };
	struct view v = f->no_version ? none : f->version.size ? f->version : BYTES("\x02\x01\x01");

	v = join(a, v, f->algorithm.size ? f->algorithm : BYTES(ALGORITHM));
	v = join(a, v, BYTES(ISSUER));
	v = join(a, v, f->times.size ? f->times : BYTES(UPDATE NEXT));
	if (f->entries.size != 0 || f->has_entries)
		v = join(a, v, put(a, 0x30, f->entries, none));
	if (!f->no_extensions)
		v = join(a, v, put(a, 0xa0, put(a, 0x30,
			f->extensions.size ? f->extensions : BYTES(NUMBER), none), none));
	v = put(a, 0x30, v, none);
	v = join(a, v, f->outer.size ? f->outer : BYTES(ALGORITHM));
	v = join(a, v, f->signature.size ? f->signature : BYTES("\x03\x02\x00\x01"));
	return join(a, put(a, 0x30, v, none), f->behind);
}

static bool lib_takes(struct view v)
{
	const unsigned char *p = v.data;
	X509_CRL *lib = d2i_X509_CRL(NULL, &p, (long)v.size);
	bool taken = lib != NULL && p == v.data + v.size;

	X509_CRL_free(lib);
	ERR_clear_error();
	return taken;
}

#define IDP(length, content) "\x30" length "\x06\x03\x55\x1d\x1c\x01\x01\xff\x04" content
#define ENTRY_OF(length, rest) "\x30" length "\x02\x01\x07" TIME rest

static const struct form forms[] = {
	{ .what = "as it should be" },
	{ .what = "no nextUpdate", .times = V(UPDATE) },
	{ .what = "version 1", .no_version = true, .no_extensions = true },
	{ .what = "an empty list", .has_entries = true },
	{ .what = "both common shapes", .entries = V(SHORT LONG("\x01") SHORT) },
	{ .what = "an entry of another size", .entries = V(ENTRY_OF("\x12", "")) },
	{ .what = "an unknown reason still revokes", .entries = V(LONG("\x0b") SHORT) },
	{ .what = "29 February",
		.entries = V("\x30\x12\x02\x01\x07\x17\x0d" "240229030405Z" SHORT) },
	{ .what = "a negative serial",
		.entries = V("\x30\x12\x02\x01\x80" TIME) },
	{ .what = "a GeneralizedTime",
		.entries = V("\x30\x14\x02\x01\x07\x18\x0f" "20250102030405Z") },
	{ .what = "an IDP for users",
		.extensions = V(IDP("\x0f", "\x05\x30\x03\x81\x01\xff")) },

	{ .what = "bytes behind", .why = "not one whole DER object",
		.behind = V("\x00") },
	{ .what = "version 3", .why = "a version other than 1 and 2",
		.version = V("\x02\x01\x02") },
	{ .what = "version 1 written out", .why = "a version other than 1 and 2",
		.version = V("\x02\x01\x00") },
	{ .what = "version 1 with extensions", .why = "extensions in a CRL of version 1",
		.no_version = true },
	{ .what = "version 1 with entry extensions", .why = "entry extensions in a CRL of version 1",
		.no_version = true, .no_extensions = true,
		.entries = V(SHORT LONG("\x01") SHORT) },
	{ .what = "other algorithm inside", .why = "the two signature algorithms differ",
		.algorithm = V("\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03") },
	{ .what = "an OID that is none", .why = "no signature algorithm that can be decoded",
		.algorithm = V("\x30\x03\x06\x01\x80"),
		.outer = V("\x30\x03\x06\x01\x80") },
	{ .what = "unused bits in the signature", .why = "no signature of whole octets",
		.signature = V("\x03\x02\x01\x02") },
	{ .what = "an empty signature", .why = "no signature of whole octets",
		.signature = V("\x03\x01\x00") },
	{ .what = "a month 13", .why = "thisUpdate is malformed",
		.times = V("\x17\x0d" "261321000000Z") },
	{ .what = "a time with a fraction", .why = "thisUpdate is malformed",
		.times = V("\x18\x11" "20261121000000.5Z") },
	{ .what = "three times", .why = "something that does not belong there",
		.times = V(UPDATE NEXT NEXT) },
	{ .what = "no extension in the list", .why = "the extensions are malformed",
		.extensions = V("") , .no_extensions = true,
		.times = V(UPDATE "\xa0\x02\x30\x00") },
	{ .what = "an extension twice", .why = "an extension is there twice",
		.extensions = V(NUMBER NUMBER) },
	{ .what = "a negative number", .why = "the cRLNumber is malformed",
		.extensions = V("\x30\x0a\x06\x03\x55\x1d\x14\x04\x03\x02\x01\x85") },
	{ .what = "an empty IDP", .why = "the issuingDistributionPoint is malformed",
		.extensions = V(IDP("\x0c", "\x02\x30\x00")) },
	{ .what = "an IDP for users and CAs", .why = "the issuingDistributionPoint is malformed",
		.extensions = V(IDP("\x12", "\x08\x30\x06\x81\x01\xff\x82\x01\xff")) },
	{ .what = "an IDP with BOOLEAN 1", .why = "the issuingDistributionPoint is malformed",
		.extensions = V(IDP("\x0f", "\x05\x30\x03\x81\x01\x01")) },
	{ .what = "an IDP with an empty fullName", .why = "the issuingDistributionPoint is malformed",
		.extensions = V(IDP("\x10", "\x06\x30\x04\xa0\x02\xa0\x00")) },
	{ .what = "an IDP in disorder", .why = "the issuingDistributionPoint is malformed",
		.extensions = V(IDP("\x12", "\x08\x30\x06\x82\x01\xff\x81\x01\x00")) },
	{ .what = "an entry with a month 13", .why = "a revocation date is malformed",
		.entries = V("\x30\x23" SERIAL18 "\x17\x0d" "251302030405Z" SHORT) },
	{ .what = "an entry with 24 o'clock", .why = "a revocation date is malformed",
		.entries = V("\x30\x23" SERIAL18 "\x17\x0d" "251202240405Z" SHORT) },
	{ .what = "an entry with second 60", .why = "a revocation date is malformed",
		.entries = V("\x30\x23" SERIAL18 "\x17\x0d" "251202030460Z" SHORT) },
	{ .what = "an entry with day 31 in April", .why = "a revocation date is malformed",
		.entries = V("\x30\x23" SERIAL18 "\x17\x0d" "250431030405Z" SHORT) },
	{ .what = "an entry with day 0", .why = "a revocation date is malformed",
		.entries = V("\x30\x23" SERIAL18 "\x17\x0d" "250400030405Z" SHORT) },
	{ .what = "an entry with a colon for a digit", .why = "a revocation date is malformed",
		.entries = V("\x30\x23" SERIAL18 "\x17\x0d" "25040103040:Z" SHORT) },
	{ .what = "an entry without Z", .why = "a revocation date is malformed",
		.entries = V("\x30\x23" SERIAL18 "\x17\x0d" "250401030405z" SHORT) },
	{ .what = "an entry whose serial is not minimal", .why = "a serial number is malformed",
		.entries = V("\x30\x23\x02\x12\x00\x01" "2345678901234567" TIME SHORT) },
	{ .what = "an entry without serial", .why = "a serial number is malformed",
		.entries = V("\x30\x11\x02\x00" TIME SHORT) },
	{ .what = "the last entry cut", .why = "an entry is not DER",
		.entries = V(SHORT "\x30\x23\x02\x12") },
	{ .what = "a negative reason", .why = "an entry extension is malformed",
		.entries = V(LONG("\x81") SHORT) },
	{ .what = "an empty list of entry extensions", .why = "an empty list of entry extensions",
		.entries = V(ENTRY_OF("\x14", "\x30\x00")) },
	{ .what = "a reason twice", .why = "an entry extension is there twice",
		.entries = V(ENTRY_OF("\x2c", "\x30\x18" REASON("\x01") REASON("\x02"))) },
	{ .what = "a reason that is an INTEGER", .why = "an entry extension is malformed",
		.entries = V(ENTRY_OF("\x20", "\x30\x0c\x30\x0a\x06\x03\x55\x1d\x15\x04\x03\x02\x01\x01")) },
};

static void judges_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct arena *a = arena_new();
		struct view v = build(a, &forms[i]);
		struct err err = { 0 };
		struct crl c;
		bool good = crl_read(a, v, &c, &err);

		if (good != (forms[i].why == NULL))
			fail_msg("%s: %s", forms[i].what, good ? "taken" : err.text);
		if (good)
			assert_true(lib_takes(v));
		else if (strstr(err.text, forms[i].why) == NULL || strstr(err.text, "offset") == NULL)
			fail_msg("%s: %s", forms[i].what, err.text);
		arena_free(a);
	}
}

/* Whatever is done to a byte: what we take, libcrypto takes. */
static void survives_damage(void **state)
{
	static const struct form form = { .entries = V(SHORT LONG("\x04") ENTRY_OF("\x12", "") SHORT),
		.extensions = V(NUMBER IDP("\x0f", "\x05\x30\x03\x81\x01\xff")) };
	struct arena *a = arena_new();
	struct view v = build(a, &form);
	uint8_t *copy = arena_copy(a, v.data, v.size);
	struct crl c;

	(void)state;
	assert_true(crl_read(a, v, &c, NULL));
	assert_int_equal(c.entry_count, 4);
	assert_true(c.idp.only_user);
	for (size_t at = 0; at < v.size; at++) {
		assert_false(crl_read(a, view_part(v, 0, at), &c, NULL));
		for (unsigned value = 0; value < 256; value++) {
			copy[at] = (uint8_t)value;
			if (crl_read(a, view_of(copy, v.size), &c, NULL))
				assert_true(lib_takes(view_of(copy, v.size)));
		}
		copy[at] = v.data[at];
	}
	arena_free(a);
}

/* The certificateIssuer of an entry holds for those behind it. */
static void reads_entries(void **state)
{
#define CRITICAL_UNKNOWN "\x30\x0c\x06\x03\x55\x1d\x63\x01\x01\xff\x04\x02\x05\x00"
	static const struct form form = { .entries = V(
		"\x30\x2b\x02\x01\x01" TIME
			"\x30\x17\x30\x15\x06\x03\x55\x1d\x18\x04\x0e\x18\x0c" "202501020304"
		) };
	static const struct form two = { .entries = V(
		"\x30\x12\x02\x01\x01" TIME
		"\x30\x2f\x02\x01\x02" TIME
			"\x30\x1b\x30\x19\x06\x03\x55\x1d\x1d\x01\x01\xff\x04\x0f\x30\x0d\x86\x0b" "http://a.b/"
		"\x30\x2f\x02\x01\x03" TIME
			"\x30\x1b\x30\x19\x06\x03\x55\x1d\x18\x04\x12\x18\x10" "20250102030405ZZ"
		) };
	static const struct form three = { .entries = V(
		"\x30\x12\x02\x01\x01" TIME
		"\x30\x2f\x02\x01\x02" TIME
			"\x30\x1b\x30\x19\x06\x03\x55\x1d\x1d\x01\x01\xff\x04\x0f\x30\x0d\x86\x0b" "http://a.b/"
		"\x30\x2e\x02\x01\x03" TIME
			"\x30\x1a\x30\x18\x06\x03\x55\x1d\x18\x04\x11\x18\x0f" "20250102030405Z"
		"\x30\x22\x02\x01\x03" TIME "\x30\x0e" CRITICAL_UNKNOWN) };
	struct arena *a = arena_new();
	struct crl_cursor at = { 0 };
	struct err err = { 0 };
	struct crl_entry e;
	struct crl c;

	(void)state;
	assert_false(crl_read(a, build(a, &form), &c, &err));
	assert_non_null(strstr(err.text, "an entry extension is malformed"));
	assert_false(crl_read(a, build(a, &two), &c, &err));
	assert_non_null(strstr(err.text, "an entry extension is malformed"));
	assert_true(crl_read(a, build(a, &three), &c, NULL));
	assert_true(c.any_cert_issuer);
	assert_string_equal(c.entry_unknown_critical, "2.5.29.99");
	assert_true(crl_find(&c, &at, BYTES("\x00\x03"), &e));
	assert_int_equal(at.index, 3);
	assert_int_equal(e.cert_issuer.size, 13);
	assert_true(e.has_invalidity && e.invalidity == e.revoked_at);
	assert_false(e.unknown_critical);
	assert_true(crl_find(&c, &at, BYTES("\x03"), &e));
	assert_true(e.unknown_critical);
	assert_false(crl_find(&c, &at, BYTES("\x03"), &e));
	at = (struct crl_cursor){ 0 };
	assert_true(crl_next(&c, &at, &e));
	assert_int_equal(e.cert_issuer.size, 0);
	assert_false(crl_find(&c, &at, BYTES(""), &e));
	arena_free(a);
}

static void finds(void **state)
{
	static const struct form form = { .entries = V(
		SHORT ENTRY_OF("\x12", "") LONG("\x06") "\x30\x12\x02\x01\x80" TIME SHORT) };
	struct arena *a = arena_new();
	struct crl_cursor at = { 0 };
	struct crl_entry e;
	struct crl c;

	(void)state;
	assert_true(crl_read(a, build(a, &form), &c, NULL));
	assert_int_equal(c.entry_count, 5);
	assert_true(crl_find(&c, &at, BYTES("\x03" "12345678901234567"), &e));
	assert_false(e.has_reason);
	assert_int_equal(at.index, 1);
	assert_true(crl_find(&c, &at, BYTES("\x00\x03" "12345678901234567"), &e));
	assert_true(e.has_reason && e.reason == CRL_HOLD && e.revoked_at == 1735787045);
	assert_true(crl_find(&c, &at, BYTES("\x03" "12345678901234567"), &e));
	assert_int_equal(at.index, 5);
	assert_false(crl_find(&c, &at, BYTES("\x03" "12345678901234567"), &e));
	at = (struct crl_cursor){ 0 };
	assert_false(crl_find(&c, &at, BYTES("\x00\x80"), &e)); /* 128 is not -128 */
	at = (struct crl_cursor){ 0 };
	assert_true(crl_find(&c, &at, BYTES("\xff\x80"), &e));
	assert_int_equal(at.index, 4);
	assert_string_equal(crl_reason_word(1), "keyCompromise");
	assert_string_equal(crl_reason_word(7), "unknown");
	assert_string_equal(crl_reason_word(-1), "unknown");
	arena_free(a);
}

static void takes_pem(void **state)
{
	static const struct form form = { .what = "usual" };
	struct arena *a = arena_new();
	struct view v = build(a, &form);
	struct crl c;
	const char *text = arena_format(a, "-----BEGIN X509 CRL-----\n%s\n-----END X509 CRL-----\n",
		view_base64(a, v));

	(void)state;
	assert_true(crl_read_any(a, view_of_text(text), &c, NULL));
	assert_true(c.was_pem);
	assert_true(crl_read_any(a, v, &c, NULL));
	assert_false(c.was_pem);
	assert_int_equal(c.next_update - c.this_update, 10 * WHEN_DAY);
	assert_false(crl_read_any(a, view_of_text(arena_format(a, "%s%s", text, text)), &c, NULL));
	assert_false(crl_read_any(a, BYTES("-----BEGIN X-----\nMAA=\n-----END X-----\n"), &c, NULL));
	assert_false(crl_read_any(a, BYTES(""), &c, NULL));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges_forms), cmocka_unit_test(survives_damage),
		cmocka_unit_test(reads_entries), cmocka_unit_test(finds), cmocka_unit_test(takes_pem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
