#include "unit.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/when.h"
#include "doc_render.h"

static struct doc *head_of(struct arena *a)
{
	struct doc *d = doc_new(a);
	struct node *tool;

	node_text(doc_data(d), "schema", "lencr.test/1");
	tool = node_object(doc_data(d), "tool");
	node_text(tool, "version", "1");
	node_array(doc_data(d), "relaxed");
	return d;
}

static struct doc *item_of(struct arena *a, int number)
{
	struct doc *d = doc_new(a);
	struct node *n = node_array(doc_data(d), "list"), *o;

	node_number(doc_data(d), "number", number);
	node_number(n, NULL, INT64_MIN);
	o = node_object(n, NULL);
	node_bool(o, "yes", true);
	node_time(o, "at", 0);
	node_time(o, "never", WHEN_NONE);
	node_text(o, "absent", NULL);
	node_hex(o, "bytes", view_of("\x00\xff", 2));
	node_array(o, "empty");
	return d;
}

static void one_document(void **state)
{
	struct arena *a = arena_new();
	const struct doc *items[] = { item_of(a, 1), item_of(a, 2) };
	struct doc *tail = doc_new(a);
	const struct writer_options options = { 0 };
	char *text, *again;

	(void)state;
	node_number(node_object(doc_data(tail), "summary"), "good", 2);
	text = render("json", &options, head_of(a), items, 2, tail);
	again = render("json", &options, head_of(a), items, 2, tail);
	assert_string_equal(text, again);
	free(again);
	assert_non_null(strstr(text, "{\n  \"schema\": \"lencr.test/1\",\n  \"tool\": {\n"
		"    \"version\": \"1\"\n  },\n  \"relaxed\": [],\n  \"results\": [\n    {\n"
		"      \"list\": [\n        -9223372036854775808,\n        {\n"
		"          \"yes\": true,\n          \"at\": \"1970-01-01T00:00:00Z\",\n"
		"          \"bytes\": \"00ff\",\n          \"empty\": []\n        }\n      ],\n"
		"      \"number\": 1\n    },\n    {\n"));
	assert_non_null(strstr(text, "    }\n  ],\n  \"summary\": {\n    \"good\": 2\n  }\n}\n"));
	free(text);
	arena_free(a);
}

static void empty_report(void **state)
{
	struct arena *a = arena_new();
	const struct writer_options options = { .items = "contacts" };
	char *text = render("json", &options, NULL, NULL, 0, NULL);

	(void)state;
	assert_string_equal(text, "{\n  \"contacts\": []\n}\n");
	free(text);
	arena_free(a);
}

static void lines(void **state)
{
	struct arena *a = arena_new();
	const struct doc *items[] = { item_of(a, 1), item_of(a, 2) };
	struct doc *tail = doc_new(a);
	const struct writer_options options = { 0 };
	char *text;
	size_t count = 0;

	(void)state;
	node_object(doc_data(tail), "summary");
	text = render("jsonl", &options, head_of(a), items, 2, tail);
	for (char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		json_t *value;

		*end = '\0';
		value = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
		assert_non_null(value);
		assert_string_equal(json_string_value(json_object_get(value, "schema")), "lencr.test/1");
		assert_int_equal(json_object_get(value, count < 2 ? "result" : "summary") != NULL, 1);
		assert_int_equal(json_object_size(value), 4);
		json_decref(value);
		count++;
	}
	assert_int_equal(count, 3);
	free(text);
	text = render("jsonl", &options, NULL, items, 1, tail);
	assert_int_equal(strncmp(text, "{\"result\":{\"list\":[", 19), 0);
	assert_non_null(strstr(text, "\n{\"summary\":{}}\n"));
	free(text);
	arena_free(a);
}

static void hostile_text(void **state)
{
	static const char bytes[] = "a\0b\xff\033[1m\u202e\"\\";
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);
	const struct doc *item = d;
	const struct writer_options options = { 0 };
	struct view v = view_of(bytes, sizeof bytes - 1);
	json_t *value, *result;
	char *text;

	(void)state;
	node_outside(doc_data(d), "name", v);
	node_outside(doc_data(d), "plain", view_of_text("caf\u00e9 C:\\x"));
	node_outside(node_array(doc_data(d), "names"), NULL, v);
	node_text(doc_data(d), "slip", "\xff two\nlines\t\033[1m");
	node_text(doc_data(d), "layout", "two\nlines\t.");
	text = render("json", &options, NULL, &item, 1, NULL);
	value = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(value);
	result = json_array_get(json_object_get(value, "results"), 0);
	assert_string_equal(json_string_value(json_object_get(result, "name")),
		"a\\x00b\\xff\\x1b[1m\\u{202e}\"\\\\");
	assert_string_equal(json_string_value(json_object_get(result, "name_hex")),
		"610062ff1b5b316de280ae225c");
	assert_string_equal(json_string_value(json_object_get(result, "plain")), "caf\u00e9 C:\\\\x");
	assert_null(json_object_get(result, "plain_hex"));
	assert_string_equal(json_string_value(json_object_get(result, "slip")),
		"\\xff two\\x0alines\\x09\\x1b[1m");
	assert_string_equal(json_string_value(json_object_get(result, "layout")), "two\nlines\t.");
	assert_int_equal(json_object_size(result), 6);
	json_decref(value);
	free(text);
	arena_free(a);
}

static void deep_trees(void **state)
{
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);
	const struct doc *item = d;
	const struct writer_options options = { 0 };
	struct node *n = doc_data(d);
	json_t *value;
	char *text;

	(void)state;
	for (int i = 0; i < 300; i++) {
		struct node *o = node_object(n, "o");

		node_number(n, "after", i);
		n = o;
	}
	text = render("jsonl", &options, NULL, &item, 1, NULL);
	value = json_loads(text, JSON_DISABLE_EOF_CHECK, NULL);
	assert_non_null(value);
	json_decref(value);
	free(text);
	arena_free(a);
}

static void full_disk(void **state)
{
	static const char *const formats[] = { "text", "json", "jsonl" };
	struct arena *a = arena_new();
	const struct writer_options options = { 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		FILE *f = fopen("/dev/full", "w");
		struct err err = { 0 };
		struct writer *w = writer_new(formats[i], f, &options, &err);
		struct doc *d = item_of(a, 1);

		assert_non_null(w);
		line_put(page_line(d, -1, 0), TONE_PLAIN, "text");
		writer_begin(w, NULL);
		for (int j = 0; j < 1000; j++)
			writer_item(w, d);
		assert_false(writer_end(w, NULL, &err));
		assert_int_equal(err.code, ERR_IO);
		assert_non_null(strstr(err.text, strerror(ENOSPC)));
		assert_false(writer_end(w, NULL, &err));
		writer_free(w);
		fclose(f);
	}
	arena_free(a);
}

static void closed_output(void **state)
{
	const struct writer_options options = { 0 };
	struct err err = { 0 };
	FILE *f = fopen("/dev/null", "w");
	struct writer *w = writer_new("json", f, &options, &err);

	(void)state;
	close(fileno(f));
	writer_begin(w, NULL);
	assert_false(writer_end(w, NULL, &err));
	assert_non_null(strstr(err.text, strerror(EBADF)));
	writer_free(w);
	fclose(f);
}

static void formats(void **state)
{
	const struct writer_options options = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_null(writer_new("yaml", stdout, &options, &err));
	assert_int_equal(err.code, ERR_USAGE);
	for (size_t i = 0; writer_formats()[i] != NULL; i++) {
		struct writer *w = writer_new(writer_formats()[i], stdout, &options, NULL);

		assert_non_null(strstr(err.text, writer_formats()[i]));
		assert_non_null(w);
		writer_free(w);
	}
	writer_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_document), cmocka_unit_test(empty_report),
		cmocka_unit_test(lines), cmocka_unit_test(hostile_text),
		cmocka_unit_test(deep_trees), cmocka_unit_test(full_disk),
		cmocka_unit_test(closed_output), cmocka_unit_test(formats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
