/* ready: the answers a source has finished and nobody has fetched yet.
 *
 * First in, first out. For sources that answer at once and only need to hand
 * the outcome over at the next source_next(). */
#ifndef LENCR_IO_READY_H
#define LENCR_IO_READY_H

#include "base/source.h"

struct ready { struct answer *answers; size_t first, count, space; };

/* Takes the outcome over and zeroes *OUTCOME. */
void ready_add(struct ready *, uint32_t want_id, struct outcome *);
/* An outcome without a body: REACH and a detail (may be NULL). */
void ready_add_reach(struct ready *, uint32_t want_id, enum reach, const char *detail);
bool ready_take(struct ready *, struct answer *);
/* Forgets the answer to that want, if it is here. */
void ready_drop(struct ready *, uint32_t want_id);
void ready_clear(struct ready *);

#endif
