#include "observe/peek.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define SPACE_MIN ((size_t)256)

/* Whether the limits allow MORE octets of memory. */
static bool may_grow(const struct peek *p, const struct hold *h, size_t more)
{
	const struct read_limits *limits = p->about.limits;

	if (!h->body && (p->own > limits->flow_bytes || more > limits->flow_bytes - p->own))
		return false;
	return *p->about.buffered <= limits->total_bytes && more <= limits->total_bytes - *p->about.buffered;
}

static bool grow(struct peek *p, struct hold *h, size_t need)
{
	size_t space = h->space == 0 ? SPACE_MIN : h->space;

	while (space < need)
		space *= 2;
	if (!may_grow(p, h, space - h->space)) {
		space = need;
		if (!may_grow(p, h, space - h->space))
			return false;
	}
	h->data = mem_resize(h->data, space, 1);
	*p->about.buffered += space - h->space;
	if (!h->body)
		p->own += space - h->space;
	h->space = space;
	return true;
}

bool hold_put(struct peek *p, struct hold *h, struct view v)
{
	size_t most = h->body ? p->about.limits->body_bytes : p->about.limits->flow_bytes;

	if (v.size == 0)
		return true;
	if (h->size > most || v.size > most - h->size ||
	    (v.size > h->space - h->size && !grow(p, h, h->size + v.size))) {
		p->about.report->bytes_dropped += v.size;
		return false;
	}
	memcpy(h->data + h->size, v.data, v.size);
	h->size += v.size;
	return true;
}

void hold_cut(struct hold *h, size_t from_front)
{
	if (from_front >= h->size) {
		h->size = 0;
		return;
	}
	h->size -= from_front;
	memmove(h->data, h->data + from_front, h->size);
}

void hold_clear(struct peek *p, struct hold *h)
{
	*p->about.buffered -= h->space;
	if (!h->body)
		p->own -= h->space;
	free(h->data);
	*h = (struct hold){ .body = h->body };
}

struct view hold_view(const struct hold *h)
{
	return view_of(h->data, h->size);
}

void peek_sighting(const struct peek *p, enum sighting_kind kind, struct moment from, struct sighting *out)
{
	sighting_init(out, kind);
	out->at = from.at;
	out->place = from.place;
	out->input = p->about.input;
	out->connection = p->about.connection;
	out->opened_at = p->about.opened_at;
	out->client = p->swapped ? p->about.server : p->about.client;
	out->server = p->swapped ? p->about.client : p->about.server;
	if (p->about.client_mac_known && !p->swapped) {
		memcpy(out->client_mac, p->about.client_mac, sizeof out->client_mac);
		out->client_mac_known = true;
	}
}

void peek_see(struct peek *p, const struct sighting *s)
{
	p->sighted = true;
	p->about.sink->see(p->about.sink, s);
}

void peek_malformed(struct peek *p)
{
	p->about.report->malformed++;
}

const struct endpoint *peek_server(const struct peek *p)
{
	return p->swapped ? &p->about.client : &p->about.server;
}
