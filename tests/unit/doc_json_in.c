/* JSON from outside: ceilings, wrong types, what is not there. */
#include "unit.h"

#include <string.h>

#include "base/str.h"
#include "doc/json_in.h"

static struct json_in *take(const char *text, const struct json_in_limits *l, const char **why)
{
	return json_in_read(view_of_text(text), l == NULL ? &json_in_line_limits : l, why);
}

static void values(void **state)
{
	struct json_in *in = take("{\"text\":\"a\\u0000b\",\"n\":-5,\"r\":1.25,\"yes\":true,\"null\":null,"
		"\"list\":[1,null,\"x\"],\"o\":{\"k\":\"v\"},\"twice\":1,\"twice\":2}", NULL, NULL);
	const struct json_at *root = json_in_root(in), *list = json_in_member(root, "list");
	int64_t n = 0;
	double r = 0;
	bool yes = false;

	(void)state;
	assert_true(json_in_is_object(root) && !json_in_is_array(root));
	assert_true(view_equal(json_in_member_text(root, "text"), view_of("a\0b", 3)));
	assert_true(json_in_member_whole(root, "n", &n) && n == -5);
	assert_true(json_in_real(json_in_member(root, "n"), &r) && r == -5);
	assert_true(json_in_real(json_in_member(root, "r"), &r) && r == 1.25);
	assert_false(json_in_member_whole(root, "r", &n));
	assert_true(json_in_member_bool(root, "yes", &yes) && yes);
	assert_null(json_in_member(root, "null"));
	assert_null(json_in_member(root, "none"));
	assert_int_equal(json_in_count(list), 3);
	assert_null(json_in_element(list, 1));
	assert_null(json_in_element(list, 3));
	assert_true(view_is_text(json_in_text(json_in_element(list, 2)), "x"));
	assert_true(view_is_text(json_in_member_text(json_in_member(root, "o"), "k"), "v"));
	assert_true(json_in_member_whole(root, "twice", &n) && n == 2);
	json_in_free(in);
}

/* Asking what is not there, of what is not there. */
static void nothing(void **state)
{
	struct json_in *in = take("[7]", NULL, NULL);
	const struct json_at *seven = json_in_element(json_in_root(in), 0);
	int64_t n;
	double r;
	bool b;

	(void)state;
	for (int i = 0; i < 2; i++, seven = NULL) {
		assert_null(json_in_member(seven, "x"));
		assert_null(json_in_element(seven, 0));
		assert_int_equal(json_in_count(seven), 0);
		assert_null(json_in_text(seven).data);
		assert_null(json_in_member_text(seven, "x").data);
		assert_false(json_in_member_whole(seven, "x", &n));
		assert_false(json_in_bool(seven, &b));
		assert_false(json_in_is_object(seven) || json_in_is_array(seven));
	}
	assert_false(json_in_whole(NULL, &n) || json_in_real(NULL, &r));
	json_in_free(in);
	json_in_free(NULL);
	assert_null(json_in_root(NULL));
}

static void refused(void **state)
{
	static const struct json_in_limits narrow = { 40, 2, 4, true };
	static const struct { const char *text, *why; } cases[] = { { "", "empty" }, { "{", "cut short" },
		{ "{}}", "not JSON" }, { "7", "not JSON" }, { "\"x\"", "not JSON" },
		{ "{\"a\":\"\xff\"}", "not UTF-8" },
		{ "[1e999]", "a number too large" }, { "[9223372036854775808]", "a number too large" },
		{ "{\"a\":1,\"a\":1}", "the same key twice" }, { "[[[]]]", "nested too deep" },
		{ "[1,2,3,4]", "too many values" },
		{ "{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":1}", "too long" },
		{ "{\"a\\u0000\":1}", "not JSON" }, { "[\"\\ud800\"]", "not JSON" }, { "\"", "cut short" },
		{ "[\"\\", "not JSON" } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *why = NULL;
		struct json_in *in = take(cases[i].text, &narrow, &why);

		assert_null(in);
		if (strcmp(why, cases[i].why) != 0) {
			print_message("# %s: %s, expected %s\n", cases[i].text, why, cases[i].why);
			fail();
		}
	}
	/* Braces and commas inside strings count for nothing. */
	{
		struct json_in *in = take("[\"[[[[,,,,,,{{{\\\"[[[[\"]", &narrow, NULL);

		assert_int_equal(json_in_count(json_in_root(in)), 1);
		json_in_free(in);
	}
}

/* Deep and wide texts are refused before anything is built. */
static void hostile(void **state)
{
	struct str s;
	const char *why;

	(void)state;
	str_init(&s, (size_t)1 << 20);
	while (!s.over)
		str_put(&s, "[[[[[[[[[[[[[[[[");
	assert_null(json_in_read(view_of(s.text, s.size), &json_in_line_limits, &why));
	assert_string_equal(why, "nested too deep");
	str_clear(&s);
	str_put(&s, "[");
	while (!s.over)
		str_put(&s, "[],");
	assert_null(json_in_read(view_of(s.text, s.size), &json_in_line_limits, &why));
	assert_string_equal(why, "too many values");
	str_clear(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(values), cmocka_unit_test(nothing),
		cmocka_unit_test(refused), cmocka_unit_test(hostile) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
