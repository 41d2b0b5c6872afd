/* sct: signed certificate timestamps, decoded (RFC 6962 section 3.3). */
#ifndef LENCR_X509_SCT_H
#define LENCR_X509_SCT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/view.h"

struct sct {
	int version;
	struct view log_id;        /* 32 octets */
	int64_t timestamp_ms;
	struct view extensions;
	uint8_t hash_alg, sig_alg; /* TLS 1.2 code points */
	struct view signature;
};
/* LIST is the SignedCertificateTimestampList (with its own length prefix).
 * False when malformed; at most 100 entries. */
bool sct_list_read(struct arena *, struct view list, struct sct **out, size_t *count);

#endif
