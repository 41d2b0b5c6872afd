/* crl_lint_parts: what the files behind crl_lint() share. Only they include this. */
#ifndef LENCR_CHECK_CRL_LINT_PARTS_H
#define LENCR_CHECK_CRL_LINT_PARTS_H

#include "check/crl_lint.h"
#include "known/catalog.h"
#include "known/lencr_url.h"
#include "x509/der.h"
#include "x509/extension.h"

enum crl_kind { CRL_KIND_FULL, CRL_KIND_USER, CRL_KIND_CA };

struct lint {
	struct arena *arena;
	const struct crl_lint_input *in;
	struct crl_lint *out;
	struct rulings *r;
	struct view der;
	/* The outline; a tag of 0: not there. */
	struct tlv version, inner, issuer, from, until, entries, outer, signature, tbs;
	struct extension *extensions;
	size_t extension_count;
	int64_t this_update, next_update; /* WHEN_NONE: unreadable or absent */
	enum crl_kind kind;
	bool lencr;                       /* by issuer or URL, of Let's Encrypt */
	const struct catalog_cert *known; /* a certificate of the issuer's name, preferably its key */
	char *point;                      /* the one URI of the issuingDistributionPoint, safe, or NULL */
	unsigned shard;                   /* by that URI; 0: none */
};

const struct extension *lint_extension(const struct lint *, struct view oid);
extern const struct view lint_oid_aki, lint_oid_number, lint_oid_idp, lint_oid_delta,
	lint_oid_freshest, lint_oid_aia;

void lint_outline(struct lint *);      /* C02 to C10, C21: crl_lint_outline.c */
void lint_extensions(struct lint *);   /* C12 to C14, C16 to C20: crl_lint_extensions.c */
void lint_entries(struct lint *);      /* C22 to C27, C31: crl_lint_entries.c */
void lint_signature(struct lint *);    /* C11, and who signed */
void lint_transport(struct lint *);    /* C29, C30 */

#endif
