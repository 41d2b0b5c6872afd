#include "observe/xml_pull.h"

#include <stdint.h>
#include <string.h>

void xml_begin(struct xml *x, struct view text)
{
	*x = (struct xml){ .text = text };
}

static enum xml_token broken(struct xml *x)
{
	x->broken = true;
	return XML_BROKEN;
}

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool ends_name(uint8_t c)
{
	return is_space(c) || c == '>' || c == '/' || c == '=' || c == '<' || c == '"' || c == '\'';
}

static bool here(const struct xml *x, const char *what)
{
	size_t size = strlen(what);

	return x->text.size - x->at >= size && memcmp(x->text.data + x->at, what, size) == 0;
}

/* To behind END; false when it does not come. */
static bool pass(struct xml *x, const char *end, struct view *between)
{
	struct view rest = view_part(x->text, x->at, x->text.size);
	size_t hit = view_find(rest, view_of(end, strlen(end)));

	if (hit == SIZE_MAX)
		return false;
	if (between != NULL)
		*between = view_part(rest, 0, hit);
	x->at += hit + strlen(end);
	return true;
}

static struct view local_name(struct xml *x)
{
	size_t from = x->at;

	while (x->at < x->text.size && !ends_name(x->text.data[x->at])) {
		if (x->text.data[x->at] == ':')
			from = x->at + 1;
		x->at++;
	}
	return view_part(x->text, from, x->at - from);
}

static enum xml_token close_tag(struct xml *x)
{
	x->at += 2;
	x->name = local_name(x);
	while (x->at < x->text.size && is_space(x->text.data[x->at]))
		x->at++;
	if (!here(x, ">") || x->depth == 0 || !view_equal(x->name, x->open[x->depth - 1]))
		return broken(x);
	x->at++;
	x->closed = true;
	return XML_CLOSE;
}

/* Attributes up to the end of the tag, over quoted values. */
static bool attributes(struct xml *x)
{
	size_t from = x->at;
	uint8_t quote = 0;

	for (; x->at < x->text.size; x->at++) {
		uint8_t c = x->text.data[x->at];

		if (quote != 0)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '<')
			return false;
		else if (c == '>')
			break;
	}
	if (x->at >= x->text.size)
		return false;
	x->attributes = view_part(x->text, from, x->at - from);
	x->empty = x->attributes.size > 0 && x->attributes.data[x->attributes.size - 1] == '/';
	if (x->empty)
		x->attributes.size--;
	x->at++;
	return true;
}

static enum xml_token open_tag(struct xml *x)
{
	x->at++;
	x->name = local_name(x);
	if (x->name.size == 0 || !attributes(x) || x->depth == XML_DEPTH)
		return broken(x);
	x->open[x->depth++] = x->name;
	return XML_OPEN;
}

static enum xml_token text_token(struct xml *x)
{
	const uint8_t *from = x->text.data + x->at;
	const uint8_t *tag = memchr(from, '<', x->text.size - x->at);
	size_t size = tag == NULL ? x->text.size - x->at : (size_t)(tag - from);

	x->content = view_of(from, size);
	x->plain = false;
	x->at += size;
	return XML_TEXT;
}

enum xml_token xml_next(struct xml *x)
{
	if (x->broken)
		return XML_BROKEN;
	/* What the last token closed was still counted for it. */
	if (x->closed)
		x->depth--;
	x->closed = x->empty;
	if (x->empty) {
		x->empty = false;
		x->name = x->open[x->depth - 1];
		return XML_CLOSE;
	}
	for (;;) {
		if (x->at >= x->text.size)
			return x->depth == 0 ? XML_END : broken(x);
		if (x->text.data[x->at] != '<')
			return text_token(x);
		if (here(x, "<!--") || here(x, "<?")) {
			if (!pass(x, here(x, "<?") ? "?>" : "-->", NULL))
				return broken(x);
		} else if (here(x, "<![CDATA[")) {
			x->at += 9;
			x->plain = true;
			if (!pass(x, "]]>", &x->content))
				return broken(x);
			return XML_TEXT;
		} else if (here(x, "<!")) {
			return broken(x);
		} else {
			return here(x, "</") ? close_tag(x) : open_tag(x);
		}
	}
}

struct view xml_attribute(const struct xml *x, const char *name)
{
	struct xml a = { .text = x->attributes };

	while (a.at < a.text.size) {
		struct view found, value;
		uint8_t quote;
		const uint8_t *end;

		while (a.at < a.text.size && is_space(a.text.data[a.at]))
			a.at++;
		found = local_name(&a);
		while (a.at < a.text.size && is_space(a.text.data[a.at]))
			a.at++;
		if (found.size == 0 || !here(&a, "="))
			break;
		a.at++;
		while (a.at < a.text.size && is_space(a.text.data[a.at]))
			a.at++;
		if (!here(&a, "\"") && !here(&a, "'"))
			break;
		quote = a.text.data[a.at++];
		end = a.at == a.text.size ? NULL : memchr(a.text.data + a.at, quote, a.text.size - a.at);
		if (end == NULL)
			break;
		value = view_part(a.text, a.at, (size_t)(end - a.text.data) - a.at);
		a.at += value.size + 1;
		if (view_is_text(found, name))
			return value;
	}
	return view_of(NULL, 0);
}

/* RFC 3629; 0 for what is no character that a text may hold. */
static size_t utf8_put(uint32_t c, uint8_t *out)
{
	if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	if (c < 0x80) {
		out[0] = (uint8_t)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (uint8_t)(0xc0 | c >> 6);
		out[1] = (uint8_t)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (uint8_t)(0xe0 | c >> 12);
		out[1] = (uint8_t)(0x80 | (c >> 6 & 63));
		out[2] = (uint8_t)(0x80 | (c & 63));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | c >> 18);
	out[1] = (uint8_t)(0x80 | (c >> 12 & 63));
	out[2] = (uint8_t)(0x80 | (c >> 6 & 63));
	out[3] = (uint8_t)(0x80 | (c & 63));
	return 4;
}

/* "#65" or "#x41". */
static size_t reference_put(struct view name, uint8_t *out)
{
	bool hex = name.size > 1 && name.data[1] == 'x';
	uint32_t c = 0;

	for (size_t i = hex ? 2 : 1; i < name.size; i++) {
		uint8_t d = name.data[i];
		uint32_t digit = d >= '0' && d <= '9' ? d - (uint32_t)'0' : hex && d >= 'a' && d <= 'f' ?
			d - (uint32_t)'a' + 10 : hex && d >= 'A' && d <= 'F' ? d - (uint32_t)'A' + 10 : 99;

		if (digit == 99 || c > 0x10ffff)
			return 0;
		c = c * (hex ? 16 : 10) + digit;
	}
	return utf8_put(c, out);
}

static size_t entity_put(struct view name, uint8_t *out)
{
	static const struct { const char *name; uint8_t c; } five[] = { { "amp", '&' }, { "lt", '<' },
		{ "gt", '>' }, { "quot", '"' }, { "apos", '\'' } };

	if (name.size > 0 && name.data[0] == '#')
		return reference_put(name, out);
	for (size_t i = 0; i < sizeof five / sizeof *five; i++)
		if (view_is_text(name, five[i].name)) {
			*out = five[i].c;
			return 1;
		}
	return 0;
}

struct view xml_plain(struct arena *a, struct view raw)
{
	uint8_t *out;
	size_t size = 0;

	if (raw.size == 0 || memchr(raw.data, '&', raw.size) == NULL)
		return raw;
	out = arena_take(a, raw.size);
	for (size_t i = 0; i < raw.size; i++) {
		struct view name = view_part(raw, i + 1, 12);
		const uint8_t *end = raw.data[i] != '&' || name.size == 0 ? NULL : memchr(name.data, ';', name.size);
		size_t put = end == NULL ? 0 : entity_put(view_of(name.data, (size_t)(end - name.data)), out + size);

		/* A reference is never shorter than what it stands for. */
		if (put == 0)
			out[size++] = raw.data[i];
		else
			i += (size_t)(end - name.data) + 1;
		size += put;
	}
	return view_of(out, size);
}
