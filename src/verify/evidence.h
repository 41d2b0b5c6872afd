/* evidence: everything that came from outside during one check, with where
 * from, when and how; also every failure. */
#ifndef LENCR_VERIFY_EVIDENCE_H
#define LENCR_VERIFY_EVIDENCE_H

#include "base/source.h"
#include "x509/crl.h"
#include "x509/ocsp.h"

enum evidence_kind { EVIDENCE_ISSUER, EVIDENCE_CRL, EVIDENCE_OCSP, EVIDENCE_HANDSHAKE, EVIDENCE_ANCHOR };
const char *evidence_kind_word(enum evidence_kind);

/* Who brought it; decides how far it may absolve (judgement section 1). */
enum evidence_origin {
	BROUGHT_FETCHED,    /* from a URL in a certificate (network or cache) */
	BROUGHT_GIVEN,      /* --crl, --ocsp */
	BROUGHT_PRESENTED,  /* a staple, or inside the checked file */
};

struct evidence {
	uint32_t id;                    /* index in the list */
	enum evidence_kind kind;
	enum evidence_origin origin;
	const char *url;                /* as asked; NULL when there is none (staple) */
	const char *path;               /* file name for given evidence; NULL */
	enum reach reach;
	enum came_from from;
	int http_status;
	const char *detail;             /* why it failed, safe; NULL */
	int64_t asked_at, answered_at;
	bool not_revalidated, http_fresh;
	enum reach retry_reach;
	struct http_head head;          /* in the arena; empty for files */
	struct blob *body;              /* kept by the arena; NULL when there is none */
	struct blob *previous;          /* last vouched body of this URL, kept; or NULL */
	uint32_t for_cert;              /* staple: graph id of the certificate it came with,
	                                   OCSP fetch: the certificate asked about; else UINT32_MAX */
	bool sent_nonce; struct view nonce;
	/* Exactly one is set when the body decoded; else `malformed` says why. */
	const struct crl *crl;
	const struct ocsp *ocsp;
	const char *malformed;          /* safe text */
	const struct crl *previous_crl; /* `previous` decoded, or NULL */
	/* Signatures already tried on this record (verify/pair.h); nobody else's. */
	struct sig_tried *tried; size_t tried_count, tried_space;
};

struct evidence_list {
	struct arena *arena;
	struct evidence **list;
	size_t count, space;
};
void evidence_init(struct evidence_list *, struct arena *);
/* A new record with the next id, everything else zero; its address is stable. */
struct evidence *evidence_add(struct evidence_list *, enum evidence_kind, enum evidence_origin);
/* Takes over what an outcome says: reach, times, head, body (kept by the arena). */
void evidence_fill(struct evidence_list *, struct evidence *, const struct outcome *);
/* Forgets what came before another evidence_fill; id, kind, URL and for whom it
 * was asked stay. */
void evidence_renew(struct evidence *);
/* Decodes `body` for CRL (DER; PEM accepted with crl.was_pem) and OCSP kinds. */
void evidence_decode(struct evidence_list *, struct evidence *);
/* The record of URL and kind, or NULL. */
struct evidence *evidence_find(const struct evidence_list *, enum evidence_kind, const char *url);

#endif
