/* The bytes of each side of a connection in their order. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/capture.h"
#include "observe/flow_parts.h"

/* What is missing was received, since it was acknowledged: it was lost on the way to
 * the capture. It may still be a few packets behind (several queues of a card). */
#define ACKED_PIECES 4
#define ACKED_WAIT INT64_C(200000)
/* Nothing is known of the other side; a retransmission may still come. */
#define UNSEEN_PIECES 32
#define UNSEEN_WAIT INT64_C(2000000)
#define PIECES_MAX 1024 /* of a side, so that a search in them stays short */
#define NOTE_DIFFER "TCP segments overlap with different bytes: those that came first were taken"

static size_t cost_of(uint32_t captured)
{
	return sizeof(struct piece) + captured + 16; /* and what the allocator adds */
}

/* --- handing over ------------------------------------------------------ */

static struct talk *talk_of(struct flows *f, struct conn *c)
{
	if (c->talk == NULL) {
		struct talk_about about;

		flow_about(f, c, &about);
		c->talk = talk_new(&about);
	}
	return c->talk;
}

static void done(struct flows *f, struct conn *c, int64_t at)
{
	flow_release(f, c, TALK_FORGOTTEN, at);
	c->state = CONN_DONE;
}

static void skip(struct flows *f, struct conn *c, bool from_server, uint32_t size, int64_t at)
{
	c->side[from_server].next += size;
	if (c->state != CONN_OPEN || size == 0)
		return;
	f->reading->report->gaps++;
	if (!talk_gap(talk_of(f, c), from_server, size, at))
		done(f, c, at);
}

/* At NEXT. */
static void hand_over(struct flows *f, struct conn *c, bool from_server, struct view data, uint32_t size, int64_t at,
	uint64_t place)
{
	struct side *s = &c->side[from_server];

	s->bytes += size;
	s->next += (uint32_t)data.size;
	if (c->state == CONN_OPEN && data.size != 0 && !talk_feed(talk_of(f, c), from_server, data, at, place))
		done(f, c, at);
	skip(f, c, from_server, size - (uint32_t)data.size, at);
}

/* Off the list; the caller frees it. */
static struct piece *take_first(struct flows *f, struct side *s)
{
	struct piece *p = s->pieces;
	size_t cost = cost_of(p->captured);

	s->pieces = p->next;
	if (s->pieces == NULL)
		s->last = NULL;
	s->piece_count--;
	s->waiting -= cost;
	f->buffered -= cost;
	return p;
}

/* The pieces that have come to be next. */
static void hand_over_pieces(struct flows *f, struct conn *c, bool from_server)
{
	struct side *s = &c->side[from_server];

	while (s->pieces != NULL && s->pieces->sequence == s->next) {
		/* Off the list first: the talk's end takes all of it. */
		struct piece *p = take_first(f, s);

		hand_over(f, c, from_server, view_of(p->bytes, p->captured), p->size, p->at, p->place);
		free(p);
	}
}

void order_forget(struct flows *f, struct conn *c)
{
	for (int i = 0; i < 2; i++)
		while (c->side[i].pieces != NULL)
			free(take_first(f, &c->side[i]));
}

/* --- keeping what came early ------------------------------------------- */

struct early { uint32_t sequence, size; struct view data; int64_t at; uint64_t place; };

static void advance(struct early *e, uint32_t size)
{
	e->sequence += size;
	e->size -= size;
	e->data = view_part(e->data, size, e->data.size);
}

/* The first SIZE bytes of it, before *LINK. */
static struct piece *insert(struct flows *f, struct side *s, struct piece **link, const struct early *e, uint32_t size)
{
	uint32_t captured = e->data.size < size ? (uint32_t)e->data.size : size;
	struct piece *p = mem_take(1, sizeof *p + captured);

	*p = (struct piece){ .next = *link, .sequence = e->sequence, .size = size, .captured = captured,
		.at = e->at, .place = e->place };
	if (captured != 0)
		memcpy(p->bytes, e->data.data, captured);
	*link = p;
	if (p->next == NULL)
		s->last = p;
	s->piece_count++;
	s->waiting += cost_of(captured);
	f->buffered += cost_of(captured);
	return p;
}

static void compare(struct flows *f, const struct piece *p, const struct early *e, uint32_t size)
{
	uint32_t from = e->sequence - p->sequence;
	size_t both = size;

	if (f->differ_noted || from >= p->captured)
		return;
	if (both > p->captured - from)
		both = p->captured - from;
	if (both > e->data.size)
		both = e->data.size;
	if (both != 0 && memcmp(p->bytes + from, e->data.data, both) != 0) {
		f->differ_noted = true;
		capture_note(f->reading, NOTE_DIFFER);
	}
}

/* Puts what is new in it between the pieces that are there. */
static void keep(struct flows *f, struct side *s, struct early e)
{
	struct piece **link = &s->pieces;

	/* Mostly it is the next after the last one. */
	if (s->last != NULL && SEQUENCE_FROM(e.sequence, s->last->sequence + s->last->size) >= 0)
		link = &s->last->next;
	while (e.size > 0) {
		struct piece *p = *link;
		uint32_t size;

		if (p != NULL && SEQUENCE_FROM(p->sequence + p->size, e.sequence) <= 0) {
			link = &p->next;
			continue;
		}
		if (p == NULL || SEQUENCE_FROM(p->sequence, e.sequence) > 0) {
			size = p == NULL || p->sequence - e.sequence > e.size ? e.size : p->sequence - e.sequence;
			link = &insert(f, s, link, &e, size)->next;
		} else {
			size = p->sequence + p->size - e.sequence;
			if (size > e.size)
				size = e.size;
			compare(f, p, &e, size);
		}
		advance(&e, size);
	}
}

static bool fits(const struct flows *f, const struct side *s, size_t captured)
{
	const struct read_limits *l = f->reading->limits;
	size_t cost = cost_of((uint32_t)captured);

	/* One segment may be cut by those that are there. */
	return s->piece_count < PIECES_MAX && s->waiting + cost <= l->flow_bytes &&
		f->buffered + cost <= l->total_bytes;
}

/* --- one segment ------------------------------------------------------- */

/* Too much waits: gives up the bytes that are missing before the first that are there. */
static void give_up(struct flows *f, struct conn *c, bool from_server, uint32_t sequence, int64_t at)
{
	struct side *s = &c->side[from_server];
	uint32_t to = s->pieces != NULL && SEQUENCE_FROM(s->pieces->sequence, sequence) < 0 ?
		s->pieces->sequence : sequence;

	f->reading->report->bytes_dropped += to - s->next;
	skip(f, c, from_server, to - s->next, at);
	hand_over_pieces(f, c, from_server);
}

/* Nobody needs the bytes: only how many there are, each once where that is cheap to tell. */
static void count(struct side *s, uint32_t sequence, uint32_t size)
{
	int32_t beyond = SEQUENCE_FROM(sequence + size, s->next);

	if (beyond <= 0)
		return;
	s->bytes += (uint32_t)beyond < size ? (uint32_t)beyond : size;
	s->next = sequence + size;
}

void order_segment(struct flows *f, struct conn *c, bool from_server, uint32_t sequence, struct view data,
	uint32_t size, int64_t at, uint64_t place)
{
	struct side *s = &c->side[from_server];
	struct early e = { sequence, size, data, at, place };

	if (!s->known) {
		s->known = true;
		s->next = sequence;
	}
	while (c->state == CONN_OPEN && SEQUENCE_FROM(e.sequence, s->next) > 0) {
		if (fits(f, s, data.size)) {
			keep(f, s, e);
			return;
		}
		give_up(f, c, from_server, e.sequence, at);
	}
	if (c->state != CONN_OPEN) {
		count(s, sequence, size);
		return;
	}
	if (SEQUENCE_FROM(e.sequence + e.size, s->next) <= 0)
		return; /* all of it was there before */
	advance(&e, s->next - e.sequence);
	if (s->pieces != NULL && SEQUENCE_FROM(s->pieces->sequence, e.sequence + e.size) < 0)
		keep(f, s, e);
	else
		hand_over(f, c, from_server, e.data, e.size, at, place);
	hand_over_pieces(f, c, from_server);
}

void order_settle(struct flows *f, struct conn *c, bool from_server, int64_t at)
{
	struct side *s = &c->side[from_server];

	while (c->state == CONN_OPEN && s->pieces != NULL) {
		bool acked = s->acked_known && SEQUENCE_FROM(s->acked, s->pieces->sequence) >= 0;
		bool unseen = !c->side[!from_server].seen;
		int64_t waited = at - s->pieces->at;

		if (!(acked && (s->piece_count >= ACKED_PIECES || waited >= ACKED_WAIT)) &&
		    !(unseen && (s->piece_count >= UNSEEN_PIECES || waited >= UNSEEN_WAIT)))
			return;
		skip(f, c, from_server, s->pieces->sequence - s->next, at);
		hand_over_pieces(f, c, from_server);
	}
}

void order_finish(struct flows *f, struct conn *c, int64_t at)
{
	for (int i = 0; i < 2; i++) {
		struct side *s = &c->side[i];

		while (c->state == CONN_OPEN && s->pieces != NULL) {
			skip(f, c, i == 1, s->pieces->sequence - s->next, at);
			hand_over_pieces(f, c, i == 1);
		}
		/* Acknowledged, and never seen; a FIN counts one. */
		if (c->state == CONN_OPEN && c->talk != NULL && s->known && s->acked_known &&
		    SEQUENCE_FROM(s->acked, s->next) > (s->fin_seen ? 1 : 0))
			skip(f, c, i == 1, s->acked - s->next - (s->fin_seen ? 1 : 0), at);
	}
}
