/* rules_ocsp: does this response really answer for this certificate?
 * judgement section 4, RFC 6960 section 3.2. Internal to verify. */
#ifndef LENCR_VERIFY_RULES_OCSP_H
#define LENCR_VERIFY_RULES_OCSP_H

#include "verify/pair.h"

struct ocsp_opinion {
	struct evidence *from;
	enum status status;        /* good, revoked, stale, unknown */
	enum word why;             /* the cause when neither good nor revoked; else WORD_COUNT */
	const char *detail;
	bool matches;              /* a SingleResponse names the certificate */
	bool forged;
	bool current;              /* of a revoked answer: its times hold */
	bool held, not_issued, conflict, no_nonce;
	enum word tolerated;       /* a fault that the policy lets pass; WORD_COUNT: none */
	bool revoked_later; int64_t later_at;
	int64_t this_update, fresh_until, revoked_at;
	int reason;
};

/* Whether any SingleResponse names CERT under ISSUER. */
bool ocsp_concerns(const struct ocsp *, const struct cert *, const struct cert *issuer);
void ocsp_judge(const struct pair *, struct evidence *, struct ocsp_opinion *out);

/* WORD_COUNT when a signer entitled to it signed the response. *SIGNER: the
 * delegate, or NULL for the issuer itself. rules_ocsp_signer.c */
enum word ocsp_signer(const struct pair *, struct evidence *, const struct cert **signer,
	struct ocsp_opinion *out);

#endif
