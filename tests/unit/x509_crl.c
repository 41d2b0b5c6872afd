#include "unit.h"

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "x509_support.h"
#include "base/when.h"
#include "x509/cert.h"
#include "x509/crl.h"
#include "x509/pem.h"

static size_t seen, entries_seen, stricter;

static int64_t lib_time(const ASN1_TIME *t)
{
	struct tm tm;
	struct when_civil c;
	int64_t out;

	assert_int_equal(ASN1_TIME_to_tm(t, &tm), 1);
	c = (struct when_civil){ .year = tm.tm_year + 1900, .month = tm.tm_mon + 1,
		.day = tm.tm_mday, .hour = tm.tm_hour, .minute = tm.tm_min, .second = tm.tm_sec };
	assert_true(when_from_civil(&c, &out));
	return out;
}

static void compare_entry(const X509_REVOKED *r, const struct crl_entry *e)
{
	const ASN1_INTEGER *serial = X509_REVOKED_get0_serialNumber(r);
	ASN1_ENUMERATED *reason;
	unsigned char *der = NULL;
	int size = i2d_ASN1_INTEGER(serial, &der);

	assert_int_equal(size, e->serial.size + 2);
	assert_memory_equal(der + 2, e->serial.data, e->serial.size);
	OPENSSL_free(der);
	assert_true(e->revoked_at == lib_time(X509_REVOKED_get0_revocationDate(r)));
	reason = X509_REVOKED_get_ext_d2i(r, NID_crl_reason, NULL, NULL);
	assert_int_equal(reason != NULL, e->has_reason);
	if (reason != NULL)
		assert_int_equal(ASN1_ENUMERATED_get(reason), e->reason);
	ASN1_ENUMERATED_free(reason);
}

static void compare(const struct crl *c, X509_CRL *lib)
{
	STACK_OF(X509_REVOKED) *all = X509_CRL_get_REVOKED(lib);
	int count = all == NULL ? 0 : sk_X509_REVOKED_num(all);
	struct crl_cursor at = { 0 };
	struct crl_entry e;

	assert_int_equal(c->entry_count, count);
	assert_int_equal(c->version, X509_CRL_get_version(lib));
	assert_true(c->this_update == lib_time(X509_CRL_get0_lastUpdate(lib)));
	assert_int_equal(c->next_update != WHEN_NONE, X509_CRL_get0_nextUpdate(lib) != NULL);
	if (c->next_update != WHEN_NONE)
		assert_true(c->next_update == lib_time(X509_CRL_get0_nextUpdate(lib)));
	/* libcrypto sorts; the order of the list is restored by its sequence */
	for (int i = 0; i < count; i++) {
		assert_true(crl_next(c, &at, &e));
		compare_entry(sk_X509_REVOKED_value(all, i), &e);
		entries_seen++;
	}
	assert_false(crl_next(c, &at, &e));
	assert_int_equal(at.index, count);
	at = (struct crl_cursor){ 0 };
	for (int i = 0; i < count; i += 1 + count / 50) {
		struct crl_cursor here = { 0 }, from = { 0 };

		for (int k = 0; k <= i; k++)
			assert_true(crl_next(c, &from, &e));
		assert_true(crl_find(c, &here, e.serial, &e));
		assert_true(here.index <= from.index);
	}
	seen++;
}

static X509_CRL *lib_read(struct view v)
{
	const unsigned char *p = v.data;
	X509_CRL *lib = d2i_X509_CRL(NULL, &p, (long)v.size);

	if (lib != NULL && p != v.data + v.size) {
		X509_CRL_free(lib);
		lib = NULL;
	}
	return lib;
}

/* What we take, libcrypto takes, and tells the same of it. */
static void check(struct arena *a, struct view v, const char *path)
{
	struct err err = { 0 };
	X509_CRL *lib = lib_read(v);
	struct crl c;

	if (crl_read(a, v, &c, &err)) {
		assert_non_null(lib);
		compare(&c, lib);
	} else if (lib != NULL) {
		printf("# stricter than libcrypto: %s: %s\n", path, err.text);
		stricter++;
	}
	X509_CRL_free(lib);
}

static int look(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	struct arena *a;
	struct bundle b;

	(void)st, (void)ftw;
	if (type != FTW_F || ends_with(path, ".py") || ends_with(path, ".json") ||
	    ends_with(path, "pcapng"))
		return 0;
	a = arena_new();
	if (bundle_read(a, read_file(a, path), 1000, &b, NULL))
		for (size_t i = 0; i < b.crl_count; i++)
			check(a, b.crls[i], path);
	arena_free(a);
	return 0;
}

static void decodes_as_libcrypto(void **state)
{
	static const char *const parts[] = { "fixtures/crls", "suites" };
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char *folder = shared_folder(a, parts[i]);

		if (folder != NULL)
			assert_int_equal(nftw(folder, look, 16, FTW_PHYS), 0);
	}
	printf("# %zu CRLs with %zu entries compared, %zu refused that libcrypto takes\n", seen,
		entries_seen, stricter);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_as_libcrypto),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
