/* A sighting as one line of text, with all that is known of it and nothing
 * else: for tests that compare readers. */
#ifndef LENCR_TESTS_SIGHTING_TEXT_H
#define LENCR_TESTS_SIGHTING_TEXT_H

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "observe/sighting.h"

static inline void text_view(struct str *s, const char *key, struct view v)
{
	if (v.data == NULL)
		return;
	str_put_format(s, " %s=\"", key);
	for (size_t i = 0; i < v.size && i < 200; i++) {
		if (v.data[i] >= 0x20 && v.data[i] < 0x7f && v.data[i] != '\\' && v.data[i] != '"')
			str_put_char(s, (char)v.data[i]);
		else
			str_put_format(s, "\\x%02x", v.data[i]);
	}
	str_put(s, "\"");
}

static inline void text_hex(struct str *s, const char *key, struct view v)
{
	if (v.data == NULL)
		return;
	str_put_format(s, " %s=", key);
	for (size_t i = 0; i < v.size && i < 64; i++)
		str_put_format(s, "%02x", v.data[i]);
}

/* Seconds of the minute are enough to tell times apart: all samples are of one. */
static inline void text_time(struct str *s, const char *key, int64_t at)
{
	if (at != SIGHT_NEVER)
		str_put_format(s, " %s=%" PRId64 ".%06" PRId64, key, at / SIGHT_SECOND, at % SIGHT_SECOND);
}

static inline void text_number(struct str *s, const char *key, int64_t n, int64_t unknown)
{
	if (n != unknown)
		str_put_format(s, " %s=%" PRId64, key, n);
}

static inline void text_flag(struct str *s, const char *key, bool yes)
{
	if (yes)
		str_put_format(s, " %s", key);
}

static inline void text_known(struct str *s, const char *key, bool known, bool yes)
{
	if (known)
		str_put_format(s, " %s=%s", key, yes ? "yes" : "no");
}

static inline void text_list(struct str *s, const char *key, const struct view *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_view(s, key, list[i]);
}

static inline void text_end(struct str *s, const char *key, const struct endpoint *e)
{
	char text[64];

	endpoint_text(e, e->port != 0, text);
	if (e->size != 0)
		str_put_format(s, " %s=%s", key, text);
}

static inline void text_date(struct str *s, const char *key, int64_t at)
{
	char text[21];

	if (at == WHEN_NONE)
		return;
	when_format(at, text);
	str_put_format(s, " %s=%s", key, text);
}

static inline void text_cert(struct str *s, const char *key, const struct sight_cert *c)
{
	str_put_format(s, " %s(", key);
	text_hex(s, "der", c->der);
	text_view(s, "key", c->key);
	text_hex(s, "print", c->fingerprint);
	text_hex(s, "serial", c->serial);
	text_view(s, "issuer", c->issuer);
	text_view(s, "subject", c->subject);
	text_date(s, "from", c->not_before);
	text_date(s, "to", c->not_after);
	text_list(s, "crl", c->crl_urls, c->crl_url_count);
	text_list(s, "aia", c->issuer_urls, c->issuer_url_count);
	text_list(s, "ocsp", c->ocsp_urls, c->ocsp_url_count);
	text_list(s, "name", c->names, c->name_count);
	text_flag(s, "pointers", c->pointers_known);
	str_put(s, " )");
}

static inline void text_dns(struct str *s, const struct sight_dns *d)
{
	text_view(s, "name", d->name);
	text_number(s, "type", d->type, 0);
	text_number(s, "rcode", d->rcode, -1);
	text_flag(s, "blocked", d->blocked);
	text_flag(s, "tcp", d->tcp);
	text_time(s, "answered", d->answered_at);
	for (size_t i = 0; i < d->address_count; i++)
		text_end(s, "address", &d->addresses[i]);
	text_list(s, "alias", d->aliases, d->alias_count);
}

static inline void text_http(struct str *s, const struct sight_http *h)
{
	static const char *const forms[] = { "", " absolute", " connect" };

	str_put(s, forms[h->form]);
	text_view(s, "method", h->method);
	text_view(s, "target", h->target);
	text_view(s, "host", h->host);
	text_view(s, "url", h->url);
	text_number(s, "version", h->version, 0);
	text_view(s, "agent", h->user_agent);
	text_view(s, "headers", h->header_names);
	text_hex(s, "body", h->body);
	text_number(s, "body-size", h->body_size, -1);
	text_number(s, "status", h->status, 0);
	text_time(s, "answered", h->answered_at);
	text_time(s, "done", h->done_at);
	text_view(s, "content", h->content_type);
	text_hex(s, "answer", h->answer);
	text_number(s, "answer-size", h->answer_size, -1);
	text_flag(s, "whole", h->answer_whole);
	text_flag(s, "gap", h->answer_gap);
	text_flag(s, "cached", h->from_cache);
	text_view(s, "answer-file", h->answer_file);
}

static inline void text_tls(struct str *s, const struct sight_tls *t)
{
	text_view(s, "sni", t->sni);
	text_view(s, "alpn", t->alpn);
	if (t->version != 0)
		str_put_format(s, " version=%04x", t->version);
	text_flag(s, "quic", t->quic);
	text_flag(s, "starttls", t->starttls);
	text_flag(s, "ech", t->ech);
	text_flag(s, "grease", t->grease);
	text_known(s, "resumed", t->resumed_known, t->resumed);
	text_known(s, "established", t->established_known, t->established);
	text_time(s, "hello", t->hello_at);
	text_time(s, "flight", t->flight_at);
	text_time(s, "finished", t->finished_at);
	text_time(s, "client-data", t->client_data_at);
	text_time(s, "server-data", t->server_data_at);
	text_time(s, "cert-done", t->cert_at);
	text_flag(s, "data-known", t->data_known);
	text_number(s, "flight-bytes", t->flight_bytes, -1);
	for (size_t i = 0; i < t->cert_count; i++)
		text_cert(s, "cert", &t->certs[i]);
	for (size_t i = 0; i < t->client_cert_count; i++)
		text_cert(s, "client-cert", &t->client_certs[i]);
	text_hex(s, "staple", t->staple);
}

static inline void text_connect(struct str *s, const struct sight_connect *c)
{
	str_put(s, c->udp ? " udp" : " tcp");
	str_put(s, c->refused ? " refused" : c->answered ? " answered" : " silent");
	text_flag(s, "start", c->start_seen);
	text_time(s, "ended", c->ended_at);
	text_number(s, "up", c->bytes_up, -1);
	text_number(s, "down", c->bytes_down, -1);
}

static inline void text_file(struct str *s, const struct sight_file *f)
{
	static const char *const said[] = { "nothing", "good", "revoked", "unknown" };

	text_view(s, "key", f->key);
	text_view(s, "host", f->host);
	text_view(s, "type", f->type);
	text_hex(s, "sha256", f->sha256);
	text_hex(s, "sha1", f->sha1);
	text_number(s, "size", f->size, -1);
	if (f->status == NULL)
		return;
	str_put_format(s, " said=%s", said[f->status->said]);
	text_hex(s, "name-hash", f->status->name_hash);
	text_hex(s, "key-hash", f->status->key_hash);
	text_hex(s, "serial", f->status->serial);
	text_date(s, "revoked", f->status->revoked_at);
	text_view(s, "reason", f->status->reason);
	text_date(s, "this", f->status->this_update);
	text_date(s, "next", f->status->next_update);
}

static inline void sighting_text(struct str *s, const struct sighting *g)
{
	static const char *const kinds[] = { "dns", "connect", "http", "tls", "cert", "process", "file" };

	str_put_format(s, "%" PRIu64 " %s", g->place, kinds[g->kind]);
	text_time(s, "at", g->at);
	text_time(s, "opened", g->opened_at);
	text_end(s, "client", &g->client);
	text_end(s, "server", &g->server);
	if (g->client_mac_known)
		text_hex(s, "mac", (struct view){ g->client_mac, 6 });
	text_view(s, "client-name", g->client_name);
	text_view(s, "process", g->process.name);
	text_view(s, "user", g->process.user);
	text_number(s, "pid", g->process.pid, -1);
	text_view(s, "task", g->process.task);
	text_view(s, "task-subject", g->process.subject);
	if (g->kind == SIGHT_DNS)
		text_dns(s, g->dns);
	else if (g->kind == SIGHT_HTTP)
		text_http(s, g->http);
	else if (g->kind == SIGHT_TLS)
		text_tls(s, g->tls);
	else if (g->kind == SIGHT_CONNECT)
		text_connect(s, g->connect);
	else if (g->kind == SIGHT_CERT)
		text_cert(s, "cert", g->cert);
	else if (g->kind == SIGHT_FILE)
		text_file(s, g->file);
	str_put(s, "\n");
}

#endif
