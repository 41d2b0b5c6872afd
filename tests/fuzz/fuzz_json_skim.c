#include <string.h>

#include "fuzz.h"

#include "doc/json_in.h"
#include "doc/json_skim.h"

static const char *const keys[] = { "a", "bb", "timestamp", "dns" };
#define KEY_COUNT (sizeof keys / sizeof *keys)

static bool is_null(struct view v)
{
	return v.data == NULL || view_is_text(v, "null");
}

/* What the bytes tell of a value is what is read of it. */
static void compare(const struct json_at *at, struct view value)
{
	struct view plain = json_skim_text(value), text = json_in_text(at), rest = value, one;
	bool escaped = value.data != NULL && memchr(value.data, '\\', value.size) != NULL;
	size_t count = 0;
	int64_t n;

	PROMISED((at == NULL) == is_null(value));
	PROMISED(plain.data == NULL ? text.data == NULL || escaped : view_equal(plain, text));
	if (json_in_whole(at, &n)) {
		char digits[24] = { 0 };

		PROMISED(value.size < sizeof digits);
		memcpy(digits, value.data, value.size);
		PROMISED(strtoll(digits, NULL, 10) == n);
	}
	while (json_skim_element(&rest, &one))
		PROMISED(is_null(one) == (json_in_element(at, count++) == NULL));
	PROMISED(count == json_in_count(at));
}

/* Every octet of the values is in the text, also where it is no JSON. */
static void within(struct view text, const struct view *values)
{
	for (size_t i = 0; i < KEY_COUNT; i++) {
		struct view rest = values[i], one;

		PROMISED(rest.data == NULL || (rest.size != 0 && rest.data >= text.data &&
			rest.data + rest.size <= text.data + text.size));
		while (json_skim_element(&rest, &one))
			PROMISED(one.size != 0 && one.data >= text.data &&
				one.data + one.size <= text.data + text.size);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = view_of(data, size), values[KEY_COUNT];
	struct json_skim skim;
	struct json_in *in;

	json_skim_init(&skim, keys, KEY_COUNT);
	if (!json_skim_read(&skim, text, values))
		return 0;
	within(text, values);
	in = json_in_read(text, &json_in_line_limits, NULL);
	PROMISED(in == NULL || json_in_is_object(json_in_root(in)));
	for (size_t i = 0; in != NULL && i < KEY_COUNT; i++)
		compare(json_in_member(json_in_root(in), keys[i]), values[i]);
	json_in_free(in);
	return 0;
}
