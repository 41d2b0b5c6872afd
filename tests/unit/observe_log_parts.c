/* What the readers of logs are made of: times, values, XML; and hostile input:
 * lines that are too long, too many, or nothing, in linear time. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "base/when.h"
#include "observe/log_parts.h"
#include "observe/log_time.h"
#include "observe/xml_pull.h"

typedef bool time_reader(struct view *, int64_t *);

static bool iso(struct view *v, int64_t *out)
{
	return log_time_iso(v, out, NULL);
}

/* 2027-01-03T00:00:00Z */
static bool syslog_of_january(struct view *v, int64_t *out)
{
	return log_time_syslog(v, INT64_C(1798934400) * SIGHT_SECOND, out);
}

static void times(void **state)
{
	static const struct { time_reader *read; const char *text; int64_t micro; const char *rest; } cases[] = {
		{ iso, "2026-11-21T02:42:11Z", INT64_C(1795228931000000), "" },
		{ iso, "2026-11-21 02:42:11,482", INT64_C(1795228931482000), "" },
		{ iso, "2026-11-21T03:42:11.1234567+0100 x", INT64_C(1795228931123456), " x" },
		{ iso, "2026-11-21T03:42:11+01", INT64_C(1795228931000000), "" },
		{ iso, "2026-11-20T21:12:11.5-05:30", INT64_C(1795228931500000), "" },
		{ iso, "2026-12-31T23:59:60Z", INT64_C(1798761599000000), "" },
		{ log_time_epoch, "1795228931", INT64_C(1795228931000000), "" },
		{ log_time_epoch, "1795228931.0000019,", INT64_C(1795228931000001), "," },
		{ log_time_epoch, "0.5] x", INT64_C(500000), "] x" },
		{ log_time_clf, "21/Nov/2026:03:42:11 +0100", INT64_C(1795228931000000), "" },
		{ syslog_of_january, "Nov 21 02:42:11 x", INT64_C(1795228931000000), " x" },
		{ syslog_of_january, "Jan  2 00:00:00", INT64_C(1798848000000000), "" },
		{ syslog_of_january, "Jan  4 00:00:00", INT64_C(1767484800000000), "" },
		{ syslog_of_january, "Feb 29 00:00:00", INT64_C(1709164800000000), "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct view v = view_of_text(cases[i].text);
		int64_t at = 0;

		if (!cases[i].read(&v, &at) || at != cases[i].micro || !view_is_text(v, cases[i].rest)) {
			print_message("# %s: %lld\n", cases[i].text, (long long)at);
			fail();
		}
	}
}

static void no_times(void **state)
{
	static const struct { time_reader *read; const char *text; } cases[] = {
		{ iso, "" }, { iso, "2026-11-21" }, { iso, "2026-02-30T00:00:00Z" }, { iso, "2026-11-21T24:00:00Z" },
		{ iso, "26-11-21T00:00:00Z" }, { log_time_epoch, "" }, { log_time_epoch, "-1" },
		{ log_time_epoch, ".5" }, { log_time_epoch, "253402300800" },
		{ log_time_epoch, "99999999999999999999" },
		{ log_time_clf, "21/nov/2026:03:42:11 +0100" }, { log_time_clf, "21/Nov/2026:03:42:11" },
		{ syslog_of_january, "Nov 31 00:00:00" }, { syslog_of_january, "Nov 21 0:42:11" },
		{ syslog_of_january, "Xxx 21 00:00:00" }, { syslog_of_january, "Nov 21" } };
	double none = 0;
	int64_t at;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct view v = view_of_text(cases[i].text);

		if (cases[i].read(&v, &at) || !view_is_text(v, cases[i].text)) {
			print_message("# %s\n", cases[i].text);
			fail();
		}
	}
	none /= none;
	assert_false(log_time_real(none, &at) || log_time_real(-1, &at) || log_time_real(1e300, &at));
	assert_true(log_time_real(1795228931.123456, &at) && at == INT64_C(1795228931123456));
}

static void ends(void **state)
{
	static const struct { const char *text, *shown; } cases[] = { { "192.0.2.1", "192.0.2.1:0" },
		{ "192.0.2.1:80", "192.0.2.1:80" }, { "192.0.2.1#53", "192.0.2.1:53" },
		{ "192.0.2.1/53", "192.0.2.1:53" },
		{ "2001:db8::1", "[2001:db8::1]:0" }, { "[2001:db8::1]:443", "[2001:db8::1]:443" },
		{ "[2001:db8::1]", "[2001:db8::1]:0" }, { "fe80::1%eth0", "[fe80::1]:0" }, { "192.0.2.1:99999", NULL },
		{ "a.example", NULL }, { "", NULL }, { "[", NULL }, { "1.2.3", NULL } };
	struct endpoint e;
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(log_endpoint(view_of_text(cases[i].text), &e) == (cases[i].shown != NULL));
		endpoint_text(&e, true, text);
		if (cases[i].shown != NULL)
			assert_string_equal(text, cases[i].shown);
	}
}

static void urls(void **state)
{
	static const struct { const char *url, *host, *target; unsigned port; } cases[] = {
		{ "http://a.example", "a.example", "/", 80 },
		{ "https://a.example:8443/x?y", "a.example", "/x?y", 8443 },
		{ "http://u:p@a.example/@b", "a.example", "/@b", 80 },
		{ "http://[2001:db8::1]:81/", "2001:db8::1", "/", 81 },
		{ "http://a.example?x", "a.example", "?x", 80 }, { "ftp://a.example/", NULL, NULL, 0 },
		{ "http://", NULL, NULL, 0 }, { "/x", NULL, NULL, 0 }, { "", NULL, NULL, 0 } };
	struct log_run run = { 0 };
	struct log_url_parts u;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(log_url_split(view_of_text(cases[i].url), &u) == (cases[i].host != NULL));
		if (cases[i].host == NULL)
			continue;
		assert_true(view_is_text(u.host, cases[i].host) && view_is_text(u.target, cases[i].target));
		assert_int_equal(u.port, cases[i].port);
	}
	assert_true(view_is_text(log_url(&run, false, view_of_text("a.example"), 8080, view_of_text("/x")),
		"http://a.example:8080/x"));
	assert_true(view_is_text(log_url(&run, false, view_of_text("a.example:81"), 8080, view_of_text("/x")),
		"http://a.example:81/x"));
	assert_true(view_is_text(log_url(&run, true, view_of_text("a.example"), 443, view_of_text("x")),
		"https://a.example/x"));
	assert_null(log_url(&run, false, view_of("", 0), 80, view_of_text("/x")).data);
	log_empty_room(&run);
}

static void octets(void **state)
{
	struct log_run run = { 0 };
	struct view v = log_serial(&run, view_of_text("00:0a:BC"));
	uint64_t n;

	(void)state;
	assert_true(view_equal(v, view_of("\x0a\xbc", 2)));
	assert_true(view_equal(log_hex(&run, view_of_text("abc")), view_of("\x0a\xbc", 2)));
	assert_true(view_equal(log_serial(&run, view_of_text("00")), view_of("\0", 1)));
	assert_null(log_hex(&run, view_of_text("")).data);
	assert_null(log_hex(&run, view_of_text(":aa")).data);
	assert_null(log_hex(&run, view_of_text("-01")).data);
	assert_null(log_hex(&run, view_of_text("0123456789012345678901234567890123456789012345678901234567890123"
		"01234567890123456789012345678901234567890123456789012345678901234")).data);
	assert_true(log_number(view_of_text("18446744073709551615"), UINT64_MAX, &n) && n == UINT64_MAX);
	assert_false(log_number(view_of_text("18446744073709551616"), UINT64_MAX, &n));
	assert_false(log_number(view_of_text("256"), 255, &n) || log_number(view_of_text(""), 9, &n) ||
		log_number(view_of_text("+1"), 9, &n));
	assert_int_equal(log_tls_version(view_of_text("TLSv13")), 0x0304);
	assert_int_equal(log_tls_version(view_of_text("TLS 1.2")), 0x0303);
	assert_int_equal(log_tls_version(view_of_text("TLSv1")), 0x0301);
	assert_int_equal(log_tls_version(view_of_text("SSLv3")), 0x0300);
	assert_int_equal(log_tls_version(view_of_text("DTLSv1.2")), 0);
	assert_int_equal(log_dns_type(view_of_text("TYPE65")), 65);
	assert_int_equal(log_dns_rcode(view_of_text("nxdomain")), 3);
	assert_int_equal(log_dns_rcode(view_of_text("x")), -1);
	assert_true(log_connection(view_of_text("a")) != log_connection(view_of_text("b")));
	assert_int_equal(log_connection(view_of("", 0)), 0);
	log_empty_room(&run);
}

/* --- XML --------------------------------------------------------------------------------- */

/* "<a" "/a" "text" for each token, and how it ended. */
static char *tokens(struct arena *a, const char *text)
{
	static const char *const ends_as[] = { "", "", "", "$", "!" };
	enum xml_token t;
	struct str s;
	struct xml x;
	char *out;

	str_init(&s, 1000);
	xml_begin(&x, view_of_text(text));
	while ((t = xml_next(&x)) == XML_OPEN || t == XML_CLOSE || t == XML_TEXT) {
		struct view v = t == XML_TEXT ? x.content : x.name;

		str_put(&s, t == XML_OPEN ? "<" : t == XML_CLOSE ? "/" : "'");
		str_put_view(&s, v);
	}
	assert_int_equal(xml_next(&x), t);
	str_put(&s, ends_as[t]);
	out = arena_text(a, str_text(&s));
	str_clear(&s);
	return out;
}

static void xml_tokens(void **state)
{
	static const struct { const char *text, *expected; } cases[] = {
		{ "<a/>", "<a/a$" }, { "<n:a x='>'>t<b/>u</n:a>", "<a't<b/b'u/a$" }, { "", "$" },
		{ "<?xml version=\"1.0\"?><!-- <b> --><a><![CDATA[<x>]]></a>", "<a'<x>/a$" },
		{ "<a><b></a></b>", "<a<b!" }, { "<a>", "<a!" }, { "</a>", "!" }, { "<a", "!" }, { "<a x=\"", "!" },
		{ "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "!" }, { "<a><!-- </a>", "<a!" }, { "<>", "!" },
		{ "<a <b/>", "!" }, { "<a></a ></a>", "<a/a!" } };
	struct arena *a = arena_new();
	struct str deep;
	struct xml x;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(tokens(a, cases[i].text), cases[i].expected);
	str_init(&deep, 1000);
	for (int i = 0; i < 100; i++)
		str_put(&deep, "<a>");
	xml_begin(&x, view_of(deep.text, deep.size));
	for (int i = 0; i < XML_DEPTH; i++)
		assert_int_equal(xml_next(&x), XML_OPEN);
	assert_int_equal(xml_next(&x), XML_BROKEN);
	str_clear(&deep);
	arena_free(a);
}

static void xml_values(void **state)
{
	struct arena *a = arena_new();
	struct xml x;

	(void)state;
	xml_begin(&x, view_of_text("<e one = \"1\" n:two='&lt;&#x41;&#66;&quot;&unknown;&#0;&amp' bad three='3'/>"));
	assert_int_equal(xml_next(&x), XML_OPEN);
	assert_true(view_is_text(xml_attribute(&x, "one"), "1"));
	assert_true(view_is_text(xml_plain(a, xml_attribute(&x, "two")), "<AB\"&unknown;&#0;&amp"));
	assert_null(xml_attribute(&x, "three").data);
	assert_true(view_is_text(xml_plain(a, view_of_text("&#x20ac;&#x1F512;")), "\xe2\x82\xac\xf0\x9f\x94\x92"));
	arena_free(a);
}

/* --- hostile input --------------------------------------------------------------------------- */

static void ignore(struct sight_sink *sink, const struct sighting *s)
{
	(void)sink, (void)s;
}

static double seconds_for(const struct reader *r, struct view bytes, struct input_report *report)
{
	struct sight_sink sink = { .see = ignore };
	struct arena *a = arena_new();
	struct input *in = input_of(bytes, "hostile");
	struct timespec from, to;
	struct err e = { 0 };

	*report = (struct input_report){ .first = SIGHT_NEVER, .last = SIGHT_NEVER };
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	r->likes(view_part(bytes, 0, INPUT_HEAD), "hostile");
	assert_true(r->read(&(struct reading){ .arena = a, .input = in, .path = "/nowhere/hostile",
		.limits = &read_limits_default, .sink = &sink, .report = report }, &e));
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	/* Constant memory, however long the input was. */
	assert_true(arena_size(a) < (size_t)4 << 20);
	input_free(in);
	arena_free(a);
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* What is repeated makes each reader work as hard as it can for nothing. */
static void linear_time(void **state)
{
	static const char *const parts[] = { "\xff", "\n", "{", "[", "\"", "<", "<Event ", "{\"event_type\":\"dns\"",
		"_type\":", "<Event><a><![CDATA[", "\\x09", "#fields\t", "\r", "query\"", "<Event>&#x;&&&</Event",
		"{\"log\":{\"entries\":[{\"a\":\"", "Nov 21 00:00:00 dnsmasq[1]: reply a is <CNAME>\n" };
	size_t size = (size_t)2 << 20;
	uint8_t *bytes = malloc(2 * size);

	(void)state;
	assert_non_null(bytes);
	for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
		size_t length = strlen(parts[p]);

		for (size_t i = 0; i < 2 * size; i++)
			bytes[i] = (uint8_t)parts[p][i % length];
		for (const struct reader *const *r = reader_table(); *r != NULL; r++) {
			struct input_report report;
			double once, twice;

			if (strncmp((*r)->name, "pcap", 4) == 0)
				continue;
			once = seconds_for(*r, view_of(bytes, size), &report);
			twice = seconds_for(*r, view_of(bytes, 2 * size), &report);
			/* Small times are noise; square time would be minutes. */
			if (twice > 2.6 * once + 0.5) {
				print_message("# %s, %s: %f s, %f s\n", (*r)->name, parts[p], once, twice);
				fail();
			}
		}
	}
	free(bytes);
}

static void long_lines(void **state)
{
	size_t size = INPUT_LINE_MAX + 100;
	char *bytes = malloc(2 * size);
	struct input_report report;
	static const char good[] = "\n{\"t\":1,\"kind\":\"dns\",\"name\":\"a.example\"}\n";

	(void)state;
	assert_non_null(bytes);
	memset(bytes, 'x', 2 * size);
	memcpy(bytes + size, good, sizeof good - 1);
	seconds_for(reader_find("events"), view_of(bytes, 2 * size), &report);
	assert_int_equal(report.records, 1);
	assert_true(report.too_long >= 1 && report.malformed <= 1);
	/* Of documents, too. */
	memset(bytes, 'x', 2 * size);
	memcpy(bytes, "<Event>", 7);
	seconds_for(reader_find("windows"), view_of(bytes, 2 * size), &report);
	assert_int_equal(report.too_long, 1);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(times), cmocka_unit_test(no_times),
		cmocka_unit_test(ends), cmocka_unit_test(urls), cmocka_unit_test(octets),
		cmocka_unit_test(xml_tokens), cmocka_unit_test(xml_values), cmocka_unit_test(linear_time),
		cmocka_unit_test(long_lines) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
