#include "unit.h"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "base/str.h"
#include "io/dial.h"
#include "peer.h"
#include "x509/handshake.h"
#include "tls_site.h"

/* --- a TLS server of our own ------------------------------------------------ */

struct site {
	EVP_PKEY *key;
	X509 *leaf, *other;
	int most_tls, extra;        /* how often OTHER follows the leaf */
	bool ask_client, staple;
	const char *ciphers;
};

static void site_init(struct site *s)
{
	*s = (struct site){ .key = EVP_EC_gen("P-256"), .most_tls = TLS1_3_VERSION };
	s->leaf = make_certificate(s->key, "leaf", 1);
	s->other = make_certificate(s->key, "other", 2);
}

static void site_clear(struct site *s)
{
	X509_free(s->leaf);
	X509_free(s->other);
	EVP_PKEY_free(s->key);
}

static const unsigned char staple_bytes[] = { 0x30, 0x03, 0x0a, 0x01, 0x06 };
static const unsigned char scts[] = { 0x00, 0x03, 0x00, 0x01, 0x55 };

static int give_staple(SSL *ssl, void *context)
{
	unsigned char *copy = OPENSSL_memdup(staple_bytes, sizeof staple_bytes);

	(void)context;
	SSL_set_tlsext_status_ocsp_resp(ssl, copy, (long)sizeof staple_bytes);
	return SSL_TLSEXT_ERR_OK;
}

static int give_scts(SSL *ssl, unsigned type, unsigned context, const unsigned char **out,
	size_t *size, X509 *x, size_t index, int *alert, void *argument)
{
	(void)ssl, (void)type, (void)context, (void)x, (void)alert, (void)argument;
	*out = scts;
	*size = sizeof scts;
	return index == 0;
}

static int accept_any(int ok, X509_STORE_CTX *c)
{
	(void)ok, (void)c;
	return 1;
}

static void serve_tls(struct peer *p, int fd, int nth)
{
	const struct site *site = p->context;
	SSL_CTX *c = SSL_CTX_new(TLS_server_method());
	SSL *ssl;

	(void)nth;
	SSL_CTX_set_security_level(c, 0);
	SSL_CTX_set_max_proto_version(c, site->most_tls);
	SSL_CTX_set_min_proto_version(c, TLS1_VERSION);
	if (site->ciphers != NULL)
		SSL_CTX_set_cipher_list(c, site->ciphers);
	SSL_CTX_use_certificate(c, site->leaf);
	SSL_CTX_use_PrivateKey(c, site->key);
	for (int i = 0; i < site->extra; i++) {
		X509_up_ref(site->other);
		SSL_CTX_add_extra_chain_cert(c, site->other);
	}
	if (site->ask_client)
		SSL_CTX_set_verify(c, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
	if (site->staple) {
		SSL_CTX_set_tlsext_status_cb(c, give_staple);
		SSL_CTX_add_custom_ext(c, TLSEXT_TYPE_signed_certificate_timestamp,
			SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_CERTIFICATE,
			give_scts, NULL, NULL, NULL, NULL);
	}
	ssl = SSL_new(c);
	SSL_set_fd(ssl, fd);
	SSL_accept(ssl);
	SSL_shutdown(ssl);
	peer_hold(p, fd);
	SSL_free(ssl);
	SSL_CTX_free(c);
}

/* --- asking ------------------------------------------------------------------ */

/* MS is for what ends by time alone; a busy machine must not end the rest. */
static void dial_for(struct peer *p, const char *query, int ms, struct outcome *out)
{
	struct net_options o;
	struct source *s;
	struct answer a;
	char url[200];
	struct want w = { .id = 3, .kind = WANT_TLS, .why = WHY_TARGET, .url = url,
		.max_bytes = 1 << 20 };

	net_options_init(&o);
	o.via_tls = p->via;
	o.small_ms = ms;
	snprintf(url, sizeof url, "tls://shop.example:443%s", query);
	s = net_new(&o, NULL);
	assert_true(source_ask(s, &w, NULL));
	assert_true(source_next(s, -1, &a));
	*out = a.outcome;
	source_free(s);
}

static void dial(struct peer *p, const char *query, struct outcome *out)
{
	dial_for(p, query, 15000, out);
}

static bool says(const struct outcome *o, const char *text)
{
	struct view body = blob_view(o->body);

	return view_find(body, view_of_text(text)) != SIZE_MAX;
}

static int count(const struct outcome *o, const char *text)
{
	struct view rest = blob_view(o->body);
	int n = 0;

	for (;;) {
		size_t at = view_find(rest, view_of_text(text));

		if (at == SIZE_MAX)
			return n;
		rest = view_part(rest, at + 1, SIZE_MAX);
		n++;
	}
}

static void brings_what_is_presented(void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct site site;
		struct peer *p;
		struct outcome o;

		site_init(&site);
		site.most_tls = versions[i];
		site.extra = 3;
		site.staple = true;
		p = peer_start(serve_tls, &site);
		dial(p, "", &o);
		assert_int_equal(o.reach, REACH_OK);
		assert_true(says(&o, "lencr-handshake/1\nhost: shop.example\nport: 443\n"
			"address: 127.0.0.1\nsni: shop.example\n"));
		assert_true(says(&o, i == 0 ? "protocol: TLSv1.2\n" : "protocol: TLSv1.3\n"));
		assert_int_equal(count(&o, "-----BEGIN CERTIFICATE-----"), 4);
		assert_int_equal(count(&o, "-----BEGIN OCSP RESPONSE-----\nMAMKAQY=\n-----END"), 1);
		assert_int_equal(count(&o, "-----BEGIN SCT LIST-----\nAAMAAVU=\n"), 1);
		assert_false(says(&o, "alert:"));
		assert_false(says(&o, "possession:"));
		outcome_clear(&o);
		peer_stop(p);
		site_clear(&site);
	}
}

static void asks_for_one_kind_of_key(void **state)
{
	struct site site;
	struct peer *p;
	struct outcome o;

	(void)state;
	site_init(&site);
	p = peer_start(serve_tls, &site);
	dial(p, "?key=ecdsa&sni=other.example", &o);
	assert_int_equal(o.reach, REACH_OK);
	assert_true(says(&o, "sni: other.example\n"));
	outcome_clear(&o);
	dial(p, "?key=rsa", &o);
	assert_int_equal(o.reach, REACH_TLS_FAILED);
	assert_non_null(strstr(o.detail, "alert handshake failure"));
	outcome_clear(&o);
	peer_stop(p);
	site_clear(&site);
}

static void a_client_certificate_is_no_obstacle(void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct site site;
		struct peer *p;
		struct outcome o;

		site_init(&site);
		site.most_tls = versions[i];
		site.ask_client = true;
		p = peer_start(serve_tls, &site);
		dial(p, "", &o);
		assert_int_equal(o.reach, REACH_OK);
		assert_true(says(&o, "client-certificate: requested\n"));
		assert_int_equal(says(&o, "alert: the server sent the alert handshake failure"), i == 0);
		assert_false(says(&o, "possession:"));
		outcome_clear(&o);
		peer_stop(p);
		site_clear(&site);
	}
}

static void names_an_old_protocol(void **state)
{
	struct site site;
	struct peer *p;
	struct outcome o;

	(void)state;
	site_init(&site);
	site.most_tls = TLS1_1_VERSION;
	p = peer_start(serve_tls, &site);
	dial(p, "", &o);
	assert_int_equal(o.reach, REACH_TLS_FAILED);
	assert_non_null(strstr(o.detail, "shop.example port 443 (127.0.0.1), handshake: "));
	assert_non_null(strstr(o.detail, "protocol version"));
	outcome_clear(&o);
	peer_stop(p);
	site_clear(&site);
}

/* Between client and server of TLS 1.2: damages the signature of the key
 * exchange, which ends right before ServerHelloDone (a record of 9 bytes). */
static void damage_signature(struct peer *p, int fd, int nth)
{
	const struct peer *real = p->context;
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)real->port) };
	char bytes[16384];
	int server = socket(AF_INET, SOCK_STREAM, 0);
	ssize_t got;
	size_t size = 0;

	(void)nth;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(server, (struct sockaddr *)&at, sizeof at) == 0 &&
		(got = recv(fd, bytes, sizeof bytes, 0)) > 0 && peer_send(server, bytes, (size_t)got)) {
		while (size < 9 || memcmp(bytes + size - 9, "\x16\x03\x03\x00\x04\x0e", 6) != 0) {
			got = recv(server, bytes + size, sizeof bytes - size, 0);
			if (got <= 0)
				break;
			size += (size_t)got;
		}
		if (size > 10)
			bytes[size - 10] ^= 1;
		peer_send(fd, bytes, size);
		peer_hold(p, fd);
	}
	close(server);
}

static void a_borrowed_certificate_is_not_presented(void **state)
{
	struct site site;
	struct peer *real, *between;
	struct outcome o;

	(void)state;
	site_init(&site);
	site.most_tls = TLS1_2_VERSION;
	real = peer_start(serve_tls, &site);
	between = peer_start(damage_signature, real);
	dial(between, "", &o);
	assert_int_equal(o.reach, REACH_TLS_FAILED);
	assert_non_null(strstr(o.detail, "cannot show that it holds the key"));
	outcome_clear(&o);
	peer_stop(between);
	peer_stop(real);
	site_clear(&site);
}

/* --- raw answers --------------------------------------------------------------- */

struct raw { const char *bytes; size_t size; bool hold; };

static void answer_raw(struct peer *p, int fd, int nth)
{
	const struct raw *raw = p->context;
	char hello[4096];

	(void)nth;
	if (recv(fd, hello, sizeof hello, 0) <= 0 || !peer_send(fd, raw->bytes, raw->size))
		return;
	if (raw->hold)
		peer_hold(p, fd);
	else
		peer_sleep(20);
	shutdown(fd, SHUT_WR);
	recv(fd, hello, sizeof hello, 0);
}

/* ServerHello of TLS 1.2 (ECDHE-RSA-AES128-GCM-SHA256), then what follows. */
#define SERVER_HELLO "\x16\x03\x03\x00\x2a" "\x02\x00\x00\x26\x03\x03" \
	"0123456789abcdef0123456789abcdef" "\x00\xc0\x2f\x00"
#define EMPTY_LIST "\x16\x03\x03\x00\x07" "\x0b\x00\x00\x03\x00\x00\x00"
#define GARBAGE "\x16\x03\x03\x00\x10" "\x0b\x00\x00\x0c\x00\x00\x09\x00\x00\x03" "abc" "\x00\x00\x00"

static const struct {
	const char *name;
	struct raw raw;
	enum reach reach;
	const char *says; /* of the detail, or of the body */
	int certs;
} raws[] = {
	{ "http", { "HTTP/1.1 400 Bad Request\r\n\r\n", 28, false }, REACH_TLS_FAILED,
		"not TLS: it answered \"HTTP/1.1 400 Bad Request\"", 0 },
	{ "ssh", { "SSH-2.0-x\x1b[2J\r\n", 15, true }, REACH_TLS_FAILED, "\"SSH-2.0-x\\x1b[2J\"", 0 },
	{ "closed", { "", 0, false }, REACH_RESET, "closed the connection after 0 bytes", 0 },
	{ "silent", { "", 0, true }, REACH_TIMED_OUT, "no answer within 0.5 s", 0 },
	{ "alert", { "\x15\x03\x03\x00\x02\x02\x70", 7, false }, REACH_TLS_FAILED,
		"alert unrecognized name (112)", 0 },
	{ "garbled", { "\x16\x03\x03\x00\x05hello", 10, false }, REACH_TLS_FAILED, "broken off", 0 },
	{ "stalls", { SERVER_HELLO, sizeof SERVER_HELLO - 1, true }, REACH_TOO_SLOW, "did not end", 0 },
	{ "empty list", { SERVER_HELLO EMPTY_LIST, sizeof SERVER_HELLO EMPTY_LIST - 1, false }, REACH_OK,
		"alert: broken off", 0 },
	{ "garbage", { SERVER_HELLO GARBAGE, sizeof SERVER_HELLO GARBAGE - 1, false }, REACH_OK,
		"possession: unproven\n\n-----BEGIN CERTIFICATE-----\nYWJj\n", 1 },
};

static void names_every_odd_answer(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof raws / sizeof *raws; i++) {
		struct peer *p = peer_start(answer_raw, &raws[i].raw);
		struct outcome o;

		dial_for(p, "", raws[i].raw.hold ? 500 : 15000, &o);
		if (o.reach != raws[i].reach || (o.detail != NULL && strstr(o.detail, raws[i].says) == NULL))
			print_message("# %s: %s %s\n", raws[i].name, reach_word(o.reach), o.detail);
		assert_int_equal(o.reach, raws[i].reach);
		assert_true(o.detail != NULL ? strstr(o.detail, raws[i].says) != NULL :
			says(&o, raws[i].says));
		assert_int_equal(count(&o, "BEGIN CERTIFICATE"), raws[i].certs);
		outcome_clear(&o);
		peer_stop(p);
	}
}

/* x509/handshake reads back what was written. */
static void is_read_back(void **state)
{
	struct peer *p = peer_start(answer_raw, &raws[8].raw);
	struct arena *a = arena_new();
	struct handshake h;
	struct outcome o;

	(void)state;
	dial(p, "", &o);
	assert_true(handshake_read(a, blob_view(o.body), &h, NULL));
	assert_string_equal(h.host, "shop.example");
	assert_true(h.unproven);
	assert_non_null(h.alert);
	assert_int_equal(h.cert_count, 1);
	assert_true(view_is_text(h.certs[0], "abc"));
	outcome_clear(&o);
	arena_free(a);
	peer_stop(p);
}

static void refuses_bad_urls(void **state)
{
	static const char *const wrong[] = { "?key=dsa", "?sni=a%20b", "?address=host",
		"?address=1.2.3.4%2c5.6.7.8", "?connect=host", "?connect=a:1,b:1", "?starttls=gopher", "?what=ever",
		"?sni", "?sni=%0", "?sni=%00", "/path", "#x", "0000" };
	struct peer *p = peer_start(answer_raw, &raws[2].raw);

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct outcome o;

		dial(p, wrong[i], &o);
		if (o.reach != REACH_URL_REFUSED)
			print_message("# %s\n", wrong[i]);
		assert_int_equal(o.reach, REACH_URL_REFUSED);
		outcome_clear(&o);
	}
	assert_int_equal(atomic_load(&p->count), 0);
	peer_stop(p);
}

static void connects_where_it_is_told(void **state)
{
	struct site site;
	struct peer *p;
	struct net_options o;
	struct source *s;
	char url[3][120];

	(void)state;
	site_init(&site);
	p = peer_start(serve_tls, &site);
	net_options_init(&o);
	s = net_new(&o, NULL);
	snprintf(url[0], sizeof url[0], "tls://127.0.0.1:%u", p->port);
	snprintf(url[1], sizeof url[1], "tls://a.example:%u?address=127.0.0.1", p->port);
	snprintf(url[2], sizeof url[2], "tls://a.example:1?connect=127.0.0.1%%3a%u", p->port);
	for (uint32_t i = 0; i < 3; i++) {
		struct want w = { .id = i, .kind = WANT_TLS, .url = url[i], .max_bytes = 1 << 16 };

		assert_true(source_ask(s, &w, NULL));
	}
	for (int i = 0; i < 3; i++) {
		struct answer a;

		assert_true(source_next(s, -1, &a));
		assert_int_equal(a.outcome.reach, REACH_OK);
		assert_string_equal(a.outcome.address, "127.0.0.1");
		assert_int_equal(says(&a.outcome, "sni: a.example\n"), a.want_id != 0);
		outcome_clear(&a.outcome);
	}
	source_free(s);
	peer_stop(p);
	site_clear(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(brings_what_is_presented),
		cmocka_unit_test(asks_for_one_kind_of_key),
		cmocka_unit_test(a_client_certificate_is_no_obstacle),
		cmocka_unit_test(names_an_old_protocol),
		cmocka_unit_test(a_borrowed_certificate_is_not_presented),
		cmocka_unit_test(names_every_odd_answer),
		cmocka_unit_test(is_read_back),
		cmocka_unit_test(refuses_bad_urls),
		cmocka_unit_test(connects_where_it_is_told),
	};

	return cmocka_run_group_tests_name("io_dial", tests, NULL, NULL);
}
