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

/* Keys that a line may have beside its party's; those that it has follow it. */
enum { KEY_SERVER, KEY_MAC, KEY_VISIT, KEY_CONNECTION, KEY_COUNT };

/* A hundred thousand of them wait: what they take is kept small. */
struct unread {
	struct reread *by;          /* NULL: it was read */
	int64_t at;                 /* of the candidate that it would be */
	uint64_t party, place;
	uint32_t size;              /* of the line, which is behind the keys */
	uint8_t keys;               /* a bit for each that it has */
	uint64_t more[];
};

static size_t keys_in(unsigned set)
{
	static const uint8_t counts[1 << KEY_COUNT] = { 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4 };

	return counts[set];
}

/* 0: it has none. */
static uint64_t key_of(const struct unread *u, unsigned which)
{
	return (u->keys >> which & 1) == 0 ? 0 : u->more[keys_in(u->keys & ((1u << which) - 1))];
}

static size_t size_of(const struct unread *u)
{
	return sizeof *u + keys_in(u->keys) * sizeof *u->more + u->size;
}

static size_t held_by(const struct unread *u)
{
	return queue_room(size_of(u));
}

static struct unread *first_of(const struct queue *q)
{
	struct queue_place place;

	return queue_begin(q, &place);
}

int64_t unread_at(const struct queue *q)
{
	return first_of(q)->at;
}

/* Its room is given back when all before it was. */
static void drop(struct correlate *k, struct queue *q, struct unread *u)
{
	k->held -= held_by(u);
	q->count--;
	reread_drop(u->by);
	u->by = NULL;
}

/* So that the first is one that was not read. */
static void pop_read(struct queue *q)
{
	struct queue_place place;
	struct unread *u;

	while ((u = queue_begin(q, &place)) != NULL && u->by == NULL)
		queue_pop(q, size_of(u));
}

static void reread(struct correlate *k, struct queue *q, struct unread *u)
{
	struct view line = view_of(u->more + keys_in(u->keys), u->size);

	/* Its bytes give way to what is made of them. */
	k->held -= held_by(u);
	k->rereading = true;
	if (!u->by->read(u->by, line, u->place, &k->sink))
		k->candidates_dropped++;
	k->rereading = false;
	k->held += held_by(u);
	drop(k, q, u);
}

static bool asked_for(const struct correlate *k, const struct unread *u)
{
	int64_t slot;
	size_t more;

	if (k->interest.count == 0)
		return false;
	slot = interest_slot(k, u->at);
	if (interest_in(k, u->party, slot))
		return true;
	/* Server and hardware address are the first of the keys. */
	more = keys_in(u->keys & (1u << KEY_SERVER | 1u << KEY_MAC));
	for (size_t i = 0; i < more; i++)
		if (interest_in(k, u->more[i], slot))
			return true;
	return false;
}

void unread_evict(struct correlate *k, struct queue *q)
{
	struct unread *u = first_of(q);

	if (asked_for(k, u)) {
		reread(k, q, u);
	} else {
		if (q == &k->unread)
			candidate_lost(k, u->party, key_of(u, KEY_SERVER), u->at);
		drop(k, q, u);
	}
	pop_read(q);
}

/* --- taking ------------------------------------------------------------------------ */

static uint64_t visit_key(uint64_t party, uint64_t name_hash)
{
	return hash_pair(party, name_hash) | 1;
}

static unsigned keys_of(const struct glance *g, struct view name)
{
	unsigned keys = 0;

	if (g->server.size != 0)
		keys |= 1u << KEY_SERVER;
	if (g->client_mac_known)
		keys |= 1u << KEY_MAC;
	if (g->kind != GLANCE_QUESTION && name.size != 0)
		keys |= 1u << KEY_VISIT;
	if (g->kind != GLANCE_QUESTION && g->connection != 0)
		keys |= 1u << KEY_CONNECTION;
	return keys;
}

static void put(struct correlate *k, const struct glance *g, struct view name)
{
	bool asked = g->kind == GLANCE_QUESTION;
	unsigned keys = keys_of(g, name);
	struct unread *u;
	uint64_t *more;

	candidates_make_room(k, asked);
	u = queue_push(asked ? &k->unread_asked : &k->unread,
		sizeof *u + keys_in(keys) * sizeof *more + g->line.size);
	u->by = g->by;
	/* It began with its first packet. */
	u->at = g->kind == GLANCE_TLS && g->opened_at != SIGHT_NEVER && g->opened_at < g->at &&
		g->at - g->opened_at < CAND_OPENED ? g->opened_at : g->at;
	u->party = hash_address(&g->client);
	u->place = g->place;
	u->size = (uint32_t)g->line.size;
	u->keys = (uint8_t)keys;
	more = u->more;
	if ((keys & 1u << KEY_SERVER) != 0)
		*more++ = hash_address(&g->server);
	if ((keys & 1u << KEY_MAC) != 0)
		*more++ = mac_key(g->client_mac);
	if ((keys & 1u << KEY_VISIT) != 0)
		*more++ = visit_key(u->party, host_hash(name));
	if ((keys & 1u << KEY_CONNECTION) != 0)
		*more++ = connection_key(g->group != 0 ? UINT64_MAX - g->group : g->input, g->connection);
	memcpy(more, g->line.data, g->line.size);
	reread_hold(g->by);
	k->held += held_by(u);
}

/* Whether it can be a candidate at all. */
static bool counts(const struct glance *g, struct view name)
{
	switch (g->kind) {
	case GLANCE_BARE:
		return tls_port(g->server.port) && (!g->udp || g->server.port == 443);
	case GLANCE_TLS:
		return true;
	case GLANCE_QUESTION:
		return !g->failed && question_counts(name, g->type);
	case GLANCE_REQUEST:
		break;
	}
	return false;
}

bool keep_unread(struct correlate *k, const struct glance *g)
{
	struct party client = { .at = &g->client, .mac = g->client_mac, .mac_known = g->client_mac_known };
	struct host_look host;

	if (g->client.size == 0 || time_sane(g->at) == SIGHT_NEVER || g->line.size > UINT32_MAX ||
	    !keep_host_look(k, g->name, g->kind == GLANCE_QUESTION, &host) || host.relevance != HOST_FOREIGN)
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
	for (size_t i = 0; host.name.size != 0 && i < g->address_count && i < ANSWERS_MAX; i++)
		keep_address_plain(k, &g->addresses[i], host.name, g->at);
	if (counts(g, host.name))
		put(k, g, host.name);
	return true;
}

/* --- at the end --------------------------------------------------------------------- */

static void settle(struct correlate *k, struct queue *q, bool (*wanted)(const struct correlate *,
	const struct unread *, const struct keyset *), const struct keyset *keys)
{
	struct queue_place place;

	for (struct unread *u = queue_begin(q, &place); u != NULL; u = queue_next(&place, size_of(u)))
		if (u->by != NULL && wanted(k, u, keys))
			reread(k, q, u);
	pop_read(q);
}

static bool by_interest(const struct correlate *k, const struct unread *u, const struct keyset *none)
{
	(void)none;
	return asked_for(k, u);
}

static bool by_key(const struct correlate *k, const struct unread *u, const struct keyset *keys)
{
	uint64_t visit = key_of(u, KEY_VISIT), connection = key_of(u, KEY_CONNECTION);

	(void)k;
	return (visit != 0 && keyset_has(keys, visit)) || (connection != 0 && keyset_has(keys, connection));
}

static uint64_t visit_of(const struct cand *c)
{
	return c->asked || c->client.size == 0 || c->name == NULL ? 0 :
		visit_key(hash_address(&c->client), host_hash(view_of_text(c->name)));
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

	settle(k, &k->unread, by_interest, NULL);
	settle(k, &k->unread_asked, by_interest, NULL);
	for (int pass = 0; pass < 2 && k->unread.count != 0; pass++) {
		put_keys(k, &keys, pass == 0);
		if (keys.count != 0)
			settle(k, &k->unread, by_key, &keys);
	}
	free(keys.slots);
}

static void give_up(struct correlate *k, struct queue *q)
{
	struct queue_place place;

	for (struct unread *u = queue_begin(q, &place); u != NULL; u = queue_next(&place, size_of(u)))
		if (u->by != NULL)
			drop(k, q, u);
	queue_free(q);
}

void keep_unread_free(struct correlate *k)
{
	give_up(k, &k->unread);
	give_up(k, &k->unread_asked);
}
