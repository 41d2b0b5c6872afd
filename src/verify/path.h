/* path: every route from a leaf to an anchor, and the branches that end. */
#ifndef LENCR_VERIFY_PATH_H
#define LENCR_VERIFY_PATH_H

#include "verify/graph.h"

struct path {
	uint32_t *certs;      /* graph ids, leaf first, anchor last */
	size_t count;
	bool anchored;        /* the last is an anchor; otherwise a branch that ends */
	enum word end;        /* !anchored: why it ends (issuer-not-found, path-loop,
	                         path-too-long, issuer-signature-failed, self-signed) */
	/* Filled by path_validate: */
	bool validated;
	bool valid;           /* libcrypto's X509_verify_cert == 1 on exactly this path and no
	                         binding rule of the profile fails */
	bool only_times;      /* invalid for nothing but validity times: evidence is gathered */
	bool webpki_binding;  /* which profile bound it */
	struct findings findings; /* fails that make it invalid, notes besides; about
	                         certificates (graph ids) */
};

struct paths {
	struct path **list;   /* complete paths first, then ended branches */
	size_t count, complete;
	bool cut;             /* a ceiling was hit: findings say which */
};

/* Enumerates paths from LEAF through edges that graph_issued() confirms.
 * ALLOWED: origin bits that a certificate (other than the leaf) must have at
 * least one of; anchors are always allowed. A path stops at the first anchor
 * it reaches AND goes on beyond it when the anchor has issuers (a cross-signed
 * anchor gives both paths). A leaf that is itself an anchor is a path of one.
 * No certificate twice and no (name, key) pair twice in one path. Stable order:
 * the shorter first, then as discovered from candidates ordered by key identifier match, nearness of an
 * anchor (by names), not_after descending, SHA-256. Iterative; bounded by
 * policy->most. Of the certificates between leaf and anchor at most
 * policy->max_depth are not self-issued. Ended branches are looked for after
 * the complete paths, with a small budget of their own, so that junk cannot
 * hide a path. */
struct paths *paths_find(struct graph *, uint32_t leaf, unsigned allowed, const struct policy *,
	struct findings *out);

/* SHA-256 of certificates that are public roots (webpki profile binds them). */
struct root_set { const uint8_t (*list)[32]; size_t count; /* sorted */ };
bool root_set_has(const struct root_set *, const uint8_t sha256[32]);

/* Validates one complete path: libcrypto on exactly this path (pinned as
 * architecture section 2 says), every error collected with its certificate,
 * then the profile's rules. Fills the second half of struct path. AT: the
 * instant. Idempotent. */
void path_validate(struct graph *, struct path *, const struct policy *,
	const struct root_set *, int64_t at);

#endif
