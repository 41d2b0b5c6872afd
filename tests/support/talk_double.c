#include "talk_double.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct talk { struct heard *heard; struct heard_talk *said; size_t *buffered; size_t fed, hold; };

static void see(struct sight_sink *sink, const struct sighting *s)
{
	struct heard *h = (struct heard *)sink;

	if (s->kind == SIGHT_CONNECT && h->connect_count < HEARD_MAX)
		h->connects[h->connect_count] = (struct heard_connect){ *s, *s->connect };
	h->connect_count += s->kind == SIGHT_CONNECT;
}

void heard_init(struct heard *h)
{
	memset(h, 0, sizeof *h);
	h->sink.see = see;
}

void heard_clear(struct heard *h)
{
	for (size_t i = 0; i < h->talk_count && i < HEARD_MAX; i++) {
		str_clear(&h->talks[i].side[0]);
		str_clear(&h->talks[i].side[1]);
	}
	heard_init(h);
}

struct talk *talk_new(const struct talk_about *about)
{
	struct heard *h = (struct heard *)about->sink;
	struct talk *t = mem_take(1, sizeof *t);

	t->heard = h;
	t->buffered = about->buffered;
	t->hold = h->hold;
	*t->buffered += t->hold;
	h->live++;
	if (h->talk_count < HEARD_MAX && !h->keep_nothing) {
		t->said = &h->talks[h->talk_count];
		*t->said = (struct heard_talk){ .about = *about, .begin = { -1, -1 } };
		str_init(&t->said->side[0], (size_t)1 << 24);
		str_init(&t->said->side[1], (size_t)1 << 24);
		h->talk_count++;
	}
	return t;
}

bool talk_feed(struct talk *t, bool from_server, struct view v, int64_t at, uint64_t place)
{
	if (v.size == 0)
		abort();
	t->fed += v.size;
	t->heard->bytes += v.size;
	if (t->said != NULL) {
		if (t->said->ended)
			abort();
		if (t->heard->fed != NULL)
			t->heard->fed(t->said, from_server, v);
		str_put_view(&t->said->side[from_server], v);
		t->said->position[from_server] += v.size;
		t->said->fed += v.size;
		t->said->last_at = at;
		t->said->last_place = place;
	}
	return t->heard->enough == 0 || t->fed < t->heard->enough;
}

bool talk_gap(struct talk *t, bool from_server, uint64_t size, int64_t at)
{
	(void)at;
	if (t->said != NULL) {
		if (t->said->ended || size == 0)
			abort();
		t->said->gap_count++;
		t->said->position[from_server] += size;
		str_put_format(&t->said->side[from_server], "<%llu>", (unsigned long long)size);
	}
	return true;
}

void talk_ended(struct talk *t, enum talk_end end, int64_t at)
{
	(void)at;
	if (t->said == NULL)
		return;
	if (t->said->ended)
		abort();
	t->said->ended = true;
	t->said->end = end;
}

bool talk_sighted(const struct talk *t)
{
	return t->heard->sighted;
}

bool talk_swapped(const struct talk *t)
{
	return t->heard->swapped;
}

void talk_show(struct talk *t)
{
	if (t->said != NULL)
		t->said->shown++;
}

bool talk_waits(const struct talk *t)
{
	return t->heard->waits;
}

void talk_free(struct talk *t)
{
	if (t == NULL)
		return;
	if (t->said != NULL)
		t->said->freed = true;
	*t->buffered -= t->hold;
	t->heard->live--;
	free(t);
}

/* --- datagrams --------------------------------------------------------- */

struct peek_dns { int none; };
struct peek_quic { struct heard *heard; };

struct peek_dns *peek_dns_new(size_t most)
{
	(void)most;
	return mem_take(1, sizeof(struct peek_dns));
}

bool peek_dns_datagram(struct peek_dns *d, const struct talk_about *about, bool from_server, struct view v, int64_t at,
	uint64_t place)
{
	struct heard *h = (struct heard *)about->sink;

	(void)d, (void)v, (void)at, (void)place;
	h->dns_count++;
	h->dns_about = *about;
	h->dns_from_server = from_server;
	return true;
}

void peek_dns_tick(struct peek_dns *d, int64_t steady, int64_t patience)
{
	(void)d, (void)steady, (void)patience;
}

void peek_dns_ended(struct peek_dns *d)
{
	(void)d;
}

void peek_dns_free(struct peek_dns *d)
{
	free(d);
}

bool peek_quic_datagram(struct peek_quic **state, const struct talk_about *about, bool from_server, struct view v,
	int64_t at, uint64_t place)
{
	struct heard *h = (struct heard *)about->sink;

	(void)from_server, (void)v, (void)at, (void)place;
	if (*state == NULL) {
		*state = mem_take(1, sizeof **state);
		(*state)->heard = h;
	}
	h->quic_count++;
	h->quic_about = *about;
	return true;
}

bool peek_quic_done(const struct peek_quic *q)
{
	return q != NULL && q->heard->enough != 0;
}

bool peek_quic_sighted(const struct peek_quic *q)
{
	return q != NULL && q->heard->sighted;
}

void peek_quic_ended(struct peek_quic *q, int64_t at)
{
	(void)q, (void)at;
}

void peek_quic_free(struct peek_quic *q)
{
	free(q);
}
