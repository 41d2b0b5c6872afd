/* capture: what the readers of captures share: packets in, sightings out.
 *
 * A packet is unwrapped (frame.h), fragments are put together (fragment.h), and
 * TCP and UDP are followed (flow.h). No packet is copied on the way but those
 * that must wait: fragments, and segments that come early. */
#ifndef LENCR_OBSERVE_CAPTURE_H
#define LENCR_OBSERVE_CAPTURE_H

#include "observe/reader.h"

/* Times of captures are kept within this many microseconds of 1970 (1141
 * years), so that differences can be taken without a thought of overflow. */
#define CAPTURE_TIME_MAX (INT64_C(1) << 55)

extern const struct reader reader_pcap, reader_pcapng;

struct capture;
struct capture *capture_new(struct reading *);
/* One packet: LINK is a LINKTYPE_ value (tcpdump.org/linktypes.html), BYTES what
 * was captured of WIRE bytes, AT microseconds or SIGHT_NEVER (then it is taken to
 * be of the time of the packet before). False: we are to stop. */
bool capture_packet(struct capture *, unsigned link, struct view bytes, uint64_t wire, int64_t at);
/* A packet that could not even be read. */
void capture_malformed(struct capture *);
/* Added to the report's note, once however often it is said. TEXT is static or in the arena. */
void capture_note(struct reading *, const char *text);
/* Time passes: see flows_moment and flows_tick. */
void capture_moment(struct capture *, int64_t steady);
void capture_tick(struct capture *);
/* Of the latest packet that had a time; SIGHT_NEVER before. */
int64_t capture_time(const struct capture *);
/* Hands over what is still open. */
void capture_end(struct capture *);
void capture_free(struct capture *);    /* NULL is fine */

#endif
