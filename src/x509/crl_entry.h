/* crl_entry: one entry of a CRL after another. Private to crl.c. */
#ifndef LENCR_X509_CRL_ENTRY_H
#define LENCR_X509_CRL_ENTRY_H

#include "x509/crl.h"

/* What a walk over all entries learns. */
struct crl_walk {
	uint64_t count;
	bool any_cert_issuer;
	struct view unknown_critical; /* OID content octets of the first one, or empty */
	/* When it failed: */
	size_t bad_at;                /* offset in ENTRIES */
	const char *why;
};

/* Walks ENTRIES (the content of revokedCertificates) to the end; false when
 * one of them is malformed. V2: entries may have extensions. */
bool crl_entries_walk(struct view entries, bool v2, struct crl_walk *out);

#endif
