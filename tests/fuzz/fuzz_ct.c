#include <string.h>

#include "fuzz.h"
#include "observe/ct.h"

static void take(void *context, const struct sight_cert *c)
{
	size_t *count = context;

	PROMISED(c->der.size != 0 || (c->issuer.size != 0 && c->serial.size != 0));
	PROMISED(c->serial.size <= 64 && c->name_count <= 100);
	PROMISED(c->serial.size <= 1 || c->serial.data[0] != 0);
	for (size_t i = 0; i < c->name_count; i++)
		PROMISED(memchr(c->names[i].data, '\n', c->names[i].size) == NULL || c->names[i].size <= 255);
	++*count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ct_report report;
	struct err e = { 0 };
	size_t count = 0;
	bool fine = ct_read(view_of(data, size), take, &count, &report, &e);

	PROMISED(fine == (count != 0) && report.taken == count);
	PROMISED(fine || e.text[0] != '\0');
	return 0;
}
