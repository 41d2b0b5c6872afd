#include "fuzz_log.h"

/* Logs of words. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_log(&reader_squid, view_of(data, size));
	fuzz_log(&reader_clf, view_of(data, size));
	fuzz_log(&reader_w3c, view_of(data, size));
	fuzz_log(&reader_dns, view_of(data, size));
	return 0;
}
