#include "neighbours_packets.h"

#include <string.h>

#include "base/str.h"
#include "packets.h"

/* Everything that goes over the wire, to be put in the order of time. */
struct cue { int64_t at; unsigned client, act; };
enum { CUE_ASK_SITE, CUE_ANSWER_SITE, CUE_OPEN, CUE_HELLO, CUE_CERT, CUE_FLIGHT, CUE_ASK, CUE_ANSWER, CUE_FETCH_OPEN,
	CUE_FETCH, CUE_DONE, CUE_FINISHED, CUES };

struct bytes { uint8_t data[4096]; size_t size; };

static void put(struct bytes *b, const void *from, size_t size)
{
	memcpy(b->data + b->size, from, size);
	b->size += size;
}

static void put_number(struct bytes *b, size_t number, unsigned octets)
{
	while (octets-- > 0)
		b->data[b->size++] = (uint8_t)(number >> 8 * octets);
}

/* FROM behind its length in as many octets. */
static void put_block(struct bytes *b, unsigned octets, const struct bytes *from)
{
	put_number(b, from->size, octets);
	put(b, from->data, from->size);
}

/* --- DNS ---------------------------------------------------------------------------- */

static void put_name(struct bytes *b, const char *name)
{
	while (*name != '\0') {
		size_t size = strcspn(name, ".");

		put_number(b, size, 1);
		put(b, name, size);
		name += size + (name[size] == '.');
	}
	put_number(b, 0, 1);
}

static struct view message(struct arena *a, const char *name, const char *address)
{
	struct bytes b = { .size = 0 };
	struct endpoint e = { 0 };

	if (address != NULL)
		e = packets_end(arena_format(a, "[%s]:1", address));
	put_number(&b, 7, 2);
	put_number(&b, address == NULL ? 0x0100 : 0x8180, 2);
	put_number(&b, 1, 2);
	put_number(&b, address != NULL, 2);
	put_number(&b, 0, 4);
	put_name(&b, name);
	put_number(&b, e.size == 16 ? 28 : 1, 2);
	put_number(&b, 1, 2);
	if (address != NULL) {
		put_number(&b, 0xc00c, 2);
		put_number(&b, e.size == 16 ? 28 : 1, 2);
		put_number(&b, 1, 2);
		put_number(&b, 60, 4);
		put_number(&b, e.size, 2);
		put(&b, e.address, e.size);
	}
	return view_of(arena_copy(a, b.data, b.size), b.size);
}

/* --- TLS ---------------------------------------------------------------------------- */

static struct view record(struct arena *a, unsigned type, unsigned message_type, const struct bytes *body)
{
	struct bytes inner = { .size = 0 }, out = { .size = 0 };

	if (type == 22) {
		put_number(&inner, message_type, 1);
		put_block(&inner, 3, body);
	} else {
		put(&inner, body->data, body->size);
	}
	put_number(&out, type, 1);
	put_number(&out, 0x0303, 2);
	put_block(&out, 2, &inner);
	return view_of(arena_copy(a, out.data, out.size), out.size);
}

static struct view client_hello(struct arena *a, const char *name)
{
	struct bytes b = { .size = 0 }, host = { .size = 0 }, list = { .size = 0 }, ext = { .size = 0 };

	put(&host, name, strlen(name));
	put_number(&list, 0, 1);
	put_block(&list, 2, &host);
	host.size = 0;
	put_block(&host, 2, &list);
	put_number(&ext, 0, 2);
	put_block(&ext, 2, &host);
	put_number(&b, 0x0303, 2);
	put(&b, "0123456789abcdef0123456789abcdef", 32);
	put_number(&b, 0, 1);
	put(&b, "\0\2\xc0\x2f\1\0", 6);
	put_block(&b, 2, &ext);
	return record(a, 22, 1, &b);
}

static struct view server_hello(struct arena *a)
{
	struct bytes b = { .size = 0 };

	put_number(&b, 0x0303, 2);
	put(&b, "fedcba9876543210fedcba9876543210", 32);
	put(&b, "\0\xc0\x2f\0", 4);
	return record(a, 22, 2, &b);
}

static struct view certificate(struct arena *a, struct view der)
{
	struct bytes one = { .size = 0 }, list = { .size = 0 }, b = { .size = 0 };

	put(&one, der.data, der.size);
	put_block(&list, 3, &one);
	put_block(&b, 3, &list);
	return record(a, 22, 11, &b);
}

/* --- all together ------------------------------------------------------------------- */

struct stage { struct packets *p; struct packets_talk site[NEIGHBOURS_MAX], fetch[NEIGHBOURS_MAX]; };

static const char *end(struct arena *a, const char *address, unsigned port)
{
	return arena_format(a, "[%s]:%u", address, port);
}

static void ask(struct stage *s, const struct neighbour *n, unsigned port, const char *name, const char *address)
{
	struct arena *a = s->p->arena;
	const char *client = end(a, n->address, port), *resolver = end(a, n->resolver, 53);

	packets_udp(s->p, address == NULL ? client : resolver, address == NULL ? resolver : client,
		message(a, name, address));
}

static void act(struct stage *s, const struct neighbour *n, const struct cue *cue)
{
	struct arena *a = s->p->arena;
	struct packets_talk *site = &s->site[cue->client], *fetch = &s->fetch[cue->client];
	struct bytes b = { .size = 40 };

	if (n->only_asks && cue->act != CUE_ASK_SITE && cue->act != CUE_ANSWER_SITE && cue->act != CUE_ASK &&
	    cue->act != CUE_ANSWER)
		return;
	s->p->at = NEIGHBOURS_START * SIGHT_SECOND + cue->at;
	switch (cue->act) {
	case CUE_ASK_SITE:
	case CUE_ANSWER_SITE:
		ask(s, n, n->port + 5, n->site, cue->act == CUE_ASK_SITE ? NULL : n->server);
		break;
	case CUE_OPEN:
		packets_open(s->p, site, end(a, n->address, n->port), end(a, n->server, 443));
		break;
	case CUE_HELLO:
		packets_say(site, false, client_hello(a, n->site));
		break;
	case CUE_CERT:
		packets_say(site, true, server_hello(a));
		packets_say(site, true, certificate(a, n->der));
		break;
	case CUE_FLIGHT:
		b.size = 0;
		packets_say(site, true, record(a, 22, 14, &b));
		break;
	case CUE_ASK:
	case CUE_ANSWER:
		if (n->asks)
			ask(s, n, n->port + 1, n->host, cue->act == CUE_ASK ? NULL : n->edge);
		break;
	case CUE_FETCH_OPEN:
		packets_open(s->p, fetch, end(a, n->address, n->port + 2), end(a, n->edge, 80));
		break;
	case CUE_FETCH:
		packets_say(fetch, false, view_of_text(arena_format(a, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", n->path,
			n->host)));
		break;
	case CUE_DONE:
		packets_say(fetch, true, view_of_text("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
		break;
	default:
		packets_say(site, false, record(a, 22, 16, &b));
		b.size = 1;
		packets_say(site, false, record(a, 20, 0, &b));
		b.size = 40;
		packets_say(site, false, record(a, 22, 0, &b));
	}
}

struct view neighbours_packets(const struct neighbours *all)
{
	struct stage *s = arena_take(all->a, sizeof *s);
	struct cue cues[NEIGHBOURS_MAX * CUES];
	size_t count = 0;

	s->p = packets_new(all->a, PACKETS_RAW);
	s->p->step = 1;
	for (unsigned i = 0; i < all->count; i++) {
		const struct neighbour *n = &all->all[i];
		const int64_t times[CUES] = { n->site_asked, n->site_asked + 5, n->opened, n->hello, n->cert, n->flight,
			n->asked, n->answered, n->fetch_opened, n->fetched, n->done, n->finished };

		for (unsigned c = 0; n->there && c < CUES; c++) {
			size_t at = count++;

			for (; at > 0 && cues[at - 1].at > times[c]; at--)
				cues[at] = cues[at - 1];
			cues[at] = (struct cue){ times[c], i, c };
		}
	}
	for (size_t i = 0; i < count; i++)
		act(s, &all->all[cues[i].client], &cues[i]);
	return packets_pcap(s->p, 0);
}
