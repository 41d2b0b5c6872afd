/* crl_diff: two CRLs of one scope, the older and the newer, entry by entry.
 *
 * Takes 32 octets an entry of both lists together, however large they are;
 * the lists of entries in the result are cut at CRL_DIFF_LISTED, the counts
 * are not. Rules C11, C15 and C28 of crl_lint.h. */
#ifndef LENCR_CHECK_CRL_DIFF_H
#define LENCR_CHECK_CRL_DIFF_H

#include "known/rulings.h"
#include "x509/cert.h"
#include "x509/crl.h"

#define CRL_DIFF_LISTED 1000

enum crl_change {
	CRL_ADDED,          /* only in the newer */
	CRL_REMOVED,        /* only in the older, why is not known */
	CRL_VANISHED,       /* only in the older, though its certificate had not expired */
	CRL_EXPIRED,        /* only in the older; its certificate had expired */
	CRL_LIFTED,         /* only in the older; it was on hold */
	CRL_REASON_CHANGED,
	CRL_DATE_CHANGED,
	CRL_CHANGES,
};
const char *crl_change_word(enum crl_change); /* added removed … reason-changed date-changed */

struct crl_changed {
	enum crl_change change;
	struct view serial;
	int64_t revoked_at, was_revoked_at;  /* in the newer, in the older; WHEN_NONE */
	int reason, was_reason;              /* -1: none, or not there */
	int64_t not_after;                   /* of a known certificate; WHEN_NONE */
	bool odd;                            /* against C28 */
};

struct crl_diff {
	bool same_bytes, same_scope, in_order;
	uint64_t counts[CRL_CHANGES];
	uint64_t unchanged;
	uint64_t odd;                        /* changed in a way that C28 does not allow */
	size_t doubles_old, doubles_new;
	struct crl_changed *list;            /* in the order of serials, at most CRL_DIFF_LISTED of a kind */
	size_t count, space;
	bool cut;
	struct rulings rulings;              /* C11, C15 and C28 */
};

/* CERTS: certificates that may be listed, for their expiry. */
void crl_diff(struct arena *, const struct crl *old_list, const struct crl *new_list,
	struct cert *const *certs, size_t cert_count, struct crl_diff *out);
/* Who signed either list, where certificates of ISSUERS are given; else C11 is skipped.
 * After crl_diff(). */
void crl_diff_signers(const struct crl *old_list, const struct crl *new_list,
	struct cert *const *issuers, size_t count, struct crl_diff *);
/* Order, scope, a signer or a vanished entry is wrong. */
bool crl_diff_failed(const struct crl_diff *);

#endif
