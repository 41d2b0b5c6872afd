#include "sight_text.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/digest.h"
#include "x509/cert.h"
#include "x509/ocsp.h"

#define TEXT_MAX ((size_t)64 * 1024 * 1024)

static void put_time(struct sight_text *t, const char *name, int64_t at)
{
	if (at != SIGHT_NEVER)
		str_put_format(&t->out, " %s=%" PRId64, name, at - t->zero);
}

static void put_view(struct sight_text *t, const char *name, struct view v)
{
	if (v.data == NULL)
		return;
	str_put_format(&t->out, " %s=\"", name);
	str_put_safe(&t->out, v);
	str_put(&t->out, "\"");
}

/* Of bytes: how many, and the beginning of their digest. */
static void put_bytes(struct sight_text *t, const char *name, struct view v)
{
	uint8_t digest[32];

	if (v.data == NULL)
		return;
	digest_sha256(v, digest);
	str_put_format(&t->out, " %s=%zu:%02x%02x%02x%02x", name, v.size, digest[0], digest[1], digest[2], digest[3]);
}

static void put_end(struct sight_text *t, const char *before, const struct endpoint *e)
{
	char text[64];

	endpoint_text(e, true, text);
	str_put(&t->out, before);
	str_put(&t->out, text);
}

static void put_flag(struct sight_text *t, const char *name, bool known, bool value)
{
	if (known)
		str_put_format(&t->out, " %s%s", value ? "" : "not-", name);
}

static void put_dns(struct sight_text *t, const struct sight_dns *d)
{
	put_view(t, "name", d->name);
	str_put_format(&t->out, " type=%u rcode=%d%s", d->type, d->rcode, d->tcp ? " tcp" : "");
	put_time(t, "answered", d->answered_at);
	for (size_t i = 0; i < d->address_count; i++) {
		char text[64];

		endpoint_text(&d->addresses[i], false, text);
		str_put_format(&t->out, " address=%s", text);
	}
	for (size_t i = 0; i < d->alias_count; i++)
		put_view(t, "alias", d->aliases[i]);
}

/* Which certificates a body asks about, where it is an OCSP request. */
static void put_certids(struct sight_text *t, struct view body)
{
	struct arena *a = arena_new();
	struct ocsp_request_info info;

	if (body.data != NULL && ocsp_request_read(a, body, &info, NULL))
		for (size_t i = 0; i < info.id_count; i++)
			str_put_format(&t->out, " certid=%s:%s:%s", view_hex(a, info.ids[i].name_hash),
				view_hex(a, info.ids[i].key_hash), view_hex(a, info.ids[i].serial));
	arena_free(a);
}

/* What a stapled response is about. */
static void put_staple(struct sight_text *t, struct view staple)
{
	struct arena *a = arena_new();
	struct ocsp o;

	put_bytes(t, "staple", staple);
	if (staple.data != NULL && ocsp_read(a, staple, &o, NULL) && o.is_basic)
		for (size_t i = 0; i < o.single_count; i++)
			str_put_format(&t->out, " staple-of=%s", view_hex(a, o.singles[i].id.serial));
	arena_free(a);
}

static void put_http(struct sight_text *t, const struct sight_http *h)
{
	static const char *const forms[] = { "origin", "absolute", "connect" };

	put_view(t, "method", h->method);
	put_view(t, "target", h->target);
	put_view(t, "host", h->host);
	put_view(t, "url", h->url);
	str_put_format(&t->out, " form=%s version=%u", forms[h->form], h->version);
	put_view(t, "agent", h->user_agent);
	put_view(t, "names", h->header_names);
	put_bytes(t, "headers", h->headers);
	put_bytes(t, "body", h->body);
	put_certids(t, h->body);
	str_put_format(&t->out, " body-size=%" PRId64 " status=%d", h->body_size, h->status);
	put_time(t, "answered", h->answered_at);
	put_time(t, "done", h->done_at);
	put_view(t, "type", h->content_type);
	put_bytes(t, "answer-headers", h->answer_headers);
	put_bytes(t, "answer", h->answer);
	str_put_format(&t->out, " answer-size=%" PRId64 "%s%s", h->answer_size, h->answer_whole ? " whole" : "",
		h->answer_gap ? " gap" : "");
}

static void put_cert(struct sight_text *t, const char *name, const struct sight_cert *c)
{
	struct arena *a = arena_new();
	struct cert *cert = cert_read(a, c->der, NULL);

	put_bytes(t, name, c->der);
	if (cert != NULL)
		str_put_format(&t->out, "(%s)", cert_serial_hex(a, cert));
	arena_free(a);
}

static void put_tls(struct sight_text *t, const struct sight_tls *s)
{
	put_view(t, "sni", s->sni);
	put_view(t, "alpn", s->alpn);
	str_put_format(&t->out, " version=%04x%s%s%s%s", s->version, s->quic ? " quic" : "",
		s->starttls ? " starttls" : "", s->ech ? " ech" : "", s->grease ? " grease" : "");
	put_flag(t, "resumed", s->resumed_known, s->resumed);
	put_flag(t, "established", s->established_known, s->established);
	put_flag(t, "client-asked", s->client_asked, true);
	put_flag(t, "again", s->again, true);
	put_flag(t, "data-known", s->data_known, true);
	put_time(t, "hello", s->hello_at);
	put_time(t, "flight", s->flight_at);
	put_time(t, "cert-at", s->cert_at);
	put_time(t, "finished", s->finished_at);
	put_time(t, "client-data", s->client_data_at);
	put_time(t, "server-data", s->server_data_at);
	str_put_format(&t->out, " flight-bytes=%" PRId64, s->flight_bytes);
	for (size_t i = 0; i < s->cert_count; i++)
		put_cert(t, "cert", &s->certs[i]);
	for (size_t i = 0; i < s->client_cert_count; i++)
		put_cert(t, "client-cert", &s->client_certs[i]);
	put_staple(t, s->staple);
}

static void put_connect(struct sight_text *t, const struct sight_connect *c)
{
	str_put_format(&t->out, "%s%s%s%s up=%" PRId64 " down=%" PRId64, c->udp ? " udp" : "",
		c->answered ? " answered" : "", c->refused ? " refused" : "", c->start_seen ? " start" : "",
		c->bytes_up, c->bytes_down);
}

static void put_hex(struct sight_text *t, const char *key, struct view v)
{
	str_put_format(&t->out, " %s=", key);
	for (size_t i = 0; i < v.size; i++)
		str_put_format(&t->out, "%02x", v.data[i]);
}

static void put_file(struct sight_text *t, const struct sight_file *f)
{
	put_hex(t, "key", f->key);
	put_hex(t, "host", f->host);
	put_hex(t, "type", f->type);
	put_hex(t, "sha256", f->sha256);
	put_hex(t, "sha1", f->sha1);
	str_put_format(&t->out, " size=%" PRId64, f->size);
	if (f->status == NULL)
		return;
	put_hex(t, "name", f->status->name_hash);
	put_hex(t, "issuer-key", f->status->key_hash);
	put_hex(t, "serial", f->status->serial);
	put_hex(t, "reason", f->status->reason);
	str_put_format(&t->out, " said=%d revoked=%" PRId64 " this=%" PRId64 " next=%" PRId64, (int)f->status->said,
		f->status->revoked_at, f->status->this_update, f->status->next_update);
}

static void see(struct sight_sink *sink, const struct sighting *s)
{
	static const char *const kinds[] = { "dns", "connect", "http", "tls", "cert", "process", "file" };
	struct sight_text *t = (struct sight_text *)sink;

	str_put(&t->out, kinds[s->kind]);
	put_time(t, "at", s->at);
	str_put_format(&t->out, " place=%" PRIu64, s->place);
	put_end(t, " ", &s->client);
	put_end(t, " > ", &s->server);
	put_flag(t, "mac", s->client_mac_known, true);
	switch (s->kind) {
	case SIGHT_DNS:
		put_dns(t, s->dns);
		break;
	case SIGHT_CONNECT:
		put_connect(t, s->connect);
		break;
	case SIGHT_HTTP:
		put_http(t, s->http);
		break;
	case SIGHT_TLS:
		put_tls(t, s->tls);
		break;
	case SIGHT_CERT:
		put_cert(t, "cert", s->cert);
		break;
	case SIGHT_FILE:
		put_file(t, s->file);
		break;
	case SIGHT_PROCESS:
		break;
	}
	str_put(&t->out, "\n");
}

void sight_text_init(struct sight_text *t)
{
	*t = (struct sight_text){ .sink.see = see };
	str_init(&t->out, TEXT_MAX);
}

void sight_text_clear(struct sight_text *t)
{
	str_clear(&t->out);
	str_init(&t->out, TEXT_MAX);
}
