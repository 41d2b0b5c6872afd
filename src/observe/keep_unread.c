/* Candidates as the lines that tell of them: kept as bytes, in the order in which
 * they came, and read when they fall out of the ring, or at the end, where a
 * contact asks for their machine and time. Of thousands of lines a few are.
 *
 * At the end also those are read that tell of the same connection as one that a
 * contact asks for, and earlier visits of the same machine to the same name, with
 * what tells of their connections: what was said of a candidate is then the same
 * as if all had been read. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/correlate_parts.h"

struct unread {
	struct reread *by;
	int64_t at;                 /* of the candidate that it would be */
	uint64_t party, server, mac;    /* keys of interest; 0: none */
	uint64_t visit, connection; /* keys of that machine with that name, of the connection; 0: none */
	uint64_t place;
	size_t size;
	uint8_t line[];
};

int64_t unread_at(const struct unread *u)
{
	return u->at;
}

static size_t held_by(const struct unread *u)
{
	return sizeof *u + u->size + sizeof u;
}

static void drop(struct correlate *k, struct unread *u)
{
	k->held -= held_by(u);
	reread_drop(u->by);
	free(u);
}

static void reread(struct correlate *k, struct unread *u)
{
	/* Its bytes give way to what is made of them. */
	k->held -= held_by(u);
	k->rereading = true;
	if (!u->by->read(u->by, view_of(u->line, u->size), u->place, &k->sink))
		k->candidates_dropped++;
	k->rereading = false;
	k->held += held_by(u);
	drop(k, u);
}

static bool asked_for(const struct correlate *k, const struct unread *u)
{
	return interest_has(k, u->party, u->at) || (u->server != 0 && interest_has(k, u->server, u->at)) ||
		(u->mac != 0 && interest_has(k, u->mac, u->at));
}

void unread_evict(struct correlate *k, struct ring *ring)
{
	struct unread *u = ring_pop(ring);

	if (asked_for(k, u)) {
		reread(k, u);
		return;
	}
	if (ring == &k->unread)
		candidate_lost(k, u->party, u->server, u->at);
	drop(k, u);
}

/* --- taking ------------------------------------------------------------------------ */

/* In lower case and without a dot at the end; false: it needs more care than that. */
static bool name_read(struct view v, char out[NAME_MAX_BYTES + 1], size_t *size)
{
	*size = 0;
	if (v.size > 1 && v.data[v.size - 1] == '.')
		v.size--;
	if (v.size > NAME_MAX_BYTES)
		return false;
	for (size_t i = 0; i < v.size; i++) {
		uint8_t c = v.data[i], low = c | 0x20;

		if (low >= 'a' && low <= 'z')
			c = low;
		else if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '_')
			return false;
		out[i] = (char)c;
	}
	out[v.size] = '\0';
	*size = v.size;
	return true;
}

static void put(struct correlate *k, const struct glance *g, const char *name, size_t size)
{
	bool asked = g->kind == GLANCE_QUESTION;
	struct unread *u;

	candidates_make_room(k, asked);
	u = mem_resize(NULL, 1, sizeof *u + g->line.size);
	*u = (struct unread){ .by = g->by, .at = g->at, .party = hash_address(&g->client), .place = g->place,
		.size = g->line.size };
	memcpy(u->line, g->line.data, g->line.size);
	/* It began with its first packet. */
	if (g->kind == GLANCE_TLS && g->opened_at != SIGHT_NEVER && g->opened_at < g->at &&
	    g->at - g->opened_at < CAND_OPENED)
		u->at = g->opened_at;
	if (g->server.size != 0)
		u->server = hash_address(&g->server);
	if (g->client_mac_known)
		u->mac = mac_key(g->client_mac);
	if (!asked && size != 0)
		u->visit = hash_bytes(u->party, name, size) | 1;
	if (!asked)
		u->connection = connection_key(g->group != 0 ? UINT64_MAX - g->group : g->input, g->connection);
	reread_hold(g->by);
	k->held += held_by(u);
	ring_push(asked ? &k->unread_asked : &k->unread, u);
}

/* Whether it can be a candidate at all. */
static bool counts(const struct glance *g, const char *name, size_t size)
{
	switch (g->kind) {
	case GLANCE_BARE:
		return tls_port(g->server.port) && (!g->udp || g->server.port == 443);
	case GLANCE_TLS:
		return true;
	case GLANCE_QUESTION:
		return !g->failed && question_counts(name, size, g->type);
	case GLANCE_REQUEST:
		break;
	}
	return false;
}

bool keep_unread(struct correlate *k, const struct glance *g)
{
	struct party client = { .at = &g->client, .mac = g->client_mac, .mac_known = g->client_mac_known };
	char name[NAME_MAX_BYTES + 1];
	size_t size;

	if (g->client.size == 0 || time_sane(g->at) == SIGHT_NEVER || !name_read(g->name, name, &size) ||
	    (size != 0 && keep_relevance(k, name) != HOST_FOREIGN))
		return false;
	/* It may turn out to be a contact: when a question tells the address, or by its URL. */
	if ((g->kind == GLANCE_BARE && !g->udp && g->server.port == 80) ||
	    (g->kind == GLANCE_REQUEST && k->o.all))
		return false;
	k->sightings++;
	correlate_note_time(k, g->at);
	if (g->client_mac_known)
		keep_machine(k, g->client_mac, &g->client);
	if (!machines_wanted(k, &client, &g->server))
		return true;
	for (size_t i = 0; size != 0 && i < g->address_count && i < ANSWERS_MAX; i++)
		keep_address_name(k, &g->addresses[i], view_of(name, size), g->at);
	if (counts(g, name, size))
		put(k, g, name, size);
	return true;
}

/* --- at the end --------------------------------------------------------------------- */

static void settle_ring(struct correlate *k, struct ring *ring, bool (*wanted)(const struct correlate *,
	const struct unread *, const struct keyset *), const struct keyset *keys)
{
	for (size_t n = ring->count; n > 0; n--) {
		struct unread *u = ring_pop(ring);

		if (wanted(k, u, keys))
			reread(k, u);
		else
			ring_push(ring, u);
	}
}

static bool by_interest(const struct correlate *k, const struct unread *u, const struct keyset *none)
{
	(void)none;
	return asked_for(k, u);
}

static bool by_key(const struct correlate *k, const struct unread *u, const struct keyset *keys)
{
	(void)k;
	return (u->visit != 0 && keyset_has(keys, u->visit)) ||
		(u->connection != 0 && keyset_has(keys, u->connection));
}

static uint64_t visit_of(const struct cand *c)
{
	return c->asked || c->client.size == 0 || c->name == NULL ? 0 :
		hash_bytes(hash_address(&c->client), c->name, strlen(c->name)) | 1;
}

/* VISITS: of what is asked for; else the connections of those visits, one of whose
 * lines may be better told by another. */
static void put_keys(const struct correlate *k, struct keyset *keys, bool visits)
{
	size_t count = candidate_count(k);

	for (size_t i = 0; i < count; i++) {
		const struct cand *c = candidate_at(k, i);
		uint64_t visit = visit_of(c);

		if (c->asked || !(visits ? candidate_asked_for(k, c) : visit != 0 && keyset_has(keys, visit)))
			continue;
		if (visits && visit != 0)
			keyset_put(keys, visit);
		if (c->connection != 0)
			keyset_put(keys, connection_key(c->scope, c->connection));
	}
}

void unread_settle(struct correlate *k)
{
	struct keyset keys = { 0 };

	settle_ring(k, &k->unread, by_interest, NULL);
	settle_ring(k, &k->unread_asked, by_interest, NULL);
	for (int pass = 0; pass < 2 && k->unread.count != 0; pass++) {
		put_keys(k, &keys, pass == 0);
		if (keys.count != 0)
			settle_ring(k, &k->unread, by_key, &keys);
	}
	free(keys.slots);
}

void keep_unread_free(struct correlate *k)
{
	while (k->unread.count != 0)
		drop(k, ring_pop(&k->unread));
	while (k->unread_asked.count != 0)
		drop(k, ring_pop(&k->unread_asked));
	free(k->unread.list);
	free(k->unread_asked.list);
}
