/* cached: a store in front of another source.
 *
 * Answers GET and POST of CRLs, issuers and OCSP from the store while they are
 * HTTP-fresh (Cache-Control max-age, no-store, no-cache, must-revalidate, Age,
 * Expires; RFC 9111), revalidates by ETag and Last-Modified, and asks anew
 * otherwise. Nothing becomes durable before it is vouched for (source_vouch).
 * When asking again fails, the old copy is given with not_revalidated. */
#ifndef LENCR_IO_CACHED_H
#define LENCR_IO_CACHED_H

#include "io/store.h"

struct cached_options {
	bool refresh;             /* ask the network whatever HTTP says */
	bool offline;             /* the store alone; BELOW is never asked */
	int64_t (*now)(void *);   /* wall clock, seconds */
	void *context;
};
/* Does not own STORE or BELOW (BELOW may be NULL with offline). */
struct source *cached_new(struct store *, struct source *below, const struct cached_options *);

#endif
