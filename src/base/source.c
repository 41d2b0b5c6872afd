#include "base/source.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"

static const char *const reach_words[REACH_COUNT] = {
	[REACH_OK] = "ok",
	[REACH_NOT_ASKED] = "not-asked",
	[REACH_OFFLINE] = "offline",
	[REACH_BUDGET] = "budget-spent",
	[REACH_URL_REFUSED] = "url-refused",
	[REACH_SCHEME_REFUSED] = "scheme-refused",
	[REACH_PORT_REFUSED] = "port-refused",
	[REACH_ADDRESS_REFUSED] = "address-refused",
	[REACH_SINKHOLED] = "sinkholed",
	[REACH_UNRESOLVED] = "unresolved",
	[REACH_REFUSED] = "refused",
	[REACH_UNROUTABLE] = "unroutable",
	[REACH_CONNECT_TIMED_OUT] = "timed-out",
	[REACH_TIMED_OUT] = "timed-out",
	[REACH_TOO_SLOW] = "timed-out",
	[REACH_RESET] = "reset",
	[REACH_TRUNCATED] = "truncated",
	[REACH_TLS_FAILED] = "tls-failed",
	[REACH_BAD_STATUS] = "bad-status",
	[REACH_REDIRECT_REFUSED] = "redirect-refused",
	[REACH_REDIRECT_LOOP] = "redirect-loop",
	[REACH_REDIRECTS] = "too-many-redirects",
	[REACH_TOO_BIG] = "too-big",
	[REACH_ENCODED] = "encoding-refused",
	[REACH_BAD_HTTP] = "bad-http",
	[REACH_PROXY_FAILED] = "proxy-failed",
	[REACH_NOT_FOUND] = "not-found",
	[REACH_INTERRUPTED] = "interrupted",
};

const char *reach_word(enum reach r)
{
	return reach_words[r];
}

bool reach_from_word(const char *word, enum reach *out)
{
	*out = REACH_OK;
	/* "timed-out" reads back as waiting; the finding keeps the phase. */
	if (strcmp(word, "timed-out") == 0) {
		*out = REACH_TIMED_OUT;
		return true;
	}
	for (int r = 0; r < REACH_COUNT; r++)
		if (strcmp(word, reach_words[r]) == 0) {
			*out = (enum reach)r;
			return true;
		}
	return false;
}

const char *came_from_word(enum came_from f)
{
	static const char *const words[] = { "network", "cache", "revalidated", "file", "bundle" };

	return words[f];
}

const char *http_head_get(const struct http_head *h, const char *name)
{
	for (size_t i = 0; i < h->count; i++)
		if (str_same(h->fields[i].name, name))
			return h->fields[i].value;
	return NULL;
}

static void head_clear(struct http_head *h)
{
	for (size_t i = 0; i < h->count; i++) {
		free(h->fields[i].name);
		free(h->fields[i].value);
	}
	free(h->fields);
	*h = (struct http_head){ 0 };
}

void outcome_clear(struct outcome *o)
{
	blob_drop(o->body);
	blob_drop(o->previous);
	head_clear(&o->head);
	free(o->detail);
	free(o->address);
	*o = (struct outcome){ 0 };
}

static char *text_or_null(const char *text)
{
	return text == NULL ? NULL : mem_text(text);
}

void outcome_copy(struct outcome *to, const struct outcome *from)
{
	*to = *from;
	blob_hold(to->body);
	blob_hold(to->previous);
	to->detail = text_or_null(from->detail);
	to->address = text_or_null(from->address);
	to->head.fields = from->head.count == 0 ? NULL :
		mem_take(from->head.count, sizeof *to->head.fields);
	for (size_t i = 0; i < from->head.count; i++) {
		to->head.fields[i].name = mem_text(from->head.fields[i].name);
		to->head.fields[i].value = mem_text(from->head.fields[i].value);
	}
}

void outcome_set_detail(struct outcome *o, const char *format, ...)
{
	char text[512];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof text, format, list);
	va_end(list);
	free(o->detail);
	o->detail = mem_text(text);
}

bool source_ask(struct source *s, const struct want *w, struct err *e)
{
	return s->ops->ask(s, w, e);
}

bool source_next(struct source *s, int wait_ms, struct answer *out)
{
	*out = (struct answer){ 0 };
	return s->ops->next(s, wait_ms, out);
}

void source_drop(struct source *s, uint32_t want_id)
{
	s->ops->drop(s, want_id);
}

void source_vouch(struct source *s, const struct vouch *v)
{
	if (s->ops->vouch != NULL)
		s->ops->vouch(s, v);
}

void source_free(struct source *s)
{
	if (s != NULL)
		s->ops->free(s);
}
