/* arena: memory that dies together.
 *
 * One arena per check (or per run of a command): everything that a check
 * learns is taken from its arena and goes with it. Nothing is freed singly.
 * Objects of foreign libraries are handed over with their destructor, which
 * runs when the arena is freed, the latest first. */
#ifndef LENCR_BASE_ARENA_H
#define LENCR_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
/* Runs the destructors, frees everything; NULL is fine. */
void arena_free(struct arena *);

/* Zeroed memory aligned for any type; never NULL (see base/memory.h). */
void *arena_take(struct arena *, size_t size);
/* COUNT things of SIZE bytes; a product that overflows is out of memory. */
void *arena_array(struct arena *, size_t count, size_t size);
void *arena_copy(struct arena *, const void *from, size_t size);
char *arena_text(struct arena *, const char *text);
/* The first SIZE bytes as a text with a final NUL. */
char *arena_textn(struct arena *, const char *text, size_t size);
char *arena_format(struct arena *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vformat(struct arena *, const char *format, va_list)
	__attribute__((format(printf, 2, 0)));

/* A dynamic array in an arena: makes room for one more element of SIZE bytes
 * in *ARRAY (which holds COUNT and has space for *SPACE) and returns its
 * address, zeroed. The old storage stays until the arena goes. */
void *arena_more(struct arena *, void *array, size_t count, size_t *space, size_t size);

/* OBJECT is destroyed with the arena. NULL objects are ignored. */
void arena_keep(struct arena *, void *object, void (*destroy)(void *));

/* Bytes taken so far, for ceilings and tests. */
size_t arena_size(const struct arena *);

#endif
