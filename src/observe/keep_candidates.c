/* Connections that may have caused a contact: the latest of them in a ring, and
 * those that fell out of it while a contact asks for their time. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/when.h"
#include "observe/correlate_parts.h"

#define RING_START 1024
#define LOST_SLOTS 65536
#define HELD_MAX ((size_t)64 * 1024 * 1024)     /* bytes of candidates and certificates together */

/* Ports at which TLS is usual, at once or after STARTTLS (IANA's registry). */
static bool tls_port(unsigned port)
{
	static const uint16_t ports[] = { 443, 25, 110, 143, 389, 465, 563, 587, 636, 853, 989, 990, 992,
		993, 994, 995, 3389, 4433, 5061, 5222, 5223, 5269, 5432, 5671, 6514, 6697, 8443, 8883, 9443 };

	for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
		if (ports[i] == port)
			return true;
	return false;
}

/* --- which times are asked for ------------------------------------------------------ */

static int64_t granule(const struct correlate *k)
{
	return k->o.window + SLACK;
}

static uint64_t interest_key(uint64_t party, int64_t slot)
{
	return hash_bytes(party, &slot, sizeof slot) | 1;
}

static void interest_put(struct correlate *k, uint64_t key)
{
	size_t slot;

	if (k->interest_count * 2 >= k->interest_space) {
		uint64_t *old = k->interest;
		size_t space = k->interest_space;

		k->interest_space = space == 0 ? 1024 : space * 2;
		k->interest = mem_take(k->interest_space, sizeof *k->interest);
		k->interest_count = 0;
		for (size_t i = 0; i < space; i++)
			if (old[i] != 0)
				interest_put(k, old[i]);
		free(old);
	}
	for (slot = key & (k->interest_space - 1); k->interest[slot] != 0;
	    slot = (slot + 1) & (k->interest_space - 1))
		if (k->interest[slot] == key)
			return;
	k->interest[slot] = key;
	k->interest_count++;
}

static int64_t slot_of(const struct correlate *k, int64_t at)
{
	int64_t g = granule(k);

	return at >= 0 ? at / g : -((-at + g - 1) / g);
}

void interest_add(struct correlate *k, const struct piece *p)
{
	struct party party = party_of_piece(p);
	int64_t from = p->at, until = p->at;

	if (p->timeless)
		return;
	if (p->opened_at != SIGHT_NEVER && p->opened_at < from && p->at - p->opened_at < 60 * SECOND)
		from = p->opened_at;
	for (int64_t slot = slot_of(k, from - k->o.window - SLACK); slot <= slot_of(k, until + SLACK); slot++) {
		interest_put(k, interest_key(party_key(&party), slot));
		if (p->mac_known)
			interest_put(k, interest_key(mac_key(p->mac), slot));
	}
}

static bool asked_for(const struct correlate *k, uint64_t party, int64_t at)
{
	uint64_t key = interest_key(party, slot_of(k, at));

	if (k->interest_space == 0)
		return false;
	for (size_t slot = key & (k->interest_space - 1); k->interest[slot] != 0;
	    slot = (slot + 1) & (k->interest_space - 1))
		if (k->interest[slot] == key)
			return true;
	return false;
}

static struct party party_of(const struct cand *c)
{
	return (struct party){ .at = &c->client, .mac = c->mac, .mac_known = c->mac_known,
		.name = c->client_name, .input = c->input };
}

static bool wanted(const struct correlate *k, const struct cand *c)
{
	struct party party = party_of(c);

	return asked_for(k, party_key(&party), c->at) ||
		(c->mac_known && asked_for(k, mac_key(c->mac), c->at)) ||
		(c->server.size != 0 && asked_for(k, hash_address(&c->server), c->at));
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

static void mark_lost(struct correlate *k, uint64_t party, int64_t at)
{
	int64_t *slot = &k->lost_at[party % LOST_SLOTS];

	if (at > *slot)
		*slot = at;
}

static void lose(struct correlate *k, struct cand *c)
{
	struct party party = party_of(c);

	/* A name without a connection proves nothing, and disproves nothing. */
	if (c->asked) {
		cand_free(k, c);
		return;
	}
	if (k->lost_at == NULL) {
		k->lost_at = mem_take(LOST_SLOTS, sizeof *k->lost_at);
		for (size_t i = 0; i < LOST_SLOTS; i++)
			k->lost_at[i] = SIGHT_NEVER;
	}
	mark_lost(k, party_key(&party), c->at);
	if (c->server.size != 0)
		mark_lost(k, hash_address(&c->server), c->at);
	/* What is older than any window has had its time. */
	if (c->at > k->last - granule(k))
		k->candidates_dropped++;
	cand_free(k, c);
}

bool candidates_lost(const struct correlate *k, const struct party *p, int64_t from)
{
	return k->lost_at != NULL && k->lost_at[party_key(p) % LOST_SLOTS] >= from;
}

static void evict(struct correlate *k, struct cand_ring *ring)
{
	struct cand *c = ring->list[ring->head];

	ring->head = (ring->head + 1) % ring->space;
	ring->count--;
	if (!wanted(k, c)) {
		lose(k, c);
		return;
	}
	if (k->kept_count >= k->o.max_candidates || k->held > HELD_MAX) {
		k->candidates_dropped += !c->asked && c->at <= k->last - granule(k);
		lose(k, c);
		return;
	}
	if (k->kept_count == k->kept_space) {
		k->kept_space = k->kept_space == 0 ? 256 : k->kept_space * 2;
		k->kept = mem_resize(k->kept, k->kept_space, sizeof *k->kept);
	}
	k->kept[k->kept_count++] = c;
}

static void ring_grow(struct cand_ring *ring)
{
	size_t space = ring->space == 0 ? RING_START : ring->space * 2;
	struct cand **list = mem_take(space, sizeof *list);

	for (size_t i = 0; i < ring->count; i++)
		list[i] = ring->list[(ring->head + i) % ring->space];
	free(ring->list);
	ring->list = list;
	ring->space = space;
	ring->head = 0;
}

/* Room for one more; the oldest go. Of names asked for fewer are remembered, and
 * they go first, since they tell least. */
static void make_room(struct correlate *k, struct cand_ring *ring)
{
	k->ring.max = k->o.max_candidates;
	k->asked.max = k->o.max_candidates / 4 + 1;
	while (k->held > HELD_MAX && k->asked.count + k->ring.count > 0)
		evict(k, k->asked.count > 0 ? &k->asked : &k->ring);
	while (ring->count >= ring->max)
		evict(k, ring);
	if (ring->count == ring->space)
		ring_grow(ring);
}

static void ring_put(struct correlate *k, struct cand_ring *ring, struct cand *c)
{
	k->held += c->held;
	ring->list[(ring->head + ring->count++) % ring->space] = c;
}

static struct cand *ring_at(const struct cand_ring *ring, size_t i)
{
	return ring->list[(ring->head + i) % ring->space];
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
	free(k->interest);
	free(k->lost_at);
}

/* --- taking ------------------------------------------------------------------------------ */

static void put_certs(struct correlate *k, struct cand *c, const struct sighting *s)
{
	const struct sight_tls *t = s->tls;

	for (size_t i = 0; i < t->cert_count && c->cert_count < CAND_CERTS; i++) {
		struct known_cert *cert = keep_cert(k, &t->certs[i], s->input,
			t->certs[i].der.size != 0 ? "capture" : "log");

		known_cert_hold(cert);
		c->certs[c->cert_count++] = cert;
	}
	if (t->client_cert_count != 0) {
		c->client_cert = keep_cert(k, &t->client_certs[0], s->input,
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

static struct cand *cand_new(const struct sighting *s)
{
	struct cand *c = mem_take(1, sizeof *c);

	*c = (struct cand){ .client = s->client, .server = s->server, .input = s->input, .place = s->place,
		.connection = s->connection, .at = s->at, .flight_at = SIGHT_NEVER, .finished_at = SIGHT_NEVER,
		.client_data_at = SIGHT_NEVER, .cert_at = SIGHT_NEVER, .pid = s->process.pid,
		.mac_known = s->client_mac_known, .held = sizeof *c + sizeof c };
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
	make_room(k, &k->ring);
	c = cand_new(s);
	/* It began with its first packet. */
	if (s->opened_at != SIGHT_NEVER && s->opened_at < c->at && s->kind == SIGHT_TLS &&
	    c->at - s->opened_at < 5 * SECOND)
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
	ring_put(k, &k->ring, c);
	keep_server_cert(k, c);
}

void keep_asked(struct correlate *k, const struct sighting *s, const char *name)
{
	const struct sight_dns *d = s->dns;
	size_t size = strlen(name);
	struct cand *c;

	/* What cannot have led to a connection, or is no host's name. */
	if (s->at == SIGHT_NEVER || d->blocked || d->rcode > 0 || strchr(name, '.') == NULL ||
	    name[0] == '_' || (size > 5 && strcmp(name + size - 5, ".arpa") == 0) ||
	    (d->type != 0 && d->type != 1 && d->type != 28 && d->type != 65))
		return;
	make_room(k, &k->asked);
	c = cand_new(s);
	c->asked = true;
	c->connection = 0;
	c->client.port = 0;
	c->server = d->address_count == 0 ? (struct endpoint){ 0 } : d->addresses[0];
	c->name = keep_name(view_of_text(name), NAME_MAX_BYTES, &c->held);
	ring_put(k, &k->asked, c);
}
