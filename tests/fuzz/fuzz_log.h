/* What the targets for readers of logs share: reads the input by every reader
 * of a list and holds it to what reader.h and sighting.h promise; and once more
 * with a sink that takes glances and has each line read at once, to what glance.h
 * promises: the same sightings, and none that a glance did not foretell. */
#ifndef LENCR_TESTS_FUZZ_LOG_H
#define LENCR_TESTS_FUZZ_LOG_H

#include <string.h>

#include "fuzz.h"
#include "base/str.h"
#include "base/url.h"
#include "observe/log_parts.h"
#include "sight_text.h"

struct fuzz_sink {
	struct sight_sink sink;
	uint64_t count, bytes;
	uint64_t told;              /* a number for all that was seen, in its order */
	struct sight_text text;
	bool aliases;               /* they are kept where a line waits */
	const struct glance *at;    /* of the line that is read */
	uint64_t of_glance;         /* sightings of it */
	uint64_t failed;            /* glances at lines that could not be read */
};

/* Touches every octet, so that a sanitizer sees views that reach too far. */
static void fuzz_view(struct fuzz_sink *f, struct view v)
{
	PROMISED(v.size == 0 || v.data != NULL);
	for (size_t i = 0; i < v.size; i++)
		f->bytes += v.data[i];
}

static void fuzz_views(struct fuzz_sink *f, const struct view *list, size_t count)
{
	PROMISED(count <= LOG_LIST_MAX && (count == 0 || list != NULL));
	for (size_t i = 0; i < count; i++)
		fuzz_view(f, list[i]);
}

static void fuzz_cert(struct fuzz_sink *f, const struct sight_cert *c)
{
	fuzz_view(f, c->der);
	fuzz_view(f, c->key);
	fuzz_view(f, c->fingerprint);
	PROMISED(c->fingerprint.size == 0 || c->fingerprint.size == 20 || c->fingerprint.size == 32);
	fuzz_view(f, c->serial);
	PROMISED(c->serial.size < 2 || c->serial.data[0] != 0);
	fuzz_view(f, c->issuer);
	fuzz_view(f, c->subject);
	fuzz_views(f, c->crl_urls, c->crl_url_count);
	fuzz_views(f, c->issuer_urls, c->issuer_url_count);
	fuzz_views(f, c->ocsp_urls, c->ocsp_url_count);
	fuzz_views(f, c->names, c->name_count);
}

static void fuzz_dns(struct fuzz_sink *f, const struct sight_dns *d)
{
	PROMISED(d->name.size > 0 && d->rcode >= -1 && d->type <= 65535);
	fuzz_view(f, d->name);
	fuzz_views(f, d->aliases, d->alias_count);
	PROMISED(d->address_count <= LOG_LIST_MAX);
	for (size_t i = 0; i < d->address_count; i++)
		PROMISED(d->addresses[i].size == 4 || d->addresses[i].size == 16);
}

static void fuzz_http(struct fuzz_sink *f, const struct sight_http *h)
{
	const struct view all[] = { h->method, h->target, h->host, h->url, h->user_agent, h->header_names,
		h->headers, h->body, h->content_type, h->answer_headers, h->answer, h->answer_file };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		fuzz_view(f, all[i]);
	PROMISED(h->status >= 0 && h->status <= 999 && h->body_size >= -1 && h->answer_size >= -1);
}

static void fuzz_file(struct fuzz_sink *f, const struct sight_file *file)
{
	fuzz_view(f, file->key);
	fuzz_view(f, file->host);
	fuzz_view(f, file->type);
	fuzz_view(f, file->sha256);
	fuzz_view(f, file->sha1);
	PROMISED(file->key.size != 0 && file->size >= -1);
	PROMISED((file->sha256.size == 0 || file->sha256.size == 32) && (file->sha1.size == 0 ||
		file->sha1.size == 20));
	if (file->status == NULL)
		return;
	fuzz_view(f, file->status->name_hash);
	fuzz_view(f, file->status->key_hash);
	fuzz_view(f, file->status->serial);
	fuzz_view(f, file->status->reason);
	PROMISED(file->status->serial.size != 0 && file->status->said <= SAID_UNKNOWN);
}

static void fuzz_tls(struct fuzz_sink *f, const struct sight_tls *t)
{
	fuzz_view(f, t->sni);
	fuzz_view(f, t->alpn);
	fuzz_view(f, t->staple);
	PROMISED(t->cert_count <= LOG_LIST_MAX && t->client_cert_count <= LOG_LIST_MAX);
	for (size_t i = 0; i < t->cert_count; i++)
		fuzz_cert(f, &t->certs[i]);
	for (size_t i = 0; i < t->client_cert_count; i++)
		fuzz_cert(f, &t->client_certs[i]);
}

/* --- glances ------------------------------------------------------------------ */

static void fuzz_stir(struct fuzz_sink *f, const void *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		f->told = (f->told ^ ((const uint8_t *)data)[i]) * UINT64_C(0x100000001b3);
}

/* All of it that must not depend on when the line was read. */
static void fuzz_tell(struct fuzz_sink *f, const struct sighting *given)
{
	struct sighting s = *given;
	struct sight_dns d;
	struct sight_http h;
	const uint64_t numbers[] = { s.connection, (uint64_t)s.opened_at, s.group, (uint64_t)s.process.pid };

	if (s.dns != NULL && !f->aliases) {
		d = *s.dns;
		d.alias_count = 0;
		s.dns = &d;
	}
	/* Of a tunnel that waited it is known who asked for which host, and when. */
	if (s.http != NULL && s.http->form == HTTP_CONNECT) {
		sight_http_init(&h);
		h.form = HTTP_CONNECT;
		h.host = s.http->host;
		s.http = &h;
	}
	str_clear(&f->text.out);
	str_init(&f->text.out, (size_t)64 * 1024 * 1024);
	f->text.sink.see(&f->text.sink, &s);
	fuzz_stir(f, str_text(&f->text.out), strlen(str_text(&f->text.out)));
	fuzz_stir(f, numbers, sizeof numbers);
	fuzz_stir(f, s.client_mac, s.client_mac_known ? 6 : 0);
	fuzz_stir(f, s.client_name.data, s.client_name.size);
	fuzz_stir(f, s.process.name.data, s.process.name.size);
	if (s.dns != NULL)
		fuzz_stir(f, &s.dns->blocked, sizeof s.dns->blocked);
}

/* As the correlator takes it: letters that need no care, no dot at the end. */
static bool fuzz_plain(struct view *v)
{
	if (v->size > 1 && v->data[v->size - 1] == '.')
		v->size--;
	for (size_t i = 0; i < v->size; i++) {
		char c = str_lower((char)v->data[i]);

		if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_')
			return false;
	}
	return v->size <= 255;
}

static bool fuzz_same_name(struct view foretold, struct view v)
{
	if (v.size > 1 && v.data[v.size - 1] == '.')
		v.size--;
	if (foretold.size != v.size)
		return false;
	for (size_t i = 0; i < v.size; i++)
		if (str_lower((char)foretold.data[i]) != str_lower((char)v.data[i]))
			return false;
	return true;
}

static struct view fuzz_without_port(struct view v)
{
	size_t at = v.size;

	while (at > 1 && v.data[at - 1] >= '0' && v.data[at - 1] <= '9')
		at--;
	return at > 1 && v.data[0] != '[' && v.data[at - 1] == ':' ? view_part(v, 0, at - 1) : v;
}

/* The host that a request is about: of its URL where it names one, else the field. */
static bool fuzz_same_host(const struct glance *g, struct view foretold, const struct sight_http *h)
{
	struct arena *a = arena_new();
	struct view host = h->host.size != 0 ? h->host : h->target;
	struct url u;
	const char *why;
	bool same;

	if (g->kind == GLANCE_REQUEST && (h->form == HTTP_ABSOLUTE || h->host.size == 0) &&
	    url_read(a, h->url, &u, &why))
		host = view_of_text(u.host);
	same = fuzz_same_name(foretold, fuzz_without_port(host));
	arena_free(a);
	return same;
}

static void fuzz_foretold_dns(const struct glance *g, struct view name, const struct sight_dns *d)
{
	PROMISED(g->kind == GLANCE_QUESTION && fuzz_same_name(name, d->name));
	PROMISED(g->type == d->type && g->failed == (d->blocked || d->rcode > 0));
	PROMISED(g->address_count == d->address_count);
	for (size_t i = 0; i < d->address_count; i++)
		PROMISED(endpoint_same_address(&g->addresses[i], &d->addresses[i]));
}

static void fuzz_foretold(const struct glance *g, const struct sighting *s)
{
	struct view name = g->name;

	PROMISED(fuzz_plain(&name));
	PROMISED(g->at == s->at && g->connection == s->connection && g->place == s->place);
	PROMISED(g->input == s->input && g->group == s->group);
	PROMISED(endpoint_equal(&g->client, &s->client) && endpoint_equal(&g->server, &s->server));
	PROMISED(g->client_mac_known == s->client_mac_known);
	PROMISED(s->process.pid < 0 && s->process.name.size == 0 && s->process.user.size == 0 &&
		s->process.task.size == 0 && s->process.subject.size == 0 && s->client_name.size == 0);
	if (s->dns != NULL)
		fuzz_foretold_dns(g, name, s->dns);
	else if (s->connect != NULL)
		PROMISED(g->kind == GLANCE_BARE && g->udp == s->connect->udp && name.size == 0);
	else if (s->http != NULL)
		PROMISED(g->kind == (s->http->form == HTTP_CONNECT ? GLANCE_TLS : GLANCE_REQUEST) &&
			fuzz_same_host(g, name, s->http) && s->http->body.size == 0 && s->http->answer.size == 0);
	else if (s->file != NULL)
		PROMISED(g->kind == GLANCE_REQUEST && fuzz_same_name(name, s->file->host));
	else
		PROMISED(s->tls != NULL && g->kind == GLANCE_TLS && g->opened_at == s->opened_at &&
			fuzz_same_name(name, s->tls->sni) && s->tls->cert_count == 0 &&
			s->tls->client_cert_count == 0 && s->tls->staple.size == 0);
}

static void fuzz_see(struct sight_sink *sink, const struct sighting *s)
{
	struct fuzz_sink *f = (struct fuzz_sink *)sink;

	f->count++;
	PROMISED(s->input == 7 && s->place >= 1);
	fuzz_view(f, s->client_name);
	fuzz_view(f, s->process.name);
	fuzz_view(f, s->process.user);
	fuzz_view(f, s->process.task);
	fuzz_view(f, s->process.subject);
	PROMISED((s->kind == SIGHT_DNS) == (s->dns != NULL) && (s->kind == SIGHT_HTTP) == (s->http != NULL) &&
		(s->kind == SIGHT_TLS) == (s->tls != NULL) && (s->kind == SIGHT_CERT) == (s->cert != NULL) &&
		(s->kind == SIGHT_CONNECT) == (s->connect != NULL) && (s->kind == SIGHT_FILE) == (s->file != NULL));
	if (s->dns != NULL)
		fuzz_dns(f, s->dns);
	if (s->http != NULL)
		fuzz_http(f, s->http);
	if (s->tls != NULL)
		fuzz_tls(f, s->tls);
	if (s->cert != NULL)
		fuzz_cert(f, s->cert);
	if (s->file != NULL)
		fuzz_file(f, s->file);
	fuzz_tell(f, s);
	if (f->at != NULL) {
		f->of_glance++;
		fuzz_foretold(f->at, s);
	}
}

/* Takes most of what it can, as the correlator does. */
static bool fuzz_glance(struct sight_sink *sink, const struct glance *g)
{
	struct fuzz_sink *f = (struct fuzz_sink *)sink;
	struct view name = g->name;
	bool read;

	PROMISED(g->at != SIGHT_NEVER && (g->client.size == 0 || g->client.size == 4 || g->client.size == 16));
	fuzz_view(f, name);
	fuzz_view(f, g->line);
	if (g->client.size == 0 || !fuzz_plain(&name) || g->place % 5 == 4)
		return false;
	f->at = g;
	f->of_glance = 0;
	read = g->by->read(g->by, g->line, g->place, sink);
	PROMISED(f->of_glance == read);
	f->failed += !read;
	f->at = NULL;
	return true;
}

static struct fuzz_sink fuzz_run(const struct reader *r, struct view bytes, bool glances, struct input_report *report)
{
	struct fuzz_sink sink = { .sink = { fuzz_see, glances ? fuzz_glance : NULL },
		.aliases = r != &reader_dns };
	struct arena *a = arena_new();
	struct input *in = input_of(bytes, "fuzz");
	struct err e = { 0 };

	sight_text_init(&sink.text);
	*report = (struct input_report){ .first = SIGHT_NEVER, .last = SIGHT_NEVER };
	PROMISED(r->read(&(struct reading){ .arena = a, .input = in, .number = 7, .path = "/nowhere/fuzz",
		.limits = &read_limits_default, .sink = &sink.sink, .report = report }, &e));
	PROMISED(report->records == sink.count + sink.failed && e.code == ERR_NONE);
	PROMISED((report->first == SIGHT_NEVER) == (report->last == SIGHT_NEVER) && report->first <= report->last);
	input_free(in);
	arena_free(a);
	str_clear(&sink.text.out);
	return sink;
}

static void fuzz_log(const struct reader *r, struct view bytes)
{
	struct input_report eager, unread;
	struct fuzz_sink all, some;

	r->likes(bytes, "fuzz");
	all = fuzz_run(r, bytes, false, &eager);
	some = fuzz_run(r, bytes, true, &unread);
	PROMISED(all.count == some.count && all.told == some.told);
	PROMISED(eager.lines == unread.lines && eager.bytes == unread.bytes);
	/* A line of which nothing is wanted may be broken where nobody looks. */
	PROMISED(unread.malformed + some.failed <= eager.malformed);
	PROMISED(some.failed != 0 || (eager.first == unread.first && eager.last == unread.last));
}

#endif
