#include "fuzz.h"

#include <string.h>

#include "base/digest.h"
#include "io/freshness.h"
#include "io/store_record.h"

/* The input are the lines between the first one and the check sum, which is
 * made here: otherwise no damage would come past it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct store_record r, again;
	uint8_t digest[32];
	const char *why;
	struct str text;
	char hex[65];

	PROMISED(!store_record_read(view_of(data, size), &r, &why) || r.url != NULL);
	store_record_clear(&r);
	str_init(&text, STORE_RECORD_MAX);
	str_put(&text, "lencr-want 1\n");
	str_put_view(&text, view_of(data, size));
	digest_sha256(view_of(text.text, text.size), digest);
	store_hex(digest, hex);
	str_put_format(&text, "sum: %s\n", hex);
	if (!store_record_read(view_of(text.text, text.size), &r, &why)) {
		PROMISED(why != NULL);
	} else {
		struct str written;

		freshness_of(&r.outcome.head, r.outcome.asked_at, r.outcome.answered_at);
		/* What was read can be written and says the same. */
		if (store_record_write(&r, &written)) {
			PROMISED(store_record_read(view_of(written.text, written.size), &again, &why));
			PROMISED(strcmp(again.url, r.url) == 0 && again.kind == r.kind &&
				again.outcome.reach == r.outcome.reach &&
				again.outcome.head.count == r.outcome.head.count &&
				again.fresh_until == r.fresh_until);
			store_record_clear(&again);
		}
		str_clear(&written);
		store_record_clear(&r);
	}
	str_clear(&text);
	return 0;
}
