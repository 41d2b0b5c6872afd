#include "fuzz.h"
#include "io/anchors_read.h"

struct seen { struct view input; unsigned count; };

static void take(void *context, unsigned long hash, struct view der)
{
	struct seen *s = context;

	PROMISED(hash <= UINT32_MAX);
	PROMISED(der.size > 2 && der.size <= s->input.size && der.data[0] == 0x30);
	s->count++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen s = { view_of(data, size), 0 };
	struct anchor_read r = anchors_read(s.input, take, &s);

	PROMISED(s.count + r.refused == r.found);
	return 0;
}
