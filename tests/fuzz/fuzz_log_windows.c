#include "fuzz_log.h"

/* Event logs of Windows: the code, the cutting, the XML, the events. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_log(&reader_windows, view_of(data, size));
	return 0;
}
