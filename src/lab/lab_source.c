#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"
#include "base/url.h"
#include "lab/answer.h"

#include <openssl/x509.h>

/* The lab as a source: what a client on the network would see, without one. */

#define REDIRECTS_MAX 3

struct waiting { struct waiting *next; struct answer answer; };
struct lab_source {
	struct source source;
	struct lab *lab;
	struct waiting *first, **last;
};

static enum reach reach_of_play(enum serve_play play)
{
	switch (play) {
	case PLAY_SILENT:
		return REACH_TIMED_OUT;
	case PLAY_SLOW:
		return REACH_TOO_SLOW;
	case PLAY_RESET:
	case PLAY_ALERT:
		return REACH_RESET;
	case PLAY_TRUNCATE:
		return REACH_TRUNCATED;
	case PLAY_ENDLESS:
	case PLAY_LIE_LENGTH:
		return REACH_TOO_BIG;
	case PLAY_GARBAGE:
		return REACH_BAD_HTTP;
	default:
		return REACH_OK;
	}
}

/* The rules for URLs out of certificates, as far as they show without a
 * network (judgement section 6). */
static enum reach judge_url(struct arena *a, const char *text, struct url *url)
{
	const char *why;

	if (!url_read(a, view_of_text(text), url, &why) || url->has_user || url->has_fragment)
		return REACH_URL_REFUSED;
	if (strcmp(url->scheme, "http") != 0)
		return REACH_SCHEME_REFUSED;
	if (url->host_is_ip || str_same(url->host, "localhost"))
		return REACH_URL_REFUSED;
	return url->port == 80 ? REACH_OK : REACH_PORT_REFUSED;
}

static void put_field(struct http_head *head, const char *name, size_t name_size,
	const char *value, size_t value_size)
{
	struct http_field *f;

	head->fields = mem_resize(head->fields, head->count + 1, sizeof *head->fields);
	f = &head->fields[head->count++];
	f->name = mem_take(name_size + 1, 1);
	f->value = mem_take(value_size + 1, 1);
	memcpy(f->name, name, name_size);
	memcpy(f->value, value, value_size);
}

static void fill_head(struct http_head *head, const struct serve_reply *reply)
{
	if (reply->content_type != NULL)
		put_field(head, "Content-Type", 12, reply->content_type,
			strlen(reply->content_type));
	for (const char *line = reply->headers; line != NULL && *line != '\0';) {
		const char *end = strstr(line, "\r\n"), *colon = strchr(line, ':');

		if (end == NULL || colon == NULL || colon > end)
			break;
		put_field(head, line, (size_t)(colon - line), colon + 2,
			(size_t)(end - colon - 2));
		line = end + 2;
	}
}

static bool is_redirect(int status)
{
	return status == 301 || status == 302 || status == 307 || status == 308;
}

static void fill_reply(struct outcome *o, const struct serve_reply *reply, size_t max)
{
	o->http_status = reply->status;
	fill_head(&o->head, reply);
	if (reply->status != 200)
		o->reach = REACH_BAD_STATUS;
	else if (http_head_get(&o->head, "Content-Encoding") != NULL)
		o->reach = REACH_ENCODED;
	else if (reply->body.size > max)
		o->reach = REACH_TOO_BIG;
	if (o->reach == REACH_OK)
		o->body = blob_new(reply->body);
	else
		outcome_set_detail(o, "HTTP status %d in the test world", reply->status);
}

static const char *location_of(struct arena *a, const struct serve_reply *reply)
{
	const char *text = strstr(reply->headers, "Location: "), *end;

	if (text == NULL || (end = strstr(text, "\r\n")) == NULL)
		return NULL;
	return arena_textn(a, text + 10, (size_t)(end - text - 10));
}

static void fetch(struct lab_source *s, struct arena *a, const struct want *want,
	struct outcome *o)
{
	const char *text = want->url;
	struct serve_reply reply;
	enum reach reach;
	struct url url;

	for (int hops = 0;; hops++) {
		struct serve_request q = { .method = want->kind == WANT_POST ? "POST" : "GET",
			.body = want->body };

		o->reach = judge_url(a, text, &url);
		if (o->reach != REACH_OK) {
			o->reach = hops > 0 ? REACH_REDIRECT_REFUSED : o->reach;
			return;
		}
		q.host = url.host;
		q.path = url.path;
		memset(&reply, 0, sizeof reply);
		answer_make(s->lab->world, a, &q, &reply, &reach);
		o->reach = reach != REACH_OK ? reach : reach_of_play(reply.play);
		if (o->reach != REACH_OK)
			return;
		if (!is_redirect(reply.status))
			break;
		text = location_of(a, &reply);
		if (text == NULL || want->kind == WANT_POST || hops >= REDIRECTS_MAX) {
			o->reach = text == NULL || want->kind == WANT_POST ?
				REACH_REDIRECT_REFUSED : REACH_REDIRECTS;
			return;
		}
		if (strcmp(text, want->url) == 0) {
			o->reach = REACH_REDIRECT_LOOP;
			return;
		}
	}
	o->address = mem_text("192.0.2.80");
	fill_reply(o, &reply, want->max_bytes);
}

/* --- TLS ------------------------------------------------------------------- */

static const char *query_of(struct arena *a, const char *query, const char *name)
{
	size_t size = strlen(name);

	while (query != NULL && *query != '\0') {
		size_t part = strcspn(query, "&");

		if (strncmp(query, name, size) == 0 && query[size] == '=')
			return arena_textn(a, query + size + 1, part - size - 1);
		query += part;
		query += *query == '&';
	}
	return NULL;
}

/* Without a wish a client of today gets the ECDSA one. */
static const struct serve_credential *choose(const struct serve_credential *all, size_t count,
	const char *key)
{
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < count; i++) {
			bool rsa = EVP_PKEY_is_a(all[i].key, "RSA") == 1;

			if (round == 1 ? key == NULL : key == NULL ? !rsa :
			    rsa == (strcmp(key, "rsa") == 0))
				return &all[i];
		}
	return NULL;
}

static struct view handshake_text(struct arena *a, const struct url *url, const char *sni,
	const char *address, const struct serve_credential *c)
{
	bool old = c->max_tls == 12;
	struct put p = { 0 };
	const char *head = arena_format(a, "lencr-handshake/1\nhost: %s\nport: %u\naddress: %s\n"
		"sni: %s\nprotocol: %s\ncipher: %s\n\n", url->host, url->port, address, sni,
		old ? "TLSv1.2" : "TLSv1.3", !old ? "TLS_AES_256_GCM_SHA384" :
		EVP_PKEY_is_a(c->key, "RSA") == 1 ? "ECDHE-RSA-AES256-GCM-SHA384" :
		"ECDHE-ECDSA-AES256-GCM-SHA384");

	put_bytes(&p, head, strlen(head));
	for (size_t i = 0; i < c->chain_count; i++) {
		pem_put(&p, a, "CERTIFICATE", c->chain[i]);
		/* TLS 1.2 has a place for one response only. */
		if (c->staples[i].size != 0 && (i == 0 || !old))
			pem_put(&p, a, "OCSP RESPONSE", c->staples[i]);
	}
	if (c->sct_list.size != 0)
		pem_put(&p, a, "SCT LIST", c->sct_list);
	return put_take(&p, a);
}

static bool is_dead(const struct lab_site *site, const char *address)
{
	for (size_t i = 0; address != NULL && i < site->dead_address_count; i++)
		if (strcmp(site->dead_addresses[i], address) == 0)
			return true;
	return false;
}

static void shake(struct lab_source *s, struct arena *a, const struct want *want,
	struct outcome *o)
{
	const struct serve_credential *all, *c;
	const struct wfault *fault;
	const char *why, *sni, *address;
	struct fault_object object = { .class = ON_SITE };
	struct wsite *site;
	struct url url;

	o->reach = REACH_URL_REFUSED;
	if (!url_read(a, view_of_text(want->url), &url, &why))
		return;
	sni = query_of(a, url.query, "sni");
	address = query_of(a, url.query, "address");
	sni = sni == NULL ? url.host : sni;
	site = site_find(s->lab->world, sni);
	o->reach = REACH_UNRESOLVED;
	if (site == NULL)
		return;
	object.site = site;
	fault = fault_find(s->lab->world, &object, FAULT_REACH);
	all = site_credentials(s->lab->world, site);
	c = choose(all, site->serve_count, query_of(a, url.query, "key"));
	o->reach = fault != NULL ? (enum reach)fault->number : reach_of_play(all->play);
	if (fault == NULL && (all->play == PLAY_GARBAGE || all->play == PLAY_ALERT || c == NULL))
		o->reach = REACH_TLS_FAILED;
	if (is_dead(&site->site, address))
		o->reach = REACH_REFUSED;
	if (o->reach != REACH_OK)
		return;
	address = address != NULL ? address : url.host_is_ip ? url.host : "192.0.2.44";
	o->address = mem_text(address);
	o->body = blob_new(handshake_text(a, &url, sni, address, c));
}

/* --- anchors ------------------------------------------------------------------ */

static void anchor(struct lab_source *s, struct arena *a, const struct want *want,
	struct outcome *o)
{
	struct world *w = s->lab->world;
	struct put p = { 0 };

	for (size_t i = 0; i < w->trust.count; i++) {
		struct view der = issue_cert(w, w->anchors[i]);
		const unsigned char *at = der.data;
		X509 *x = d2i_X509(NULL, &at, (long)der.size);
		char url[32];

		if (x == NULL)
			continue;
		snprintf(url, sizeof url, "anchor:%08lx",
			X509_NAME_hash_ex(X509_get_subject_name(x), NULL, NULL, NULL));
		X509_free(x);
		if (strcmp(url, want->url) == 0)
			pem_put(&p, a, "CERTIFICATE", der);
	}
	o->from = FROM_FILE;
	o->reach = p.size == 0 ? REACH_NOT_FOUND : REACH_OK;
	if (p.size != 0)
		o->body = blob_new(view_of(p.bytes, p.size));
	put_clear(&p);
}

/* --- the source -------------------------------------------------------------------- */

static bool source_do_ask(struct source *source, const struct want *want, struct err *err)
{
	struct lab_source *s = (struct lab_source *)source;
	struct waiting *made = mem_take(1, sizeof *made);
	struct outcome *o = &made->answer.outcome;
	struct arena *a = arena_new();

	(void)err;
	made->answer.want_id = want->id;
	o->asked_at = o->answered_at = s->lab->world->clock;
	if (want->kind == WANT_TLS)
		shake(s, a, want, o);
	else if (want->kind == WANT_ANCHOR)
		anchor(s, a, want, o);
	else
		fetch(s, a, want, o);
	if (o->reach != REACH_OK && o->detail == NULL)
		outcome_set_detail(o, "%s in the test world", reach_word(o->reach));
	arena_free(a);
	*s->last = made;
	s->last = &made->next;
	return true;
}

static bool source_do_next(struct source *source, int wait_ms, struct answer *out)
{
	struct lab_source *s = (struct lab_source *)source;
	struct waiting *first = s->first;

	(void)wait_ms;
	if (first == NULL)
		return false;
	s->first = first->next;
	if (s->first == NULL)
		s->last = &s->first;
	*out = first->answer;
	free(first);
	return true;
}

static void source_do_drop(struct source *source, uint32_t want_id)
{
	struct lab_source *s = (struct lab_source *)source;

	for (struct waiting **at = &s->first; *at != NULL; at = &(*at)->next) {
		struct waiting *w = *at;

		if (w->answer.want_id != want_id)
			continue;
		*at = w->next;
		if (s->last == &w->next)
			s->last = at;
		outcome_clear(&w->answer.outcome);
		free(w);
		return;
	}
}

static void source_do_free(struct source *source)
{
	struct lab_source *s = (struct lab_source *)source;
	struct answer answer;

	while (source_do_next(source, 0, &answer))
		outcome_clear(&answer.outcome);
	free(s);
}

struct source *lab_source(struct lab *lab)
{
	static const struct source_ops ops = {
		.ask = source_do_ask, .next = source_do_next, .drop = source_do_drop,
		.free = source_do_free,
	};
	struct lab_source *s = mem_take(1, sizeof *s);

	s->source.ops = &ops;
	s->lab = lab;
	s->last = &s->first;
	return &s->source;
}
