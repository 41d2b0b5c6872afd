/* How late it is in a stream whose own times cannot be trusted. */
#include "observe/stream_clock.h"
#include "unit.h"

#define S SIGHT_SECOND
#define NOW (INT64_C(1795000000) * S)

static struct stream_clock c;
static int64_t real;

static void start(void)
{
	real = 500 * S;
	stream_clock_init(&c, real);
	stream_clock_see(&c, NOW);
	stream_clock_step(&c, real, true, false);
}

/* After SPAN of real time something comes that is of that time of the stream: how far the clock went. */
static int64_t comes(int64_t span, int64_t at)
{
	int64_t before = c.moment;

	real += span;
	stream_clock_see(&c, at);
	return stream_clock_step(&c, real, true, false) - before;
}

static int64_t nothing_comes(int64_t span)
{
	int64_t before = c.moment;

	real += span;
	return stream_clock_step(&c, real, false, false) - before;
}

static void both_move_on(void **state)
{
	(void)state;
	start();
	for (int64_t i = 1; i <= 100; i++)
		assert_int_equal(comes(S / 10, NOW + i * S / 10), S / 10);
	/* Nothing comes for a while: what would be told waits for what is on its way … */
	assert_int_equal(nothing_comes(4 * S), S);
	assert_int_equal(comes(0, NOW + 10 * S + S / 2), S / 2);
	/* … and that it was quiet there, too, is told by what comes next. */
	assert_int_equal(comes(0, NOW + 14 * S), 5 * S / 2);
	assert_int_equal(c.moment, real);
}

static void it_stands_still(void **state)
{
	(void)state;
	start();
	assert_int_equal(nothing_comes(STREAM_STILL - 4), STREAM_STILL / 4 - 1);
	assert_int_equal(nothing_comes(4), STREAM_STILL / 4 * 3 + 1);
	assert_int_equal(nothing_comes(17 * S), 17 * S);
	/* The pause that the stream tells of is over already. */
	assert_int_equal(comes(0, NOW + 22 * S), 0);
	assert_int_equal(comes(S, NOW + 23 * S), S);
	assert_int_equal(c.moment, real);
}

/* What is read faster than it was made. */
static void nothing_is_hurried(void **state)
{
	(void)state;
	start();
	for (int64_t i = 1; i <= 1000; i++)
		assert_int_equal(comes(1000, NOW + i * 3600 * S), 1000);
	assert_int_equal(c.moment, real);
}

static void times_that_jump(void **state)
{
	static const int64_t odd[] = { 0, -1, INT64_C(4102444800) * S, INT64_C(-4102444800) * S, INT64_MAX, INT64_MIN,
		INT64_MAX - 1, INT64_MIN + 1, NOW - 3600 * S, NOW + 3600 * S, NOW - 50 * S, NOW + 20 * S,
		NOW + 59 * S, INT64_C(1) << 55, -(INT64_C(1) << 55) };
	size_t count = sizeof odd / sizeof *odd;

	(void)state;
	for (size_t i = 0; i < count; i++) {
		start();
		/* One such time holds nothing back, before or after it. */
		for (int64_t n = 1; n <= 40; n++) {
			assert_true(comes(S, n == 10 ? odd[i] : NOW + n * S) >= 0);
			assert_true(c.moment <= real && real - c.moment <= STREAM_PATIENCE);
		}
		/* Two minutes later nothing is left of that. */
		for (int64_t n = 41; n <= 200; n++)
			comes(S, NOW + n * S);
		assert_true(real - c.moment <= S);
		/* Nor does it where all are as odd. */
		for (int64_t n = 0; n < 400; n++) {
			int64_t at = odd[(i + (size_t)n) % count];

			assert_true(comes(S / 4, at) >= 0);
			assert_true(c.moment <= real && real - c.moment <= STREAM_PATIENCE);
		}
	}
	/* A clock that was set back goes on from there. */
	start();
	assert_int_equal(comes(S, NOW - 3600 * S), S / 4);
	assert_int_equal(comes(S, NOW - 3599 * S), S * 5 / 4);
	/* Lines out of order are no clock that is set. */
	start();
	assert_int_equal(comes(S, NOW + S), S);
	assert_int_equal(comes(S, NOW - 50 * S), S / 4);
	assert_int_equal(comes(S, NOW + 2 * S), S * 5 / 4);
}

static void times_that_stand(void **state)
{
	(void)state;
	start();
	for (int64_t i = 1; i <= 300; i++)
		assert_int_equal(comes(S, NOW), i <= 40 ? S / 4 : S);
	assert_int_equal(real - c.moment, STREAM_PATIENCE);
	/* No times at all. */
	real = 0;
	stream_clock_init(&c, real);
	for (int64_t i = 1; i <= 300; i++)
		comes(S, SIGHT_NEVER);
	assert_int_equal(real - c.moment, STREAM_PATIENCE);
	/* A real clock that goes back is not believed either. */
	assert_true(stream_clock_step(&c, 0, false, false) == c.moment);
	assert_int_equal(real - c.moment, STREAM_PATIENCE);
}

/* Where there is no room to wait the stream's times are enough, but no leap is. */
static void in_a_hurry(void **state)
{
	int64_t before;

	(void)state;
	start();
	before = c.moment;
	stream_clock_see(&c, NOW + 10 * S);
	assert_int_equal(stream_clock_step(&c, real, true, true) - before, 10 * S);
	stream_clock_see(&c, NOW + INT64_C(100000000) * S);
	assert_int_equal(stream_clock_step(&c, real, true, true) - before, 10 * S + STREAM_LEAP);
	/* Afterwards it goes on with real time. */
	assert_int_equal(comes(S, NOW + INT64_C(100000001) * S), S);
	assert_int_equal(nothing_comes(60 * S), 60 * S);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_move_on), cmocka_unit_test(it_stands_still), cmocka_unit_test(nothing_is_hurried),
		cmocka_unit_test(times_that_jump), cmocka_unit_test(times_that_stand), cmocka_unit_test(in_a_hurry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
