/* anchors_read: the certificates of a trust file, with their subject hashes.
 *
 * PEM (CERTIFICATE, X509 CERTIFICATE, TRUSTED CERTIFICATE; other blocks and
 * text between them are passed over) or DER (one after the other). Only as
 * much of a certificate is read as finding its subject needs; the rest is left
 * to who judges. */
#ifndef LENCR_IO_ANCHORS_READ_H
#define LENCR_IO_ANCHORS_READ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/view.h"

struct anchor_read {
	unsigned found;    /* certificates */
	unsigned refused;  /* of these, not trusted for TLS servers by their own settings */
	bool damaged;      /* something that begins like one and is none */
};
/* Called for every certificate that may serve as anchor; DER lives only during
 * the call. */
typedef void anchor_take(void *context, unsigned long hash, struct view der);
struct anchor_read anchors_read(struct view bytes, anchor_take *, void *context);

#endif
