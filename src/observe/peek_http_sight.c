#include "base/str.h"
#include "observe/peek_http_parts.h"

#define TEXT_MAX ((size_t)96 * 1024)

void http_message_put(struct peek *p, struct http_message *m, struct view content)
{
	uint64_t small = p->about.limits->flow_bytes;

	if (m->keep == KEEP_ALL && m->partial && !m->gap)
		p->about.report->bytes_dropped += content.size;
	if (content.size == 0 || m->keep == KEEP_NOT || m->partial)
		return;
	if (!hold_put(p, &m->body, content))
		m->partial = true;
	if (m->keep != KEEP_IF_DER)
		return;
	if (m->body.size > small || m->partial || http_begins_der(hold_view(&m->body), m->declared) < 0) {
		hold_clear(p, &m->body);
		m->keep = KEEP_NOT;
	}
}

/* Names of the fields in order, with commas. */
static void put_names(struct str *out, struct view fields)
{
	struct view name, value;
	const char *comma = "";

	while (http_field_next(&fields, &name, &value)) {
		str_put(out, comma);
		str_put_view(out, name);
		comma = ",";
	}
}

static void put_url(struct str *out, const struct peek *p, const struct sight_http *h)
{
	if (h->form == HTTP_CONNECT)
		return;
	if (h->form == HTTP_ORIGIN) {
		str_put(out, "http://");
		if (h->host.size != 0) {
			str_put_view(out, h->host);
		} else {
			struct endpoint server = *peek_server(p);
			char text[64];

			endpoint_text(&server, server.port != 80, text);
			str_put(out, text);
		}
		if (h->target.data[0] != '/')
			str_put(out, "/");
	}
	str_put_view(out, h->target);
}

static struct view text_view(const struct str *s)
{
	return s->over ? (struct view){ 0 } : view_of(str_text(s), s->size);
}

static enum sight_http_form form_of(const struct http_head *r)
{
	if (view_is_text(r->method, "CONNECT"))
		return HTTP_CONNECT;
	return r->target.data[0] != '/' && view_find(view_part(r->target, 0, 16), view_of_text("://")) != SIZE_MAX ?
		HTTP_ABSOLUTE : HTTP_ORIGIN;
}

/* The content as far as it is kept; known to be empty, or not known. */
static struct view body_of(const struct http_message *m)
{
	if (m->body.size != 0)
		return hold_view(&m->body);
	return m->seen && m->done && !m->gap && !m->partial && m->framing.size == 0 && !m->framing.broken ?
		view_of("", 0) : (struct view){ 0 };
}

static int64_t size_of(const struct http_message *m)
{
	if (!m->seen)
		return -1;
	if (m->done && !m->framing.broken && !m->cut)
		return (int64_t)m->framing.size;
	return m->declared == UINT64_MAX ? -1 : (int64_t)m->declared;
}

static void set_request(struct sight_http *h, const struct http_message *m)
{
	const struct http_head *r = &m->head;

	h->method = r->method;
	h->target = r->target;
	h->form = form_of(r);
	h->version = r->version;
	http_field(r->fields, "host", &h->host);
	if (h->host.size == 0)
		h->host = (struct view){ 0 };
	if (!http_field(r->fields, "user-agent", &h->user_agent) && !m->cut)
		h->user_agent = view_of("", 0);
	h->headers = r->fields.data == NULL ? view_of("", 0) : r->fields;
	h->body = body_of(m);
	h->body_size = size_of(m);
}

static void set_answer(struct sight_http *h, const struct http_exchange *e)
{
	const struct http_message *m = &e->answer;

	if (h->version == 0)
		h->version = m->head.version;
	h->status = m->head.status;
	h->answered_at = e->answered_at;
	h->done_at = e->done_at;
	http_field(m->head.fields, "content-type", &h->content_type);
	h->answer_headers = m->head.fields.data == NULL ? view_of("", 0) : m->head.fields;
	h->answer = body_of(m);
	h->answer_size = size_of(m);
	h->answer_whole = h->answer.data != NULL && m->done && !m->partial && !m->gap && !m->cut &&
		!m->framing.broken;
}

void http_exchange_see(struct peek_http *t, struct http_exchange *e)
{
	struct sight_http h;
	struct sighting s;
	struct str names, url;

	if (!e->request.seen && e->answer.body.size == 0)
		return;
	str_init(&names, TEXT_MAX);
	str_init(&url, TEXT_MAX);
	sight_http_init(&h);
	if (e->request.seen) {
		set_request(&h, &e->request);
		put_url(&url, t->peek, &h);
		if (!e->request.cut) {
			put_names(&names, e->request.head.fields);
			h.header_names = text_view(&names);
		}
		if (h.form != HTTP_CONNECT)
			h.url = text_view(&url);
	}
	if (e->answer.seen)
		set_answer(&h, e);
	h.answer_gap = e->answer.gap;
	peek_sighting(t->peek, SIGHT_HTTP, e->began, &s);
	s.http = &h;
	peek_see(t->peek, &s);
	str_clear(&names);
	str_clear(&url);
}
