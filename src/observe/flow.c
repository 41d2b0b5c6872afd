#include "observe/flow.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/flow_parts.h"

#define SLAB 1024u          /* connections that are taken from the system at a time */
#define MOST_MAX 0x1000000u
#define QUESTIONS_MAX 4096  /* to name servers, that wait for an answer */

struct conn *flow_at(const struct flows *f, uint32_t n)
{
	return &f->slabs[n / SLAB][n % SLAB];
}

struct flows *flows_new(struct reading *r)
{
	struct flows *f = mem_take(1, sizeof *f);
	size_t most = r->limits->max_flows;
	uint32_t heads = 1024;

	f->reading = r;
	f->most = most == 0 ? 1 : most > MOST_MAX ? MOST_MAX : (uint32_t)most;
	while (heads < f->most)
		heads *= 2;
	f->mask = heads - 1;
	f->heads = mem_take(heads, sizeof *f->heads);
	memset(f->heads, 0xff, heads * sizeof *f->heads);
	f->slabs = mem_take(f->most / SLAB + 1, sizeof(struct conn *));
	f->free = FLOW_NONE;
	/* Who sends packets must not be able to choose their places in the table. Where our
	 * memory lies is what he cannot know; nothing that we say depends on it. */
	f->seed[0] = (uint64_t)(uintptr_t)f->heads * UINT64_C(0x9e3779b97f4a7c15);
	f->seed[1] = (uint64_t)(uintptr_t)&r * UINT64_C(0xc2b2ae3d27d4eb4f) | 1;
	f->dns = peek_dns_new(QUESTIONS_MAX);
	return f;
}

/* --- finding ----------------------------------------------------------- */

static uint64_t mix(uint64_t a, uint64_t b)
{
	uint64_t low = (a & 0xffffffff) * (b >> 32) + (b & 0xffffffff), high = (a >> 32) * (b & 0xffffffff) + a;

	low ^= low >> 29;
	high ^= high >> 32;
	return (low * UINT64_C(0xff51afd7ed558ccd)) ^ (high * UINT64_C(0xc4ceb9fe1a85ec53) + (low >> 31));
}

static uint64_t hash_end(const struct flows *f, const uint8_t *address, unsigned size, unsigned port)
{
	uint64_t words[2] = { 0, 0 };

	memcpy(words, address, size);
	return mix(mix(words[0] ^ f->seed[0], f->seed[1] + port), words[1] ^ f->seed[1]);
}

/* The same for both directions. */
static uint32_t hash_of(const struct flows *f, const struct frame *frame, const uint16_t port[2])
{
	uint64_t sum = hash_end(f, frame->from, frame->address_size, port[0]) +
		hash_end(f, frame->to, frame->address_size, port[1]) + frame->protocol;

	sum ^= sum >> 32;
	sum *= UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(sum >> 32);
}

static bool is_conn(const struct conn *c, const struct frame *frame, const uint16_t port[2], unsigned from)
{
	return c->port[from] == port[0] && c->port[!from] == port[1] &&
		memcmp(c->address[from], frame->from, c->address_size) == 0 &&
		memcmp(c->address[!from], frame->to, c->address_size) == 0;
}

struct conn *flow_find(struct flows *f, const struct frame *frame, const uint16_t port[2], bool *from_server)
{
	uint32_t hash = hash_of(f, frame, port);

	for (uint32_t n = f->heads[hash & f->mask]; n != FLOW_NONE;) {
		struct conn *c = flow_at(f, n);

		n = c->next;
		if (c->hash != hash || c->address_size != frame->address_size || c->protocol != frame->protocol)
			continue;
		*from_server = !is_conn(c, frame, port, 0);
		if (!*from_server || is_conn(c, frame, port, 1))
			return c;
	}
	return NULL;
}

/* --- coming and going -------------------------------------------------- */

static void unlink_conn(struct flows *f, uint32_t n)
{
	uint32_t *link = &f->heads[flow_at(f, n)->hash & f->mask];

	while (*link != n)
		link = &flow_at(f, *link)->next;
	*link = flow_at(f, n)->next;
}

/* Over and out of the table; its place is empty but not yet in the list of free ones. */
static void clear_conn(struct flows *f, uint32_t n)
{
	struct conn *c = flow_at(f, n);

	if (c->state != CONN_OVER) {
		flow_end(f, c, TALK_FORGOTTEN, c->last_at);
		f->reading->report->flows_dropped++;
	}
	unlink_conn(f, n);
	memset(c, 0, sizeof *c);
}

static uint32_t number_of(const struct flows *f, const struct conn *c)
{
	for (uint32_t s = 0; s * SLAB < f->used; s++)
		if (c >= f->slabs[s] && c < f->slabs[s] + SLAB)
			return s * SLAB + (uint32_t)(c - f->slabs[s]);
	abort(); /* not ours */
}

void flow_drop(struct flows *f, struct conn *c)
{
	uint32_t n = number_of(f, c);

	clear_conn(f, n);
	c->next = f->free;
	f->free = n;
}

/* The next one that was not used since the hand was there, or is over. */
static uint32_t sweep(struct flows *f)
{
	for (;;) {
		struct conn *c = flow_at(f, f->hand);
		uint32_t n = f->hand;

		f->hand = f->hand + 1 == f->used ? 0 : f->hand + 1;
		if (c->state == CONN_OVER || !c->touched)
			return n;
		c->touched = false;
	}
}

static uint32_t take_place(struct flows *f)
{
	uint32_t n = f->free;

	if (n != FLOW_NONE) {
		f->free = flow_at(f, n)->next;
		return n;
	}
	if (f->used < f->most) {
		n = f->used++;
		if (n % SLAB == 0)
			f->slabs[n / SLAB] = mem_take(SLAB, sizeof(struct conn));
		return n;
	}
	n = sweep(f);
	clear_conn(f, n);
	return n;
}

static bool holds_memory(const struct conn *c)
{
	return c->talk != NULL || c->quic != NULL || c->side[0].pieces != NULL || c->side[1].pieces != NULL;
}

void flow_make_room(struct flows *f, const struct conn *keep)
{
	size_t total = f->reading->limits->total_bytes;
	uint64_t steps = 2 * (uint64_t)f->used;

	while (f->buffered > total - total / 8 && steps-- > 0) {
		struct conn *c = flow_at(f, f->hand);

		f->hand = f->hand + 1 == f->used ? 0 : f->hand + 1;
		if (c->state != CONN_OPEN || c == keep || !holds_memory(c))
			continue;
		if (c->touched) {
			c->touched = false;
			continue;
		}
		flow_end(f, c, TALK_FORGOTTEN, c->last_at);
		f->reading->report->flows_dropped++;
	}
}

const uint8_t *flow_client_mac(const struct frame *frame, bool from_server)
{
	static const uint8_t none[6];
	const uint8_t *mac = from_server ? frame->mac_to : frame->mac_from;

	return mac == NULL || memcmp(mac, none, sizeof none) == 0 ? NULL : mac;
}

void flow_set_mac(struct conn *c, const struct frame *frame, bool from_server)
{
	const uint8_t *mac = c->client_mac_known ? NULL : flow_client_mac(frame, from_server);

	if (mac == NULL)
		return;
	memcpy(c->client_mac, mac, sizeof c->client_mac);
	c->client_mac_known = true;
}

struct conn *flow_new(struct flows *f, const struct frame *frame, const uint16_t port[2], bool from_server, int64_t at,
	uint64_t place)
{
	uint32_t n = take_place(f);
	struct conn *c = flow_at(f, n);

	memset(c, 0, sizeof *c);
	c->hash = hash_of(f, frame, port);
	c->next = f->heads[c->hash & f->mask];
	f->heads[c->hash & f->mask] = n;
	memcpy(c->address[from_server], frame->from, frame->address_size);
	memcpy(c->address[!from_server], frame->to, frame->address_size);
	c->port[from_server] = port[0];
	c->port[!from_server] = port[1];
	c->address_size = frame->address_size;
	c->protocol = frame->protocol;
	c->state = CONN_OPEN;
	c->number = ++f->connections;
	c->place = place;
	c->at = c->last_at = at;
	c->began = c->seen = f->moment;
	c->opened_at = c->refused_at = SIGHT_NEVER;
	flow_set_mac(c, frame, from_server);
	f->reading->report->flows++;
	return c;
}

/* --- what becomes of them ---------------------------------------------- */

void flow_about(struct flows *f, const struct conn *c, struct talk_about *about)
{
	struct reading *r = f->reading;

	*about = (struct talk_about){ .input = r->number, .connection = c->number, .place = c->place,
		.opened_at = c->opened_at, .client_mac_known = c->client_mac_known,
		.start_seen = c->start_seen, .limits = r->limits, .buffered = &f->buffered,
		.report = r->report, .sink = r->sink };
	endpoint_of(&about->client, c->address[0], c->address_size, c->port[0]);
	endpoint_of(&about->server, c->address[1], c->address_size, c->port[1]);
	memcpy(about->client_mac, c->client_mac, sizeof about->client_mac);
}

void flow_release(struct flows *f, struct conn *c, enum talk_end end, int64_t at)
{
	order_forget(f, c);
	if (c->talk == NULL)
		return;
	talk_ended(c->talk, end, at);
	c->sighted = talk_sighted(c->talk);
	c->swapped = talk_swapped(c->talk);
	talk_free(c->talk);
	c->talk = NULL;
}

/* Of QUIC only the first packets are looked at. */
static int64_t bytes_of(const struct conn *c, bool server)
{
	const struct side *s = &c->side[server];

	return !s->seen || c->protocol != PROTOCOL_TCP ? -1 : s->bytes > INT64_MAX ? INT64_MAX : (int64_t)s->bytes;
}

void flow_sight_connect(struct flows *f, const struct conn *c, enum talk_end end, int64_t at)
{
	struct sight_connect connect;
	struct talk_about about;
	struct sighting s;

	flow_about(f, c, &about);
	sight_connect_init(&connect);
	connect.answered = c->swapped ? c->side[0].seen : c->answered;
	connect.refused = c->refused && !c->answered;
	connect.udp = c->protocol == PROTOCOL_UDP;
	connect.start_seen = c->start_seen;
	if (c->refused_at != SIGHT_NEVER && !c->answered)
		connect.ended_at = c->refused_at;
	else if (end == TALK_CLOSED || end == TALK_RESET)
		connect.ended_at = at;
	connect.bytes_up = bytes_of(c, c->swapped);
	connect.bytes_down = bytes_of(c, !c->swapped);
	sighting_init(&s, SIGHT_CONNECT);
	s.at = c->at;
	s.input = about.input;
	s.place = c->place;
	s.connection = c->number;
	s.opened_at = c->opened_at;
	s.client = c->swapped ? about.server : about.client;
	s.server = c->swapped ? about.client : about.server;
	if (c->client_mac_known && !c->swapped) {
		memcpy(s.client_mac, c->client_mac, sizeof s.client_mac);
		s.client_mac_known = true;
	}
	s.connect = &connect;
	f->reading->sink->see(f->reading->sink, &s);
}

void flow_end(struct flows *f, struct conn *c, enum talk_end end, int64_t at)
{
	if (c->state == CONN_OVER)
		return;
	if (c->state == CONN_OPEN)
		order_finish(f, c, at);
	flow_release(f, c, end, at);
	if (c->quic != NULL) {
		peek_quic_ended(c->quic, at);
		c->sighted = peek_quic_sighted(c->quic);
		peek_quic_free(c->quic);
		c->quic = NULL;
	}
	if (!c->sighted && !(c->shown && !c->answered))
		flow_sight_connect(f, c, end, at);
	c->state = CONN_OVER;
	c->touched = false;
}

void flows_end(struct flows *f)
{
	for (uint32_t n = 0; n < f->used; n++) {
		struct conn *c = flow_at(f, n);

		if (c->state == CONN_OPEN || c->state == CONN_DONE)
			flow_end(f, c, c->side[0].fin_seen || c->side[1].fin_seen ? TALK_CLOSED :
				TALK_INPUT_ENDED, c->last_at);
	}
	peek_dns_ended(f->dns);
}

void flows_free(struct flows *f)
{
	if (f == NULL)
		return;
	for (uint32_t n = 0; n < f->used; n++) {
		struct conn *c = flow_at(f, n);

		order_forget(f, c);
		talk_free(c->talk);
		peek_quic_free(c->quic);
	}
	for (uint32_t s = 0; s * SLAB < f->used; s++)
		free(f->slabs[s]);
	peek_dns_free(f->dns);
	free(f->slabs);
	free(f->heads);
	free(f);
}
