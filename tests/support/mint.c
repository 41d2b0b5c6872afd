#include "mint.h"

#include <openssl/conf.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS 64

/* Whatever libcrypto refuses here is a mistake of the test. */
static void need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "mint: %s\n", what);
	ERR_print_errors_fp(stderr);
	abort();
}

EVP_PKEY *mint_key(const char *name)
{
	static struct { char name[64]; EVP_PKEY *key; } keys[KEYS];
	size_t i = 0;

	while (i < KEYS && keys[i].key != NULL && strcmp(keys[i].name, name) != 0)
		i++;
	need(i < KEYS && strlen(name) < sizeof keys[i].name, "too many keys");
	if (keys[i].key == NULL) {
		memcpy(keys[i].name, name, strlen(name) + 1);
		keys[i].key = EVP_EC_gen("P-256");
		need(keys[i].key != NULL, "key");
	}
	return keys[i].key;
}

static int64_t when(int64_t offset, int64_t otherwise)
{
	return MINT_NOW + (offset == 0 ? otherwise : offset);
}

static void set_name(X509_NAME *name, const char *cn)
{
	need(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)cn, -1,
		-1, 0) == 1, "name");
}

static ASN1_INTEGER *integer(const char *hex)
{
	BIGNUM *n = NULL;
	ASN1_INTEGER *out;

	need(BN_hex2bn(&n, hex) > 0, "serial");
	out = BN_to_ASN1_INTEGER(n, NULL);
	need(out != NULL, "serial");
	BN_free(n);
	return out;
}

static CONF *config(const char *text)
{
	CONF *conf = NCONF_new(NULL);
	BIO *bio = BIO_new_mem_buf(text, -1);
	long line = 0;

	need(conf != NULL && bio != NULL && NCONF_load_bio(conf, bio, &line) == 1, text);
	BIO_free(bio);
	return conf;
}

X509 *mint_cert(struct arena *arena, const struct mint_cert *m)
{
	X509 *x = X509_new();
	const char *issuer = m->issuer != NULL ? m->issuer : m->subject;
	const char *signer = m->signer != NULL ? m->signer : issuer;
	ASN1_INTEGER *serial = integer(m->serial != NULL ? m->serial : "1234");

	need(x != NULL && X509_set_version(x, 2) == 1 && X509_set_serialNumber(x, serial) == 1,
		"certificate");
	ASN1_INTEGER_free(serial);
	set_name(X509_get_subject_name(x), m->subject);
	set_name(X509_get_issuer_name(x), issuer);
	need(ASN1_TIME_set(X509_getm_notBefore(x), (time_t)when(m->from, -30 * MINT_DAY)) != NULL &&
		ASN1_TIME_set(X509_getm_notAfter(x), (time_t)when(m->until, 60 * MINT_DAY)) != NULL &&
		X509_set_pubkey(x, mint_key(m->key != NULL ? m->key : m->subject)) == 1, "fields");
	if (m->ext != NULL) {
		CONF *conf = config(m->ext);
		X509V3_CTX ctx;

		X509V3_set_ctx(&ctx, x, x, NULL, NULL, 0);
		X509V3_set_nconf(&ctx, conf);
		need(X509V3_EXT_add_nconf(conf, &ctx, "ext", x) == 1, m->ext);
		NCONF_free(conf);
	}
	need(X509_sign(x, mint_key(signer), EVP_sha256()) > 0, "sign");
	arena_keep(arena, x, (void (*)(void *))X509_free);
	return x;
}

struct view mint_der(struct arena *arena, X509 *x)
{
	unsigned char *der = NULL;
	int size = i2d_X509(x, &der);
	struct view out;

	need(size > 0, "DER");
	out = view_of(arena_copy(arena, der, (size_t)size), (size_t)size);
	OPENSSL_free(der);
	return out;
}

static void add_entry(X509_CRL *crl, const struct mint_entry *m)
{
	X509_REVOKED *r = X509_REVOKED_new();
	ASN1_INTEGER *serial = integer(m->serial);
	ASN1_TIME *at = ASN1_TIME_set(NULL, (time_t)when(m->at, -7200));

	need(r != NULL && X509_REVOKED_set_serialNumber(r, serial) == 1 &&
		X509_REVOKED_set_revocationDate(r, at) == 1, "entry");
	if (m->reason != 0) {
		ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();

		need(ASN1_ENUMERATED_set(reason, m->reason == 100 ? 0 : m->reason) == 1 &&
			X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, reason, 0, 0) == 1, "reason");
		ASN1_ENUMERATED_free(reason);
	}
	if (m->cert_issuer != NULL) {
		GENERAL_NAMES *names = GENERAL_NAMES_new();
		GENERAL_NAME *one = GENERAL_NAME_new();
		X509_NAME *name = X509_NAME_new();

		set_name(name, m->cert_issuer);
		GENERAL_NAME_set0_value(one, GEN_DIRNAME, name);
		need(sk_GENERAL_NAME_push(names, one) > 0 &&
			X509_REVOKED_add1_ext_i2d(r, NID_certificate_issuer, names, 1, 0) == 1,
			"certificateIssuer");
		GENERAL_NAMES_free(names);
	}
	if (m->unknown_critical) {
		ASN1_OBJECT *oid = OBJ_txt2obj("1.2.3.4.5", 1);
		ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
		X509_EXTENSION *ext;

		need(ASN1_OCTET_STRING_set(value, (const unsigned char *)"\005", 2) == 1, "value");
		ext = X509_EXTENSION_create_by_OBJ(NULL, oid, 1, value);
		need(X509_REVOKED_add_ext(r, ext, -1) == 1, "unknown extension");
		X509_EXTENSION_free(ext);
		ASN1_OCTET_STRING_free(value);
		ASN1_OBJECT_free(oid);
	}
	need(X509_CRL_add0_revoked(crl, r) == 1, "entry");
	ASN1_INTEGER_free(serial);
	ASN1_TIME_free(at);
}

static void add_aki(X509_CRL *crl, EVP_PKEY *key)
{
	unsigned char sha1[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	X509_PUBKEY *pub = NULL;
	const unsigned char *bits;
	int length;
	AUTHORITY_KEYID *aki = AUTHORITY_KEYID_new();

	need(X509_PUBKEY_set(&pub, key) == 1 &&
		X509_PUBKEY_get0_param(NULL, &bits, &length, NULL, pub) == 1 &&
		EVP_Digest(bits, (size_t)length, sha1, &size, EVP_sha1(), NULL) == 1, "key id");
	aki->keyid = ASN1_OCTET_STRING_new();
	need(ASN1_OCTET_STRING_set(aki->keyid, sha1, (int)size) == 1 &&
		X509_CRL_add1_ext_i2d(crl, NID_authority_key_identifier, aki, 0, 0) == 1, "AKI");
	AUTHORITY_KEYID_free(aki);
	X509_PUBKEY_free(pub);
}

static void set_crl_times(X509_CRL *crl, const struct mint_crl *m)
{
	ASN1_TIME *from = ASN1_TIME_set(NULL, (time_t)when(m->from, -3600));
	ASN1_TIME *until;

	need(X509_CRL_set1_lastUpdate(crl, from) == 1, "thisUpdate");
	ASN1_TIME_free(from);
	if (m->until == MINT_NONE)
		return;
	until = ASN1_TIME_set(NULL, (time_t)when(m->until, MINT_DAY));
	need(X509_CRL_set1_nextUpdate(crl, until) == 1, "nextUpdate");
	ASN1_TIME_free(until);
}

struct view mint_crl(struct arena *arena, const struct mint_crl *m)
{
	X509_CRL *crl = X509_CRL_new();
	X509_NAME *name = X509_NAME_new();
	const char *signer = m->signer != NULL ? m->signer : m->issuer;
	unsigned char *der = NULL;
	struct view out;
	int size;

	set_name(name, m->issuer);
	need(X509_CRL_set_version(crl, 1) == 1 && X509_CRL_set_issuer_name(crl, name) == 1, "CRL");
	X509_NAME_free(name);
	set_crl_times(crl, m);
	for (size_t i = 0; i < 4 && m->entries[i].serial != NULL; i++)
		add_entry(crl, &m->entries[i]);
	if (!m->no_aki)
		add_aki(crl, mint_key(m->aki != NULL ? m->aki : signer));
	if (m->ext != NULL) {
		CONF *conf = config(m->ext);
		X509V3_CTX ctx;

		X509V3_set_ctx(&ctx, NULL, NULL, NULL, crl, 0);
		X509V3_set_nconf(&ctx, conf);
		need(X509V3_EXT_CRL_add_nconf(conf, &ctx, "ext", crl) == 1, m->ext);
		NCONF_free(conf);
	}
	need(X509_CRL_sign(crl, mint_key(signer), m->sha1 ? EVP_sha1() : EVP_sha256()) > 0, "sign");
	size = i2d_X509_CRL(crl, &der);
	need(size > 0, "DER");
	if (m->damage)
		der[size - 1] ^= 1;
	out = view_of(arena_copy(arena, der, (size_t)size), (size_t)size);
	OPENSSL_free(der);
	X509_CRL_free(crl);
	return out;
}
