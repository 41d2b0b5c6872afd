/* Logs of any kind to two correlators, with glances and without: where all could
 * be read, both find the same. Octet 0 is the reader, octet 1 what is asked for. */
#include <string.h>

#include "fuzz.h"
#include "unread_pair.h"

static uint64_t malformed(const struct pair_told *t)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < t->count; i++)
		sum += t->reports[i].malformed;
	return sum;
}

static void compare(const struct pair_input *inputs, const struct correlate_options *o)
{
	struct pair_told a, b;
	char *at_once, *unread;

	pair_tell(inputs, 2, o, false, &a);
	pair_tell(inputs, 2, o, true, &b);
	/* What nobody asked for may be broken inside; what was asked for is told. */
	PROMISED(b.found->count == a.found->count && malformed(&b) <= malformed(&a));
	if (malformed(&b) == malformed(&a) && b.found->candidates_dropped == a.found->candidates_dropped) {
		at_once = pair_text(&a, "json");
		unread = pair_text(&b, "json");
		PROMISED(strcmp(at_once, unread) == 0);
		free(at_once);
		free(unread);
	}
	pair_told_free(&a);
	pair_told_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char fetch[] = "{\"t\":1795228941.5,\"kind\":\"http\",\"client\":\"10.0.0.21\",\"server\":"
		"\"192.0.2.80\","
		"\"port\":80,\"method\":\"GET\",\"url\":\"http://yr1.c.lencr.org/13.crl\"}\n";
	static const char *const readers[] = { "events", "eve", "zeek", "squid", "clf", "dns", "adguard" };
	struct pair_input inputs[2] = { { reader_find("events"), "fetch", { 0 } } };
	struct correlate_options o = { .now = 1795305600 };
	struct endpoint client;

	if (size < 2)
		return 0;
	inputs[0].bytes = view_of(fetch, sizeof fetch - 1);
	inputs[1] = (struct pair_input){ reader_find(readers[data[0] % 7]), "log", view_of(data + 2, size - 2) };
	if ((data[1] & 1) != 0) {
		struct pair_input first = inputs[0];

		inputs[0] = inputs[1];
		inputs[1] = first;
	}
	o.all = (data[1] & 2) != 0;
	if ((data[1] & 4) != 0 && endpoint_read(view_of_text("10.0.0.21"), &client)) {
		o.clients = &client;
		o.client_count = 1;
	}
	compare(inputs, &o);
	return 0;
}
