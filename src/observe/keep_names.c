/* Small tables of what was seen: names of addresses, addresses of lencr names,
 * machines, certificates of servers, tasks. Each has a fixed size; where it is
 * full the older goes, or the new is left out. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"
#include "observe/correlate_parts.h"

#define ADDRESS_SETS 8192       /* powers of two */
#define ADDRESS_WAYS 4
#define ADDRESS_ROOM 36         /* longer names are on the heap */
#define LENCR_ADDRESSES 4096
#define MACHINES 4096
#define MACHINE_MAX 8           /* addresses; with more it is a router */
#define SERVERS 16384
#define SERVER_WAYS 4
#define TASKS 16384

/* --- names of addresses ------------------------------------------------------------ */

/* What is looked at for each question fits into two lines of the processor's cache:
 * keys and times of a set, and one of its names. */
struct address_set { uint64_t keys[ADDRESS_WAYS]; int64_t at[ADDRESS_WAYS]; };
struct address_name { struct endpoint address; char own[ADDRESS_ROOM]; char *longer; };

static void name_put(struct address_name *slot, struct view name)
{
	free(slot->longer);
	slot->longer = NULL;
	if (name.size < ADDRESS_ROOM) {
		memcpy(slot->own, name.data, name.size);
		slot->own[name.size] = '\0';
		return;
	}
	slot->longer = mem_resize(NULL, 1, name.size + 1);
	memcpy(slot->longer, name.data, name.size);
	slot->longer[name.size] = '\0';
}

void keep_address_plain(struct correlate *k, const struct endpoint *e, struct view name, int64_t at)
{
	uint64_t key = hash_address(e) | 1;
	size_t number = (key >> 1) % ADDRESS_SETS, way = 0;
	struct address_name *slot;
	struct address_set *set;

	if (e->size == 0 || name.size == 0 || sinkhole(e))
		return;
	if (k->address_sets == NULL) {
		k->address_sets = mem_take(ADDRESS_SETS, sizeof *k->address_sets);
		k->address_names = mem_take(ADDRESS_SETS * ADDRESS_WAYS, sizeof *k->address_names);
	}
	set = &k->address_sets[number];
	for (size_t i = 0; i < ADDRESS_WAYS; i++) {
		if (set->keys[i] == key || set->keys[i] == 0) {
			way = i;
			break;
		}
		if (set->at[i] < set->at[way])
			way = i;
	}
	if (set->keys[way] == key && set->at[way] > at)
		return;
	set->keys[way] = key;
	set->at[way] = at;
	slot = &k->address_names[number * ADDRESS_WAYS + way];
	slot->address = *e;
	name_put(slot, name);
}

void keep_address_name(struct correlate *k, const struct endpoint *e, struct view name, int64_t at)
{
	size_t ignored = 0;
	char *safe = keep_name(name, NAME_MAX_BYTES, &ignored);

	if (safe != NULL)
		keep_address_plain(k, e, view_of_text(safe), at);
	free(safe);
}

const char *address_name_of(const struct correlate *k, const struct endpoint *e)
{
	uint64_t key = hash_address(e) | 1;
	size_t number = (key >> 1) % ADDRESS_SETS;

	if (k->address_sets == NULL || e->size == 0)
		return NULL;
	for (size_t i = 0; i < ADDRESS_WAYS; i++) {
		const struct address_name *slot = &k->address_names[number * ADDRESS_WAYS + i];

		if (k->address_sets[number].keys[i] == key && endpoint_same_address(&slot->address, e))
			return slot->longer != NULL ? slot->longer : slot->own;
	}
	return NULL;
}

void keep_lencr_address(struct correlate *k, const struct endpoint *e, const char *host)
{
	struct lencr_address *l;

	if (e->size == 0 || sinkhole(e))
		return;
	if (k->lencr_addresses == NULL)
		k->lencr_addresses = mem_take(LENCR_ADDRESSES, sizeof *k->lencr_addresses);
	for (size_t probe = 0, slot = hash_address(e) % LENCR_ADDRESSES; probe < 16;
	    probe++, slot = (slot + 1) % LENCR_ADDRESSES) {
		l = &k->lencr_addresses[slot];
		if (l->host == NULL) {
			*l = (struct lencr_address){ *e, mem_text(host), k->moment };
			return;
		}
		if (!endpoint_same_address(&l->address, e))
			continue;
		/* One name, whatever came first: the least. */
		l->arrived = k->moment;
		if (strcmp(host, l->host) < 0) {
			free(l->host);
			l->host = mem_text(host);
		}
		return;
	}
}

const struct lencr_address *lencr_address_of(const struct correlate *k, const struct endpoint *e)
{
	if (k->lencr_addresses == NULL || e->size == 0)
		return NULL;
	for (size_t probe = 0, slot = hash_address(e) % LENCR_ADDRESSES; probe < 16;
	    probe++, slot = (slot + 1) % LENCR_ADDRESSES) {
		const struct lencr_address *l = &k->lencr_addresses[slot];

		if (l->host == NULL)
			return NULL;
		if (endpoint_same_address(&l->address, e))
			return l;
	}
	return NULL;
}

void forget_lencr_addresses(struct correlate *k, int64_t before)
{
	struct lencr_address *old = k->lencr_addresses;

	k->lencr_addresses = NULL;
	for (size_t i = 0; old != NULL && i < LENCR_ADDRESSES; i++) {
		int64_t now = k->moment;

		if (old[i].host != NULL && old[i].arrived >= before) {
			k->moment = old[i].arrived;
			keep_lencr_address(k, &old[i].address, old[i].host);
			k->moment = now;
		}
		free(old[i].host);
	}
	free(old);
}

/* --- machines: addresses behind one hardware address --------------------------------- */

static struct machine *machine_slot(const struct correlate *k, const uint8_t mac[6])
{
	for (size_t probe = 0, slot = mac_key(mac) % MACHINES; probe < 32; probe++, slot = (slot + 1) % MACHINES)
		if (!k->machines[slot].used || memcmp(k->machines[slot].mac, mac, 6) == 0)
			return &k->machines[slot];
	return NULL;
}

/* A hardware address with two IPv4 addresses, or very many, is a router's: what it
 * passes on is of many machines, and links nothing. */
void keep_machine(struct correlate *k, const uint8_t mac[6], const struct endpoint *e)
{
	struct machine *m;

	if (e->size == 0 || (mac[0] & 1) != 0)
		return;
	if (k->machines == NULL)
		k->machines = mem_take(MACHINES, sizeof *k->machines);
	m = machine_slot(k, mac);
	if (m == NULL || m->many)
		return;
	m->used = true;
	memcpy(m->mac, mac, 6);
	for (size_t i = 0; i < m->count; i++)
		if (endpoint_same_address(&m->addresses[i], e))
			return;
	m->v4 = (uint8_t)(m->v4 + (e->size == 4));
	if (m->count == MACHINE_MAX || m->v4 > 1) {
		m->many = true;
		return;
	}
	m->addresses[m->count] = *e;
	m->addresses[m->count++].port = 0;
}

const struct machine *machine_of(const struct correlate *k, const uint8_t mac[6])
{
	const struct machine *m = k->machines == NULL ? NULL : machine_slot(k, mac);

	return m == NULL || !m->used ? NULL : m;
}

/* --- certificates of servers ------------------------------------------------------------ */

static uint64_t server_key(const struct cand *c)
{
	uint64_t h = hash_bytes(c->server.port, c->server.address, c->server.size);

	return hash_bytes(h, c->name == NULL ? "" : c->name, c->name == NULL ? 0 : strlen(c->name)) | 1;
}

static void replace(struct correlate *k, struct known_cert **slot, struct known_cert *cert)
{
	known_cert_hold(cert);
	if (*slot != NULL)
		known_cert_drop(k, *slot);
	*slot = cert;
}

void keep_server_cert(struct correlate *k, const struct cand *c)
{
	uint64_t key = server_key(c);
	struct server_cert *set, *slot;

	if (c->cert_count == 0 || c->server.size == 0)
		return;
	if (k->servers == NULL)
		k->servers = mem_take(SERVERS, sizeof *k->servers);
	set = k->servers + (key >> 1) % (SERVERS / SERVER_WAYS) * SERVER_WAYS;
	slot = set;
	for (size_t i = 0; i < SERVER_WAYS; i++) {
		if (set[i].key == key || set[i].key == 0) {
			slot = &set[i];
			break;
		}
		if (set[i].last_at < slot->last_at)
			slot = &set[i];
	}
	if (slot->key != key) {
		replace(k, &slot->first, c->certs[0]);
		replace(k, &slot->last, c->certs[0]);
		slot->key = key;
		slot->first_at = slot->last_at = c->at;
		return;
	}
	if (c->at < slot->first_at) {
		replace(k, &slot->first, c->certs[0]);
		slot->first_at = c->at;
	}
	if (c->at > slot->last_at) {
		replace(k, &slot->last, c->certs[0]);
		slot->last_at = c->at;
	}
}

const struct known_cert *server_cert_before(const struct correlate *k, const struct cand *c)
{
	uint64_t key = server_key(c);
	const struct server_cert *set;

	if (k->servers == NULL || c->server.size == 0)
		return NULL;
	set = k->servers + (key >> 1) % (SERVERS / SERVER_WAYS) * SERVER_WAYS;
	for (size_t i = 0; i < SERVER_WAYS; i++)
		if (set[i].key == key)
			return set[i].last_at < c->at ? set[i].last : set[i].first_at < c->at ? set[i].first :
				NULL;
	return NULL;
}

/* --- tasks ---------------------------------------------------------------------------------- */

void keep_task(struct correlate *k, const struct sighting *s)
{
	size_t ignored = 0;
	struct task *t = NULL;
	char *id, *subject;

	if (s->process.task.size == 0 || s->process.subject.size == 0)
		return;
	if (k->tasks == NULL)
		k->tasks = mem_take(TASKS, sizeof *k->tasks);
	id = keep_name(s->process.task, TEXT_MAX_BYTES, &ignored);
	subject = keep_text(s->process.subject, TEXT_MAX_BYTES, &ignored);
	for (size_t probe = 0, slot = hash_bytes(9, id, strlen(id)) % TASKS; probe < 64 && t == NULL;
	    probe++, slot = (slot + 1) % TASKS)
		if (k->tasks[slot].id == NULL || strcmp(k->tasks[slot].id, id) == 0)
			t = &k->tasks[slot];
	if (t != NULL && t->id == NULL && k->task_count < TASKS / 2) {
		*t = (struct task){ .id = id, .subject = subject, .at = s->at, .pid = s->process.pid,
			.process = keep_text(s->process.name, TEXT_MAX_BYTES, &ignored), .input = s->input,
			.place = s->place };
		k->task_count++;
		return;
	}
	if (t != NULL && t->id != NULL && strcmp(t->subject, subject) != 0) {
		t->several = true;
		if (strcmp(subject, t->subject) < 0) {
			char *kept = t->subject;

			t->subject = subject;
			subject = kept;
		}
	} else if (t == NULL || t->id == NULL)
		k->candidates_dropped++;
	free(id);
	free(subject);
}

const struct task *task_of(const struct correlate *k, const char *id)
{
	if (k->tasks == NULL || id == NULL)
		return NULL;
	for (size_t probe = 0, slot = hash_bytes(9, id, strlen(id)) % TASKS; probe < 64;
	    probe++, slot = (slot + 1) % TASKS) {
		if (k->tasks[slot].id == NULL)
			return NULL;
		if (strcmp(k->tasks[slot].id, id) == 0)
			return &k->tasks[slot];
	}
	return NULL;
}

void keep_names_free(struct correlate *k)
{
	for (size_t i = 0; k->address_names != NULL && i < ADDRESS_SETS * ADDRESS_WAYS; i++)
		free(k->address_names[i].longer);
	for (size_t i = 0; k->servers != NULL && i < SERVERS; i++) {
		if (k->servers[i].first != NULL)
			known_cert_drop(k, k->servers[i].first);
		if (k->servers[i].last != NULL)
			known_cert_drop(k, k->servers[i].last);
	}
	for (size_t i = 0; k->tasks != NULL && i < TASKS; i++) {
		free(k->tasks[i].id);
		free(k->tasks[i].subject);
		free(k->tasks[i].process);
	}
	for (size_t i = 0; k->lencr_addresses != NULL && i < LENCR_ADDRESSES; i++)
		free(k->lencr_addresses[i].host);
	free(k->address_sets);
	free(k->address_names);
	free(k->lencr_addresses);
	free(k->machines);
	free(k->servers);
	free(k->tasks);
	free(k->hosts);
}
