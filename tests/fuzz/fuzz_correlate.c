/* Bytes as sightings: whatever comes in whatever order, the result holds
 * together, and nothing is proven without certificate bytes or another exact link. */
#include <string.h>

#include "fuzz.h"
#include "observe/correlate.h"

struct source { const uint8_t *at, *end; };

static unsigned byte_of(struct source *s)
{
	return s->at < s->end ? *s->at++ : 0;
}

static struct view bytes_of(struct source *s, size_t max)
{
	size_t size = byte_of(s) | byte_of(s) << 8, left = (size_t)(s->end - s->at);
	struct view v;

	if (max < 256)
		size &= 0xff;
	size = size > max ? max : size;
	size = size > left ? left : size;
	v = view_of(s->at, size);
	s->at += size;
	return v;
}

static struct view name_of(struct source *s)
{
	static const char *const names[] = { "yr1.c.lencr.org", "x1.c.lencr.org", "r10.o.lencr.org",
		"yr1.i.lencr.org", "shop.example", "1encr.org", "ye9.c.lencr.org", "apps.identrust.com" };
	unsigned which = byte_of(s);

	return which < 200 ? view_of_text(names[which % 8]) : bytes_of(s, 255);
}

static struct endpoint address_of(struct source *s, unsigned port)
{
	unsigned which = byte_of(s);

	return (struct endpoint){ .address = { 10, 0, 0, (uint8_t)(which & 7) }, .size = which < 250 ? 4 : 0,
		.port = (uint16_t)port };
}

static int64_t time_of(struct source *s)
{
	unsigned which = byte_of(s);

	return which == 255 ? SIGHT_NEVER : which == 254 ? INT64_MAX :
		INT64_C(1782864000000000) + (int64_t)which * 100000;
}

static struct view key_of(struct source *s)
{
	static const char *const keys[] = { "F1", "F2", "F3" };
	unsigned which = byte_of(s);

	return which % 4 == 3 ? (struct view){ 0 } : view_of_text(keys[which % 4]);
}

static void fill_file(struct source *s, struct sight_file *f, struct sight_status *status)
{
	f->key = key_of(s);
	if (byte_of(s) % 2 == 0)
		f->host = name_of(s);
	f->type = bytes_of(s, 60);
	f->sha256 = bytes_of(s, 32);
	f->sha1 = bytes_of(s, 20);
	f->size = (int64_t)byte_of(s) - 1;
	*status = (struct sight_status){ .name_hash = bytes_of(s, 40), .key_hash = bytes_of(s, 40),
		.serial = bytes_of(s, 30), .said = (enum said)(byte_of(s) % 4), .revoked_at = time_of(s),
		.this_update = time_of(s), .next_update = time_of(s), .reason = bytes_of(s, 60) };
	if (byte_of(s) % 2 == 0)
		f->status = status;
}

static void fill_http(struct source *s, struct sight_http *h)
{
	sight_http_init(h);
	h->host = name_of(s);
	h->target = bytes_of(s, 255);
	h->form = (enum sight_http_form)(byte_of(s) % 3);
	h->version = byte_of(s) % 3 + 9;
	h->method = view_of_text(byte_of(s) % 2 == 0 ? "GET" : "POST");
	h->user_agent = bytes_of(s, 60);
	h->header_names = bytes_of(s, 60);
	h->headers = bytes_of(s, 60);
	h->status = (int)byte_of(s) * 2;
	h->body = bytes_of(s, 255);
	h->body_size = (int64_t)h->body.size;
	h->answer_whole = byte_of(s) % 2 == 0;
	h->answer = bytes_of(s, 60000);
	h->done_at = time_of(s);
	h->answer_file = key_of(s);
}

static void fill_tls(struct source *s, struct sight_tls *t, struct sight_cert *cert)
{
	sight_tls_init(t);
	sight_cert_init(cert);
	t->sni = name_of(s);
	t->version = 0x0300 + byte_of(s) % 5;
	t->flight_at = time_of(s);
	t->finished_at = time_of(s);
	t->cert_at = time_of(s);
	t->resumed = byte_of(s) % 2 == 0;
	cert->key = bytes_of(s, 70);
	cert->serial = bytes_of(s, 20);
	cert->issuer = byte_of(s) % 2 == 0 ? view_of_text("CN=YR1,O=Let's Encrypt") : bytes_of(s, 60);
	t->certs = cert;
	t->cert_count = byte_of(s) % 2;
}

static void one(struct source *s, struct sight_sink *sink)
{
	struct sighting x;
	struct sight_dns dns;
	struct sight_connect connect;
	struct sight_http http;
	struct sight_tls tls;
	struct sight_cert cert;
	struct sight_status status;
	struct sight_file file;
	struct endpoint answer;

	sighting_init(&x, (enum sighting_kind)(byte_of(s) % 7));
	sight_cert_init(&cert);
	sight_file_init(&file);
	x.at = time_of(s);
	x.client = address_of(s, 4000 + byte_of(s));
	x.server = address_of(s, byte_of(s) % 2 == 0 ? 80 : 443);
	x.connection = byte_of(s) % 8;
	x.input = byte_of(s) % 2;
	x.client_mac_known = byte_of(s) % 4 == 0;
	x.client_mac[5] = (uint8_t)(byte_of(s) % 3);
	x.process.pid = (int64_t)(byte_of(s) % 4) - 1;
	sight_dns_init(&dns);
	sight_connect_init(&connect);
	if (x.kind == SIGHT_DNS) {
		dns.name = name_of(s);
		answer = address_of(s, 0);
		dns.addresses = &answer;
		dns.address_count = byte_of(s) % 2;
		dns.rcode = (int)(byte_of(s) % 5) - 1;
	} else if (x.kind == SIGHT_HTTP) {
		fill_http(s, &http);
	} else if (x.kind == SIGHT_FILE) {
		fill_file(s, &file, &status);
	} else if (x.kind == SIGHT_TLS || x.kind == SIGHT_CERT) {
		fill_tls(s, &tls, &cert);
	} else {
		connect.answered = byte_of(s) % 2 == 0;
	}
	x.dns = &dns;
	x.connect = &connect;
	x.http = &http;
	x.tls = &tls;
	x.cert = &cert;
	x.file = &file;
	sink->see(sink, &x);
}

static bool exact(const struct contact *c)
{
	/* Serial and issuer in an OCSP request are exact, also by a log's word. */
	return strcmp(c->object.kind, "ocsp") == 0 && c->object.serial != NULL;
}

static void check(const struct contacts *all)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct contact *c = all->all[i];

		PROMISED(c->n == i + 1 && c->host != NULL && c->object.kind != NULL && c->object.what != NULL);
		PROMISED(c->grade != GRADE_PROVEN || exact(c));
		PROMISED(c->as != NULL || (c->candidate_count == 0) == (c->grade == GRADE_UNEXPLAINED));
		PROMISED(!c->object.claimed || (c->claimed.any && c->object.serial != NULL));
		PROMISED(c->content.state != CONTENT_VERIFIED || c->content.signer != NULL);
		for (size_t n = 0; n < c->flag_count; n++)
			PROMISED(c->flags[n].severity != SEVERITY_FAIL || c->suspicious);
		for (size_t n = 1; n < c->candidate_count; n++)
			PROMISED(c->candidates[n - 1].grade >= c->candidates[n].grade);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct correlate_options options = { .now = 1782864000, .all = size % 2 == 0,
		.max_candidates = size % 3 == 0 ? 4 : 0, .max_contacts = size % 5 == 0 ? 4 : 0 };
	struct source s = { data, data + size };
	struct arena *a = arena_new();
	struct correlate *k = correlate_new(a, &options);

	while (s.at < s.end)
		one(&s, correlate_sink(k));
	check(correlate_result(k));
	check(correlate_result(k));
	correlate_free(k);
	arena_free(a);
	return 0;
}
