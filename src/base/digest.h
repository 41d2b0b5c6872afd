/* digest: hashes of bytes, by libcrypto. */
#ifndef LENCR_BASE_DIGEST_H
#define LENCR_BASE_DIGEST_H

#include <stdint.h>

#include "base/view.h"

void digest_sha1(struct view, uint8_t out[20]);
void digest_sha256(struct view, uint8_t out[32]);

#endif
