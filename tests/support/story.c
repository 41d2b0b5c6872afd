#include "story.h"

#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "known/catalog.h"
#include "mint.h"

static void need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "story: %s\n", what);
	abort();
}

struct story *story_new(struct arena *a)
{
	struct story *s = arena_take(a, sizeof *s);

	s->a = a;
	s->options.now = STORY_START;
	return s;
}

static struct endpoint address(const char *text, unsigned port)
{
	struct endpoint e = { 0 };

	need(text == NULL || endpoint_read(view_of_text(text), &e), "address");
	e.port = (uint16_t)port;
	return e;
}

static struct sighting *add(struct story *s, enum sighting_kind kind, int64_t at, const char *client,
	const char *server, unsigned port)
{
	struct sighting *one = arena_take(s->a, sizeof *one);

	need(s->count < STORY_MAX, "too long");
	sighting_init(one, kind);
	one->at = STORY_START * SIGHT_SECOND + at * 1000;
	one->place = s->count + 1;
	one->connection = ++s->connections;
	one->client = address(client, 30000 + (unsigned)s->count);
	one->server = address(server, port);
	s->list[s->count++] = one;
	return one;
}

struct sighting *story_last(struct story *s)
{
	return s->list[s->count - 1];
}

struct sight_dns *story_dns(struct story *s, int64_t at, const char *client, const char *name,
	const char *text)
{
	struct sight_dns *d = arena_take(s->a, sizeof *d);
	struct sighting *one = add(s, SIGHT_DNS, at, client, "192.0.2.53", 53);
	struct endpoint *e = arena_take(s->a, sizeof *e);

	sight_dns_init(d);
	d->name = view_of_text(arena_text(s->a, name));
	d->type = 1;
	if (text != NULL) {
		*e = address(text, 0);
		d->addresses = e;
		d->address_count = 1;
		d->rcode = 0;
		d->answered_at = one->at + 1000;
	}
	one->dns = d;
	return d;
}

struct sight_http *story_http(struct story *s, int64_t at, const char *client, const char *server,
	const char *url)
{
	struct sight_http *h = arena_take(s->a, sizeof *h);
	struct sighting *one = add(s, SIGHT_HTTP, at, client, server, 80);
	const char *host = strstr(url, "://") + 3;
	size_t size = strcspn(host, "/");

	sight_http_init(h);
	h->method = view_of_text("GET");
	h->url = view_of_text(arena_text(s->a, url));
	h->host = view_of_text(arena_textn(s->a, host, size));
	h->target = view_of_text(arena_text(s->a, host[size] == '\0' ? "/" : host + size));
	h->version = 11;
	h->status = 200;
	h->answered_at = one->at + 5000;
	h->done_at = one->at + 6000;
	one->opened_at = one->at - 1000;
	one->http = h;
	return h;
}

struct sight_tls *story_tls(struct story *s, int64_t at, const char *client, const char *server,
	const char *sni, unsigned version, int64_t done, const struct sight_cert *cert)
{
	struct sight_tls *t = arena_take(s->a, sizeof *t);
	struct sighting *one = add(s, SIGHT_TLS, at, client, server, 443);

	sight_tls_init(t);
	if (sni != NULL)
		t->sni = view_of_text(arena_text(s->a, sni));
	t->version = version;
	t->hello_at = one->at + 1000;
	t->flight_at = one->at + 20000;
	if (done != 0)
		t->finished_at = one->at + done * 1000;
	t->established = done != 0;
	t->established_known = t->resumed_known = true;
	if (cert != NULL) {
		t->certs = cert;
		t->cert_count = 1;
		t->cert_at = one->at + 15000;
	}
	one->tls = t;
	return t;
}

struct sight_connect *story_connect(struct story *s, int64_t at, const char *client, const char *server,
	unsigned port, bool answered)
{
	struct sight_connect *c = arena_take(s->a, sizeof *c);

	sight_connect_init(c);
	c->answered = answered;
	c->start_seen = true;
	add(s, SIGHT_CONNECT, at, client, server, port)->connect = c;
	return c;
}

struct sight_file *story_file(struct story *s, int64_t at, const char *key)
{
	struct sight_file *f = arena_take(s->a, sizeof *f);

	sight_file_init(f);
	f->key = view_of_text(key);
	f->size = 503;
	add(s, SIGHT_FILE, at, NULL, NULL, 0)->file = f;
	return f;
}

struct sight_status *story_status(struct story *s, int64_t at, const char *key, const char *label,
	const char *serial)
{
	const struct catalog_cert *ca = catalog_by_label(label);
	struct sight_status *status = arena_take(s->a, sizeof *status);

	need(ca != NULL && view_from_hex(s->a, serial, 20, &status->serial), "status");
	status->name_hash = view_of(ca->name_sha1, 20);
	status->key_hash = view_of(ca->key_sha1, 20);
	status->said = SAID_GOOD;
	status->revoked_at = status->this_update = status->next_update = WHEN_NONE;
	story_file(s, at, key)->status = status;
	return status;
}

void story_know(struct story *s, const struct sight_cert *cert, const char *source)
{
	s->known[s->known_count] = cert;
	s->known_source[s->known_count++] = source;
}

/* --- certificates ---------------------------------------------------------------------- */

struct view story_cert(struct arena *a, const char *label, const char *serial, const char *crl,
	const char *ocsp)
{
	const struct catalog_cert *ca = catalog_by_label(label);
	char *ext = arena_format(a, "[ext]\nsubjectAltName=DNS:site.example\n%s%s%s%s%s%s",
		crl == NULL ? "" : "crlDistributionPoints=URI:", crl == NULL ? "" : crl, crl == NULL ? "" : "\n",
		ocsp == NULL ? "" : "authorityInfoAccess=OCSP;URI:", ocsp == NULL ? "" : ocsp,
		ocsp == NULL ? "" : "\n");
	struct mint_cert m = { .subject = "site.example", .issuer = "Somebody Else", .serial = serial,
		.from = STORY_START - MINT_NOW - 20 * MINT_DAY, .until = STORY_START - MINT_NOW + 60 * MINT_DAY,
		.ext = ext };
	X509 *x = mint_cert(a, &m);
	X509_NAME *name = NULL;

	if (ca != NULL) {
		const unsigned char *p = ca->subject_der.data;

		name = d2i_X509_NAME(NULL, &p, (long)ca->subject_der.size);
	} else if (strcmp(label, "other") != 0) {
		char *cn = arena_text(a, label);

		for (char *c = cn; *c != '\0'; c++)
			*c = (char)(*c >= 'a' ? *c - 32 : *c);
		name = X509_NAME_new();
		X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, (const unsigned char *)"Let's Encrypt", -1,
			-1, 0);
		X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)cn, -1, -1, 0);
	}
	if (name != NULL) {
		need(X509_set_issuer_name(x, name) == 1, "issuer");
		need(X509_sign(x, mint_key("Somebody Else"), EVP_sha256()) > 0, "sign");
		X509_NAME_free(name);
	}
	return mint_der(a, x);
}

struct sight_cert *story_bytes(struct arena *a, struct view der)
{
	struct sight_cert *c = arena_take(a, sizeof *c);

	sight_cert_init(c);
	c->der = der;
	return c;
}

struct sight_cert *story_facts(struct arena *a, const char *label, const char *serial)
{
	const struct catalog_cert *ca = catalog_by_label(label);
	struct sight_cert *c = story_bytes(a, (struct view){ 0 });

	need(view_from_hex(a, serial, 20, &c->serial), "serial");
	c->issuer = view_of_text(ca == NULL ? "CN=Somebody Else,O=Other,C=US" :
		arena_format(a, "CN=%s,O=Let's Encrypt,C=US", ca->ca));
	c->subject = view_of_text("CN=site.example");
	return c;
}

/* --- requests ----------------------------------------------------------------------------- */

static size_t put(uint8_t *out, size_t at, uint8_t tag, const void *data, size_t size)
{
	out[at++] = tag;
	out[at++] = (uint8_t)size;
	memcpy(out + at, data, size);
	return at + size;
}

char *story_ocsp_path(struct arena *a, const char *label, const char *serial, const char *form)
{
	static const char sha1[] = "\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00",
		nonce[] = "\x30\x1b\x30\x19\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x02\x04\x0c\x04\x0a"
			"0123456789";
	const struct catalog_cert *ca = catalog_by_label(label);
	uint8_t one[200], two[200];
	struct view number;
	size_t size;
	struct str s;
	char *base64, *out;

	need(ca != NULL && view_from_hex(a, serial, 20, &number), "request");
	size = put(one, 0, 0x30, sha1, strcmp(form, "no-null") == 0 ? 7 : 9);
	size = put(one, size, 0x04, ca->name_sha1, 20);
	size = put(one, size, 0x04, ca->key_sha1, 20);
	size = put(one, size, 0x02, number.data, number.size);
	size = put(two, 0, 0x30, one, size);    /* CertID */
	size = put(one, 0, 0x30, two, size);    /* Request */
	size = put(two, 0, 0x30, one, size);    /* requestList */
	if (strcmp(form, "version") == 0) {
		memmove(two + 5, two, size);
		memcpy(two, "\xa0\x03\x02\x01\x00", 5);
		size += 5;
	}
	if (strcmp(form, "nonce") == 0)
		size = put(two, size, 0xa2, nonce, sizeof nonce - 1);
	need(size < 128, "request too long");
	size = put(one, 0, 0x30, two, size);    /* TBSRequest */
	two[0] = 0x30;
	two[1] = 0x81;
	two[2] = (uint8_t)size;
	if (size < 128) {
		size = put(two, 0, 0x30, one, size);
	} else {
		memcpy(two + 3, one, size);
		size += 3;
	}
	base64 = view_base64(a, view_of(two, size));
	str_init(&s, 4096);
	for (; *base64 != '\0'; base64++)
		if (strchr("+/=", *base64) != NULL)
			str_put_format(&s, "%%%02X", (unsigned)(uint8_t)*base64);
		else
			str_put_char(&s, *base64);
	out = arena_text(a, str_text(&s));
	str_clear(&s);
	return out;
}

/* --- telling ------------------------------------------------------------------------------- */

/* Without what links exactly: bytes, serials, tasks. */
static struct sighting *stripped(struct story *s, const struct sighting *from)
{
	struct sighting *one = arena_copy(s->a, from, sizeof *from);

	one->process.task = (struct view){ 0 };
	one->process.subject = (struct view){ 0 };
	if (one->tls != NULL) {
		struct sight_tls *t = arena_copy(s->a, one->tls, sizeof *t);

		t->cert_count = t->client_cert_count = 0;
		t->cert_at = SIGHT_NEVER;
		one->tls = t;
	}
	if (one->file != NULL) {
		struct sight_file *f = arena_copy(s->a, one->file, sizeof *f);

		f->status = NULL;
		one->file = f;
	}
	return one;
}

static unsigned next(unsigned *state)
{
	*state = *state * 1103515245u + 12345u;
	return *state >> 8;
}

const struct contacts *story_tell(struct story *s, const struct telling *how, struct correlate **out)
{
	struct correlate *k = correlate_new(s->a, &s->options);
	struct sight_sink *sink = correlate_sink(k);
	size_t order[STORY_MAX];
	unsigned state = how->seed;

	for (size_t i = 0; i < s->count; i++)
		order[i] = i;
	for (size_t i = s->count; how->seed != 0 && i > 1; i--) {
		size_t other = next(&state) % i, kept = order[i - 1];

		order[i - 1] = order[other];
		order[other] = kept;
	}
	for (size_t i = 0; i < s->known_count; i++)
		correlate_know(k, s->known[i], s->known_source[i]);
	for (size_t i = 0; i < s->count; i++) {
		struct sighting *one = s->list[order[i]];

		if (how->stripped && one->kind == SIGHT_CERT)
			continue;
		sink->see(sink, how->stripped ? stripped(s, one) : one);
	}
	*out = k;
	return correlate_result(k);
}
