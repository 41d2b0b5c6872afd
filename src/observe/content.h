/* content: is what was served really the object that the URL stands for?
 *
 * CRL, issuer certificate and OCSP response are decoded, and their signature is
 * tried under the keys of the catalog, which is a fact of the program and not
 * of the capture. "verified" needs all of: decodes whole, signed by the CA that
 * the host names, and the object is the one asked for (CRL: its
 * issuingDistributionPoint has the URL; certificate: subject and key are the
 * CA's; OCSP: about the CertID of the request). A CA of Let's Encrypt's form
 * that the catalog does not know is "unchecked", never a mismatch. */
#ifndef LENCR_OBSERVE_CONTENT_H
#define LENCR_OBSERVE_CONTENT_H

#include "known/object.h"
#include "observe/contact.h"
#include "observe/sighting.h"

struct content {
	enum content_state state;
	const char *what;           /* in the arena; NULL: nothing to say */
	const char *signer;         /* "YR1"; NULL: not verified */
	int64_t this_update, next_update;   /* seconds, WHEN_NONE */
	const char *sha256;         /* hex of the body, where it was whole; or NULL */
	int64_t bytes;              /* -1 not known */
	bool newer;                 /* a CA newer than the catalog */
	bool revoked;               /* verified OCSP answer: the certificate is revoked */
	int64_t revoked_at; const char *revoked_why;    /* seconds; a word of RFC 5280, or NULL */
};

/* URL as fetched; OBJECT what it stands for. HTTP: request and answer. Texts
 * go to ARENA; what decoding needs besides is given back at once. */
void content_check(struct arena *, const char *url, const struct known_object *,
	const struct sight_http *, struct content *out);

#endif
