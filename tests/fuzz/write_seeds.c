/* write_seeds: the seeds of a fuzz target as files in the current folder, for
 * libFuzzer. Linked with replay.c:
 *	mkdir seeds && cd seeds && FUZZ_SEEDS_OF=cert top_srcdir=… ../write_seeds */
#include <stdio.h>

#include "base/arena.h"
#include "base/digest.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	uint8_t sum[32];
	FILE *file;

	digest_sha256(view_of(data, size), sum);
	file = fopen(view_hex(a, view_of(sum, sizeof sum)), "wb");
	if (file == NULL || fwrite(data, 1, size, file) != size || fclose(file) != 0)
		abort();
	arena_free(a);
	return 0;
}
