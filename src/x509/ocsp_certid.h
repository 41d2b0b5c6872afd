/* ocsp_certid: the CertID of RFC 6960 section 4.1.1, and the nonce. Private
 * to ocsp.c and ocsp_request.c. */
#ifndef LENCR_X509_OCSP_CERTID_H
#define LENCR_X509_OCSP_CERTID_H

#include "x509/extension.h"
#include "x509/ocsp.h"

/* CONTENT: what stands inside the CertID's SEQUENCE. */
bool ocsp_certid_read(struct arena *, struct view content, struct ocsp_certid *out);

/* Whether E is the nonce extension; its octets then, also those of old
 * responders that leave the inner OCTET STRING out. */
bool ocsp_nonce_read(const struct extension *e, struct view *out);

#endif
