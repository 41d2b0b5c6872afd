#include "unit.h"

#include <jansson.h>
#include <string.h>

#include "base/source.h"
#include "base/words.h"
#include "doc/schemas.h"

static json_t *schema_load(const char *name)
{
	const char *text = schema_text(name);
	json_t *value;

	assert_non_null(text);
	value = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(value);
	return value;
}

static bool has(json_t *list, const char *word)
{
	size_t i;
	json_t *one;

	json_array_foreach(list, i, one)
		if (strcmp(json_string_value(one), word) == 0)
			return true;
	return false;
}

static void names_lead_to_texts(void **state)
{
	(void)state;
	for (size_t i = 0; schema_names()[i] != NULL; i++)
		json_decref(schema_load(schema_names()[i]));
	assert_ptr_equal(schema_text("lencr.check-1"), schema_text("lencr.check/1"));
	assert_ptr_equal(schema_text("lencr.check-1.json"), schema_text("lencr.check/1"));
	assert_non_null(schema_text("lencr.demo/1"));
	assert_null(schema_text("lencr.check/"));
	assert_null(schema_text("lencr.check/1x"));
	assert_null(schema_text(""));
}

/* Every reference has its definition. */
static void references_resolve(void **state)
{
	(void)state;
	for (size_t i = 0; schema_names()[i] != NULL; i++) {
		const char *text = schema_text(schema_names()[i]), *at = text;
		static const char mark[] = "\"#/$defs/";
		json_t *schema = schema_load(schema_names()[i]), *defs = json_object_get(schema, "$defs");

		while ((at = strstr(at, mark)) != NULL) {
			char name[40];
			size_t size = strcspn(at += sizeof mark - 1, "\"");

			assert_true(size < sizeof name);
			memcpy(name, at, size);
			name[size] = '\0';
			assert_non_null(json_object_get(defs, name));
		}
		json_decref(schema);
	}
}

static void enumerates_all_words(void **state)
{
	json_t *schema = schema_load("lencr.check/1"), *defs = json_object_get(schema, "$defs");
	json_t *words = json_object_get(json_object_get(defs, "word"), "enum");
	json_t *reaches = json_object_get(json_object_get(defs, "reach"), "enum");

	(void)state;
	assert_int_equal(json_array_size(words), WORD_COUNT);
	for (int w = 0; w < WORD_COUNT; w++)
		assert_true(has(words, word_text((enum word)w)));
	for (int r = 0; r < REACH_COUNT; r++)
		assert_true(has(reaches, reach_word((enum reach)r)));
	json_decref(schema);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_lead_to_texts), cmocka_unit_test(references_resolve),
		cmocka_unit_test(enumerates_all_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
