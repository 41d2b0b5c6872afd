/* Our own events: one JSON object a line; man lencr-events has every member,
 * doc/schemas/lencr.event-1.json the form. */
#include <string.h>

#include "base/when.h"
#include "observe/events_parts.h"
#include "observe/log_time.h"

#define BODY_MAX ((size_t)768 * 1024)  /* base64 of it fills a line */

/* One event while it is read: what the sighting points to. */
struct event {
	struct log_run *run;
	const struct json_at *at;
	struct sighting s;
	struct sight_dns dns;
	struct sight_connect connect;
	struct sight_http http;
	struct sight_tls tls;
	struct sight_cert cert;
	struct log_answers answers;
	bool broken;                /* a member that is there has no meaning */
};

static struct view text(const struct event *e, const char *key)
{
	return json_in_member_text(e->at, key);
}

static bool yes(const struct event *e, const char *key, bool absent)
{
	bool value;

	return json_in_member_bool(e->at, key, &value) ? value : absent;
}

static int64_t number(const struct event *e, const char *key, int64_t max, int64_t absent)
{
	int64_t n;

	return json_in_member_whole(e->at, key, &n) && n >= 0 && n <= max ? n : absent;
}

/* A number of seconds, or RFC 3339. */
static int64_t time_of(struct event *e, const struct json_at *at)
{
	struct view v = json_in_text(at);
	int64_t t;
	double seconds;

	if (at == NULL)
		return SIGHT_NEVER;
	if ((json_in_real(at, &seconds) && log_time_real(seconds, &t)) ||
	    ((log_time_iso(&v, &t, NULL) || log_time_epoch(&v, &t)) && v.size == 0))
		return t;
	e->broken = true;
	return SIGHT_NEVER;
}

static int64_t time_at(struct event *e, const char *key)
{
	return time_of(e, json_in_member(e->at, key));
}

static int64_t date_of(struct event *e, const struct json_at *cert, const char *key)
{
	int64_t t = time_of(e, json_in_member(cert, key));

	return t == SIGHT_NEVER ? WHEN_NONE : t / SIGHT_SECOND;
}

static struct view octets(struct event *e, const struct json_at *at, const char *key)
{
	struct view v = json_in_member_text(at, key), out;

	if (v.data == NULL)
		return v;
	if (v.size == 0)
		return view_of("", 0);
	out = log_base64(e->run, v, BODY_MAX);
	if (out.data == NULL)
		e->broken = true;
	return out;
}

static const struct view *texts(struct event *e, const struct json_at *list, size_t *count)
{
	size_t n = json_in_count(list);
	struct view *out;

	*count = 0;
	if (n > LOG_LIST_MAX)
		n = LOG_LIST_MAX;
	if (n == 0)
		return NULL;
	out = arena_array(log_room(e->run), n, sizeof *out);
	for (size_t i = 0; i < n; i++) {
		out[*count] = json_in_text(json_in_element(list, i));
		*count += out[*count].size != 0;
	}
	return out;
}

static struct view hex_of(struct event *e, const struct json_at *at, const char *key, size_t size)
{
	struct view v = json_in_member_text(at, key), out;

	if (v.size == 0)
		return view_of(NULL, 0);
	out = size == 0 ? log_serial(e->run, v) : log_hex(e->run, v);
	if (out.data == NULL || (size != 0 && out.size != size)) {
		e->broken = true;
		out = view_of(NULL, 0);
	}
	return out;
}

static void cert_read(struct event *e, const struct json_at *at, struct sight_cert *c)
{
	sight_cert_init(c);
	c->der = octets(e, at, "der");
	c->key = json_in_member_text(at, "key");
	c->fingerprint = hex_of(e, at, "sha256", 32);
	if (c->fingerprint.data == NULL)
		c->fingerprint = hex_of(e, at, "sha1", 20);
	c->serial = hex_of(e, at, "serial", 0);
	c->issuer = json_in_member_text(at, "issuer");
	c->subject = json_in_member_text(at, "subject");
	c->not_before = date_of(e, at, "not_before");
	c->not_after = date_of(e, at, "not_after");
	c->crl_urls = texts(e, json_in_member(at, "cdp"), &c->crl_url_count);
	c->issuer_urls = texts(e, json_in_member(at, "aia"), &c->issuer_url_count);
	c->ocsp_urls = texts(e, json_in_member(at, "ocsp"), &c->ocsp_url_count);
	c->names = texts(e, json_in_member(at, "names"), &c->name_count);
	json_in_member_bool(at, "pointers_known", &c->pointers_known);
}

/* "certs": a list; "cert": one. */
static const struct sight_cert *certs_read(struct event *e, const char *list, const char *one, size_t *count)
{
	const struct json_at *all = json_in_member(e->at, list);
	const struct json_at *single = one == NULL ? NULL : json_in_member(e->at, one);
	size_t n = json_in_count(all);
	struct sight_cert *out;

	*count = 0;
	if (n == 0 && !json_in_is_object(single))
		return NULL;
	if (n == 0)
		n = 1;
	else
		single = NULL;
	if (n > LOG_LIST_MAX)
		n = LOG_LIST_MAX;
	out = arena_array(log_room(e->run), n, sizeof *out);
	for (size_t i = 0; i < n; i++)
		cert_read(e, single != NULL ? single : json_in_element(all, i), &out[i]);
	*count = n;
	return out;
}

/* --- kinds ---------------------------------------------------------------- */

/* A word, or a number. */
static struct view word_or_number(struct event *e, const char *key)
{
	struct view v = text(e, key);
	int64_t n;

	if (v.data != NULL || !json_in_member_whole(e->at, key, &n) || n < 0)
		return v;
	return view_of_text(arena_format(log_room(e->run), "%lld", (long long)n));
}

static bool dns_read(struct event *e)
{
	struct sight_dns *d = &e->dns;
	const struct json_at *answers = json_in_member(e->at, "answers");

	sight_dns_init(d);
	e->s.dns = d;
	d->name = log_name(text(e, "name"));
	d->type = log_dns_type(word_or_number(e, "type"));
	d->rcode = log_dns_rcode(word_or_number(e, "rcode"));
	d->blocked = yes(e, "blocked", false);
	d->tcp = yes(e, "tcp", false);
	d->answered_at = time_at(e, "answered");
	for (size_t i = 0; i < json_in_count(answers); i++)
		log_answer(&e->answers, d, json_in_text(json_in_element(answers, i)));
	/* Addresses are an answer without an error. */
	if (d->rcode < 0 && d->address_count > 0)
		d->rcode = 0;
	return d->name.size > 0;
}

static bool connect_read(struct event *e)
{
	struct sight_connect *c = &e->connect;

	sight_connect_init(c);
	e->s.connect = c;
	c->refused = yes(e, "refused", false);
	c->answered = yes(e, "answered", !c->refused);
	c->start_seen = yes(e, "start_seen", true);
	c->ended_at = time_at(e, "ended");
	c->bytes_up = number(e, "bytes_up", INT64_MAX, -1);
	c->bytes_down = number(e, "bytes_down", INT64_MAX, -1);
	return e->s.server.size != 0;
}

static bool tcp_read(struct event *e)
{
	return connect_read(e);
}

static bool udp_read(struct event *e)
{
	bool good = connect_read(e);

	e->connect.udp = true;
	return good;
}

static void http_answer_read(struct event *e)
{
	struct sight_http *h = &e->http;

	h->status = (int)number(e, "status", 999, 0);
	h->answered_at = time_at(e, "answered");
	h->done_at = time_at(e, "done");
	h->content_type = text(e, "content_type");
	h->answer_headers = text(e, "answer_headers");
	h->answer = octets(e, e->at, "answer");
	h->answer_size = number(e, "answer_size", INT64_MAX, -1);
	h->answer_whole = yes(e, "answer_whole", false);
	h->answer_gap = yes(e, "answer_gap", false);
	h->from_cache = yes(e, "from_cache", false);
}

/* What is missing of url, host and uri follows from the others. */
static bool http_parts(struct event *e)
{
	struct sight_http *h = &e->http;
	struct log_url_parts parts;

	if (h->form == HTTP_CONNECT) {
		if (h->target.data == NULL)
			h->target = h->host;
		return h->target.size > 0;
	}
	if (h->url.data == NULL)
		h->url = log_url(e->run, e->s.server.port == 443, h->host, e->s.server.port, h->target);
	if (!log_url_split(h->url, &parts))
		return h->host.size > 0;
	if (h->host.data == NULL)
		h->host = parts.host;
	if (h->target.data == NULL)
		h->target = parts.target;
	return true;
}

static bool http_read(struct event *e)
{
	struct sight_http *h = &e->http;
	struct view form = text(e, "form");

	sight_http_init(h);
	e->s.http = h;
	h->method = text(e, "method");
	h->target = text(e, "uri");
	h->host = text(e, "host");
	if (h->host.data == NULL)
		h->host = text(e, "name");
	h->url = text(e, "url");
	h->form = view_is_text(form, "absolute") ? HTTP_ABSOLUTE : view_is_text(form, "connect") ||
		view_is_text(h->method, "CONNECT") ? HTTP_CONNECT : HTTP_ORIGIN;
	h->version = log_http_version(text(e, "version"));
	h->user_agent = text(e, "ua");
	h->header_names = text(e, "header_names");
	h->headers = text(e, "headers");
	h->body = octets(e, e->at, "body");
	h->body_size = number(e, "body_size", INT64_MAX, -1);
	http_answer_read(e);
	return http_parts(e);
}

static void tls_times_read(struct event *e)
{
	struct sight_tls *t = &e->tls;

	t->hello_at = time_at(e, "hello");
	t->flight_at = time_at(e, "flight");
	t->finished_at = time_at(e, "finished");
	t->client_data_at = time_at(e, "client_data");
	t->server_data_at = time_at(e, "server_data");
	t->cert_at = time_at(e, "cert_done");
	t->data_known = yes(e, "data_known", t->client_data_at != SIGHT_NEVER);
	t->flight_bytes = number(e, "flight_bytes", INT64_MAX, -1);
}

static bool tls_read(struct event *e)
{
	struct sight_tls *t = &e->tls;
	struct view version = text(e, "version");

	sight_tls_init(t);
	e->s.tls = t;
	t->sni = text(e, "name");
	t->alpn = text(e, "alpn");
	t->version = version.data != NULL ? log_tls_version(version) : (unsigned)number(e, "version", 65535, 0);
	t->quic = yes(e, "quic", false);
	t->starttls = yes(e, "starttls", false);
	t->ech = yes(e, "ech", false);
	t->grease = yes(e, "grease", false);
	t->resumed_known = json_in_member_bool(e->at, "resumed", &t->resumed);
	t->established_known = json_in_member_bool(e->at, "established", &t->established);
	t->client_asked = yes(e, "client_asked", false);
	tls_times_read(e);
	t->certs = certs_read(e, "certs", "cert", &t->cert_count);
	t->client_certs = certs_read(e, "client_certs", NULL, &t->client_cert_count);
	t->staple = octets(e, e->at, "staple");
	return true;
}

static bool cert_event_read(struct event *e)
{
	const struct json_at *at = json_in_member(e->at, "cert");

	e->s.cert = &e->cert;
	cert_read(e, at, &e->cert);
	return json_in_is_object(at);
}

static bool process_read(struct event *e)
{
	return e->s.process.name.size > 0 || e->s.process.pid >= 0;
}

static const struct kind {
	const char *word;
	enum sighting_kind kind;
	bool (*read)(struct event *);
	bool timeless;              /* "t" may be absent */
} kinds[] = {
	{ "dns", SIGHT_DNS, dns_read, false },
	{ "tcp", SIGHT_CONNECT, tcp_read, false },
	{ "udp", SIGHT_CONNECT, udp_read, false },
	{ "http", SIGHT_HTTP, http_read, false },
	{ "tls", SIGHT_TLS, tls_read, false },
	{ "cert", SIGHT_CERT, cert_event_read, true },
	{ "process", SIGHT_PROCESS, process_read, true },
};

static const struct kind *kind_of(struct view word)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (view_is_text(word, kinds[i].word))
			return &kinds[i];
	return NULL;
}

/* --- what all have --------------------------------------------------------- */

static void side_read(struct event *e, const char *key, const char *port, struct endpoint *out,
	struct view *name)
{
	struct view v = text(e, key);

	if (v.size > 0 && !log_endpoint(v, out)) {
		if (name == NULL)
			e->broken = true;
		else
			*name = v;
	}
	if (json_in_member(e->at, port) != NULL)
		out->port = (uint16_t)number(e, port, 65535, 0);
}

static void mac_read(struct event *e)
{
	struct view mac = hex_of(e, e->at, "client_mac", 6);

	e->s.client_mac_known = mac.size == 6;
	if (e->s.client_mac_known)
		memcpy(e->s.client_mac, mac.data, 6);
}

static void sides_read(struct event *e)
{
	struct sighting *s = &e->s;
	struct view id = word_or_number(e, "id");

	s->at = time_at(e, "t");
	s->opened_at = time_at(e, "opened");
	s->connection = log_connection(id);
	side_read(e, "client", "client_port", &s->client, &s->client_name);
	side_read(e, "server", "port", &s->server, NULL);
	if (text(e, "client_name").size > 0)
		s->client_name = text(e, "client_name");
	mac_read(e);
	s->process.name = text(e, "proc");
	s->process.user = text(e, "user");
	s->process.pid = number(e, "pid", INT64_C(1) << 32, -1);
	s->process.task = text(e, "task");
	s->process.subject = text(e, "task_subject");
}

static void event_read(struct log_run *run, const struct json_at *at)
{
	struct event e = { .run = run, .at = at };
	const struct kind *kind = kind_of(json_in_member_text(at, "kind"));

	if (kind == NULL) {
		log_malformed(run);
		return;
	}
	sighting_init(&e.s, kind->kind);
	sides_read(&e);
	if (!kind->read(&e) || e.broken || (e.s.at == SIGHT_NEVER && !kind->timeless)) {
		log_malformed(run);
		return;
	}
	log_see(run, &e.s);
}

static struct json_in_limits limits(void)
{
	struct json_in_limits l = json_in_line_limits;

	l.unique_keys = true;
	return l;
}

static void line_read(struct log_run *run)
{
	struct json_in_limits l = limits();
	struct json_in *in = json_in_read(run->line, &l, NULL);

	if (in == NULL)
		log_malformed(run);
	else
		event_read(run, json_in_root(in));
	json_in_free(in);
}

static void line_again(struct log_run *run, void *state)
{
	(void)state;
	line_read(run);
}

static bool read_events(struct reading *r, struct err *e)
{
	struct json_skim skim;
	struct log_run run;

	(void)e;
	log_begin(&run, r);
	log_rereads(&run, line_again, NULL, 0);
	events_glance_init(&skim);
	while (log_next(&run))
		if (!events_glance(&skim, &run))
			line_read(&run);
	log_end(&run);
	return true;
}

/* An object with one of the kinds. */
static bool is_event(struct view line)
{
	size_t at = line.data[0] == '{' ? view_find(line, view_of_text("\"kind\"")) : SIZE_MAX;
	struct view rest = at == SIZE_MAX ? view_of("", 0) : log_trim(view_part(line, at + 6, line.size));

	if (!log_starts(rest, ":"))
		return false;
	rest = log_trim(view_part(rest, 1, rest.size));
	if (!log_starts(rest, "\""))
		return false;
	rest = view_part(rest, 1, rest.size);
	return kind_of(log_cut(&rest, '"')) != NULL;
}

static bool likes_events(struct view head, const char *path)
{
	(void)path;
	return log_head_has(head, is_event);
}

const struct reader reader_events = { "events", "events of lencr (JSON lines)", likes_events, read_events, false };
