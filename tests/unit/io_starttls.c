/* Every STARTTLS dialogue against a server that follows it, one that refuses
 * and one that puts plaintext behind its answer. */
#include "unit.h"

#include <openssl/ssl.h>
#include <stdbool.h>

#include "io/net.h"
#include "io/starttls.h"
#include "peer.h"
#include "tls_site.h"

#define B(text) { text, sizeof text - 1 }

struct bytes { const char *data; size_t size; };

/* What a server says first, and how it answers; ASK is what must be in what
 * the client sent. */
struct script {
	const char *name;
	struct bytes greeting;
	struct { const char *ask; struct bytes answer; } turns[2];
	struct bytes refusal;     /* in the place of the last answer */
	const char *refused;      /* what the detail then says */
};

#define MYSQL_GREETING(flags) "\x4a\0\0\0" "\x0a" "8.0.36\0" "\x07\0\0\0" "abcdefgh\0" "\xff" flags \
	"\x2d\x02\0\xff\xdf\x15\0\0\0\0\0\0\0\0\0\0" "ijklmnopqrst\0" "caching_sha2_password\0"

static const struct script scripts[] = {
	{ "smtp", B("220-mx.test ESMTP\r\n220 ready\r\n"),
		{ { "EHLO ", B("250-mx.test\r\n250-SIZE 1000\r\n250 STARTTLS\r\n") },
		{ "STARTTLS\r\n", B("220 2.0.0 Ready to start TLS\r\n") } },
		B("502 5.5.1 no\x1b[31m such command\r\n"), "502 5.5.1 no\\x1b[31m such command" },
	{ "lmtp", B("220 mx.test LMTP\r\n"), { { "LHLO ", B("250-mx.test\r\n250 STARTTLS\r\n") },
		{ "STARTTLS\r\n", B("220 go\r\n") } }, B("454 4.7.0 TLS not available\r\n"), "454 4.7.0" },
	{ "imap", B("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"),
		{ { " STARTTLS\r\n", B("* CAPABILITY IMAP4rev1\r\na1 OK begin\r\n") } },
		B("a1 BAD unknown command\r\n"), "a1 BAD unknown command" },
	{ "pop3", B("+OK <1@pop.test>\r\n"), { { "STLS\r\n", B("+OK\r\n") } }, B("-ERR what\r\n"),
		"-ERR what" },
	{ "ftp", B("120 wait\r\n220-Welcome\r\n 220 is not the end\r\n220 ready\r\n"),
		{ { "AUTH TLS\r\n", B("234 proceed\r\n") } }, B("530 log in first\r\n"), "530 log in" },
	{ "ldap", B(""), { { "1.3.6.1.4.1.1466.20037",
		B("\x30\x84\0\0\0\x0c\x02\x01\x01\x78\x07\x0a\x01\0\x04\0\x04\0") } },
		B("\x30\x11\x02\x01\x01\x78\x0c\x0a\x01\x02\x04\0\x04\x05no wa"), "result 2 no wa" },
	{ "xmpp", B(""), { { "xmlns='jabber:client'", B("<?xml version='1.0'?><stream:stream id='1' "
		"version='1.0' xmlns:stream='http://etherx.jabber.org/streams'><stream:features>"
		"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"
		"</stream:features>") },
		{ "<starttls ", B("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>") } },
		B("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>"), "failure" },
	{ "xmpp-server", B(""), { { "xmlns='jabber:server'", B("<stream:stream><stream:features>"
		"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>") },
		{ "<starttls ", B("<proceed xmlns=\"urn:ietf:params:xml:ns:xmpp-tls\"></proceed>") } },
		B("<stream:error><host-unknown/></stream:error>"), "host-unknown (asked for h.example)" },
	{ "postgres", B(""), { { "\x04\xd2\x16\x2f", B("S") } }, B("N"), "N (" },
	{ "mysql", B(""), { { "", B(MYSQL_GREETING("\xff")) } }, B(MYSQL_GREETING("\xf7")),
		"greeting does not name it (version 8.0.36)" },
	{ "nntp", B("201 no posting\r\n"), { { "STARTTLS\r\n", B("382 go on\r\n") } },
		B("580 cannot\r\n"), "580 cannot" },
	{ "sieve", B("\"IMPLEMENTATION\" \"x\"\r\n\"STARTTLS\"\r\nOK \"ready\"\r\n"),
		{ { "STARTTLS\r\n", B("OK \"begin\"\r\n") } }, B("NO \"not here\"\r\n"), "NO \"not here\"" },
	{ "irc", B(":irc.test NOTICE * :*** looking up\r\n"),
		{ { "STARTTLS\r\n", B(":irc.test NOTICE * :x\r\n:irc.test 670 * :go\r\n") } },
		B(":irc.test 691 * :failed\r\n"), ":irc.test 691 * :failed" },
};
#define SCRIPTS (sizeof scripts / sizeof *scripts)

enum mood { FOLLOWS, REFUSES, INJECTS, INJECTS_LATER, DRIPS, STOPS };
struct room { const struct script *script; enum mood mood; EVP_PKEY *key; X509 *leaf; };

static bool say(int fd, struct bytes b, bool drip)
{
	for (size_t i = 0; drip && i < b.size; i++) {
		if (!peer_send(fd, b.data + i, 1))
			return false;
		if (i % 16 == 0)
			peer_sleep(1);
	}
	return drip || peer_send(fd, b.data, b.size);
}

/* Until TEXT has come; SEEN keeps what came. */
static bool hear(int fd, const char *text)
{
	char seen[1024];
	size_t size = 0;

	while (*text != '\0') {
		ssize_t got = recv(fd, seen + size, sizeof seen - size, 0);

		if (got <= 0)
			return false;
		size += (size_t)got;
		if (view_find(view_of(seen, size), view_of_text(text)) != SIZE_MAX)
			break;
	}
	return true;
}

static void shake(int fd, const struct room *r)
{
	SSL_CTX *c = SSL_CTX_new(TLS_server_method());
	SSL *ssl;

	SSL_CTX_use_certificate(c, r->leaf);
	SSL_CTX_use_PrivateKey(c, r->key);
	ssl = SSL_new(c);
	SSL_set_fd(ssl, fd);
	SSL_accept(ssl);
	SSL_shutdown(ssl);
	SSL_free(ssl);
	SSL_CTX_free(c);
}

/* MySQL's client answers the greeting with a request before TLS begins. */
static bool hear_mysql(int fd)
{
	char request[36];

	return recv(fd, request, sizeof request, MSG_WAITALL) == 36 && request[0] == 32 &&
		request[3] == 1 && (request[5] & 0x08) != 0;
}

static void act(struct peer *p, int fd, int nth)
{
	const struct room *r = p->context;
	const struct script *s = r->script;
	size_t last = s->turns[1].ask != NULL ? 1 : 0;
	bool drip = r->mood == DRIPS, mysql = strcmp(s->name, "mysql") == 0;
	char joined[1024];

	(void)nth;
	if (!say(fd, s->greeting, drip))
		return;
	for (size_t i = 0; i < last; i++)
		if (!hear(fd, s->turns[i].ask) || !say(fd, s->turns[i].answer, drip))
			return;
	if (!hear(fd, s->turns[last].ask) || r->mood == STOPS)
		return;
	if (r->mood == REFUSES) {
		say(fd, s->refusal, false);
	} else if (r->mood == INJECTS) {
		memcpy(joined, s->turns[last].answer.data, s->turns[last].answer.size);
		memcpy(joined + s->turns[last].answer.size, "\x16\x03\x03\0\1x", 6);
		peer_send(fd, joined, s->turns[last].answer.size + 6);
	} else {
		if (!say(fd, s->turns[last].answer, drip) || (mysql && !hear_mysql(fd)))
			return;
		peer_sleep(r->mood == INJECTS_LATER ? 20 : 0);
		if (r->mood == INJECTS_LATER)
			say(fd, (struct bytes)B("A1 OK you are me\r\n"), false);
		else
			shake(fd, r);
	}
	peer_hold(p, fd);
}

static void dial(const struct room *r, struct outcome *out)
{
	struct peer *p = peer_start(act, r);
	struct net_options o;
	struct source *s;
	struct answer a;
	char url[200];
	struct want w = { .id = 3, .kind = WANT_TLS, .why = WHY_TARGET, .url = url,
		.max_bytes = 1 << 20 };

	net_options_init(&o);
	o.via_tls = p->via;
	snprintf(url, sizeof url, "tls://h.example:4%s%s", "?starttls=", r->script->name);
	s = net_new(&o, NULL);
	assert_true(source_ask(s, &w, NULL));
	assert_true(source_next(s, -1, &a));
	*out = a.outcome;
	source_free(s);
	peer_stop(p);
}

static void room_init(struct room *r, enum mood mood)
{
	*r = (struct room){ .mood = mood, .key = EVP_EC_gen("P-256") };
	r->leaf = make_certificate(r->key, "h.example", 1);
}

static void room_clear(struct room *r)
{
	X509_free(r->leaf);
	EVP_PKEY_free(r->key);
}

/* Every script with a server in that MOOD: this reach, and SAYS in the detail
 * (or, where that is NULL, the script's own refusal). */
static void all_end(enum mood mood, enum reach reach, const char *says)
{
	struct room r;

	room_init(&r, mood);
	for (size_t i = 0; i < SCRIPTS; i++) {
		const char *text = says != NULL ? says : scripts[i].refused;
		struct outcome o;
		bool as_told;

		r.script = &scripts[i];
		dial(&r, &o);
		as_told = o.reach == reach && strstr(o.detail, text) != NULL;
		if (!as_told)
			print_message("# %s: %s %s\n", r.script->name, reach_word(o.reach), o.detail);
		assert_true(as_told);
		outcome_clear(&o);
	}
	room_clear(&r);
}

static void follows_every_dialogue(void **state)
{
	static const enum mood moods[] = { FOLLOWS, DRIPS };

	(void)state;
	for (size_t m = 0; m < 2; m++) {
		struct room r;

		room_init(&r, moods[m]);
		for (size_t i = 0; i < SCRIPTS; i++) {
			struct outcome o;
			char field[40];

			r.script = &scripts[i];
			dial(&r, &o);
			if (o.reach != REACH_OK)
				print_message("# %s: %s %s\n", r.script->name, reach_word(o.reach), o.detail);
			assert_int_equal(o.reach, REACH_OK);
			snprintf(field, sizeof field, "\nstarttls: %s\n", r.script->name);
			assert_true(view_find(blob_view(o.body), view_of_text(field)) != SIZE_MAX);
			assert_true(view_find(blob_view(o.body), view_of_text("BEGIN CERT")) != SIZE_MAX);
			outcome_clear(&o);
		}
		room_clear(&r);
	}
}

static void tells_refusals(void **state)
{
	(void)state;
	all_end(REFUSES, REACH_TLS_FAILED, NULL);
	all_end(REFUSES, REACH_TLS_FAILED, "the server does not offer STARTTLS: ");
}

static void refuses_injected_plaintext(void **state)
{
	(void)state;
	all_end(INJECTS, REACH_TLS_FAILED, "plaintext injection: 6 more bytes");
	all_end(INJECTS_LATER, REACH_TLS_FAILED, "plaintext where TLS should begin after STARTTLS");
}

static void tells_a_lost_connection(void **state)
{
	(void)state;
	all_end(STOPS, REACH_RESET, "the server closed the connection");
}

/* A peer that speaks something else altogether. */
static void names_what_is_no_such_server(void **state)
{
	static const struct script odd[] = {
		{ "smtp", B("SSH-2.0-x\r\n"), { { "", B("") } }, B(""), "not smtp: it answered \"SSH-2.0-x\"" },
		{ "imap", B("220 mail\r\n"), { { "", B("") } }, B(""), "not imap: it answered \"220 mail\"" },
		{ "pop3", B("* OK imap\r\n"), { { "", B("") } }, B(""), "not pop3: it answered \"* OK imap\"" },
		{ "ldap", B("220 mail\r\n"), { { "", B("") } }, B(""), "not ldap: it answered" },
		{ "xmpp", B("220 mail\r\n"), { { "", B("") } }, B(""), "not xmpp: it answered" },
		{ "postgres", B("220 mail\r\n"), { { "", B("") } }, B(""), "not postgres: it answered" },
		{ "mysql", B("220 mail\r\n"), { { "", B("") } }, B(""), "not mysql: it answered" },
		{ "mysql", B("\x16\0\0\0\xff\x6a\x04Host is not allowed"), { { "", B("") } }, B(""),
			"Host is not allowed" },
		{ "smtp", B("\x15\x03\x01\0\x02\x02\x16"), { { "", B("") } }, B(""),
			"speaks TLS at once; leave out --starttls" },
		{ "imap", B("* PREAUTH welcome\r\n"), { { "", B("") } }, B(""), "* PREAUTH welcome" },
	};
	struct room r;

	(void)state;
	room_init(&r, REFUSES);
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		struct outcome o;

		r.script = &odd[i];
		dial(&r, &o);
		if (o.reach != REACH_TLS_FAILED || strstr(o.detail, odd[i].refused) == NULL)
			print_message("# %s: %s %s\n", odd[i].name, reach_word(o.reach), o.detail);
		assert_int_equal(o.reach, REACH_TLS_FAILED);
		assert_non_null(strstr(o.detail, odd[i].refused));
		outcome_clear(&o);
	}
	room_clear(&r);
}

static void knows_thirteen(void **state)
{
	static const unsigned ports[] = { 25, 24, 143, 110, 21, 389, 5222, 5269, 5432, 3306, 119, 4190,
		6667 };

	(void)state;
	assert_int_equal(SCRIPTS, 13);
	for (size_t i = 0; i < SCRIPTS; i++)
		assert_int_equal(starttls_port(starttls_find(scripts[i].name)), ports[i]);
	assert_null(starttls_find("gopher"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_thirteen),
		cmocka_unit_test(follows_every_dialogue),
		cmocka_unit_test(tells_refusals),
		cmocka_unit_test(refuses_injected_plaintext),
		cmocka_unit_test(tells_a_lost_connection),
		cmocka_unit_test(names_what_is_no_such_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
