/* ocsp_form: details of an OCSP request's encoding that tell encoders apart.
 * Two that mean the same may differ in all of them. */
#ifndef LENCR_X509_OCSP_FORM_H
#define LENCR_X509_OCSP_FORM_H

#include "x509/ocsp.h"

struct ocsp_form {
	bool known;             /* a request was decoded (ocsp_request_read) */
	bool explicit_version;  /* the default is written out, which DER does not allow */
	bool no_null;           /* the hash algorithm has no parameters at all (RFC 5754 allows both) */
	bool nonce, is_signed, sha256;
	size_t count;           /* of certificates asked for */
};
/* DER may be empty, or anything. */
void ocsp_form_read(struct arena *, struct view der, struct ocsp_form *out);

#endif
