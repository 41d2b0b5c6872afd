#include "unit.h"

#include <stdbool.h>

#include "base/str.h"
#include "io/net.h"
#include "peer.h"

/* Every fault of a server, and what it must be called. */
enum then { CLOSE, HOLD, RESET, DRIP, ENDLESS, FLOOD };
static const struct fault {
	const char *name, *answer; /* NULL: not even a look at the request */
	enum then then;
	enum reach reach;
	int status;
	const char *says;
} faults[] = {
	{ "fine", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody", CLOSE, REACH_OK, 200, NULL },
	{ "until close", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbody", CLOSE, REACH_OK, 200,
		NULL },
	{ "chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n",
		CLOSE, REACH_OK, 200, NULL },
	{ "after a hint", "HTTP/1.1 103 Early\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
		"body", CLOSE, REACH_OK, 200, NULL },
	{ "identity", "HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nContent-Length: 4\r\n\r\nbody",
		CLOSE, REACH_OK, 200, NULL },
	{ "1.0", "HTTP/1.0 200 OK\r\n\r\nbody", CLOSE, REACH_OK, 200, NULL },
	{ "nothing", "", CLOSE, REACH_RESET, 0, "waiting: closed the connection without an answer" },
	{ "hang up", NULL, CLOSE, REACH_RESET, 0, "waiting" },
	{ "silent", "", HOLD, REACH_TIMED_OUT, 0, "waiting: connected, but no answer within 0.6 s" },
	{ "reset", "", RESET, REACH_RESET, 0, "waiting" },
	{ "reset in the body", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody", RESET, REACH_RESET,
		200, "receiving" },
	{ "silent in the header", "HTTP/1.1 200 OK\r\nX: ", HOLD, REACH_TOO_SLOW, 200, NULL },
	{ "silent after the header", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", HOLD,
		REACH_TOO_SLOW, 200, "receiving: not complete after 0.6 s" },
	{ "silent in the body", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody", HOLD, REACH_TOO_SLOW,
		200, "receiving: under 100 bytes a second for 0.2 s" },
	{ "drips", "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", DRIP, REACH_TOO_SLOW, 200,
		"under 100 bytes a second" },
	{ "truncated", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody", CLOSE, REACH_TRUNCATED, 200,
		"receiving: ended after 4 bytes" },
	{ "truncated chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nbody", CLOSE,
		REACH_TRUNCATED, 200, NULL },
	{ "length too small", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbodybody", CLOSE, REACH_OK, 200,
		NULL },
	{ "announces too much", "HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n", HOLD, REACH_TOO_BIG,
		200, "announces 999999 bytes" },
	{ "announces the absurd", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", HOLD,
		REACH_TOO_BIG, 200, NULL },
	{ "negative length", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nbody", CLOSE, REACH_BAD_HTTP, 200,
		NULL },
	{ "endless", "HTTP/1.1 200 OK\r\n\r\n", ENDLESS, REACH_TOO_BIG, 200, "ceiling of 5000 bytes" },
	{ "gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nbody", CLOSE,
		REACH_ENCODED, 200, "Content-Encoding: gzip" },
	{ "br and gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: identity, br\r\nContent-Length: 4\r\n\r\n"
		"body", CLOSE, REACH_ENCODED, 200, NULL },
	{ "gzip as transfer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", CLOSE,
		REACH_ENCODED, 200, NULL },
	{ "header flood", "HTTP/1.1 200 OK\r\n", FLOOD, REACH_BAD_HTTP, 200, "larger than 64 KiB" },
	{ "no http", "SSH-2.0-OpenSSH_9.2\r\n", CLOSE, REACH_BAD_HTTP, 0, NULL },
	{ "bytes", "\x16\x03\x01\x00\x02", CLOSE, REACH_BAD_HTTP, 0, NULL },
	{ "bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nbody\r\n", CLOSE,
		REACH_BAD_HTTP, 200, NULL },
	{ "not found", "HTTP/1.1 404 Not\r\nContent-Length: 4\r\n\r\nbody", CLOSE, REACH_BAD_STATUS, 404,
		"HTTP status 404" },
	{ "not found, endless", "HTTP/1.1 404 Not\r\n\r\n", ENDLESS, REACH_BAD_STATUS, 404, NULL },
	{ "not found, silent", "HTTP/1.1 404 Not\r\nContent-Length: 4\r\n\r\nb", HOLD, REACH_BAD_STATUS,
		404, NULL },
	{ "partial", "HTTP/1.1 206 Part\r\nContent-Length: 4\r\n\r\nbody", CLOSE, REACH_BAD_STATUS, 206,
		NULL },
	{ "no content", "HTTP/1.1 204 No\r\n\r\n", CLOSE, REACH_BAD_STATUS, 204, NULL },
	{ "unasked 304", "HTTP/1.1 304 Not\r\n\r\n", CLOSE, REACH_BAD_STATUS, 304, NULL },
	{ "nowhere", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", CLOSE, REACH_BAD_STATUS, 302,
		"without a place" },
	{ "upgrade", "HTTP/1.1 101 Go\r\nUpgrade: h2c\r\n\r\n", CLOSE, REACH_RESET, 101, NULL },
};

static void play(struct peer *p, int fd, int nth)
{
	const struct fault *f = p->context;

	(void)nth;
	if (f->answer == NULL)
		return;
	if (peer_read_request(p, fd) == 0 || !peer_send(fd, f->answer, strlen(f->answer)))
		return;
	switch (f->then) {
	case HOLD:
		peer_hold(p, fd);
		break;
	case RESET:
		peer_sleep(30); /* let the client read what there is */
		peer_reset(fd);
		break;
	case DRIP:
		while (!atomic_load(&p->stop) && peer_send(fd, "x", 1))
			peer_sleep(20);
		break;
	case ENDLESS:
		while (peer_send(fd, "0123456789abcdef", 16))
			;
		break;
	case FLOOD:
		while (peer_send(fd, "X-Flood: 0123456789abcdef\r\n", 27))
			;
		break;
	default:
		break;
	}
}

/* LATE: the fault ends by time alone; a busy machine must not end the rest. */
static struct source *quick(struct peer *p, bool late)
{
	struct net_options o;
	struct err e;
	struct source *s;

	net_options_init(&o);
	o.via_http = o.via_tls = p->via;
	o.small_ms = o.crl_ms = late ? 600 : 15000;
	o.slow_ms = late ? 200 : 5000;
	o.retry_ms = 20;
	s = net_new(&o, &e);
	assert_non_null(s);
	return s;
}

static bool is_as_it_should(const struct fault *f, const struct outcome *o)
{
	static const char begin[] = "ca.example port 80 (127.0.0.1), ";
	bool ok = f->reach == REACH_OK;

	if (o->reach != f->reach || o->http_status != f->status || ok != (o->body != NULL) ||
		ok != (o->detail == NULL))
		return false;
	if (ok)
		return view_is_text(blob_view(o->body), "body");
	return str_starts(o->detail, begin) && (f->says == NULL || strstr(o->detail, f->says) != NULL);
}

static void names_every_fault(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		const struct fault *f = &faults[i];
		struct want w = { .id = 7, .kind = WANT_GET, .why = WHY_CRL,
			.url = "http://ca.example/a.crl", .max_bytes = 5000 };
		struct peer *p;
		struct source *s;
		struct answer a;

		p = peer_start(play, f);
		s = quick(p, f->then == HOLD || f->then == DRIP);
		assert_true(source_ask(s, &w, NULL));
		assert_true(source_next(s, -1, &a));
		assert_int_equal(a.want_id, 7);
		if (!is_as_it_should(f, &a.outcome)) {
			print_message("# %s: %s %d %s\n", f->name, reach_word(a.outcome.reach),
				a.outcome.http_status, a.outcome.detail);
			wrong++;
		}
		assert_int_equal(atomic_load(&p->count), 1);
		assert_true(a.outcome.asked_at > 1700000000 && a.outcome.answered_at >= a.outcome.asked_at);
		outcome_clear(&a.outcome);
		assert_false(source_next(s, -1, &a));
		source_free(s);
		peer_stop(p);
	}
	assert_int_equal(wrong, 0);
}

static void refuses_without_asking(void **state)
{
	static const struct { const char *url; enum reach reach; } urls[] = {
		{ "http://10.0.0.1/", REACH_URL_REFUSED }, { "https://a.example/", REACH_SCHEME_REFUSED },
		{ "ldap:///x", REACH_SCHEME_REFUSED }, { "http://a.example:81/", REACH_PORT_REFUSED },
		{ "http://a\r\nHost: b/", REACH_URL_REFUSED }, { "", REACH_URL_REFUSED },
	};
	struct fault f = faults[0];
	struct peer *p;
	struct source *s;
	struct answer a;

	(void)state;
	p = peer_start(play, &f);
	s = quick(p, false);
	for (uint32_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		struct want w = { .id = i, .kind = WANT_GET, .url = urls[i].url, .max_bytes = 9 };

		assert_true(source_ask(s, &w, NULL));
		assert_true(source_next(s, -1, &a));
		assert_int_equal(a.outcome.reach, urls[i].reach);
		assert_true(str_is_safe(view_of_text(a.outcome.detail)));
		outcome_clear(&a.outcome);
	}
	assert_int_equal(atomic_load(&p->count), 0);
	source_free(s);
	peer_stop(p);
}

/* --- connections that do not come to be ----------------------------------- */

static void tries_a_refused_connection_twice(void **state)
{
	struct want w = { .id = 1, .kind = WANT_GET, .why = WHY_ISSUER, .url = "http://a.example/",
		.max_bytes = 100 };
	struct peer *p;
	struct source *s;
	struct answer a;

	(void)state;
	p = peer_start(play, &faults[0]);
	s = quick(p, false);
	peer_stop(p); /* nobody listens any more */
	assert_true(source_ask(s, &w, NULL));
	assert_true(source_next(s, -1, &a));
	assert_int_equal(a.outcome.reach, REACH_REFUSED);
	assert_non_null(strstr(a.outcome.detail, "a.example port 80 (127.0.0.1), connecting: "));
	outcome_clear(&a.outcome);
	source_free(s);
}

static void a_dead_address_does_not_matter(void **state)
{
	struct want w = { .id = 1, .kind = WANT_GET, .url = "http://a.example/", .max_bytes = 100 };
	char via[100];
	struct net_options o;
	struct peer *p;
	struct source *s;
	struct answer a;

	(void)state;
	p = peer_start(play, &faults[0]);
	snprintf(via, sizeof via, "127.0.0.2:%u,[::1]:%u,127.0.0.1:%u", p->port, p->port, p->port);
	net_options_init(&o);
	o.via_http = via;
	s = net_new(&o, NULL);
	source_ask(s, &w, NULL);
	assert_true(source_next(s, -1, &a));
	assert_int_equal(a.outcome.reach, REACH_OK);
	assert_string_equal(a.outcome.address, "127.0.0.1");
	outcome_clear(&a.outcome);
	source_free(s);
	peer_stop(p);
}

static void asks_nobody_offline(void **state)
{
	struct want w = { .id = 1, .kind = WANT_GET, .url = "http://a.example/" };
	struct net_options o;
	struct source *s;
	struct answer a;

	(void)state;
	net_options_init(&o);
	o.offline = true;
	s = net_new(&o, NULL);
	source_ask(s, &w, NULL);
	w.kind = WANT_TLS;
	w.id = 2;
	w.url = "tls://127.0.0.1:1";
	source_ask(s, &w, NULL);
	for (int i = 0; i < 2; i++) {
		assert_true(source_next(s, 0, &a));
		assert_int_equal(a.outcome.reach, REACH_OFFLINE);
		outcome_clear(&a.outcome);
	}
	source_free(s);
}

static void refuses_bad_options(void **state)
{
	struct net_options o;
	struct err e;

	(void)state;
	net_options_init(&o);
	o.via_http = "nowhere";
	assert_null(net_new(&o, &e));
	assert_int_equal(e.code, ERR_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_every_fault),
		cmocka_unit_test(refuses_without_asking),
		cmocka_unit_test(tries_a_refused_connection_twice),
		cmocka_unit_test(a_dead_address_does_not_matter),
		cmocka_unit_test(asks_nobody_offline),
		cmocka_unit_test(refuses_bad_options),
	};

	return cmocka_run_group_tests_name("io_net", tests, NULL, NULL);
}
