#include "observe/octets.h"
#include "observe/peek_tls_parts.h"

#define MESSAGE_HEAD 4

static size_t body_size(const struct hold *h)
{
	return (size_t)h->data[1] << 16 | (size_t)h->data[2] << 8 | h->data[3];
}

static struct view body_of(const struct hold *h)
{
	return view_part(hold_view(h), MESSAGE_HEAD, SIZE_MAX);
}

static bool is_wanted(const struct peek_tls *t, bool from_server, unsigned type)
{
	switch (type) {
	case TLS_CLIENT_HELLO:
		return !from_server && !t->hello_seen;
	case TLS_SERVER_HELLO:
		return from_server && !t->answer_seen;
	case TLS_CERTIFICATE:
		return from_server ? t->certs.size == 0 : t->client_certs.size == 0;
	case TLS_CERTIFICATE_STATUS:
		return from_server && t->staple.size == 0;
	default:
		return false;
	}
}

/* Moves the message where it stays. */
static void keep(struct peek_tls *t, struct tls_side *s, struct hold *to)
{
	hold_clear(t->peek, to);
	*to = s->message;
	s->message = (struct hold){ 0 };
}

static void take_client_hello(struct peek_tls *t, struct moment m)
{
	struct tls_side *s = &t->client;

	keep(t, s, &t->hello);
	client_hello_read(body_of(&t->hello), &t->offered);
	if (t->offered.broken && body_of(&t->hello).size == body_size(&t->hello))
		peek_malformed(t->peek);
	t->hello_seen = true;
	t->hello_began = s->message_began;
	t->seen.hello_at = m.at;
}

static void take_server_hello(struct peek_tls *t)
{
	struct tls_side *s = &t->server;

	keep(t, s, &t->answer);
	server_hello_read(body_of(&t->answer), &t->chosen);
	if (t->chosen.broken)
		peek_malformed(t->peek);
	if (t->chosen.retry)
		return;
	t->answer_seen = true;
	t->answer_began = s->message_began;
	if (tls_version_hides(t->chosen.version) && !t->chosen.broken) {
		t->seen.resumed = t->chosen.psk;
		t->seen.resumed_known = true;
	}
}

static void note_full(struct peek_tls *t)
{
	t->exchanged = true;
	t->seen.resumed = false;
	t->seen.resumed_known = true;
}

/* A message is complete; what was not kept is only noted. */
static void message_done(struct peek_tls *t, bool from_server, unsigned type, struct moment m)
{
	struct tls_side *s = from_server ? &t->server : &t->client;
	bool kept = s->message.size >= MESSAGE_HEAD;

	if (from_server && (type == TLS_CERTIFICATE || type == TLS_SERVER_KEY_EXCHANGE ||
	    type == TLS_SERVER_HELLO_DONE))
		note_full(t);
	if (from_server && type == TLS_CERTIFICATE && t->seen.cert_at == SIGHT_NEVER)
		t->seen.cert_at = m.at;
	if (from_server && type == TLS_CERTIFICATE_REQUEST)
		t->seen.client_asked = true;
	if (!kept)
		return;
	if (type == TLS_CLIENT_HELLO)
		take_client_hello(t, m);
	else if (type == TLS_SERVER_HELLO)
		take_server_hello(t);
	else if (type == TLS_CERTIFICATE)
		keep(t, s, from_server ? &t->certs : &t->client_certs);
	else if (type == TLS_CERTIFICATE_STATUS)
		keep(t, s, &t->staple);
}

static void advance(struct view *v, size_t n)
{
	*v = view_part(*v, n, SIZE_MAX);
}

/* The head of a message is there: keep what follows, or pass over it. */
static void head_done(struct peek_tls *t, bool from_server, struct tls_side *s, struct moment m)
{
	unsigned type = s->message.data[0];
	size_t size = body_size(&s->message);

	if (is_wanted(t, from_server, type) && size != 0)
		return;
	s->message.size = 0;
	s->skip = size;
	message_done(t, from_server, type, m);
}

static void feed_body(struct peek_tls *t, bool from_server, struct tls_side *s, struct view *v, struct moment m)
{
	size_t whole = MESSAGE_HEAD + body_size(&s->message), rest = whole - s->message.size;
	unsigned type = s->message.data[0];
	size_t n = rest < v->size ? rest : v->size;

	if (!hold_put(t->peek, &s->message, view_part(*v, 0, n))) {
		s->message.size = 0;
		s->skip = rest;
		message_done(t, from_server, type, m);
		return;
	}
	advance(v, n);
	if (s->message.size == whole) {
		message_done(t, from_server, type, m);
		s->message.size = 0;
	}
}

void tls_message_feed(struct peek_tls *t, bool from_server, struct view v, struct moment m)
{
	struct tls_side *s = from_server ? &t->server : &t->client;

	while (v.size != 0) {
		if (s->skip != 0) {
			size_t n = s->skip < v.size ? s->skip : v.size;

			s->skip -= n;
			advance(&v, n);
		} else if (s->message.size < MESSAGE_HEAD) {
			if (s->message.size == 0)
				s->message_began = m;
			if (!hold_put(t->peek, &s->message, view_part(v, 0, 1))) {
				s->blind = true;
				return;
			}
			advance(&v, 1);
			if (s->message.size == MESSAGE_HEAD)
				head_done(t, from_server, s, m);
		} else {
			feed_body(t, from_server, s, &v, m);
		}
	}
}

void tls_message_cut(struct peek_tls *t, bool from_server, struct moment m)
{
	struct tls_side *s = from_server ? &t->server : &t->client;
	unsigned type = s->message.size > MESSAGE_HEAD ? s->message.data[0] : 0;

	if (type == TLS_CLIENT_HELLO && !from_server)
		take_client_hello(t, m);    /* captures cut short after its name are common */
	else if (type == TLS_CERTIFICATE && from_server)
		note_full(t);
	s->message.size = 0;
	s->skip = 0;
}

size_t tls_message_certs(const struct hold *h, struct sight_cert *out, size_t most)
{
	struct octets o, list;
	size_t count = 0;

	if (h->size < MESSAGE_HEAD)
		return 0;
	o = octets_of(body_of(h));
	list = octets_vector(&o, 3);
	while (!list.over && list.rest.size != 0 && count < most) {
		struct octets der = octets_vector(&list, 3);

		if (der.over || der.rest.size == 0)
			break;
		sight_cert_init(&out[count]);
		out[count++].der = der.rest;
	}
	return count;
}

/* CertificateStatus of RFC 6066 section 8, or the first response of RFC 6961. */
struct view tls_message_staple(const struct hold *h)
{
	struct octets o, list;
	unsigned type;

	if (h->size < MESSAGE_HEAD)
		return (struct view){ 0 };
	o = octets_of(body_of(h));
	type = octets_8(&o);
	if (type != 1 && type != 2)
		return (struct view){ 0 };
	list = octets_vector(&o, 3);
	if (type == 2)
		list = octets_vector(&list, 3);
	return list.over || list.rest.size == 0 ? (struct view){ 0 } : list.rest;
}
