/* The handshake of a QUIC connection, as far as it is in clear: ClientHello and
 * ServerHello in Initial packets. talk.h has the manual. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/peek.h"
#include "observe/quic_packet.h"
#include "observe/tls_hello.h"

#define STREAM_MAX ((uint64_t)32 * 1024)    /* octets of CRYPTO frames on one side */
#define PATIENCE 64     /* datagrams within which what can be learned has been */
#define TRIES 8         /* packets that no key opens */
#define MESSAGE_HEAD 4

/* CRYPTO octets in any order. */
struct stream {
	struct hold data, have;     /* HAVE: one octet for each octet of DATA, 1: it is there */
	size_t whole;               /* octets from the front without a hole */
};

struct peek_quic {
	struct peek peek;
	bool keyed;                 /* the client is known, and so are the keys */
	bool client_is_server;      /* who the client is, by direction */
	struct quic_keys client, server;
	struct stream hello, answer;
	bool hello_seen, answer_seen, done, ended, sighted;
	struct moment began;
	struct client_hello offered;
	struct server_hello chosen;
	struct sight_tls seen;
	unsigned datagrams, failed;
};

static void stream_clear(struct peek *p, struct stream *s)
{
	hold_clear(p, &s->data);
	hold_clear(p, &s->have);
	s->whole = 0;
}

/* Makes room up to END, filled with nothing. */
static bool stream_reach(struct peek *p, struct hold *h, size_t end)
{
	static const uint8_t nothing[256];

	while (h->size < end) {
		size_t n = end - h->size < sizeof nothing ? end - h->size : sizeof nothing;

		if (!hold_put(p, h, view_of(nothing, n)))
			return false;
	}
	return true;
}

static void stream_put(struct peek *p, struct stream *s, uint64_t offset, struct view v)
{
	if (v.size == 0 || offset > STREAM_MAX || v.size > STREAM_MAX - offset ||
	    !stream_reach(p, &s->data, (size_t)offset + v.size) ||
	    !stream_reach(p, &s->have, (size_t)offset + v.size))
		return;
	for (size_t i = 0; i < v.size; i++) {
		/* what came first stays: a copy with other content changes nothing */
		if (s->have.data[offset + i] != 0)
			continue;
		s->data.data[offset + i] = v.data[i];
		s->have.data[offset + i] = 1;
	}
	while (s->whole < s->have.size && s->have.data[s->whole] != 0)
		s->whole++;
}

/* The body of the first message, if it is complete and of TYPE. */
static bool stream_message(const struct stream *s, unsigned type, struct view *body)
{
	const uint8_t *p = s->data.data;
	size_t size;

	if (s->whole < MESSAGE_HEAD || p[0] != type)
		return false;
	size = (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	*body = view_of(p + MESSAGE_HEAD, size);
	return size <= s->whole - MESSAGE_HEAD;
}

static void hand_over(struct peek_quic *q)
{
	struct sighting s;

	if (q->done)
		return;
	q->done = true;
	if (q->hello_seen) {
		q->seen.quic = true;
		q->seen.sni = q->offered.sni;
		q->seen.alpn = q->offered.alpn;
		q->seen.ech = q->offered.ech;
		q->seen.grease = q->offered.grease;
		peek_sighting(&q->peek, SIGHT_TLS, q->began, &s);
		s.tls = &q->seen;
		peek_see(&q->peek, &s);
		q->sighted = true;
	}
	stream_clear(&q->peek, &q->hello);
	stream_clear(&q->peek, &q->answer);
}

static void read_messages(struct peek_quic *q, int64_t at)
{
	struct view body;

	if (!q->hello_seen && stream_message(&q->hello, TLS_CLIENT_HELLO, &body)) {
		client_hello_read(body, &q->offered);
		q->hello_seen = true;
		q->seen.hello_at = at;
	}
	if (!q->answer_seen && stream_message(&q->answer, TLS_SERVER_HELLO, &body)) {
		server_hello_read(body, &q->chosen);
		q->answer_seen = true;
		q->seen.version = q->chosen.version;
		/* behind a HelloRetryRequest both go on where this does not look */
		q->seen.resumed = q->chosen.psk && !q->chosen.retry;
		q->seen.resumed_known = !q->chosen.broken && !q->chosen.retry;
	}
}

/* A client's packet that no key so far opens may be the first one of a connection,
 * or the first after a Retry, with keys of its own destination id. */
static bool try_new_keys(struct peek_quic *q, bool from_server, const struct quic_long *p, uint8_t *out,
	struct view *frames)
{
	struct quic_keys client, server;

	if (q->keyed && q->client_is_server != from_server)
		return false;
	quic_keys_make(p->version, p->to, &client, &server);
	if (!quic_open(&client, p, out, frames))
		return false;
	if (q->keyed && !q->hello_seen)
		stream_clear(&q->peek, &q->hello);
	q->keyed = true;
	q->client_is_server = from_server;
	q->peek.swapped = from_server;
	q->client = client;
	q->server = server;
	return true;
}

static void take_initial(struct peek_quic *q, bool from_server, const struct quic_long *p, struct moment m)
{
	uint8_t plain[QUIC_PACKET_MAX];
	struct view frames, data;
	uint64_t offset;
	bool opened = false, client;

	if (q->keyed)
		opened = quic_open(from_server == q->client_is_server ? &q->client : &q->server, p, plain, &frames);
	if (!opened && !try_new_keys(q, from_server, p, plain, &frames)) {
		q->failed++;
		return;
	}
	client = from_server == q->client_is_server;
	if (client && q->began.at == SIGHT_NEVER)
		q->began = m;
	while (quic_crypto_next(&frames, &offset, &data))
		if (!(client ? q->hello_seen : q->answer_seen))
			stream_put(&q->peek, client ? &q->hello : &q->answer, offset, data);
	read_messages(q, m.at);
}

/* A short header: data under keys that a client has only when its handshake is
 * complete (RFC 9001 section 5.7). */
static void take_short(struct peek_quic *q, bool from_server, int64_t at)
{
	bool client = from_server == q->client_is_server;
	int64_t *slot = client ? &q->seen.client_data_at : &q->seen.server_data_at;

	if (!q->keyed || !q->hello_seen)
		return;
	if (*slot == SIGHT_NEVER)
		*slot = at;
	if (client && q->answer_seen)
		q->seen.established = q->seen.established_known = true;
}

static struct peek_quic *begin(const struct talk_about *about)
{
	struct peek_quic *q = mem_take(1, sizeof *q);

	q->peek.about = *about;
	q->began.at = SIGHT_NEVER;
	sight_tls_init(&q->seen);
	return q;
}

bool peek_quic_datagram(struct peek_quic **state, const struct talk_about *about, bool from_server, struct view v,
	int64_t at, uint64_t place)
{
	struct peek_quic *q = *state;
	struct quic_long p;

	if (q == NULL && (!quic_long_read(v, &p) || p.kind == QUIC_NEGOTIATION))
		return false;
	if (q == NULL)
		q = *state = begin(about);
	if (q->done)
		return true;
	while (v.size != 0 && quic_long_read(v, &p)) {
		if (p.kind == QUIC_INITIAL)
			take_initial(q, from_server, &p, (struct moment){ at, place });
		v = view_part(v, p.packet.size, SIZE_MAX);
	}
	if (v.size > 1 && (v.data[0] & 0xc0) == 0x40)
		take_short(q, from_server, at);
	if (++q->datagrams >= PATIENCE || q->failed >= TRIES ||
	    (q->hello_seen && q->answer_seen && q->seen.client_data_at != SIGHT_NEVER))
		hand_over(q);
	return true;
}

bool peek_quic_done(const struct peek_quic *q)
{
	return q != NULL && q->done;
}

bool peek_quic_sighted(const struct peek_quic *q)
{
	return q != NULL && q->sighted;
}

void peek_quic_ended(struct peek_quic *q, int64_t at)
{
	(void)at;
	if (q != NULL)
		hand_over(q);
}

void peek_quic_free(struct peek_quic *q)
{
	if (q == NULL)
		return;
	stream_clear(&q->peek, &q->hello);
	stream_clear(&q->peek, &q->answer);
	free(q);
}
