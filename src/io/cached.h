/* cached: a store in front of another source.
 *
 * Answers GET and POST from the store while they are HTTP-fresh, asks whether a
 * stored copy still stands (If-None-Match, If-Modified-Since) where it is not,
 * and asks anew otherwise: the private cache of RFC 9111, with these choices:
 *   - fresh is only what says so itself (max-age, else Expires; Age and Date
 *     counted); no heuristics (section 4.2.2), so an answer without a word
 *     about it is asked for each time; never fresh for more than 7 days, past
 *     the next update that was vouched for, or before it was fetched;
 *   - no-store is never kept, no-cache and Vary: * always ask;
 *   - when asking again fails, the stored copy is given with not_revalidated
 *     and retry_reach, also after must-revalidate: a signed list says itself
 *     until when it may be used, and who judges sees that it is old;
 *   - a copy past its next update is asked for whole and past other caches
 *     (Cache-Control: no-cache), since "not modified" would not help; so is one
 *     whose 304 names another entity tag;
 *   - what did not verify for who asks (want.anew) is asked for whole, too: the
 *     copy may have been brought by another chain that names the same URL;
 *   - failures are not kept.
 *
 * Nothing becomes durable before exactly that body is vouched for
 * (source_vouch). A CRL or OCSP answer older than the stored one of the same
 * issuer key, which is still in time, does not replace it: outcome.previous (the
 * stored body, when another one comes) is the memory against rollbacks.
 * Bodies given out and not yet vouched for are held up to 256 MiB in all.
 * A store that fails only loses what it would have kept: cached_trouble. */
#ifndef LENCR_IO_CACHED_H
#define LENCR_IO_CACHED_H

#include "io/store.h"

struct cached_options {
	bool refresh;             /* ask the network whatever HTTP says */
	bool offline;             /* the store alone; BELOW is never asked */
	int64_t (*now)(void *);   /* wall clock, seconds */
	void *context;
};
/* Does not own STORE or BELOW (BELOW may be NULL with offline). TLS and ANCHOR go
 * to BELOW unchanged (offline: REACH_OFFLINE). Offline, a copy that is no longer
 * fresh has not_revalidated with retry_reach REACH_OFFLINE. */
struct source *cached_new(struct store *, struct source *below, const struct cached_options *);
/* The first failure to keep something, or NULL; lives with the source. */
const char *cached_trouble(const struct source *);

#endif
