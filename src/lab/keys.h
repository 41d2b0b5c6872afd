/* keys: the keys of a world, each from its seed and a name.
 *
 * The same seed, name and kind give the same key on every libcrypto. RSA keys
 * are pairs of committed public primes (lab/primes.h). No key here protects
 * anything. */
#ifndef LENCR_LAB_KEYS_H
#define LENCR_LAB_KEYS_H

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/view.h"
#include "lab/put.h"

enum key_kind {
	KEY_P256, KEY_P384, KEY_P521, KEY_ED25519,
	KEY_RSA1024, KEY_RSA2048, KEY_RSA3072, KEY_RSA4096, KEY_KINDS
};
/* "p256" … "rsa4096". */
bool key_kind_read(const char *, enum key_kind *out);
bool key_is_rsa(enum key_kind);

enum hash_kind { HASH_USUAL, HASH_MD5, HASH_SHA1, HASH_SHA256, HASH_SHA384, HASH_SHA512, HASH_KINDS };
bool hash_kind_read(const char *, enum hash_kind *out);

struct key {
	const char *seed, *name;
	enum key_kind kind;
	unsigned pair;            /* RSA: which pair of primes */
	/* Made by key_make. */
	EVP_PKEY *pkey;           /* owned by the arena */
	BIGNUM *scalar;           /* EC; owned by the arena */
	struct view spki;         /* SubjectPublicKeyInfo TLV */
	struct view bits;         /* content of subjectPublicKey */
	uint8_t sha1[20];         /* of `bits`: key identifier and OCSP key hash */
};

/* HKDF (RFC 5869, SHA-256) of the seed: SIZE octets (at most 255 * 32) that
 * belong to PURPOSE and NAME. */
void key_derive(const char *seed, const char *purpose, const char *name, uint8_t *out, size_t size);

/* The pair of primes that NAME points to; one of key_pairs(kind). */
unsigned key_pair_of(const char *seed, const char *name, enum key_kind);
unsigned key_pairs(enum key_kind);

/* Makes what is not made yet; every other function here calls it. */
void key_make(struct arena *, struct key *);

/* The AlgorithmIdentifier of signatures of this key, and a signature over
 * BYTES (PKCS#1 v1.5, deterministic ECDSA, Ed25519) in the arena. HASH_USUAL:
 * SHA-256, for P-384 SHA-384, for P-521 SHA-512. */
void key_put_algorithm(struct put *, const struct key *, enum hash_kind);
struct view key_sign(struct arena *, struct key *, enum hash_kind, struct view bytes);

#endif
