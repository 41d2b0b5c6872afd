#include "io/serve_http.h"

#include <string.h>

#define FIELDS_MAX 100

struct reading {
	struct serve_parsed *out;
	struct arena *arena;
	unsigned fields;
	bool has_host, has_length, has_expect, says_close, says_keep, is_old;
	size_t length;
};

static bool bad(struct reading *r, int status)
{
	r->out->status = status;
	return false;
}

/* The next line without its end; false: none is whole yet. */
static bool next_line(struct view *rest, struct view *line)
{
	const uint8_t *end = rest->size == 0 ? NULL : memchr(rest->data, '\n', rest->size);
	size_t size;

	if (end == NULL)
		return false;
	size = (size_t)(end - rest->data);
	*line = view_part(*rest, 0, size != 0 && end[-1] == '\r' ? size - 1 : size);
	*rest = view_part(*rest, size + 1, SIZE_MAX);
	return true;
}

static bool is_token(struct view v)
{
	for (size_t i = 0; i < v.size; i++)
		if (v.data[i] <= ' ' || v.data[i] >= 0x7f || strchr("()<>@,;:\\\"/[]?={}", v.data[i]))
			return false;
	return v.size != 0;
}

static struct view trim(struct view v)
{
	while (v.size != 0 && (v.data[0] == ' ' || v.data[0] == '\t'))
		v = view_part(v, 1, SIZE_MAX);
	while (v.size != 0 && (v.data[v.size - 1] == ' ' || v.data[v.size - 1] == '\t'))
		v.size--;
	return v;
}

static char *text_of(struct reading *r, struct view v)
{
	return arena_textn(r->arena, (const char *)v.data, v.size);
}

/* host, host:port or [v6]:port, in lower case and without port or brackets. */
static void set_host(struct reading *r, struct view v)
{
	char *host = text_of(r, v), *end;

	if (*host == '[') {
		host++;
		end = strchr(host, ']');
	} else {
		end = strchr(host, ':');
	}
	if (end != NULL)
		*end = '\0';
	for (char *c = host; *c != '\0'; c++)
		*c = str_lower(*c);
	r->out->request.host = host;
	r->has_host = true;
}

/* Origin form, or absolute form as proxies are asked. */
static bool read_target(struct reading *r, struct view v)
{
	char *text = text_of(r, v), *authority;

	for (size_t i = 0; i < v.size; i++)
		if (v.data[i] <= ' ' || v.data[i] == 0x7f)
			return bad(r, 400);
	if (*text == '/') {
		r->out->request.path = text;
		return true;
	}
	if (!str_starts(text, "http://") && !str_starts(text, "https://"))
		return bad(r, 400);
	authority = strstr(text, "://") + 3;
	r->out->request.path = strchr(authority, '/');
	if (r->out->request.path == NULL)
		r->out->request.path = "/";
	set_host(r, view_of(authority, strcspn(authority, "/?")));
	return true;
}

static bool read_request_line(struct reading *r, struct view line)
{
	static const char *const methods[] = { "GET", "HEAD", "POST" };
	size_t first = view_find(line, view_of_text(" ")), last = line.size;
	struct view method, version;

	while (last > 0 && line.data[last - 1] != ' ')
		last--;
	if (first == SIZE_MAX || last <= first + 1)
		return bad(r, 400);
	method = view_part(line, 0, first);
	version = view_part(line, last, SIZE_MAX);
	r->is_old = view_is_text(version, "HTTP/1.0");
	if (!is_token(method) || (!r->is_old && !view_is_text(version, "HTTP/1.1")))
		return bad(r, 400);
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (view_is_text(method, methods[i]))
			r->out->request.method = methods[i];
	if (r->out->request.method == NULL)
		return bad(r, 501);
	return read_target(r, view_part(line, first + 1, last - first - 2));
}

static bool read_length(struct reading *r, const char *value)
{
	unsigned long n;

	if (*value == '\0' || strspn(value, "0123456789") != strlen(value))
		return bad(r, 400);
	if (!str_number(value, SERVE_BODY_MAX, &n))
		return bad(r, 413);
	if (r->has_length && n != r->length)
		return bad(r, 400);
	r->has_length = true;
	r->length = n;
	return true;
}

static bool has_word(const char *value, const char *word)
{
	size_t size = strlen(word);

	for (; *value != '\0'; value += strcspn(value, ",")) {
		size_t i = 0;

		value += strspn(value, ", \t");
		while (i < size && str_lower(value[i]) == word[i])
			i++;
		if (i == size && strchr(", \t", value[i]) != NULL)
			return true;
	}
	return false;
}

static bool read_field(struct reading *r, struct view line)
{
	size_t colon = view_find(line, view_of_text(":"));
	const char *name, *value;
	bool absolute = r->has_host;

	/* A name with white space behind it, or a folded line, is an attack
	 * (RFC 9112 sections 5.1 and 5.2). */
	if (++r->fields > FIELDS_MAX)
		return bad(r, 431);
	if (colon == SIZE_MAX || !is_token(view_part(line, 0, colon)) ||
	    memchr(line.data, 0, line.size) != NULL)
		return bad(r, 400);
	name = text_of(r, view_part(line, 0, colon));
	value = text_of(r, trim(view_part(line, colon + 1, SIZE_MAX)));
	if (str_same(name, "Host")) {
		if (!absolute)
			set_host(r, view_of_text(value));
	} else if (str_same(name, "Content-Length")) {
		return read_length(r, value);
	} else if (str_same(name, "Transfer-Encoding")) {
		return bad(r, 501);
	} else if (str_same(name, "Connection")) {
		r->says_close |= has_word(value, "close");
		r->says_keep |= has_word(value, "keep-alive");
	} else if (str_same(name, "Expect")) {
		r->has_expect = has_word(value, "100-continue");
	} else if (str_same(name, "If-None-Match")) {
		r->out->request.if_none_match = value;
	} else if (str_same(name, "If-Modified-Since")) {
		r->out->request.if_modified_since = value;
	}
	return true;
}

static enum serve_parse read_fields(struct reading *r, struct view rest)
{
	struct view line;

	for (;;) {
		if (!next_line(&rest, &line))
			return SERVE_MORE;
		if (line.size == 0)
			break;
		if (!read_field(r, line))
			return SERVE_BAD;
	}
	if (!r->has_host && !r->is_old) {
		bad(r, 400);
		return SERVE_BAD;
	}
	r->out->keep = !r->says_close && (!r->is_old || r->says_keep);
	if (rest.size < r->length) {
		r->out->expects = r->has_expect;
		return SERVE_MORE;
	}
	r->out->request.body = view_part(rest, 0, r->length);
	r->out->size = r->length;
	return SERVE_WHOLE;
}

/* Where the head ends, counted from the beginning; 0: not here yet. */
static size_t head_size(struct view in)
{
	struct view rest = in, line;

	while (next_line(&rest, &line))
		if (line.size == 0)
			return in.size - rest.size;
	return 0;
}

enum serve_parse serve_http_read(struct arena *a, struct view in, struct serve_parsed *out)
{
	struct reading r = { .out = out, .arena = a };
	size_t skipped = 0, head;
	enum serve_parse result;
	struct view line, rest;

	*out = (struct serve_parsed){ .request = { .host = "", .path = "/" } };
	while (skipped < in.size && (in.data[skipped] == '\r' || in.data[skipped] == '\n'))
		skipped++;
	in = view_part(in, skipped, SIZE_MAX);
	head = head_size(in);
	if (skipped > 16 || head > SERVE_HEAD_MAX || (head == 0 && in.size > SERVE_HEAD_MAX)) {
		bad(&r, skipped > 16 ? 400 : 431);
		return SERVE_BAD;
	}
	if (head == 0)
		return SERVE_MORE;
	rest = in;
	if (!next_line(&rest, &line) || !read_request_line(&r, line))
		return SERVE_BAD;
	result = read_fields(&r, rest);
	out->size += skipped + head;
	return result;
}

bool serve_http_has_body(int status)
{
	return status >= 200 && status != 204 && status != 304;
}

static const char *reason(int status)
{
	static const struct { int status; const char *text; } reasons[] = {
		{ 200, "OK" }, { 204, "No Content" }, { 301, "Moved Permanently" }, { 302, "Found" },
		{ 304, "Not Modified" }, { 307, "Temporary Redirect" }, { 308, "Permanent Redirect" },
		{ 400, "Bad Request" }, { 403, "Forbidden" }, { 404, "Not Found" },
		{ 405, "Method Not Allowed" }, { 413, "Content Too Large" },
		{ 431, "Request Header Fields Too Large" }, { 500, "Internal Server Error" },
		{ 501, "Not Implemented" }, { 503, "Service Unavailable" },
	};

	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (reasons[i].status == status)
			return reasons[i].text;
	return "Status";
}

void serve_http_head(struct str *s, const struct serve_reply *r, uint64_t length, bool keep)
{
	str_put_format(s, "HTTP/1.1 %d %s\r\n", r->status, reason(r->status));
	if (r->content_type != NULL)
		str_put_format(s, "Content-Type: %s\r\n", r->content_type);
	if (r->headers != NULL)
		str_put(s, r->headers);
	if (length != SERVE_NO_LENGTH)
		str_put_format(s, "Content-Length: %llu\r\n", (unsigned long long)length);
	str_put_format(s, "Connection: %s\r\n\r\n", keep ? "keep-alive" : "close");
}
