/* flow: connections of a capture, told apart by their addresses and ports.
 *
 * TCP is put in order: reordered and repeated segments, overlaps (what came
 * first is taken, and noted where the two differ), wrapped sequence numbers, a
 * start that was not captured, only one side captured. What is missing for good
 * is told to the talk as a gap: when the other side acknowledged it and later
 * segments are there, when too much waits for it, or at the end. What a talk does
 * not need any more is counted only. UDP goes to the peeks of DNS and QUIC.
 *
 * At most limits->max_flows connections are remembered; those that were used
 * longest ago make room (found by a clock, not exactly the oldest), and are
 * counted. What waits is bounded for each connection and for all together: the
 * same counter holds what talks buffer.
 *
 * A connection that nobody sighted as more is sighted as CONNECT when it ends,
 * is forgotten, or the input ends. */
#ifndef LENCR_OBSERVE_FLOW_H
#define LENCR_OBSERVE_FLOW_H

#include "observe/frame.h"
#include "observe/reader.h"

struct flows;
struct flows *flows_new(struct reading *);
/* One packet each, AT known. False: malformed. */
bool flows_tcp(struct flows *, const struct frame *, int64_t at, uint64_t place);
bool flows_udp(struct flows *, const struct frame *, int64_t at, uint64_t place);
/* ICMP and ICMPv6: "destination unreachable" about a SYN without an answer refuses it. */
void flows_icmp(struct flows *, const struct frame *, int64_t at);
/* For captures that are still going on: what waits is told by a steady clock (microseconds, never less
 * than before), not by the times of packets, which may jump. Before the packets that come then. */
void flows_moment(struct flows *, int64_t steady);
/* About once a second: hands over questions and tries that stay without an answer and handshakes that
 * wait (as they are; once more when they are whole, see sight_tls.again), and lets go what says nothing
 * for long. Looks at some thousand connections in one call, and goes on with the others in the next. */
void flows_tick(struct flows *);
/* The input ended: hands over what is open. */
void flows_end(struct flows *);
void flows_free(struct flows *);    /* NULL is fine */

#endif
