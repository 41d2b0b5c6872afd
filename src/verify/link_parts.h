/* link_parts: what the files behind link_judge share. Internal to verify. */
#ifndef LENCR_VERIFY_LINK_PARTS_H
#define LENCR_VERIFY_LINK_PARTS_H

#include "verify/rules_crl.h"
#include "verify/rules_ocsp.h"

struct ocsp_verdict {
	enum status status;        /* good, revoked, or unknown: no proof */
	bool held;
	int64_t this_update, fresh_until, revoked_at;
	int reason;
};

/* Everything that was brought for one pair, judged. */
struct gathered {
	struct crl_opinion *crls; size_t crl_count;
	struct ocsp_opinion *ocsps; size_t ocsp_count;
	struct evidence **lost; size_t lost_count;    /* asked for, nothing came */
	const struct known_revocation *known;         /* in force at the instant, or NULL */
	struct crl_verdict crl, crl_own;              /* with and without presented lists */
	struct ocsp_verdict ocsp, ocsp_own;
};
void link_gather(const struct pair *, struct gathered *);
const struct known_revocation *known_for(const struct facts *, const struct cert *);

/* The outcome of putting it together, for findings. */
struct combined {
	bool conflict;
	int64_t good_at, bad_at;   /* thisUpdate of the two that disagree */
	bool only_presented;
	bool forged;
};
/* Findings of one link. link_say.c */
void link_say(const struct pair *, const struct gathered *, const struct link *,
	const struct combined *, struct findings *);

#endif
