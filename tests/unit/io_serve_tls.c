#include "serve_room.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

/* What the server of these tests has: an EC and an RSA key, a leaf of each, and
 * two certificates that have nothing to do with them. */
struct shelf {
	EVP_PKEY *ec, *rsa;
	X509 *ec_leaf, *rsa_leaf, *other, *stranger;
	struct view chain[4], rsa_chain[1], staples[4], rsa_staple[1];
	struct serve_credential both[2], one;
};

static const struct serve_credential *credentials(void *context, const char *name, size_t *count)
{
	static const struct { const char *name; enum serve_play play; } faults[] = {
		{ "silent", PLAY_SILENT }, { "reset", PLAY_RESET }, { "alert", PLAY_ALERT },
		{ "garbage", PLAY_GARBAGE }, { "truncate", PLAY_TRUNCATE }, { "slow", PLAY_SLOW },
		{ "endless", PLAY_ENDLESS },
	};
	struct shelf *s = context;

	*count = 2;
	if (strcmp(name, "both.example") == 0 || strcmp(name, "") == 0)
		return s->both;
	*count = 1;
	s->one = s->both[0];
	if (strcmp(name, "leaf.example") == 0)
		s->one.chain_count = 1;
	else if (strcmp(name, "empty.example") == 0)
		s->one.chain_count = 0;
	else if (strcmp(name, "old.example") == 0)
		s->one.max_tls = 12;
	else if (strcmp(name, "new.example") == 0)
		s->one.min_tls = 13;
	else if (strcmp(name, "wrongkey.example") == 0)
		s->one.key = s->rsa;
	else
		for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
			if (strcmp(name, faults[i].name) == 0)
				s->one.play = faults[i].play;
	return strstr(name, ".example") != NULL || s->one.play != PLAY_NORMAL ? &s->one : NULL;
}

static void respond(void *context, struct arena *a, const struct serve_request *q,
	struct serve_reply *r)
{
	(void)context;
	r->status = 200;
	r->body = view_of_text(arena_format(a, "%s over %s|", q->path, q->tls ? "tls" : "tcp"));
}

static X509 *issue(EVP_PKEY *key, const char *name)
{
	X509 *c = X509_new();
	X509_NAME *n = X509_NAME_new();

	X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0);
	X509_set_version(c, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(c), 1);
	X509_gmtime_adj(X509_getm_notBefore(c), -60);
	X509_gmtime_adj(X509_getm_notAfter(c), 3600);
	X509_set_subject_name(c, n);
	X509_set_issuer_name(c, n);
	X509_set_pubkey(c, key);
	X509_sign(c, key, EVP_sha256());
	X509_NAME_free(n);
	return c;
}

static struct view der_of(X509 *c)
{
	unsigned char *der = NULL;
	int size = i2d_X509(c, &der);

	return view_of(der, (size_t)size);
}

struct tls_room { struct room *room; struct shelf shelf; };

static int open_room(void **state)
{
	struct tls_room *r = calloc(1, sizeof *r);
	struct shelf *s = &r->shelf;
	const struct serve_options o = { .answer = respond, .credentials = credentials,
		.context = s };

	s->ec = EVP_EC_gen("P-256");
	s->rsa = EVP_RSA_gen(2048);
	s->ec_leaf = issue(s->ec, "ec");
	s->rsa_leaf = issue(s->rsa, "rsa");
	s->other = issue(s->ec, "other");
	s->stranger = issue(s->rsa, "stranger");
	/* out of order, with a stranger, and one twice */
	s->chain[0] = der_of(s->ec_leaf);
	s->chain[1] = der_of(s->stranger);
	s->chain[2] = der_of(s->other);
	s->chain[3] = der_of(s->stranger);
	s->rsa_chain[0] = der_of(s->rsa_leaf);
	s->staples[0] = view_of_text("staple of ec");
	s->rsa_staple[0] = view_of_text("staple of rsa");
	s->both[0] = (struct serve_credential){ .key = s->ec, .chain = s->chain, .chain_count = 4,
		.staples = s->staples, .sct_list = view_of("\0\4\0\2ab", 6) };
	s->both[1] = (struct serve_credential){ .key = s->rsa, .chain = s->rsa_chain,
		.chain_count = 1, .staples = s->rsa_staple };
	*state = r;
	return room_open((void **)&r->room, &o);
}

static int close_room(void **state)
{
	struct tls_room *r = *state;
	struct shelf *s = &r->shelf;
	int result = room_close((void **)&r->room);

	for (size_t i = 0; i < 4; i++)
		OPENSSL_free((void *)(uintptr_t)s->chain[i].data);
	OPENSSL_free((void *)(uintptr_t)s->rsa_chain[0].data);
	X509_free(s->ec_leaf);
	X509_free(s->rsa_leaf);
	X509_free(s->other);
	X509_free(s->stranger);
	EVP_PKEY_free(s->ec);
	EVP_PKEY_free(s->rsa);
	free(r);
	return result;
}

/* --- a client ------------------------------------------------------------ */

struct client { SSL_CTX *context; SSL *ssl; int fd, result; unsigned scts; char reason[80]; };

static int see_scts(SSL *ssl, unsigned int type, unsigned int where, const unsigned char *in,
	size_t size, X509 *cert, size_t index, int *alert, void *context)
{
	struct client *c = context;

	(void)ssl;
	(void)type;
	(void)where;
	(void)cert;
	(void)alert;
	assert_int_equal(index, 0);
	assert_int_equal(size, 6);
	assert_memory_equal(in, "\0\4\0\2ab", 6);
	c->scts++;
	return 1;
}

static void client_open(struct client *c, struct tls_room *r, const char *name, int version,
	const char *algorithms)
{
	const struct timeval patience = { 0, 500000 };

	*c = (struct client){ .fd = room_connect(r->room) };
	if (name != NULL && strcmp(name, "silent") == 0)
		setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	c->context = SSL_CTX_new(TLS_client_method());
	assert_int_equal(SSL_CTX_add_custom_ext(c->context, 18, SSL_EXT_CLIENT_HELLO |
		SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_CERTIFICATE, NULL, NULL, NULL, see_scts,
		c), 1);
	c->ssl = SSL_new(c->context);
	SSL_set_tlsext_status_type(c->ssl, TLSEXT_STATUSTYPE_ocsp);
	if (name != NULL)
		SSL_set_tlsext_host_name(c->ssl, name);
	if (version != 0) {
		SSL_set_min_proto_version(c->ssl, version);
		SSL_set_max_proto_version(c->ssl, version);
	}
	if (algorithms != NULL)
		assert_int_equal(SSL_set1_sigalgs_list(c->ssl, algorithms), 1);
	SSL_set_fd(c->ssl, c->fd);
	c->result = SSL_connect(c->ssl);
	if (c->result != 1) {
		const char *why = ERR_reason_error_string(ERR_peek_error());

		snprintf(c->reason, sizeof c->reason, "%s", why == NULL ? "" : why);
	}
	ERR_clear_error();
}

static void client_close(struct client *c)
{
	SSL_free(c->ssl);
	SSL_CTX_free(c->context);
	close(c->fd);
}

static void assert_chain(struct client *c, const struct view *chain, int count)
{
	STACK_OF(X509) *got = SSL_get_peer_cert_chain(c->ssl);

	assert_int_equal(c->result, 1);
	assert_int_equal(sk_X509_num(got), count);
	for (int i = 0; i < count; i++) {
		struct view v = der_of(sk_X509_value(got, i));

		assert_true(view_equal(v, chain[i]));
		OPENSSL_free((void *)(uintptr_t)v.data);
	}
}

static void assert_staple(struct client *c, const char *text)
{
	const unsigned char *staple;
	long size = SSL_get_tlsext_status_ocsp_resp(c->ssl, &staple);

	assert_int_equal(size, strlen(text));
	assert_memory_equal(staple, text, strlen(text));
}

/* --- tests --------------------------------------------------------------- */

static void sends_what_it_is_given(void **state)
{
	struct tls_room *r = *state;
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	struct client c;

	for (size_t i = 0; i < 2; i++) {
		client_open(&c, r, "Both.Example", versions[i], "ECDSA+SHA256");
		assert_chain(&c, r->shelf.chain, 4);
		assert_staple(&c, "staple of ec");
		assert_int_equal(c.scts, 1);
		client_close(&c);
		client_open(&c, r, "both.example", versions[i], "RSA-PSS+SHA256:RSA+SHA256");
		assert_chain(&c, r->shelf.rsa_chain, 1);
		assert_staple(&c, "staple of rsa");
		assert_int_equal(c.scts, 0);
		client_close(&c);
		client_open(&c, r, "leaf.example", versions[i], NULL);
		assert_chain(&c, r->shelf.chain, 1);
		client_close(&c);
	}
	client_open(&c, r, NULL, 0, NULL);
	assert_int_equal(c.result, 1);
	client_close(&c);
}

static void refuses_handshakes(void **state)
{
	struct tls_room *r = *state;
	static const struct { const char *name; int version; const char *reason; } rows[] = {
		{ "unknown", 0, "tlsv1 unrecognized name" },
		{ "alert", 0, "sslv3 alert handshake failure" },
		{ "alert", TLS1_2_VERSION, "sslv3 alert handshake failure" },
		{ "empty.example", 0, "sslv3 alert handshake failure" },
		{ "wrongkey.example", 0, "sslv3 alert handshake failure" },
		{ "old.example", TLS1_3_VERSION, "tlsv1 alert protocol version" },
		{ "new.example", TLS1_2_VERSION, "tlsv1 alert protocol version" },
		{ "garbage", 0, "wrong version number" },
		{ "endless", 0, "wrong version number" },
	};
	struct client c;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		client_open(&c, r, rows[i].name, rows[i].version, NULL);
		assert_int_not_equal(c.result, 1);
		if (strstr(c.reason, rows[i].reason) == NULL &&
		    strstr(c.reason, "ssl/tls alert handshake failure") == NULL)
			fail_msg("%s: %s", rows[i].name, c.reason);
		client_close(&c);
	}
	client_open(&c, r, "old.example", 0, NULL);
	assert_int_equal(c.result, 1);
	assert_int_equal(SSL_version(c.ssl), TLS1_2_VERSION);
	client_close(&c);
}

static void plays_faults(void **state)
{
	struct tls_room *r = *state;
	struct client c;
	int64_t begin;

	client_open(&c, r, "reset", 0, NULL);
	assert_int_not_equal(c.result, 1);
	client_close(&c);
	client_open(&c, r, "truncate", 0, NULL);
	assert_int_not_equal(c.result, 1);
	client_close(&c);
	begin = room_ms();
	client_open(&c, r, "silent", 0, NULL); /* until the client's own patience ends */
	assert_int_not_equal(c.result, 1);
	assert_true(room_ms() - begin > 400);
	client_close(&c);
}

/* A slow handshake is a byte now and then. */
static void drips(void **state)
{
	struct tls_room *r = *state;
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL *ssl = SSL_new(context);
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	int fd = room_connect(r->room);
	char *hello, some[100];
	int64_t begin;
	long size;

	SSL_set_bio(ssl, in, out);
	SSL_set_tlsext_host_name(ssl, "slow");
	assert_int_not_equal(SSL_connect(ssl), 1);
	size = BIO_get_mem_data(out, &hello);
	assert_int_equal(send(fd, hello, (size_t)size, MSG_NOSIGNAL), size);
	begin = room_ms();
	for (ssize_t sum = 0, got; sum < 5; sum += got) {
		got = recv(fd, some, sizeof some, 0);
		assert_true(got > 0 && sum + got <= 2 + (room_ms() - begin) / 90);
		assert_true(sum != 0 || some[0] == 0x16);
	}
	close(fd);
	SSL_free(ssl);
	SSL_CTX_free(context);
}

static void answers_http_inside(void **state)
{
	struct tls_room *r = *state;
	struct client c;
	char out[1000];
	int got;

	client_open(&c, r, "both.example", 0, NULL);
	for (int i = 0; i < 2; i++) {
		static const char ask[] = "GET / HTTP/1.1\r\nHost: both.example\r\n\r\n";

		assert_true(SSL_write(c.ssl, ask, sizeof ask - 1) > 0);
		got = SSL_read(c.ssl, out, sizeof out - 1);
		assert_true(got > 0);
		out[got] = '\0';
		if (strstr(out, "both.example") == NULL) {
			got = SSL_read(c.ssl, out, sizeof out - 1);
			out[got] = '\0';
		}
		assert_non_null(strstr(out, "test mode: both.example"));
	}
	assert_true(SSL_write(c.ssl, "GET /x HTTP/1.0\r\n\r\n", 19) > 0);
	for (size_t at = 0; (got = SSL_read(c.ssl, out + at, (int)(sizeof out - 1 - at))) > 0;) {
		at += (size_t)got;
		out[at] = '\0';
	}
	assert_non_null(strstr(out, "/x over tls|"));
	assert_int_equal(SSL_get_error(c.ssl, got), SSL_ERROR_ZERO_RETURN); /* close_notify */
	client_close(&c);
}

static void both_on_one_port(void **state)
{
	struct tls_room *r = *state;
	int fd = room_connect(r->room), ended;
	char out[500];
	struct client c;

	client_open(&c, r, "both.example", 0, NULL);
	room_send(fd, "GET /y HTTP/1.0\r\n\r\n");
	room_receive(fd, out, sizeof out, &ended);
	assert_non_null(strstr(out, "/y over tcp|"));
	close(fd);
	client_close(&c);
	/* a client that says hello and goes */
	for (int i = 0; i < 20; i++) {
		fd = room_connect(r->room);
		if (i % 2 == 0)
			room_send(fd, "\x16\x03\x01\x02");
		close(fd);
	}
	fd = room_connect(r->room);
	room_send(fd, "\x16garbage that is no record at all");
	room_receive(fd, out, sizeof out, &ended);
	close(fd);
}

/* Other people's clients, where they are. */
static void speaks_to_others(void **state)
{
	struct tls_room *r = *state;
	unsigned port = serve_port(r->room->serve);
	char line[400];

	if (system("openssl version >/dev/null 2>&1") == 0) {
		snprintf(line, sizeof line, "openssl s_client -connect 127.0.0.1:%u -servername "
			"both.example -showcerts </dev/null 2>/dev/null | "
			"test 4 = \"$(grep -c 'BEGIN CERT')\"", port);
		assert_int_equal(system(line), 0);
	}
	if (system("curl --version >/dev/null 2>&1") == 0) {
		snprintf(line, sizeof line, "curl -skq --noproxy '*' -m 5 --resolve "
			"both.example:%u:127.0.0.1 https://both.example:%u/ | grep -q 'test mode'", port,
			port);
		assert_int_equal(system(line), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sends_what_it_is_given), cmocka_unit_test(refuses_handshakes),
		cmocka_unit_test(plays_faults), cmocka_unit_test(drips),
		cmocka_unit_test(answers_http_inside), cmocka_unit_test(both_on_one_port),
		cmocka_unit_test(speaks_to_others),
	};

	return cmocka_run_group_tests(tests, open_room, close_room);
}
