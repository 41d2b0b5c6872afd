/* HAR 1.2: what a browser (or mitmproxy) exported of its requests. The file is
 * one JSON text of any size; its entries are cut out by their braces while it
 * streams by, and each is read on its own: one entry is held, not all. An entry
 * over the limit (bodies stand in it) is left out and counted. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"
#include "base/when.h"
#include "observe/log_parts.h"
#include "observe/log_time.h"

#define ENTRY_MAX ((size_t)4 << 20)
#define CHUNK ((size_t)64 * 1024)
#define KEY_MAX 16

/* {"log": {"entries": [ {…}, … ]}}: where we are in it. */
struct har {
	struct log_run run;
	uint64_t depth;             /* of open braces and brackets */
	bool in_string, escaped;
	char key[KEY_MAX]; size_t key_size; bool key_over;  /* the latest string at depth 2 */
	bool after_entries;         /* "entries" was read, and then nothing but ':' */
	bool in_entries;            /* inside its list, which is at depth 3 */
	bool in_entry, too_long;
	struct str entry;
};

static bool time_of(const struct json_at *at, const char *key, int64_t *out)
{
	struct view v = json_in_member_text(at, key);

	*out = SIGHT_NEVER;
	return log_time_iso(&v, out, NULL) && v.size == 0;
}

static struct view header(const struct json_at *message, const char *name)
{
	const struct json_at *list = json_in_member(message, "headers");

	for (size_t i = 0; i < json_in_count(list); i++) {
		const struct json_at *one = json_in_element(list, i);

		if (log_same(json_in_member_text(one, "name"), name))
			return json_in_member_text(one, "value");
	}
	return view_of(NULL, 0);
}

static int64_t number_of(const struct json_at *at, const char *key)
{
	double n;

	return json_in_real(json_in_member(at, key), &n) && n >= 0 && n < 1e15 ? (int64_t)n : -1;
}

/* The answer's body where the export has it. */
static void content_take(struct har *h, const struct json_at *answer, struct sight_http *http)
{
	const struct json_at *content = json_in_member(answer, "content");
	struct view text = json_in_member_text(content, "text");

	http->content_type = json_in_member_text(content, "mimeType");
	http->answer_size = number_of(content, "size");
	if (log_same(json_in_member_text(content, "encoding"), "base64")) {
		http->answer = log_base64(&h->run, text, ENTRY_MAX);
		http->answer_whole = http->answer.data != NULL &&
			(int64_t)http->answer.size == http->answer_size;
	}
}

static void http_see(struct har *h, const struct json_at *entry, struct sighting *s, const struct log_url_parts *u)
{
	const struct json_at *request = json_in_member(entry, "request"), *answer = json_in_member(entry, "response");
	int64_t took = number_of(entry, "time"), status = number_of(answer, "status");
	struct sight_http http;

	s->kind = SIGHT_HTTP;
	sight_http_init(&http);
	s->http = &http;
	http.method = json_in_member_text(request, "method");
	http.url = json_in_member_text(request, "url");
	http.host = u->host;
	http.target = u->target;
	http.version = log_http_version(json_in_member_text(request, "httpVersion"));
	http.user_agent = header(request, "User-Agent");
	http.body_size = number_of(request, "bodySize");
	http.status = status > 0 && status <= 999 ? (int)status : 0;
	if (took >= 0 && http.status != 0)
		http.done_at = s->at + took * (SIGHT_SECOND / 1000);
	content_take(h, answer, &http);
	log_see(&h->run, s);
	s->http = NULL;
}

/* "_securityDetails" of some browsers' tools: what they tell of the certificate. */
static void cert_take(const struct json_at *entry, struct sight_tls *t, struct sight_cert *c, struct view *name)
{
	const struct json_at *about = json_in_member(entry, "_securityDetails");
	int64_t from = number_of(about, "validFrom"), to = number_of(about, "validTo");

	if (!json_in_is_object(about))
		return;
	t->version = log_tls_version(json_in_member_text(about, "protocol"));
	sight_cert_init(c);
	c->subject = json_in_member_text(about, "subjectName");
	c->issuer = json_in_member_text(about, "issuer");
	c->not_before = from < 0 ? WHEN_NONE : from;
	c->not_after = to < 0 ? WHEN_NONE : to;
	*name = c->subject;
	if (name->size > 0) {
		c->names = name;
		c->name_count = 1;
	}
	t->certs = c;
	t->cert_count = 1;
}

/* A time for TLS means that this entry opened the connection. */
static void tls_see(struct har *h, const struct json_at *entry, struct sighting *s, const struct log_url_parts *u)
{
	const struct json_at *timings = json_in_member(entry, "timings");
	struct sight_cert cert;
	struct sight_tls t;
	struct view name;

	if (!u->tls || number_of(timings, "ssl") < 0)
		return;
	s->kind = SIGHT_TLS;
	s->http = NULL;
	sight_tls_init(&t);
	s->tls = &t;
	t.sni = u->host;
	cert_take(entry, &t, &cert, &name);
	log_see(&h->run, s);
	s->tls = NULL;
}

static bool entry_see(struct har *h, const struct json_at *entry)
{
	struct view url = json_in_member_text(json_in_member(entry, "request"), "url");
	struct view address = json_in_member_text(entry, "serverIPAddress");
	struct log_url_parts u;
	struct sighting s;

	sighting_init(&s, SIGHT_TLS);
	if (!time_of(entry, "startedDateTime", &s.at) || url.data == NULL)
		return false;
	if (!log_url_split(url, &u))
		return true; /* data:, chrome-extension:, wss: */
	if (address.size > 0 && log_endpoint(address, &s.server))
		s.server.port = (uint16_t)u.port;
	/* "connection" is a number of the browser's, or a port: not unique in time. */
	tls_see(h, entry, &s, &u);
	http_see(h, entry, &s, &u);
	return true;
}

/* --- cutting ------------------------------------------------------------------------ */

static void entry_done(struct har *h)
{
	static const struct json_in_limits limits = { ENTRY_MAX, 32, (size_t)1 << 16, false };
	struct json_in *in;

	h->run.place++;
	if (h->too_long || h->entry.over) {
		h->run.reading->report->too_long++;
	} else {
		in = json_in_read(view_of(h->entry.text, h->entry.size), &limits, NULL);
		if (in == NULL || !entry_see(h, json_in_root(in)))
			log_malformed(&h->run);
		json_in_free(in);
	}
	log_empty_room(&h->run);
	h->entry.size = 0;
	h->entry.over = h->too_long = h->in_entry = false;
}

static void opened(struct har *h, uint8_t c)
{
	h->depth++;
	if (h->depth == 3 && c == '[' && h->after_entries)
		h->in_entries = true;
	else if (h->depth == 4 && c == '{' && h->in_entries)
		h->in_entry = true;
	h->after_entries = false;
}

/* True: an entry ended. */
static bool closed(struct har *h)
{
	bool entry = h->in_entry && h->depth == 4;

	if (h->depth == 3)
		h->in_entries = false;
	if (h->depth > 0)
		h->depth--;
	h->after_entries = false;
	return entry;
}

static void string_took(struct har *h, uint8_t c)
{
	if (h->escaped) {
		h->escaped = false;
	} else if (c == '\\') {
		h->escaped = true;
	} else if (c == '"') {
		h->in_string = false;
		h->after_entries = h->depth == 2 && !h->key_over && h->key_size == 7 &&
			memcmp(h->key, "entries", 7) == 0;
	} else if (h->key_size < KEY_MAX) {
		h->key[h->key_size++] = (char)c;
	} else {
		h->key_over = true;
	}
}

/* One octet; true: an entry ended with it. */
static bool took(struct har *h, uint8_t c)
{
	switch (c) {
	case '"':
		h->in_string = true;
		h->key_size = 0;
		h->key_over = h->after_entries = false;
		return false;
	case '{':
	case '[':
		opened(h, c);
		return false;
	case '}':
	case ']':
		return closed(h);
	default:
		if (c == ',')
			h->after_entries = false;
		return false;
	}
}

static void keep(struct har *h, struct view v)
{
	if (!h->too_long && v.size > 0)
		str_put_view(&h->entry, v);
	h->too_long = h->too_long || h->entry.over;
}

static void chunk_read(struct har *h, struct view v)
{
	size_t from = 0;

	for (size_t i = 0; i < v.size; i++) {
		bool before = h->in_entry;

		if (h->in_string) {
			string_took(h, v.data[i]);
			continue;
		}
		if (took(h, v.data[i])) {
			keep(h, view_part(v, from, i + 1 - from));
			entry_done(h);
		} else if (!before && h->in_entry) {
			from = i;
		}
	}
	if (h->in_entry)
		keep(h, view_part(v, from, v.size));
}

static bool read_har(struct reading *r, struct err *e)
{
	struct har h = { 0 };
	struct view v;
	uint64_t too_long;

	(void)e;
	log_begin(&h.run, r);
	str_init(&h.entry, ENTRY_MAX);
	while (!log_stopped(&h.run) && (v = input_take(r->input, CHUNK)).size > 0)
		chunk_read(&h, v);
	too_long = r->report->too_long;
	log_end(&h.run);
	r->report->too_long = too_long;
	r->report->lines = 0;
	if (r->report->broken == NULL && (h.depth > 0 || h.in_string) && !log_stopped(&h.run))
		r->report->broken = arena_text(r->arena, "the file ends in the middle of an entry or list");
	str_clear(&h.entry);
	return true;
}

/* {"log": {… with a version, creator, pages or entries. */
static bool likes_har(struct view head, const char *path)
{
	struct view v = head;

	(void)path;
	if (log_starts(v, "\xef\xbb\xbf"))
		v = view_part(v, 3, v.size);
	for (size_t part = 0; part < 4; part++) {
		static const char *const parts[] = { "{", "\"log\"", ":", "{" };

		while (v.size > 0 && (v.data[0] == ' ' || v.data[0] == '\t' || v.data[0] == '\r' || v.data[0] == '\n'))
			v = view_part(v, 1, v.size);
		if (!log_starts(v, parts[part]))
			return false;
		v = view_part(v, strlen(parts[part]), v.size);
	}
	return log_has(v, "\"creator\"") || log_has(v, "\"entries\"") || log_has(v, "\"pages\"");
}

const struct reader reader_har = { "har", "HTTP archive of a browser (HAR)", likes_har, read_har, false };
