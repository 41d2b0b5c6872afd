/* Records of any size, one behind the other in blocks, in the order in which they
 * came: what is taken in and given up a hundred thousand times a second needs no
 * piece of the heap of its own, and lies where the processor looks next. */
#include <stdlib.h>

#include "base/memory.h"
#include "observe/correlate_parts.h"

#define BLOCK_BYTES ((size_t)64 * 1024)

struct queue_block {
	struct queue_block *next;
	size_t used, space;         /* of BYTES */
	uint64_t bytes[];
};

size_t queue_room(size_t size)
{
	return (size + sizeof(uint64_t) - 1) & ~(sizeof(uint64_t) - 1);
}

static struct queue_block *block_for(struct queue *q, size_t room)
{
	struct queue_block *b = q->spare;
	size_t space = room > BLOCK_BYTES ? room : BLOCK_BYTES;

	if (b != NULL && b->space >= space) {
		q->spare = NULL;
	} else {
		b = mem_resize(NULL, 1, sizeof *b + space);
		b->space = space;
	}
	b->next = NULL;
	b->used = 0;
	return b;
}

void *queue_push(struct queue *q, size_t size)
{
	size_t room = queue_room(size);
	void *record;

	if (q->last == NULL || q->last->space - q->last->used < room) {
		struct queue_block *b = block_for(q, room);

		if (q->last == NULL)
			q->first = b;
		else
			q->last->next = b;
		q->last = b;
	}
	record = (uint8_t *)q->last->bytes + q->last->used;
	q->last->used += room;
	q->count++;
	return record;
}

static void *at_place(const struct queue_place *p)
{
	return p->block == NULL ? NULL : (uint8_t *)p->block->bytes + p->at;
}

void *queue_begin(const struct queue *q, struct queue_place *p)
{
	*p = (struct queue_place){ q->first, q->at };
	return at_place(p);
}

void *queue_next(struct queue_place *p, size_t size)
{
	p->at += queue_room(size);
	if (p->at == p->block->used)
		*p = (struct queue_place){ p->block->next, 0 };
	return at_place(p);
}

void queue_pop(struct queue *q, size_t size)
{
	struct queue_block *b = q->first;

	q->at += queue_room(size);
	if (q->at < b->used)
		return;
	q->at = 0;
	q->first = b->next;
	if (q->first == NULL)
		q->last = NULL;
	/* One is kept: a queue that is full gives up as much as it takes in. */
	if (q->spare == NULL && b->space == BLOCK_BYTES)
		q->spare = b;
	else
		free(b);
}

void queue_free(struct queue *q)
{
	while (q->first != NULL) {
		struct queue_block *next = q->first->next;

		free(q->first);
		q->first = next;
	}
	free(q->spare);
	*q = (struct queue){ 0 };
}
