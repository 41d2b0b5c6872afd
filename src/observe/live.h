/* live: packets of this machine as they come, by libpcap.
 *
 * Two kinds of taps. TALK is what the readers of captures are fed with: names,
 * HTTP and handshakes. STARTS is the first packet of each connection, and the
 * questions to name servers, at once and cut short, for who looks up whose they
 * are. Filters run in the kernel. Of TALK the packets that carry TLS are cut to
 * LIVE_CUT octets there, since of bulk data nobody needs the rest; everything
 * else comes whole.
 *
 * Without an interface everything is tapped, also interfaces that come later,
 * and the loopback; that is Linux's alone. The link type is then "Linux cooked":
 * no hardware address of the receiver, the same packet once for each interface
 * that it passes (flow.h takes the others for repetitions), but once on loopback
 * (libpcap leaves out the sent one). No interface is made promiscuous.
 *
 * Errors: ERR_INPUT, for want of rights, too; the text says what to do. */
#ifndef LENCR_OBSERVE_LIVE_H
#define LENCR_OBSERVE_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

#define LIVE_CUT 16384u

enum live_kind { LIVE_TALK, LIVE_STARTS };

/* A packet: LINK as in files, BYTES what there is of WIRE, AT in SIGHT_* time. */
typedef void live_packet(void *context, unsigned link, struct view bytes, uint64_t wire, int64_t at);

struct live;
/* INTERFACE NULL: all there are. */
struct live *live_open(enum live_kind, const char *interface, struct err *);
/* To wait on with poll(2); -1 where the system has none. */
int live_descriptor(const struct live *);
/* Hands over at most MOST packets that are there; how many, or -1 with *ERR: it is broken. */
int live_read(struct live *, int most, live_packet *, void *context, struct err *);
/* Packets that the kernel or the interface dropped since the start. */
uint64_t live_lost(struct live *);
/* Every packet that is read goes to FD, too, as a capture file; FD is taken over. */
bool live_write(struct live *, int fd, struct err *);
/* What was written goes out. False with *ERR (ERR_IO): it was not. */
bool live_flush(struct live *, struct err *);
void live_close(struct live *);     /* NULL is fine */

#endif
