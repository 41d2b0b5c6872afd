/* Connections that may have caused a contact: the latest of them in a ring, and
 * those that fell out of it while a contact asks for their time. Lines that are
 * no more than that are kept unread beside them (keep_unread.c). */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/when.h"
#include "observe/correlate_parts.h"

#define RING_START 1024
#define LOST_SLOTS 65536
#define HELD_MAX ((size_t)64 * 1024 * 1024)     /* bytes of candidates and certificates together */

/* Ports at which TLS is usual, at once or after STARTTLS (IANA's registry). */
bool tls_port(unsigned port)
{
	static const uint16_t ports[] = { 443, 25, 110, 143, 389, 465, 563, 587, 636, 853, 989, 990, 992,
		993, 994, 995, 3389, 4433, 5061, 5222, 5223, 5269, 5432, 5671, 6514, 6697, 8443, 8883, 9443 };

	for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
		if (ports[i] == port)
			return true;
	return false;
}

static struct party party_of(const struct cand *c)
{
	return (struct party){ .at = &c->client, .mac = c->mac, .mac_known = c->mac_known,
		.name = c->client_name, .scope = c->scope };
}

bool candidate_asked_for(const struct correlate *k, const struct cand *c)
{
	struct party party = party_of(c);

	return interest_has(k, party_key(k, &party), c->at) ||
		(c->mac_known && interest_has(k, mac_key(c->mac), c->at)) ||
		(c->server.size != 0 && interest_has(k, machine_key(k, &c->server), c->at));
}

/* --- forgetting ----------------------------------------------------------------------- */

static void cand_free(struct correlate *k, struct cand *c)
{
	for (size_t i = 0; i < c->cert_count; i++)
		known_cert_drop(k, c->certs[i]);
	if (c->client_cert != NULL)
		known_cert_drop(k, c->client_cert);
	k->held -= c->held;
	free(c->name);
	free(c->client_name);
	free(c->process);
	free(c);
}

void candidate_lost(struct correlate *k, uint64_t party, uint64_t server, int64_t at)
{
	uint64_t keys[2] = { party, server };

	if (k->lost_at == NULL) {
		k->lost_at = mem_take(LOST_SLOTS, sizeof *k->lost_at);
		for (size_t i = 0; i < LOST_SLOTS; i++)
			k->lost_at[i] = SIGHT_NEVER;
	}
	for (size_t i = 0; i < 2; i++) {
		int64_t *slot = &k->lost_at[keys[i] % LOST_SLOTS];

		if (keys[i] != 0 && at > *slot)
			*slot = at;
	}
	/* What is older than any window has had its time. */
	if (at > k->last - interest_granule(k))
		k->candidates_dropped++;
}

static void lose(struct correlate *k, struct cand *c)
{
	struct party party = party_of(c);

	/* A name without a connection proves nothing, and disproves nothing. */
	if (!c->asked)
		candidate_lost(k, party_key(k, &party), c->server.size == 0 ? 0 : machine_key(k, &c->server), c->at);
	cand_free(k, c);
}

bool candidates_lost(const struct correlate *k, const struct party *p, int64_t from)
{
	return k->lost_at != NULL && k->lost_at[party_key(k, p) % LOST_SLOTS] >= from;
}

/* Stays to the end. */
static void keep(struct correlate *k, struct cand *c)
{
	if (k->kept_count >= k->o.max_candidates || k->held > HELD_MAX) {
		k->candidates_dropped += !c->asked && c->at <= k->last - interest_granule(k);
		lose(k, c);
		return;
	}
	if (k->kept_count == k->kept_space) {
		k->kept_space = k->kept_space == 0 ? 256 : k->kept_space * 2;
		k->kept = mem_resize(k->kept, k->kept_space, sizeof *k->kept);
	}
	k->kept[k->kept_count++] = c;
}

static void evict(struct correlate *k, struct ring *ring)
{
	struct cand *c = ring_pop(ring);

	if (candidate_asked_for(k, c))
		keep(k, c);
	else
		lose(k, c);
}

/* --- rings ----------------------------------------------------------------------------- */

void ring_push(struct ring *ring, void *item)
{
	if (ring->count == ring->space) {
		size_t space = ring->space == 0 ? RING_START : ring->space * 2;
		void **list = mem_take(space, sizeof *list);

		for (size_t i = 0; i < ring->count; i++)
			list[i] = ring_at(ring, i);
		free(ring->list);
		ring->list = list;
		ring->space = space;
		ring->head = 0;
	}
	ring->list[(ring->head + ring->count++) & (ring->space - 1)] = item;
}

void *ring_pop(struct ring *ring)
{
	void *first = ring_at(ring, 0);

	ring->head = (ring->head + 1) & (ring->space - 1);
	ring->count--;
	return first;
}

void *ring_at(const struct ring *ring, size_t i)
{
	return ring->list[(ring->head + i) & (ring->space - 1)];
}

/* The older of what was read and what was not. */
static bool evict_oldest(struct correlate *k, bool asked)
{
	struct ring *read = asked ? &k->asked : &k->ring;
	struct queue *unread = asked ? &k->unread_asked : &k->unread;

	if (unread->count != 0 && (read->count == 0 ||
	    unread_at(unread) <= ((const struct cand *)ring_at(read, 0))->at))
		unread_evict(k, unread);
	else if (read->count != 0)
		evict(k, read);
	else
		return false;
	return true;
}

/* The oldest go. Of names asked for fewer are remembered, and they go first,
 * since they tell least. */
void candidates_make_room(struct correlate *k, bool asked)
{
	size_t most = asked ? k->o.max_candidates / 4 + 1 : k->o.max_candidates;

	while (k->held > HELD_MAX && (evict_oldest(k, true) || evict_oldest(k, false)))
		;
	while ((asked ? k->asked.count + k->unread_asked.count : k->ring.count + k->unread.count) >= most)
		evict_oldest(k, asked);
}

/* What is read again is read because it is asked for. */
static void put(struct correlate *k, struct ring *ring, struct cand *c)
{
	k->held += c->held;
	if (k->rereading)
		keep(k, c);
	else
		ring_push(ring, c);
}

size_t candidate_count(const struct correlate *k)
{
	return k->kept_count + k->ring.count + k->asked.count;
}

const struct cand *candidate_at(const struct correlate *k, size_t i)
{
	if (i < k->kept_count)
		return k->kept[i];
	i -= k->kept_count;
	return i < k->ring.count ? ring_at(&k->ring, i) : ring_at(&k->asked, i - k->ring.count);
}

void keep_candidates_free(struct correlate *k)
{
	for (size_t i = 0; i < k->ring.count; i++)
		cand_free(k, ring_at(&k->ring, i));
	for (size_t i = 0; i < k->asked.count; i++)
		cand_free(k, ring_at(&k->asked, i));
	for (size_t i = 0; i < k->kept_count; i++)
		cand_free(k, k->kept[i]);
	free(k->ring.list);
	free(k->asked.list);
	free(k->kept);
	free(k->lost_at);
}

/* --- live: what is too old for any contact that is yet to be told ------------------------- */

static void ring_forget(struct correlate *k, struct ring *ring, int64_t before)
{
	while (ring->count != 0 && ((const struct cand *)ring_at(ring, 0))->arrived < before) {
		struct cand *c = ring_pop(ring);

		visit_remember(k, c);
		cand_free(k, c);
	}
}

void forget_candidates(struct correlate *k, int64_t before)
{
	size_t left = 0;

	ring_forget(k, &k->ring, before);
	ring_forget(k, &k->asked, before);
	for (size_t i = 0; i < k->kept_count; i++) {
		if (k->kept[i]->arrived >= before) {
			k->kept[left++] = k->kept[i];
			continue;
		}
		visit_remember(k, k->kept[i]);
		cand_free(k, k->kept[i]);
	}
	k->kept_count = left;
}

/* A handshake that was shown before it was whole: the latest telling takes its place. */
static bool replace(struct correlate *k, struct cand *c)
{
	for (size_t i = k->ring.count; i > 0; i--) {
		void **slot = &k->ring.list[(k->ring.head + i - 1) & (k->ring.space - 1)];
		struct cand *old = *slot;

		if (old->scope != c->scope || old->connection != c->connection || old->bare)
			continue;
		k->held += c->held;
		cand_free(k, old);
		*slot = c;
		return true;
	}
	return false;
}

/* --- taking ------------------------------------------------------------------------------ */

static void put_certs(struct correlate *k, struct cand *c, const struct sighting *s)
{
	const struct sight_tls *t = s->tls;

	for (size_t i = 0; i < t->cert_count && c->cert_count < CAND_CERTS; i++) {
		struct known_cert *cert = keep_cert(k, &t->certs[i], sighting_scope(s),
			t->certs[i].der.size != 0 ? "capture" : "log");

		known_cert_hold(cert);
		c->certs[c->cert_count++] = cert;
	}
	if (t->client_cert_count != 0) {
		c->client_cert = keep_cert(k, &t->client_certs[0], sighting_scope(s),
			t->client_certs[0].der.size != 0 ? "capture" : "log");
		known_cert_hold(c->client_cert);
	}
}

static void put_tls(struct cand *c, const struct sight_tls *t)
{
	c->hello = t->hello_at != SIGHT_NEVER;
	c->flight_at = time_sane(t->flight_at);
	c->finished_at = time_sane(t->finished_at);
	c->client_data_at = time_sane(t->client_data_at);
	c->data_known = t->data_known;
	c->cert_at = time_sane(t->cert_at);
	c->version = (uint16_t)t->version;
	c->quic = t->quic;
	c->ech = t->ech;
	c->grease = t->grease;
	c->resumed = t->resumed;
	c->resumed_known = t->resumed_known;
	c->established = t->established;
	c->established_known = t->established_known;
	c->client_asked = t->client_asked;
	c->answered = true;
}

/* CONNECT host:443 */
static struct view without_port(struct view host)
{
	size_t at = host.size;

	while (at > 0 && host.data[at - 1] >= '0' && host.data[at - 1] <= '9')
		at--;
	if (at > 1 && at < host.size && host.data[at - 1] == ':')
		host.size = at - 1;
	return host;
}

static bool candidate_kind(const struct sighting *s)
{
	if (s->at == SIGHT_NEVER)
		return false;
	if (s->kind == SIGHT_TLS)
		return s->tls != NULL;
	if (s->kind == SIGHT_HTTP)
		return s->http != NULL && s->http->form == HTTP_CONNECT;
	return s->kind == SIGHT_CONNECT && s->connect != NULL && tls_port(s->server.port) &&
		(!s->connect->udp || s->server.port == 443);
}

static struct cand *cand_new(const struct correlate *k, const struct sighting *s)
{
	struct cand *c = mem_take(1, sizeof *c);

	*c = (struct cand){ .client = s->client, .server = s->server, .input = s->input,
		.scope = sighting_scope(s), .place = s->place,
		.connection = s->connection, .at = s->at, .flight_at = SIGHT_NEVER, .finished_at = SIGHT_NEVER,
		.client_data_at = SIGHT_NEVER, .cert_at = SIGHT_NEVER, .pid = s->process.pid,
		.mac_known = s->client_mac_known, .held = sizeof *c + sizeof c, .arrived = k->moment };
	memcpy(c->mac, s->client_mac, 6);
	c->client_name = keep_name(s->client_name, NAME_MAX_BYTES, &c->held);
	c->process = keep_text(s->process.name, TEXT_MAX_BYTES, &c->held);
	return c;
}

void keep_candidate(struct correlate *k, const struct sighting *s)
{
	struct cand *c;

	if (!candidate_kind(s))
		return;
	if (!k->rereading)
		candidates_make_room(k, false);
	c = cand_new(k, s);
	/* It began with its first packet. */
	if (s->opened_at != SIGHT_NEVER && s->opened_at < c->at && s->kind == SIGHT_TLS &&
	    c->at - s->opened_at < CAND_OPENED)
		c->at = s->opened_at;
	if (s->kind == SIGHT_TLS) {
		put_tls(c, s->tls);
		c->name = keep_name(s->tls->sni, NAME_MAX_BYTES, &c->held);
		put_certs(k, c, s);
	} else if (s->kind == SIGHT_HTTP) {
		c->tunnel = c->answered = true;
		c->name = keep_name(without_port(s->http->host.size != 0 ? s->http->host : s->http->target),
			NAME_MAX_BYTES, &c->held);
	} else {
		c->bare = true;
		c->quic = s->connect->udp;
		c->answered = s->connect->answered;
	}
	keep_server_cert(k, c);
	if (s->kind != SIGHT_TLS || !s->tls->again || !replace(k, c))
		put(k, &k->ring, c);
}

bool question_counts(struct view name, unsigned type)
{
	return (type == 0 || type == 1 || type == 28 || type == 65) && name.size != 0 && name.data[0] != '_' &&
		memchr(name.data, '.', name.size) != NULL &&
		!(name.size > 5 && memcmp(name.data + name.size - 5, ".arpa", 5) == 0);
}

void keep_asked(struct correlate *k, const struct sighting *s, const char *name)
{
	const struct sight_dns *d = s->dns;
	struct cand *c;

	if (s->at == SIGHT_NEVER || d->blocked || d->rcode > 0 || !question_counts(view_of_text(name), d->type))
		return;
	if (!k->rereading)
		candidates_make_room(k, true);
	c = cand_new(k, s);
	c->asked = true;
	c->connection = 0;
	c->client.port = 0;
	c->server = d->address_count == 0 ? (struct endpoint){ 0 } : d->addresses[0];
	c->name = keep_name(view_of_text(name), NAME_MAX_BYTES, &c->held);
	put(k, &k->asked, c);
}
