#include "fuzz.h"
#include "x509/handshake.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct handshake h;
	struct err err;

	if (handshake_read(a, view_of(data, size), &h, &err))
		for (size_t i = 0; i < h.staple_count; i++)
			PROMISED(h.staples[i].cert < h.cert_count);
	arena_free(a);
	return 0;
}
