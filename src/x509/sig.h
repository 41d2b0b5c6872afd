/* sig: does this signature verify, and how strong is it. By libcrypto. */
#ifndef LENCR_X509_SIG_H
#define LENCR_X509_SIG_H

#include <openssl/evp.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/view.h"

/* SIGNED_BYTES (the tbs TLV), ALGORITHM (AlgorithmIdentifier TLV) and
 * SIGNATURE (bits without the unused-bits octet) under KEY. True exactly when
 * libcrypto says 1 (RSA PKCS#1, RSA-PSS, ECDSA, EdDSA). */
bool sig_verify(struct view signed_bytes, struct view algorithm, struct view signature,
	EVP_PKEY *key);

/* The key in a SubjectPublicKeyInfo TLV; NULL: libcrypto cannot decode it. The
 * arena owns it. */
EVP_PKEY *sig_key_read(struct arena *, struct view spki);
/* An ECDSA or RSA PKCS#1 signature with SHA-256, as TLS 1.2 structures have it. */
bool sig_verify_sha256(struct view signed_bytes, struct view signature, EVP_PKEY *key);

/* Whether this is one AlgorithmIdentifier TLV, known or not, that libcrypto
 * decodes. */
bool sig_algorithm_ok(struct view algorithm);
/* Security bits of the digest inside ALGORITHM (collision resistance: SHA-1
 * 63 as OpenSSL counts, SHA-256 128, MD5 39), -1 when unknown. EdDSA: 128/224. */
int sig_digest_bits(struct view algorithm);
/* Whether digest and key reach OpenSSL's security LEVEL (1: 80 bits, 2: 112). */
bool sig_reaches_level(struct view algorithm, EVP_PKEY *key, int level);
/* "ecdsa-with-SHA384", or the dotted OID. */
char *sig_name(struct arena *, struct view algorithm);

#endif
