/* What sightings have to do with hosts of our story becomes pieces. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"
#include "base/url.h"
#include "known/spelling.h"
#include "observe/correlate_parts.h"

#define WAITING 8192
#define HOME_PIECES 64
#define HEADERS_MAX ((size_t)8192)

struct party party_of_piece(const struct piece *p)
{
	return (struct party){ .at = &p->client, .mac = p->mac, .mac_known = p->mac_known,
		.name = p->client_name, .scope = p->scope };
}

bool party_wanted(const struct correlate *k, const struct party *p)
{
	if (k->o.client_count == 0)
		return true;
	for (size_t i = 0; i < k->o.client_count; i++) {
		struct party one = { .at = &k->o.clients[i] };

		if (endpoint_same_address(p->at, &k->o.clients[i]) || same_machine(k, p, &one))
			return true;
	}
	return false;
}

/* A name in lower case for the question whether it matters; false: too long or none. */
static bool name_read(struct view v, char out[NAME_MAX_BYTES + 1])
{
	if (v.size > 1 && v.data[v.size - 1] == '.')
		v.size--;
	if (v.size == 0 || v.size > NAME_MAX_BYTES)
		return false;
	for (size_t i = 0; i < v.size; i++) {
		out[i] = str_lower((char)v.data[i]);
		if (out[i] == '\0')
			out[i] = '?';
	}
	out[v.size] = '\0';
	return true;
}

static const char *text_of(struct correlate *k, struct view v)
{
	return v.data == NULL || v.size == 0 ? NULL : str_safe(k->arena, view_part(v, 0, TEXT_MAX_BYTES));
}

/* In live mode an arena is of some pieces that came one after another, and goes with the last. */
static struct piece *piece_place(struct correlate *k)
{
	struct piece *p;

	if (k->piece_count == k->piece_space) {
		k->piece_space = k->piece_space == 0 ? 64 : k->piece_space * 2;
		k->pieces = mem_resize(k->pieces, k->piece_space, sizeof(struct piece *));
	}
	if (k->live && (k->home == NULL || k->home->made >= HOME_PIECES)) {
		k->home = mem_take(1, sizeof *k->home);
		*k->home = (struct piece_home){ .arena = arena_new() };
		k->arena = k->home->arena;
	}
	p = arena_take(k->arena, sizeof *p);
	k->pieces[k->piece_count++] = p;
	if (k->home != NULL) {
		k->home->made++;
		k->home->count++;
	}
	return p;
}

void piece_leave(struct correlate *k, struct piece *p)
{
	struct piece_home *home = p->home;

	if (home == NULL || --home->count != 0)
		return;
	/* The next piece opens another. */
	if (k->home == home) {
		k->home = NULL;
		k->arena = NULL;
	}
	k->pieces_held -= home->held;
	arena_free(home->arena);
	free(home);
}

static struct piece *piece_new(struct correlate *k, const struct sighting *s, enum piece_kind kind,
	const char *host)
{
	struct piece *p;

	if (k->piece_count >= k->o.max_contacts * PIECES_EACH || k->pieces_held > PIECES_HELD_MAX) {
		k->contacts_dropped++;
		return NULL;
	}
	p = piece_place(k);
	*p = (struct piece){ .kind = kind, .at = s->at, .opened_at = s->opened_at, .input = s->input,
		.scope = sighting_scope(s),
		.place = s->place, .connection = s->connection, .client = s->client, .server = s->server,
		.mac_known = s->client_mac_known, .pid = s->process.pid, .rcode = -1,
		.answered_at = SIGHT_NEVER, .done_at = SIGHT_NEVER, .ended_at = SIGHT_NEVER, .body_size = -1,
		.answer_size = -1, .arrived = k->moment, .home = k->home };
	memcpy(p->mac, s->client_mac, 6);
	p->timeless = s->at == SIGHT_NEVER;
	if (p->timeless)
		p->at = 0;
	p->host = str_safe_text(k->arena, host);
	p->client_name = arena_name(k->arena, s->client_name.size == 0 ? (struct view){ 0 } : s->client_name);
	p->process = text_of(k, s->process.name);
	p->user = text_of(k, s->process.user);
	p->task = s->process.task.size == 0 ? NULL : arena_name(k->arena, s->process.task);
	p->subject = text_of(k, s->process.subject);
	interest_add(k, p);
	if (k->live && k->next_ask > k->moment + RIPE_SOON)
		k->next_ask = k->moment + RIPE_SOON;
	return p;
}

/* --- names asked for ------------------------------------------------------------------ */

static void take_dns(struct correlate *k, const struct sighting *s)
{
	const struct sight_dns *d = s->dns;
	char name[NAME_MAX_BYTES + 1];
	enum relevance r;
	struct piece *p;

	if (!name_read(d->name, name))
		return;
	r = keep_relevance(k, name);
	/* Of a line that waited they were kept when it came: what is the latest is. */
	for (size_t i = 0; !k->rereading && i < d->address_count && i < ANSWERS_MAX; i++)
		keep_address_name(k, &d->addresses[i], d->name, s->at);
	if (r == HOST_FOREIGN) {
		keep_asked(k, s, name);
		return;
	}
	p = piece_new(k, s, PIECE_DNS, name);
	if (p == NULL)
		return;
	p->type = d->type;
	p->rcode = d->rcode;
	p->blocked = d->blocked;
	p->answered_at = time_sane(d->answered_at);
	p->address_count = d->address_count < ANSWERS_MAX ? d->address_count : ANSWERS_MAX;
	p->addresses = arena_copy(k->arena, d->addresses, p->address_count * sizeof *d->addresses);
	for (size_t i = 0; i < p->address_count && r != HOST_IMITATION; i++)
		keep_lencr_address(k, &p->addresses[i], p->host);
}

/* --- connections ------------------------------------------------------------------------- */

static void connect_piece(struct correlate *k, const struct waiting *w, const char *host)
{
	struct sighting s;
	struct piece *p;

	sighting_init(&s, SIGHT_CONNECT);
	s.at = w->at;
	s.input = w->input;
	s.group = w->group;
	s.place = w->place;
	s.connection = w->connection;
	s.client = w->client;
	s.server = w->server;
	memcpy(s.client_mac, w->mac, 6);
	s.client_mac_known = w->mac_known;
	s.process.pid = w->pid;
	p = piece_new(k, &s, PIECE_CONNECT, host);
	if (p == NULL)
		return;
	p->answered = w->answered;
	p->refused = w->refused;
	p->start_seen = w->start_seen;
	p->ended_at = w->ended_at;
}

static void settle(struct correlate *k, const struct waiting *w)
{
	const struct lencr_address *l = lencr_address_of(k, &w->server);

	if (l != NULL)
		connect_piece(k, w, l->host);
}

static void take_connect(struct correlate *k, const struct sighting *s)
{
	const struct sight_connect *c = s->connect;
	struct waiting *w;

	if (c->udp || s->server.port != 80)
		return;
	if (k->connects == NULL)
		k->connects = mem_take(WAITING, sizeof *k->connects);
	w = &k->connects[k->connect_at];
	if (k->connect_count == WAITING)
		settle(k, w);
	else
		k->connect_count++;
	k->connect_at = (k->connect_at + 1) % WAITING;
	*w = (struct waiting){ .client = s->client, .server = s->server, .mac_known = s->client_mac_known,
		.answered = c->answered, .refused = c->refused, .start_seen = c->start_seen,
		.input = s->input, .group = s->group, .place = s->place, .connection = s->connection, .at = s->at,
		.ended_at = time_sane(c->ended_at), .pid = s->process.pid };
	memcpy(w->mac, s->client_mac, 6);
}

void pieces_settle(struct correlate *k)
{
	for (size_t i = 0; i < k->connect_count; i++)
		settle(k, &k->connects[i]);
	k->connect_count = k->connect_at = 0;
}

/* --- requests ------------------------------------------------------------------------------ */

static const char *copied(struct arena *a, const char *text)
{
	return text == NULL ? NULL : arena_text(a, text);
}

/* Everything of FROM that lives in an arena that goes. */
static void copy_object(struct arena *a, const struct known_object *from, struct known_object *to)
{
	struct odd *odds = arena_array(a, from->odd_count + 1, sizeof *odds);

	*to = *from;
	to->kind = copied(a, from->kind);
	to->what = copied(a, from->what);
	to->label = copied(a, from->label);
	to->ca_name = copied(a, from->ca_name);
	to->environment = copied(a, from->environment);
	to->state = copied(a, from->state);
	to->state_text = copied(a, from->state_text);
	to->serial = copied(a, from->serial);
	to->name_hash = copied(a, from->name_hash);
	to->key_hash = copied(a, from->key_hash);
	to->host = copied(a, from->host);
	for (size_t i = 0; i < from->odd_count; i++)
		odds[i] = (struct odd){ copied(a, from->odds[i].word), from->odds[i].severity,
			copied(a, from->odds[i].text) };
	to->odds = odds;
}

static enum fetcher_kind fetch_kind(const struct known_object *o, const char *url)
{
	if (str_starts(o->kind, "ocsp") || strstr(url, "://ocsp.") != NULL || strstr(url, ".ocsp.") != NULL)
		return FETCH_OCSP;
	if (str_starts(o->kind, "issuer"))
		return FETCH_ISSUER;
	return strstr(o->kind, "crl") != NULL ? FETCH_CRL : FETCH_ANY;
}

/* The OCSP request of a GET stands in the path. */
static struct view request_der(struct arena *a, const char *url, struct view body)
{
	const char *path = strstr(url, "://");
	struct spelling how;

	if (body.size != 0)
		return body;
	path = path == NULL ? NULL : strchr(path + 3, '/');
	if (path == NULL || strlen(path) < 40 || !spelling_read(a, path, &how) || how.cut)
		return (struct view){ 0 };
	return how.der;
}

static void name_fetcher(struct correlate *k, struct arena *a, struct piece *p, const struct sight_http *h)
{
	struct fetch_facts f = { .kind = fetch_kind(&p->fetched->object, p->url), .method = p->method,
		.version = h->version, .user_agent = p->no_user_agent ? "" : p->user_agent };

	if (h->header_names.size != 0)
		f.header_names = str_safe(a, view_part(h->header_names, 0, 2048));
	if (h->headers.size != 0 && memchr(h->headers.data, 0, h->headers.size) == NULL)
		f.headers = arena_textn(a, (const char *)h->headers.data,
			h->headers.size < HEADERS_MAX ? h->headers.size : HEADERS_MAX);
	if (f.kind == FETCH_OCSP)
		ocsp_form_read(a, request_der(a, p->url, h->body), &f.form);
	fetcher_name(k->arena, &f, &p->fetched->fetcher);
}

static bool contains(struct arena *a, struct view v, const char *low)
{
	char *text;

	if (v.data == NULL || v.size == 0)
		return false;
	text = str_safe(a, view_part(v, 0, 2048));
	for (char *c = text; *c != '\0'; c++)
		*c = str_lower(*c);
	return strstr(text, low) != NULL;
}

static void put_request(struct correlate *k, struct piece *p, const struct sight_http *h)
{
	p->method = text_of(k, h->method);
	p->user_agent = text_of(k, h->user_agent);
	p->no_user_agent = h->user_agent.data != NULL && h->user_agent.size == 0;
	p->version = h->version;
	p->by_proxy = h->form == HTTP_ABSOLUTE;
	p->status = h->status;
	p->answered_at = time_sane(h->answered_at);
	p->done_at = time_sane(h->done_at);
	p->body_size = h->body_size;
	p->answer_size = h->answer_size;
	if (p->answer_size < 0 && h->answer_whole)
		p->answer_size = (int64_t)h->answer.size;
}

static void look_at(struct correlate *k, struct piece *p, const struct sight_http *h)
{
	struct arena *a = arena_new();
	struct known_object o;
	int64_t at = p->timeless ? k->o.now : p->at / SECOND;

	p->fetched = arena_take(k->arena, sizeof *p->fetched);
	object_of_url(a, p->url, h->body, at, &o);
	copy_object(k->arena, &o, &p->fetched->object);
	content_check(k->arena, p->url, &p->fetched->object, h, &p->fetched->content);
	name_fetcher(k, a, p, h);
	p->conditional = contains(a, h->header_names, "if-modified-since") ||
		contains(a, h->header_names, "if-none-match");
	p->body_seen = h->body.size != 0;
	if (h->body_size > 0 || h->body.size > 0)
		p->body_bad = fetch_kind(&o, p->url) != FETCH_OCSP ||
			(h->body.size != 0 && o.serial == NULL && (int64_t)h->body.size >= h->body_size);
	arena_free(a);
}

/* A fetch of a list, an answer or a certificate of any CA. */
static bool of_the_story(const struct sight_http *h, const char *url)
{
	static const char *const ends[] = { ".crl", ".crt", ".cer", ".p7c", ".der" };
	static const char *const types[] = { "pkix-crl", "ocsp-response", "pkix-cert", "x-x509-ca-cert",
		"x-pkcs7-crl" };
	struct arena *a = arena_new();
	size_t size = strcspn(url, "?#");
	bool is = false;

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		is = is || (size > 4 && memcmp(url + size - 4, ends[i], 4) == 0);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		is = is || contains(a, h->content_type, types[i]);
	is = is || request_der(a, url, h->body).size != 0;
	arena_free(a);
	return is;
}

static struct view host_of(const struct sight_http *h)
{
	struct view v = h->host;

	for (size_t i = v.size; i > 1 && v.data[0] != '['; i--) {
		if (v.data[i - 1] == ':')
			return view_part(v, 0, i - 1);
		if (v.data[i - 1] < '0' || v.data[i - 1] > '9')
			break;
	}
	return v;
}

static const char *url_of(struct arena *a, const struct sight_http *h)
{
	struct view v = h->url.size != 0 ? h->url : h->form == HTTP_ABSOLUTE ? h->target :
		(struct view){ 0 };

	if (v.size != 0)
		return str_safe(a, view_part(v, 0, URL_MAX_BYTES));
	return arena_format(a, "http://%s%s", str_safe(a, view_part(h->host, 0, NAME_MAX_BYTES)),
		str_safe(a, view_part(h->target, 0, URL_MAX_BYTES)));
}

/* The host of the URL, where the input has no field of its own for it. */
static bool host_read(struct arena *a, const struct sight_http *h, const char *url,
	char out[NAME_MAX_BYTES + 1])
{
	struct url u;
	const char *why;

	if ((h->form == HTTP_ABSOLUTE || h->host.size == 0) && url_read(a, view_of_text(url), &u, &why))
		return name_read(view_of_text(u.host), out);
	return name_read(host_of(h), out);
}

static void take_http(struct correlate *k, const struct sighting *s)
{
	const struct sight_http *h = s->http;
	struct arena *a = arena_new();
	const char *url = h->form == HTTP_CONNECT ? "" : url_of(a, h);
	char host[NAME_MAX_BYTES + 1];
	enum relevance r;
	struct piece *p;

	if (!host_read(a, h, url, host)) {
		arena_free(a);
		return;
	}
	r = keep_relevance(k, host);
	if (h->form == HTTP_CONNECT) {
		if (r != HOST_FOREIGN && (p = piece_new(k, s, PIECE_TLS, host)) != NULL)
			p->by_proxy = true;
	} else if ((r != HOST_FOREIGN || (k->o.all && of_the_story(h, url))) &&
	    (p = piece_new(k, s, PIECE_HTTP, host)) != NULL) {
		p->url = arena_text(k->arena, url);
		p->answer_file = file_key(sighting_scope(s), h->answer_file);
		files_ask(k, p->answer_file);
		put_request(k, p, h);
		look_at(k, p, h);
	}
	arena_free(a);
}

static bool take_tls(struct correlate *k, const struct sighting *s)
{
	char host[NAME_MAX_BYTES + 1];
	struct piece *p;

	if (!name_read(s->tls->sni, host) || keep_relevance(k, host) == HOST_FOREIGN)
		return false;
	p = piece_new(k, s, PIECE_TLS, host);
	if (p != NULL) {
		p->established = s->tls->established;
		p->established_known = s->tls->established_known;
	}
	return true;
}

void take_piece(struct correlate *k, const struct sighting *s)
{
	if (s->kind == SIGHT_DNS && s->dns != NULL)
		take_dns(k, s);
	else if (s->kind == SIGHT_HTTP && s->http != NULL)
		take_http(k, s);
	else if (s->kind == SIGHT_TLS && s->tls != NULL)
		take_tls(k, s);
	else if (s->kind == SIGHT_CONNECT && s->connect != NULL)
		take_connect(k, s);
}

void pieces_free(struct correlate *k)
{
	for (size_t i = 0; i < k->piece_count; i++)
		piece_leave(k, k->pieces[i]);
	free(k->pieces);
	free(k->connects);
}
