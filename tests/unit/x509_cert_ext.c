#include "unit.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/arena.h"
#include "x509/cert.h"
#include "x509/pem.h"

#define V(text) { (const uint8_t *)(text), sizeof(text) - 1 }

struct raw { const char *oid; bool critical; struct view value; };

static EVP_PKEY *key;

static void add(X509 *x, const struct raw *r)
{
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	ASN1_OBJECT *oid = OBJ_txt2obj(r->oid, 1);
	X509_EXTENSION *e;

	assert_int_equal(ASN1_OCTET_STRING_set(value, r->value.data, (int)r->value.size), 1);
	e = X509_EXTENSION_create_by_OBJ(NULL, oid, r->critical, value);
	assert_int_equal(X509_add_ext(x, e, -1), 1);
	X509_EXTENSION_free(e);
	ASN1_OBJECT_free(oid);
	ASN1_OCTET_STRING_free(value);
}

static X509 *make(const struct raw *list, size_t count, EVP_PKEY *of)
{
	X509 *x = X509_new();
	X509_NAME *name = X509_get_subject_name(x);

	X509_set_version(x, X509_VERSION_3);
	assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(x), 0x80), 1);
	X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, (const unsigned char *)"Org", -1, -1, 0);
	X509_set_issuer_name(x, name);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 3600);
	assert_int_equal(X509_set_pubkey(x, of), 1);
	for (size_t i = 0; i < count; i++)
		if (list[i].oid != NULL)
			add(x, &list[i]);
	assert_true(X509_sign(x, key, EVP_sha256()) > 0);
	return x;
}

static struct view encode(struct arena *a, X509 *x)
{
	unsigned char *der = NULL;
	int size = i2d_X509(x, &der);
	struct view v = view_of(arena_copy(a, der, (size_t)size), (size_t)size);

	OPENSSL_free(der);
	X509_free(x);
	return v;
}

static struct cert *read(struct arena *a, const struct raw *list, size_t count)
{
	struct cert *c = cert_read(a, encode(a, make(list, count, key)), NULL);

	assert_non_null(c);
	return c;
}

/* Up to two extensions and what they make of the certificate. */
static void names_what_is_wrong(void **state)
{
	static const struct { struct raw list[2]; const char *malformed, *unknown; } rows[] = {
		{ .list = { { "2.5.29.19", true, V("\x30\x03\x01\x01\xff") } } },
		{ .list = { { "2.5.29.19", true, V("\x30\x03\x01\x01\x01") } },
			.malformed = "basicConstraints" },
		{ .list = { { "2.5.29.19", true, V("\x30\x06\x01\x01\xff\x02\x01\xff") } },
			.malformed = "basicConstraints" },
		{ .list = { { "2.5.29.19", true, V("\x30\x00\x00") } }, .malformed = "basicConstraints" },
		{ .list = { { "2.5.29.14", false, V("\x04\x01x") }, { "2.5.29.14", false, V("\x04\x01x") } },
			.malformed = "2.5.29.14 (there twice)" },
		{ .list = { { "2.5.29.37", false, V("\x30\x00") } }, .malformed = "extKeyUsage" },
		{ .list = { { "2.5.29.17", false, V("\x30\x00") } }, .malformed = "subjectAltName" },
		{ .list = { { "2.5.29.17", false, V("\x30\x05\x87\x03" "abc") } },
			.malformed = "subjectAltName" },
		{ .list = { { "2.5.29.17", false, V("\x30\x03\x8a\x01" "a") } },
			.malformed = "subjectAltName" },
		{ .list = { { "2.5.29.31", false, V("\x30\x06\x30\x04\x81\x02\x06\x40") } },
			.malformed = "cRLDistributionPoints" },
		{ .list = { { "2.5.29.46", true, V("\x30\x80\x00\x00") } }, .malformed = "freshestCRL" },
		{ .list = { { "2.5.29.30", true, V("\x30\x04\xa0\x02\x30\x00") } },
			.malformed = "nameConstraints" },
		{ .list = { { "2.5.29.36", true, V("\x30\x03\x80\x01\x00") } } },
		{ .list = { { "1.3.6.1.5.5.7.1.1", false, V("\x30\x02\x30\x00") } },
			.malformed = "authorityInfoAccess" },
		{ .list = { { "1.3.6.1.5.5.7.48.1.5", false, V("\x05\x00") } } },
		{ .list = { { "1.3.6.1.5.5.7.48.1.5", false, V("\x04\x00") } }, .malformed = "ocspNoCheck" },
		{ .list = { { "2.5.29.18", true, V("\x30\x03\x82\x01" "a") } }, .unknown = "2.5.29.18" },
		{ .list = { { "2.5.29.18", false, V("\x30\x03\x82\x01" "a") } } },
		{ .list = { { "1.2.3", true, V("x") }, { "1.2.4", true, V("x") } }, .unknown = "1.2.3" },
		{ .list = { { "1.2.3", false, V("x") } } },
		{ .list = { { "1.3.6.1.4.1.11129.2.4.3", true, V("\x05\x00") } } },
		{ .list = { { "1.3.6.1.5.5.7.1.7", true, V("\x30\x00") } } }, /* RFC 3779: libcrypto's */
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *a = arena_new();
		struct cert *c = read(a, rows[i].list, 2);

		if (rows[i].malformed == NULL)
			assert_null(c->malformed);
		else
			assert_string_equal(c->malformed, rows[i].malformed);
		if (rows[i].unknown == NULL)
			assert_null(c->unknown_critical);
		else
			assert_string_equal(c->unknown_critical, rows[i].unknown);
		arena_free(a);
	}
}

static void reads_values(void **state)
{
	static const struct raw list[] = {
		{ "2.5.29.19", true, V("\x30\x06\x01\x01\xff\x02\x01\x02") },
		{ "2.5.29.15", true, V("\x03\x02\x01\x06") },
		{ "2.5.29.37", false, V("\x30\x14\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x09"
			"\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01") },
		{ "2.5.29.17", false, V("\x30\x20\x82\x05" "a\x1b.b\x00" "\x87\x04\xc0\x00\x02\x01"
			"\x81\x03" "a@b" "\x86\x04" "u://" "\x88\x02\x2a\x03" "\xa4\x02\x30\x00") },
		{ "2.5.29.35", false, V("\x30\x03\x80\x01k") },
		{ "2.5.29.31", false, V("\x30\x1e"
			"\x30\x0a\xa0\x08\xa0\x06\x86\x04" "u://"
			"\x30\x10\x81\x02\x05\x60\xa2\x0a\xa4\x02\x30\x00\x86\x04" "v://") },
		{ "1.3.6.1.5.5.7.1.1", false, V("\x30\x2a"
			"\x30\x0c\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02" "\x86\x00"
			"\x30\x0c\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02" "\x86\x00"
			"\x30\x0c\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x01" "\x86\x00") },
		{ "1.3.6.1.5.5.7.1.24", false, V("\x30\x03\x02\x01\x05") },
		{ "2.5.29.56", false, V("\x05\x00") },
		{ "2.5.29.32", false, V("\x30\x05\x30\x03\x06\x01\x2a") },
	};
	struct arena *a = arena_new();
	struct cert *c = read(a, list, sizeof list / sizeof *list);

	(void)state;
	assert_null(c->malformed);
	assert_true(c->is_ca && c->has_path_len && c->path_len == 2 && c->basic_critical);
	assert_int_equal(c->key_usage, 1 << 5 | 1 << 6);
	assert_true(c->eku_ocsp && c->eku_server && !c->eku_client && !c->eku_any);
	assert_string_equal(c->ekus[0], "1.3.6.1.5.5.7.3.9");
	assert_int_equal(c->san_count, 6);
	assert_string_equal(c->sans[0].text, "a\\x1b.b\\x00");
	assert_string_equal(c->sans[1].text, "192.0.2.1");
	assert_int_equal(c->sans[4].kind, SAN_OTHER);
	assert_int_equal(c->sans[5].kind, SAN_DIRNAME);
	assert_string_equal(c->short_name, "a\\x1b.b\\x00");
	assert_true(c->has_aki && view_is_text(c->aki, "k") && !c->has_ski);
	assert_int_equal(c->point_count, 2);
	assert_string_equal(c->points[0].urls[0], "u://");
	assert_int_equal(c->points[1].reasons, 1 << 1 | 1 << 2);
	assert_int_equal(c->points[1].crl_issuer_count, 2);
	assert_int_equal(c->points[1].url_count, 0);
	assert_int_equal(c->issuer_url_count, 1);
	assert_int_equal(c->ocsp_url_count, 1);
	assert_true(c->must_staple && c->no_rev_avail && !c->poison);
	assert_string_equal(c->policies[0], "1.2");
	assert_true(c->self_issued && c->times_ok && c->version == 2);
	assert_string_equal(c->curve, "P-256");
	assert_string_equal(cert_serial_hex(a, c), "0080");
	assert_int_equal(cert_lifetime(c), 3601);
	assert_true(cert_signed_by(c, c->key));
	assert_false(cert_signed_by(c, NULL));
	arena_free(a);
}

static void keeps_to_ceilings(void **state)
{
	struct arena *a = arena_new();
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM *params;
	EVP_PKEY *huge = NULL;
	BIGNUM *n = BN_new();
	struct err err = { 0 };
	struct cert *c;
	struct view v;

	(void)state;
	BN_set_bit(n, 16384);
	BN_set_bit(n, 0);
	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n);
	OSSL_PARAM_BLD_push_ulong(build, OSSL_PKEY_PARAM_RSA_E, 65537);
	params = OSSL_PARAM_BLD_to_param(build);
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &huge, EVP_PKEY_PUBLIC_KEY, params), 1);
	v = encode(a, make(NULL, 0, huge));
	c = cert_read(a, v, NULL);
	assert_null(c->key);
	assert_int_equal(c->key_bits_count, 16385);
	assert_string_equal(c->malformed, "subjectPublicKeyInfo (a key of over 16384 bits)");
	assert_null(cert_read(a, view_part(v, 0, v.size - 1), &err));
	assert_int_equal(err.code, ERR_INPUT);
	assert_null(cert_read(a, view_of(arena_take(a, CERT_MAX_BYTES + 1), CERT_MAX_BYTES + 1), &err));
	assert_non_null(strstr(err.text, "ceiling"));
	assert_null(cert_read(a, (struct view){ 0 }, &err));
	EVP_PKEY_free(huge);
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	BN_free(n);
	arena_free(a);
}

/* Certificates come out of PKCS#7 as the bytes they were. */
static void opens_pkcs7(void **state)
{
	struct arena *a = arena_new();
	X509 *x = make(NULL, 0, key);
	PKCS7 *p7 = PKCS7_new();
	unsigned char *der = NULL;
	struct err err = { 0 };
	struct bundle b;
	int size;

	(void)state;
	assert_int_equal(PKCS7_set_type(p7, NID_pkcs7_signed), 1);
	assert_int_equal(PKCS7_content_new(p7, NID_pkcs7_data), 1);
	PKCS7_set_detached(p7, 1);
	assert_int_equal(PKCS7_add_certificate(p7, x), 1);
	size = i2d_PKCS7(p7, &der);
	assert_true(bundle_read(a, view_of(der, (size_t)size), 1, &b, &err));
	assert_int_equal(b.kind, CONTENT_PKCS7);
	assert_int_equal(b.cert_count, 1);
	assert_true(view_equal(b.certs[0], encode(a, x)));
	assert_false(bundle_read(a, view_of(der, (size_t)size), 0, &b, &err));
	assert_false(bundle_read(a, view_of(der, (size_t)size - 1), 1, &b, &err));
	assert_true(bundle_read(a, view_of_text(arena_format(a,
		"-----BEGIN PKCS7-----\n%s\n-----END PKCS7-----\n",
		view_base64(a, view_of(der, (size_t)size)))), 1, &b, &err));
	assert_int_equal(b.cert_count, 1);
	OPENSSL_free(der);
	PKCS7_free(p7);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_what_is_wrong), cmocka_unit_test(reads_values),
		cmocka_unit_test(keeps_to_ceilings), cmocka_unit_test(opens_pkcs7),
	};
	int failed;

	key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	EVP_PKEY_free(key);
	return failed;
}
