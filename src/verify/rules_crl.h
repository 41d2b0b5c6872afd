/* rules_crl: does this list really speak for this certificate? judgement
 * section 3, rows 1 to 11; RFC 5280 section 6.3.3. Internal to verify. */
#ifndef LENCR_VERIFY_RULES_CRL_H
#define LENCR_VERIFY_RULES_CRL_H

#include "verify/pair.h"

/* Every reason that a CRL can give but "unspecified": ReasonFlags bits 1 to 8. */
#define CRL_ALL_REASONS 0x1fe

struct crl_listing {
	size_t count;          /* entries for the certificate */
	bool lasting;          /* any reason but hold and removal */
	bool removed, held;
	int reason;            /* of the gravest entry; -1: none given */
	int64_t revoked_at;
};

struct crl_opinion {
	struct evidence *from;
	const struct crl *crl;    /* NULL: malformed */
	bool remembered;          /* evidence.previous: seen before under this URL */
	enum word why;            /* the first rule that fails; WORD_COUNT: none does */
	const char *detail;
	bool direct;              /* in the name of the certificate's own issuer */
	bool authentic;           /* rows 1, 2, 3, 5 */
	bool forged;
	bool in_scope, current;   /* rows 7 and 9; row 4 */
	uint16_t reasons;         /* covered by it for this certificate */
	const struct cert *signer;
	int64_t fresh_until;
	struct crl_listing listing;
	/* Set by crl_join: */
	enum status status;
	size_t group;             /* lists of one scope, issuer and key share a number */
};

/* Whether the point names ISSUER as cRLIssuer. */
bool point_appoints(const struct dist_point *, struct view issuer);

/* Whether CRL names an issuer that may speak for the pair: its own, or one
 * that a distribution point appoints (cRLIssuer). */
bool crl_concerns(const struct pair *, const struct crl *, bool *direct);

/* Judges one list by the rows that need no other list. */
void crl_judge(const struct pair *, struct evidence *, const struct crl *, bool remembered,
	struct crl_opinion *out);

/* Rows 7, 8, 9: WORD_COUNT when the certificate is in the list's scope;
 * *reasons then says for which reasons. rules_crl_scope.c */
enum word crl_scope(const struct pair *, const struct crl *, bool direct, uint16_t *reasons);
/* RFC 5280 section 5.2.3: no number, a critical one, or one of over 20 octets. Binds under webpki (BR 7.2.2). */
bool crl_misnumbered(const struct crl *);
/* Whether the certificate's own points appoint its own name as issuer of the
 * list that covers it. */
bool crl_self_appointed(const struct pair *, const struct crl *);

/* Row 3: WORD_COUNT when a key entitled to it signed the list. rules_crl_signer.c */
enum word crl_signer(const struct pair *, struct evidence *, const struct crl *, bool direct,
	const struct cert **signer, bool *forged);

/* What all lists together say. rules_crl_join.c */
struct crl_verdict {
	enum status status;       /* good, revoked, or unknown: no proof */
	bool held;                /* revoked only by a current hold */
	int64_t revoked_at; int reason;
	int64_t this_update, fresh_until;
	bool vanished, rolled_back, some_reasons, revoked_later;
	int64_t later_at;
};
/* Judges the COUNT opinions together (sorted by content first, in place), sets
 * their status and group. PRESENTED: whether presented lists take part. */
void crl_join(const struct pair *, struct crl_opinion *, size_t count, bool presented,
	struct crl_verdict *out);

/* Unsigned comparison of INTEGER contents: <0, 0, >0. */
int crl_number_compare(struct view a, struct view b);

#endif
