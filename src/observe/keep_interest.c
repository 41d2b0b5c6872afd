/* Which machines at which times contacts ask for: what lies there is kept. */
#include <stdlib.h>

#include "base/memory.h"
#include "observe/correlate_run.h"

#define KEYSET_START 1024

/* Where KEY is, or the free slot where it would be. */
static size_t slot_for(const struct keyset *s, uint64_t key)
{
	size_t slot = key & (s->space - 1);

	while (s->slots[slot] != 0 && s->slots[slot] != key)
		slot = (slot + 1) & (s->space - 1);
	return slot;
}

void keyset_put(struct keyset *s, uint64_t key)
{
	size_t slot;

	if (s->count * 2 >= s->space) {
		struct keyset larger = { .space = s->space == 0 ? KEYSET_START : s->space * 2 };

		larger.slots = mem_take(larger.space, sizeof *larger.slots);
		for (size_t i = 0; i < s->space; i++)
			if (s->slots[i] != 0)
				keyset_put(&larger, s->slots[i]);
		free(s->slots);
		*s = larger;
	}
	slot = slot_for(s, key);
	s->count += s->slots[slot] == 0;
	s->slots[slot] = key;
}

bool keyset_has(const struct keyset *s, uint64_t key)
{
	return s->space != 0 && s->slots[slot_for(s, key)] == key;
}

int64_t interest_granule(const struct correlate *k)
{
	return k->o.window + SLACK;
}

int64_t interest_slot(const struct correlate *k, int64_t at)
{
	int64_t g = interest_granule(k);

	return at >= 0 ? at / g : -((-at + g - 1) / g);
}

static uint64_t interest_key(uint64_t party, int64_t slot)
{
	return hash_pair(party, (uint64_t)slot) | 1;
}

/* Twice the slack: what tells the same connection better is as near as that. */
static void put(struct correlate *k, uint64_t key, int64_t from, int64_t until)
{
	int64_t last = interest_slot(k, until + 2 * SLACK);

	for (int64_t slot = interest_slot(k, from - k->o.window - 2 * SLACK); slot <= last; slot++)
		keyset_put(&k->interest, interest_key(key, slot));
}

void interest_add(struct correlate *k, const struct piece *p)
{
	struct party party = party_of_piece(p);
	int64_t from = p->at;

	if (p->timeless)
		return;
	if (p->opened_at != SIGHT_NEVER && p->opened_at < from && p->at - p->opened_at < 60 * SECOND)
		from = p->opened_at;
	put(k, party_key(k, &party), from, p->at);
	if (p->mac_known)
		put(k, mac_key(p->mac), from, p->at);
}

void interest_add_making(struct correlate *k, const struct making *m)
{
	struct party own = party_of_making(m);
	const struct machine *machine = own.mac_known ? machine_of(k, own.mac) : NULL;

	if (m->c->at == SIGHT_NEVER)
		return;
	put(k, party_key(k, &own), m->at, m->at);
	for (size_t i = 0; machine != NULL && !machine->many && i < machine->count; i++)
		put(k, machine_key(k, &machine->addresses[i]), m->at, m->at);
}

void interest_anew(struct correlate *k, int64_t from)
{
	free(k->interest.slots);
	k->interest = (struct keyset){ 0 };
	for (size_t i = 0; i < k->piece_count; i++)
		if (k->pieces[i]->arrived >= from)
			interest_add(k, k->pieces[i]);
}

bool interest_in(const struct correlate *k, uint64_t key, int64_t slot)
{
	return k->interest.count != 0 && keyset_has(&k->interest, interest_key(key, slot));
}

bool interest_has(const struct correlate *k, uint64_t key, int64_t at)
{
	return interest_in(k, key, interest_slot(k, at));
}
