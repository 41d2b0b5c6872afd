#include "x509/sig.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <limits.h>

#include "x509/der.h"
#include "x509/oid.h"

/* What may stand behind the OID of an AlgorithmIdentifier. */
enum params { PARAMS_ABSENT, PARAMS_NULL, PARAMS_PSS };

struct method {
	struct view oid;
	int key;            /* EVP_PKEY id */
	const char *digest; /* NULL: EdDSA, or (PSS) what the parameters say */
	enum params params;
	int bits;           /* of the digest, as OpenSSL counts */
	const char *name;
};

#define PKCS1(last) OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01" last)
#define ECDSA2(last) OID("\x2a\x86\x48\xce\x3d\x04\x03" last)
#define NIST(last) OID("\x60\x86\x48\x01\x65\x03\x04\x03" last)

/* RFC 3279, 4055, 5758, 8410 and NIST's SHA-3 arc. */
static const struct method methods[] = {
	{ ECDSA2("\x03"), EVP_PKEY_EC, "SHA384", PARAMS_ABSENT, 192, "ecdsa-with-SHA384" },
	{ PKCS1("\x0b"), EVP_PKEY_RSA, "SHA256", PARAMS_NULL, 128, "sha256WithRSAEncryption" },
	{ ECDSA2("\x02"), EVP_PKEY_EC, "SHA256", PARAMS_ABSENT, 128, "ecdsa-with-SHA256" },
	{ ECDSA2("\x04"), EVP_PKEY_EC, "SHA512", PARAMS_ABSENT, 256, "ecdsa-with-SHA512" },
	{ ECDSA2("\x01"), EVP_PKEY_EC, "SHA224", PARAMS_ABSENT, 112, "ecdsa-with-SHA224" },
	{ OID("\x2a\x86\x48\xce\x3d\x04\x01"), EVP_PKEY_EC, "SHA1", PARAMS_ABSENT, 63,
		"ecdsa-with-SHA1" },
	{ PKCS1("\x0c"), EVP_PKEY_RSA, "SHA384", PARAMS_NULL, 192, "sha384WithRSAEncryption" },
	{ PKCS1("\x0d"), EVP_PKEY_RSA, "SHA512", PARAMS_NULL, 256, "sha512WithRSAEncryption" },
	{ PKCS1("\x0e"), EVP_PKEY_RSA, "SHA224", PARAMS_NULL, 112, "sha224WithRSAEncryption" },
	{ PKCS1("\x05"), EVP_PKEY_RSA, "SHA1", PARAMS_NULL, 63, "sha1WithRSAEncryption" },
	{ PKCS1("\x04"), EVP_PKEY_RSA, "MD5", PARAMS_NULL, 39, "md5WithRSAEncryption" },
	{ PKCS1("\x0a"), EVP_PKEY_RSA_PSS, NULL, PARAMS_PSS, -1, "rsassaPss" },
	{ OID("\x2b\x65\x70"), EVP_PKEY_ED25519, NULL, PARAMS_ABSENT, 128, "ED25519" },
	{ OID("\x2b\x65\x71"), EVP_PKEY_ED448, NULL, PARAMS_ABSENT, 224, "ED448" },
	{ OID("\x2a\x86\x48\xce\x38\x04\x03"), EVP_PKEY_DSA, "SHA1", PARAMS_ABSENT, 63,
		"dsaWithSHA1" },
	{ NIST("\x01"), EVP_PKEY_DSA, "SHA224", PARAMS_ABSENT, 112, "dsa_with_SHA224" },
	{ NIST("\x02"), EVP_PKEY_DSA, "SHA256", PARAMS_ABSENT, 128, "dsa_with_SHA256" },
	{ NIST("\x09"), EVP_PKEY_EC, "SHA3-224", PARAMS_ABSENT, 112, "ecdsa_with_SHA3-224" },
	{ NIST("\x0a"), EVP_PKEY_EC, "SHA3-256", PARAMS_ABSENT, 128, "ecdsa_with_SHA3-256" },
	{ NIST("\x0b"), EVP_PKEY_EC, "SHA3-384", PARAMS_ABSENT, 192, "ecdsa_with_SHA3-384" },
	{ NIST("\x0c"), EVP_PKEY_EC, "SHA3-512", PARAMS_ABSENT, 256, "ecdsa_with_SHA3-512" },
	{ NIST("\x0d"), EVP_PKEY_RSA, "SHA3-224", PARAMS_NULL, 112, "RSA-SHA3-224" },
	{ NIST("\x0e"), EVP_PKEY_RSA, "SHA3-256", PARAMS_NULL, 128, "RSA-SHA3-256" },
	{ NIST("\x0f"), EVP_PKEY_RSA, "SHA3-384", PARAMS_NULL, 192, "RSA-SHA3-384" },
	{ NIST("\x10"), EVP_PKEY_RSA, "SHA3-512", PARAMS_NULL, 256, "RSA-SHA3-512" },
};

struct digest_row { struct view oid; const char *name; int bits; };
#define SHA2(last) OID("\x60\x86\x48\x01\x65\x03\x04\x02" last)
static const struct digest_row digests[] = {
	{ SHA2("\x01"), "SHA256", 128 }, { SHA2("\x02"), "SHA384", 192 },
	{ SHA2("\x03"), "SHA512", 256 }, { SHA2("\x04"), "SHA224", 112 },
	{ OID("\x2b\x0e\x03\x02\x1a"), "SHA1", 63 },
};
static const struct digest_row *const sha1_row = &digests[4];

/* AlgorithmIdentifier: OID and optional parameters, nothing else. */
static bool algorithm_split(struct view whole, struct view *oid, struct tlv *params)
{
	struct tlv seq, t;
	struct der d;

	*params = (struct tlv){ 0 };
	*oid = (struct view){ 0 };
	if (!der_only(whole, DER_SEQUENCE, &seq))
		return false;
	d = der_of(seq.content);
	if (!der_take(&d, DER_OID, &t) || !oid_ok(t.content))
		return false;
	*oid = t.content;
	return der_empty(&d) || (der_next(&d, params) && der_empty(&d));
}

static void key_free(void *key)
{
	EVP_PKEY_free(key);
}

EVP_PKEY *sig_key_read(struct arena *a, struct view spki)
{
	const unsigned char *at = spki.data;
	EVP_PKEY *key = spki.size > LONG_MAX ? NULL : d2i_PUBKEY(NULL, &at, (long)spki.size);

	if (key != NULL && at != spki.data + spki.size) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	arena_keep(a, key, key_free);
	ERR_clear_error();
	return key;
}

bool sig_algorithm_ok(struct view whole)
{
	const unsigned char *p = whole.data;
	X509_ALGOR *lib;
	struct view oid;
	struct tlv params;

	if (whole.size > 65536 || !algorithm_split(whole, &oid, &params))
		return false;
	ERR_set_mark();
	lib = d2i_X509_ALGOR(NULL, &p, (long)whole.size);
	ERR_pop_to_mark();
	X509_ALGOR_free(lib);
	return lib != NULL && p == whole.data + whole.size;
}

static bool params_null_or_absent(const struct tlv *p)
{
	return p->tag == 0 || (p->tag == DER_NULL && p->content.size == 0);
}

static const struct method *method_find(struct view algorithm, struct tlv *params)
{
	const struct method *m = NULL;
	struct view oid;

	if (!algorithm_split(algorithm, &oid, params))
		return NULL;
	for (size_t i = 0; i < sizeof methods / sizeof *methods && m == NULL; i++)
		if (view_equal(methods[i].oid, oid))
			m = &methods[i];
	if (m == NULL)
		return NULL;
	if (m->params == PARAMS_ABSENT && params->tag != 0)
		return NULL;
	if (m->params == PARAMS_NULL && !params_null_or_absent(params))
		return NULL;
	return m;
}

struct pss { const struct digest_row *digest, *mask; int64_t salt; };

static const struct digest_row *digest_find(struct view algorithm)
{
	struct view oid;
	struct tlv params;

	if (!algorithm_split(algorithm, &oid, &params) || !params_null_or_absent(&params))
		return NULL;
	for (size_t i = 0; i < sizeof digests / sizeof *digests; i++)
		if (view_equal(digests[i].oid, oid))
			return &digests[i];
	return NULL;
}

/* [0] hash, [1] mask generation, [2] salt length, [3] trailer: each explicit,
 * each with a default. RFC 4055 section 3.1. */
static bool pss_read(const struct tlv *params, struct pss *out)
{
	static const struct view mgf1 = OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08");
	struct der d = der_of(params->content);
	struct tlv t, inner;
	struct view oid;
	int64_t trailer = 1;

	*out = (struct pss){ .digest = sha1_row, .mask = sha1_row, .salt = 20 };
	if (params->tag != DER_SEQUENCE)
		return false;
	if (der_take(&d, 0xa0, &t))
		out->digest = digest_find(t.content);
	if (der_take(&d, 0xa1, &t)) {
		if (!algorithm_split(t.content, &oid, &inner) || !view_equal(oid, mgf1))
			return false;
		out->mask = digest_find(inner.whole);
	}
	if (der_take(&d, 0xa2, &t) && (!der_only(t.content, DER_INTEGER, &inner) ||
	    !der_read_small(inner.content, &out->salt)))
		return false;
	if (der_take(&d, 0xa3, &t) && (!der_only(t.content, DER_INTEGER, &inner) ||
	    !der_read_small(inner.content, &trailer)))
		return false;
	return der_empty(&d) && out->digest != NULL && out->mask != NULL && trailer == 1 &&
		out->salt >= 0 && out->salt <= 2048;
}

static bool key_fits(const struct method *m, EVP_PKEY *key)
{
	int id = EVP_PKEY_get_base_id(key);

	if (m->params == PARAMS_PSS)
		return id == EVP_PKEY_RSA || id == EVP_PKEY_RSA_PSS;
	return id == m->key;
}

static bool verify_with(EVP_MD_CTX *ctx, const struct method *m, const struct tlv *params,
	EVP_PKEY *key)
{
	EVP_PKEY_CTX *inner = NULL;
	struct pss pss;

	if (m->params != PARAMS_PSS)
		return EVP_DigestVerifyInit_ex(ctx, &inner, m->digest, NULL, NULL, key, NULL) == 1;
	return pss_read(params, &pss) &&
		EVP_DigestVerifyInit_ex(ctx, &inner, pss.digest->name, NULL, NULL, key, NULL) == 1 &&
		EVP_PKEY_CTX_set_rsa_padding(inner, RSA_PKCS1_PSS_PADDING) == 1 &&
		EVP_PKEY_CTX_set_rsa_pss_saltlen(inner, (int)pss.salt) == 1 &&
		EVP_PKEY_CTX_set_rsa_mgf1_md_name(inner, pss.mask->name, NULL) == 1;
}

bool sig_verify(struct view signed_bytes, struct view algorithm, struct view signature,
	EVP_PKEY *key)
{
	const struct method *m;
	struct tlv params;
	EVP_MD_CTX *ctx;
	bool good;

	m = method_find(algorithm, &params);
	if (m == NULL || key == NULL || signature.size == 0 || signed_bytes.size == 0 ||
	    !key_fits(m, key))
		return false;
	ERR_set_mark();
	ctx = EVP_MD_CTX_new();
	good = ctx != NULL && verify_with(ctx, m, &params, key) &&
		EVP_DigestVerify(ctx, signature.data, signature.size, signed_bytes.data,
			signed_bytes.size) == 1;
	EVP_MD_CTX_free(ctx);
	ERR_pop_to_mark();
	return good;
}

bool sig_verify_sha256(struct view signed_bytes, struct view signature, EVP_PKEY *key)
{
	EVP_MD_CTX *ctx;
	bool good;

	if (key == NULL || signature.size == 0)
		return false;
	ERR_set_mark();
	ctx = EVP_MD_CTX_new();
	good = ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
		EVP_DigestVerify(ctx, signature.data, signature.size, signed_bytes.data,
			signed_bytes.size) == 1;
	EVP_MD_CTX_free(ctx);
	ERR_pop_to_mark();
	return good;
}

int sig_digest_bits(struct view algorithm)
{
	struct tlv params;
	const struct method *m = method_find(algorithm, &params);
	struct pss pss;

	if (m == NULL)
		return -1;
	if (m->params != PARAMS_PSS)
		return m->bits;
	return pss_read(&params, &pss) ? pss.digest->bits : -1;
}

bool sig_reaches_level(struct view algorithm, EVP_PKEY *key, int level)
{
	static const int least[] = { 0, 80, 112, 128, 192, 256 };
	int bits = sig_digest_bits(algorithm);

	if (key == NULL || bits < 0)
		return false;
	if (level <= 0)
		return true;
	if (level > 5)
		level = 5;
	return bits >= least[level] && EVP_PKEY_get_security_bits(key) >= least[level];
}

char *sig_name(struct arena *a, struct view algorithm)
{
	struct view oid;
	struct tlv params;

	if (!algorithm_split(algorithm, &oid, &params))
		return arena_text(a, "(a malformed algorithm)");
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (view_equal(methods[i].oid, oid))
			return arena_text(a, methods[i].name);
	return oid_text(a, oid);
}
