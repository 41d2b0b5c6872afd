#include <stdlib.h>

#include "base/memory.h"
#include "observe/peek_dns.h"

#define QUESTIONS_MAX 64

struct dns_side {
	struct hold message;        /* with its length */
	struct moment began;
	bool dead;
};

struct dns_stream {
	struct peek *peek;
	struct peek_dns *questions;
	struct dns_side sides[2];
};

struct dns_stream *dns_stream_new(struct peek *peek)
{
	struct dns_stream *d = mem_take(1, sizeof *d);

	d->peek = peek;
	d->questions = peek_dns_new(QUESTIONS_MAX);
	return d;
}

void dns_stream_free(struct dns_stream *d)
{
	if (d == NULL)
		return;
	hold_clear(d->peek, &d->sides[0].message);
	hold_clear(d->peek, &d->sides[1].message);
	peek_dns_free(d->questions);
	free(d);
}

static void message_done(struct dns_stream *d, bool from_server, struct dns_side *s)
{
	struct peek asked = *d->peek; /* the direction of one message is not that of all */
	struct dns_message m;

	if (dns_message_read(view_part(hold_view(&s->message), 2, SIZE_MAX), &m)) {
		if (!m.whole)
			peek_malformed(d->peek);
		asked.own = 0;
		peek_dns_message(d->questions, &asked, from_server, &m, true, s->began);
		d->peek->swapped = asked.swapped;
		d->peek->sighted = true;
	} else {
		peek_malformed(d->peek);
		s->dead = true;
	}
	s->message.size = 0;
}

/* Octets of a message with its length, as far as that is known. */
static size_t whole_size(const struct dns_side *s)
{
	return s->message.size < 2 ? 2 : 2 + ((size_t)s->message.data[0] << 8 | s->message.data[1]);
}

bool dns_stream_feed(struct dns_stream *d, bool from_server, struct view v, struct moment m)
{
	struct dns_side *s = &d->sides[from_server];

	while (v.size != 0 && !s->dead) {
		size_t rest = whole_size(s) - s->message.size;
		size_t n = rest < v.size ? rest : v.size;

		if (s->message.size == 0)
			s->began = m;
		if (!hold_put(d->peek, &s->message, view_part(v, 0, n))) {
			s->dead = true;
			break;
		}
		v = view_part(v, n, SIZE_MAX);
		if (s->message.size >= 2 && s->message.size == whole_size(s))
			message_done(d, from_server, s);
	}
	return !d->sides[0].dead || !d->sides[1].dead;
}

void dns_stream_gap(struct dns_stream *d, bool from_server)
{
	d->sides[from_server].dead = true;
}

void dns_stream_ended(struct dns_stream *d)
{
	peek_dns_ended(d->questions);
}
