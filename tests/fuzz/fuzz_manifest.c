#include "fuzz.h"

#include <string.h>

#include "io/manifest.h"
#include "io/store_record.h"

/* The input are the lines between the first one and the check sum, which is
 * made here: otherwise no damage would come past it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct manifest m, again;
	const char *why = NULL;
	struct str text, written;

	PROMISED(manifest_read(a, view_of(data, size), &m, &why) == (why == NULL));
	str_init(&text, MANIFEST_MAX);
	str_put(&text, "lencr-bundle 1\n");
	str_put_view(&text, view_of(data, size));
	store_sum_put(&text);
	if (!manifest_read(a, view_of(text.text, text.size), &m, &why)) {
		PROMISED(why != NULL && m.target_count == 0);
	} else {
		PROMISED(why == NULL && m.version != NULL && m.target_count > 0);
		/* What was read can be written and says the same. */
		if (manifest_write(&m, &written)) {
			PROMISED(manifest_read(a, view_of(written.text, written.size), &again, &why));
			PROMISED(again.target_count == m.target_count && again.at == m.at &&
				again.option_count == m.option_count &&
				again.file_count == m.file_count);
			for (size_t i = 0; i < m.target_count; i++)
				PROMISED(strcmp(again.targets[i].input, m.targets[i].input) == 0 &&
					again.targets[i].answer_count == m.targets[i].answer_count);
		}
		str_clear(&written);
	}
	str_clear(&text);
	arena_free(a);
	return 0;
}
