#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Thread_local jmp_buf *landing_point;

jmp_buf *mem_land(jmp_buf *landing)
{
	jmp_buf *before = landing_point;

	landing_point = landing;
	return before;
}

_Noreturn void mem_out(void)
{
	static const char text[] = "lencr: out of memory\n";

	if (landing_point != NULL)
		longjmp(*landing_point, 1);
	/* Nothing better can be done with a failed write here. */
	if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
		_exit(7);
	_exit(7);
}

void *mem_take(size_t count, size_t size)
{
	void *p = calloc(count == 0 ? 1 : count, size == 0 ? 1 : size);

	if (p == NULL)
		mem_out();
	return p;
}

void *mem_resize(void *old, size_t count, size_t size)
{
	void *p;

	if (size != 0 && count > SIZE_MAX / size)
		mem_out();
	p = realloc(old, count * size == 0 ? 1 : count * size);
	if (p == NULL)
		mem_out();
	return p;
}

void *mem_copy(const void *from, size_t size)
{
	void *p = mem_take(1, size);

	if (size != 0)
		memcpy(p, from, size);
	return p;
}

char *mem_text(const char *text)
{
	return mem_copy(text, strlen(text) + 1);
}
