/* ecdsa: deterministic ECDSA (RFC 6979), because libcrypto before 3.2 cannot.
 *
 * For the test mode alone: not constant time, never for keys that are worth
 * anything. */
#ifndef LENCR_LAB_ECDSA_H
#define LENCR_LAB_ECDSA_H

#include <openssl/bn.h>
#include <openssl/evp.h>

#include "base/arena.h"
#include "base/view.h"

/* Group by NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1. */

/* The uncompressed public point of SCALAR, in the arena. */
struct view ecdsa_point(struct arena *, int nid, const BIGNUM *scalar);

/* A scalar in [1, order-1] from OCTETS (16 more than the order has, so that
 * the reduction shows no bias). Owned by the caller. */
BIGNUM *ecdsa_scalar(int nid, struct view octets);

/* Signs DIGEST, which was made with MD; the nonce is RFC 6979's for the same
 * MD. Ecdsa-Sig-Value as DER, in the arena. */
struct view ecdsa_sign(struct arena *, int nid, const BIGNUM *scalar, const EVP_MD *md,
	struct view digest);

#endif
