/* stage: what the measurements are made on, written into the current folder.
 *
 *	stage URL LEAVES SIZE...
 *
 * For each issuer ec (P-384, SHA-384) and rsa (2048 bits, SHA-256): ISSUER.pem
 * (a root), ISSUER-leaf.pem, ISSUER-SIZE.crl and ISSUER-SIZE.crl.pem (at most
 * 100,000 entries: other tools want it) with serials of 18 octets, UTCTime, reasons
 * on two of five entries, authorityKeyIdentifier, cRLNumber and a critical
 * issuingDistributionPoint. URL is theirs. ec-1.pem … ec-LEAVES.pem are
 * leaves for batches. Everything is valid for a week from now. */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "lab/put.h"

#define WEEK 604800
#define SERIAL 18
#define PEM_MOST 100000

struct issuer { const char *name; EVP_PKEY *key; X509 *root; const EVP_MD *md; };

static void must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "stage: %s\n", what);
	exit(1);
}

/* The same numbers in every run (splitmix64). */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static void random_serial(uint64_t *state, uint8_t serial[SERIAL])
{
	for (size_t i = 0; i < SERIAL; i++)
		serial[i] = (uint8_t)next_random(state);
	serial[0] = (uint8_t)(3 + (serial[0] & 3));
}

static void save(const char *name, const void *bytes, size_t size)
{
	FILE *file = fopen(name, "wb");

	must(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0, name);
}

static void save_pem(const char *name, X509 *cert)
{
	FILE *file = fopen(name, "w");

	must(file != NULL && PEM_write_X509(file, cert) == 1 && fclose(file) == 0, name);
}

static void add_extension(X509 *cert, X509V3_CTX *ctx, int nid, const char *value)
{
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, ctx, nid, value);

	must(e != NULL && X509_add_ext(cert, e, -1) == 1, value);
	X509_EXTENSION_free(e);
}

static X509 *new_cert(const struct issuer *by, EVP_PKEY *key, const char *cn, uint64_t number)
{
	X509 *x = X509_new();
	X509_NAME *name = X509_NAME_new();

	must(x != NULL && name != NULL, "no memory");
	must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)cn,
		-1, -1, 0) == 1, cn);
	must(X509_set_version(x, X509_VERSION_3) == 1 && X509_set_subject_name(x, name) == 1 &&
		X509_set_issuer_name(x, by->root == NULL ? name :
			X509_get_subject_name(by->root)) == 1 &&
		ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), number) == 1 &&
		X509_gmtime_adj(X509_getm_notBefore(x), -3600) != NULL &&
		X509_gmtime_adj(X509_getm_notAfter(x), WEEK) != NULL &&
		X509_set_pubkey(x, key) == 1, cn);
	X509_NAME_free(name);
	return x;
}

static X509 *make_root(struct issuer *by)
{
	char cn[40];
	X509V3_CTX ctx;

	snprintf(cn, sizeof cn, "Measured %s root", by->name);
	by->root = NULL;
	by->root = new_cert(by, by->key, cn, 1);
	X509V3_set_ctx(&ctx, by->root, by->root, NULL, NULL, 0);
	add_extension(by->root, &ctx, NID_basic_constraints, "critical,CA:TRUE");
	add_extension(by->root, &ctx, NID_key_usage, "critical,keyCertSign,cRLSign");
	add_extension(by->root, &ctx, NID_subject_key_identifier, "hash");
	must(X509_sign(by->root, by->key, by->md) > 0, "signing");
	return by->root;
}

static void make_leaf(const struct issuer *by, EVP_PKEY *key, const char *url, uint64_t number,
	const char *file)
{
	char text[300];
	X509 *x;
	X509V3_CTX ctx;

	snprintf(text, sizeof text, "host%llu.example", (unsigned long long)number);
	x = new_cert(by, key, text, number);
	X509V3_set_ctx(&ctx, by->root, x, NULL, NULL, 0);
	add_extension(x, &ctx, NID_basic_constraints, "critical,CA:FALSE");
	add_extension(x, &ctx, NID_key_usage, "critical,digitalSignature");
	add_extension(x, &ctx, NID_ext_key_usage, "serverAuth");
	add_extension(x, &ctx, NID_authority_key_identifier, "keyid:always");
	snprintf(text, sizeof text, "DNS:host%llu.example", (unsigned long long)number);
	add_extension(x, &ctx, NID_subject_alt_name, text);
	snprintf(text, sizeof text, "URI:%s", url);
	add_extension(x, &ctx, NID_crl_distribution_points, text);
	must(X509_sign(x, by->key, by->md) > 0, "signing");
	save_pem(file, x);
	X509_free(x);
}

static void put_entries(struct put *p, size_t count, int64_t now)
{
	uint64_t state = count;
	size_t list = put_open(p, 0x30);

	for (size_t i = 0; i < count; i++) {
		size_t entry = put_open(p, 0x30);
		uint8_t serial[SERIAL];

		random_serial(&state, serial);
		put_unsigned(p, view_of(serial, SERIAL));
		put_time(p, now - 3600 - (int64_t)(next_random(&state) % 5000000));
		if (i % 5 < 2) /* reasonCode: superseded or keyCompromise */
			put_bytes(p, i % 5 == 0 ?
				"\x30\x0c\x30\x0a\x06\x03\x55\x1d\x15\x04\x03\x0a\x01\x04" :
				"\x30\x0c\x30\x0a\x06\x03\x55\x1d\x15\x04\x03\x0a\x01\x01", 14);
		put_close(p, entry);
	}
	put_close(p, list);
}

static void put_extension(struct put *p, const char *oid, bool critical, const struct put *value)
{
	size_t mark = put_open(p, 0x30);

	put_oid(p, oid);
	if (critical)
		put_bool(p, true);
	put_tlv(p, 0x04, view_of(value->bytes, value->size));
	put_close(p, mark);
}

static void put_crl_extensions(struct put *p, X509 *root, const char *url, int64_t number)
{
	const ASN1_OCTET_STRING *id = X509_get0_subject_key_id(root);
	struct put v = { 0 };
	size_t outer = put_open(p, 0xa0), list = put_open(p, 0x30), a, b, c;

	a = put_open(&v, 0x30);
	put_tlv(&v, 0x80, view_of(ASN1_STRING_get0_data(id), (size_t)ASN1_STRING_length(id)));
	put_close(&v, a);
	put_extension(p, "2.5.29.35", false, &v);
	put_clear(&v);
	put_small(&v, number);
	put_extension(p, "2.5.29.20", false, &v);
	put_clear(&v);
	a = put_open(&v, 0x30);
	b = put_open(&v, 0xa0);
	c = put_open(&v, 0xa0);
	put_text(&v, 0x86, url);
	put_close(&v, c);
	put_close(&v, b);
	put_bytes(&v, "\x81\x01\xff", 3); /* onlyContainsUserCerts */
	put_close(&v, a);
	put_extension(p, "2.5.29.28", true, &v);
	put_clear(&v);
	put_close(p, list);
	put_close(p, outer);
}

static void put_algorithm(struct put *p, const struct issuer *by)
{
	size_t mark = put_open(p, 0x30);

	if (EVP_PKEY_get_base_id(by->key) == EVP_PKEY_RSA) {
		put_oid(p, "1.2.840.113549.1.1.11");
		put_null(p);
	} else {
		put_oid(p, "1.2.840.10045.4.3.3");
	}
	put_close(p, mark);
}

static void save_crl_pem(const char *file, const struct put *p)
{
	const unsigned char *at = p->bytes;
	X509_CRL *crl = d2i_X509_CRL(NULL, &at, (long)p->size);
	FILE *out = fopen(file, "w");

	must(crl != NULL && out != NULL && PEM_write_X509_CRL(out, crl) == 1 && fclose(out) == 0,
		file);
	X509_CRL_free(crl);
}

static void put_signature(struct put *p, const struct issuer *by, struct view signed_bytes)
{
	unsigned char signature[1024];
	size_t size = sizeof signature;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	must(ctx != NULL && EVP_DigestSignInit(ctx, NULL, by->md, NULL, by->key) == 1 &&
		EVP_DigestSign(ctx, signature, &size, signed_bytes.data, signed_bytes.size) == 1,
		"signing");
	EVP_MD_CTX_free(ctx);
	put_bits(p, view_of(signature, size));
}

static void make_crl(const struct issuer *by, const char *url, size_t count, int64_t now)
{
	struct put tbs = { 0 }, whole = { 0 };
	unsigned char *name = NULL;
	int name_size = i2d_X509_NAME(X509_get_subject_name(by->root), &name);
	size_t mark = put_open(&tbs, 0x30);
	char file[80];

	must(name_size > 0, "no memory");
	put_small(&tbs, 1);
	put_algorithm(&tbs, by);
	put_bytes(&tbs, name, (size_t)name_size);
	OPENSSL_free(name);
	put_time(&tbs, now - 3600);
	put_time(&tbs, now + WEEK);
	put_entries(&tbs, count, now);
	put_crl_extensions(&tbs, by->root, url, now);
	put_close(&tbs, mark);
	mark = put_open(&whole, 0x30);
	put_bytes(&whole, tbs.bytes, tbs.size);
	put_algorithm(&whole, by);
	put_signature(&whole, by, view_of(tbs.bytes, tbs.size));
	put_close(&whole, mark);
	snprintf(file, sizeof file, "%s-%zu.crl", by->name, count);
	save(file, whole.bytes, whole.size);
	snprintf(file, sizeof file, "%s-%zu.crl.pem", by->name, count);
	if (count <= PEM_MOST)
		save_crl_pem(file, &whole);
	put_clear(&tbs);
	put_clear(&whole);
}

static void make_issuer(struct issuer *by, EVP_PKEY *leaf_key, const char *url)
{
	char file[80];

	must(by->key != NULL, "no key");
	snprintf(file, sizeof file, "%s.pem", by->name);
	save_pem(file, make_root(by));
	snprintf(file, sizeof file, "%s-leaf.pem", by->name);
	make_leaf(by, leaf_key, url, 1000000, file);
}

int main(int argc, char **argv)
{
	struct issuer issuers[] = {
		{ .name = "ec", .key = EVP_EC_gen("P-384"), .md = EVP_sha384() },
		{ .name = "rsa", .key = EVP_RSA_gen(2048), .md = EVP_sha256() },
	};
	EVP_PKEY *leaf_key = EVP_EC_gen("P-256");
	int64_t now = (int64_t)time(NULL);
	char file[80];

	must(argc >= 3 && leaf_key != NULL, "usage: stage URL LEAVES SIZE...");
	for (size_t n = 0; n < sizeof issuers / sizeof *issuers; n++) {
		make_issuer(&issuers[n], leaf_key, argv[1]);
		for (int i = 3; i < argc; i++)
			make_crl(&issuers[n], argv[1], strtoul(argv[i], NULL, 10), now);
	}
	for (unsigned long i = 1; i <= strtoul(argv[2], NULL, 10); i++) {
		snprintf(file, sizeof file, "ec-%lu.pem", i);
		make_leaf(&issuers[0], leaf_key, argv[1], 2000000 + i, file);
	}
	for (size_t n = 0; n < sizeof issuers / sizeof *issuers; n++) {
		EVP_PKEY_free(issuers[n].key);
		X509_free(issuers[n].root);
	}
	EVP_PKEY_free(leaf_key);
	return 0;
}
