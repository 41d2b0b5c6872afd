/* answer: what the hosts of a world say to HTTP requests and handshakes. */
#ifndef LENCR_LAB_ANSWER_H
#define LENCR_LAB_ANSWER_H

#include "lab/fault.h"
#include "lab/issue.h"
#include "lab/world.h"

struct lab {
	struct arena *arena;
	struct world *world;
};

/* What a host and a path name. */
struct found {
	struct fault_object object;
	const struct published *published;
	const char *rest;          /* OCSP: the path behind the responder's own */
};
bool answer_find(const struct world *, const char *host, const char *path, struct found *out);
bool answer_host_known(const struct world *, const char *host);

/* The body of what was found, content faults played; its times for the
 * headers. False: there is none (404). */
struct answer_body { struct view body; const char *type; int64_t made_at, until; };
bool answer_body(struct world *, struct arena *, const struct found *, const struct serve_request *,
	struct answer_body *out);
/* The same with body faults (html, noise, pem …) played. */
void answer_spoil(struct world *, struct arena *, const struct found *, struct answer_body *);

/* The complete reply. *REACH: what a client in memory would see instead of an
 * answer (REACH_OK: the reply). */
void answer_make(struct world *, struct arena *, const struct serve_request *,
	struct serve_reply *, enum reach *);

/* The transport fault of an object. */
enum serve_play answer_play(const struct world *, const struct fault_object *);
/* Faults that change an answer's content. */
void answer_twist(const struct world *, const struct fault_object *, struct twist *);
/* The settings that answer about a certificate: its own block, else its CA's
 * responder; NULL: it is self-signed. */
const struct wocsp *answer_ocsp_block(const struct world *, const struct wcert *);

/* CERTIFICATE, X509 CRL … in PEM. */
void pem_put(struct put *, struct arena *, const char *label, struct view der);

/* Credentials of a site, made once for each set of faults. */
const struct serve_credential *site_credentials(struct world *, struct wsite *);
/* By SNI or address; "" is the first site that is an address, else the first. */
struct wsite *site_find(const struct world *, const char *name);

#endif
