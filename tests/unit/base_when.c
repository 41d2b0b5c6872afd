#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/when.h"

static void reads_rfc3339(void **state)
{
	int64_t t;

	(void)state;
	assert_true(when_read("2026-11-21T02:38:56Z", &t));
	assert_int_equal(t, 1795228736);
	assert_true(when_read("2026-11-21t03:38:56.250+01:00", &t));
	assert_int_equal(t, 1795228736);
	assert_true(when_read("@-1", &t));
	assert_int_equal(t, -1);
	assert_true(when_read("2016-12-31T23:59:60Z", &t));
	assert_int_equal(t, 1483228800);
	assert_true(when_read("2017-01-01T00:59:60.5+01:00", &t));
	assert_int_equal(t, 1483228800);
	assert_false(when_read("2016-12-31T22:59:60Z", &t));
	assert_false(when_read("2016-12-31T23:59:61Z", &t));
	assert_false(when_read("2026-02-29T00:00:00Z", &t));
	assert_false(when_read("2026-11-21", &t));
	assert_false(when_read("2026-11-21T02:38:56", &t));
	assert_false(when_read("2026-11-21T02:38:56Zx", &t));
	assert_false(when_read("@", &t));
	assert_false(when_read("@99999999999999999", &t));
}

static void civil_and_back(void **state)
{
	(void)state;
	for (int64_t t = -62167219200; t < 253402300800; t += 86399 * 397) {
		struct when_civil c;
		int64_t back;

		when_to_civil(t, &c);
		assert_true(when_from_civil(&c, &back));
		assert_int_equal(t, back);
	}
}

static void formats(void **state)
{
	char text[21];

	(void)state;
	when_format(0, text);
	assert_string_equal(text, "1970-01-01T00:00:00Z");
	when_format(INT64_MAX, text);
	assert_string_equal(text, "9999-12-31T23:59:59Z");
}

static void http_dates(void **state)
{
	int64_t a, b, c;

	(void)state;
	assert_true(when_read_http("Sun, 06 Nov 1994 08:49:37 GMT", &a));
	assert_true(when_read_http("Sunday, 06-Nov-94 08:49:37 GMT", &b));
	assert_true(when_read_http("Sun Nov  6 08:49:37 1994", &c));
	assert_int_equal(a, 784111777);
	assert_int_equal(b, a);
	assert_int_equal(c, a);
	assert_false(when_read_http("0", &a));
	assert_false(when_read_http("Sun, 99 Nov 1994 08:49:37 GMT", &a));
}

static void spans_and_sizes(void **state)
{
	int64_t ms;
	uint64_t bytes;

	(void)state;
	assert_true(when_read_span("1500ms", &ms));
	assert_int_equal(ms, 1500);
	assert_true(when_read_span("2d", &ms));
	assert_int_equal(ms, 172800000);
	assert_false(when_read_span("5", &ms));
	assert_false(when_read_span("-5s", &ms));
	assert_false(when_read_span("99999999999s", &ms));
	assert_true(when_read_size("4k", &bytes));
	assert_int_equal(bytes, 4096);
	assert_false(when_read_size("4kB", &bytes));
}

static void moments(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_string_equal(when_moment_text(a, INT64_C(1795228736123456)), "2026-11-21T02:38:56.123456Z");
	assert_string_equal(when_moment_text(a, -1), "1969-12-31T23:59:59.999999Z");
	assert_string_equal(when_moment_text(a, INT64_MAX), "9999-12-31T23:59:59.775807Z");
	assert_string_equal(when_moment_clock(a, INT64_C(1795228736123456)), "02:38:56.123");
	assert_string_equal(when_moment_span(a, 999), "under 1 ms");
	assert_string_equal(when_moment_span(a, -35400), "35 ms");
	assert_string_equal(when_moment_span(a, 219000), "0.21 s");
	assert_string_equal(when_moment_span(a, 12000000), "12 s");
	assert_string_equal(when_moment_span(a, INT64_MIN), "106751991 days");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_rfc3339), cmocka_unit_test(civil_and_back),
		cmocka_unit_test(formats), cmocka_unit_test(http_dates),
		cmocka_unit_test(spans_and_sizes), cmocka_unit_test(moments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
