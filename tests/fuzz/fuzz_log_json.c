#include "fuzz_log.h"

/* Logs of JSON: lines of it, and one document cut into its entries. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_log(&reader_events, view_of(data, size));
	fuzz_log(&reader_eve, view_of(data, size));
	fuzz_log(&reader_adguard, view_of(data, size));
	fuzz_log(&reader_har, view_of(data, size));
	return 0;
}
