/* Requests and answers of HTTP/1.x over any cuts. */
#include "unit.h"

#include <string.h>

#include "talk_script.h"
#include "text_has.h"

#define CLIENT " 192.0.2.1:40000 > 198.51.100.7:80"

static struct talk_script script;

static int open_script(void **state)
{
	*state = arena_new();
	script_init(&script, *state);
	script.server_port = 80;
	return 0;
}

static int close_script(void **state)
{
	arena_free(*state);
	return 0;
}

static void client(int64_t at, const char *text)
{
	script_text(&script, false, at, text);
}

static void server(int64_t at, const char *text)
{
	script_text(&script, true, at, text);
}

/* How often WHAT is in TEXT. */
static size_t times(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what))
		n++;
	return n;
}

static void one_exchange(void **state)
{
	const char *t;

	(void)state;
	client(10, "GET /42.crl HTTP/1.1\r\nHost: r10.c.lencr.org\r\nuser-AGENT:  x/1 \r\nAccept: */*\r\n\r\n");
	server(20, "HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\nContent-Length: 6\r\n\r\n");
	server(30, "0\x04zzzz");
	t = script_see(&script);
	assert_string_equal(t, "http at=10 place=1" CLIENT " method=\"GET\" target=\"/42.crl\" "
		"host=\"r10.c.lencr.org\" url=\"http://r10.c.lencr.org/42.crl\" form=origin version=11 agent=\"x/1\" "
		"names=\"Host,user-AGENT,Accept\" headers=55:39fb171e body=0:e3b0c442 body-size=0 status=200 "
		"answered=20 done=30 type=\"application/pkix-crl\" answer-headers=55:706f3bb9 answer=6:6a2756f2 "
		"answer-size=6 whole\n");
}

static void pipelining(void **state)
{
	const char *t;

	(void)state;
	client(1, "GET /1 HTTP/1.1\r\nHost: a.lencr.org\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: a.lencr.org\r\n\r\n"
		"GET /3 HTTP/1.1\r\nHost: a.lencr.org\r\n\r\nGET /4 HTTP/1.1\r\nHost: a.lencr.org\r\n\r\n"
		"GET /5 HTTP/1.1\r\nHost: a.lencr.org\r\n\r\n");
	server(2, "HTTP/1.1 200 A\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 B\r\nContent-Length: 3\r\n\r\n"
		"HTTP/1.1 304 C\r\nContent-Length: 9\r\n\r\nHTTP/1.1 204 D\r\n\r\n");
	server(3, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 E\r\nTransfer-Encoding: chunked\r\n\r\n"
		"3;x=y\r\n0\x81q\r\n0A\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n");
	t = script_see(&script);
	assert_int_equal(times(t, "http at=1 "), 5);
	has(t, "target=\"/1\"");
	has(t, "status=200 answered=2 done=2 answer-headers=19:");
	has(t, "answer=3:ba7816bf answer-size=3 whole\n");
	has(t, "method=\"HEAD\"");
	has(t, "answer=0:e3b0c442 answer-size=0 whole\n");
	has(t, "status=304");
	has(t, "status=204");
	has(t, "target=\"/5\" host=\"a.lencr.org\" url=\"http://a.lencr.org/5\"");
	has(t, "status=200 answered=3 done=3 ");
	has(t, "answer-size=13 whole\n");
	assert_int_equal(script.report.malformed, 0);
}

static void bodies_worth_keeping(void **state)
{
	const char *t;

	(void)state;
	client(1, "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n");
	server(2, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	client(3, "GET /b HTTP/1.1\r\nHost: example.org\r\n\r\n");
	server(4, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n0\x03\x0a\x01\x06");
	client(5, "GET /c HTTP/1.1\r\nHost: example.org\r\n\r\n");
	server(6, "HTTP/1.1 200 OK\r\nContent-Type: Application/OCSP-Response; q=1\r\nContent-Length: 5\r\n\r\nhello");
	client(7, "GET /roots/x.P7C?y HTTP/1.1\r\nHost: example.org\r\n\r\n");
	server(8, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	client(9, "POST /d HTTP/1.1\r\nHost: example.org\r\nContent-Type: application/ocsp-request\r\n"
		"Content-Length: 4\r\n\r\n0\x82zz");
	server(10, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n0\x04hel");
	client(11, "POST /e HTTP/1.1\r\nHost: xlencr.org\r\nContent-Length: 4\r\n\r\nsecr");
	server(12, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	client(13, "GET /f HTTP/1.1\r\nHost: OCSP.int-x3.LetsEncrypt.org.:80\r\n\r\n");
	server(14, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	t = script_see(&script);
	assert_int_equal(times(t, "http at="), 7);
	assert_int_equal(times(t, " answer=5:2cf24dba"), 3);     /* c, x.P7C, f */
	assert_int_equal(times(t, " answer=5:"), 4);              /* and b; 0 04 does not fit its length */
	has(t, " body=4:");
	assert_int_equal(times(t, " body=4:"), 1);
	assert_int_equal(times(t, "answer-size=5\n"), 3);
}

static void up_to_the_end(void **state)
{
	const char *t;

	(void)state;
	client(1, "GET / HTTP/1.0\r\n\r\n");
	server(2, "HTTP/1.0 200 OK\nContent-Type: application/pkix-cert\n\n0\x81x");
	server(3, "yz");
	t = script_see(&script);
	has(t, " url=\"http://198.51.100.7/\" form=origin version=10 agent=\"\" names=\"\"");
	has(t, " done=1000000 ");
	has(t, "answer=5:");
	has(t, " whole\n");
	script.end = TALK_RESET;
	t = script_see(&script);
	has(t, "answer=5:");
	has_not(t, " whole\n");
	has_not(t, " done=");
}

static void proxies(void **state)
{
	const char *t;

	(void)state;
	script.server_port = 3128;
	client(1, "GET http://x1.c.lencr.org/ HTTP/1.1\r\nHost: x1.c.lencr.org\r\nProxy-Connection: x\r\n\r\n");
	server(2, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab");
	client(3, "CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example:443\r\n\r\n");
	server(4, "HTTP/1.1 407 Who\r\nContent-Length: 2\r\n\r\nno");
	client(5, "CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example:443\r\n\r\n");
	server(6, "HTTP/1.1 200 Connection established\r\n\r\n");
	client(7, "GET /inside HTTP/1.1\r\nHost: inner.example\r\n\r\n");
	server(8, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	t = script_see(&script);
	has(t, "url=\"http://x1.c.lencr.org/\" form=absolute");
	has(t, "answer=2:fb8e20fc");
	has(t, "http at=3 place=3 192.0.2.1:40000 > 198.51.100.7:3128 method=\"CONNECT\" target=\"shop.example:443\" "
		"host=\"shop.example:443\" form=connect");
	has(t, "status=407");
	has(t, "http at=5");
	has(t, "url=\"http://inner.example/inside\"");
	assert_int_equal(times(t, "http at="), 4);
}

static void lenient_forms(void **state)
{
	const char *t;

	(void)state;
	client(1, "\r\n\r\nGET /a b HTTP/1.1\nHost : a.example\nX-Long: one\n two\n\tthree\nUser-Agent: u\n v\n\n");
	server(2, "\nHTTP/1.1 200\nContent-Length: 2, 2\n\nok");
	client(3, "this is no HTTP at all, and long enough to be seen as such\r\n");
	client(3, "GET /b HTTP/1.1\r\nHost: a.example\r\n\r\n");
	server(4, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
	client(5, "GET /c HTTP/1.1\r\nHost: a.example\r\n\r\n");
	server(6, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
	t = script_see(&script);
	/* As other readers have it: a target ends at a blank. */
	has(t, "target=\"/a\" host=\"a.example\"");
	has(t, "names=\"Host,X-Long,User-Agent\"");
	has(t, "agent=\"u\\x0a v\"");
	has(t, "http at=3 place=4");
	has(t, " gap\n");
	has(t, "target=\"/c\"");
	has(t, "status=200 answered=6 done=6");
	assert_int_equal(times(t, "http at="), 3);
	assert_true(script.report.malformed >= 2);
}

static void gaps(void **state)
{
	const char *t;

	(void)state;
	client(1, "GET /a HTTP/1.1\r\nHost: a.lencr.org\r\n\r\n");
	server(2, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01");
	script_gap(&script, true, 3, 5);
	server(4, "789");
	client(5, "GET /b HTTP/1.1\r\nHost: a.lencr.org\r\n\r\n");
	server(6, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
	client(7, "GET /c HTTP/1.1\r\nHost: a.lencr.org\r\n\r\n");
	script_gap(&script, true, 8, 100);
	server(8, "rest of some content without any line");
	client(9, "GET /d HTTP/1.1\r\nHost: a.lencr.org\r\n\r\n");
	server(10, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
	client(11, "GET /e HTTP/1.1\r\nHost: a.lencr.org\r\nUser-Ag");
	script_gap(&script, false, 12, 30);
	server(13, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
	t = script_see(&script);
	assert_int_equal(times(t, "http at="), 5);
	has(t, "answer=2:938db8c9 answer-size=10 gap\n");
	has(t, "target=\"/c\" host=\"a.lencr.org\" url=\"http://a.lencr.org/c\" form=origin version=11 agent=\"\" "
		"names=\"Host\" headers=19:");
	has(t, "body-size=0 status=0 answer-size=-1 gap\n");
	assert_int_equal(times(t, "answer=3:ba7816bf answer-size=3 whole\n"), 2);
	has(t, "target=\"/e\" host=\"a.lencr.org\" url=\"http://a.lencr.org/e\" form=origin version=11 headers=19:");
	has(t, "status=404");
}

static void found_late_and_turned(void **state)
{
	const char *t;

	(void)state;
	script.late = script.turned = true;
	script.client_port = 8080;
	server(1, "middle of an answer\r\nmore of it");
	client(2, "GET /a HTTP/1.1\r\nHost: a.lencr.org\r\n\r\n");
	server(3, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
	t = script_see(&script);
	has(t, "http at=2 place=2 192.0.2.1:8080 > 198.51.100.7:80 method=\"GET\"");
	has(t, "status=200");
	assert_int_equal(times(t, "http at="), 1);
}

static void limits_hold(void **state)
{
	char *long_name = arena_take(*state, 200000);
	const char *t;

	memset(long_name, 'a', 199999);
	client(1, "GET /a HTTP/1.1\r\nHost: a.lencr.org\r\nX: ");
	client(1, long_name);
	client(1, "\r\n\r\n");
	client(2, "GET /b HTTP/1.1\r\nHost: a.lencr.org\r\n\r\n");
	server(3, "HTTP/1.1 200 OK\r\nContent-Length: 199999\r\n\r\n");
	server(4, long_name);
	script.limits.body_bytes = 1000;
	t = script_run(&script, CUT_NOT, 0);
	has_not(t, "http");
	assert_true(script.report.malformed >= 1);
	script.steps[1].bytes.size = 10000;
	t = script_run(&script, CUT_RANDOM, 1);
	has(t, "target=\"/a\"");
	has(t, "answer-size=-1");
	has(t, "target=\"/b\"");
	assert_true(script.report.bytes_dropped > 0);
}

/* The body is larger than may be kept: it is told how large, and not as whole. */
static void large_bodies(void **state)
{
	char *text = arena_take(*state, 300001);
	const char *t;

	memset(text, 'q', 300000);
	client(1, "GET /1.crl HTTP/1.1\r\nHost: yr1.c.lencr.org\r\n\r\n");
	server(2, "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n");
	server(3, text);
	t = script_run(&script, CUT_RANDOM, 7);
	has(t, "answer=300000:");
	has(t, "answer-size=300000 whole\n");
	script.limits.body_bytes = 1000;
	t = script_run(&script, CUT_RANDOM, 7);
	has(t, "answer-size=300000\n");
	assert_true(script.report.bytes_dropped >= 299000);
	script.limits.body_bytes = (size_t)16 << 20;
	script.limits.total_bytes = 100000;
	t = script_run(&script, CUT_RANDOM, 7);
	has(t, "answer-size=300000\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_exchange, open_script, close_script),
		cmocka_unit_test_setup_teardown(pipelining, open_script, close_script),
		cmocka_unit_test_setup_teardown(bodies_worth_keeping, open_script, close_script),
		cmocka_unit_test_setup_teardown(up_to_the_end, open_script, close_script),
		cmocka_unit_test_setup_teardown(proxies, open_script, close_script),
		cmocka_unit_test_setup_teardown(lenient_forms, open_script, close_script),
		cmocka_unit_test_setup_teardown(gaps, open_script, close_script),
		cmocka_unit_test_setup_teardown(found_late_and_turned, open_script, close_script),
		cmocka_unit_test_setup_teardown(limits_hold, open_script, close_script),
		cmocka_unit_test_setup_teardown(large_bodies, open_script, close_script),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
