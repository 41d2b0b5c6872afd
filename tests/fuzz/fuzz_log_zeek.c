#include "fuzz_log.h"

/* Zeek: TSV with its header, and JSON. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_log(&reader_zeek, view_of(data, size));
	return 0;
}
