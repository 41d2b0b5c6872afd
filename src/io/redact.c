#include "io/redact.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/memory.h"
#include "base/str.h"
#include "io/guard.h"
#include "io/record.h"

#define TEXT_MAX ((size_t)64 * 1024)
#define SECRET_LEAST 3  /* a shorter one would stand in half of all words */
#define HANDSHAKE "lencr-handshake/1\n"

struct redacting { struct source source; struct redact what; struct source *below; };

/* --- texts ------------------------------------------------------------- */

/* Whether these SIZE bytes are an address that is not globally routable. */
static bool is_local(const char *text, size_t size)
{
	static const struct guard strict = { 0 };
	union { struct sockaddr any; struct sockaddr_in four; struct sockaddr_in6 six; } at;
	char copy[INET6_ADDRSTRLEN];
	struct arena *a;
	const char *why;
	bool local;

	if (size < 2 || size >= sizeof copy)
		return false;
	memcpy(copy, text, size);
	copy[size] = '\0';
	memset(&at, 0, sizeof at);
	if (inet_pton(AF_INET, copy, &at.four.sin_addr) == 1)
		at.four.sin_family = AF_INET;
	else if (inet_pton(AF_INET6, copy, &at.six.sin6_addr) == 1)
		at.six.sin6_family = AF_INET6;
	else
		return false;
	a = arena_new();
	local = guard_address(&strict, a, &at.any, &why) != REACH_OK;
	arena_free(a);
	return local;
}

/* How many bytes at TEXT are a local address; 0: none. */
static size_t local_address(const char *text)
{
	size_t size = strspn(text, "0123456789abcdefABCDEF:."), four = strspn(text, "0123456789.");

	for (; size > 1; size--)
		if (is_local(text, size))
			return size;
	while (four > 0 && text[four - 1] == '.')
		four--;
	return is_local(text, four) ? four : 0;
}

static size_t secret_at(const struct redact *r, const char *text)
{
	size_t longest = 0;

	for (size_t i = 0; i < r->count; i++) {
		size_t size = strlen(r->secrets[i]);

		if (size >= SECRET_LEAST && size > longest && strncmp(text, r->secrets[i], size) == 0)
			longest = size;
	}
	return longest;
}

static bool is_name_char(char c)
{
	return (c >= '0' && c <= '9') || (str_lower(c) >= 'a' && str_lower(c) <= 'z');
}

char *redact_text(const struct redact *r, struct arena *a, const char *text)
{
	struct str out;
	bool inside = false; /* a word, where no address begins */
	char *clean;

	str_init(&out, TEXT_MAX);
	while (*text != '\0') {
		size_t size = secret_at(r, text);

		if (size == 0 && !inside)
			size = local_address(text);
		if (size != 0) {
			str_put(&out, REDACTED);
			text += size;
			inside = false;
			continue;
		}
		inside = is_name_char(*text) || *text == '.';
		str_put_char(&out, *text++);
	}
	clean = arena_text(a, str_text(&out));
	str_clear(&out);
	return clean;
}

/* --- outcomes ---------------------------------------------------------- */

static void clean_detail(const struct redact *r, struct outcome *o)
{
	struct arena *a = arena_new();
	char *clean = mem_text(redact_text(r, a, o->detail));

	free(o->detail);
	o->detail = clean;
	arena_free(a);
}

static void clean_head(struct http_head *h)
{
	size_t left = 0;

	for (size_t i = 0; i < h->count; i++) {
		if (record_keeps_field(h->fields[i].name)) {
			h->fields[left++] = h->fields[i];
			continue;
		}
		free(h->fields[i].name);
		free(h->fields[i].value);
	}
	h->count = left;
}

/* Leaves the line with a local address out of the head of a handshake. */
static void clean_handshake(struct outcome *o)
{
	struct view text = blob_view(o->body);
	size_t end = view_find(text, view_of_text("\n\n"));
	size_t at = view_find(text, view_of_text("\naddress: "));
	size_t value = at == SIZE_MAX ? 0 : at + strlen("\naddress: "), size;
	struct blob *clean;
	uint8_t *bytes;

	if (text.size < strlen(HANDSHAKE) || memcmp(text.data, HANDSHAKE, strlen(HANDSHAKE)) != 0 ||
	    at == SIZE_MAX || at > end)
		return;
	size = view_find(view_part(text, value, SIZE_MAX), view_of_text("\n"));
	if (size == SIZE_MAX || !is_local((const char *)text.data + value, size))
		return;
	bytes = mem_take(text.size, 1);
	memcpy(bytes, text.data, at);
	memcpy(bytes + at, text.data + value + size, text.size - value - size);
	clean = blob_take(bytes, text.size - (value + size - at));
	blob_drop(o->body);
	o->body = clean;
}

static void clean_outcome(const struct redact *r, struct outcome *o)
{
	if (o->address != NULL && is_local(o->address, strlen(o->address))) {
		free(o->address);
		o->address = NULL;
	}
	if (o->detail != NULL)
		clean_detail(r, o);
	clean_head(&o->head);
	if (o->body != NULL)
		clean_handshake(o);
}

/* --- the source -------------------------------------------------------- */

static bool redact_ask(struct source *s, const struct want *w, struct err *e)
{
	return source_ask(((struct redacting *)s)->below, w, e);
}

static bool redact_next(struct source *s, int wait_ms, struct answer *out)
{
	struct redacting *x = (struct redacting *)s;

	if (!source_next(x->below, wait_ms, out))
		return false;
	clean_outcome(&x->what, &out->outcome);
	return true;
}

static void redact_drop(struct source *s, uint32_t want_id)
{
	source_drop(((struct redacting *)s)->below, want_id);
}

static void redact_vouch(struct source *s, const struct vouch *v)
{
	source_vouch(((struct redacting *)s)->below, v);
}

static void redact_free(struct source *s)
{
	free(s);
}

static const struct source_ops redact_ops = {
	redact_ask, redact_next, redact_drop, redact_vouch, redact_free
};

struct source *redact_new(const struct redact *what, struct source *below)
{
	struct redacting *x = mem_take(1, sizeof *x);

	x->source.ops = &redact_ops;
	x->what = *what;
	x->below = below;
	return &x->source;
}
