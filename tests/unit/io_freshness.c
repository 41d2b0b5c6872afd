#include "response_head.h"

#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "io/freshness.h"

#define START 1795228736 /* Sat, 21 Nov 2026 02:38:56 GMT */
#define DATE "Date: Sat, 21 Nov 2026 02:38:56 GMT\n"

struct row { const char *head; int64_t for_seconds; bool keep; };

/* Asked at START - 2, answered at START. */
static void reads_freshness(void **state)
{
	static const struct row rows[] = {
		{ "", 0, true },
		{ DATE, 0, true },
		{ "Cache-Control: max-age=3600\n", 3598, true },
		{ "cache-control: MAX-AGE=3600\n", 3598, true },
		{ "Cache-Control: public, max-age=3600\n", 3598, true },
		{ "Cache-Control: max-age=\"3600\"\n", 3598, true },
		{ "Cache-Control: private\nCache-Control: max-age=60\n", 58, true },
		{ "Cache-Control: max-age=60, max-age=3600\n", 58, true },
		{ "Cache-Control: max-age=3600\nAge: 600\n", 2998, true },
		{ "Cache-Control: max-age=3600\nAge: nonsense\n", 3598, true },
		{ "Cache-Control: max-age=3600\nAge: 4000\n", 0, true },
		{ "Cache-Control: max-age=3600\nDate: Sat, 21 Nov 2026 02:28:56 GMT\n", 3000, true },
		{ "Cache-Control: max-age=3600\nDate: Sat, 21 Nov 2026 02:28:56 GMT\nAge: 700\n",
			2898, true },
		/* a date from the future makes nothing younger than it is */
		{ "Cache-Control: max-age=3600\nDate: Sat, 21 Nov 2026 03:38:56 GMT\n", 3598, true },
		{ "Cache-Control: max-age=0\n", 0, true },
		{ "Cache-Control: max-age=-1\n", 0, true },
		{ "Cache-Control: max-age=1h\n", 0, true },
		{ "Cache-Control: max-age\n", 0, true },
		{ "Cache-Control: max-age=\n", 0, true },
		{ "Cache-Control: max-age=99999999999999999999999\n", 7 * WHEN_DAY - 2, true },
		{ "Cache-Control: s-maxage=3600\n", 0, true },
		{ "Cache-Control: no-store\n", 0, false },
		{ "Cache-Control: max-age=3600, no-store\n", 0, false },
		{ "Cache-Control: max-age=3600\nCache-Control: NO-STORE\n", 0, false },
		{ "Cache-Control: max-age=3600, no-cache\n", 0, true },
		{ "Cache-Control: no-cache=\"set-cookie\", max-age=3600\n", 0, true },
		{ "Cache-Control: x=\"a, no-store\", max-age=60\n", 58, true },
		{ "Cache-Control: x=\"a\\\", no-store\", max-age=60\n", 58, true },
		{ "Cache-Control: ,, max-age=60 ,\n", 58, true },
		{ "Cache-Control: must-revalidate, max-age=60\n", 58, true },
		{ "Cache-Control: xmax-age=60, max-agex=70\n", 0, true },
		{ DATE "Expires: Sat, 21 Nov 2026 03:38:56 GMT\n", 3598, true },
		{ "Expires: Sat, 21 Nov 2026 03:38:56 GMT\n", 3598, true },
		/* the server's clock is an hour behind: Expires counts from its Date */
		{ "Date: Sat, 21 Nov 2026 01:38:56 GMT\nExpires: Sat, 21 Nov 2026 03:38:56 GMT\n",
			3600, true },
		{ DATE "Expires: 0\n", 0, true },
		{ DATE "Expires: Sat, 21 Nov 2026 02:38:56 GMT\n", 0, true },
		{ DATE "Expires: Sat, 21 Nov 2026 03:38:56 GMT\nCache-Control: max-age=60\n", 58, true },
		{ DATE "Expires: Saturday, 21-Nov-26 03:38:56 GMT\n", 3598, true },
		{ "Cache-Control: max-age=3600\nVary: *\n", 0, true },
		{ "Cache-Control: max-age=3600\nVary: Accept-Encoding\n", 3598, true },
		{ DATE "Last-Modified: Sat, 21 Nov 2020 02:38:56 GMT\n", 0, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct outcome o = { .reach = REACH_OK };
		struct freshness f;
		int64_t expect = rows[i].for_seconds == 0 ? WHEN_NONE : START + rows[i].for_seconds;

		read_head(&o.head, rows[i].head);
		f = freshness_of(&o.head, START - 2, START);
		if (f.keep != rows[i].keep || f.until != expect)
			fail_msg("%s: fresh for %lld", rows[i].head, (long long)(f.until - START));
		outcome_clear(&o);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(reads_freshness) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
