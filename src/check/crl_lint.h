/* crl_lint: one CRL against the rules C01 to C31: RFC 5280, the Baseline
 * Requirements' profile, and what Let's Encrypt does itself.
 *
 * Reads more leniently than x509/crl.h, so that a list which that refuses is
 * still told what is wrong with it. Rules of Let's Encrypt's own practice are
 * skipped for the lists of others. */
#ifndef LENCR_CHECK_CRL_LINT_H
#define LENCR_CHECK_CRL_LINT_H

#include "base/source.h"
#include "known/rulings.h"
#include "x509/cert.h"
#include "x509/crl.h"

struct crl_lint_input {
	struct view body;                 /* as it came: DER, or PEM */
	const char *url;                  /* where it was fetched; NULL: a file */
	const struct outcome *outcome;    /* how it came, with URL; NULL for a file */
	struct cert *const *issuers;      /* given by hand */
	size_t issuer_count;
	int64_t at;
};

struct crl_lint {
	struct rulings rulings;
	bool readable;                    /* it has the outline of a CRL */
	struct crl crl;                   /* when x509/crl.h takes it, too */
	bool decoded;
	bool lets_encrypt;
	const char *signed_by;            /* name of the certificate whose key made it, safe; NULL */
	uint8_t signer_spki[32];          /* with signed_by: its SHA-256 */
};
void crl_lint(struct arena *, const struct crl_lint_input *, struct crl_lint *out);

#endif
