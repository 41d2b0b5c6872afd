/* What belongs to one visit becomes one contact; what went wrong on the way, and
 * what looks made up, is flagged. */
#include "observe_stories.h"

#include "base/str.h"
#include "base/why.h"

static struct arena *arena;
static struct correlate *correlator;

static const struct contacts *told(struct story *s)
{
	struct correlate *k;
	const struct contacts *all = story_tell(s, &(struct telling){ 0 }, &k);
	char *text = contacts_text(arena, all);

	for (unsigned seed = 1; seed <= 5; seed++) {
		assert_string_equal(contacts_text(arena, story_tell(s, &(struct telling){ seed, false },
			&correlator)), text);
		correlate_free(correlator);
	}
	/* Everything in the result lives in the arena. */
	correlate_free(k);
	return all;
}

static const struct contact *told_one(struct story *s)
{
	const struct contacts *all = told(s);

	if (all->count != 1)
		print_message("# %s", contacts_text(arena, all));
	assert_int_equal(all->count, 1);
	return all->all[0];
}

static void flagged(const struct contact *c, const char *word, enum severity severity)
{
	const struct contact_flag *f = flag_of(c, word);

	if (f == NULL || f->severity != severity)
		print_message("# not %s: %s\n", word, contact_line(arena, c));
	assert_non_null(f);
	assert_int_equal(f->severity, severity);
	assert_true(f->text[0] != '\0' && f->remedy[0] != '\0');
	if (severity == SEVERITY_FAIL)
		assert_true(c->suspicious);
}

/* --- merging ---------------------------------------------------------------------------- */

static void one_visit(void **state)
{
	struct story *s = story_new(arena);
	const struct contact *c;

	(void)state;
	story_dns(s, 0, CLIENT, "YR1.c.lencr.org.", LENCR);
	story_dns(s, 5, CLIENT, "yr1.c.lencr.org", NULL)->type = 28;
	story_dns(s, 15, CLIENT, "yr1.c.lencr.org", "2001:db8::80")->type = 28;
	story_connect(s, 30, CLIENT, LENCR, 80, true);
	story_http(s, 40, CLIENT, LENCR, URL_13)->user_agent = view_of_text("Microsoft-CryptoAPI/10.0");
	story_last(s)->connection = s->list[s->count - 2]->connection;
	c = told_one(s);
	assert_int_equal(c->at, STORY_START * SIGHT_SECOND);
	assert_true(c->dns.seen && c->dns.answered && c->dns.address_count == 2 && c->dns.rcode == 0);
	assert_true(c->connection.seen && c->connection.answered);
	assert_int_equal(c->connection.at, c->at + 30000);
	assert_int_equal(c->request.at, c->at + 40000);
	assert_string_equal(c->object.kind, "shard-crl");
	assert_string_equal(c->object.what, "CRL shard 13 of 128 of YR1");
	assert_string_equal(c->object.ca, "YR1");
	assert_int_equal(c->object.shard, 13);
	assert_true(c->object.known && c->n == 1);
	assert_string_equal(c->host, "yr1.c.lencr.org");
	assert_string_equal(c->fetcher.name, "Windows CryptoAPI");
	assert_int_equal(c->flag_count, 0);
}

static void kept_alive(void **state)
{
	struct story *s = story_new(arena);
	const struct contacts *all;

	(void)state;
	story_dns(s, 0, CLIENT, "yr1.c.lencr.org", LENCR);
	for (int i = 0; i < 3; i++) {
		story_http(s, 20 + 1000 * i, CLIENT, LENCR, arena_format(arena,
			"http://yr1.c.lencr.org/%d.crl", 10 + 7 * i));
		story_last(s)->connection = 7;
		story_last(s)->opened_at = (STORY_START * 1000 + 10) * 1000;
		story_last(s)->client.port = 4000;
	}
	all = told(s);
	assert_int_equal(all->count, 3);
	assert_true(all->all[0]->dns.seen && !all->all[1]->dns.seen && !all->all[2]->dns.seen);
	assert_int_equal(all->all[0]->at, STORY_START * SIGHT_SECOND);
	assert_int_equal(all->all[1]->at, all->all[1]->request.at);
	assert_int_equal(all->all[2]->at, all->all[2]->request.at);
}

static void same_in_two_inputs(void **state)
{
	struct story *s = story_new(arena);

	(void)state;
	story_http(s, 0, CLIENT, LENCR, URL_13);
	story_http(s, 1, CLIENT, LENCR, URL_13);
	story_last(s)->input = 1;
	story_last(s)->client = s->list[0]->client;
	told_one(s);
}

static void other_machines_left_out(void **state)
{
	struct story *s = story_new(arena);
	struct endpoint only;

	(void)state;
	endpoint_read(view_of_text("10.0.0.22"), &only);
	s->options.clients = &only;
	s->options.client_count = 1;
	story_http(s, 0, CLIENT, LENCR, URL_13);
	story_http(s, 1, "10.0.0.22", LENCR, URL_13);
	assert_int_equal(told_one(s)->client.address[3], 22);
}

static void for_others(void **state)
{
	struct story *s = story_new(arena);
	const struct contacts *all;

	(void)state;
	/* The resolver asks on. */
	story_dns(s, 0, CLIENT, "yr1.c.lencr.org", LENCR);
	story_http(s, 40, CLIENT, LENCR, URL_13);
	story_dns(s, 10, "192.0.2.53", "yr1.c.lencr.org", LENCR);
	story_last(s)->server.address[3] = 1;
	/* The proxy fetches on. */
	story_http(s, 5000, CLIENT, "10.0.0.1", "http://yr1.c.lencr.org/77.crl")->form = HTTP_ABSOLUTE;
	story_http(s, 5001, "10.0.0.1", LENCR, "http://yr1.c.lencr.org/77.crl");
	all = told(s);
	assert_int_equal(all->count, 4);
	assert_null(all->all[0]->as);
	assert_ptr_equal(all->all[1]->as, all->all[0]);
	assert_true(all->all[2]->request.by_proxy && all->all[2]->as == NULL);
	assert_ptr_equal(all->all[3]->as, all->all[2]);
}

static void other_cas(void **state)
{
	struct story *s = story_new(arena);
	const struct contacts *all;

	(void)state;
	story_http(s, 0, CLIENT, "203.0.113.1", "http://crl.example/ca.crl");
	story_http(s, 10, CLIENT, "203.0.113.1", "http://www.example/index.html");
	assert_int_equal(told(s)->count, 0);
	s->options.all = true;
	all = told(s);
	assert_int_equal(all->count, 1);
	assert_string_equal(all->all[0]->object.kind, "other");
	assert_false(all->all[0]->suspicious || all->all[0]->object.known);
}

/* --- in vain -------------------------------------------------------------------------------- */

static void names_in_vain(void **state)
{
	struct story *s = story_new(arena);
	const struct contact *c;

	(void)state;
	story_dns(s, 0, CLIENT, "ye1.c.lencr.org", NULL)->rcode = 3;
	c = told_one(s);
	assert_string_equal(c->object.kind, "name-only");
	assert_string_equal(c->object.ca, "YE1");
	flagged(c, "dns-nxdomain", SEVERITY_WARN);

	s = story_new(arena);
	story_dns(s, 0, CLIENT, "r3.o.lencr.org", NULL)->rcode = 3;
	flagged(told_one(s), "dns-nxdomain", SEVERITY_NOTE);

	s = story_new(arena);
	story_dns(s, 0, CLIENT, "ye1.c.lencr.org", "0.0.0.0");
	flagged(told_one(s), "dns-blocked", SEVERITY_WARN);
	s = story_new(arena);
	story_dns(s, 0, CLIENT, "ye1.c.lencr.org", NULL)->blocked = true;
	c = told_one(s);
	flagged(c, "dns-blocked", SEVERITY_WARN);
	assert_true(c->dns.blocked);

	s = story_new(arena);
	story_dns(s, 0, CLIENT, "ye1.c.lencr.org", NULL)->rcode = 2;
	flagged(told_one(s), "dns-failed", SEVERITY_WARN);
	s = story_new(arena);
	story_dns(s, 0, CLIENT, "ye1.c.lencr.org", NULL);
	flagged(told_one(s), "dns-unanswered", SEVERITY_NOTE);
}

static void search_lists(void **state)
{
	struct story *s = story_new(arena);

	(void)state;
	story_dns(s, 0, CLIENT, "yr1.c.lencr.org.corp.example", NULL)->rcode = 3;
	assert_int_equal(told(s)->count, 0);
	/* A wildcard that answers to it is worth a look; a visit is another matter. */
	story_dns(s, 5, CLIENT, "yr1.c.lencr.org.corp.example", "203.0.113.5");
	flagged(told_one(s), "look-alike", SEVERITY_WARN);
}

static void connections_in_vain(void **state)
{
	struct story *s = story_new(arena);
	const struct contact *c;
	const struct contacts *all;

	(void)state;
	story_tls(s, 0, CLIENT, "203.0.113.7", "shop.example", 0x0304, 0, NULL);
	story_dns(s, 100, CLIENT, "ye1.c.lencr.org", LENCR);
	for (int i = 0; i < 4; i++)
		story_connect(s, 150 + 1000 * i, CLIENT, LENCR, 80, false);
	c = told_one(s);
	flagged(c, "connection-unanswered", SEVERITY_WARN);
	assert_true(c->connection.seen && !c->connection.answered);
	assert_int_equal(c->grade, GRADE_POSSIBLE);
	assert_true(has_evidence(&c->candidates[0], "unfinished"));

	/* Only the address tells, since the name was asked for long before. */
	s = story_new(arena);
	story_dns(s, 0, CLIENT, "ye1.c.lencr.org", LENCR);
	story_connect(s, 900000, CLIENT, LENCR, 80, false);
	story_connect(s, 903000, CLIENT, LENCR, 80, false);
	story_connect(s, 950000, CLIENT, LENCR, 80, true);
	story_connect(s, 960000, CLIENT, "198.51.100.99", 80, false);
	all = told(s);
	assert_int_equal(all->count, 2);
	flagged(all->all[1], "connection-unanswered", SEVERITY_WARN);

	s = story_new(arena);
	story_dns(s, 0, CLIENT, "ye1.c.lencr.org", LENCR);
	story_connect(s, 20, CLIENT, LENCR, 80, true)->refused = true;
	flagged(told_one(s), "connection-refused", SEVERITY_WARN);

	s = story_new(arena);
	story_http(s, 0, CLIENT, LENCR, URL_13)->status = 0;
	flagged(told_one(s), "request-unanswered", SEVERITY_NOTE);
	s = story_new(arena);
	story_http(s, 0, CLIENT, LENCR, URL_13)->status = 403;
	flagged(told_one(s), "http-error", SEVERITY_WARN);
	s = story_new(arena);
	story_http(s, 0, CLIENT, LENCR, URL_13)->status = 404;
	flagged(told_one(s), "http-error", SEVERITY_NOTE);
	s = story_new(arena);
	story_http(s, 0, CLIENT, LENCR, URL_13)->status = 304;
	c = told_one(s);
	assert_int_equal(c->flag_count, 0);
	assert_true(has_reason(c, "conditional"));
}

/* --- imitation --------------------------------------------------------------------------------- */

static const struct contact *asked(const char *url)
{
	struct story *s = story_new(arena);

	story_http(s, 0, CLIENT, LENCR, url);
	return told_one(s);
}

static void names_and_urls(void **state)
{
	(void)state;
	flagged(asked("http://r3.c.lencr.org.evil.example/1.crl"), "look-alike", SEVERITY_FAIL);
	flagged(asked("http://yr1.c.1encr.org/1.crl"), "look-alike", SEVERITY_FAIL);
	flagged(asked("http://yr1.c.lencr.org/stage2.bin"), "url-off-grammar", SEVERITY_FAIL);
	flagged(asked("http://yr1.c.lencr.org/1.crl?id=7"), "url-off-grammar", SEVERITY_FAIL);
	flagged(asked("http://r3.o.lencr.org/QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="), "url-off-grammar",
		SEVERITY_FAIL);
	flagged(asked("http://yr1.c.lencr.org/129.crl"), "url-unusual", SEVERITY_WARN);
	flagged(asked("http://yr1.c.lencr.org/favicon.ico"), "url-unusual", SEVERITY_NOTE);
	assert_false(asked("http://yr1.c.lencr.org/129.crl")->suspicious);
	assert_false(asked("http://lencr.org/")->suspicious);
	assert_string_equal(asked("http://lencr.org/")->object.kind, "site");
	flagged(asked("http://stg-ye1.c.lencr.org/3.crl"), "staging", SEVERITY_NOTE);
	flagged(asked("http://ye9.c.lencr.org/3.crl"), "ca-newer", SEVERITY_NOTE);
	assert_false(asked("http://ye9.c.lencr.org/3.crl")->suspicious);
	flagged(asked("http://r3.i.lencr.org/"), "ca-over", SEVERITY_NOTE);
	flagged(asked("http://r10.o.lencr.org/"), "service-ended", SEVERITY_NOTE);
	flagged(asked(arena_format(arena, "http://r3.o.lencr.org/%s", story_ocsp_path(arena, "r10",
		SERIAL_13, ""))), "other-ca", SEVERITY_WARN);
}

static void time_of_the_event(void **state)
{
	struct story *s = story_new(arena);

	(void)state;
	story_http(s, 0, CLIENT, LENCR, arena_format(arena, "http://r10.o.lencr.org/%s", story_ocsp_path(arena,
		"r10", SERIAL_13, "")));
	story_last(s)->at = INT64_C(1735689600) * SIGHT_SECOND; /* 2025-01-01 */
	story_last(s)->opened_at = SIGHT_NEVER;
	assert_int_equal(told_one(s)->flag_count, 0);
	story_last(s)->at = INT64_C(1577836800) * SIGHT_SECOND; /* 2020-01-01: before R10 */
	flagged(told_one(s), "ca-over", SEVERITY_WARN);
}

static void bodies(void **state)
{
	struct story *s = story_new(arena);
	struct sight_http *h = story_http(s, 0, CLIENT, LENCR, URL_13);

	(void)state;
	h->method = view_of_text("POST");
	h->body = view_of_text("user=root&pass=secret");
	h->body_size = (int64_t)h->body.size;
	flagged(told_one(s), "unexpected-body", SEVERITY_FAIL);
	h->body_size = 100000;
	flagged(told_one(s), "large-upload", SEVERITY_WARN);
	s = story_new(arena);
	h = story_http(s, 0, CLIENT, LENCR, "http://r10.o.lencr.org/");
	h->method = view_of_text("POST");
	h->body_size = 85;
	assert_null(flag_of(told_one(s), "unexpected-body"));   /* not captured: nothing to say */
	h->body = view_of_text("not a request");
	h->body_size = (int64_t)h->body.size;
	flagged(told_one(s), "unexpected-body", SEVERITY_FAIL);
}

static void addresses(void **state)
{
	struct story *s = story_new(arena);
	const struct contact *c;

	(void)state;
	story_dns(s, 0, CLIENT, "yr1.c.lencr.org", LENCR);
	story_http(s, 20, CLIENT, "203.0.113.66", URL_13);
	flagged(told_one(s), "other-address", SEVERITY_FAIL);
	/* An address of another name of lencr.org is none of a stranger. */
	story_dns(s, 5000, CLIENT, "x1.c.lencr.org", "203.0.113.66");
	c = told(s)->all[0];
	assert_null(flag_of(c, "other-address"));
	/* A proxy's address is its own. */
	s = story_new(arena);
	story_dns(s, 0, CLIENT, "yr1.c.lencr.org", LENCR);
	story_http(s, 20, CLIENT, "10.0.0.1", URL_13)->form = HTTP_ABSOLUTE;
	for (size_t i = 0; i < told(s)->count; i++)
		assert_null(flag_of(told(s)->all[i], "other-address"));
}

static void content_of_a_stranger(void **state)
{
	struct story *s = story_new(arena);
	struct sight_http *h = story_http(s, 0, CLIENT, LENCR, URL_13);
	const struct contact *c;

	(void)state;
	h->answer = view_of_text("<html><body>Please log in</body></html>");
	h->answer_whole = true;
	c = told_one(s);
	flagged(c, "content-mismatch", SEVERITY_FAIL);
	assert_int_equal(c->content.state, CONTENT_MISMATCH);
	h->answer_whole = false;
	c = told_one(s);
	assert_int_equal(c->content.state, CONTENT_PARTIAL);
	assert_false(c->suspicious);
}

static void again_and_in_series(void **state)
{
	struct story *s = story_new(arena);
	const struct contacts *all;

	(void)state;
	for (int i = 0; i < 5; i++)
		story_http(s, i * 60000, CLIENT, LENCR, URL_13);
	all = told(s);
	assert_null(flag_of(all->all[2], "refetched"));
	flagged(all->all[3], "refetched", SEVERITY_WARN);
	assert_true(has_reason(all->all[1], "same client fetched this before"));

	s = story_new(arena);
	for (int i = 0; i < 8; i++)
		story_http(s, i * 100, CLIENT, LENCR, arena_format(arena, "http://yr1.c.lencr.org/%d.crl", i + 1));
	all = told(s);
	for (size_t i = 0; i < all->count; i++)
		flagged(all->all[i], "in-bulk", SEVERITY_NOTE);
	assert_true(has_reason(all->all[0], "in series"));
}

static void with_tls(void **state)
{
	struct story *s = story_new(arena);

	(void)state;
	story_tls(s, 0, CLIENT, LENCR, "yr1.c.lencr.org", 0x0304, 50, NULL);
	flagged(told_one(s), "https", SEVERITY_NOTE);
}

static void forged_agent(void **state)
{
	struct story *s = story_new(arena);
	struct sight_http *h = story_http(s, 0, CLIENT, LENCR, URL_13);

	(void)state;
	h->user_agent = view_of_text("Microsoft-CryptoAPI/10.0");
	h->header_names = view_of_text("Host,User-Agent,Accept");
	flagged(told_one(s), "agent-differs", SEVERITY_WARN);
}

/* --- what is left of it ------------------------------------------------------------------------ */

static void forgotten(void **state)
{
	struct story *s = story_new(arena);
	const struct contacts *all;
	struct correlate *k;

	(void)state;
	s->options.max_candidates = 10;
	story_tls(s, 0, CLIENT, "203.0.113.7", "shop.example", 0x0303, 400,
		story_bytes(arena, story_cert(arena, "yr1", SERIAL_13, URL_13, NULL)));
	for (int i = 0; i < 30; i++)
		story_tls(s, 10 + i, CLIENT, "203.0.113.8", "www.example", 0x0304, 50, NULL);
	story_http(s, 100, CLIENT, LENCR, URL_13);
	all = story_tell(s, &(struct telling){ 0 }, &k);
	flagged(all->all[0], "incomplete", SEVERITY_NOTE);
	assert_true(all->candidates_dropped >= 20);
	assert_true(all->all[0]->grade < GRADE_PROVEN);
	correlate_free(k);
	/* A contact that is known holds on to what is of its time. */
	s->options.max_candidates = 40;
	for (int i = 0; i < 200; i++)
		story_tls(s, 50000 + i, "10.0.0.99", "203.0.113.8", "www.example", 0x0304, 50, NULL);
	all = story_tell(s, &(struct telling){ 0 }, &k);
	assert_int_equal(all->all[0]->grade, GRADE_PROVEN);
	correlate_free(k);
	s->options.max_contacts = 3;
	for (int i = 0; i < 10; i++)
		story_http(s, 200 + i, CLIENT, LENCR, URL_13);
	all = story_tell(s, &(struct telling){ 0 }, &k);
	assert_int_equal(all->count, 3);
	assert_int_equal(all->contacts_dropped, 8);
	correlate_free(k);
}

/* Every flag has been raised by a test of this file; every word is whole. */
static void words(void **state)
{
	(void)state;
	for (int w = 0; w < FLAG_COUNT; w++) {
		const struct flag_info *f = flag_info((enum flag_word)w);
		enum flag_word back;

		assert_true(f->title[0] != '\0' && f->explanation[0] != '\0' && f->remedy[0] != '\0');
		assert_true(flag_from_text(f->word, &back) && (int)back == w);
	}
	for (int w = 0; w < EVIDENCE_COUNT; w++) {
		const struct evidence_info *e = evidence_info((enum evidence_word)w);
		enum evidence_word back;

		assert_true(e->title[0] != '\0' && e->explanation[0] != '\0');
		assert_true(evidence_from_text(e->word, &back) && (int)back == w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_visit),
		cmocka_unit_test(kept_alive),
		cmocka_unit_test(same_in_two_inputs),
		cmocka_unit_test(other_machines_left_out),
		cmocka_unit_test(for_others),
		cmocka_unit_test(other_cas),
		cmocka_unit_test(names_in_vain),
		cmocka_unit_test(search_lists),
		cmocka_unit_test(connections_in_vain),
		cmocka_unit_test(names_and_urls),
		cmocka_unit_test(time_of_the_event),
		cmocka_unit_test(bodies),
		cmocka_unit_test(addresses),
		cmocka_unit_test(content_of_a_stranger),
		cmocka_unit_test(again_and_in_series),
		cmocka_unit_test(with_tls),
		cmocka_unit_test(forged_agent),
		cmocka_unit_test(forgotten),
		cmocka_unit_test(words),
	};
	int failed;

	arena = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
