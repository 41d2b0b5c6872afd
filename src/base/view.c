#include "base/view.h"

#include <string.h>

#include "base/arena.h"

int view_compare(struct view a, struct view b)
{
	if (a.size != b.size)
		return a.size < b.size ? -1 : 1;
	return a.size == 0 ? 0 : memcmp(a.data, b.data, a.size);
}

size_t view_find(struct view hay, struct view needle)
{
	if (needle.size == 0)
		return 0;
	for (size_t i = 0; needle.size <= hay.size && i <= hay.size - needle.size; i++) {
		const uint8_t *hit = memchr(hay.data + i, needle.data[0], hay.size - needle.size - i + 1);

		if (hit == NULL)
			break;
		i = (size_t)(hit - hay.data);
		if (memcmp(hit, needle.data, needle.size) == 0)
			return i;
	}
	return SIZE_MAX;
}

char *view_hex(struct arena *a, struct view v)
{
	static const char digits[] = "0123456789abcdef";
	char *text = arena_array(a, v.size + 1, 2);

	for (size_t i = 0; i < v.size; i++) {
		text[2 * i] = digits[v.data[i] >> 4];
		text[2 * i + 1] = digits[v.data[i] & 15];
	}
	return text;
}

int view_hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool view_from_hex(struct arena *a, const char *hex, size_t max, struct view *out)
{
	size_t room = strlen(hex) / 2, count = 0;
	uint8_t *bytes;

	*out = (struct view){ 0 };
	if (room > max * 2)
		return false;
	bytes = arena_take(a, room + 1);
	while (*hex != '\0') {
		int high, low;

		if (count > 0 && (*hex == ':' || *hex == ' ')) {
			hex++;
			if (*hex == '\0')
				return false;
		}
		high = view_hex_digit((uint8_t)hex[0]);
		low = high < 0 ? -1 : view_hex_digit((uint8_t)hex[1]);
		if (low < 0 || count >= max)
			return false;
		bytes[count++] = (uint8_t)(high * 16 + low);
		hex += 2;
	}
	*out = view_of(bytes, count);
	return true;
}

char *view_base64(struct arena *a, struct view v)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *text = arena_array(a, v.size / 3 + 2, 4);
	size_t at = 0;

	for (size_t i = 0; i < v.size; i += 3) {
		size_t have = v.size - i < 3 ? v.size - i : 3;
		uint32_t bits = (uint32_t)v.data[i] << 16;

		if (have > 1)
			bits |= (uint32_t)v.data[i + 1] << 8;
		if (have > 2)
			bits |= v.data[i + 2];
		text[at++] = alphabet[bits >> 18];
		text[at++] = alphabet[bits >> 12 & 63];
		text[at++] = have > 1 ? alphabet[bits >> 6 & 63] : '=';
		text[at++] = have > 2 ? alphabet[bits & 63] : '=';
	}
	return text;
}

static int base64_value(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

bool view_from_base64(struct arena *a, struct view text, size_t max, struct view *out)
{
	uint8_t *bytes;
	uint32_t bits = 0;
	size_t count = 0, digits = 0, pads = 0;

	*out = (struct view){ 0 };
	if (text.size / 8 * 6 > max * 2 + 64)
		return false;
	bytes = arena_take(a, text.size / 4 * 3 + 4);
	for (size_t i = 0; i < text.size; i++) {
		uint8_t c = text.data[i];
		int value = base64_value(c);

		if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
			continue;
		if (c == '=') {
			pads++;
			continue;
		}
		if (value < 0 || pads > 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
		digits++;
		if (digits % 4 == 0) {
			bytes[count++] = (uint8_t)(bits >> 16);
			bytes[count++] = (uint8_t)(bits >> 8);
			bytes[count++] = (uint8_t)bits;
		}
	}
	if (digits % 4 == 1 || pads > 2 || (pads > 0 && (digits + pads) % 4 != 0))
		return false;
	if (digits % 4 >= 2)
		bytes[count++] = (uint8_t)(digits % 4 == 2 ? bits >> 4 : bits >> 10);
	if (digits % 4 == 3)
		bytes[count++] = (uint8_t)(bits >> 2);
	if (count > max)
		return false;
	*out = view_of(bytes, count);
	return true;
}
