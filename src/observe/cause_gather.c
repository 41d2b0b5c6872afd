/* The candidates of a contact: connections of its machine that began in the
 * window before its first sign. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "known/lencr_url.h"
#include "observe/correlate_run.h"

#define GATHERED_MAX 1024   /* of one contact; more are counted, and nothing is proven then */
#define VISITS 65536        /* remembered of candidates that were forgotten */
#define TWICE (2 * SECOND)  /* the same connection in two inputs */

/* --- the same connection, told twice -------------------------------------------------- */

static unsigned wealth(const struct cand *c)
{
	unsigned certs = c->cert_count == 0 ? 0 : c->certs[0]->seen ? 3 : c->certs[0]->filled ? 2 : 1;

	return certs * 16 + (c->flight_at != SIGHT_NEVER) * 8u + (c->version != 0) * 4u +
		(c->bare ? 0 : c->tunnel ? 1 : 2);
}

/* Of two that tell the same the first in this order is taken, whatever came first. */
static bool before(const struct cand *a, const struct cand *b)
{
	if (wealth(a) != wealth(b))
		return wealth(a) > wealth(b);
	if (a->input != b->input)
		return a->input < b->input;
	return a->place < b->place;
}

/* By both ends and time, since ports are used again: LATER 1 and -1 are the keys of
 * what began a span of TWICE later or earlier. */
static uint64_t tuple_key(const struct cand *c, int64_t later)
{
	int64_t span = c->at / TWICE + later;
	uint64_t h = ends_key(&c->client, &c->server);

	return h == 0 ? 0 : hash_bytes(h, &span, sizeof span) | 1;
}

struct seen { uint64_t key; const struct cand *cand; };
struct seen_table { struct seen *slots; size_t space; };

static struct seen *seen_slot(struct seen_table *t, uint64_t key)
{
	size_t slot = key & (t->space - 1);

	while (t->slots[slot].key != 0 && t->slots[slot].key != key)
		slot = (slot + 1) & (t->space - 1);
	return &t->slots[slot];
}

static bool one_connection(const struct cand *a, const struct cand *b, bool by_number)
{
	return by_number || (endpoint_equal(&a->client, &b->client) && endpoint_equal(&a->server, &b->server) &&
		llabs((long long)(a->at - b->at)) <= TWICE);
}

/* Whether a better telling of the same connection is in the table; else it is put there. */
static void note(struct seen_table *t, const struct cand *c)
{
	uint64_t keys[2] = { connection_key(c->scope, c->connection), tuple_key(c, 0) };

	for (unsigned i = 0; i < 2; i++) {
		struct seen *s = keys[i] == 0 ? NULL : seen_slot(t, keys[i]);

		if (s == NULL)
			continue;
		if (s->key == 0 || (one_connection(s->cand, c, i == 0) && before(c, s->cand)))
			*s = (struct seen){ keys[i], c };
	}
}

static bool better_told(struct seen_table *t, const struct cand *c)
{
	uint64_t keys[4] = { connection_key(c->scope, c->connection), tuple_key(c, 0), tuple_key(c, -1),
		tuple_key(c, 1) };

	for (unsigned i = 0; i < 4; i++) {
		const struct seen *s = keys[i] == 0 ? NULL : seen_slot(t, keys[i]);

		if (s != NULL && s->key != 0 && s->cand != c && one_connection(s->cand, c, i == 0) &&
		    before(s->cand, c))
			return true;
	}
	return false;
}

/* --- the index --------------------------------------------------------------------------- */

static uint64_t client_key(const struct correlate *k, const struct cand *c)
{
	struct party p = { .at = &c->client, .name = c->client_name, .scope = c->scope };

	return party_key(k, &p);
}

static uint64_t visit_key(const struct correlate *k, const struct cand *c)
{
	return hash_bytes(client_key(k, c), c->name, strlen(c->name)) | 1;
}

static void note_visit(struct run *r, const struct cand *c)
{
	uint64_t key;
	size_t slot;

	if (c->name == NULL || c->asked)
		return;
	key = visit_key(r->k, c);
	for (slot = key & (r->first_space - 1); r->first_keys[slot] != 0 && r->first_keys[slot] != key;
	    slot = (slot + 1) & (r->first_space - 1))
		;
	if (r->first_keys[slot] == 0 || c->at < r->first_times[slot])
		r->first_times[slot] = c->at;
	r->first_keys[slot] = key;
	if (r->k->visits != NULL && r->k->visits[(key >> 1) % VISITS] == key)
		r->first_times[slot] = INT64_MIN;
}

void visit_remember(struct correlate *k, const struct cand *c)
{
	uint64_t key;

	if (c->name == NULL || c->asked)
		return;
	if (k->visits == NULL)
		k->visits = mem_take(VISITS, sizeof *k->visits);
	key = visit_key(k, c);
	k->visits[(key >> 1) % VISITS] = key;
}

bool first_visit(const struct run *r, const struct cand *c)
{
	uint64_t key = c->name == NULL ? 0 : visit_key(r->k, c);

	if (key == 0)
		return false;
	for (size_t slot = key & (r->first_space - 1); r->first_keys[slot] != 0;
	    slot = (slot + 1) & (r->first_space - 1))
		if (r->first_keys[slot] == key)
			return r->first_times[slot] == c->at;
	return false;
}

static int by_key(const void *a, const void *b)
{
	const struct cand_ref *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->cand->input != y->cand->input)
		return x->cand->input < y->cand->input ? -1 : 1;
	if (x->cand->place != y->cand->place)
		return x->cand->place < y->cand->place ? -1 : 1;
	return (int)x->inbound - (int)y->inbound;
}

void cand_refs_sort(struct cand_ref *refs, size_t count)
{
	if (count != 0)
		qsort(refs, count, sizeof *refs, by_key);
}

static size_t power_above(size_t count)
{
	size_t space = 1024;

	while (space < count * 2)
		space *= 2;
	return space;
}

/* A connection that we made ourselves, to look at a certificate. */
static bool our_own(const struct correlate *k, const struct cand *c)
{
	const struct process_fact *f = k->own_pid == 0 ? NULL :
		process_of(k, &c->client, &c->server, c->scope, c->connection, c->at);

	return f != NULL && f->pid == k->own_pid;
}

void causes_index(struct run *r)
{
	const struct correlate *k = r->k;
	size_t count = candidate_count(k);
	struct seen_table t = { .space = power_above(count * 2) };

	r->first_space = power_above(count);
	r->first_keys = mem_take(r->first_space, sizeof *r->first_keys);
	r->first_times = mem_take(r->first_space, sizeof *r->first_times);
	r->refs = mem_take(count * 2 + 1, sizeof *r->refs);
	t.slots = mem_take(t.space, sizeof *t.slots);
	for (size_t i = 0; i < count; i++)
		note(&t, candidate_at(k, i));
	for (size_t i = 0; i < count; i++) {
		const struct cand *c = candidate_at(k, i);

		if (better_told(&t, c) || (c->name != NULL && lencr_host(c->name)) || our_own(k, c))
			continue;
		note_visit(r, c);
		r->refs[r->ref_count++] = (struct cand_ref){ client_key(k, c), c->at, c, false };
		if (c->server.size != 0 && !c->asked)
			r->refs[r->ref_count++] = (struct cand_ref){ machine_key(k, &c->server), c->at, c, true };
	}
	free(t.slots);
	cand_refs_sort(r->refs, r->ref_count);
}

/* --- of one contact ------------------------------------------------------------------------- */

size_t cand_refs_after(const struct cand_ref *refs, size_t count, uint64_t key, int64_t at)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct cand_ref *ref = &refs[middle];

		if (ref->key < key || (ref->key == key && ref->at <= at))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool own_connection(const struct making *m, const struct cand *c)
{
	return m->c->connection_id != 0 && c->scope == m->scope && c->connection == m->c->connection_id;
}

/* A and AAAA, and repeated questions, are one. */
static bool asked_already(const struct making *m, const struct cand *c)
{
	for (size_t i = 0; i < m->verdict_count; i++)
		if (m->verdicts[i].cand->asked && strcmp(m->verdicts[i].cand->name, c->name) == 0)
			return true;
	return false;
}

static bool loops(const struct run *r, const struct cand *c)
{
	return c->server.size != 0 && same_address(r->k, &c->client, &c->server);
}

static void take(struct run *r, struct making *m, const struct cand_ref *ref)
{
	struct party own = party_of_making(m), other = { .at = ref->inbound ? &ref->cand->server :
		&ref->cand->client, .mac = ref->cand->mac, .mac_known = !ref->inbound && ref->cand->mac_known,
		.name = ref->inbound ? NULL : ref->cand->client_name, .scope = ref->cand->scope };

	if (own_connection(m, ref->cand) || !same_machine(r->k, &own, &other) ||
	    (ref->cand->asked && asked_already(m, ref->cand)))
		return;
	/* A machine that talks to itself is met twice; what it did as a client counts. */
	for (size_t i = m->verdict_count; (ref->inbound || loops(r, ref->cand)) && i > 0; i--)
		if (m->verdicts[i - 1].cand == ref->cand) {
			m->verdicts[i - 1].inbound = m->verdicts[i - 1].inbound && ref->inbound;
			return;
		}
	if (m->verdict_count == GATHERED_MAX) {
		m->more++;
		return;
	}
	m->verdicts[m->verdict_count++] = (struct verdict){ .cand = ref->cand, .inbound = ref->inbound };
}

static void gather_key(struct run *r, struct making *m, uint64_t key, bool asked)
{
	for (size_t i = cand_refs_after(r->refs, r->ref_count, key, m->at); i > 0; i--) {
		const struct cand_ref *ref = &r->refs[i - 1];

		if (ref->key != key || m->at - ref->at > r->k->o.window)
			break;
		if (ref->cand->asked == asked)
			take(r, m, ref);
	}
}

static void gather(struct run *r, struct making *m, const struct party *own, bool asked)
{
	const struct machine *machine = own->mac_known ? machine_of(r->k, own->mac) : NULL;

	gather_key(r, m, party_key(r->k, own), asked);
	for (size_t i = 0; machine != NULL && !machine->many && i < machine->count; i++)
		if (!endpoint_same_address(&machine->addresses[i], own->at))
			gather_key(r, m, machine_key(r->k, &machine->addresses[i]), asked);
}

static void gather_task(struct run *r, struct making *m)
{
	const struct task *t = m->http == NULL ? NULL : task_of(r->k, m->http->task);

	if (t == NULL)
		return;
	for (size_t i = 0; i < m->verdict_count; i++) {
		const struct cand *c = m->verdicts[i].cand;

		if (c->name != NULL && strcmp(c->name, t->subject) == 0) {
			m->verdicts[i].task = t;
			return;
		}
	}
	if (m->verdict_count < GATHERED_MAX)
		m->verdicts[m->verdict_count++] = (struct verdict){ .task = t };
}

/* Whether any address of the machine lost a connection that could be one of these. */
static bool lost(const struct run *r, const struct making *m, const struct party *own)
{
	const struct machine *machine = own->mac_known ? machine_of(r->k, own->mac) : NULL;
	int64_t from = m->at - r->k->o.window;
	bool is = candidates_lost(r->k, own, from);

	for (size_t i = 0; machine != NULL && !machine->many && i < machine->count; i++)
		is = is || candidates_lost(r->k, &(struct party){ .at = &machine->addresses[i] }, from);
	return is;
}

void causes_gather(struct run *r, struct making *m)
{
	struct party own = party_of_making(m);
	bool timeless = m->c->at == SIGHT_NEVER;

	m->verdicts = arena_array(r->scratch, GATHERED_MAX + 1, sizeof *m->verdicts);
	if (!timeless)
		gather(r, m, &own, false);
	/* Where no connections can be seen, the names asked for are all there is. */
	if (!timeless && m->verdict_count == 0)
		gather(r, m, &own, true);
	gather_task(r, m);
	causes_gather_elsewhere(r, m, GATHERED_MAX);
	m->incomplete = m->more != 0 || (!timeless && lost(r, m, &own));
}
