/* Captures that go on: what is told when nothing comes any more. */
#include "capture_room.h"

#include "observe/capture.h"

#define V(text) view_of_text(text)
#define S INT64_C(1000000)

static struct reading reading;

static struct capture *start(struct room *r)
{
	r->report = (struct input_report){ .name = "test", .first = SIGHT_NEVER, .last = SIGHT_NEVER };
	reading = (struct reading){ .arena = r->arena, .limits = &r->limits, .sink = &r->heard.sink,
		.report = &r->report };
	return capture_new(&reading);
}

/* The packets of P from FROM on; the time of the last. */
static int64_t show(struct capture *c, const struct packets *p, size_t from)
{
	int64_t at = 0;

	for (size_t i = from; i < p->count; i++) {
		at = p->items[i].at;
		capture_moment(c, at);
		capture_packet(c, PACKETS_ETHERNET, p->items[i].bytes, p->items[i].bytes.size, at);
	}
	return at;
}

static void tick(struct capture *c, int64_t steady)
{
	capture_moment(c, steady);
	capture_tick(c);
}

static void end(struct capture *c)
{
	capture_end(c);
	capture_free(c);
}

static struct packets *tries(struct room *r, struct endpoint *from, struct endpoint *to)
{
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);

	*from = packets_end("10.0.0.5:40000");
	*to = packets_end("203.0.113.7:80");
	packets_tcp(p, from, to, 100, 0, PACKETS_SYN, V(""));
	return p;
}

static void a_try_without_an_answer(void **state)
{
	struct room *r = *state;
	struct endpoint from, to;
	struct packets *p = tries(r, &from, &to);
	struct capture *c = start(r);
	int64_t at = show(c, p, 0);

	tick(c, at + 7 * S);
	assert_int_equal(r->heard.connect_count, 0);
	tick(c, at + 8 * S);
	assert_int_equal(r->heard.connect_count, 1);
	assert_false(r->heard.connects[0].connect.answered || r->heard.connects[0].connect.refused);
	assert_true(r->heard.connects[0].connect.start_seen);
	/* Once, however often it is tried. */
	packets_tcp(p, &from, &to, 100, 0, PACKETS_SYN, V(""));
	show(c, p, 1);
	tick(c, at + 60 * S);
	end(c);
	assert_int_equal(r->heard.connect_count, 1);
}

/* It is open yet: what comes of it is followed as ever. */
static void a_late_answer(void **state)
{
	struct room *r = *state;
	struct endpoint from, to;
	struct packets *p = tries(r, &from, &to);
	struct capture *c = start(r);
	int64_t at = show(c, p, 0);

	tick(c, at + 9 * S);
	packets_tcp(p, &to, &from, 500, 101, PACKETS_SYN | PACKETS_ACK, V(""));
	packets_tcp(p, &from, &to, 101, 501, PACKETS_ACK, V("question"));
	packets_tcp(p, &to, &from, 501, 109, PACKETS_ACK, V("answer"));
	show(c, p, 1);
	end(c);
	room_expect(r, "question", "answer");
	assert_int_equal(r->heard.connect_count, 2);
	assert_true(r->heard.connects[1].connect.answered);
}

static void refused_by_a_router(void **state)
{
	struct room *r = *state;
	struct endpoint from, to;
	struct packets *p = tries(r, &from, &to);
	struct capture *c = start(r);
	int64_t at;

	packets_unreachable(p, "10.0.0.1:0");
	at = show(c, p, 0);
	tick(c, at + S);
	assert_int_equal(r->heard.connect_count, 0);
	tick(c, at + 3 * S);
	assert_int_equal(r->heard.connect_count, 1);
	assert_true(r->heard.connects[0].connect.refused);
	end(c);
}

static void conversations(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
	struct packets_talk t = { .begin = { 0 } };
	struct capture *c = start(r);
	int64_t at;

	packets_open(p, &t, "10.0.0.5:40000", "203.0.113.7:80");
	packets_say(&t, false, V("question"));
	at = show(c, p, 0);
	tick(c, at + S);
	assert_int_equal(r->heard.talks[0].shown, 0);
	/* After a pause it may show itself; as long as nothing waits, it stays. */
	tick(c, at + 2 * S);
	assert_int_equal(r->heard.talks[0].shown, 1);
	tick(c, at + 600 * S);
	assert_false(r->heard.talks[0].ended);
	/* A request that waits does not wait for ever. */
	r->heard.waits = true;
	tick(c, at + 29 * S);
	assert_false(r->heard.talks[0].ended);
	tick(c, at + 30 * S);
	assert_true(r->heard.talks[0].ended && r->heard.talks[0].freed);
	assert_int_equal(r->heard.talks[0].end, TALK_FORGOTTEN);
	r->heard.waits = false;
	end(c);
}

static void silence_is_forgotten(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
	struct packets_talk t = { .begin = { 0 } };
	struct capture *c = start(r);
	int64_t at;

	packets_open(p, &t, "10.0.0.5:40000", "203.0.113.7:443");
	packets_say(&t, false, V("something"));
	at = show(c, p, 0);
	tick(c, at + 1199 * S);
	assert_false(r->heard.talks[0].freed);
	tick(c, at + 1200 * S);
	assert_true(r->heard.talks[0].freed);
	assert_int_equal(r->heard.live, 0);
	end(c);
}

/* The time of packets jumps; how long nothing came does not. */
static void packets_of_any_time(void **state)
{
	static const int64_t jumps[] = { 0, -3600 * S, 3600 * S, INT64_C(-1782864000) * S, INT64_C(2000000000) * S };
	struct room *r = *state;
	struct endpoint from, to, other = packets_end("10.0.0.6:40001");

	for (size_t i = 0; i < sizeof jumps / sizeof *jumps; i++) {
		struct packets *p = tries(r, &from, &to);
		struct capture *c = start(r);
		int64_t steady = 77 * S;

		r->heard.connect_count = 0;
		capture_moment(c, steady);
		capture_packet(c, PACKETS_ETHERNET, p->items[0].bytes, p->items[0].bytes.size, p->items[0].at);
		assert_int_equal(capture_time(c), p->items[0].at);
		packets_tcp(p, &other, &to, 100, 0, PACKETS_SYN, V(""));
		capture_moment(c, steady + 5 * S);
		capture_packet(c, PACKETS_ETHERNET, p->items[1].bytes, p->items[1].bytes.size,
			p->items[1].at + jumps[i]);
		tick(c, steady + 7 * S);
		assert_int_equal(r->heard.connect_count, 0);
		tick(c, steady + 8 * S);
		assert_int_equal(r->heard.connect_count, 1);
		assert_int_equal(r->heard.connects[0].sighting.at, p->items[0].at);
		tick(c, steady + 13 * S);
		assert_int_equal(r->heard.connect_count, 2);
		end(c);
		assert_int_equal(r->heard.connect_count, 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_try_without_an_answer, room_new, room_free),
		cmocka_unit_test_setup_teardown(a_late_answer, room_new, room_free),
		cmocka_unit_test_setup_teardown(refused_by_a_router, room_new, room_free),
		cmocka_unit_test_setup_teardown(conversations, room_new, room_free),
		cmocka_unit_test_setup_teardown(silence_is_forgotten, room_new, room_free),
		cmocka_unit_test_setup_teardown(packets_of_any_time, room_new, room_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
