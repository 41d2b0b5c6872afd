#include "fuzz.h"
#include "x509/sct.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct sct *scts;
	size_t count;

	if (sct_list_read(a, view_of(data, size), &scts, &count))
		for (size_t i = 0; i < count; i++)
			PROMISED(scts[i].version != 0 || scts[i].log_id.size == 32);
	arena_free(a);
	return 0;
}
