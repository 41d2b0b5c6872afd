#include "unit.h"

#include <stdbool.h>

#include "base/str.h"
#include "io/net.h"
#include "peer.h"

/* A server that answers by path; the connection stays open. */
struct page { const char *path, *answer; };

static void serve(struct peer *p, int fd, int nth)
{
	static const char missing[] = "HTTP/1.1 404 Not\r\nContent-Length: 0\r\n\r\n";

	(void)nth;
	while (peer_read_request(p, fd) != 0) {
		const struct page *page = p->context;
		const char *path = strchr(p->last, ' ') + 1;

		while (page->path != NULL && (strncmp(page->path, path, strlen(page->path)) != 0 ||
			path[strlen(page->path)] != ' '))
			page++;
		if (!peer_send(fd, page->path == NULL ? missing : page->answer,
			strlen(page->path == NULL ? missing : page->answer)))
			return;
	}
}

#define TO(where) "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " where "\r\n\r\n"
#define BODY "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nETag: \"x\"\r\n\r\nbody"

static struct source *through(struct peer *p, struct net_options *o)
{
	struct source *s;

	o->via_http = p->via;
	o->retry_ms = 20;
	s = net_new(o, NULL);
	assert_non_null(s);
	return s;
}

static void ask(struct source *s, const struct want *w, struct answer *a)
{
	assert_true(source_ask(s, w, NULL));
	assert_true(source_next(s, -1, a));
}

static const struct page hops[] = {
	{ "/0", BODY }, { "/1", TO("/0") }, { "/2", TO("1") }, { "/3", TO("http://b.example/2") },
	{ "/4", TO("//c.example/3") }, { "/self", TO("/self") }, { "/a", TO("/b") }, { "/b", TO("/a") },
	{ "/file", TO("file:///etc/passwd") }, { "/local", TO("http://127.0.0.1/") },
	{ "/odd", TO("http://2130706433/") }, { "/host", TO("http://localhost/") },
	{ "/https", TO("https://a.example/") }, { "/port", TO("http://a.example:22/") },
	{ "/user", TO("http://u:p@a.example/") }, { "/ldap", TO("ldap://a.example/x") },
	{ "/space", TO("http://a.example/x y") }, { "/part", TO("/0#x") },
	{ "/307", "HTTP/1.1 307 T\r\nContent-Length: 0\r\nLocation: /0\r\n\r\n" },
	{ "/300", "HTTP/1.1 300 M\r\nContent-Length: 0\r\nLocation: /0\r\n\r\n" },
	{ NULL, NULL },
};

static void follows_redirects_by_hand(void **state)
{
	static const struct { const char *url; enum reach reach; int requests; } cases[] = {
		{ "/0", REACH_OK, 1 }, { "/1", REACH_OK, 2 }, { "/2", REACH_OK, 3 }, { "/3", REACH_OK, 4 },
		{ "/4", REACH_REDIRECTS, 4 }, { "/self", REACH_REDIRECT_LOOP, 1 },
		{ "/a", REACH_REDIRECT_LOOP, 2 }, { "/file", REACH_REDIRECT_REFUSED, 1 },
		{ "/local", REACH_REDIRECT_REFUSED, 1 }, { "/odd", REACH_REDIRECT_REFUSED, 1 },
		{ "/host", REACH_REDIRECT_REFUSED, 1 }, { "/https", REACH_REDIRECT_REFUSED, 1 },
		{ "/port", REACH_REDIRECT_REFUSED, 1 }, { "/user", REACH_REDIRECT_REFUSED, 1 },
		{ "/ldap", REACH_REDIRECT_REFUSED, 1 }, { "/space", REACH_REDIRECT_REFUSED, 1 },
		{ "/part", REACH_REDIRECT_REFUSED, 1 }, { "/307", REACH_OK, 2 },
		{ "/300", REACH_BAD_STATUS, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct peer *p = peer_start(serve, hops);
		struct net_options o;
		struct source *s;
		struct answer a;
		char url[64];
		struct want w = { .id = 1, .kind = WANT_GET, .url = url, .max_bytes = 100 };

		snprintf(url, sizeof url, "http://a.example%s", cases[i].url);
		net_options_init(&o);
		s = through(p, &o);
		ask(s, &w, &a);
		if (a.outcome.reach != cases[i].reach)
			print_message("# %s: %s %s\n", url, reach_word(a.outcome.reach), a.outcome.detail);
		assert_int_equal(a.outcome.reach, cases[i].reach);
		assert_int_equal(atomic_load(&p->requests), cases[i].requests);
		assert_true(a.outcome.detail == NULL || str_is_safe(view_of_text(a.outcome.detail)));
		outcome_clear(&a.outcome);
		source_free(s);
		peer_stop(p);
	}
}

static void never_redirects_a_post(void **state)
{
	struct peer *p = peer_start(serve, hops);
	struct net_options o;
	struct source *s;
	struct answer a;
	struct want w = { .id = 1, .kind = WANT_POST, .url = "http://a.example/307",
		.body = view_of("\x30\x00q", 3), .max_bytes = 100 };

	(void)state;
	net_options_init(&o);
	s = through(p, &o);
	ask(s, &w, &a);
	assert_int_equal(a.outcome.reach, REACH_BAD_STATUS);
	assert_int_equal(a.outcome.http_status, 307);
	outcome_clear(&a.outcome);
	w.url = "http://a.example/0";
	ask(s, &w, &a);
	assert_int_equal(a.outcome.reach, REACH_OK);
	outcome_clear(&a.outcome);
	assert_memory_equal(p->last, "POST /0 HTTP/1.1\r\n", 18);
	assert_non_null(strstr(p->last, "Content-Type: application/ocsp-request\r\n"));
	assert_non_null(strstr(p->last, "Content-Length: 3\r\n"));
	assert_memory_equal(strstr(p->last, "\r\n\r\n") + 4, "\x30\x00q", 3);
	assert_int_equal(atomic_load(&p->count), 1); /* both on one connection */
	source_free(s);
	peer_stop(p);
}

/* Nothing of the user's goes out: one plain request, whatever is set. */
static void sends_a_plain_request(void **state)
{
	struct peer *p = peer_start(serve, hops);
	struct net_options o;
	struct source *s;
	struct answer a;
	struct want w = { .id = 1, .kind = WANT_GET, .url = "http://A.example/0?q=%41",
		.max_bytes = 100 };

	(void)state;
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("all_proxy", "http://127.0.0.1:1", 1);
	net_options_init(&o);
	o.user_agent = "lencr-test";
	s = through(p, &o);
	ask(s, &w, &a);
	unsetenv("http_proxy");
	unsetenv("all_proxy");
	assert_int_equal(a.outcome.reach, REACH_BAD_STATUS);
	outcome_clear(&a.outcome);
	assert_string_equal(p->last, "GET /0?q=%41 HTTP/1.1\r\nHost: A.example\r\n"
		"User-Agent: lencr-test\r\nAccept: */*\r\n\r\n");
	source_free(s);
	peer_stop(p);
}

static const struct page unchanged[] = {
	{ "/c", "HTTP/1.1 304 Not\r\nETag: \"x\"\r\n\r\n" }, { NULL, NULL },
};

static void takes_304_only_when_it_asked(void **state)
{
	struct http_field fields[] = { { (char *)"If-None-Match", (char *)"\"x\"" },
		{ (char *)"X-Evil", (char *)"a\r\nHost: b" } };
	struct http_head extra = { 2, fields };
	struct peer *p = peer_start(serve, unchanged);
	struct net_options o;
	struct source *s;
	struct answer a;
	struct want w = { .id = 1, .kind = WANT_GET, .url = "http://a.example/c", .max_bytes = 100,
		.extra = &extra };

	(void)state;
	net_options_init(&o);
	s = through(p, &o);
	ask(s, &w, &a);
	assert_int_equal(a.outcome.reach, REACH_OK);
	assert_int_equal(a.outcome.http_status, 304);
	assert_null(a.outcome.body);
	assert_string_equal(http_head_get(&a.outcome.head, "etag"), "\"x\"");
	assert_non_null(strstr(p->last, "If-None-Match: \"x\"\r\n"));
	assert_null(strstr(p->last, "Host: b"));
	outcome_clear(&a.outcome);
	w.extra = NULL;
	ask(s, &w, &a);
	assert_int_equal(a.outcome.reach, REACH_BAD_STATUS);
	outcome_clear(&a.outcome);
	source_free(s);
	peer_stop(p);
}

static void when_told(struct peer *p, int fd, int nth)
{
	(void)nth;
	while (peer_read_request(p, fd) != 0) {
		peer_asked(p, 1);
		peer_wait(p);
		peer_sleep(10); /* so that requests under way at the same time are seen to be */
		peer_asked(p, -1);
		if (!peer_send(fd, BODY, strlen(BODY)))
			return;
	}
}

static void is_polite(void **state)
{
	struct peer *p = peer_start(when_told, NULL);
	struct net_options o;
	struct source *s;
	struct answer a;
	bool seen[24] = { false };

	(void)state;
	net_options_init(&o);
	o.most_open_host = 3;
	s = through(p, &o);
	for (uint32_t i = 0; i < 24; i++) {
		char url[64];
		struct want w = { .id = i, .kind = WANT_GET, .url = url, .max_bytes = 100 };

		snprintf(url, sizeof url, "http://a.example/%u", (unsigned)i);
		source_ask(s, &w, NULL);
	}
	source_drop(s, 5);
	assert_false(source_next(s, 0, &a));
	source_drop(s, 0); /* already on its way */
	atomic_store(&p->go, 1);
	while (source_next(s, -1, &a)) {
		assert_int_equal(a.outcome.reach, REACH_OK);
		assert_false(seen[a.want_id]);
		seen[a.want_id] = true;
		outcome_clear(&a.outcome);
	}
	for (int i = 0; i < 24; i++)
		assert_int_equal(seen[i], i != 0 && i != 5);
	/* one more than three: the server may not have seen yet that one was dropped */
	assert_in_range(atomic_load(&p->most_asked), 2, 4);
	source_free(s);
	peer_stop(p);
}

static void count_progress(void *context, uint64_t got, uint64_t expected)
{
	(void)got;
	(void)expected;
	++*(int *)context;
}

static void tells_progress_and_keeps_time(void **state)
{
	struct peer *p = peer_start(when_told, NULL);
	struct net_options o;
	struct source *s;
	struct answer a;
	int calls = 0;
	struct want w = { .id = 1, .kind = WANT_GET, .url = "http://a.example/", .max_bytes = 100 };

	(void)state;
	net_options_init(&o);
	o.progress = count_progress;
	o.progress_context = &calls;
	s = through(p, &o);
	source_ask(s, &w, NULL);
	assert_false(source_next(s, 5, &a));
	atomic_store(&p->go, 1);
	assert_true(source_next(s, 20000, &a));
	outcome_clear(&a.outcome);
	assert_true(calls > 0);
	assert_false(source_next(s, 2000, &a)); /* nothing open: at once */
	source_free(s);
	peer_stop(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_redirects_by_hand),
		cmocka_unit_test(never_redirects_a_post),
		cmocka_unit_test(sends_a_plain_request),
		cmocka_unit_test(takes_304_only_when_it_asked),
		cmocka_unit_test(is_polite),
		cmocka_unit_test(tells_progress_and_keeps_time),
	};

	return cmocka_run_group_tests_name("io_net_flow", tests, NULL, NULL);
}
