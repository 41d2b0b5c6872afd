/* pair: one certificate under one issuer, as evidence is judged for it.
 *
 * A link of a path is a pair; so is the certificate of an OCSP signer under
 * the CA that appointed it, and each link of the path of a CRL's own signer.
 * Those are asked about in turn, to a small fixed depth, and never by the
 * evidence whose worth they decide (`barred`). Internal to verify. */
#ifndef LENCR_VERIFY_PAIR_H
#define LENCR_VERIFY_PAIR_H

#include "verify/judge.h"

#define PAIR_DEPTH 2 /* signers of evidence about signers of evidence */

struct barred {
	struct view crl;              /* DER of a list that may not speak; or empty */
	const struct cert *signer;    /* whose OCSP responses and lists may not; or NULL */
	const struct barred *up;
};

struct pair {
	const struct facts *facts;
	const struct cert *cert;
	uint32_t cert_id;             /* NO_CERT: an embedded OCSP signer */
	const struct path *path;      /* verified from `issuer` to the anchor */
	size_t issuer_at;             /* index of the issuer in it */
	const struct cert *issuer;
	bool is_leaf;                 /* the target's own certificate */
	int level;                    /* OpenSSL security level for signatures on evidence */
	unsigned depth;
	const struct barred *barred;
};

/* The pair of the certificate at I of PATH and its issuer. */
struct pair pair_of(const struct facts *, const struct path *, size_t i);
uint32_t pair_anchor(const struct pair *);
/* Whether what SIGNER's key signed, or the list CRL, may not speak here. */
bool pair_bars_signer(const struct pair *, const struct cert *signer);
bool pair_bars_crl(const struct pair *, const struct crl *);

/* Judges all evidence for the pair. Findings may be NULL. Knows nothing of
 * what the policy asks (link_judge does). */
void pair_judge(const struct pair *, struct link *out, struct findings *);
/* Whether LINK is proven as a signer's certificate must be; *revoked tells
 * apart. Under --scope leaf only "not revoked" is owed. */
bool pair_proven(const struct pair *, const struct link *);

/* Whether CERT's key, and the signature on it, reach LEVEL. */
bool cert_reaches_level(const struct cert *, int level);

/* Signatures on evidence are tried once for each key and remembered in the
 * evidence record. */
bool tried_crl(struct arena *, struct evidence *, const struct crl *, const struct cert *signer);
bool tried_ocsp(struct arena *, struct evidence *, const struct cert *signer);

/* Whether the key hash or key identifier ID (SHA-1 of the key, or the subject
 * key identifier) points to CERT. */
bool key_id_points_to(struct view id, const struct cert *);

#endif
