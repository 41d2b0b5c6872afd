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
/* Hands over a handshake that is not complete, as it is so far; nothing else, and nothing again
 * before more was said. */
void talk_show(struct talk *);
/* Whether a request waits for its answer. */
bool talk_waits(const struct talk *);
/* Hands over what is open. The talk stays until talk_free. */
void talk_ended(struct talk *, enum talk_end, int64_t at);
/* Whether anything but a bare connection was sighted (else flow.c sights CONNECT). */
bool talk_sighted(const struct talk *);
/* Whether what was said shows that CLIENT and SERVER of talk_about are the wrong way
 * round. `from_server` goes on to mean what it meant. */
bool talk_swapped(const struct talk *);
void talk_free(struct talk *);  /* NULL is fine */

/* Questions to name servers that wait for their answers: at most MOST at a time;
 * the oldest is sighted as unanswered when there are more, or when a minute of
 * the capture has passed. One for all datagrams of an input. */
struct peek_dns;
struct peek_dns *peek_dns_new(size_t most);
/* A datagram, of any port. False: not DNS (mDNS and LLMNR are not either).
 * Who asked is told by the message, not by FROM_SERVER alone. */
bool peek_dns_datagram(struct peek_dns *, const struct talk_about *, bool from_server, struct view, int64_t at,
	uint64_t place);
/* It is that moment of a steady clock: sights the questions that were asked over PATIENCE ago by it, and have
 * no answer. */
void peek_dns_tick(struct peek_dns *, int64_t steady, int64_t patience);
/* Sights the questions without an answer. */
void peek_dns_ended(struct peek_dns *);
void peek_dns_free(struct peek_dns *);  /* NULL is fine */

/* QUIC v1 and v2 (and drafts 29 to 32): the Initial packets of a connection, in
 * which ClientHello and ServerHello can be read; several datagrams may be needed.
 * *STATE (NULL at first) is kept by the caller, one for each pair of endpoints.
 * False: not QUIC (*STATE stays as it was). Who is the client is told by the
 * packets. After peek_quic_done nothing more needs to be fed. */
struct peek_quic;
bool peek_quic_datagram(struct peek_quic **state, const struct talk_about *, bool from_server, struct view,
	int64_t at, uint64_t place);
bool peek_quic_done(const struct peek_quic *);      /* NULL: no */
bool peek_quic_sighted(const struct peek_quic *);   /* a handshake was handed over; NULL: no */
/* Hands over what is open; once. */
void peek_quic_ended(struct peek_quic *, int64_t at);
void peek_quic_free(struct peek_quic *);            /* NULL is fine */

#endif
