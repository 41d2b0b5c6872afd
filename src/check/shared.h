/* shared: the wants of a whole run, each asked once, whoever wants it.
 *
 * An outcome is kept for later askers until the bodies kept pass a ceiling;
 * then the oldest go first. What a TLS server presents is never kept. */
#ifndef LENCR_CHECK_SHARED_H
#define LENCR_CHECK_SHARED_H

#include "base/source.h"

struct shared;
struct shared *shared_new(struct source *, size_t keep_bytes);
void shared_free(struct shared *); /* drops what is still open; NULL is fine */

/* WHO (any number but one at a time open per WANT) wants WANT. True with
 * *READY pointing to the outcome when it is there already (until the next call
 * of a shared function), else NULL: it will come out of shared_take. False:
 * the source broke. */
bool shared_ask(struct shared *, size_t who, const struct want *, const struct outcome **ready,
	struct err *);
/* WHO wants nothing any more. Fetches that nobody wants are dropped. */
void shared_forget(struct shared *, size_t who);
size_t shared_open(const struct shared *); /* fetches under way */

/* Waits as source_next does; then calls GIVE for each who asked. False:
 * nothing came. */
bool shared_take(struct shared *, int wait_ms,
	void (*give)(void *context, size_t who, uint32_t want_id, const struct outcome *),
	void *context);

/* Passes a vouch on to the source, the same body of a URL once. */
void shared_vouch(struct shared *, const struct vouch *);

#endif
