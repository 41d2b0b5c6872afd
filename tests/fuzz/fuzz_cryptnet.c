#include "fuzz.h"
#include "observe/cryptnet.h"
#include "observe/sighting.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct view file = view_of(data, size);
	struct cryptnet_meta m;

	if (cryptnet_meta_read(a, file, &m)) {
		PROMISED(m.url.size > 0 && m.url_wide.size == 2 * m.url.size);
		for (size_t i = 0; i < m.url.size; i++)
			PROMISED(m.url.data[i] > 0x20 && m.url.data[i] < 0x7f);
		cryptnet_name_fits(view_of_text("103621DE9CD5414CC2538780B4B75751"), &m);
	}
	cryptnet_is_name(file);
	arena_free(a);
	return 0;
}
