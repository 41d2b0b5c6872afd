/* pkcs12: the certificates of a PKCS#12 key store (RFC 7292).
 *
 * No private key is ever decrypted: which certificate has the key is told by
 * the localKeyID that both carry. Old ciphers (RC2-40, 3DES) are read where
 * libcrypto's legacy provider is installed. Iteration counts over
 * PKCS12_ROUNDS_MAX are refused before any is run. */
#ifndef LENCR_X509_PKCS12_H
#define LENCR_X509_PKCS12_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

#define PKCS12_BYTES_MAX ((size_t)16 << 20)
#define PKCS12_ROUNDS_MAX 10000000L

enum pkcs12_end {
	PKCS12_READ,
	PKCS12_WRONG_PASSWORD,
	PKCS12_BROKEN,          /* *err says how */
};
/* PASSWORD: UTF-8; NULL tries the empty one and none at all. The subject (the
 * certificate with the key; without one, the first that names no other's
 * issuer) comes first. Views into the arena. At most MAX certificates. */
enum pkcs12_end pkcs12_read(struct arena *, struct view body, const char *password, size_t max,
	struct view **certs, size_t *count, struct err *);

#endif
