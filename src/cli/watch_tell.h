/* watch_tell: what the two ways of watching share (watch_run.h: an interface,
 * watch_stream.h: a stream): contacts out as they become ripe, and when it is over.
 *
 * What is ripe is a matter of correlate_moment(), which they set. */
#ifndef LENCR_CLI_WATCH_TELL_H
#define LENCR_CLI_WATCH_TELL_H

#include "cli/watch_run.h"

#define WATCH_WAIT_MS 250               /* the longest wait for more */
#define WATCH_TICK_MS 500               /* between two looks at what waits */
#define WATCH_MS 1000                   /* microseconds of a millisecond */

/* Tells what is ripe; ALL: everything, since nothing more will come. Takes a tenth of the time at
 * the most: asked again too early it does nothing. */
void watch_tell(struct watch *, bool all);
/* From time to time: what no contact to come can need goes. */
void watch_forget(struct watch *, int64_t now_ms);
/* How many contacts may yet be told (--count). */
size_t watch_left(const struct watch *);
/* When --for ends it; 0: it does not. */
int64_t watch_until(const struct watch *);
bool watch_over(const struct watch *, int64_t until_ms);

#endif
