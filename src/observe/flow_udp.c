/* UDP: DNS and QUIC; and what ICMP says of TCP. */
#include <string.h>

#include "observe/flow_parts.h"
#include "observe/frame_parts.h"

enum { PORT_DNS = 53 };
/* A client's first datagram is at least that long (RFC 9000 section 14.1). */
#define INITIAL_LEAST 1200

/* A number for a question and its answer, the same for both, from the ends alone:
 * resolvers talk to so many ports that a table of them would push out all else.
 * Above all those of connections, and exact as a double (JSON). */
static uint64_t question_number(const struct endpoint *client, const struct endpoint *server)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
	const struct endpoint *ends[2] = { client, server };

	for (int i = 0; i < 2; i++) {
		for (size_t k = 0; k < ends[i]->size; k++)
			hash = (hash ^ ends[i]->address[k]) * UINT64_C(0x100000001b3);
		hash = (hash ^ ends[i]->port) * UINT64_C(0x100000001b3);
	}
	return (hash >> 13 & ((UINT64_C(1) << 51) - 1)) | UINT64_C(1) << 51;
}

static void take_dns(struct flows *f, const struct frame *frame, const uint16_t port[2], struct view data, int64_t at,
	uint64_t place)
{
	struct reading *r = f->reading;
	bool is_answer = data.size > 2 && (data.data[2] & 0x80) != 0;
	bool from_server = port[0] == PORT_DNS && (port[1] != PORT_DNS || is_answer);
	const uint8_t *mac = flow_client_mac(frame, from_server);
	struct talk_about about = { .input = r->number, .place = place, .opened_at = SIGHT_NEVER,
		.start_seen = true, .client_mac_known = mac != NULL, .limits = r->limits,
		.buffered = &f->buffered, .report = r->report, .sink = r->sink };

	endpoint_of(&about.client, from_server ? frame->to : frame->from, frame->address_size, port[from_server]);
	endpoint_of(&about.server, from_server ? frame->from : frame->to, frame->address_size, port[!from_server]);
	about.connection = question_number(&about.client, &about.server);
	if (mac != NULL)
		memcpy(about.client_mac, mac, sizeof about.client_mac);
	peek_dns_datagram(f->dns, &about, from_server, data, at, place);
}

/* A long header of a version whose Initial packets can be read. */
static bool looks_like_quic(struct view v)
{
	uint32_t version;

	if (v.size < 7 || (v.data[0] & 0x80) == 0)
		return false;
	version = frame_get32(v.data + 1);
	return version == 1 || version == 0x6b3343cf || (version >= 0xff00001d && version <= 0xff000020);
}

static void take_quic(struct flows *f, const struct frame *frame, const uint16_t port[2], struct view data, int64_t at,
	uint64_t place)
{
	bool from_server, new;
	struct conn *c = flow_find(f, frame, port, &from_server);
	struct talk_about about;

	new = c == NULL;
	if (new) {
		if (data.size < INITIAL_LEAST)
			return;
		/* Servers pad theirs, too: where the first one is lost, ports tell. */
		from_server = port[0] < 1024 && port[1] >= 1024;
		c = flow_new(f, frame, port, from_server, at, place);
		c->start_seen = !from_server;
		c->opened_at = from_server ? SIGHT_NEVER : at;
	}
	if (c->state != CONN_OPEN)
		return;
	c->touched = !new;
	c->last_at = at;
	c->seen = f->moment;
	flow_about(f, c, &about);
	if (!peek_quic_datagram(&c->quic, &about, from_server, data, at, place)) {
		if (new) {
			c->state = CONN_OVER;
			flow_drop(f, c);
			f->reading->report->flows--;
		}
		return;
	}
	c->side[from_server].seen = true;
	c->answered |= from_server;
	if (peek_quic_done(c->quic))
		flow_end(f, c, TALK_FORGOTTEN, at);
	if (f->buffered > f->reading->limits->total_bytes / 8 * 7)
		flow_make_room(f, c);
}

bool flows_udp(struct flows *f, const struct frame *frame, int64_t at, uint64_t place)
{
	const uint8_t *p = frame->body.data;
	uint16_t port[2];
	size_t size;
	struct view data;

	if (frame->body.size < 8)
		return false;
	size = frame_get16(p + 4);
	if (size != 0 && size < 8)
		return false;
	port[0] = (uint16_t)frame_get16(p);
	port[1] = (uint16_t)frame_get16(p + 2);
	data = view_part(frame->body, 8, size == 0 ? frame->body.size : size - 8);
	if (port[0] == PORT_DNS || port[1] == PORT_DNS)
		take_dns(f, frame, port, data, at, place);
	else if (looks_like_quic(data))
		take_quic(f, frame, port, data, at, place);
	return true;
}

void flows_icmp(struct flows *f, const struct frame *frame, int64_t at)
{
	const uint8_t *p = frame->body.data;
	struct frame quoted;
	struct conn *c;
	uint16_t port[2];
	bool from_server;

	/* Destination unreachable; "fragmentation needed" refuses nothing. */
	if (frame->body.size < 8 || p[0] != (frame->protocol == PROTOCOL_ICMP ? 3 : 1) ||
	    (frame->protocol == PROTOCOL_ICMP && p[1] == 4) ||
	    !frame_read_quoted(view_part(frame->body, 8, frame->body.size), &quoted) ||
	    quoted.protocol != PROTOCOL_TCP || quoted.body.size < 8)
		return;
	p = quoted.body.data;
	port[0] = (uint16_t)frame_get16(p);
	port[1] = (uint16_t)frame_get16(p + 2);
	c = flow_find(f, &quoted, port, &from_server);
	if (c == NULL || from_server || c->state == CONN_OVER || c->answered || c->refused || !c->side[0].syn ||
	    c->side[0].first != frame_get32(p + 4))
		return;
	/* It stays open: the next try may be let through. */
	c->refused = true;
	c->refused_at = at;
}
