/* rules_webpki: what CA/Browser Forum Baseline Requirements (BR) and RFC 5280
 * ask of certificates and libcrypto does not look at. One function a rule, each
 * about certificate I; the table in rules_webpki.c says for which places. A rule
 * that is a MUST of RFC 5280 (LETTER) binds under an explicit rfc5280 profile, too. */
#ifndef LENCR_VERIFY_RULES_WEBPKI_H
#define LENCR_VERIFY_RULES_WEBPKI_H

#include "verify/path_scope.h"

/* rules_webpki.c: every certificate */
void webpki_version(struct path_scope *, size_t i);
void webpki_serial(struct path_scope *, size_t i);
void webpki_key(struct path_scope *, size_t i);
void webpki_signature(struct path_scope *, size_t i);
void webpki_key_ids(struct path_scope *, size_t i);
void webpki_criticality(struct path_scope *, size_t i);
void webpki_time_form(struct path_scope *, size_t i);

/* rules_webpki_leaf.c */
void webpki_leaf_lifetime(struct path_scope *, size_t i);
void webpki_leaf_usage(struct path_scope *, size_t i);
void webpki_leaf_purposes(struct path_scope *, size_t i);
void webpki_leaf_constraints(struct path_scope *, size_t i);

/* rules_webpki_names.c */
void webpki_leaf_names(struct path_scope *, size_t i);
void webpki_leaf_cn(struct path_scope *, size_t i);

/* rules_webpki_ca.c */
void webpki_ca_constraints(struct path_scope *, size_t i);
void webpki_ca_names(struct path_scope *, size_t i);
void webpki_anchor_purposes(struct path_scope *, size_t i);

#endif
