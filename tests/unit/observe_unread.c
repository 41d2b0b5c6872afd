/* Lines that wait unread change nothing: the same logs, read at once and with
 * glances, tell the same to the last octet; and where ceilings are met, what is
 * told is never more than it would be without. With a number as argument: seeds
 * from there on. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "observe/correlate_parts.h"
#include "story.h"
#include "unread_pair.h"
#include "unread_traffic.h"

static uint64_t first_seed = 1;

static struct pair_input input_of_log(const struct traffic *t, enum traffic_log l)
{
	return (struct pair_input){ reader_find(traffic_reader(l)), traffic_name(l),
		view_of_text(str_text(&t->logs[l])) };
}

static void fail_at(const char *format, uint64_t seed, const char *what, const char *a, const char *b)
{
	size_t at = 0, from;

	while (a[at] == b[at] && a[at] != '\0')
		at++;
	from = at < 300 ? 0 : at - 300;
	print_message("# seed %llu, %s, %s: at once\n%.600s\n", (unsigned long long)seed, what, format, a + from);
	print_message("# unread\n%.600s\n", b + from);
	fail();
}

static void same_reports(const struct pair_told *a, const struct pair_told *b)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct input_report *x = &a->reports[i], *y = &b->reports[i];

		if (x->lines != y->lines || x->records != y->records || x->malformed != y->malformed ||
		    x->first != y->first || x->last != y->last || x->bytes != y->bytes)
			fail_msg("%s: lines %llu %llu records %llu %llu malformed %llu %llu", x->name,
				(unsigned long long)x->lines, (unsigned long long)y->lines,
					(unsigned long long)x->records,
				(unsigned long long)y->records, (unsigned long long)x->malformed,
				(unsigned long long)y->malformed);
	}
}

/* The number of contacts, so that a test can see that there were any. */
static size_t compare(const struct pair_input *inputs, size_t count, const struct correlate_options *o, uint64_t seed,
	const char *what)
{
	static const char *const formats[] = { "json", "text" };
	struct pair_told a, b;
	size_t found;

	pair_tell(inputs, count, o, false, &a);
	pair_tell(inputs, count, o, true, &b);
	for (size_t i = 0; i < 2; i++) {
		char *at_once = pair_text(&a, formats[i]), *unread = pair_text(&b, formats[i]);

		if (strcmp(at_once, unread) != 0)
			fail_at(formats[i], seed, what, at_once, unread);
		free(at_once);
		free(unread);
	}
	same_reports(&a, &b);
	assert_int_equal(a.found->sightings, b.found->sightings);
	assert_true(a.found->first == b.found->first && a.found->last == b.found->last);
	assert_int_equal(a.found->candidates_dropped, b.found->candidates_dropped);
	found = a.found->count;
	pair_told_free(&a);
	pair_told_free(&b);
	return found;
}

/* Each format alone. */
static void alone(void **state)
{
	const struct correlate_options o = { .now = 1795305600 };

	(void)state;
	for (uint64_t seed = first_seed; seed < first_seed + 12; seed++) {
		struct traffic t;

		traffic_make(&t, seed, 8, 40, false);
		for (int l = 0; l < TRAFFIC_LOGS; l++) {
			struct pair_input in = input_of_log(&t, (enum traffic_log)l);
			size_t found = compare(&in, 1, &o, seed, in.name);

			if (l != LOG_ZEEK_CONN && l != LOG_ZEEK_SSL && l != LOG_ZEEK_FILES)
				assert_true(found > 0);
		}
		traffic_free(&t);
	}
}

/* Several of them in one run, in every turn and both ways round, so that what asks
 * for a line comes before it or behind it. */
static void orders(const struct traffic *t, const enum traffic_log *logs, size_t count,
	const struct correlate_options *o, uint64_t seed, const char *what)
{
	for (size_t turn = 0; turn < count * 2; turn++) {
		struct pair_input inputs[PAIR_INPUTS];

		for (size_t i = 0; i < count; i++) {
			size_t at = (i + turn / 2) % count;

			inputs[turn % 2 == 0 ? i : count - 1 - i] = input_of_log(t, logs[at]);
		}
		assert_true(compare(inputs, count, o, seed, what) > 0);
	}
}

static const enum traffic_log zeek[] = { LOG_ZEEK_CONN, LOG_ZEEK_DNS, LOG_ZEEK_HTTP, LOG_ZEEK_SSL, LOG_ZEEK_FILES };
static const enum traffic_log mixed[] = { LOG_EVENTS, LOG_EVE, LOG_ZEEK_CONN, LOG_SQUID, LOG_DNSMASQ };
static const enum traffic_log late[] = { LOG_ZEEK_SSL, LOG_ADGUARD, LOG_ZEEK_HTTP };

static void together(void **state)
{
	const struct correlate_options o = { .now = 1795305600 };

	(void)state;
	for (uint64_t seed = first_seed + 100; seed < first_seed + 106; seed++) {
		struct traffic t;

		traffic_make(&t, seed, 6, 30, seed % 2 != 0);
		orders(&t, zeek, 5, &o, seed, "zeek");
		orders(&t, mixed, 5, &o, seed, "mixed");
		orders(&t, late, 3, &o, seed, "late");
		traffic_free(&t);
	}
}

/* Headers that change, broken lines, ends in the middle of one. */
static void broken(void **state)
{
	const struct correlate_options o = { .now = 1795305600 };

	(void)state;
	for (uint64_t seed = first_seed + 200; seed < first_seed + 206; seed++) {
		struct traffic t;

		traffic_make(&t, seed, 6, 60, true);
		for (int l = 0; l < TRAFFIC_LOGS; l++) {
			struct pair_input in[2] = { input_of_log(&t, (enum traffic_log)l), input_of_log(&t, LOG_EVE) };

			compare(in, 1, &o, seed, in[0].name);
			compare(in, 2, &o, seed, in[0].name);
		}
		traffic_free(&t);
	}
}

/* Some machines only; all contacts of the story; other windows. */
static void options(void **state)
{
	struct endpoint clients[2];
	const struct correlate_options all[] = { { .clients = clients, .client_count = 1 },
		{ .clients = clients + 1, .client_count = 1 }, { .all = true }, { .window = 5 * SIGHT_SECOND },
		{ .window = 3600 * SIGHT_SECOND } };

	(void)state;
	assert_true(endpoint_read(view_of_text("10.0.0.21"), &clients[0]));
	assert_true(endpoint_read(view_of_text("2001:db8::22"), &clients[1]));
	for (uint64_t seed = first_seed + 300; seed < first_seed + 303; seed++) {
		struct traffic t;

		traffic_make(&t, seed, 10, 40, false);
		for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
			struct pair_input in[PAIR_INPUTS];
			char what[32];

			snprintf(what, sizeof what, "options %zu", i);
			for (int l = 0; l < TRAFFIC_LOGS; l++) {
				in[l] = input_of_log(&t, (enum traffic_log)l);
				compare(&in[l], 1, &all[i], seed, what);
			}
			compare(in, TRAFFIC_LOGS, &all[i], seed, what);
		}
		traffic_free(&t);
	}
}

/* --- by hand ---------------------------------------------------------------------------- */

/* What chance seldom makes: FIRST before SECOND, all events; the fetch is the first
 * contact, its best candidate has that NAME, and there are so many. */
static void by_hand(const char *first, const char *second, const char *name, size_t candidates, const char *what)
{
	const struct correlate_options o = { .now = 1795305600 };
	const struct pair_input in[2] = { { reader_find("events"), "a", view_of_text(first) },
		{ reader_find("events"), "b", view_of_text(second) } };
	struct pair_told told;
	const struct contact *c;

	compare(in, 2, &o, 0, what);
	pair_tell(in, 2, &o, true, &told);
	c = told.found->all[0];
	if (c->candidate_count != candidates || (candidates != 0 && strcmp(c->candidates[0].name, name) != 0))
		fail_msg("%s: %zu, the first is %s", what, c->candidate_count,
			c->candidate_count == 0 ? "none" : c->candidates[0].name);
	pair_told_free(&told);
}

#define FETCH(at) "{\"t\":" at ",\"kind\":\"http\",\"client\":\"10.0.0.21\",\"method\":\"GET\"," \
	"\"url\":\"http://yr1.c.lencr.org/13.crl\"}\n"
#define TLS(at, port, rest) "{\"t\":" at ",\"kind\":\"tls\",\"client\":\"10.0.0.21:" port "\"," \
	"\"server\":\"203.0.113.7\",\"port\":443" rest "}\n"
#define ASKED(at, client, name) "{\"t\":" at ",\"kind\":\"dns\",\"client\":\"" client "\",\"name\":\"" name "\"," \
	"\"type\":\"A\",\"answers\":[\"203.0.113.7\"]}\n"

static void edges(void **state)
{
	(void)state;
	/* 1795230016 begins a span of interest: by its own time the handshake lies behind the last. */
	by_hand(FETCH("1795230011.9"), TLS("1795230016.4", "4", ",\"opened\":1795230011.7,\"name\":\"a.example\""),
		"a.example", 1, "opened");
	/* The later of two names that one address has at one time. */
	by_hand(FETCH("1795230012"), ASKED("1795230001", "10.0.0.21", "a.example") ASKED("1795230001", "10.0.0.22",
		"b.example") TLS("1795230010", "4", ""), "b.example", 1, "two names");
	/* One connection in two inputs, on both sides of a span, its ports used before. */
	by_hand(TLS("1795200001", "4", ",\"name\":\"a.example\"") TLS("1795230001.9", "4", ",\"name\":\"a.example\""),
		TLS("1795230002.1", "4", ",\"version\":\"1.3\",\"name\":\"a.example\"") FETCH("1795230012"),
			"a.example", 1,
		"ports used again");
	/* An earlier visit that another line of its connection tells better, as one with another name. */
	by_hand(TLS("1795200001", "4", ",\"id\":\"C1\",\"name\":\"a.example\"") TLS("1795200003", "4",
		",\"id\":\"C1\",\"version\":\"1.2\",\"name\":\"b.example\""),
		TLS("1795230002", "5", ",\"id\":\"C2\",\"name\":\"a.example\"") FETCH("1795230012"), "a.example", 1,
		"better told");
}

/* Somebody asks about a certificate that another machine was shown, which had been
 * there before. */
static void shown_to_others(void **state)
{
	static const char serial[] = "06112233445566778899aabbccddeeff0011";
	struct arena *a = arena_new();
	char *der = view_base64(a, story_cert(a, "r10", serial, NULL, "http://r10.o.lencr.org"));
	const char *shown = arena_format(a, TLS("1795200001", "4", ",\"name\":\"a.example\"")
		TLS("1795230008", "5", ",\"name\":\"a.example\",\"certs\":[{\"der\":\"%s\"}]"), der);
	const char *asked = arena_format(a, "{\"t\":1795230012,\"kind\":\"http\",\"client\":\"10.0.0.77\","
		"\"method\":\"GET\","
		"\"url\":\"http://r10.o.lencr.org/%s\"}\n", story_ocsp_path(a, "r10", serial, ""));

	(void)state;
	by_hand(shown, asked, "a.example", 1, "shown to others");
	arena_free(a);
}

/* --- ceilings --------------------------------------------------------------------------- */

static bool has_flag(const struct contact *c, const char *word)
{
	for (size_t i = 0; i < c->flag_count; i++)
		if (strcmp(c->flags[i].word, word) == 0)
			return true;
	return false;
}

/* Names alone, which are forgotten silently: they prove nothing, and disprove nothing. */
static bool names_only(const struct contact *c)
{
	for (size_t i = 0; c->candidate_count != 0 && i < c->candidates[0].evidence_count; i++)
		if (strcmp(c->candidates[0].evidence[i].word, "name-asked") == 0)
			return true;
	return false;
}

/* Where something was forgotten that the contact could have had, that is told; and
 * what is told with that remark only may be more than it would be without, since
 * what spoke against it is among the forgotten. Never is it proven then. The one
 * thing that is not told, that a line out of the window was forgotten by which this
 * would have been another connection's, happens to what is read at once as well. */
static void no_better(const struct pair_told *whole, const struct pair_told *at_once, const struct pair_told *less,
	uint64_t seed, const char *what)
{
	assert_int_equal(whole->found->count, less->found->count);
	for (size_t i = 0; i < whole->found->count; i++) {
		const struct contact *a = whole->found->all[i], *b = less->found->all[i];
		size_t all = a->candidate_count + a->more_candidates + a->dropped,
			some = b->candidate_count + b->more_candidates + b->dropped;
		bool told = has_flag(b, "incomplete");

		assert_string_equal(a->host, b->host);
		if (b->grade > a->grade && (b->grade == GRADE_PROVEN ||
		    (!told && b->grade > at_once->found->all[i]->grade)))
			fail_msg("seed %llu, %s, #%u: %s where it is %s", (unsigned long long)seed, what, b->n,
				grade_word(b->grade), grade_word(a->grade));
		if (some < all && !names_only(a) && !told)
			fail_msg("seed %llu, %s, #%u: %zu of %zu candidates, and nothing is said",
				(unsigned long long)seed,
				what, b->n, some, all);
	}
}

static void few_candidates(void **state)
{
	static const size_t most[] = { 8, 16, 64, 256 };
	const struct correlate_options o = { .now = 1795305600 };
	size_t lost = 0;

	(void)state;
	for (uint64_t seed = first_seed + 400; seed < first_seed + 406; seed++) {
		struct traffic t;

		traffic_make(&t, seed, 8, 40, false);
		for (int l = 0; l < TRAFFIC_LOGS; l++) {
			struct pair_input in[2] = { input_of_log(&t, (enum traffic_log)l), input_of_log(&t,
				LOG_EVENTS) };
			struct pair_told whole, at_once, less;

			pair_tell(in, 2, &o, false, &whole);
			for (size_t i = 0; i < sizeof most / sizeof *most; i++) {
				struct correlate_options few = o;

				few.max_candidates = most[i];
				pair_tell(in, 2, &few, false, &at_once);
				pair_tell(in, 2, &few, true, &less);
				no_better(&whole, &at_once, &less, seed, in[0].name);
				assert_in_range(less.k->kept_count + less.k->ring.count + less.k->unread.count, 0,
					2 * most[i]);
				lost += less.found->candidates_dropped;
				pair_told_free(&at_once);
				pair_told_free(&less);
			}
			pair_told_free(&whole);
		}
		traffic_free(&t);
	}
	assert_true(lost > 0);
}

#define LONG_LINES 80
#define LONG_LINE ((size_t)1000000)
#define HELD_MOST ((size_t)66 * 1024 * 1024)

/* Handshakes in one window, each in a line of nearly the longest that is read. */
static void long_lines(struct str *s)
{
	char *filler = malloc(LONG_LINE + 1);

	assert_non_null(filler);
	memset(filler, 'x', LONG_LINE);
	filler[LONG_LINE] = '\0';
	for (unsigned i = 0; i < LONG_LINES; i++) {
		str_put_format(s, "{\"t\":%u.5,\"kind\":\"tls\",\"client\":\"10.0.0.21:%u\",\"server\":"
			"\"203.0.113.%u\","
			"\"port\":443,\"name\":\"site%u.example\",\"x\":\"", 1795230000 + i / 4, 40000 + i, i + 1, i);
		str_put(s, filler);
		str_put(s, "\"}\n");
	}
	free(filler);
}

static const char fetched[] = "{\"t\":1795230020.9,\"kind\":\"http\",\"client\":\"10.0.0.21\",\"method\":\"GET\","
	"\"url\":\"http://yr1.c.lencr.org/13.crl\"}\n";

/* What no contact has asked for yet goes when its bytes are too many, and that is
 * told; what one asks for is read, and costs little then. */
static void ceiling_of_bytes(void **state)
{
	const struct correlate_options o = { .now = 1795305600 };
	struct pair_input in[2] = { { .reader = reader_find("events"), .name = "a" },
		{ .reader = reader_find("events"), .name = "b" } };
	struct pair_told told;
	struct str s;

	(void)state;
	str_init(&s, LONG_LINES * (LONG_LINE + 500));
	long_lines(&s);
	in[0].bytes = view_of_text(str_text(&s));
	in[1].bytes = view_of_text(fetched);
	pair_tell(in, 2, &o, true, &told);
	assert_int_equal(told.found->count, 1);
	assert_true(told.found->candidates_dropped > 0 && told.k->held < HELD_MOST);
	assert_true(has_flag(told.found->all[0], "incomplete"));
	assert_true(told.found->all[0]->grade <= GRADE_POSSIBLE);
	pair_told_free(&told);
	in[1].bytes = in[0].bytes;
	in[0].bytes = view_of_text(fetched);
	assert_int_equal(compare(in, 2, &o, 0, "fetch first"), 1);
	pair_tell(in, 2, &o, true, &told);
	assert_int_equal(told.found->candidates_dropped, 0);
	assert_int_equal(told.found->all[0]->candidate_count + told.found->all[0]->more_candidates, LONG_LINES);
	assert_true(told.k->held < HELD_MOST);
	pair_told_free(&told);
	str_clear(&s);
}

/* --- lines that nobody asks for --------------------------------------------------------- */

/* Brackets are followed, the rest is not: such a line is found out only where a
 * contact asks for it, and is told of then. */
static void broken_inside(void **state)
{
	const struct correlate_options o = { .now = 1795305600 };
	static const char *const members[] = { "\"x\":\"\xff\"", "\"x\":1.2.3", "\"x\":\"\\q\"", "\"x\":1,\"x\":2" };

	(void)state;
	for (size_t i = 0; i < 2 * sizeof members / sizeof *members; i++) {
		bool asked = i % 2 == 0;
		struct pair_input in = { .reader = reader_find("events"), .name = "a" };
		struct pair_told at_once, unread;
		char text[1024];

		snprintf(text, sizeof text, "{\"t\":%s.5,\"kind\":\"tls\",\"client\":\"10.0.0.21\",\"server\":"
			"\"203.0.113.7\","
			"\"port\":443,%s}\n%s", asked ? "1795230019" : "1795200000", members[i / 2], fetched);
		in.bytes = view_of_text(text);
		pair_tell(&in, 1, &o, false, &at_once);
		pair_tell(&in, 1, &o, true, &unread);
		assert_int_equal(at_once.reports[0].malformed, 1);
		assert_int_equal(unread.reports[0].malformed, 0);
		assert_int_equal(unread.found->candidates_dropped, asked);
		assert_int_equal(unread.found->all[0]->candidate_count, 0);
		pair_told_free(&at_once);
		pair_told_free(&unread);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alone), cmocka_unit_test(together), cmocka_unit_test(broken),
		cmocka_unit_test(options), cmocka_unit_test(edges), cmocka_unit_test(shown_to_others),
			cmocka_unit_test(few_candidates),
		cmocka_unit_test(ceiling_of_bytes), cmocka_unit_test(broken_inside),
	};

	if (argc > 1)
		first_seed = strtoull(argv[1], NULL, 10);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
