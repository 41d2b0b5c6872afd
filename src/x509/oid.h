/* oid: object identifiers as text, and the ones that this layer knows.
 *
 * An OID is handled as the content octets of its TLV; X.690 section 8.19. */
#ifndef LENCR_X509_OID_H
#define LENCR_X509_OID_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/view.h"

/* Whether the octets are a well-formed OID (not empty, every arc complete and
 * without redundant leading octets). */
bool oid_ok(struct view content);
/* Dotted form. An arc over 64 bits or a malformed OID gives "hex:" and the
 * octets instead, so that the work stays linear. Never NULL. */
char *oid_text(struct arena *, struct view content);

/* For tables of OIDs: { OID("\x55\x1d\x13"), … } */
#define OID(octets) { (const uint8_t *)(octets), sizeof(octets) - 1 }
#define OID_EXT(last) OID("\x55\x1d" last)                    /* 2.5.29.x */
#define OID_PKIX(rest) OID("\x2b\x06\x01\x05\x05\x07" rest)   /* 1.3.6.1.5.5.7.x */
#define OID_CT(rest) OID("\x2b\x06\x01\x04\x01\xd6\x79\x02\x04" rest) /* 1.3.6.1.4.1.11129.2.4.x */

#endif
