#include "forge.h"

#include <openssl/conf.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define USUAL_FROM INT64_C(1704067200)
#define USUAL_TO INT64_C(2019686400)

static void must(bool held, const char *what)
{
	if (held)
		return;
	fprintf(stderr, "forge: %s\n", what);
	abort();
}

static void key_drop(void *key)
{
	EVP_PKEY_free(key);
}

static EVP_PKEY *kept(struct arena *arena, EVP_PKEY *key)
{
	must(key != NULL, "key");
	arena_keep(arena, key, key_drop);
	return key;
}

EVP_PKEY *forge_curve(struct arena *arena, const char *curve)
{
	return kept(arena, EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve));
}

EVP_PKEY *forge_key(struct arena *arena)
{
	return forge_curve(arena, "P-256");
}

EVP_PKEY *forge_rsa(struct arena *arena, unsigned bits)
{
	return kept(arena, EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits));
}

static X509_NAME *name_of(const char *cn)
{
	X509_NAME *name = X509_NAME_new();

	if (cn[0] != '\0')
		must(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
			(const unsigned char *)cn, -1, -1, 0) == 1, "name");
	return name;
}

/* Stands for the issuer where libcrypto wants to see its certificate. */
static X509 *issuer_of(const struct forge *m)
{
	X509 *issuer = X509_new();
	X509_NAME *name = name_of(m->issuer == NULL ? m->subject : m->issuer);
	X509V3_CTX ctx;
	X509_EXTENSION *ski;

	X509_set_subject_name(issuer, name);
	X509_NAME_free(name);
	X509_set_pubkey(issuer, m->issuer_key == NULL ? m->key : m->issuer_key);
	X509V3_set_ctx(&ctx, NULL, issuer, NULL, NULL, 0);
	ski = X509V3_EXT_conf_nid(NULL, &ctx, NID_subject_key_identifier, "hash");
	must(ski != NULL && X509_add_ext(issuer, ski, -1) == 1, "key identifier");
	X509_EXTENSION_free(ski);
	return issuer;
}

static void extend(X509 *x, X509V3_CTX *ctx, const char *text)
{
	const char *value = strchr(text, '=');
	char name[64];
	CONF *conf = NCONF_new(NULL);
	X509_EXTENSION *ext;
	int nid;

	snprintf(name, sizeof name, "%.*s", (int)(value - text), text);
	nid = OBJ_txt2nid(name);
	/* Some extensions want a configuration, and be it an empty one. */
	X509V3_set_nconf(ctx, conf);
	ext = nid == NID_undef ? X509V3_EXT_nconf(conf, ctx, name, value + 1)
			       : X509V3_EXT_nconf_nid(conf, ctx, nid, value + 1);
	NCONF_free(conf);
	must(ext != NULL && X509_add_ext(x, ext, -1) == 1, text);
	X509_EXTENSION_free(ext);
}

/* Whether M says something of its own about the extension that TEXT is for. */
static bool replaced(const struct forge *m, const char *text)
{
	size_t size = (size_t)(strchr(text, '=') - text) + 1;

	for (size_t i = 0; i < 6 && m->extensions[i] != NULL; i++)
		if (strncmp(m->extensions[i], text, size) == 0)
			return true;
	return false;
}

static void add_extensions(X509 *x, const struct forge *m, X509 *issuer)
{
	static const char *const leaf[] = {
		"keyUsage=critical,digitalSignature", "extendedKeyUsage=serverAuth",
		"subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid:always", NULL,
	};
	static const char *const ca[] = {
		"basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign",
		"subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid:always", NULL,
	};
	const char *const *usual = m->kind == FORGE_LEAF ? leaf : ca;
	char san[400];
	X509V3_CTX ctx;

	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	for (size_t i = 0; usual[i] != NULL; i++)
		if (!replaced(m, usual[i]))
			extend(x, &ctx, usual[i]);
	snprintf(san, sizeof san, "subjectAltName=%s%s", m->san == NULL ? "DNS:" : "",
		m->san == NULL ? m->subject : m->san);
	if ((m->kind == FORGE_LEAF && m->san == NULL) || (m->san != NULL && m->san[0] != '\0'))
		extend(x, &ctx, san);
	for (size_t i = 0; i < 6 && m->extensions[i] != NULL; i++)
		if (strchr(m->extensions[i], '=')[1] != '\0')
			extend(x, &ctx, m->extensions[i]);
}

static void set_time(X509 *x, bool after, int64_t at)
{
	ASN1_TIME *t = ASN1_TIME_set(NULL, (time_t)at);

	must(t != NULL && (after ? X509_set1_notAfter(x, t) : X509_set1_notBefore(x, t)) == 1,
		"time");
	ASN1_TIME_free(t);
}

static void set_names(X509 *x, const struct forge *m)
{
	X509_NAME *subject = name_of(m->subject);
	X509_NAME *issuer = name_of(m->issuer == NULL ? m->subject : m->issuer);
	BIGNUM *serial = NULL;
	ASN1_INTEGER *number;

	BN_hex2bn(&serial, m->serial == NULL ? "01020304" : m->serial);
	number = BN_to_ASN1_INTEGER(serial, NULL);
	must(X509_set_subject_name(x, subject) == 1 && X509_set_issuer_name(x, issuer) == 1 &&
		number != NULL && X509_set_serialNumber(x, number) == 1, "names");
	ASN1_INTEGER_free(number);
	BN_free(serial);
	X509_NAME_free(subject);
	X509_NAME_free(issuer);
}

struct cert *forge_cert(struct arena *arena, const struct forge *m)
{
	X509 *x = X509_new(), *issuer = issuer_of(m);
	unsigned char *der = NULL;
	struct cert *cert;
	struct err err;
	int size;

	X509_set_version(x, m->v1 ? 0 : 2);
	set_names(x, m);
	X509_set_pubkey(x, m->key);
	set_time(x, false, m->not_before == 0 ? USUAL_FROM : m->not_before);
	set_time(x, true, m->not_after == 0 ? USUAL_TO : m->not_after);
	if (!m->v1)
		add_extensions(x, m, issuer);
	must(X509_sign(x, m->issuer_key == NULL ? m->key : m->issuer_key,
		EVP_get_digestbyname(m->digest == NULL ? "SHA256" : m->digest)) > 0, "signature");
	size = i2d_X509(x, &der);
	must(size > 0, "encoding");
	cert = cert_read(arena, view_of(der, (size_t)size), &err);
	must(cert != NULL, err.text);
	OPENSSL_free(der);
	X509_free(x);
	X509_free(issuer);
	return cert;
}
