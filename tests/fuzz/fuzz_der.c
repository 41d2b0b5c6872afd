/* Walks everything that is constructed, as deep as it goes, with a list of
 * what is still to be walked instead of recursion. */
#include "base/arena.h"
#include "fuzz.h"
#include "x509/der.h"
#include "x509/name.h"
#include "x509/oid.h"

#define OPEN_MAX 64

static void read_all(struct arena *a, const struct tlv *t)
{
	struct view bits;
	unsigned unused;
	uint16_t flags;
	int64_t number;
	bool flag;

	der_read_bool(t->content, &flag);
	PROMISED(!der_read_small(t->content, &number) || der_integer_ok(t->content));
	der_read_time(t->tag, t->content, &number);
	der_read_flags(t->content, &flags);
	if (der_read_bits(t->content, &unused, &bits))
		PROMISED(unused <= 7 && bits.size + 1 == t->content.size);
	oid_text(a, t->content);
	general_name_text(a, t->whole);
	general_name_ok(t);
	name_text(a, t->whole);
	PROMISED(!name_ok(t->whole) || name_equal(t->whole, t->whole));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct der open[OPEN_MAX];
	size_t count = 1, steps = 0;

	open[0] = der_of(view_of(data, size));
	while (count > 0 && steps++ < 200) {
		struct tlv t;

		if (!der_next(&open[count - 1], &t)) {
			count--;
			continue;
		}
		PROMISED(t.whole.data >= data && t.whole.data + t.whole.size <= data + size);
		read_all(a, &t);
		if ((t.tag & 0x20) != 0 && count < OPEN_MAX)
			open[count++] = der_of(t.content);
	}
	arena_free(a);
	return 0;
}
