/* Which pieces could belong together at all: those of one machine, as far as its
 * addresses can be linked, and those of one connection. */
#include <stdlib.h>

#include "base/memory.h"
#include "observe/contact_merge.h"

/* Keys with the first piece that has each; pieces in sets. */
struct groups { struct { uint64_t key; size_t piece; } *slots; size_t space; size_t *parent; };

static size_t root_of(struct groups *g, size_t piece)
{
	while (g->parent[piece] != piece) {
		g->parent[piece] = g->parent[g->parent[piece]];
		piece = g->parent[piece];
	}
	return piece;
}

/* The piece has that key: it is with all that have it. */
static void join(struct groups *g, uint64_t key, size_t piece)
{
	size_t slot, one, other;

	key |= 1;
	for (slot = key & (g->space - 1); g->slots[slot].key != 0 && g->slots[slot].key != key;
	    slot = (slot + 1) & (g->space - 1))
		;
	if (g->slots[slot].key == 0) {
		g->slots[slot].key = key;
		g->slots[slot].piece = piece;
		return;
	}
	one = root_of(g, g->slots[slot].piece);
	other = root_of(g, piece);
	/* The earliest is the root, so that groups are in the order of time. */
	if (one < other)
		g->parent[other] = one;
	else
		g->parent[one] = other;
}

void pieces_group(struct run *r)
{
	struct groups g = { .space = 1024 };

	/* Up to three keys a piece, and those of its machine's addresses. */
	while (g.space < r->piece_count * 24)
		g.space *= 2;
	g.slots = mem_take(g.space, sizeof *g.slots);
	g.parent = mem_take(r->piece_count, sizeof *g.parent);
	for (size_t i = 0; i < r->piece_count; i++) {
		const struct piece *p = r->pieces[i];
		struct party party = party_of_piece(p);
		const struct machine *m = p->mac_known ? machine_of(r->k, p->mac) : NULL;

		g.parent[i] = i;
		join(&g, party_key(r->k, &party), i);
		for (size_t n = 0; m != NULL && !m->many && n < m->count; n++)
			join(&g, machine_key(r->k, &m->addresses[n]), i);
		if (p->connection != 0)
			join(&g, connection_key(p->scope, p->connection), i);
	}
	for (size_t i = 0; i < r->piece_count; i++)
		r->pieces[i]->group = root_of(&g, i);
	free(g.slots);
	free(g.parent);
}
