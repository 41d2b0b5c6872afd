/* talk: what one TCP connection says, byte by byte in order.
 *
 * flow.c puts segments in order and feeds them; a talk finds out what is spoken
 * (TLS, also behind STARTTLS or CONNECT; HTTP/1.x; DNS), follows it as far as it
 * matters and hands sightings to the sink. Bounded: what is buffered counts
 * against the limits; a talk over them is cut and says so in the report. */
#ifndef LENCR_OBSERVE_TALK_H
#define LENCR_OBSERVE_TALK_H

#include "observe/reader.h"
#include "observe/sighting.h"

enum talk_end { TALK_CLOSED, TALK_RESET, TALK_FORGOTTEN, TALK_INPUT_ENDED };

/* What a talk is part of. CLIENT is the side that opened the connection where
 * its start was seen; else a guess by ports that a talk may correct by what is
 * said (talk_swapped). */
struct talk_about {
	unsigned input;
	uint64_t connection;
	uint64_t place;             /* packet of its start */
	int64_t opened_at;          /* SYN, or SIGHT_NEVER */
	struct endpoint client, server;
	uint8_t client_mac[6]; bool client_mac_known;
	bool start_seen;
	const struct read_limits *limits;
	size_t *buffered;           /* of all talks together: each adds and takes away */
	struct input_report *report;
	struct sight_sink *sink;
};

struct talk;
struct talk *talk_new(const struct talk_about *);
/* The next bytes of one side. False: no more of this connection is needed by
 * anyone; the caller may stop ordering it, and only counts. */
bool talk_feed(struct talk *, bool from_server, struct view, int64_t at, uint64_t place);
/* SIZE bytes of one side are missing for good (lost, or not captured). */
bool talk_gap(struct talk *, bool from_server, uint64_t size, int64_t at);
/* Hands over what is open. The talk stays until talk_free. */
void talk_ended(struct talk *, enum talk_end, int64_t at);
/* Whether anything but a bare connection was sighted (else flow.c sights CONNECT). */
bool talk_sighted(const struct talk *);
void talk_free(struct talk *);  /* NULL is fine */

/* Datagrams. False: not of that kind. */
bool peek_dns_datagram(const struct talk_about *, bool from_server, struct view, int64_t at, uint64_t place);
/* QUIC v1 and v2 Initial packets of a client; several datagrams of one
 * connection may be needed: *STATE (NULL at first) is kept by the caller. */
struct peek_quic;
bool peek_quic_datagram(struct peek_quic **state, const struct talk_about *, bool from_server, struct view,
	int64_t at, uint64_t place);
void peek_quic_ended(struct peek_quic *, const struct talk_about *, int64_t at);
void peek_quic_free(struct peek_quic *);

#endif
