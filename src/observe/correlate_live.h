/* correlate_live: the correlator on a capture that goes on.
 *
 * Contacts are handed over when nothing more is expected of them: some seconds
 * after the last that was seen of a request, longer for questions and tries that
 * stay without an answer. Each once, numbered in the order in which they are
 * handed over; a contact that is explained as another comes after that one.
 *
 * What is ripe is told by a steady clock that the caller advances, never by the
 * times of packets, which may jump. Memory: of pieces an hour and some thousand,
 * of candidates the window and three minutes, of the tables what correlate.h
 * says; so days change nothing. One call costs as much as correlate_result on
 * what is remembered; a call before anything can be ripe costs nothing. */
#ifndef LENCR_OBSERVE_CORRELATE_LIVE_H
#define LENCR_OBSERVE_CORRELATE_LIVE_H

#include "observe/correlate.h"

#define OWN_MAX 256

/* Before the first sighting; then correlate_result must not be called. */
void correlate_live(struct correlate *);
/* Addresses of this machine, the loopback's aside, without ports: whatever has two of them is one
 * machine. May be called again when they change. None: nothing is known of that. */
void correlate_own(struct correlate *, const struct endpoint *, size_t count);
/* Whether what comes tells of connections when they end (struct reader), and goes on: then others than
 * those that are known may be the cause, and no grade is given that they could take away. */
void correlate_late(struct correlate *, bool late);
/* Microseconds; never less than before. */
void correlate_moment(struct correlate *, int64_t steady);
/* What is ripe and was not handed over, at most MOST; ALL: also what is not ripe, since nothing more
 * will come. In ARENA, and good until correlate_forget. NULL: nothing can be ripe. */
const struct contacts *correlate_ripe(struct correlate *, struct arena *, bool all, size_t most);
/* Whom to ask for certificates before that: candidates of what would be handed over, as in
 * correlate_confirm. In ARENA. */
size_t correlate_ripe_confirm(struct correlate *, struct arena *, bool all, size_t most,
	struct confirm_target **out);
/* Whose connections cause nothing: our own, made to ask. */
void correlate_own_process(struct correlate *, int64_t pid);
void correlate_forget(struct correlate *);
/* Half of the room for what contacts are made of is taken: whoever can hold back what comes, or let time
 * pass faster, should; when all is taken, contacts are dropped and counted. */
bool correlate_crowded(const struct correlate *);
/* What was counted so far; no contacts. */
void correlate_sums(const struct correlate *, struct contacts *out);

#endif
