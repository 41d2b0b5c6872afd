#include "fuzz.h"

#include <string.h>

#include "base/str.h"
#include "io/resume.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct resume_keys keys, again;
	const char *why = NULL;
	size_t used, used_again;

	if (resume_read(a, view_of(data, size), &keys, &used, &why)) {
		PROMISED(used <= size && (used == 0 || data[used - 1] == '\n'));
		PROMISED(used != 0 || keys.count == 0);
		/* Without the part that is no whole line it says the same. */
		PROMISED(resume_read(a, view_of(data, used), &again, &used_again, &why));
		PROMISED(used_again == used && again.count == keys.count);
		for (size_t i = 0; i < keys.count; i++)
			PROMISED(strcmp(keys.list[i], again.list[i]) == 0);
	} else {
		PROMISED(why != NULL && why[0] != '\0');
	}
	arena_free(a);
	return 0;
}
