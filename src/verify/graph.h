/* graph: the certificates of one check and who could have issued whom.
 *
 * An edge subject -> issuer exists when the names match (RFC 5280 section
 * 7.1); it counts once the signature has verified. Each signature is tried
 * once and remembered. Key identifiers only order candidates, they never
 * exclude. Certificates are known by their SHA-256 and stand once. */
#ifndef LENCR_VERIFY_GRAPH_H
#define LENCR_VERIFY_GRAPH_H

#include "verify/finding.h"
#include "verify/policy.h"
#include "x509/cert.h"

#define NO_CERT UINT32_MAX

enum cert_origin { /* bits */
	ORIGIN_PRESENTED = 1, /* by the server */
	ORIGIN_FILE = 2,      /* in the checked file */
	ORIGIN_FETCHED = 4,   /* AIA */
	ORIGIN_STORE = 8,     /* trust store: it is an anchor */
	ORIGIN_GIVEN = 16,    /* --untrusted */
};

struct node_cert {
	uint32_t id;
	struct cert *cert;
	unsigned origins;
	bool anchor;
	char **urls; size_t url_count, url_space;  /* AIA URLs it was fetched from */
};

struct graph;
struct graph *graph_new(struct arena *, const struct ceilings *);
/* The id of the certificate; origins add up. NO_CERT when the ceiling of
 * certificates is reached: seven eighths of it for what was presented or
 * given, fifteen sixteenths with what is fetched, the rest is for anchors. CERT must live in
 * the same arena. */
uint32_t graph_put(struct graph *, struct cert *, unsigned origin, const char *url);
void graph_set_anchor(struct graph *, uint32_t id);
size_t graph_size(const struct graph *);
const struct node_cert *graph_get(const struct graph *, uint32_t id);
const struct cert *graph_cert(const struct graph *, uint32_t id);
uint32_t graph_find(const struct graph *, const uint8_t sha256[32]); /* or NO_CERT */

/* Does ISSUER's key verify SUBJECT's signature? Names must match, too. Tried
 * once, remembered. False also when the ceiling of signature checks is
 * reached (graph_exhausted then). */
bool graph_issued(struct graph *, uint32_t subject, uint32_t issuer);
bool graph_exhausted(const struct graph *);

/* Whether ISSUER's subject is SUBJECT's issuer name; no signature is tried. */
bool graph_names(const struct graph *, uint32_t subject, uint32_t issuer);
/* Whether both have one subject name and one public key: twins of one CA. */
bool graph_same_ca(const struct graph *, uint32_t a, uint32_t b);

#endif
