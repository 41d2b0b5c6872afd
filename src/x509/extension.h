/* extension: a list of extensions (RFC 5280 section 4.1), undecoded. The same
 * form in certificates, CRLs, CRL entries and OCSP. */
#ifndef LENCR_X509_EXTENSION_H
#define LENCR_X509_EXTENSION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/view.h"
#include "x509/der.h"

struct extension {
	struct view oid;    /* content octets */
	struct view value;  /* content of the OCTET STRING */
	bool critical;
	bool again;         /* the same OID stands earlier in the list (set by extensions_read) */
};

/* The next of a list whose SEQUENCE content D walks; false at the end or when
 * malformed (der_empty tells which). A critical FALSE that is written out is
 * accepted. Takes no memory. */
bool extension_next(struct der *d, struct extension *out);

/* LIST: the Extensions TLV; 1 to MAX extensions. False: *WHY says what is
 * wrong, in words that fit behind "extensions". */
bool extensions_read(struct arena *, struct view list, size_t max, struct extension **out,
	size_t *count, const char **why);

/* VALUE of an authorityKeyIdentifier: its keyIdentifier octets, empty when it
 * has none. RFC 5280 section 4.2.1.1. */
bool key_id_read(struct view value, struct view *out);

#endif
