/* md5: RFC 1321, for the names of Windows cache files and for nothing else.
 *
 * Written out here because libcrypto refuses MD5 where it runs in FIPS mode,
 * and because thousands of names are made for one look-up. Not for security. */
#ifndef LENCR_KNOWN_MD5_H
#define LENCR_KNOWN_MD5_H

#include <stdint.h>

#include "base/view.h"

/* At most 8 KiB; longer input is cut. */
void md5(struct view, uint8_t out[16]);

#endif
