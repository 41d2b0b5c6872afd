/* One TCP segment (RFC 9293). */
#include <string.h>

#include "observe/flow_parts.h"
#include "observe/frame_parts.h"

enum { FIN = 1, SYN = 2, RST = 4, ACK = 16 };

/* A RST this far ahead of what we saw is still taken for one of the peers'. */
#define RESET_WINDOW 0x100000

struct segment {
	const struct frame *frame;
	uint16_t port[2];
	uint32_t sequence, acked;
	unsigned flags;
	struct view data;
	uint32_t size;          /* of DATA on the wire */
	bool from_server;
	int64_t at;
	uint64_t place;
};

static bool read_segment(const struct frame *frame, struct segment *g)
{
	const uint8_t *p = frame->body.data;
	size_t head;

	if (frame->body.size < 20 || (head = (size_t)(p[12] >> 4) * 4) < 20 || head > frame->wire)
		return false;
	g->frame = frame;
	g->port[0] = (uint16_t)frame_get16(p);
	g->port[1] = (uint16_t)frame_get16(p + 2);
	g->sequence = frame_get32(p + 4);
	g->acked = frame_get32(p + 8);
	g->flags = p[13];
	g->data = view_part(frame->body, head, frame->body.size);
	/* More than that is in no packet, whatever a broken capture says. */
	g->size = frame->wire - head > 0xffffff ? 0xffffff : (uint32_t)(frame->wire - head);
	if (g->data.size > g->size)
		g->data.size = g->size;
	return true;
}

/* --- who is who -------------------------------------------------------- */

static bool is_service(unsigned port)
{
	return port < 1024 || port == 3128 || port == 5222 || port == 5269 || port == 8080 || port == 8443;
}

/* Nobody saw it begin: by ports. */
static bool guess_from_server(const uint16_t port[2])
{
	bool from = is_service(port[0]), to = is_service(port[1]);

	if (from != to)
		return from;
	return port[0] < port[1];
}

/* Whether the SYN begins a new connection although one with these ends is known. */
static bool is_reused(const struct conn *c, const struct segment *g)
{
	const struct side *s = &c->side[g->from_server];

	if (s->syn)
		return s->first != g->sequence;
	/* Both opened at the same time (RFC 9293 figure 8). */
	return !(g->from_server && c->start_seen && !c->answered && c->state == CONN_OPEN);
}

/* The connection of the segment, which may begin with it. NULL: of none that matters. */
static struct conn *conn_of(struct flows *f, struct segment *g)
{
	struct conn *c = flow_find(f, g->frame, g->port, &g->from_server);
	bool opens = (g->flags & (SYN | ACK | RST)) == SYN;

	if (c != NULL && opens && is_reused(c, g)) {
		if (c->state != CONN_OVER)
			flow_end(f, c, c->side[0].fin_seen || c->side[1].fin_seen ? TALK_CLOSED : TALK_FORGOTTEN,
				c->last_at);
		flow_drop(f, c);
		c = NULL;
	}
	if (c != NULL)
		return c;
	if ((g->flags & RST) != 0 || (g->size == 0 && (g->flags & SYN) == 0))
		return NULL;
	if ((g->flags & SYN) != 0)
		g->from_server = !opens;
	else
		g->from_server = guess_from_server(g->port);
	c = flow_new(f, g->frame, g->port, g->from_server, g->at, g->place);
	c->start_seen = opens;
	if (opens)
		c->opened_at = g->at;
	return c;
}

/* --- what it changes --------------------------------------------------- */

/* Whether the reset can be of one of the peers; others send them to disturb (RFC 5961). */
static bool reset_fits(const struct conn *c, const struct segment *g)
{
	const struct side *s = &c->side[g->from_server], *other = &c->side[!g->from_server];
	int32_t ahead;

	if (!s->known)
		return !other->syn || (g->flags & ACK) == 0 || SEQUENCE_FROM(g->acked, other->first) > 0;
	ahead = SEQUENCE_FROM(g->sequence, s->next);
	return (ahead >= -1 && ahead <= RESET_WINDOW) || (s->fin_seen && SEQUENCE_FROM(g->sequence, s->fin) >= 0) ||
		(other->known && g->acked == other->next && (g->flags & ACK) != 0);
}

static void take_reset(struct flows *f, struct conn *c, const struct segment *g)
{
	if (!reset_fits(c, g))
		return;
	if (g->from_server && !c->answered)
		c->refused = true;
	flow_end(f, c, TALK_RESET, g->at);
}

static void take_syn(struct conn *c, const struct segment *g)
{
	struct side *s = &c->side[g->from_server];

	if (s->syn || (s->known && s->bytes != 0))
		return;
	s->syn = s->known = true;
	s->first = g->sequence;
	s->next = g->sequence + 1;
}

static void take_ack(struct conn *c, const struct segment *g)
{
	struct side *other = &c->side[!g->from_server];

	if (!other->acked_known || SEQUENCE_FROM(g->acked, other->acked) > 0) {
		other->acked = g->acked;
		other->acked_known = true;
	}
}

static bool is_closed(const struct side *s)
{
	return s->fin_seen && (SEQUENCE_FROM(s->next, s->fin) >= 0 ||
		(s->acked_known && SEQUENCE_FROM(s->acked, s->fin) > 0));
}

static void take_fin(struct flows *f, struct conn *c, const struct segment *g)
{
	struct side *s = &c->side[g->from_server], *other = &c->side[!g->from_server];

	if ((g->flags & FIN) != 0 && !s->fin_seen) {
		s->fin_seen = true;
		s->fin = g->sequence + g->size;
	}
	if ((is_closed(s) || !s->seen) && (is_closed(other) || !other->seen))
		flow_end(f, c, TALK_CLOSED, g->at);
}

bool flows_tcp(struct flows *f, const struct frame *frame, int64_t at, uint64_t place)
{
	struct segment g = { .at = at, .place = place };
	struct conn *c;
	struct side *s;

	if (!read_segment(frame, &g))
		return false;
	c = conn_of(f, &g);
	if (c == NULL || c->state == CONN_OVER)
		return true;
	c->touched = c->place != place;
	c->last_at = at;
	c->seen = f->moment;
	s = &c->side[g.from_server];
	if ((g.flags & RST) != 0) {
		take_reset(f, c, &g);
		return true;
	}
	s->seen = true;
	c->answered |= g.from_server;
	flow_set_mac(c, frame, g.from_server);
	if ((g.flags & SYN) != 0) {
		take_syn(c, &g);
		g.sequence++;
	}
	if ((g.flags & ACK) != 0)
		take_ack(c, &g);
	if (g.size != 0)
		order_segment(f, c, g.from_server, g.sequence, g.data, g.size, at, place);
	if (c->side[0].pieces != NULL || c->side[1].pieces != NULL) {
		order_settle(f, c, false, at);
		order_settle(f, c, true, at);
	}
	if (((g.flags & FIN) != 0 || c->side[0].fin_seen || c->side[1].fin_seen) && c->state != CONN_OVER)
		take_fin(f, c, &g);
	if (f->buffered > f->reading->limits->total_bytes / 8 * 7)
		flow_make_room(f, c);
	return true;
}
