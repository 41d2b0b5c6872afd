#include "io/http.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"

#define DISCARD_MAX 16384 /* of an error page, to keep the connection */

static void head_reset(struct http_head *h)
{
	for (size_t i = 0; i < h->count; i++) {
		free(h->fields[i].name);
		free(h->fields[i].value);
	}
	free(h->fields);
	*h = (struct http_head){ 0 };
}

void http_answer_begin(struct transfer *t)
{
	struct http *h = t->http;

	head_reset(&t->outcome.head);
	h->field_space = 0;
	h->status = 0;
	h->head_done = false;
	h->expected = 0;
	h->size = h->discarded = h->slow_size = 0;
	h->slow_at = 0;
	h->stopped = REACH_OK;
	h->stopped_why = NULL;
}

static char *text_of(const char *bytes, size_t size)
{
	char *text = mem_take(size + 1, 1);

	memcpy(text, bytes, size);
	return text;
}

static void add_field(struct http *h, struct http_head *head, const char *line, size_t size)
{
	const char *colon = memchr(line, ':', size);
	size_t name = colon == NULL ? size : (size_t)(colon - line), at = name + 1;
	struct http_field *f;

	if (colon == NULL || name == 0)
		return;
	while (at < size && (line[at] == ' ' || line[at] == '\t'))
		at++;
	if (head->count == h->field_space) {
		h->field_space = h->field_space == 0 ? 16 : h->field_space * 2;
		head->fields = mem_resize(head->fields, h->field_space, sizeof *head->fields);
	}
	f = &head->fields[head->count++];
	f->name = text_of(line, name);
	f->value = text_of(line + at, size - at);
}

/* A line that begins with white space goes on with the field before it. */
static void fold_field(struct http_head *head, const char *line, size_t size)
{
	struct http_field *f;
	size_t have;

	if (head->count == 0)
		return;
	f = &head->fields[head->count - 1];
	have = strlen(f->value);
	f->value = mem_resize(f->value, have + size + 1, 1);
	memcpy(f->value + have, line, size);
	f->value[have + size] = '\0';
}

/* Whether every coding in the list is one that changes nothing. */
static bool is_plain(const char *list, const char *also)
{
	while (*list != '\0') {
		char word[24];
		size_t size;

		list += strspn(list, ", \t");
		size = strcspn(list, ", \t");
		if (size == 0)
			continue;
		if (size >= sizeof word)
			return false;
		memcpy(word, list, size);
		word[size] = '\0';
		if (!str_same(word, "identity") && !str_same(word, also))
			return false;
		list += size;
	}
	return true;
}

static void stop(struct http *h, enum reach reach, const char *why)
{
	h->stopped = reach;
	h->stopped_why = why;
}

static void judge_head(struct transfer *t)
{
	struct http *h = t->http;
	const struct http_head *head = &t->outcome.head;
	const char *length = http_head_get(head, "Content-Length");
	unsigned long size;

	h->head_done = true;
	if (h->status != 200)
		return;
	for (size_t i = 0; i < head->count; i++) {
		const struct http_field *f = &head->fields[i];

		if ((str_same(f->name, "Content-Encoding") && !is_plain(f->value, "identity")) ||
			(str_same(f->name, "Transfer-Encoding") && !is_plain(f->value, "chunked"))) {
			stop(h, REACH_ENCODED, arena_format(t->arena,
				"the body is encoded (%s: %.40s) although nothing but identity was asked for",
				f->name, f->value));
			return;
		}
	}
	if (length == NULL || *length < '0' || *length > '9')
		return;
	if (!str_number(length, (unsigned long)-1, &size) || size > t->want.max_bytes)
		stop(h, REACH_TOO_BIG, arena_format(t->arena,
			"announces %.24s bytes, more than the ceiling of %zu", length, t->want.max_bytes));
	else
		h->expected = size;
}

static void take_status_line(struct transfer *t, const char *line, size_t size)
{
	const char *space = memchr(line, ' ', size);
	size_t at = space == NULL ? size : (size_t)(space - line) + 1;

	http_answer_begin(t);
	for (size_t i = 0; i < 3 && at + i < size && line[at + i] >= '0' && line[at + i] <= '9'; i++)
		t->http->status = t->http->status * 10 + (line[at + i] - '0');
}

size_t http_take_header(char *bytes, size_t one, size_t count, void *context)
{
	struct transfer *t = context;
	struct http *h = t->http;
	size_t whole = one * count, size = whole;

	h->head_size += whole;
	if (h->head_size > HTTP_HEAD_MAX) {
		stop(h, REACH_BAD_HTTP, "the header is larger than 64 KiB");
		return 0;
	}
	while (size > 0 && strchr("\r\n \t", bytes[size - 1]) != NULL)
		size--;
	if (h->head_done)
		return whole; /* trailers of a chunked body: of no interest */
	if (size >= 5 && memcmp(bytes, "HTTP/", 5) == 0)
		take_status_line(t, bytes, size);
	else if (size == 0 && h->status >= 200)
		judge_head(t);
	else if (bytes[0] == ' ' || bytes[0] == '\t')
		fold_field(&t->outcome.head, bytes, size);
	else
		add_field(h, &t->outcome.head, bytes, size);
	return h->stopped == REACH_OK ? whole : 0;
}

size_t http_take_body(char *bytes, size_t one, size_t count, void *context)
{
	struct transfer *t = context;
	struct http *h = t->http;
	size_t size = one * count;

	if (h->slow_at == 0)
		h->slow_at = net_clock_ms();
	if (h->status != 200) {
		h->discarded += size;
		return h->discarded > DISCARD_MAX ? 0 : size;
	}
	if (size > t->want.max_bytes - h->size) {
		stop(h, REACH_TOO_BIG, arena_format(t->arena, "sends more than the ceiling of %zu bytes",
			t->want.max_bytes));
		return 0;
	}
	if (size > h->space - h->size) {
		while (size > h->space - h->size)
			h->space = h->space > t->want.max_bytes / 2 ? t->want.max_bytes :
				h->space == 0 ? 16384 : h->space * 2;
		h->body = mem_resize(h->body, h->space, 1);
	}
	memcpy(h->body + h->size, bytes, size);
	h->size += size;
	return size;
}
