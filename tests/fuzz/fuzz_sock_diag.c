/* What the kernel is said to have answered: nothing is read behind it, and nothing is found that is
 * not in it. The first two octets choose the question. */
#include "fuzz.h"

#include <string.h>

#include "observe/sock_diag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct endpoint here = { .size = 4, .port = 40000 }, there = { .size = 4, .port = 443 };
	struct sock_owner o;
	uint8_t question[SOCK_DIAG_QUESTION], *exact;
	enum sock_diag_answer a;
	uint32_t number = size == 0 ? 0 : data[0];

	if (size > 1 && data[1] % 2 == 1)
		here.size = there.size = 16;
	memset(here.address, 0x20, here.size);
	memset(there.address, 0x21, there.size);
	PROMISED(sock_diag_ask(false, &here, &there, number, question));
	data += size < 2 ? size : 2;
	size -= size < 2 ? size : 2;
	exact = malloc(size + 1);
	if (exact == NULL)
		abort();
	if (size != 0)
		memcpy(exact, data, size);
	a = sock_diag_read(view_of(exact, size), &here, &there, number, &o);
	PROMISED(a != SOCK_DIAG_FOUND || (o.inode != 0 && size >= 88));
	PROMISED(a == SOCK_DIAG_REFUSED || o.error == 0);
	PROMISED(o.error >= 0 && o.error < 4096);
	free(exact);
	return 0;
}
