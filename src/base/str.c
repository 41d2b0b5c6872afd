#include "base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"

void str_init(struct str *s, size_t max)
{
	*s = (struct str){ .max = max };
}

void str_clear(struct str *s)
{
	free(s->text);
	str_init(s, s->max);
}

const char *str_text(const struct str *s)
{
	return s->text == NULL ? "" : s->text;
}

void str_put_view(struct str *s, struct view v)
{
	if (s->over || v.size > s->max - s->size) {
		s->over = true;
		return;
	}
	if (s->space - s->size < v.size + 1) {
		size_t space = s->space < 64 ? 64 : s->space;

		while (space - s->size < v.size + 1)
			space = space > SIZE_MAX / 2 ? SIZE_MAX : space * 2;
		s->text = mem_resize(s->text, space, 1);
		s->space = space;
	}
	if (v.size != 0)
		memcpy(s->text + s->size, v.data, v.size);
	s->size += v.size;
	s->text[s->size] = '\0';
}

void str_put(struct str *s, const char *text)
{
	str_put_view(s, view_of_text(text));
}

void str_put_char(struct str *s, char c)
{
	str_put_view(s, view_of(&c, 1));
}

void str_put_format(struct str *s, const char *format, ...)
{
	char small[256], *large;
	va_list list;
	int size;

	va_start(list, format);
	size = vsnprintf(small, sizeof small, format, list);
	va_end(list);
	if (size < 0)
		mem_out();
	if ((size_t)size < sizeof small) {
		str_put_view(s, view_of(small, (size_t)size));
		return;
	}
	large = mem_take(1, (size_t)size + 1);
	va_start(list, format);
	vsnprintf(large, (size_t)size + 1, format, list);
	va_end(list);
	str_put_view(s, view_of(large, (size_t)size));
	free(large);
}

/* One code point of well-formed UTF-8 (RFC 3629 section 4); its length in
 * bytes, or 0 when the bytes are none. */
static size_t utf8_next(struct view v, size_t at, uint32_t *out)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint8_t first = v.data[at];
	size_t length = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 :
		first < 0xf8 ? 4 : 0;
	uint32_t point;

	if (length == 0 || length > v.size - at)
		return 0;
	point = length == 1 ? first : first & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((v.data[at + i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (v.data[at + i] & 0x3fu);
	}
	if (point < least[length] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
		return 0;
	*out = point;
	return length;
}

/* Characters that steer a terminal, hide, or reorder what stands around them. */
static bool point_is_plain(uint32_t p)
{
	static const struct { uint32_t from, to; } odd[] = {
		{ 0x00, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x34f, 0x34f }, { 0x61c, 0x61c },
		{ 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x200b, 0x200f },
		{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 }, { 0xd800, 0xf8ff },
		{ 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb },
		{ 0xfffe, 0xffff }, { 0x1d173, 0x1d17a }, { 0xe0000, 0x10ffff },
	};

	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		if (p >= odd[i].from && p <= odd[i].to)
			return false;
	return true;
}

/* Octets from AT on that are plain ASCII, no backslash: nearly all of nearly all texts. */
static size_t plain_run(struct view v, size_t at)
{
	size_t n = at;

	while (n < v.size && v.data[n] >= 0x20 && v.data[n] < 0x7f && v.data[n] != '\\')
		n++;
	return n - at;
}

void str_put_safe(struct str *s, struct view v)
{
	for (size_t at = 0; at < v.size && !s->over;) {
		uint32_t point = 0;
		size_t length = plain_run(v, at);

		if (length != 0) {
			str_put_view(s, view_part(v, at, length));
			at += length;
			continue;
		}
		length = utf8_next(v, at, &point);
		if (length == 0 || (length == 1 && !point_is_plain(point)))
			str_put_format(s, "\\x%02x", v.data[at]);
		else if (point == '\\')
			str_put(s, "\\\\");
		else if (!point_is_plain(point))
			str_put_format(s, "\\u{%04x}", (unsigned)point);
		else
			str_put_view(s, view_part(v, at, length));
		at += length == 0 ? 1 : length;
	}
}

char *str_safe(struct arena *a, struct view v)
{
	struct str s;
	char *text;

	str_init(&s, SIZE_MAX / 4);
	str_put_safe(&s, v);
	text = arena_textn(a, str_text(&s), s.size);
	str_clear(&s);
	return text;
}

char *str_safe_text(struct arena *a, const char *text)
{
	return str_safe(a, view_of_text(text));
}

bool str_is_safe(struct view v)
{
	for (size_t at = 0; at < v.size;) {
		uint32_t point;
		size_t length = plain_run(v, at);

		if (length == 0) {
			length = utf8_next(v, at, &point);
			if (length == 0 || !point_is_plain(point))
				return false;
		}
		at += length;
	}
	return true;
}

bool str_is_utf8(struct view v)
{
	for (size_t at = 0; at < v.size;) {
		uint32_t point;
		size_t length = utf8_next(v, at, &point);

		if (length == 0)
			return false;
		at += length;
	}
	return true;
}

bool str_same(const char *a, const char *b)
{
	while (*a != '\0' && str_lower(*a) == str_lower(*b))
		a++, b++;
	return str_lower(*a) == str_lower(*b);
}

bool str_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_number(const char *text, unsigned long max, unsigned long *out)
{
	unsigned long value = 0;

	*out = 0;
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		unsigned long digit = (unsigned long)(*text - '0');

		if (*text < '0' || *text > '9' || digit > max || value > (max - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}
