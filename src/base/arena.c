#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define CHUNK_BYTES ((size_t)16 * 1024)

struct chunk {
	struct chunk *before;
	size_t used, space;
	alignas(max_align_t) unsigned char bytes[];
};

struct kept {
	struct kept *before;
	void *object;
	void (*destroy)(void *);
};

struct arena {
	struct chunk *last;
	struct kept *kept;
	size_t size;
};

struct arena *arena_new(void)
{
	return mem_take(1, sizeof(struct arena));
}

void arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	/* The records of kept objects live in the chunks, so they go first. */
	for (struct kept *k = a->kept; k != NULL; k = k->before)
		k->destroy(k->object);
	for (struct chunk *c = a->last; c != NULL;) {
		struct chunk *before = c->before;

		free(c);
		c = before;
	}
	free(a);
}

/* Its bytes are zeroed as they are taken: of most chunks little is. */
static struct chunk *chunk_new(size_t space)
{
	struct chunk *c;

	if (space > SIZE_MAX - sizeof *c)
		mem_out();
	c = mem_resize(NULL, 1, sizeof *c + space);
	c->before = NULL;
	c->used = 0;
	c->space = space;
	return c;
}

void *arena_take(struct arena *a, size_t size)
{
	const size_t grain = alignof(max_align_t);
	struct chunk *c = a->last;
	void *p;

	if (size > SIZE_MAX - grain)
		mem_out();
	size = (size + grain - 1) / grain * grain;
	if (size == 0)
		size = grain;
	if (c == NULL || c->space - c->used < size) {
		struct chunk *fresh = chunk_new(size > CHUNK_BYTES / 4 ? size : CHUNK_BYTES);

		/* A large piece goes below the open chunk, which stays open. */
		if (size > CHUNK_BYTES / 4 && c != NULL) {
			fresh->before = c->before;
			c->before = fresh;
		} else {
			fresh->before = c;
			a->last = fresh;
		}
		c = fresh;
	}
	p = c->bytes + c->used;
	c->used += size;
	a->size += size;
	return memset(p, 0, size);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		mem_out();
	return arena_take(a, count * size);
}

void *arena_copy(struct arena *a, const void *from, size_t size)
{
	void *p = arena_take(a, size);

	if (size != 0)
		memcpy(p, from, size);
	return p;
}

char *arena_textn(struct arena *a, const char *text, size_t size)
{
	char *p;

	if (size == SIZE_MAX)
		mem_out();
	p = arena_take(a, size + 1);
	if (size != 0)
		memcpy(p, text, size);
	return p;
}

char *arena_text(struct arena *a, const char *text)
{
	return arena_textn(a, text, strlen(text));
}

char *arena_vformat(struct arena *a, const char *format, va_list list)
{
	va_list again;
	int size;
	char *p;

	va_copy(again, list);
	size = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (size < 0)
		mem_out();
	p = arena_take(a, (size_t)size + 1);
	vsnprintf(p, (size_t)size + 1, format, list);
	return p;
}

char *arena_format(struct arena *a, const char *format, ...)
{
	va_list list;
	char *p;

	va_start(list, format);
	p = arena_vformat(a, format, list);
	va_end(list);
	return p;
}

void *arena_more(struct arena *a, void *array, size_t count, size_t *space, size_t size)
{
	void **slot = array;

	if (count == *space) {
		size_t wider = *space == 0 ? 8 : *space * 2;
		void *fresh;

		if (wider < *space)
			mem_out();
		fresh = arena_array(a, wider, size);
		if (count != 0)
			memcpy(fresh, *slot, count * size);
		*slot = fresh;
		*space = wider;
	}
	return (unsigned char *)*slot + count * size;
}

void arena_keep(struct arena *a, void *object, void (*destroy)(void *))
{
	struct kept *k;

	if (object == NULL)
		return;
	k = arena_take(a, sizeof *k);
	k->before = a->kept;
	k->object = object;
	k->destroy = destroy;
	a->kept = k;
}

size_t arena_size(const struct arena *a)
{
	return a->size;
}
