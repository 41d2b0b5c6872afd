#include "fuzz.h"

#include "base/str.h"
#include "doc/json_in.h"

/* Asks everything of everything near the root; strings must be UTF-8. */
static void ask(const struct json_at *at, unsigned depth)
{
	struct view v = json_in_text(at);
	int64_t whole;
	double real;
	bool yes;

	PROMISED(str_is_utf8(v));
	PROMISED(!json_in_whole(at, &whole) || json_in_real(at, &real));
	PROMISED(!json_in_bool(at, &yes) || v.data == NULL);
	PROMISED(json_in_count(at) == 0 || json_in_is_array(at));
	PROMISED(json_in_element(at, json_in_count(at)) == NULL);
	if (depth == 0)
		return;
	ask(json_in_member(at, "a"), depth - 1);
	ask(json_in_member(at, ""), depth - 1);
	for (size_t i = 0; i < json_in_count(at) && i < 3; i++)
		ask(json_in_element(at, i), depth - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct json_in_limits narrow = { 4096, 4, 16, true };
	const struct json_in_limits *limits[] = { &json_in_line_limits, &narrow };

	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		const char *why;
		struct json_in *in = json_in_read(view_of(data, size), limits[i], &why);

		PROMISED((in == NULL) == (why != NULL));
		ask(json_in_root(in), 5);
		json_in_free(in);
	}
	return 0;
}
