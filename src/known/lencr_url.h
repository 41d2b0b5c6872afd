/* lencr_url: what a URL or host name under lencr.org stands for.
 *
 * The grammar in use since 2020: LABEL.i.lencr.org/ (issuer certificate),
 * LABEL.c.lencr.org/ (CRL of a root) and /N.crl (shard N of an issuing CA),
 * LABEL.o.lencr.org (OCSP, ended 2025-08-06); labels of the staging
 * environment begin with "stg-". A URL of this form needs not to be known to
 * the catalog: Let's Encrypt may begin a new CA any day. */
#ifndef LENCR_KNOWN_LENCR_URL_H
#define LENCR_KNOWN_LENCR_URL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/view.h"

#define LENCR_SHARDS 128

enum lencr_url_kind { LENCR_ISSUER, LENCR_ROOT_CRL, LENCR_SHARD_CRL, LENCR_OCSP };

struct lencr_url {
	enum lencr_url_kind kind;
	char *label;        /* "yr1", "stg-ye"; lower case */
	bool staging;
	unsigned shard;     /* SHARD_CRL: as written, 1 or more; else 0 */
};

/* False: not a URL of that grammar (http, port 80, no user, query or fragment). */
bool lencr_url_read(struct arena *, const char *url, struct lencr_url *out);
/* Whether HOST is lencr.org or below it. */
bool lencr_host(const char *host);
/* The shard in which Let's Encrypt lists SERIAL (INTEGER content, not empty). */
unsigned lencr_shard(struct view serial);

#endif
