/* Members found by bytes: what is one object and what is none, never beyond the
 * text's end, and never another answer than json_in gives. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "doc/json_in.h"
#include "doc/json_skim.h"

enum { A, BB, LONG, HIGH, KEY_COUNT };
#define SIXTY_THREE "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
static const char *const keys[KEY_COUNT] = { [A] = "a", [BB] = "bb", [LONG] = SIXTY_THREE, [HIGH] = "\xc3\xa9" };

/* In memory of its exact size, so that a checker sees the first octet beyond it. */
static bool skim(struct view text, struct view values[KEY_COUNT], uint8_t **exact)
{
	struct json_skim s;

	*exact = malloc(text.size + (text.size == 0));
	assert_non_null(*exact);
	if (text.size != 0)
		memcpy(*exact, text.data, text.size);
	json_skim_init(&s, keys, KEY_COUNT);
	return json_skim_read(&s, view_of(*exact, text.size), values);
}

static void expect(const char *text, const char *a, const char *bb)
{
	const char *const want[] = { a, bb };
	struct view values[KEY_COUNT];
	uint8_t *exact;

	if (!skim(view_of_text(text), values, &exact))
		fail_msg("refused: %s", text);
	for (size_t i = A; i <= BB; i++)
		if (want[i] == NULL ? values[i].data != NULL : !view_is_text(values[i], want[i]))
			fail_msg("%s of %s is %.*s", keys[i], text, (int)values[i].size,
				(const char *)values[i].data);
	free(exact);
}

static void members(void **state)
{
	(void)state;
	expect("{}", NULL, NULL);
	expect(" \t\r\n{ \t\r\n} \t\r\n", NULL, NULL);
	expect("{\"a\":1}", "1", NULL);
	expect("{\"bb\":\"x\",\"a\":-1.5e+3}", "-1.5e+3", "\"x\"");
	expect(" { \"a\" : true , \"bb\" : null } ", "true", "null");
	expect("{\"a\":\"\",\"bb\":{}}", "\"\"", "{}");
	expect("{\"a\":[],\"b\":1}", "[]", NULL);
	expect("{\"a\":[1,{\"bb\":\"]}\"},[[\"\\\"\"]]],\"bb\":2}", "[1,{\"bb\":\"]}\"},[[\"\\\"\"]]]", "2");
	expect("{\"x\":{\"a\":1,\"bb\":2},\"y\":[\"a\",\"bb\"]}", NULL, NULL);
	expect("{\"x\":\"\\\\\",\"a\":\"\\\"\",\"bb\":\"}\"}", "\"\\\"\"", "\"}\"");
	expect("{\"A\":1,\"aa\":2,\"b\":3,\"\":4,\"bbb\":5}", NULL, NULL);
	expect("{\"x\":1,\"x\":2,\"a\":3}", "3", NULL);
	expect("{\"a\":\"\x80\xff\",\"\xff\":1,\"bb\":\"\xc3\xa9\"}", "\"\x80\xff\"", "\"\xc3\xa9\"");
}

static void refused(void **state)
{
	static const char *const texts[] = { "", " ", "{", "}", "[]", "1", "\"a\"", "{,}", "{\"a\"}", "{\"a\":}",
		"{\"a\":,}", "{\"a\":1,}", "{\"a\":1 2}", "{\"a\":1}}", "{\"a\":1}x", "{\"a\":1}{}",
			"{\"a\":1,\"a\":2}",
		"{\"a\":1,\"x\":2,\"a\":1}", "{\"\\u0061\":1}", "{\"a\":1,\"x\\\"\":2}", "{\"a\":[}", "{\"a\":\"x}",
		"{\"a\":\"x\\\"}", "{a:1}", "{\"a\" 1}", "{\"a\"::1}", "{\"a\":{\"b\":1}", "{\"a\":[\"]}",
			"{\"a\":\"\\",
		"{\"a\":{\"\\", "{\"\\", "{\"a\":1\"bb\":2}", "{\"a\":\"x\"\"y\"}", "{\"a\":[]1}", "x{}", "{1:2}" };
	struct view values[KEY_COUNT];
	uint8_t *exact;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (skim(view_of_text(texts[i]), values, &exact))
			fail_msg("accepted: %s", texts[i]);
		free(exact);
	}
	assert_false(json_skim_read(&(struct json_skim){ .keys = keys }, view_of(NULL, 0), values));
}

static void key_sizes(void **state)
{
	struct view values[KEY_COUNT];
	uint8_t *exact;

	(void)state;
	assert_int_equal(strlen(SIXTY_THREE), 63);
	assert_true(skim(view_of_text("{\"" SIXTY_THREE "\":1,\"\xc3\xa9\":2}"), values, &exact));
	assert_true(view_is_text(values[LONG], "1") && view_is_text(values[HIGH], "2"));
	free(exact);
	/* 64, 127 and 65 octets fall on bits of 0, 63 and 1. */
	assert_true(skim(view_of_text("{\"k" SIXTY_THREE "\":1,\"k" SIXTY_THREE SIXTY_THREE "\":2,\"aa" SIXTY_THREE
		"\":3}"), values, &exact));
	for (size_t i = 0; i < KEY_COUNT; i++)
		assert_null(values[i].data);
	free(exact);
}

/* As many as there may be, each found wherever it stands. */
static void many_keys(void **state)
{
	char names[JSON_SKIM_KEYS][4];
	const char *list[JSON_SKIM_KEYS];
	struct view values[JSON_SKIM_KEYS];
	struct json_skim s;

	(void)state;
	for (size_t i = 0; i < JSON_SKIM_KEYS; i++) {
		snprintf(names[i], sizeof names[i], "k%02u", (unsigned)i);
		list[i] = names[i];
	}
	json_skim_init(&s, list, JSON_SKIM_KEYS);
	for (size_t step = 1; step < JSON_SKIM_KEYS; step += 6) {
		struct str text;

		str_init(&text, 4096);
		for (size_t i = 0; i < JSON_SKIM_KEYS; i++)
			str_put_format(&text, "%s\"%s\":%zu", i == 0 ? "{" : ",", names[i * step % JSON_SKIM_KEYS], i);
		str_put(&text, "}");
		/* Every step that has no factor of 48 meets each key once. */
		if (step % 2 != 0 && step % 3 != 0) {
			assert_true(json_skim_read(&s, view_of_text(str_text(&text)), values));
			for (size_t i = 0; i < JSON_SKIM_KEYS; i++)
				assert_int_equal(strtoul((const char *)values[i * step % JSON_SKIM_KEYS].data, NULL,
					10), i);
		} else {
			assert_false(json_skim_read(&s, view_of_text(str_text(&text)), values));
		}
		str_clear(&text);
	}
}

/* No part of an object is one, whatever follows it in memory. */
static void cut_everywhere(void **state)
{
	static const char text[] = " {\"a\":\"x\\\\\\\"\",\"n\":[1,{\"k\":\"\\u005d\"},[]],\"bb\":{\"c\":[\"}\"]},"
		"\"t\":true}";

	(void)state;
	for (size_t size = 0; size < sizeof text; size++) {
		struct view values[KEY_COUNT];
		uint8_t *exact;
		bool whole = skim(view_of(text, size), values, &exact);

		assert_int_equal(whole, size == sizeof text - 1);
		free(exact);
	}
}

/* Nesting costs neither stack nor more than one pass. */
static void deep(void **state)
{
	size_t depth = 1000000;
	char *text = malloc(2 * depth + 8);
	struct view values[KEY_COUNT];
	uint8_t *exact;

	(void)state;
	assert_non_null(text);
	memcpy(text, "{\"a\":", 5);
	memset(text + 5, '[', depth);
	memset(text + 5 + depth, ']', depth);
	text[5 + 2 * depth] = '}';
	assert_true(skim(view_of(text, 6 + 2 * depth), values, &exact));
	assert_int_equal(values[A].size, 2 * depth);
	free(exact);
	assert_false(skim(view_of(text, 5 + 2 * depth), values, &exact));
	free(exact);
	free(text);
}

static void texts(void **state)
{
	(void)state;
	assert_true(view_is_text(json_skim_text(view_of_text("\"x y\"")), "x y"));
	assert_true(json_skim_text(view_of_text("\"\"")).data != NULL);
	assert_null(json_skim_text(view_of_text("\"a\\n\"")).data);
	assert_null(json_skim_text(view_of_text("12")).data);
	assert_null(json_skim_text(view_of_text("[\"a\"]")).data);
	assert_null(json_skim_text(view_of_text("\"")).data);
	assert_null(json_skim_text(view_of(NULL, 0)).data);
}

static void elements(void **state)
{
	static const struct { const char *list; const char *all; } cases[] = { { "[]", "" }, { "[ ]", "" },
		{ "[1]", "1;" }, { "[ \"a\" , {\"b\":[1,2]} ,[3] ]", "\"a\";{\"b\":[1,2]};[3];" }, { "{}", "" },
		{ "1", "" }, { "", "" }, { "[,1]", "" }, { "[1,]", "1;" }, { "[1 2]", "1;" }, { "[\"a", "" } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct view rest = view_of_text(cases[i].list), one;
		struct str all;

		str_init(&all, 200);
		while (json_skim_element(&rest, &one))
			str_put_format(&all, "%.*s;", (int)one.size, (const char *)one.data);
		assert_null(one.data);
		assert_string_equal(str_text(&all), cases[i].all);
		str_clear(&all);
	}
}

/* --- what json_in says of the same --------------------------------------------------- */

static uint64_t seed = 88172645463325252u;

static unsigned any(unsigned below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed % below);
}

static void blanks(struct str *s)
{
	static const char *const all[] = { "", "", "", " ", "\t", " \n ", "\r" };

	str_put(s, all[any(7)]);
}

static void put_string(struct str *s)
{
	static const char *const parts[] = { "a", "bb", "{", "}", "[", "]", ",", ":", " ", "\\\"", "\\\\", "\\u0041",
		"\xc3\xa9", "\xe2\x82\xac", "\\n", "0" };

	str_put(s, "\"");
	for (unsigned n = any(5); n > 0; n--)
		str_put(s, parts[any(16)]);
	str_put(s, "\"");
}

static void put_value(struct str *s, unsigned depth)
{
	static const char *const words[] = { "true", "false", "null", "0", "-1", "17", "1.5", "2e3",
		"9007199254740993" };
	unsigned kind = any(depth == 0 ? 4 : 6), count = any(4);

	if (kind < 2) {
		str_put(s, words[any(9)]);
		return;
	}
	if (kind < 4) {
		put_string(s);
		return;
	}
	str_put(s, kind == 4 ? "[" : "{");
	for (unsigned i = 0; i < count; i++) {
		str_put(s, i == 0 ? "" : ",");
		blanks(s);
		if (kind == 5) {
			put_string(s);
			str_put(s, ":");
		}
		put_value(s, depth - 1);
		blanks(s);
	}
	str_put(s, kind == 4 ? "]" : "}");
}

static bool put_object(struct str *s)
{
	static const char *const names[] = { "a", "bb", SIXTY_THREE, "\xc3\xa9", "x", "aa", "", "\\u0061" };
	unsigned met[8] = { 0 };
	bool simple = true;

	str_put(s, "{");
	for (unsigned i = 0, n = any(7); i < n; i++) {
		unsigned name = any(i % 3 == 2 ? 8 : 7);

		simple = simple && name != 7 && (name >= KEY_COUNT || met[name]++ == 0);
		str_put(s, i == 0 ? "" : ",");
		blanks(s);
		str_put_format(s, "\"%s\"", names[name]);
		blanks(s);
		str_put(s, ":");
		blanks(s);
		put_value(s, 4);
		blanks(s);
	}
	str_put(s, "}");
	return simple;
}

static void same(const char *text, const struct json_at *member, struct view value)
{
	struct view plain = json_skim_text(value), whole = json_in_text(member), rest = value, one;
	size_t count = 0;
	int64_t n;

	if ((member == NULL) != (value.data == NULL || view_is_text(value, "null")))
		fail_msg("there or not: %s", text);
	if (plain.data != NULL && !view_equal(plain, whole))
		fail_msg("text: %s", text);
	if (plain.data == NULL && whole.data != NULL && memchr(value.data, '\\', value.size) == NULL)
		fail_msg("no text: %s", text);
	if (json_in_whole(member, &n) && strtoll((const char *)value.data, NULL, 10) != n)
		fail_msg("number: %s", text);
	while (json_skim_element(&rest, &one))
		count++;
	if (count != json_in_count(member))
		fail_msg("elements: %s", text);
}

static void agrees(void **state)
{
	size_t read = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		struct view values[KEY_COUNT];
		struct json_in *in;
		struct str text;
		uint8_t *exact;
		bool simple, taken;

		str_init(&text, (size_t)1 << 20);
		simple = put_object(&text);
		in = json_in_read(view_of_text(str_text(&text)), &json_in_line_limits, NULL);
		assert_non_null(in);
		taken = skim(view_of_text(str_text(&text)), values, &exact);
		if (taken != simple)
			fail_msg("%s: %s", taken ? "accepted" : "refused", str_text(&text));
		for (size_t k = 0; taken && k < KEY_COUNT; k++)
			same(str_text(&text), json_in_member(json_in_root(in), keys[k]), values[k]);
		read += taken;
		free(exact);
		json_in_free(in);
		str_clear(&text);
	}
	assert_true(read > 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members), cmocka_unit_test(refused), cmocka_unit_test(key_sizes),
		cmocka_unit_test(many_keys), cmocka_unit_test(cut_everywhere), cmocka_unit_test(deep),
		cmocka_unit_test(texts), cmocka_unit_test(elements), cmocka_unit_test(agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
