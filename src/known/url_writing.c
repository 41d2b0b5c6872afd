/* What was not written as a URL has to be, as a URL. */
#include <string.h>

#include "base/str.h"
#include "known/explain_parts.h"

/* The letter, digit, hyphen or dot that two hex digits stand for; '\0': none. */
static char escaped(const char *digits)
{
	int high = view_hex_digit((uint8_t)digits[0]);
	int low = high < 0 ? -1 : view_hex_digit((uint8_t)digits[1]);
	char c = low < 0 ? '\0' : (char)(high * 16 + low);

	return c != '\0' && strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.",
		c) != NULL ? c : '\0';
}

char *url_undisguised(struct arena *a, const char *text, const char *from, const char *end)
{
	static const char *const stops[] = { "\xe3\x80\x82", "\xef\xbc\x8e", "\xef\xbd\xa1" };
	char *out = arena_take(a, strlen(text) + 1), *to = out + (from - text);
	bool any = false;

	memcpy(out, text, (size_t)(from - text));
	for (const char *at = from; at < end;) {
		char c = at[0] == '%' ? escaped(at + 1) : '\0';

		for (size_t i = 0; i < 3; i++)
			if (str_starts(at, stops[i]))
				c = '.';
		if (c != '\0') {
			*to++ = c;
			at += 3;
			any = true;
		} else {
			*to++ = *at++;
		}
	}
	memcpy(to, end, strlen(end) + 1);
	return any ? out : NULL;
}

char *url_escaped(struct arena *a, const char *text, const char *path)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_take(a, strlen(text) * 3 + 1), *to = out + (path - text);

	memcpy(out, text, (size_t)(path - text));
	for (const char *at = path; *at != '\0'; at++) {
		uint8_t c = (uint8_t)*at;

		if (c > 0x20 && c < 0x7f && strchr("\"<>\\^`{|}", c) == NULL) {
			*to++ = *at;
			continue;
		}
		*to++ = '%';
		*to++ = digits[c >> 4];
		*to++ = digits[c & 15];
	}
	*to = '\0';
	return out;
}
