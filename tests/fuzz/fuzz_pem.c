#include "fuzz.h"
#include "x509/pem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct pem_block *blocks;
	struct bundle b;
	struct err err;
	size_t count;

	content_kind_text(content_kind_of(view_of(data, size)));
	if (pem_read(a, view_of(data, size), 100, &blocks, &count, &err))
		for (size_t i = 0; i < count; i++)
			PROMISED(blocks[i].der.size != 0 && blocks[i].name != NULL);
	if (bundle_read(a, view_of(data, size), 50, &b, &err))
		PROMISED(b.cert_count <= 50 && b.cert_count + b.crl_count + b.ocsp_count <= size);
	arena_free(a);
	return 0;
}
