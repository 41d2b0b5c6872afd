#include "doc/json_skim.h"

#include <string.h>

/* Octets at which the way through a value changes, and what ends a number or a word. */
enum { QUOTE = 1, OPEN, CLOSE, END };
static const uint8_t turns[256] = { ['"'] = QUOTE, ['{'] = OPEN, ['['] = OPEN, ['}'] = CLOSE, [']'] = CLOSE,
	[','] = END, [':'] = END, [' '] = END, ['\t'] = END, ['\n'] = END, ['\r'] = END };

/* All of them return where they went on to, or END where the text ends before. */
static inline const uint8_t *past_blanks(const uint8_t *p, const uint8_t *end)
{
	while (p < end && *p <= ' ' && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return p;
}

/* P is behind the opening quote; the result at the closing one. */
static inline const uint8_t *to_quote(const uint8_t *p, const uint8_t *end)
{
	const uint8_t *from = p, *quote;

	while (p < end && (quote = memchr(p, '"', (size_t)(end - p))) != NULL) {
		const uint8_t *before = quote;

		while (before > from && before[-1] == '\\')
			before--;
		if ((quote - before) % 2 == 0)
			return quote;
		p = quote + 1;
	}
	return end;
}

static const uint8_t *past_nested(const uint8_t *p, const uint8_t *end)
{
	size_t depth = 0;

	while (p < end) {
		uint8_t turn = turns[*p++];

		if (turn == 0 || turn == END)
			continue;
		if (turn == QUOTE) {
			p = to_quote(p, end);
			p += p < end;
		} else if (turn == OPEN) {
			depth++;
		} else if (--depth == 0) {
			return p;
		}
	}
	return NULL;
}

/* NULL: there is no value, or it does not end. */
static const uint8_t *past_value(const uint8_t *p, const uint8_t *end)
{
	const uint8_t *after;

	if (p == end)
		return NULL;
	if (turns[*p] == OPEN)
		return past_nested(p, end);
	if (*p == '"') {
		after = to_quote(p + 1, end);
		return after == end ? NULL : after + 1;
	}
	for (after = p; after < end && turns[*after] == 0;)
		after++;
	return after == p ? NULL : after;
}

void json_skim_init(struct json_skim *s, const char *const *keys, size_t count)
{
	*s = (struct json_skim){ .keys = keys, .count = count < JSON_SKIM_KEYS ? count : JSON_SKIM_KEYS };
	for (size_t i = 0; i < s->count; i++) {
		s->sizes[i] = (uint8_t)strlen(keys[i]);
		s->lengths |= UINT64_C(1) << (s->sizes[i] & 63);
	}
}

/* Which key it is, looked for from FIRST on, since logs keep an order. */
static size_t key_of(const struct json_skim *s, const uint8_t *key, size_t size, size_t first)
{
	if (size > 63 || (s->lengths >> size & 1) == 0)
		return s->count;
	for (size_t n = 0, i = first; n < s->count; n++, i++) {
		if (i >= s->count)
			i = 0;
		if (s->sizes[i] == size && memcmp(s->keys[i], key, size) == 0)
			return i;
	}
	return s->count;
}

bool json_skim_read(const struct json_skim *s, struct view text, struct view *values)
{
	const uint8_t *p = text.data, *end = p == NULL ? p : p + text.size;
	size_t next = 0;

	for (size_t i = 0; i < s->count; i++)
		values[i] = view_of(NULL, 0);
	p = past_blanks(p, end);
	if (p == end || *p++ != '{')
		return false;
	p = past_blanks(p, end);
	for (bool more = p == end || *p != '}'; more; p = more ? past_blanks(p + 1, end) : p) {
		const uint8_t *key, *value;
		size_t size, at;

		if (p == end || *p != '"')
			return false;
		key = p + 1;
		p = key == end ? NULL : memchr(key, '"', (size_t)(end - key));
		if (p == NULL)
			return false;
		size = (size_t)(p - key);
		if (memchr(key, '\\', size) != NULL)
			return false;
		p = past_blanks(p + 1, end);
		if (p == end || *p != ':')
			return false;
		value = past_blanks(p + 1, end);
		p = past_value(value, end);
		if (p == NULL)
			return false;
		at = key_of(s, key, size, next);
		if (at < s->count) {
			if (values[at].data != NULL)
				return false;
			values[at] = view_of(value, (size_t)(p - value));
			next = at + 1;
		}
		p = past_blanks(p, end);
		if (p == end || (*p != ',' && *p != '}'))
			return false;
		more = *p == ',';
	}
	return past_blanks(p + 1, end) == end;
}

struct view json_skim_text(struct view v)
{
	if (v.size < 2 || v.data[0] != '"' || memchr(v.data, '\\', v.size) != NULL)
		return view_of(NULL, 0);
	return view_of(v.data + 1, v.size - 2);
}

bool json_skim_element(struct view *rest, struct view *element)
{
	const uint8_t *p = rest->data, *end = p == NULL ? p : p + rest->size, *after;

	*element = view_of(NULL, 0);
	if (p == end || (*p != '[' && *p != ','))
		return false;
	p = past_blanks(p + 1, end);
	after = past_value(p, end);
	if (after == NULL)
		return false;
	*element = view_of(p, (size_t)(after - p));
	p = past_blanks(after, end);
	*rest = view_of(p, (size_t)(end - p));
	return true;
}
