/* pem: finding certificates, lists and responses in a body of bytes.
 *
 * Recognises by content, never by name: PEM (any number of blocks, text
 * around them ignored), one DER object, PKCS#7 (DER or BER, certificates and
 * CRLs inside), PKCS#12 is only recognised here (x509/pkcs12.h opens it). */
#ifndef LENCR_X509_PEM_H
#define LENCR_X509_PEM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

enum content_kind {
	CONTENT_UNKNOWN, CONTENT_EMPTY, CONTENT_PEM, CONTENT_CERT, CONTENT_CRL,
	CONTENT_OCSP_RESPONSE, CONTENT_OCSP_REQUEST, CONTENT_PKCS7, CONTENT_PKCS12,
	CONTENT_HANDSHAKE,  /* x509/handshake.h */
	CONTENT_HTML, CONTENT_JKS, CONTENT_KEY, CONTENT_CSR,
};
/* Judges by the first structure alone; cheap; no guarantee that it decodes. */
enum content_kind content_kind_of(struct view);
const char *content_kind_text(enum content_kind); /* "a PEM file", "an HTML page" … */

enum pem_label { PEM_CERTIFICATE, PEM_CRL, PEM_OCSP_RESPONSE, PEM_PKCS7, PEM_KEY, PEM_OTHER };
struct pem_block {
	enum pem_label label;
	const char *name; /* the label as written, safe */
	struct view der;
};
/* All blocks in order, DER decoded into the arena (also "X509 CERTIFICATE",
 * "TRUSTED CERTIFICATE" with its trailing settings cut, "X509 CRL"). A block
 * whose base64 is broken or whose END is missing: false with *err naming its
 * line. At most MAX blocks: more is an error. Zero blocks is true. */
bool pem_read(struct arena *, struct view text, size_t max, struct pem_block **blocks,
	size_t *count, struct err *);

/* Puts DER as a block "CERTIFICATE" with lines of 64 characters. */
struct str;
void pem_put_certificate(struct arena *, struct str *out, struct view der);

/* What a body may hold, sorted; views into arena memory. */
struct bundle {
	struct view *certs; size_t cert_count;
	struct view *crls; size_t crl_count;
	struct view *ocsps; size_t ocsp_count;
	enum content_kind kind;   /* how it came */
	bool cut;                 /* there were more certificates than MAX (bundle_read_some) */
};
/* Everything usable in BODY, whatever its form (PEM, DER, PKCS#7); at most MAX
 * certificates. False with *err when it is none of these or malformed. */
bool bundle_read(struct arena *, struct view body, size_t max, struct bundle *out, struct err *);
/* The same, but certificates over MAX are left out and `cut` is set. */
bool bundle_read_some(struct arena *, struct view body, size_t max, struct bundle *out,
	struct err *);

#endif
