#include "fuzz.h"

#include <string.h>

#include "observe/frame.h"

/* New ones at the end: seeds count from the front. */
static const unsigned links[] = { 1, 0, 9, 12, 50, 51, 101, 108, 113, 228, 276, 105, 127, 192, 104, 204, 239, 258,
	117, 109, 100, 220 };

/* So that a sanitizer sees what cannot be read. */
static void read_all(struct view v)
{
	for (size_t i = 0; i < v.size; i++) {
		volatile uint8_t octet = v.data[i];

		(void)octet;
	}
}

/* The first octet chooses the link; then packets, each behind its size in two
 * octets: fragments need several. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fragments *f = fragments_new();
	struct view rest = view_of(data, size);
	unsigned link = size == 0 ? 1 : links[data[0] % (sizeof links / sizeof *links)];
	int64_t at = 0;

	rest = view_part(rest, 1, rest.size);
	while (rest.size >= 2) {
		size_t whole = (size_t)rest.data[0] << 8 | rest.data[1];
		struct view bytes = view_part(rest, 2, whole);
		struct frame out;
		uint8_t *exact = malloc(bytes.size + 1);

		if (exact == NULL)
			abort();
		if (bytes.size != 0)
			memcpy(exact, bytes.data, bytes.size);
		if (frame_read(f, link, view_of(exact, bytes.size), whole, at, &out) == FRAME_IP) {
			PROMISED(out.address_size == 4 || out.address_size == 16);
			PROMISED(out.body.size <= out.wire && out.wire <= 65535 + 40);
			read_all(view_of(out.from, out.address_size));
			read_all(view_of(out.to, out.address_size));
			read_all(out.body);
			if (out.mac_from != NULL)
				read_all(view_of(out.mac_from, 6));
			if (out.mac_to != NULL)
				read_all(view_of(out.mac_to, 6));
		}
		free(exact);
		rest = view_part(rest, 2 + bytes.size, rest.size);
		at += 1000000;
	}
	fragments_free(f);
	return 0;
}
