#include "x509/oid.h"

#include <inttypes.h>

#include "base/str.h"

bool oid_ok(struct view v)
{
	bool fresh = true;

	if (v.size == 0)
		return false;
	for (size_t i = 0; i < v.size; i++) {
		if (fresh && v.data[i] == 0x80)
			return false;
		fresh = v.data[i] < 0x80;
	}
	return fresh;
}

static bool put_arcs(struct str *s, struct view v)
{
	uint64_t arc = 0;
	bool first = true;

	for (size_t i = 0; i < v.size; i++) {
		if (arc > UINT64_MAX >> 7)
			return false;
		arc = arc << 7 | (v.data[i] & 0x7fu);
		if (v.data[i] >= 0x80)
			continue;
		if (first) {
			uint64_t root = arc < 80 ? arc / 40 : 2;

			str_put_format(s, "%" PRIu64, root);
			arc -= root * 40;
			first = false;
		}
		str_put_format(s, ".%" PRIu64, arc);
		arc = 0;
	}
	return true;
}

char *oid_text(struct arena *a, struct view v)
{
	struct str s;
	char *text;

	/* A long OID is nobody's; its text is of no use to anybody. */
	str_init(&s, 1024);
	if (v.size <= 128 && oid_ok(v) && put_arcs(&s, v) && !s.over)
		text = arena_text(a, str_text(&s));
	else
		text = arena_format(a, "hex:%s", view_hex(a, view_part(v, 0, 128)));
	str_clear(&s);
	return text;
}
