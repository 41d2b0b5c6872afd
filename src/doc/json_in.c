#include "doc/json_in.h"

#include <jansson.h>

#include "base/memory.h"

/* jansson's values by our name: a struct json_at is never defined, it is a json_t. */

const struct json_in_limits json_in_line_limits = { (size_t)1 << 20, 32, (size_t)1 << 16, false };

static json_t *value(const struct json_at *at)
{
	return (json_t *)(uintptr_t)at;
}

static const struct json_at *at_of(const json_t *v)
{
	return v == NULL || json_is_null(v) ? NULL : (const struct json_at *)v;
}

/* Past the string that begins at I; the end where it has none. */
static size_t string_end(struct view t, size_t i)
{
	for (i++; i < t.size && t.data[i] != '"'; i++)
		if (t.data[i] == '\\')
			i++;
	return i;
}

/* So few octets, or so few opening brackets (those in strings counted), that no
 * limit can be passed: true for nearly every line, and quick. */
static bool is_harmless(struct view t, const struct json_in_limits *l)
{
	size_t brackets = 0;

	/* '{' and '[' differ in one bit. */
	for (size_t i = 0; i < t.size; i++)
		brackets += (t.data[i] | 0x20) == '{';
	return brackets <= l->depth && t.size / 2 < l->values;
}

/* Whether depth and number of values are within the limits. Not a check of the
 * grammar: what is wrong there is the parser's to find. A value ends at a comma
 * or with what it stands in. */
static const char *look_over(struct view t, const struct json_in_limits *l)
{
	size_t depth = 0, values = 1;

	if (is_harmless(t, l))
		return NULL;
	for (size_t i = 0; i < t.size; i++) {
		switch (t.data[i]) {
		case '"':
			i = string_end(t, i);
			break;
		case '{':
		case '[':
			values++;
			if (++depth > l->depth)
				return "nested too deep";
			break;
		case '}':
		case ']':
			if (depth > 0)
				depth--;
			break;
		case ',':
			values++;
			break;
		}
	}
	return values > l->values ? "too many values" : NULL;
}

static const char *reason(const json_error_t *e)
{
	switch (json_error_code(e)) {
	case json_error_out_of_memory:
		mem_out();
	case json_error_invalid_utf8:
		return "not UTF-8";
	case json_error_premature_end_of_input:
		return "cut short";
	case json_error_duplicate_key:
		return "the same key twice";
	case json_error_numeric_overflow:
		return "a number too large";
	default:
		return "not JSON";
	}
}

struct json_in *json_in_read(struct view text, const struct json_in_limits *l, const char **why)
{
	const char *none, *wrong = text.size > l->bytes ? "too long" : look_over(text, l);
	json_error_t e;
	json_t *root;

	if (why == NULL)
		why = &none;
	*why = wrong != NULL ? wrong : text.size == 0 ? "empty" : NULL;
	if (*why != NULL)
		return NULL;
	root = json_loadb((const char *)text.data, text.size,
		JSON_ALLOW_NUL | (l->unique_keys ? JSON_REJECT_DUPLICATES : 0), &e);
	if (root == NULL)
		*why = reason(&e);
	return (struct json_in *)root;
}

void json_in_free(struct json_in *in)
{
	json_decref((json_t *)in);
}

const struct json_at *json_in_root(const struct json_in *in)
{
	return at_of((const json_t *)in);
}

bool json_in_is_object(const struct json_at *at)
{
	return at != NULL && json_typeof(value(at)) == JSON_OBJECT;
}

bool json_in_is_array(const struct json_at *at)
{
	return at != NULL && json_typeof(value(at)) == JSON_ARRAY;
}

const struct json_at *json_in_member(const struct json_at *at, const char *key)
{
	return at_of(json_object_get(value(at), key));
}

size_t json_in_count(const struct json_at *at)
{
	return json_array_size(value(at));
}

const struct json_at *json_in_element(const struct json_at *at, size_t index)
{
	return at_of(json_array_get(value(at), index));
}

struct view json_in_text(const struct json_at *at)
{
	const json_t *v = value(at);

	return json_is_string(v) ? view_of(json_string_value(v), json_string_length(v)) :
		view_of(NULL, 0);
}

bool json_in_whole(const struct json_at *at, int64_t *out)
{
	const json_t *v = value(at);

	if (!json_is_integer(v))
		return false;
	*out = json_integer_value(v);
	return true;
}

bool json_in_real(const struct json_at *at, double *out)
{
	const json_t *v = value(at);

	if (!json_is_number(v))
		return false;
	*out = json_number_value(v);
	return true;
}

bool json_in_bool(const struct json_at *at, bool *out)
{
	const json_t *v = value(at);

	if (!json_is_boolean(v))
		return false;
	*out = json_is_true(v);
	return true;
}

struct view json_in_member_text(const struct json_at *at, const char *key)
{
	return json_in_text(json_in_member(at, key));
}

bool json_in_member_whole(const struct json_at *at, const char *key, int64_t *out)
{
	return json_in_whole(json_in_member(at, key), out);
}

bool json_in_member_bool(const struct json_at *at, const char *key, bool *out)
{
	return json_in_bool(json_in_member(at, key), out);
}
