/* aead: what it takes to look into packets whose keys are public: HKDF with
 * SHA-256 (RFC 5869), the labels of TLS 1.3 (RFC 8446 section 7.1), AES-128-GCM
 * opening, one block of AES-128. By libcrypto.
 *
 * For reading captures, never for protecting anything: the QUIC Initial secrets
 * (RFC 9001 section 5.2) are known to whoever sees the packet. */
#ifndef LENCR_BASE_AEAD_H
#define LENCR_BASE_AEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/view.h"

#define AEAD_KEY 16
#define AEAD_NONCE 12
#define AEAD_TAG 16

void hkdf_extract(struct view salt, struct view secret, uint8_t out[32]);
/* HKDF-Expand-Label with an empty context. LABEL without "tls13 ", at most 240
 * octets; SIZE 1 to 32. */
void hkdf_label(const uint8_t secret[32], const char *label, uint8_t *out, size_t size);

/* SEALED is the ciphertext with its tag; OUT has room for SEALED.size - AEAD_TAG
 * octets. False: not sealed by this key, nonce and ASSOCIATED data (OUT is then
 * not to be used), or shorter than a tag or over 64 KiB. */
bool aead_open(const uint8_t key[AEAD_KEY], const uint8_t nonce[AEAD_NONCE], struct view associated,
	struct view sealed, uint8_t *out);
/* One block of AES-128-ECB: the mask of QUIC's header protection. */
void aead_mask(const uint8_t key[AEAD_KEY], const uint8_t sample[16], uint8_t out[16]);

#endif
