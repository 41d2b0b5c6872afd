/* memory: asking the system for memory, and what happens when it has none.
 *
 * Running out of memory is not an error value that travels through the
 * program. Every function here returns memory or does not return: it jumps to
 * the landing point of the current thread where one is set (the library sets
 * one at its edge and returns LENCR_NOMEM), and otherwise writes one line to
 * stderr and ends the process with status 7.
 *
 * Sizes that come from outside must be compared with a ceiling before they
 * get here; these functions only refuse products that overflow. */
#ifndef LENCR_BASE_MEMORY_H
#define LENCR_BASE_MEMORY_H

#include <setjmp.h>
#include <stddef.h>

/* Zeroed memory for COUNT things of SIZE bytes; free with free(). */
void *mem_take(size_t count, size_t size);

/* Resize as realloc does; the new part is not zeroed. */
void *mem_resize(void *old, size_t count, size_t size);

/* A copy of SIZE bytes, or of a text; free with free(). */
void *mem_copy(const void *from, size_t size);
char *mem_text(const char *text);

/* Does not return. */
_Noreturn void mem_out(void);

/* Where mem_out() of this thread lands; NULL: the process ends. Returns the
 * previous landing, to be put back. */
jmp_buf *mem_land(jmp_buf *landing);

#endif
