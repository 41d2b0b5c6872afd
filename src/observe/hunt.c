#include "observe/hunt.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/http_head.h"
#include "observe/peek_tls.h"

/* Octets of both sides together: longer than any dialogue before STARTTLS, and
 * little of any other protocol. */
#define HUNT_MAX ((size_t)64 * 1024)

struct tail {
	uint8_t octets[HUNT_TAIL];
	struct moment came[HUNT_TAIL];
	size_t size;
	bool fresh;                 /* the tail is all of this turn */
};

struct hunt {
	bool requests, turned, server_spoke;
	size_t passed;
	struct tail tails[2];
};

struct hunt *hunt_new(bool requests)
{
	struct hunt *h = mem_take(1, sizeof *h);

	h->requests = requests;
	return h;
}

void hunt_free(struct hunt *h)
{
	free(h);
}

static void tail_put(struct tail *t, struct view v, struct moment m)
{
	size_t n = v.size < HUNT_TAIL ? v.size : HUNT_TAIL;
	size_t stay = t->size < HUNT_TAIL - n ? t->size : HUNT_TAIL - n;

	memmove(t->octets, t->octets + t->size - stay, stay);
	memmove(t->came, t->came + t->size - stay, stay * sizeof *t->came);
	memcpy(t->octets + stay, v.data + v.size - n, n);
	for (size_t i = 0; i < n; i++)
		t->came[stay + i] = m;
	t->size = stay + n;
}

static void catch_from(const struct tail *t, size_t at, struct hunt_prey *prey)
{
	prey->size = t->size - at;
	memcpy(prey->kept, t->octets + at, prey->size);
	prey->began = t->came[at];
}

static enum hunted look(const struct tail *t, struct view *v, struct moment m, struct hunt_prey *prey)
{
	uint8_t joint[2 * HUNT_TAIL];
	size_t n = v->size < HUNT_TAIL ? v->size : HUNT_TAIL, at;

	memcpy(joint, t->octets, t->size);
	memcpy(joint + t->size, v->data, n);
	at = tls_hello_find(view_of(joint, t->size + n));
	if (at < t->size) {
		catch_from(t, at, prey);
		return HUNT_TLS;
	}
	at = tls_hello_find(*v);
	if (at != SIZE_MAX) {
		*v = view_part(*v, at, SIZE_MAX);
		prey->began = m;
		return HUNT_TLS;
	}
	return HUNT_MORE;
}

/* A request where a turn begins. */
static bool look_request(struct tail *t, struct view v, struct moment m, struct hunt_prey *prey)
{
	uint8_t joint[2 * HUNT_TAIL];
	size_t n = v.size < HUNT_TAIL ? v.size : HUNT_TAIL;
	int begins;

	memcpy(joint, t->octets, t->size);
	memcpy(joint + t->size, v.data, n);
	begins = http_request_begins(view_of(joint, t->size + n));
	t->fresh = begins == 0;
	if (begins <= 0)
		return false;
	prey->began = m;
	if (t->size != 0)
		catch_from(t, 0, prey);
	return true;
}

enum hunted hunt_feed(struct hunt *h, bool from_server, struct view *v, struct moment m, struct hunt_prey *prey)
{
	struct tail *t = &h->tails[from_server];
	enum hunted found;

	prey->size = 0;
	if (v->size == 0)
		return HUNT_MORE;
	if (!h->turned || h->server_spoke != from_server) {
		t->fresh = h->requests;
		if (t->fresh)
			t->size = 0;
	}
	h->turned = true;
	h->server_spoke = from_server;
	if (t->fresh && look_request(t, *v, m, prey))
		return HUNT_REQUEST;
	found = look(t, v, m, prey);
	if (found != HUNT_MORE)
		return found;
	tail_put(t, *v, m);
	h->passed += v->size;
	return h->passed > HUNT_MAX ? HUNT_OVER : HUNT_MORE;
}

void hunt_gap(struct hunt *h, bool from_server)
{
	h->tails[from_server].size = 0;
	h->tails[from_server].fresh = false;
}
