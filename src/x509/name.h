/* name: distinguished names and general names.
 *
 * Comparison of names follows RFC 5280 section 7.1 as libcrypto implements it
 * (canonical encoding: case and white space folding for the string types of
 * RFC 5280); URIs are compared byte by byte. */
#ifndef LENCR_X509_NAME_H
#define LENCR_X509_NAME_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/view.h"

/* A and B are Name TLVs (SEQUENCE OF RDN). False when either does not decode. */
bool name_equal(struct view a, struct view b);
/* RFC 4514 style text, most specific RDN first ("CN=YE1,O=Let's Encrypt,C=US"), safe. */
char *name_text(struct arena *, struct view name);
/* The Name that results from appending the RDN (content of
 * nameRelativeToCRLIssuer, i.e. the SET's content) to BASE; false: malformed. */
bool name_append(struct arena *, struct view base, struct view rdn, struct view *out);

/* GeneralNames as whole TLVs: [6] URIs bytewise, [4] directory names by
 * name_equal, everything else bytewise. */
bool general_name_equal(struct view a, struct view b);
/* For a URI name its text (IA5String content); empty view otherwise. */
struct view general_name_uri(struct view name);
/* For a directoryName the Name TLV inside; empty view otherwise. */
struct view general_name_directory(struct view name);
char *general_name_text(struct arena *, struct view name);

#endif
