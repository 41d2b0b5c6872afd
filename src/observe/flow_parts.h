/* flow_parts: what flow.c (the table, the end of connections), flow_tcp.c (one
 * segment), flow_order.c (the order of bytes) and flow_udp.c share. Private to them. */
#ifndef LENCR_OBSERVE_FLOW_PARTS_H
#define LENCR_OBSERVE_FLOW_PARTS_H

#include "observe/flow.h"
#include "observe/talk.h"

#define FLOW_NONE UINT32_MAX
/* Where sequence numbers are compared: they wrap (RFC 9293 section 3.4). */
#define SEQUENCE_FROM(a, b) ((int32_t)((a) - (b)))

/* A segment that came early. */
struct piece {
	struct piece *next;
	uint32_t sequence;
	uint32_t size;          /* on the wire */
	uint32_t captured;      /* at most SIZE */
	int64_t at;
	uint64_t place;
	uint8_t bytes[];
};

struct side {
	uint32_t first;         /* sequence number of the SYN, where it was seen */
	uint32_t next;          /* the one we wait for, where known */
	uint32_t acked;         /* up to which the other side acknowledged, where it did */
	uint32_t fin;           /* where it ends, where that was seen */
	bool seen, syn, known, acked_known, fin_seen;
	struct piece *pieces, *last;    /* by sequence, no overlaps, all beyond NEXT */
	uint32_t piece_count;
	size_t waiting;         /* what the pieces cost */
	uint64_t bytes;         /* payload */
};

enum conn_state {
	CONN_FREE,
	CONN_OPEN,
	CONN_DONE,              /* nobody needs its bytes any more */
	CONN_OVER,              /* sighted; stays so that late packets do not begin a new one */
};

struct conn {
	uint32_t next, hash;
	uint8_t address[2][16]; /* of the client, of the server */
	uint16_t port[2];
	uint8_t address_size, protocol, state;
	bool touched;           /* since the clock's hand was here; not by its first packet, so that a
	                           flood of those does not push out what is in use */
	bool start_seen, answered, refused, sighted, swapped, client_mac_known,
	     shown;             /* sighted as a try without an answer (flow_live.c) */
	uint8_t client_mac[6];
	uint64_t number, place;
	int64_t at, opened_at, last_at, refused_at;
	int64_t began, seen;    /* its first and last packet, by the steady clock */
	struct side side[2];
	struct talk *talk;
	struct peek_quic *quic;
};

struct flows {
	struct reading *reading;
	struct conn **slabs;
	uint32_t *heads;
	uint32_t mask, most, used, free, hand, tick;
	uint64_t seed[2], connections;
	size_t buffered;
	int64_t moment;         /* of the steady clock; 0 where none runs */
	struct peek_dns *dns;
	bool differ_noted;
};

/* --- flow.c -------------------------------------------------------------- */
/* *FROM_SERVER: who sent FRAME in that connection. NULL: there is none. */
struct conn *flow_find(struct flows *, const struct frame *, const uint16_t port[2], bool *from_server);
/* A new one; FROM_SERVER: the sender of FRAME is its server. */
struct conn *flow_new(struct flows *, const struct frame *, const uint16_t port[2], bool from_server, int64_t at,
	uint64_t place);
void flow_about(struct flows *, const struct conn *, struct talk_about *);
struct conn *flow_at(const struct flows *, uint32_t n);
void flow_sight_connect(struct flows *, const struct conn *, enum talk_end, int64_t at);
/* Lets the talk go, with what it has. */
void flow_release(struct flows *, struct conn *, enum talk_end, int64_t at);
/* Hands over what is open; then CONN_OVER. */
void flow_end(struct flows *, struct conn *, enum talk_end, int64_t at);
void flow_drop(struct flows *, struct conn *);
/* Forgets connections that hold memory until there is room again; never KEEP. */
void flow_make_room(struct flows *, const struct conn *keep);
/* NULL: not known; loopback has zeros. */
const uint8_t *flow_client_mac(const struct frame *, bool from_server);
void flow_set_mac(struct conn *, const struct frame *, bool from_server);

/* --- flow_order.c -------------------------------------------------------- */
/* SIZE bytes on the wire of which DATA were captured, at SEQUENCE. */
void order_segment(struct flows *, struct conn *, bool from_server, uint32_t sequence, struct view data,
	uint32_t size, int64_t at, uint64_t place);
/* Gives up what is missing where it will not come any more. */
void order_settle(struct flows *, struct conn *, bool from_server, int64_t at);
/* Everything that waits, with gaps for what is missing. */
void order_finish(struct flows *, struct conn *, int64_t at);
void order_forget(struct flows *, struct conn *);

#endif
