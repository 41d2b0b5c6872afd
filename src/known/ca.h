/* ca: the catalog's CAs, looked up by any of their names. Constants of the
 * program; NULL: none that the catalog knows. */
#ifndef LENCR_KNOWN_CA_H
#define LENCR_KNOWN_CA_H

#include "known/catalog.h"

/* By short name, common name or label, any case: "YE1", "ye1", "Let's Encrypt
 * YE1", "ISRG Root X1", "x1". */
const struct catalog_cert *ca_by_name(const char *name);
const struct catalog_cert *ca_by_hashes(struct view name_hash, struct view key_hash);
/* By a key identifier as Let's Encrypt makes them. */
const struct catalog_cert *ca_by_key_id(struct view id);
const struct catalog_cert *ca_by_subject(struct view name_der);
/* Whether a label has the form of a CA's ("ye7", "r15", "stg-yr4"). */
bool ca_label_form(const char *label);
/* Whether a chain from LOWER may pass through UPPER, over any of the known
 * cross-signs; true for the same CA. */
bool ca_is_above(const struct catalog_cert *upper, const struct catalog_cert *lower);

#endif
