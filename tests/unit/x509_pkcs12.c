#include "unit.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <string.h>

#include "base/arena.h"
#include "tls_site.h"
#include "x509/pem.h"
#include "x509/pkcs12.h"

struct store { EVP_PKEY *key, *other; X509 *leaf, *ca; struct view der; };

static X509 *issued(const char *name, const char *issuer, EVP_PKEY *key, EVP_PKEY *by)
{
	X509 *x = make_certificate(key, name, 7);
	X509_NAME *n = X509_NAME_new();

	X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, (const unsigned char *)issuer, -1, -1, 0);
	X509_set_issuer_name(x, n);
	X509_NAME_free(n);
	assert_true(X509_sign(x, by, EVP_sha256()) > 0);
	return x;
}

/* CIPHER and MAC as for PKCS12_create; WITH_KEY: the leaf's key is in it. */
static void store_make(struct store *s, const char *password, int cipher, int rounds, int mac,
	bool with_key)
{
	STACK_OF(X509) *more = sk_X509_new_null();
	unsigned char *bytes = NULL;
	PKCS12 *p;
	int size;

	*s = (struct store){ .key = EVP_EC_gen("P-256"), .other = EVP_EC_gen("P-256") };
	s->ca = make_certificate(s->other, "ca", 1);
	s->leaf = issued("leaf", "ca", s->key, s->other);
	sk_X509_push(more, s->ca);
	if (!with_key)
		sk_X509_push(more, s->leaf);
	p = PKCS12_create(password, "name", with_key ? s->key : NULL, with_key ? s->leaf : NULL, more,
		cipher, cipher, rounds, mac, 0);
	assert_non_null(p);
	size = i2d_PKCS12(p, &bytes);
	s->der = view_of(bytes, (size_t)size);
	PKCS12_free(p);
	sk_X509_free(more);
}

static void store_clear(struct store *s)
{
	X509_free(s->leaf);
	X509_free(s->ca);
	EVP_PKEY_free(s->key);
	EVP_PKEY_free(s->other);
	OPENSSL_free((void *)(uintptr_t)s->der.data);
}

static bool is_cert(struct view der, X509 *x)
{
	unsigned char *bytes = NULL;
	int size = i2d_X509(x, &bytes);
	bool same = view_equal(der, view_of(bytes, (size_t)size));

	OPENSSL_free(bytes);
	return same;
}

static const struct {
	const char *password, *given;
	int cipher, rounds, mac;
	bool with_key;
	enum pkcs12_end end;
	const char *says;
} rows[] = {
	{ "secret", "secret", 0, 2048, 2048, true, PKCS12_READ, NULL },
	{ "secret", "wrong", 0, 2048, 2048, true, PKCS12_WRONG_PASSWORD, NULL },
	{ "secret", NULL, 0, 2048, 2048, true, PKCS12_WRONG_PASSWORD, NULL },
	{ "", NULL, 0, 2048, 2048, true, PKCS12_READ, NULL },
	{ "", "", 0, 2048, 2048, true, PKCS12_READ, NULL },
	{ NULL, NULL, 0, 2048, 2048, true, PKCS12_READ, NULL },
	{ NULL, NULL, -1, 2048, -1, true, PKCS12_READ, NULL },      /* neither cipher nor MAC */
	{ "secret", "secret", 0, 2048, -1, true, PKCS12_READ, NULL },
	{ "secret", "wrong", 0, 2048, -1, true, PKCS12_WRONG_PASSWORD, NULL },
	{ "secret", "secret", 0, 2048, 2048, false, PKCS12_READ, NULL },
	{ "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f", 0, 2048, 2048, true, PKCS12_READ, NULL },
	{ "secret", "secret", NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 2048, 2048, true, PKCS12_READ, NULL },
};

static void opens_stores(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *a = arena_new();
		struct store s;
		struct view *certs;
		struct err e = { 0 };
		enum pkcs12_end end;
		size_t count;

		store_make(&s, rows[i].password, rows[i].cipher, rows[i].rounds, rows[i].mac,
			rows[i].with_key);
		assert_int_equal(content_kind_of(s.der), CONTENT_PKCS12);
		end = pkcs12_read(a, s.der, rows[i].given, 10, &certs, &count, &e);
		if (end != rows[i].end)
			print_message("# row %zu: %s\n", i, e.text);
		assert_int_equal(end, rows[i].end);
		if (end == PKCS12_READ) {
			assert_int_equal(count, 2);
			assert_true(is_cert(certs[0], s.leaf));
			assert_true(is_cert(certs[1], s.ca));
		} else {
			assert_int_equal(count, 0);
		}
		store_clear(&s);
		arena_free(a);
	}
}

static void refuses_what_is_damaged(void **state)
{
	struct arena *a = arena_new();
	struct store s;
	struct view *certs;
	struct err e = { 0 };
	size_t count;
	uint8_t *copy;

	(void)state;
	store_make(&s, "x", 0, 2048, 2048, true);
	assert_int_equal(pkcs12_read(a, s.der, "x", 1, &certs, &count, &e), PKCS12_BROKEN);
	assert_string_equal(e.text, "more than 1 certificates");
	copy = arena_take(a, s.der.size + 3);
	memcpy(copy, s.der.data, s.der.size);
	assert_int_equal(pkcs12_read(a, view_of(copy, s.der.size + 3), "x", 9, &certs, &count, &e),
		PKCS12_BROKEN);
	assert_string_equal(e.text, "3 bytes behind the end of a PKCS#12 key store");
	/* every truncation, and a bit in every 7th byte: any end but a crash */
	for (size_t i = 0; i < s.der.size; i += 7) {
		assert_int_equal(pkcs12_read(a, view_of(copy, i), "x", 9, &certs, &count, &e),
			PKCS12_BROKEN);
		copy[i] ^= 4;
		(void)pkcs12_read(a, view_of(copy, s.der.size), "x", 9, &certs, &count, &e);
		copy[i] ^= 4;
	}
	store_clear(&s);
	arena_free(a);
}

/* The MAC's number of rounds, raised without computing anything. */
static void refuses_costly_stores(void **state)
{
	struct arena *a = arena_new();
	struct store s;
	struct view *certs;
	struct err e = { 0 };
	size_t count, at;
	uint8_t *copy;

	(void)state;
	store_make(&s, "x", -1, 2048, 1000000, true);
	at = view_find(s.der, view_of("\x02\x03\x0f\x42\x40", 5));
	assert_true(at != SIZE_MAX);
	copy = arena_copy(a, s.der.data, s.der.size);
	copy[at + 2] = 0x7f;
	assert_int_equal(pkcs12_read(a, s.der, "x", 9, &certs, &count, &e), PKCS12_READ);
	assert_int_equal(pkcs12_read(a, view_of(copy, s.der.size), "x", 9, &certs, &count, &e),
		PKCS12_WRONG_PASSWORD); /* 8.3 million: allowed, another MAC */
	store_clear(&s);
	store_make(&s, "x", -1, 2048, 0x01000000, true);
	assert_int_equal(pkcs12_read(a, s.der, "x", 9, &certs, &count, &e), PKCS12_BROKEN);
	assert_non_null(strstr(e.text, "rounds"));
	store_clear(&s);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_stores),
		cmocka_unit_test(refuses_what_is_damaged),
		cmocka_unit_test(refuses_costly_stores),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
