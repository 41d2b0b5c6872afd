/* The log list reader: the common form, and what is none. */
#include "unit.h"

#include "doc/log_list.h"

static bool read(struct arena *a, const char *text, struct log_list_row **rows, size_t *count)
{
	struct err e = { 0 };

	return log_list_read(a, view_of_text(text), rows, count, &e);
}

static void common_form(void **state)
{
	struct arena *a = arena_new();
	struct log_list_row *rows;
	size_t count;

	(void)state;
	assert_true(read(a, "{\"version\": \"3\", \"operators\": [{\"name\": \"One\", \"email\": [],"
		"\"logs\": [{\"description\": \"A\", \"log_id\": \"aa\", \"key\": \"bb\", \"mmd\": 86400,"
		"\"state\": {\"usable\": {\"timestamp\": \"2025-01-01T00:00:00Z\"}},"
		"\"temporal_interval\": {\"start_inclusive\": \"x\", \"end_exclusive\": \"y\"}}],"
		"\"tiled_logs\": [{\"log_id\": \"cc\", \"key\": \"dd\"}]}, {\"name\": \"Two\"}]}",
		&rows, &count));
	assert_int_equal(count, 2);
	assert_string_equal(rows[0].operator_name, "One");
	assert_string_equal(rows[0].description, "A");
	assert_string_equal(rows[0].state, "usable");
	assert_string_equal(rows[0].state_since, "2025-01-01T00:00:00Z");
	assert_string_equal(rows[0].from, "x");
	assert_string_equal(rows[0].until, "y");
	assert_string_equal(rows[1].log_id, "cc");
	assert_string_equal(rows[1].description, "cc");
	assert_null(rows[1].state);
	arena_free(a);
}

static void none(void **state)
{
	static const char *const texts[] = { "", "x", "[]", "{}", "{\"operators\": 1}",
		"{\"operators\": [{}]}", "{\"operators\": [1]}",
		"{\"operators\": [{\"name\": \"A\", \"logs\": [{}]}]}",
		"{\"operators\": [{\"name\": \"A\", \"logs\": [{\"log_id\": \"a\"}]}]}",
		"{\"operators\": [], \"operators\": []}", "{\"operators\": []} x" };
	struct arena *a = arena_new();
	struct log_list_row *rows;
	size_t count;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_false(read(a, texts[i], &rows, &count));
		assert_null(rows);
		assert_int_equal(count, 0);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(common_form), cmocka_unit_test(none) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
