#include "fuzz.h"

#include <string.h>

#include "base/when.h"
#include "known/catalog_file.h"

/* Whatever a file says, nothing that is known against a certificate is lost. */
static void keeps_builtin(const struct catalog *c)
{
	const struct catalog *old = catalog_builtin();

	PROMISED(c->count >= old->count && strcmp(c->date, old->date) >= 0);
	for (size_t i = 0; i < old->count; i++) {
		const struct catalog_cert *was = &old->certs[i];
		const struct catalog_cert *is = catalog_by_sha256(was->sha256);

		PROMISED(is != NULL);
		PROMISED(was->revoked_at == WHEN_NONE || (is->revoked_at != WHEN_NONE &&
			is->revoked_at <= was->revoked_at && is->status == CA_REVOKED));
		PROMISED(!was->shards || is->shards);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct err e = { 0 };
	struct catalog c;

	if (!catalog_file_read(a, view_of(data, size), &c, &e)) {
		PROMISED(e.code == ERR_USAGE && e.text[0] != '\0' && c.count == 0);
	} else {
		catalog_use(&c);
		keeps_builtin(&c);
		for (size_t i = 0; i < c.count; i++)
			PROMISED(catalog_name(a, &c.certs[i])[0] != '\0' &&
				catalog_state(a, &c.certs[i])[0] != '\0');
		catalog_use(NULL);
	}
	arena_free(a);
	return 0;
}
