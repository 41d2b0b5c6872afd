#include "unit.h"

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "x509_support.h"
#include "base/str.h"
#include "base/when.h"
#include "x509/cert.h"
#include "x509/pem.h"

static size_t seen;

/* Everything that libcrypto can tell as well must be told alike. */
static void compare(struct arena *a, const struct cert *c)
{
	X509 *x = c->x;
	const ASN1_INTEGER *serial = X509_get0_serialNumber(x);
	unsigned char *der = NULL;
	int size;
	struct tm tm;
	struct when_civil civil;

	size = i2d_X509_NAME(X509_get_subject_name(x), &der);
	assert_int_equal(c->subject.size, size);
	assert_memory_equal(c->subject.data, der, (size_t)size);
	OPENSSL_free(der);
	der = NULL;
	size = i2d_ASN1_INTEGER(serial, &der);
	assert_true((size_t)size == c->serial.size + 2);
	assert_memory_equal(c->serial.data, der + 2, c->serial.size);
	OPENSSL_free(der);
	assert_int_equal(ASN1_TIME_to_tm(X509_get0_notAfter(x), &tm), 1);
	when_to_civil(c->not_after, &civil);
	assert_int_equal(civil.year, tm.tm_year + 1900);
	assert_int_equal(civil.month, tm.tm_mon + 1);
	assert_int_equal(civil.second, tm.tm_sec);
	if (c->malformed == NULL && X509_check_purpose(x, -1, 0) == 1) {
		uint32_t flags = X509_get_extension_flags(x);

		assert_int_equal(c->is_ca, (flags & EXFLAG_CA) != 0);
		assert_int_equal(c->has_key_usage, (flags & EXFLAG_KUSAGE) != 0);
		assert_int_equal(c->has_eku, (flags & EXFLAG_XKUSAGE) != 0);
		if (c->has_path_len)
			assert_int_equal(c->path_len, X509_get_pathlen(x));
		assert_int_equal(c->self_issued, (flags & EXFLAG_SI) != 0);
		if (c->unknown_critical != NULL)
			assert_true(flags & EXFLAG_CRITICAL);
		if (c->has_ski)
			assert_int_equal(c->ski.size, ASN1_STRING_length(X509_get0_subject_key_id(x)));
	}
	if (c->san_count != 0) {
		GENERAL_NAMES *names = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);

		assert_int_equal(c->san_count, sk_GENERAL_NAME_num(names));
		GENERAL_NAMES_free(names);
	}
	assert_non_null(c->short_name);
	assert_true(str_is_safe(view_of_text(c->subject_text)));
	assert_non_null(cert_serial_hex(a, c));
	seen++;
}

static int look(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	struct arena *a = arena_new();
	struct bundle b;

	(void)st, (void)ftw;
	if (type == FTW_F && ends_with(path, ".pem") &&
	    bundle_read(a, read_file(a, path), 1000, &b, NULL)) {
		for (size_t i = 0; i < b.cert_count; i++) {
			struct err err = { 0 };
			struct cert *c = cert_read(a, b.certs[i], &err);

			if (c == NULL) {
				printf("# %s: %s\n", path, err.text);
				continue;
			}
			if (c->malformed != NULL || c->unknown_critical != NULL || !c->times_ok)
				printf("# %s: malformed %s, unknown critical %s, times %d\n", path,
					c->malformed, c->unknown_critical, c->times_ok);
			compare(a, c);
		}
	}
	arena_free(a);
	return 0;
}

static void decodes_as_libcrypto(void **state)
{
	static const char *const parts[] = { "fixtures/letsencrypt", "fixtures/leaves", "suites" };
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char *folder = shared_folder(a, parts[i]);

		if (folder != NULL)
			assert_int_equal(nftw(folder, look, 16, FTW_PHYS), 0);
	}
	printf("# %zu certificates compared\n", seen);
	arena_free(a);
}

static void compares_serials(void **state)
{
	static const struct { const char *a, *b; size_t an, bn; bool equal; } rows[] = {
		{ "\x01", "\x01", 1, 1, true }, { "\x00\x01", "\x01", 2, 1, true },
		{ "\x00\xff", "\xff", 2, 1, false }, { "\xff\xff", "\xff", 2, 1, true },
		{ "\x00", "\x00\x00", 1, 2, true }, { "", "", 0, 0, false },
		{ "\x12\x34", "\x12", 2, 1, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(serial_equal(view_of(rows[i].a, rows[i].an),
			view_of(rows[i].b, rows[i].bn)), rows[i].equal);
	assert_true(serial_negative(view_of("\x80", 1)));
	assert_false(serial_negative(view_of("\x00\x80", 2)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_as_libcrypto), cmocka_unit_test(compares_serials),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
