/* Contacts of a capture that goes on: each told once, when nothing more is to come,
 * and what is too old forgotten. */
#include "observe_stories.h"

#include "observe/correlate_live.h"
#include "observe/correlate_parts.h"

#define MS 1000
#define S SECOND

static struct arena *arena;

/* Shows the story's sightings from FROM on at that moment. */
static void show(struct correlate *k, const struct story *s, size_t from, int64_t moment)
{
	struct sight_sink *sink = correlate_sink(k);

	correlate_moment(k, moment);
	for (size_t i = from; i < s->count; i++)
		sink->see(sink, s->list[i]);
}

static struct correlate *start(struct story *s)
{
	struct correlate *k = correlate_new(s->a, &s->options);

	correlate_live(k);
	return k;
}

static const struct contacts *at(struct correlate *k, int64_t moment)
{
	correlate_moment(k, moment);
	return correlate_ripe(k, arena, false, SIZE_MAX);
}

static size_t count_at(struct correlate *k, int64_t moment)
{
	const struct contacts *c = at(k, moment);

	return c == NULL ? 0 : c->count;
}

static void told_once(void **state)
{
	struct story *s = story_new(arena);
	struct correlate *k = start(s);
	const struct contacts *c;

	(void)state;
	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 400,
		story_bytes(s->a, story_cert(s->a, "yr1", SERIAL_13, URL_13, NULL)));
	story_http(s, 1100, CLIENT, LENCR, URL_13);
	show(k, s, 0, 10 * S);
	assert_int_equal(count_at(k, 12 * S), 0);
	c = at(k, 13 * S);
	assert_non_null(c);
	assert_int_equal(c->count, 1);
	assert_int_equal(c->all[0]->n, 1);
	assert_int_equal(c->all[0]->grade, GRADE_PROVEN);
	assert_int_equal(count_at(k, 14 * S), 0);
	assert_null(correlate_ripe(k, arena, true, 0) == NULL ? NULL : correlate_ripe(k, arena, true, 0)->all[0]);
	/* The next has the next number, and none of the old ones comes again. */
	story_http(s, 9000, CLIENT, LENCR, "http://yr1.c.lencr.org/14.crl");
	show(k, s, 2, 20 * S);
	c = at(k, 24 * S);
	assert_int_equal(c->count, 1);
	assert_int_equal(c->all[0]->n, 2);
	assert_string_equal(c->all[0]->request.url, "http://yr1.c.lencr.org/14.crl");
	correlate_free(k);
}

/* At the end, and no more than wanted. */
static void all_that_is_left(void **state)
{
	struct story *s = story_new(arena);
	struct correlate *k = start(s);
	const struct contacts *c;

	(void)state;
	for (int i = 0; i < 5; i++)
		story_http(s, 1000 + i * 3000, CLIENT, LENCR, URL_13);
	show(k, s, 0, S);
	assert_null(at(k, S));
	c = correlate_ripe(k, arena, true, 2);
	assert_int_equal(c->count, 2);
	c = correlate_ripe(k, arena, true, SIZE_MAX);
	assert_int_equal(c->count, 3);
	assert_int_equal(c->all[2]->n, 5);
	correlate_free(k);
}

/* A question waits for what may follow it; what follows later is a contact of its own. */
static void questions_wait(void **state)
{
	struct story *s = story_new(arena);
	struct correlate *k = start(s);
	struct sight_dns *d;
	const struct contacts *c;

	(void)state;
	story_dns(s, 1000, CLIENT, "yr1.c.lencr.org", LENCR);
	show(k, s, 0, S);
	assert_int_equal(count_at(k, 15 * S), 0);
	story_http(s, 3000, CLIENT, LENCR, URL_13);
	show(k, s, 1, 16 * S);
	c = at(k, 20 * S);
	assert_int_equal(c->count, 1);
	assert_true(c->all[0]->dns.seen && c->all[0]->request.seen);
	assert_int_equal(count_at(k, 60 * S), 0);
	/* Without an address nothing can follow. */
	d = story_dns(s, 50000, CLIENT, "r3.o.lencr.org", NULL);
	d->rcode = 3;
	d->address_count = 0;
	show(k, s, 2, 70 * S);
	assert_int_equal(count_at(k, 75 * S), 0);
	assert_int_equal(count_at(k, 77 * S), 1);
	/* The answer that took too long is told, too. */
	story_dns(s, 100000, CLIENT, "yr1.c.lencr.org", LENCR);
	show(k, s, 3, 100 * S);
	assert_int_equal(count_at(k, 121 * S), 1);
	story_http(s, 110000, CLIENT, LENCR, "http://yr1.c.lencr.org/15.crl");
	show(k, s, 4, 125 * S);
	c = at(k, 129 * S);
	assert_int_equal(c->count, 1);
	assert_int_equal(c->all[0]->n, 4);
	correlate_free(k);
}

/* What is told as another comes after it. */
static void bursts_in_order(void **state)
{
	struct story *s = story_new(arena);
	struct correlate *k = start(s);
	const struct contacts *c;

	(void)state;
	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 400,
		story_bytes(s->a, story_cert(s->a, "yr1", SERIAL_13, URL_13, NULL)));
	story_http(s, 1100, CLIENT, LENCR, "http://yr.c.lencr.org/");
	show(k, s, 0, S);
	story_http(s, 1120, CLIENT, LENCR, URL_13);
	show(k, s, 2, 3 * S);
	assert_int_equal(count_at(k, 5 * S), 0);    /* the root's list is ripe, but waits */
	c = at(k, 7 * S);
	assert_int_equal(c->count, 2);
	assert_string_equal(c->all[0]->request.url, URL_13);
	assert_string_equal(c->all[1]->request.url, "http://yr.c.lencr.org/");
	assert_ptr_equal(c->all[1]->as, c->all[0]);
	assert_int_equal(c->all[1]->as->n, 1);
	correlate_free(k);
}

/* A handshake that was shown before it was whole is one connection. */
static void handshakes_grow(void **state)
{
	struct story *s = story_new(arena);
	struct correlate *k = start(s);
	const struct contacts *c;
	struct sight_tls *t;
	struct sighting *first;

	(void)state;
	t = story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0304, 0, NULL);
	first = story_last(s);
	show(k, s, 0, S);
	story_http(s, 1100, CLIENT, LENCR, URL_13);
	show(k, s, 1, S);
	t->again = true;
	t->finished_at = t->flight_at + 500 * MS;
	correlate_sink(k)->see(correlate_sink(k), first);
	c = at(k, 5 * S);
	assert_int_equal(c->count, 1);
	assert_int_equal(c->all[0]->candidate_count, 1);
	assert_true(has_evidence(&c->all[0]->candidates[0], "nested"));
	assert_int_equal(c->all[0]->grade, GRADE_LIKELY);
	correlate_free(k);
}

static void put_fact(struct correlate *k, const struct sighting *of, int64_t later, int64_t pid, const char *name)
{
	struct sighting s;

	sighting_init(&s, SIGHT_PROCESS);
	s.at = (of->opened_at != SIGHT_NEVER ? of->opened_at : of->at) + later;
	s.client = of->client;
	s.server = of->server;
	s.process.pid = pid;
	s.process.name = view_of_text(name);
	s.process.user = view_of_text("tomcat");
	correlate_sink(k)->see(correlate_sink(k), &s);
}

/* Ports come again: it is the process of that time. */
static void whose(void **state)
{
	struct story *s = story_new(arena);
	struct correlate *k = start(s);
	const struct contacts *c;
	struct sighting *site, *fetch;

	(void)state;
	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0304, 50, NULL);
	site = story_last(s);
	site->client.port = 40001;
	story_http(s, 1100, CLIENT, LENCR, URL_13);
	fetch = story_last(s);
	fetch->client.port = 40002;
	show(k, s, 0, S);
	put_fact(k, site, 0, 4711, "java");
	put_fact(k, fetch, -5 * S, 17, "older");
	put_fact(k, fetch, 0, 4711, "java");
	put_fact(k, fetch, 2 * S, 99, "younger");
	c = at(k, 5 * S);
	assert_int_equal(c->count, 1);
	assert_int_equal(c->all[0]->pid, 4711);
	assert_string_equal(c->all[0]->process, "java");
	assert_string_equal(c->all[0]->user, "tomcat");
	assert_true(has_evidence(&c->all[0]->candidates[0], "same-process"));
	assert_int_equal(c->all[0]->grade, GRADE_LIKELY);
	correlate_free(k);
}

/* The question to the resolver on the machine, and what that one asks the world, are of one visit. */
static void one_machine(void **state)
{
	struct story *s = story_new(arena);
	struct correlate *k = start(s);
	struct endpoint own[2];
	const struct contacts *c;

	(void)state;
	assert_true(endpoint_read(view_of_text(CLIENT), &own[0]));
	assert_true(endpoint_read(view_of_text("2001:db8::21"), &own[1]));
	story_tls(s, 1000, "2001:db8::21", "2001:db8::7", "shop.example", 0x0304, 50, NULL);
	story_dns(s, 1050, "127.0.0.1", "yr1.c.lencr.org", LENCR);
	story_dns(s, 1055, CLIENT, "yr1.c.lencr.org", LENCR);
	story_http(s, 1100, CLIENT, LENCR, URL_13);
	show(k, s, 0, S);
	correlate_own(k, own, 2);
	c = at(k, 30 * S);
	assert_int_equal(c->count, 1);
	assert_true(c->all[0]->dns.seen);
	assert_int_equal(c->all[0]->candidate_count, 1);
	correlate_free(k);
}

/* Days of it change nothing: what is remembered is of the last minutes. */
static void forgets(void **state)
{
	struct story *s = story_new(arena);
	struct correlate *k = start(s);
	const struct contacts *c;
	struct contacts sums;
	size_t told = 0;

	(void)state;
	for (int64_t i = 0; i < 3000; i++) {
		int64_t moment = i * 20 * S;
		struct arena *a = arena_new();

		s->count = 0;
		story_tls(s, i * 20000, CLIENT, "203.0.113.7", "shop.example", 0x0304, 50, NULL);
		story_http(s, i * 20000 + 100, CLIENT, LENCR, URL_13);
		show(k, s, 0, moment);
		correlate_moment(k, moment + 4 * S);
		c = correlate_ripe(k, a, false, SIZE_MAX);
		assert_non_null(c);
		assert_int_equal(c->count, 1);
		assert_int_equal(c->all[0]->n, i + 1);
		told += c->count;
		assert_true(k->piece_count <= 1025 && candidate_count(k) <= 12);
		assert_true(k->pieces_held < (size_t)2 * 1024 * 1024);
		/* The first visit is told as such, and never again. */
		assert_int_equal(has_evidence(&c->all[0]->candidates[0], "first-visit"), i == 0);
		correlate_forget(k);
		arena_free(a);
	}
	assert_int_equal(told, 3000);
	correlate_sums(k, &sums);
	assert_int_equal(sums.contacts_dropped, 0);
	assert_int_equal(sums.candidates_dropped, 0);
	assert_int_equal(sums.sightings, 6000);
	correlate_free(k);
}

/* The clock of packets jumps back an hour: contacts are told as before. */
static void the_clock_jumps(void **state)
{
	struct story *s = story_new(arena);
	struct correlate *k = start(s);
	const struct contacts *c;

	(void)state;
	story_http(s, 3600000, CLIENT, LENCR, URL_13);
	show(k, s, 0, S);
	assert_int_equal(count_at(k, 5 * S), 1);
	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0304, 50, NULL);
	story_http(s, 1100, CLIENT, LENCR, URL_13);
	show(k, s, 1, 10 * S);
	c = at(k, 14 * S);
	assert_int_equal(c->count, 1);
	assert_int_equal(c->all[0]->candidate_count, 1);
	correlate_free(k);
}

/* A log that tells of tunnels when they end: while one may be open nothing is surer than possible. */
static void what_is_told_late(void **state)
{
	struct story *s = story_new(arena);
	struct correlate *k = start(s);
	struct view name = view_of_text("shop.example"), url = view_of_text(URL_13);
	struct sight_cert *known = story_facts(s->a, "yr1", SERIAL_13);
	const struct contacts *c;
	struct sight_http *tunnel;

	(void)state;
	known->names = &name;
	known->crl_urls = &url;
	known->name_count = known->crl_url_count = 1;
	known->pointers_known = true;
	correlate_know(k, known, "given");
	correlate_late(k, true);
	for (int i = 0; i < 2; i++) {
		tunnel = story_http(s, i * 60000 + 1000, CLIENT, "10.0.0.1", "http://shop.example/");
		tunnel->form = HTTP_CONNECT;
		tunnel->method = view_of_text("CONNECT");
		tunnel->host = tunnel->target = view_of_text("shop.example:443");
		tunnel->url = view_of(NULL, 0);
		story_http(s, i * 60000 + 1100, CLIENT, LENCR, URL_13);
		show(k, s, (size_t)i * 2, (1 + i * 60) * S);
		c = at(k, (5 + i * 60) * S);
		assert_non_null(c);
		assert_int_equal(c->count, 1);
		assert_int_equal(c->all[0]->candidate_count, 1);
		assert_int_equal(c->all[0]->grade, i == 0 ? GRADE_POSSIBLE : GRADE_LIKELY);
		assert_int_equal(has_reason(c->all[0], "is open yet"), i == 0);
		/* The log has ended. */
		correlate_late(k, false);
	}
	correlate_free(k);
}

/* Of what every certificate of a CA names a connection that nobody has told of may be the cause. */
static void what_all_name(void **state)
{
	static const char root[] = "http://yr.c.lencr.org/";

	(void)state;
	for (int late = 0; late < 2; late++) {
		struct story *s = story_new(arena);
		struct correlate *k = start(s);
		const struct contacts *c;

		story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 50,
			story_bytes(s->a, story_cert(s->a, "yr1", SERIAL_13, root, NULL)));
		story_http(s, 1100, CLIENT, LENCR, root);
		correlate_late(k, late != 0);
		show(k, s, 0, S);
		c = at(k, 5 * S);
		assert_int_equal(c->count, 1);
		assert_int_equal(c->all[0]->grade, late ? GRADE_POSSIBLE : GRADE_PROVEN);
		correlate_free(k);
	}
}

static bool crowds(struct correlate *k, struct story *s, size_t more)
{
	for (size_t i = 0; i < more; i++)
		correlate_sink(k)->see(correlate_sink(k), s->list[0]);
	return correlate_crowded(k);
}

/* There is room for twice as many, were each of them a contact. */
static void crowded(void **state)
{
	struct story *s = story_new(arena);
	struct correlate *k;
	struct contacts sums;

	(void)state;
	s->options.max_contacts = 100;
	k = start(s);
	story_http(s, 1000, CLIENT, LENCR, URL_13);
	assert_false(crowds(k, s, 49));
	assert_true(crowds(k, s, 1));
	crowds(k, s, 350);
	correlate_sums(k, &sums);
	assert_int_equal(sums.contacts_dropped, 0);
	crowds(k, s, 1);
	correlate_sums(k, &sums);
	assert_int_equal(sums.contacts_dropped, 1);
	correlate_free(k);
}

static int set_up(void **state) { (void)state; arena = arena_new(); return 0; }
static int tear_down(void **state) { (void)state; arena_free(arena); return 0; }

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(told_once), cmocka_unit_test(all_that_is_left), cmocka_unit_test(questions_wait),
		cmocka_unit_test(bursts_in_order), cmocka_unit_test(handshakes_grow), cmocka_unit_test(whose),
		cmocka_unit_test(one_machine), cmocka_unit_test(forgets), cmocka_unit_test(the_clock_jumps),
		cmocka_unit_test(what_is_told_late), cmocka_unit_test(what_all_name), cmocka_unit_test(crowded),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
