#include "verify/name_form.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/str.h"
#include "x509/der.h"

struct view name_form_of(const struct san *san)
{
	struct der d = der_of(san->raw);
	struct tlv t = { 0 };

	der_next(&d, &t);
	return t.content;
}

static bool is_alnum(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool label_ok(struct view label)
{
	if (label.size == 0 || label.size > 63 || !is_alnum(label.data[0]) ||
	    !is_alnum(label.data[label.size - 1]))
		return false;
	for (size_t i = 0; i < label.size; i++)
		if (!is_alnum(label.data[i]) && label.data[i] != '-')
			return false;
	return true;
}

static size_t find_byte(struct view v, char byte)
{
	const uint8_t *at = v.size == 0 ? NULL : memchr(v.data, byte, v.size);

	return at == NULL ? SIZE_MAX : (size_t)(at - v.data);
}

bool name_form_host(struct view name)
{
	if (name.size == 0 || name.size > 253)
		return false;
	for (;;) {
		size_t dot = find_byte(name, '.');

		if (!label_ok(view_part(name, 0, dot == SIZE_MAX ? name.size : dot)))
			return false;
		if (dot == SIZE_MAX)
			return true;
		name = view_part(name, dot + 1, name.size);
		if (name.size == 0)
			return false;
	}
}

bool name_form_wildcard_host(struct view name)
{
	if (name.size > 2 && name.data[0] == '*' && name.data[1] == '.')
		name = view_part(name, 2, name.size);
	return name_form_host(name);
}

bool name_form_has_wildcard(struct view name)
{
	return find_byte(name, '*') != SIZE_MAX;
}

bool name_form_mailbox(struct view name)
{
	size_t at = find_byte(name, '@'), end;

	if (name.size > 0 && name.data[0] == '"') {
		struct view rest = view_part(name, 1, name.size);

		/* A quoted local part: up to the quote that stands before '@'. */
		end = view_find(rest, view_of_text("\"@"));
		if (end == SIZE_MAX)
			return false;
		at = end + 2;
	}
	if (at == SIZE_MAX || at == 0)
		return false;
	for (size_t i = 0; i < at; i++)
		if (name.data[i] < 0x20 || name.data[i] > 0x7e)
			return false;
	return name_form_host(view_part(name, at + 1, name.size));
}

struct view name_form_uri_host(struct view uri)
{
	const struct view none = { 0 };
	size_t scheme = view_find(uri, view_of_text("://")), at, end;
	struct view rest;

	if (scheme == SIZE_MAX || scheme == 0)
		return none;
	rest = view_part(uri, scheme + 3, uri.size);
	for (end = 0; end < rest.size; end++)
		if (rest.data[end] == '/' || rest.data[end] == '?' || rest.data[end] == '#')
			break;
	rest = view_part(rest, 0, end);
	while ((at = find_byte(rest, '@')) != SIZE_MAX)
		rest = view_part(rest, at + 1, rest.size);
	if (rest.size > 0 && rest.data[0] == '[') {
		end = find_byte(rest, ']');
		return end == SIZE_MAX ? none : view_part(rest, 0, end + 1);
	}
	end = find_byte(rest, ':');
	return view_part(rest, 0, end == SIZE_MAX ? rest.size : end);
}

bool name_form_is_address(struct view v)
{
	unsigned char bytes[16];
	char text[64];

	if (v.size > 2 && v.data[0] == '[' && v.data[v.size - 1] == ']')
		v = view_part(v, 1, v.size - 2);
	if (v.size == 0 || v.size >= sizeof text)
		return false;
	memcpy(text, v.data, v.size);
	text[v.size] = '\0';
	return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

bool name_form_same(struct view a, struct view b)
{
	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++)
		if (str_lower((char)a.data[i]) != str_lower((char)b.data[i]))
			return false;
	return true;
}

bool name_form_within(struct view name, struct view base)
{
	if (name.size == base.size || base.size == 0)
		return base.size == 0 || name_form_same(name, base);
	return name.size > base.size && name.data[name.size - base.size - 1] == '.' &&
		name_form_same(view_part(name, name.size - base.size, base.size), base);
}

struct view name_form_parent(struct view name)
{
	size_t dot = find_byte(name, '.');

	return dot == SIZE_MAX ? view_part(name, name.size, 0)
			       : view_part(name, dot + 1, name.size);
}
