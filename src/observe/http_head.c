#include "observe/http_head.h"

#include <string.h>

#include "base/str.h"

#define METHOD_MAX 32

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct view trim(struct view v)
{
	while (v.size != 0 && is_space(v.data[v.size - 1]))
		v.size--;
	while (v.size != 0 && is_space(v.data[0]))
		v = view_part(v, 1, SIZE_MAX);
	return v;
}

bool http_same(struct view v, const char *text)
{
	size_t i;

	for (i = 0; i < v.size && text[i] != '\0'; i++)
		if (str_lower((char)v.data[i]) != str_lower(text[i]))
			return false;
	return i == v.size && text[i] == '\0';
}

/* RFC 9110 section 5.6.2 */
static bool is_token(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		(c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* "HTTP/1.x" -> 1x */
static unsigned read_version(struct view v)
{
	if (v.size != 8 || memcmp(v.data, "HTTP/", 5) != 0 || !is_digit(v.data[5]) || v.data[6] != '.' ||
	    !is_digit(v.data[7]))
		return 0;
	return (unsigned)(v.data[5] - '0') * 10 + (unsigned)(v.data[7] - '0');
}

static size_t token_size(struct view v)
{
	size_t n = 0;

	while (n < v.size && is_token(v.data[n]))
		n++;
	return n;
}

/* HTTP/0.9 has no version (and one method; those that leave the version out today know more). */
static bool read_bare_request(struct view line, size_t method, struct http_head *out)
{
	struct view target = trim(view_part(line, method, SIZE_MAX));
	bool usual = target.size != 0 && (target.data[0] == '/' || view_find(target, view_of_text("http://")) == 0);

	if (!usual || memchr(target.data, ' ', target.size) != NULL || http_request_begins(line) != 1)
		return false;
	out->version = 9;
	out->method = view_part(line, 0, method);
	out->target = target;
	return true;
}

static bool read_request(struct view line, struct http_head *out)
{
	size_t method = token_size(line), last = line.size;
	const uint8_t *blank;

	if (method == 0 || method > METHOD_MAX || method == line.size || line.data[method] != ' ')
		return false;
	while (last > method && line.data[last - 1] != ' ')
		last--;
	out->version = read_version(view_part(line, last, SIZE_MAX));
	if (out->version == 0)
		return read_bare_request(line, method, out);
	/* others than version 1 are said by scanners, and by the preface of HTTP/2 */
	if (last <= method + 1 || (out->version / 10 != 1 && http_request_begins(line) != 1))
		return false;
	out->method = view_part(line, 0, method);
	/* No target has a blank in it (RFC 9112 section 3): what stands behind one is not of it. */
	out->target = trim(view_part(line, method, last - method));
	blank = out->target.size == 0 ? NULL : memchr(out->target.data, ' ', out->target.size);
	if (blank != NULL)
		out->target.size = (size_t)(blank - out->target.data);
	return out->target.size != 0;
}

static bool read_status(struct view line, struct http_head *out)
{
	const uint8_t *p;

	out->version = read_version(view_part(line, 0, 8));
	if (out->version / 10 != 1 || line.size < 12 || line.data[8] != ' ' || (line.size > 12 && line.data[12] != ' '))
		return false;
	p = line.data + 9;
	for (size_t i = 0; i < 3; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		out->status = out->status * 10 + (p[i] - '0');
	}
	return out->status >= 100;
}

bool http_line_read(struct view line, bool request, struct http_head *out)
{
	*out = (struct http_head){ .request = request };
	line = trim(line);
	return request ? read_request(line, out) : read_status(line, out);
}

/* A line with its end, or what is left. */
static struct view take_line(struct view *rest)
{
	const uint8_t *end = rest->size == 0 ? NULL : memchr(rest->data, '\n', rest->size);
	size_t n = end == NULL ? rest->size : (size_t)(end - rest->data) + 1;
	struct view line = view_part(*rest, 0, n);

	*rest = view_part(*rest, n, SIZE_MAX);
	return line;
}

/* The blank line is none of the fields. */
static struct view without_blank(struct view v)
{
	size_t n = v.size;

	if (n >= 1 && v.data[n - 1] == '\n' && (n == 1 || v.data[n - 2] == '\n'))
		v.size -= 1;
	else if (n >= 2 && v.data[n - 1] == '\n' && v.data[n - 2] == '\r' && (n == 2 || v.data[n - 3] == '\n'))
		v.size -= 2;
	return v;
}

bool http_head_read(struct view block, bool request, struct http_head *out)
{
	struct view rest = block, line = take_line(&rest);

	if (!http_line_read(line, request, out))
		return false;
	out->fields = without_blank(rest);
	return true;
}

bool http_line_may_be(struct view v, bool request)
{
	static const char answer[] = "HTTP/1.";
	size_t n = sizeof answer - 1 < v.size ? sizeof answer - 1 : v.size;

	if (!request)
		return n == 0 || memcmp(v.data, answer, n) == 0;
	n = token_size(v);
	return n <= METHOD_MAX && (n == v.size || (n != 0 && v.data[n] == ' '));
}

int http_request_begins(struct view v)
{
	static const char *const methods[] = { "GET", "POST", "HEAD", "PUT", "OPTIONS", "DELETE", "CONNECT",
		"PATCH", "TRACE", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT",
		"SEARCH", "MKCALENDAR" };
	size_t n = token_size(v);

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		size_t size = strlen(methods[i]);

		if (n == v.size && n <= size && memcmp(v.data, methods[i], n) == 0)
			return 0;
		if (n == size && memcmp(v.data, methods[i], n) == 0 && v.data[n] == ' ') {
			if (n + 1 == v.size)
				return 0;
			return v.data[n + 1] > ' ' && v.data[n + 1] < 0x7f ? 1 : -1;
		}
	}
	return -1;
}

bool http_field_next(struct view *rest, struct view *name, struct view *value)
{
	while (rest->size != 0) {
		struct view field = take_line(rest);
		const uint8_t *colon;
		size_t at;

		while (rest->size != 0 && (rest->data[0] == ' ' || rest->data[0] == '\t')) {
			struct view more = take_line(rest);

			field.size += more.size;
		}
		colon = memchr(field.data, ':', field.size);
		if (colon == NULL)
			continue;
		at = (size_t)(colon - field.data);
		*name = trim(view_part(field, 0, at));
		*value = trim(view_part(field, at + 1, SIZE_MAX));
		if (name->size != 0)
			return true;
	}
	return false;
}

bool http_field(struct view fields, const char *wanted, struct view *value)
{
	struct view name;

	while (http_field_next(&fields, &name, value))
		if (http_same(name, wanted))
			return true;
	*value = (struct view){ 0 };
	return false;
}

/* Digits alone; a list of equal ones ("5, 5") counts as its first. */
static bool read_length(struct view v, uint64_t *out)
{
	size_t n = 0;

	*out = 0;
	while (n < v.size && v.data[n] >= '0' && v.data[n] <= '9') {
		if (*out > (uint64_t)INT64_MAX / 10 - 10)
			return false;
		*out = *out * 10 + (uint64_t)(v.data[n++] - '0');
	}
	return n != 0 && (n == v.size || v.data[n] == ',');
}

enum http_framing http_head_framing(const struct http_head *h, uint64_t *length)
{
	struct view value;

	*length = 0;
	if (!h->request && ((h->status >= 100 && h->status < 200) || h->status == 204 || h->status == 304))
		return FRAME_NONE;
	if (http_field(h->fields, "transfer-encoding", &value)) {
		size_t tail = strlen("chunked");

		if (value.size >= tail && http_same(view_part(value, value.size - tail, tail), "chunked"))
			return FRAME_CHUNKED;
		return h->request ? FRAME_NONE : FRAME_CLOSE;
	}
	if (http_field(h->fields, "content-length", &value) && read_length(value, length))
		return *length == 0 ? FRAME_NONE : FRAME_LENGTH;
	return h->request ? FRAME_NONE : FRAME_CLOSE;
}
