#include "unit.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/arena.h"
#include "x509/der.h"
#include "x509/sig.h"

#define BYTES(text) view_of(text, sizeof(text) - 1)

struct signed_thing { struct view tbs, algorithm, signature; };

/* A self-signed certificate is the handiest thing with a signature in it. */
static struct view make(struct arena *a, EVP_PKEY *key, const char *digest, bool pss)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *inner;
	X509 *x = X509_new();
	unsigned char *der = NULL;
	struct view v;
	int size;

	assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(x), 7), 1);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 3600);
	assert_int_equal(X509_set_pubkey(x, key), 1);
	assert_int_equal(EVP_DigestSignInit_ex(ctx, &inner, digest, NULL, NULL, key, NULL), 1);
	if (pss) {
		assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(inner, RSA_PKCS1_PSS_PADDING), 1);
		assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(inner, RSA_PSS_SALTLEN_DIGEST), 1);
	}
	assert_true(X509_sign_ctx(x, ctx) > 0);
	size = i2d_X509(x, &der);
	v = view_of(arena_copy(a, der, (size_t)size), (size_t)size);
	OPENSSL_free(der);
	X509_free(x);
	EVP_MD_CTX_free(ctx);
	return v;
}

static struct signed_thing split(struct view der)
{
	struct tlv whole, tbs, algorithm, bits;
	struct signed_thing s;
	unsigned unused;
	struct der d;

	assert_true(der_only(der, DER_SEQUENCE, &whole));
	d = der_of(whole.content);
	assert_true(der_take(&d, DER_SEQUENCE, &tbs));
	assert_true(der_take(&d, DER_SEQUENCE, &algorithm));
	assert_true(der_take(&d, DER_BIT_STRING, &bits));
	s.tbs = tbs.whole;
	s.algorithm = algorithm.whole;
	assert_true(der_read_bits(bits.content, &unused, &s.signature));
	return s;
}

/* Good as it is; bad with any octet of the algorithm or a few others changed,
 * cut, empty, or under another key. */
static void try_key(EVP_PKEY *key, EVP_PKEY *other, const char *digest, bool pss, int bits,
	const char *name)
{
	struct arena *a = arena_new();
	struct signed_thing s = split(make(a, key, digest, pss));
	uint8_t *copy;

	assert_true(sig_verify(s.tbs, s.algorithm, s.signature, key));
	assert_false(sig_verify(s.tbs, s.algorithm, s.signature, other));
	assert_false(sig_verify(s.tbs, s.algorithm, s.signature, NULL));
	assert_false(sig_verify(s.tbs, s.algorithm, (struct view){ 0 }, key));
	assert_false(sig_verify(s.tbs, s.algorithm, view_part(s.signature, 0, s.signature.size - 1),
		key));
	assert_false(sig_verify(view_part(s.tbs, 1, SIZE_MAX), s.algorithm, s.signature, key));
	assert_int_equal(sig_digest_bits(s.algorithm), bits);
	assert_int_equal(sig_reaches_level(s.algorithm, key, 1), bits >= 80);
	assert_int_equal(sig_reaches_level(s.algorithm, key, 2), bits >= 112);
	assert_true(sig_reaches_level(s.algorithm, key, 0));
	assert_string_equal(sig_name(a, s.algorithm), name);
	copy = arena_copy(a, s.algorithm.data, s.algorithm.size);
	for (size_t i = 0; i < s.algorithm.size; i++) {
		copy[i] ^= 0x41;
		assert_false(sig_verify(s.tbs, view_of(copy, s.algorithm.size), s.signature, key));
		copy[i] ^= 0x41;
	}
	copy = arena_copy(a, s.signature.data, s.signature.size);
	copy[s.signature.size / 2] ^= 1;
	assert_false(sig_verify(s.tbs, s.algorithm, view_of(copy, s.signature.size), key));
	arena_free(a);
	assert_int_equal(ERR_peek_error(), 0);
}

static void verifies(void **state)
{
	EVP_PKEY *rsa = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
	EVP_PKEY *p256 = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	EVP_PKEY *p384 = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-384");
	EVP_PKEY *ed25519 = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	EVP_PKEY *ed448 = EVP_PKEY_Q_keygen(NULL, NULL, "ED448");

	(void)state;
	try_key(rsa, p256, "SHA256", false, 128, "sha256WithRSAEncryption");
	try_key(rsa, p256, "SHA1", false, 63, "sha1WithRSAEncryption");
	try_key(rsa, ed448, "SHA384", true, 192, "rsassaPss");
	try_key(rsa, ed448, "SHA1", true, 63, "rsassaPss");
	try_key(p256, p384, "SHA256", false, 128, "ecdsa-with-SHA256");
	try_key(p384, p256, "SHA384", false, 192, "ecdsa-with-SHA384");
	try_key(ed25519, rsa, NULL, false, 128, "ED25519");
	try_key(ed448, ed25519, NULL, false, 224, "ED448");
	EVP_PKEY_free(rsa);
	EVP_PKEY_free(p256);
	EVP_PKEY_free(p384);
	EVP_PKEY_free(ed25519);
	EVP_PKEY_free(ed448);
}

/* The right signature under an algorithm whose parameters have a wrong form. */
static void refuses_odd_parameters(void **state)
{
	EVP_PKEY *p256 = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	EVP_PKEY *rsa = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
	struct arena *a = arena_new();
	struct signed_thing s = split(make(a, p256, "SHA256", false));

	(void)state;
	assert_true(sig_verify(s.tbs, BYTES("\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"),
		s.signature, p256));
	assert_false(sig_verify(s.tbs,
		BYTES("\x30\x0c\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02\x05\x00"), s.signature, p256));
	s = split(make(a, rsa, "SHA256", false));
#define RSA256 "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"
	assert_true(sig_verify(s.tbs, BYTES("\x30\x0d" RSA256 "\x05\x00"), s.signature, rsa));
	assert_true(sig_verify(s.tbs, BYTES("\x30\x0b" RSA256), s.signature, rsa));
	assert_false(sig_verify(s.tbs, BYTES("\x30\x0e" RSA256 "\x05\x01\x00"), s.signature, rsa));
	assert_false(sig_verify(s.tbs, BYTES("\x30\x0d" RSA256 "\x04\x00"), s.signature, rsa));
	assert_false(sig_verify(s.tbs, BYTES("\x30\x0f" RSA256 "\x05\x00\x05\x00"), s.signature, rsa));
	assert_int_equal(sig_digest_bits(BYTES("\x30\x03\x06\x01\x2a")), -1);
	assert_false(sig_reaches_level(BYTES("\x30\x03\x06\x01\x2a"), rsa, 0));
	assert_string_equal(sig_name(a, BYTES("\x30\x03\x06\x01\x2a")), "1.2");
	EVP_PKEY_free(p256);
	EVP_PKEY_free(rsa);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verifies), cmocka_unit_test(refuses_odd_parameters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
