/* loop: gets all transfers of a net going and waits for them. Internal. */
#ifndef LENCR_IO_LOOP_H
#define LENCR_IO_LOOP_H

#include "io/transfer.h"

/* Starts what may start, lets libcurl and libssl do what they can now. */
void loop_turn(struct net *);
/* Sleeps until something happens, a timer of ours ends, or WAIT_MS are over. */
void loop_wait(struct net *, int64_t wait_ms);

#endif
