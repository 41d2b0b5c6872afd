#include "doc/language.h"

#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "doc/glyph.h"
#include "doc/language_table.h"

/* "fr" of "fr_CA.UTF-8", "fr-BE", "FR"; longer names of languages have no such tail. */
static bool same_language(const char *name, const char *own)
{
	size_t size = strcspn(name, "_-.@");

	if (size != strlen(own))
		return false;
	for (size_t i = 0; i < size; i++)
		if (str_lower(name[i]) != own[i])
			return false;
	return true;
}

bool language_find(const char *name, const struct language **out)
{
	*out = NULL;
	if (strcmp(name, "C") == 0 || str_starts(name, "C.") || strcmp(name, "POSIX") == 0 ||
	    same_language(name, "en"))
		return true;
	for (size_t i = 0; i < language_table_count; i++)
		if (same_language(name, language_table[i].name)) {
			*out = &language_table[i];
			return true;
		}
	return false;
}

const char *const *language_names(void)
{
	return language_table_names;
}

const char *language_name(const struct language *l)
{
	return l == NULL ? "en" : l->name;
}

static const struct message *find(const struct language *l, const char *english)
{
	size_t low = 0, high = l == NULL ? 0 : l->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(english, l->messages[middle].english);

		if (order == 0)
			return &l->messages[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Our own letters in ASCII; never done to what came from outside. */
static char letter_of(uint32_t point)
{
	static const struct { uint32_t point; char like; } letters[] = {
		{ 0xa0, ' ' }, { 0xab, '"' }, { 0xbb, '"' }, { 0xc0, 'A' }, { 0xc2, 'A' }, { 0xc7, 'C' },
		{ 0xc8, 'E' }, { 0xc9, 'E' }, { 0xca, 'E' }, { 0xce, 'I' }, { 0xd4, 'O' }, { 0xe0, 'a' },
		{ 0xe1, 'a' }, { 0xe2, 'a' }, { 0xe4, 'a' }, { 0xe5, 'a' }, { 0xe7, 'c' }, { 0xe8, 'e' },
		{ 0xe9, 'e' }, { 0xea, 'e' }, { 0xeb, 'e' }, { 0xed, 'i' }, { 0xee, 'i' }, { 0xef, 'i' },
		{ 0xf1, 'n' }, { 0xf3, 'o' }, { 0xf4, 'o' }, { 0xf6, 'o' }, { 0xf9, 'u' }, { 0xfa, 'u' },
		{ 0xfb, 'u' }, { 0xfc, 'u' }, { 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201c, '"' },
		{ 0x201d, '"' }, { 0x202f, ' ' },
	};

	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (letters[i].point == point)
			return letters[i].like;
	return '?';
}

static const char *spelled(const struct tongue *t, struct arena *a, const char *text)
{
	size_t size = 0;
	char *out;

	if (!t->ascii)
		return text;
	out = arena_take(a, strlen(text) + 1);
	while (*text != '\0') {
		uint32_t point;
		size_t length = glyph_next(text, &point);

		out[size++] = point < 0x80 ? *text : letter_of(point);
		text += length;
	}
	return out;
}

const char *tongue_text(const struct tongue *t, struct arena *a, const char *english)
{
	const struct message *m = t == NULL ? NULL : find(t->language, english);

	return m == NULL || m->text == NULL ? english : spelled(t, a, m->text);
}

char *tongue_vformat(const struct tongue *t, struct arena *a, const char *english, va_list list)
{
	return arena_vformat(a, tongue_text(t, a, english), list);
}

char *tongue_format(const struct tongue *t, struct arena *a, const char *english, ...)
{
	va_list list;
	char *text;

	va_start(list, english);
	text = tongue_vformat(t, a, english, list);
	va_end(list);
	return text;
}

static const char *form_of(const struct tongue *, struct arena *, const char *one,
	const char *many, unsigned long n) __attribute__((format_arg(3)));
static const char *form_of(const struct tongue *t, struct arena *a, const char *one,
	const char *many, unsigned long n)
{
	const struct message *m = t == NULL ? NULL : find(t->language, one);
	unsigned long which;

	if (m == NULL || m->forms == NULL)
		return n == 1 ? one : many;
	which = t->language->plural(n);
	return spelled(t, a, m->forms[which < t->language->forms ? which : 0]);
}

char *tongue_count(const struct tongue *t, struct arena *a, const char *one, const char *many,
	unsigned long n, ...)
{
	va_list list;
	char *text;

	va_start(list, n);
	text = arena_vformat(a, form_of(t, a, one, many, n), list);
	va_end(list);
	return text;
}
