/* TLS handshakes, real ones, over any cuts. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "text_has.h"
#include "tls_talk.h"

static struct talk_script script;
static struct tls_room *room;

static int open_script(void **state)
{
	*state = arena_new();
	script_init(&script, *state);
	room = tls_room_new();
	return 0;
}

static int close_script(void **state)
{
	tls_room_free(room);
	arena_free(*state);
	return 0;
}

/* " NAME=SIZE:digest" as sight_text writes it */
static void has_bytes(const char *text, const char *name, struct view v)
{
	uint8_t d[32];
	char want[100];

	digest_sha256(v, d);
	snprintf(want, sizeof want, " %s=%zu:%02x%02x%02x%02x", name, v.size, d[0], d[1], d[2], d[3]);
	has(text, want);
}

static void one_sighting(const char *text)
{
	assert_non_null(strstr(text, "tls at="));
	assert_null(strchr(strchr(text, '\n') + 1, '\n'));
}

static void full_handshake_1_2(void **state)
{
	struct tls_talk t = { .version = TLS1_2_VERSION, .sni = "shop.example", .alpn = true, .staple = "a response",
		.client_cert = true };
	const char *s;

	(void)state;
	tls_talk_record(room, &script, &t);
	s = script_see(&script);
	one_sighting(s);
	has(s, "tls at=10 place=1 192.0.2.1:40000 > 198.51.100.7:443 sni=\"shop.example\" alpn=\"http/1.1\" "
		"version=0303 not-resumed established client-asked data-known hello=10 flight=20 cert-at=20 "
		"finished=30 client-data=50 server-data=60 flight-bytes=");
	has_bytes(s, "cert", tls_room_cert(room, 0));
	has_bytes(s, "cert", tls_room_cert(room, 1));
	has_bytes(s, "client-cert", tls_room_cert(room, 2));
	has_bytes(s, "staple", view_of_text("a response"));
	assert_int_equal(script.report.malformed, 0);
	SSL_SESSION_free(t.session);
}

static void resumed_1_2(void **state)
{
	for (unsigned tickets = 0; tickets < 2; tickets++) {
		struct tls_talk t = { .version = TLS1_2_VERSION, .sni = "shop.example", .no_tickets = tickets == 0 };
		const char *s;

		tls_talk_record(room, &script, &t);
		script_init(&script, *state);
		t.at = 0;
		tls_talk_record(room, &script, &t);
		s = script_see(&script);
		one_sighting(s);
		has(s, " version=0303 resumed established data-known hello=10 flight=20 finished=30 client-data=40 "
			"server-data=50 ");
		has_not(s, "cert");
		SSL_SESSION_free(t.session);
		script_init(&script, *state);
	}
}

static void full_and_resumed_1_3(void **state)
{
	struct tls_talk t = { .version = TLS1_3_VERSION, .sni = "shop.example", .alpn = true, .client_cert = true };
	const char *s;

	tls_talk_record(room, &script, &t);
	s = script_see(&script);
	one_sighting(s);
	has(s, " sni=\"shop.example\" alpn=\"h2\" version=0304 not-resumed established data-known hello=10 flight=20 "
		"finished=30 ");
	has_not(s, "cert");
	script_init(&script, *state);
	t.at = 0;
	tls_talk_record(room, &script, &t);
	s = script_see(&script);
	has(s, " version=0304 resumed established data-known hello=10 flight=20 finished=30 ");
	SSL_SESSION_free(t.session);
}

/* Shown while it goes on: each time what is known by then, and that it was shown before. */
static void shown_early(void **state)
{
	struct tls_talk t = { .version = TLS1_3_VERSION, .sni = "shop.example" };
	const char *s, *next;

	(void)state;
	tls_talk_record(room, &script, &t);
	script.shows = true;
	s = script_run(&script, CUT_NOT, 0);
	script.shows = false;
	has(s, "tls at=10 place=1 ");
	has_not(arena_textn(*state, s, strcspn(s, "\n")), " again");
	next = strchr(s, '\n') + 1;
	has(arena_textn(*state, next, strcspn(next, "\n")), " version=0304 not-resumed again data-known hello=10 "
		"flight=20 ");
	has_not(arena_textn(*state, next, strcspn(next, "\n")), " finished=");
	next = strchr(next, '\n') + 1;
	has(arena_textn(*state, next, strcspn(next, "\n")), " not-resumed again data-known hello=10 flight=20 "
		"finished=30 ");
	/* The last is that of the whole handshake. */
	has(s, " established again data-known hello=10 flight=20 finished=30 client-data=");
	SSL_SESSION_free(t.session);
}

/* The client's first encrypted record is then an empty Certificate: no alert. */
static void asked_in_vain(void **state)
{
	struct tls_talk t = { .version = TLS1_3_VERSION, .sni = "shop.example", .client_cert = true, .no_cert = true };
	const char *s;

	(void)state;
	tls_talk_record(room, &script, &t);
	s = script_see(&script);
	one_sighting(s);
	has(s, " version=0304 not-resumed established data-known hello=10 flight=20 finished=30 client-data=50 ");
	SSL_SESSION_free(t.session);
}

static void retry_1_3(void **state)
{
	struct tls_talk t = { .version = TLS1_3_VERSION, .sni = "shop.example", .retry = true };
	const char *s;

	(void)state;
	tls_talk_record(room, &script, &t);
	s = script_see(&script);
	one_sighting(s);
	/* the flight is the one that answers the second ClientHello */
	has(s, " version=0304 not-resumed established data-known hello=10 flight=40 finished=50 ");
	SSL_SESSION_free(t.session);
}

/* A client that refuses the certificate says so in an alert: in clear in TLS 1.2,
 * in a record too short for a Finished in TLS 1.3. */
static void refused(void **state)
{
	struct tls_talk t = { .version = TLS1_2_VERSION, .sni = "shop.example", .distrust = true };
	const char *s;

	tls_talk_record(room, &script, &t);
	s = script_see(&script);
	one_sighting(s);
	has(s, " version=0303 not-resumed not-established data-known hello=10 flight=20 cert-at=20 flight-bytes=");
	has_bytes(s, "cert", tls_room_cert(room, 0));
	script_init(&script, *state);
	t.version = TLS1_3_VERSION;
	t.at = 0;
	tls_talk_record(room, &script, &t);
	s = script_see(&script);
	one_sighting(s);
	has(s, " version=0304 not-resumed not-established data-known hello=10 flight=20 flight-bytes=");
	SSL_SESSION_free(t.session);
}

static void broken_off(void **state)
{
	struct tls_talk t = { .version = TLS1_3_VERSION, .sni = "shop.example", .quiet = true };
	const char *s;

	(void)state;
	tls_talk_record(room, &script, &t);
	script.count = 1;
	s = script_see(&script);
	has(s, "version=0000 hello=10 flight-bytes=-1\n");
	script.count = 2;
	s = script_see(&script);
	has(s, " version=0304 not-resumed not-established data-known hello=10 flight=20 flight-bytes=");
	script.end = TALK_INPUT_ENDED;
	s = script_see(&script);
	has(s, " version=0304 not-resumed data-known hello=10 flight=20 flight-bytes=");
	/* half a ClientHello is none */
	script.count = 1;
	script.steps[0].bytes.size -= 10;
	assert_string_equal(script_run(&script, CUT_NOT, 0), "");
	SSL_SESSION_free(t.session);
}

/* Behind whatever plaintext; CLIENT says the last of it or the server does. */
static void behind_dialogues(void **state)
{
	static const char *const dialogues[][6] = {
		{ "S220 mail ESMTP\r\n", "CEHLO a\r\n", "S250-mail\r\n250 STARTTLS\r\n",
			"CSTARTTLS\r\n", "S220 Go\r\n" },
		{ "S* OK IMAP4\r\n", "Ca1 STARTTLS\r\n", "Sa1 OK now\r\n" },
		{ "S+OK POP3\r\n", "CSTLS\r\n", "S+OK\r\n" },
		{ "S220 FTP\r\n", "CAUTH TLS\r\n", "S234 Go\r\n" },
		{ "C0\x1d\x02\x01\x01w\x18\x80\x16" "1.3.6.1.4.1.1466.20037", "S0\x0c\x02\x01\x01x\x07\x0a\x01" },
		{ "C<?xml version='1.0'?><stream:stream to='a'>", "S<stream:features><starttls/></stream:features>",
			"C<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "S<proceed/>" },
		{ "CP\x04\xd2\x16/", "SS" },
		{ "SJ\x01\x01\x01\x0a" "8.0.36\x01", "C \x01\x01\x01\x85\xae\xff" },
		{ "S200 news\r\n", "CSTARTTLS\r\n", "S382 Go\r\n" },
		{ "S\"IMPLEMENTATION\" \"sieve\"\r\nOK\r\n", "CSTARTTLS\r\n", "SOK\r\n" },
		{ "CSTARTTLS\r\n", "S:irc 670 a :Go\r\n" },
		{ "C\x05\x01\x01", "S\x05\x01", "C\x05\x01\x01\x03\x04host\x01\xbb", "S\x05\x01" },
	};

	for (size_t d = 0; d < sizeof dialogues / sizeof *dialogues; d++) {
		struct tls_talk t = { .version = TLS1_2_VERSION, .sni = "mail.example" };
		const char *s;

		script_init(&script, *state);
		for (size_t i = 0; i < 6 && dialogues[d][i] != NULL; i++)
			script_text(&script, dialogues[d][i][0] == 'S', t.at += 10, dialogues[d][i] + 1);
		tls_talk_record(room, &script, &t);
		s = script_see(&script);
		one_sighting(s);
		has(s, " 192.0.2.1:40000 > 198.51.100.7:443 sni=\"mail.example\" version=0303");
		if (dialogues[d][0][1] != '\x05')
			has(s, " starttls ");
		else
			has_not(s, "starttls");
		has(s, " not-resumed established data-known ");
		has_bytes(s, "cert", tls_room_cert(room, 0));
		assert_int_equal(script.report.malformed, 0);
		SSL_SESSION_free(t.session);
	}
}

static void behind_proxies(void **state)
{
	struct tls_talk t = { .version = TLS1_2_VERSION, .sni = "shop.example", .at = 100 };
	const char *s;

	script_text(&script, false, 10, "PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n");
	script_say(&script, false, 11, view_of("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" "aaaabbbbccdd", 28));
	script_text(&script, false, 20, "CONNECT shop.example:443 HTTP/1.1\r\n\r\n");
	script_text(&script, true, 30, "HTTP/1.1 200 Connection established\r\n\r\n");
	tls_talk_record(room, &script, &t);
	s = script_see(&script);
	has(s, "http at=20 place=3");
	has(s, "tls at=110 ");
	has(s, " sni=\"shop.example\" version=0303 not-resumed established data-known");
	has_not(s, "starttls");
	SSL_SESSION_free(t.session);

	/* said before it was granted, and then the answer was not captured */
	script_init(&script, *state);
	t = (struct tls_talk){ .version = TLS1_2_VERSION, .sni = "shop.example", .at = 100 };
	script_text(&script, false, 20, "CONNECT shop.example:443 HTTP/1.1\r\n\r\n");
	tls_talk_record(room, &script, &t);
	script.count = 2;
	s = script_see(&script);
	has(s, "form=connect");
	has(s, "tls at=110 place=2");
	SSL_SESSION_free(t.session);
}

static void turned_round(void **state)
{
	struct tls_talk t = { .version = TLS1_2_VERSION, .sni = "shop.example" };
	const char *s;

	(void)state;
	tls_talk_record(room, &script, &t);
	script.late = script.turned = true;
	script.server_port = 50000;
	s = script_see(&script);
	one_sighting(s);
	has(s, " 192.0.2.1:40000 > 198.51.100.7:50000 sni=\"shop.example\"");
	/* without the ClientHello */
	script.steps[0].bytes.size = 0;
	s = script_see(&script);
	one_sighting(s);
	has(s, "tls at=20 place=2 192.0.2.1:40000 > 198.51.100.7:50000 version=0303 not-resumed ");
	has_not(s, "sni");
	has_bytes(s, "cert", tls_room_cert(room, 0));
	SSL_SESSION_free(t.session);
}

/* With octets missing in the server's flight nothing is claimed that they could refute. */
static void gaps(void **state)
{
	struct talk_script cut;
	struct tls_talk t = { .version = TLS1_2_VERSION, .sni = "shop.example" };
	struct view flight;
	const char *s;

	tls_talk_record(room, &script, &t);
	flight = script.steps[1].bytes;
	for (size_t from = 0; from < flight.size; from += 13)
		for (size_t size = 1; from + size <= flight.size; size += 29) {
			script_init(&cut, *state);
			script_say(&cut, false, 10, script.steps[0].bytes);
			script_say(&cut, true, 20, view_part(flight, 0, from));
			script_gap(&cut, true, 20, size);
			script_say(&cut, true, 20, view_part(flight, from + size, SIZE_MAX));
			for (size_t i = 2; i < script.count; i++)
				script_say(&cut, script.steps[i].from_server, script.steps[i].at,
					script.steps[i].bytes);
			s = script_run(&cut, CUT_NOT, 0);
			one_sighting(s);
			has(s, " sni=\"shop.example\"");
			has_not(s, " resumed");
			has_not(s, " not-established");
		}
	/* a capture of 200 octets a packet still has the name */
	script_init(&cut, *state);
	script_say(&cut, false, 10, view_part(script.steps[0].bytes, 0, 150));
	script_gap(&cut, false, 10, script.steps[0].bytes.size - 150);
	s = script_run(&cut, CUT_NOT, 0);
	has(s, "tls at=10 place=1 192.0.2.1:40000 > 198.51.100.7:443 sni=\"shop.example\" version=0000");
	assert_int_equal(cut.report.malformed, 0);
	SSL_SESSION_free(t.session);
}

static void old_forms(void **state)
{
	static const char ssl2[] =
		"\x80\x2e\x01\x03\x01\0\x15\0\0\0\x10\0\0\x39\0\0\x38\0\0\x35\0\0\x16\0\0\x13\0\0\x0a\0\0\x33"
		"0123456789abcdef";
	struct tls_talk t = { .version = TLS1_2_VERSION };
	const char *s;

	(void)state;
	tls_talk_record(room, &script, &t);
	script.steps[0].bytes = view_of(ssl2, sizeof ssl2 - 1);
	s = script_see(&script);
	one_sighting(s);
	has(s, "tls at=10 place=1 192.0.2.1:40000 > 198.51.100.7:443 sni=\"\" version=0303 not-resumed "
		"established data-known hello=10 flight=20 ");
	SSL_SESSION_free(t.session);
}

/* Once both have said something nobody wants more; other protocols are given up. */
static void bulk_costs_nothing(void **state)
{
	struct tls_talk t = { .version = TLS1_3_VERSION, .sni = "shop.example" };
	char *bulk = arena_take(*state, 300001);

	memset(bulk, 'x', 300000);
	tls_talk_record(room, &script, &t);
	script_text(&script, true, 500, bulk);
	script_run(&script, CUT_RANDOM, 3);
	assert_true(script.fed < 10000);
	script_init(&script, *state);
	script_text(&script, true, 5, "SSH-2.0-x\r\n");
	script_text(&script, false, 6, "SSH-2.0-y\r\n");
	script_text(&script, true, 7, bulk);
	assert_string_equal(script_run(&script, CUT_RANDOM, 3), "");
	assert_true(script.fed < 70000);
	SSL_SESSION_free(t.session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(full_handshake_1_2, open_script, close_script),
		cmocka_unit_test_setup_teardown(resumed_1_2, open_script, close_script),
		cmocka_unit_test_setup_teardown(full_and_resumed_1_3, open_script, close_script),
		cmocka_unit_test_setup_teardown(shown_early, open_script, close_script),
		cmocka_unit_test_setup_teardown(asked_in_vain, open_script, close_script),
		cmocka_unit_test_setup_teardown(retry_1_3, open_script, close_script),
		cmocka_unit_test_setup_teardown(refused, open_script, close_script),
		cmocka_unit_test_setup_teardown(broken_off, open_script, close_script),
		cmocka_unit_test_setup_teardown(behind_dialogues, open_script, close_script),
		cmocka_unit_test_setup_teardown(behind_proxies, open_script, close_script),
		cmocka_unit_test_setup_teardown(turned_round, open_script, close_script),
		cmocka_unit_test_setup_teardown(gaps, open_script, close_script),
		cmocka_unit_test_setup_teardown(old_forms, open_script, close_script),
		cmocka_unit_test_setup_teardown(bulk_costs_nothing, open_script, close_script),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
