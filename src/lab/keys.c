#include "lab/keys.h"

#include <openssl/core_names.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "lab/ecdsa.h"
#include "lab/primes.h"

/* Arguments are our own: what libcrypto refuses here is memory. */
static void must(int ok)
{
	if (ok != 1)
		mem_out();
}

static void *there(void *object)
{
	if (object == NULL)
		mem_out();
	return object;
}

static const struct key_row {
	const char *word;
	unsigned prime_bits;    /* RSA */
	int nid;                /* EC */
	const char *group, *curve_oid;
	size_t scalar_octets;
	enum hash_kind hash;
} key_rows[KEY_KINDS] = {
	[KEY_P256] = { "p256", 0, NID_X9_62_prime256v1, "P-256", "1.2.840.10045.3.1.7", 32,
		HASH_SHA256 },
	[KEY_P384] = { "p384", 0, NID_secp384r1, "P-384", "1.3.132.0.34", 48, HASH_SHA384 },
	[KEY_P521] = { "p521", 0, NID_secp521r1, "P-521", "1.3.132.0.35", 66, HASH_SHA512 },
	[KEY_ED25519] = { "ed25519", 0, 0, NULL, NULL, 0, HASH_SHA512 },
	[KEY_RSA1024] = { "rsa1024", 512, 0, NULL, NULL, 0, HASH_SHA256 },
	[KEY_RSA2048] = { "rsa2048", 1024, 0, NULL, NULL, 0, HASH_SHA256 },
	[KEY_RSA3072] = { "rsa3072", 1536, 0, NULL, NULL, 0, HASH_SHA256 },
	[KEY_RSA4096] = { "rsa4096", 2048, 0, NULL, NULL, 0, HASH_SHA256 },
};

static const struct hash_row {
	const char *word, *name, *oid, *rsa_oid, *ecdsa_oid;
} hash_rows[HASH_KINDS] = {
	[HASH_USUAL] = { "usual", NULL, NULL, NULL, NULL },
	[HASH_MD5] = { "md5", "MD5", "1.2.840.113549.2.5", "1.2.840.113549.1.1.4",
		"1.2.840.10045.4.1" },
	[HASH_SHA1] = { "sha1", "SHA1", "1.3.14.3.2.26", "1.2.840.113549.1.1.5",
		"1.2.840.10045.4.1" },
	[HASH_SHA256] = { "sha256", "SHA256", "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.11",
		"1.2.840.10045.4.3.2" },
	[HASH_SHA384] = { "sha384", "SHA384", "2.16.840.1.101.3.4.2.2", "1.2.840.113549.1.1.12",
		"1.2.840.10045.4.3.3" },
	[HASH_SHA512] = { "sha512", "SHA512", "2.16.840.1.101.3.4.2.3", "1.2.840.113549.1.1.13",
		"1.2.840.10045.4.3.4" },
};

bool key_kind_read(const char *word, enum key_kind *out)
{
	*out = KEY_P256;
	for (int k = 0; k < KEY_KINDS; k++)
		if (strcmp(word, key_rows[k].word) == 0) {
			*out = (enum key_kind)k;
			return true;
		}
	return false;
}

bool key_is_rsa(enum key_kind kind)
{
	return key_rows[kind].prime_bits != 0;
}

bool hash_kind_read(const char *word, enum hash_kind *out)
{
	*out = HASH_USUAL;
	for (int h = 0; h < HASH_KINDS; h++)
		if (strcmp(word, hash_rows[h].word) == 0) {
			*out = (enum hash_kind)h;
			return true;
		}
	return false;
}

void key_derive(const char *seed, const char *purpose, const char *name, uint8_t *out, size_t size)
{
	static const char salt[] = "lencr test world";
	struct put input = { 0 };
	uint8_t prk[32], block[32];
	unsigned length, index = 0;

	there(HMAC(EVP_sha256(), salt, sizeof salt - 1, (const uint8_t *)seed, strlen(seed), prk,
		&length));
	while (size > 0) {
		size_t part = size < sizeof block ? size : sizeof block;

		input.size = 0;
		if (index > 0)
			put_bytes(&input, block, sizeof block);
		put_bytes(&input, purpose, strlen(purpose) + 1);
		put_bytes(&input, name, strlen(name));
		put_byte(&input, ++index);
		there(HMAC(EVP_sha256(), prk, sizeof prk, input.bytes, input.size, block, &length));
		memcpy(out, block, part);
		out += part;
		size -= part;
	}
	put_clear(&input);
}

unsigned key_pairs(enum key_kind kind)
{
	unsigned count;

	primes_of(key_rows[kind].prime_bits, &count);
	return count == 0 ? 0 : count * (count - 1) / 2;
}

unsigned key_pair_of(const char *seed, const char *name, enum key_kind kind)
{
	uint8_t octets[4];
	unsigned pairs = key_pairs(kind);

	key_derive(seed, "rsa pair", name, octets, sizeof octets);
	return pairs == 0 ? 0 : ((unsigned)octets[0] << 24 | (unsigned)octets[1] << 16 |
		(unsigned)octets[2] << 8 | octets[3]) % pairs;
}

static void free_number(void *n)
{
	BN_free(n);
}

static void free_pkey(void *k)
{
	EVP_PKEY_free(k);
}

static void put_spki(struct put *p, const struct key *k)
{
	const struct key_row *row = &key_rows[k->kind];
	size_t whole = put_open(p, 0x30), algorithm = put_open(p, 0x30);

	if (row->prime_bits != 0) {
		put_oid(p, "1.2.840.113549.1.1.1");
		put_null(p);
	} else if (row->nid != 0) {
		put_oid(p, "1.2.840.10045.2.1");
		put_oid(p, row->curve_oid);
	} else {
		put_oid(p, "1.3.101.112");
	}
	put_close(p, algorithm);
	put_bits(p, k->bits);
	put_close(p, whole);
}

static EVP_PKEY *pkey_from(const char *type, OSSL_PARAM_BLD *build)
{
	EVP_PKEY_CTX *ctx = there(EVP_PKEY_CTX_new_from_name(NULL, type, NULL));
	OSSL_PARAM *params = there(OSSL_PARAM_BLD_to_param(build));
	EVP_PKEY *out = NULL;

	must(EVP_PKEY_fromdata_init(ctx));
	must(EVP_PKEY_fromdata(ctx, &out, EVP_PKEY_KEYPAIR, params));
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	EVP_PKEY_CTX_free(ctx);
	return out;
}

static void make_ec(struct arena *a, struct key *k)
{
	const struct key_row *row = &key_rows[k->kind];
	OSSL_PARAM_BLD *build = there(OSSL_PARAM_BLD_new());
	uint8_t octets[82];

	key_derive(k->seed, row->word, k->name, octets, row->scalar_octets + 16);
	k->scalar = ecdsa_scalar(row->nid, view_of(octets, row->scalar_octets + 16));
	arena_keep(a, k->scalar, free_number);
	k->bits = ecdsa_point(a, row->nid, k->scalar);
	must(OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, row->group, 0));
	must(OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, k->bits.data,
		k->bits.size));
	must(OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, k->scalar));
	k->pkey = pkey_from("EC", build);
}

/* The names and values of an RSA key, in the order of RFC 8017's RSAPrivateKey. */
enum { RSA_N, RSA_E, RSA_D, RSA_P, RSA_Q, RSA_DP, RSA_DQ, RSA_QINV, RSA_PARTS };

static void rsa_parts(const struct key *k, BIGNUM *part[RSA_PARTS])
{
	unsigned count, p = 0, rest = k->pair;
	const char *const *primes = primes_of(key_rows[k->kind].prime_bits, &count);
	BN_CTX *ctx = there(BN_CTX_new());
	BIGNUM *p1 = there(BN_new()), *q1 = there(BN_new()), *phi = there(BN_new());

	for (int i = 0; i < RSA_PARTS; i++)
		part[i] = there(BN_new());
	/* Pair 0 is (0, 1), then (0, 2) … (1, 2) … */
	while (rest >= count - 1 - p)
		rest -= count - 1 - p++;
	if (BN_hex2bn(&part[RSA_P], primes[p]) == 0 ||
	    BN_hex2bn(&part[RSA_Q], primes[p + 1 + rest]) == 0)
		mem_out();
	must(BN_mul(part[RSA_N], part[RSA_P], part[RSA_Q], ctx));
	must(BN_set_word(part[RSA_E], 65537));
	must(BN_sub(p1, part[RSA_P], BN_value_one()));
	must(BN_sub(q1, part[RSA_Q], BN_value_one()));
	must(BN_mul(phi, p1, q1, ctx));
	there(BN_mod_inverse(part[RSA_D], part[RSA_E], phi, ctx));
	must(BN_nnmod(part[RSA_DP], part[RSA_D], p1, ctx));
	must(BN_nnmod(part[RSA_DQ], part[RSA_D], q1, ctx));
	there(BN_mod_inverse(part[RSA_QINV], part[RSA_Q], part[RSA_P], ctx));
	BN_free(phi);
	BN_free(q1);
	BN_free(p1);
	BN_CTX_free(ctx);
}

static void put_number(struct put *p, const BIGNUM *n)
{
	uint8_t octets[512];
	int size = BN_bn2binpad(n, octets, (int)sizeof octets);

	if (size < 0)
		mem_out();
	put_unsigned(p, view_of(octets, (size_t)size));
}

static void make_rsa(struct arena *a, struct key *k)
{
	static const char *const names[RSA_PARTS] = {
		OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_D,
		OSSL_PKEY_PARAM_RSA_FACTOR1, OSSL_PKEY_PARAM_RSA_FACTOR2,
		OSSL_PKEY_PARAM_RSA_EXPONENT1, OSSL_PKEY_PARAM_RSA_EXPONENT2,
		OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
	};
	OSSL_PARAM_BLD *build = there(OSSL_PARAM_BLD_new());
	BIGNUM *part[RSA_PARTS];
	struct put p = { 0 };
	size_t mark = put_open(&p, 0x30);

	rsa_parts(k, part);
	put_number(&p, part[RSA_N]);
	put_number(&p, part[RSA_E]);
	put_close(&p, mark);
	k->bits = put_take(&p, a);
	for (int i = 0; i < RSA_PARTS; i++)
		must(OSSL_PARAM_BLD_push_BN(build, names[i], part[i]));
	k->pkey = pkey_from("RSA", build);
	for (int i = 0; i < RSA_PARTS; i++)
		BN_free(part[i]);
}

static void make_ed25519(struct arena *a, struct key *k)
{
	uint8_t octets[32], *out;
	size_t size = sizeof octets;

	key_derive(k->seed, "ed25519", k->name, octets, sizeof octets);
	k->pkey = there(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, octets,
		sizeof octets));
	out = arena_take(a, sizeof octets);
	must(EVP_PKEY_get_raw_public_key(k->pkey, out, &size));
	k->bits = view_of(out, size);
}

void key_make(struct arena *a, struct key *k)
{
	struct put p = { 0 };

	if (k->pkey != NULL)
		return;
	if (key_is_rsa(k->kind))
		make_rsa(a, k);
	else if (k->kind == KEY_ED25519)
		make_ed25519(a, k);
	else
		make_ec(a, k);
	arena_keep(a, k->pkey, free_pkey);
	put_spki(&p, k);
	k->spki = put_take(&p, a);
	digest_sha1(k->bits, k->sha1);
}

static enum hash_kind hash_of(const struct key *k, enum hash_kind hash)
{
	return hash == HASH_USUAL ? key_rows[k->kind].hash : hash;
}

void key_put_algorithm(struct put *p, const struct key *k, enum hash_kind hash)
{
	const struct hash_row *row = &hash_rows[hash_of(k, hash)];
	size_t mark = put_open(p, 0x30);

	if (k->kind == KEY_ED25519) {
		put_oid(p, "1.3.101.112");
	} else if (key_is_rsa(k->kind)) {
		put_oid(p, row->rsa_oid);
		put_null(p);
	} else {
		put_oid(p, row->ecdsa_oid);
	}
	put_close(p, mark);
}

/* DigestInfo made by us and padded by libcrypto: a system-wide ban of SHA-1
 * signatures does not stop the lab from making bad examples. */
static struct view sign_rsa(struct arena *a, struct key *k, const struct hash_row *row,
	struct view digest)
{
	EVP_PKEY_CTX *ctx = there(EVP_PKEY_CTX_new(k->pkey, NULL));
	struct put p = { 0 };
	size_t whole = put_open(&p, 0x30), algorithm = put_open(&p, 0x30);
	size_t size = (size_t)EVP_PKEY_get_size(k->pkey);
	uint8_t *out = arena_take(a, size);

	put_oid(&p, row->oid);
	put_null(&p);
	put_close(&p, algorithm);
	put_tlv(&p, 0x04, digest);
	put_close(&p, whole);
	must(EVP_PKEY_sign_init(ctx));
	must(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING));
	must(EVP_PKEY_sign(ctx, out, &size, p.bytes, p.size));
	put_clear(&p);
	EVP_PKEY_CTX_free(ctx);
	return view_of(out, size);
}

static struct view sign_ed25519(struct arena *a, struct key *k, struct view bytes)
{
	EVP_MD_CTX *ctx = there(EVP_MD_CTX_new());
	size_t size = 64;
	uint8_t *out = arena_take(a, size);

	must(EVP_DigestSignInit(ctx, NULL, NULL, NULL, k->pkey));
	must(EVP_DigestSign(ctx, out, &size, bytes.data, bytes.size));
	EVP_MD_CTX_free(ctx);
	return view_of(out, size);
}

struct view key_sign(struct arena *a, struct key *k, enum hash_kind hash, struct view bytes)
{
	const struct hash_row *row = &hash_rows[hash_of(k, hash)];
	uint8_t octets[EVP_MAX_MD_SIZE];
	struct view digest, out;
	unsigned size;
	EVP_MD *md;

	key_make(a, k);
	if (k->kind == KEY_ED25519)
		return sign_ed25519(a, k, bytes);
	md = there(EVP_MD_fetch(NULL, row->name, NULL));
	must(EVP_Digest(bytes.data, bytes.size, octets, &size, md, NULL));
	digest = view_of(octets, size);
	out = key_is_rsa(k->kind) ? sign_rsa(a, k, row, digest) :
		ecdsa_sign(a, key_rows[k->kind].nid, k->scalar, md, digest);
	EVP_MD_free(md);
	return out;
}
