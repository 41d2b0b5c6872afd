/* What the targets for readers of logs share: reads the input by every reader
 * of a list and holds it to what reader.h and sighting.h promise. */
#ifndef LENCR_TESTS_FUZZ_LOG_H
#define LENCR_TESTS_FUZZ_LOG_H

#include "fuzz.h"
#include "observe/log_parts.h"

struct fuzz_sink { struct sight_sink sink; uint64_t count, bytes; };

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
		h->headers, h->body, h->content_type, h->answer_headers, h->answer };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		fuzz_view(f, all[i]);
	PROMISED(h->status >= 0 && h->status <= 999 && h->body_size >= -1 && h->answer_size >= -1);
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
		(s->kind == SIGHT_CONNECT) == (s->connect != NULL));
	if (s->dns != NULL)
		fuzz_dns(f, s->dns);
	if (s->http != NULL)
		fuzz_http(f, s->http);
	if (s->tls != NULL)
		fuzz_tls(f, s->tls);
	if (s->cert != NULL)
		fuzz_cert(f, s->cert);
}

static void fuzz_log(const struct reader *r, struct view bytes)
{
	struct fuzz_sink sink = { .sink = { fuzz_see } };
	struct input_report report = { .first = SIGHT_NEVER, .last = SIGHT_NEVER };
	struct arena *a = arena_new();
	struct input *in = input_of(bytes, "fuzz");
	struct err e = { 0 };

	r->likes(bytes, "fuzz");
	PROMISED(r->read(&(struct reading){ .arena = a, .input = in, .number = 7, .path = "/nowhere/fuzz",
		.limits = &read_limits_default, .sink = &sink.sink, .report = &report }, &e));
	PROMISED(report.records == sink.count && e.code == ERR_NONE);
	PROMISED((report.first == SIGHT_NEVER) == (report.last == SIGHT_NEVER) && report.first <= report.last);
	input_free(in);
	arena_free(a);
}

#endif
