/* name_form: is a name from a certificate written as the standards want it?
 * Pure text questions, each on counted bytes. */
#ifndef LENCR_VERIFY_NAME_FORM_H
#define LENCR_VERIFY_NAME_FORM_H

#include <stdbool.h>

#include "x509/cert.h"

/* The octets inside a subject alternative name, without tag and length. */
struct view name_form_of(const struct san *);

/* A host name of LDH labels (RFC 1034 section 3.5 as RFC 1123 relaxes it):
 * letters, digits and inner hyphens, labels of 1 to 63 octets, at most 253
 * octets, no final dot. One label is enough. */
bool name_form_host(struct view);
/* The same behind an optional "*." label. */
bool name_form_wildcard_host(struct view);
bool name_form_has_wildcard(struct view); /* a '*' anywhere */
/* local@host with one unquoted '@', RFC 5280 section 4.2.1.6. */
bool name_form_mailbox(struct view);
/* The host of a URI with an authority; empty when there is none. RFC 3986. */
struct view name_form_uri_host(struct view uri);
/* Whether text reads as an IPv4 or (bracketed) IPv6 address. */
bool name_form_is_address(struct view);
/* Whether NAME is BASE or ends with a dot and BASE; ASCII case does not matter. */
bool name_form_within(struct view name, struct view base);
bool name_form_same(struct view a, struct view b); /* ASCII case does not matter */
/* NAME without its first label and the dot behind it; empty when it has one label. */
struct view name_form_parent(struct view name);

#endif
