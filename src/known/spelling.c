#include "known/spelling.h"

#include <string.h>

#include "base/str.h"

#define ESCAPED_MAX 3      /* times over */
#define REQUEST_MAX ((size_t)64 * 1024)
#define STARTS_MAX 16      /* slashes behind which a request is looked for */

static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c == '\0' ? NULL : strchr(digits, str_lower(c));

	return at == NULL ? -1 : (int)(at - digits);
}

bool spelling_unescape(struct arena *arena, const char *text, char **out, bool *lower)
{
	char *to = arena_textn(arena, text, strlen(text));
	size_t size = 0;
	bool any = false;

	for (const char *at = text; *at != '\0'; at++) {
		int high = at[0] == '%' ? digit(at[1]) : -1, low = high >= 0 ? digit(at[2]) : -1;

		if (low < 0 || (high == 0 && low == 0)) {
			to[size++] = *at;
			continue;
		}
		*lower = *lower || (at[1] >= 'a' && at[1] <= 'f') || (at[2] >= 'a' && at[2] <= 'f');
		to[size++] = (char)(unsigned char)(high * 16 + low);
		at += 2;
		any = true;
	}
	to[size] = '\0';
	*out = to;
	return any;
}

/* The length that the outermost TLV claims, header included; 0: none. */
static size_t claimed(struct view v)
{
	size_t count, size = 0;

	if (v.size < 2 || v.data[0] != 0x30)
		return 0;
	if (v.data[1] < 0x80)
		return 2 + (size_t)v.data[1];
	count = v.data[1] & 0x7fu;
	if (count < 1 || count > 3 || v.size < 2 + count)
		return 0;
	for (size_t i = 0; i < count; i++)
		size = size << 8 | v.data[2 + i];
	return 2 + count + size;
}

/* Base64 up to the first character that is none; '=' ends it. */
static bool decode(struct arena *arena, const char *text, struct spelling *out)
{
	size_t size = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
		"+/-_ \t\r\n");
	size_t padding = strspn(text + size, "="), letters = 0, whole;
	char *clean = arena_textn(arena, text, size);
	struct view v;

	out->url_alphabet = strpbrk(clean, "-_") != NULL;
	for (size_t i = 0; i < size; i++) {
		out->blanks = out->blanks || clean[i] == ' ';
		if (strchr("\t\r\n", clean[i]) == NULL)
			clean[letters++] = clean[i] == ' ' ? '+' : clean[i];
	}
	out->unpadded = padding == 0 && letters % 4 != 0;
	out->trailing = text[size + padding] != '\0';
	if (letters % 4 == 1)
		letters--;
	out->cut = letters % 4 != 0 && padding == 0 && out->trailing;
	if (letters < 4 || !view_from_base64(arena, view_of(clean, letters), REQUEST_MAX, &v))
		return false;
	whole = claimed(v);
	if (whole == 0)
		return false;
	out->trailing = out->trailing || v.size > whole;
	out->cut = v.size < whole;
	out->der = view_part(v, 0, whole);
	return true;
}

bool spelling_read(struct arena *arena, const char *text, struct spelling *out)
{
	unsigned times = 0, starts = 0;
	char *plain = arena_text(arena, text);
	bool lower = false;

	if (strlen(text) > 2 * REQUEST_MAX)
		return false;
	while (times < ESCAPED_MAX && spelling_unescape(arena, plain, &plain, &lower))
		times++;
	for (const char *at = plain; at != NULL && starts < STARTS_MAX; starts++) {
		size_t slashes = strspn(at, "/ \t");

		*out = (struct spelling){ .escaped_lower = lower, .escaped_twice = times > 1,
			.doubled_slash = slashes > 1 && at[0] == '/' && at[1] == '/', .folder = starts > 0 };
		if (at[slashes] == 'M' && decode(arena, at + slashes, out))
			return true;
		at = strchr(at + slashes, '/');
	}
	return false;
}
