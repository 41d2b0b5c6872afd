#include "observe/peek_tls.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/peek_tls_parts.h"

#define RECORD_MAX (16384u + 2048)
/* Octets looked through for the next record after a gap. */
#define SEARCH_MAX ((size_t)64 * 1024)
/* Octets after the client's Finished within which the first data must come. */
#define AFTER_MAX ((uint64_t)128 * 1024)
#define TOTAL_MAX ((uint64_t)1024 * 1024)
/* An encrypted Finished has at least 4 + 32 octets, a content type and a tag of 8
 * (RFC 8446 sections 4.4.4 and 5.2); an alert has 2, a content type and at most 16;
 * the empty Certificate of a client that has none lies between (measured: OpenSSL). */
#define FINISHED_MIN 45u
#define ALERT_MAX 19u

struct peek_tls *peek_tls_new(struct peek *peek, bool starttls)
{
	struct peek_tls *t = mem_take(1, sizeof *t);

	t->peek = peek;
	t->starttls = starttls;
	t->server.lost = starttls;
	sight_tls_init(&t->seen);
	return t;
}

void peek_tls_free(struct peek_tls *t)
{
	if (t == NULL)
		return;
	hold_clear(t->peek, &t->client.message);
	hold_clear(t->peek, &t->server.message);
	hold_clear(t->peek, &t->hello);
	hold_clear(t->peek, &t->answer);
	hold_clear(t->peek, &t->certs);
	hold_clear(t->peek, &t->client_certs);
	hold_clear(t->peek, &t->staple);
	free(t);
}

static bool hides(const struct peek_tls *t)
{
	return tls_version_hides(t->chosen.version);
}

static void judge_established(struct peek_tls *t, struct sight_tls *s)
{
	bool data = s->client_data_at != SIGHT_NEVER || s->server_data_at != SIGHT_NEVER;

	if (t->failed)
		s->established_known = true;
	else if (t->answer_seen && s->finished_at != SIGHT_NEVER && (hides(t) ? data : t->server.encrypted))
		s->established_known = s->established = true;
}

static void see(struct peek_tls *t, bool closed)
{
	struct sight_cert certs[TLS_CERTS_MAX], client_certs[TLS_CERTS_MAX];
	struct sight_tls s = t->seen;
	struct sighting sighting;

	if (!t->hello_seen && !t->answer_seen)
		return;
	s.again = t->shown != 0;
	s.starttls = t->starttls;
	s.sni = t->offered.sni;
	s.alpn = t->chosen.alpn.data != NULL ? t->chosen.alpn : t->offered.alpn;
	s.version = t->answer_seen ? t->chosen.version : 0;
	s.ech = t->offered.ech;
	s.grease = t->offered.grease;
	s.certs = certs;
	s.cert_count = tls_message_certs(&t->certs, certs, TLS_CERTS_MAX);
	s.client_certs = client_certs;
	s.client_cert_count = tls_message_certs(&t->client_certs, client_certs, TLS_CERTS_MAX);
	s.staple = tls_message_staple(&t->staple);
	s.data_known = t->hello_seen && t->answer_seen && !t->uncertain && !t->early;
	s.flight_bytes = t->answer_seen && !t->server.blind ? t->server_bytes : -1;
	judge_established(t, &s);
	if (!s.established_known && closed && s.data_known && s.finished_at == SIGHT_NEVER)
		s.established_known = true; /* it ended before it began */
	peek_sighting(t->peek, SIGHT_TLS, t->hello_seen ? t->hello_began : t->answer_began, &sighting);
	sighting.tls = &s;
	peek_see(t->peek, &sighting);
}

static void hand_over(struct peek_tls *t, bool closed)
{
	t->done = true;
	see(t, closed);
}

void peek_tls_show(struct peek_tls *t)
{
	if (t->done || !t->hello_seen || t->shown == t->total)
		return;
	see(t, false);
	t->shown = t->total;
}

/* --- what records mean ------------------------------------------------- */

static void once(int64_t *slot, int64_t at)
{
	if (*slot == SIGHT_NEVER)
		*slot = at;
}

/* An encrypted record of a client, TLS 1.3. */
static void client_hidden_record(struct peek_tls *t)
{
	struct tls_side *s = &t->client;

	if (!t->answer_seen) {
		t->early = true;
		return;
	}
	t->replied = true;
	if (t->early)
		return;
	if (t->seen.finished_at == SIGHT_NEVER) {
		if (s->length <= ALERT_MAX) {
			t->failed = true;
			return;
		}
		t->seen.finished_at = s->began.at;
		t->finishing = s->length < FINISHED_MIN;
	} else if (t->finishing) {
		t->finishing = false; /* the Finished itself */
	} else if (s->length > ALERT_MAX) {
		once(&t->seen.client_data_at, s->began.at);
	}
}

static void client_record(struct peek_tls *t)
{
	struct tls_side *s = &t->client;

	if (s->type == RECORD_DATA && (hides(t) || !t->answer_seen)) {
		client_hidden_record(t);
		return;
	}
	if (!t->answer_seen && t->chosen.retry && s->type == RECORD_HANDSHAKE)
		t->server_bytes = 0; /* the flight that counts answers the second ClientHello */
	if (hides(t) || !t->answer_seen)
		return;
	t->replied = true;
	if (s->type == RECORD_HANDSHAKE && s->encrypted)
		once(&t->seen.finished_at, s->began.at);
	else if (s->type == RECORD_DATA)
		once(&t->seen.client_data_at, s->began.at);
}

static void server_record(struct peek_tls *t)
{
	struct tls_side *s = &t->server;

	if (!t->answer_seen || s->type != RECORD_DATA)
		return;
	if (!hides(t) || (t->seen.finished_at != SIGHT_NEVER && s->length > ALERT_MAX))
		once(&t->seen.server_data_at, s->began.at);
}

static void record_begins(struct peek_tls *t, bool from_server)
{
	struct tls_side *s = from_server ? &t->server : &t->client;

	s->inside = true;
	s->alert_have = 0;
	if (from_server)
		server_record(t);
	else
		client_record(t);
}

static void change_cipher(struct peek_tls *t, bool from_server, struct tls_side *s)
{
	if (hides(t) || !t->answer_seen)
		return;
	s->encrypted = true;
	if (from_server && !t->exchanged && !s->blind && !t->seen.resumed_known) {
		t->seen.resumed = true;
		t->seen.resumed_known = true;
	}
}

static void record_ends(struct peek_tls *t, bool from_server)
{
	struct tls_side *s = from_server ? &t->server : &t->client;

	s->inside = false;
	s->have = 0;
	if (s->type == RECORD_CCS)
		change_cipher(t, from_server, s);
	/* two octets in clear: level and description; 2 is fatal */
	if (s->type == RECORD_ALERT && !s->encrypted && s->length == 2 && s->alert_have == 2 && s->alert[0] == 2)
		t->failed = true;
	if (t->failed || (t->seen.client_data_at != SIGHT_NEVER && t->seen.server_data_at != SIGHT_NEVER))
		hand_over(t, false);
}

static void record_bytes(struct peek_tls *t, bool from_server, struct view v, struct moment m)
{
	struct tls_side *s = from_server ? &t->server : &t->client;

	if (s->encrypted || s->blind)
		return;
	if (s->type == RECORD_HANDSHAKE)
		tls_message_feed(t, from_server, v, m);
	for (size_t i = 0; s->type == RECORD_ALERT && i < v.size && s->alert_have < 2; i++)
		s->alert[s->alert_have++] = v.data[i];
}

/* --- records from octets ----------------------------------------------- */

static bool head_fits(const uint8_t head[5])
{
	unsigned length = (unsigned)head[3] << 8 | head[4];

	return head[0] >= RECORD_CCS && head[0] <= 24 && head[1] == 3 && head[2] <= 4 && length <= RECORD_MAX &&
		(head[0] != RECORD_CCS || length == 1) && (head[0] != RECORD_HANDSHAKE || length != 0);
}

/* SSLv2 ClientHello (RFC 5246 appendix E.2): two octets of length with the top bit
 * set, then type 1 and the version. */
static bool old_hello(struct peek_tls *t, struct tls_side *s)
{
	if (t->hello_seen || s != &t->client || s->lost || (s->head[0] & 0x80) == 0 || s->head[2] != 1)
		return false;
	s->type = 0;
	s->length = ((size_t)(s->head[0] & 0x7f) << 8 | s->head[1]);
	s->left = s->length > 3 ? s->length - 3 : 0;
	s->inside = true;
	t->hello_seen = true;
	t->hello_began = s->began;
	t->offered.version = (unsigned)s->head[3] << 8 | s->head[4];
	t->offered.sni = view_of("", 0);
	return true;
}

/* The five octets of a head are there. */
static void head_done(struct peek_tls *t, bool from_server, struct tls_side *s)
{
	if (head_fits(s->head)) {
		s->lost = false;
		s->type = s->head[0];
		s->length = s->left = (size_t)s->head[3] << 8 | s->head[4];
		record_begins(t, from_server);
		return;
	}
	if (old_hello(t, s))
		return;
	if (!s->lost) {
		s->lost = s->blind = t->uncertain = true;
		peek_malformed(t->peek);
	}
	memmove(s->head, s->head + 1, 4);
	s->have = 4;
	s->dead = ++s->passed > SEARCH_MAX;
}

static void take_head(struct peek_tls *t, bool from_server, struct tls_side *s, struct view *v, struct moment m)
{
	if (s->have == 0 || s->lost)
		s->began = m;
	s->head[s->have++] = v->data[0];
	*v = view_part(*v, 1, SIZE_MAX);
	if (s->have == sizeof s->head)
		head_done(t, from_server, s);
}

static void took(struct peek_tls *t, bool from_server, size_t n, struct moment m)
{
	t->total += n;
	if (t->seen.finished_at != SIGHT_NEVER)
		t->after += n;
	if (from_server && !t->replied) {
		t->server_bytes += (int64_t)n;
		if (t->answer_seen)
			t->seen.flight_at = m.at;
	}
}

/* Of an SSLv2 hello nothing is wanted but that it is over. */
static void end_of_record(struct peek_tls *t, bool from_server, struct tls_side *s, struct moment m)
{
	if (s->type == 0) {
		t->seen.hello_at = m.at;
		s->inside = false;
		s->have = 0;
		return;
	}
	record_ends(t, from_server);
}

bool peek_tls_feed(struct peek_tls *t, bool from_server, struct view v, struct moment m)
{
	struct tls_side *s = from_server ? &t->server : &t->client;

	while (v.size != 0 && !t->done && !s->dead) {
		size_t n = 1;

		if (!s->inside) {
			bool lost = s->lost;

			take_head(t, from_server, s, &v, m);
			if (!lost)
				took(t, from_server, 1, m);
			else if (!s->lost)
				took(t, from_server, sizeof s->head, m);
		} else {
			n = s->left < v.size ? s->left : v.size;
			record_bytes(t, from_server, view_part(v, 0, n), m);
			s->left -= n;
			v = view_part(v, n, SIZE_MAX);
			took(t, from_server, n, m);
		}
		if (s->inside && s->left == 0)
			end_of_record(t, from_server, s, m);
	}
	if (!t->done && (t->after > AFTER_MAX || t->total > TOTAL_MAX || (t->client.dead && t->server.dead)))
		hand_over(t, false);
	return !t->done;
}

bool peek_tls_gap(struct peek_tls *t, bool from_server, uint64_t size, int64_t at)
{
	struct tls_side *s = from_server ? &t->server : &t->client;
	struct moment m = { at, 0 };

	if (t->done || s->dead)
		return !t->done;
	if (!s->blind && !s->encrypted && (s->type == RECORD_HANDSHAKE || size > s->left))
		tls_message_cut(t, from_server, m);
	if (s->inside && size <= s->left) {
		if (s->type == RECORD_HANDSHAKE && !s->encrypted)
			s->blind = true;
		s->left -= (size_t)size;
		took(t, from_server, (size_t)size, m);
		if (s->left == 0)
			end_of_record(t, from_server, s, m);
		return !t->done;
	}
	s->lost = s->blind = t->uncertain = true;
	s->inside = false;
	s->have = 0;
	s->passed = 0;
	return true;
}

void peek_tls_ended(struct peek_tls *t, enum talk_end end)
{
	if (!t->done)
		hand_over(t, end == TALK_CLOSED || end == TALK_RESET);
}

/* --- what begins like TLS ---------------------------------------------- */

/* SSLv2 form: the three lengths must add up; cipher kinds have three octets. */
static int old_begins(struct view v)
{
	const uint8_t *p = v.data;
	unsigned ciphers, rest;

	if ((v.size >= 3 && p[2] != 1) ||
	    (v.size >= 5 && (p[3] != 3 || p[4] > 4) && (p[3] != 0 || p[4] != 2)))
		return -1;
	if (v.size < 11)
		return 0;
	ciphers = p[5] * 256u + p[6];
	rest = p[7] * 256u + p[8] + p[9] * 256u + p[10];
	return ciphers % 3 == 0 && 9 + ciphers + rest == ((p[0] & 0x7fu) << 8 | p[1]) ? 256 : -1;
}

int tls_begins(struct view v)
{
	if (v.size == 0)
		return 0;
	if ((v.data[0] & 0x80) != 0)
		return old_begins(v);
	if (v.data[0] != RECORD_HANDSHAKE || (v.size >= 2 && v.data[1] != 3) || (v.size >= 3 && v.data[2] > 4) ||
	    (v.size >= 5 && !head_fits(v.data)) || (v.size >= 6 && v.data[5] != 1 && v.data[5] != 2))
		return -1;
	return v.size < 6 ? 0 : v.data[5];
}

size_t tls_hello_find(struct view v)
{
	for (size_t at = 0; v.size - at >= TLS_HELLO_HEAD; at++) {
		const uint8_t *p = memchr(v.data + at, RECORD_HANDSHAKE, v.size - at - TLS_HELLO_HEAD + 1);
		unsigned record, message;

		if (p == NULL)
			break;
		at = (size_t)(p - v.data);
		record = p[3] * 256u + p[4];
		message = p[7] * 256u + p[8];
		if (head_fits(p) && p[5] == TLS_CLIENT_HELLO && p[6] == 0 && message >= 39 &&
		    record >= 6 && p[9] == 3 && p[10] <= 4)
			return at;
	}
	return SIZE_MAX;
}
