/* stream_clock: how late it is in a stream of packets or lines that goes on.
 *
 * What is ripe is told by a steady clock (correlate_live.h, flow.h). On a stream
 * two clocks know something: the real one, how long we have waited; and the
 * times that the stream itself has, how much of what happened it has told us by
 * now. What comes is in pieces (a pipe, a polled file, a connection that
 * hesitates), so nothing is told before both have moved on. But times of a
 * stream cannot be trusted:
 *
 * - They never hurry anything: over a while this clock goes no faster than the
 *   real one. A stream that is read faster than it was made is told as late as it
 *   may be, with everything that came by then.
 * - A stream that stands still (STREAM_STILL) is followed by real time alone.
 * - A stream whose times stand still, or go back, while lines come, holds
 *   nothing back for longer than STREAM_PATIENCE; and what this clock lags
 *   behind it makes good, a quarter of the time that passes (clocks differ).
 * - A jump forward counts for a minute at the most; a jump back over a minute is a
 *   clock that was set, and less is lines that are not in order.
 *
 * Where it lags it goes on by what the stream says at a time: who stamps what
 * comes asks it anew for each thing that comes, after stream_clock_see().
 *
 * When what is remembered gets too much to wait (HURRY), the stream's times are
 * enough, a minute at a step: else things would be lost that need not be.
 *
 * Microseconds; pure: real time is an argument, a clock that never goes back. */
#ifndef LENCR_OBSERVE_STREAM_CLOCK_H
#define LENCR_OBSERVE_STREAM_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "observe/sighting.h"

#define STREAM_STILL (5 * SIGHT_SECOND)
#define STREAM_PATIENCE (30 * SIGHT_SECOND)
#define STREAM_LEAP (60 * SIGHT_SECOND)         /* what a jump forward counts for */
#define STREAM_SET_BACK (60 * SIGHT_SECOND)
#define STREAM_CATCHES_UP 4                     /* a part in so many */

struct stream_clock {
	int64_t moment;         /* what it says */
	int64_t real, came;     /* real time: of the last step; of the last that something came */
	int64_t lag;            /* how far it may yet go to catch up */
	int64_t latest;         /* of the stream, SIGHT_NEVER: none was seen */
	int64_t gained;         /* since the last step */
};

void stream_clock_init(struct stream_clock *, int64_t real);
/* A time that the stream has for something; SIGHT_NEVER is fine. */
void stream_clock_see(struct stream_clock *, int64_t at);
/* CAME: something was read since the last step. The moment, never less than before. */
int64_t stream_clock_step(struct stream_clock *, int64_t real, bool came, bool hurry);

#endif
