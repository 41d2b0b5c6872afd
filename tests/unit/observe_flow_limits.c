/* Ceilings of connections; datagrams. */
#include "capture_room.h"

#define V(text) view_of_text(text)

static void start(struct room *r, struct packets **p, struct packets_talk *t)
{
	*p = packets_new(r->arena, PACKETS_ETHERNET);
	*t = (struct packets_talk){ .begin = { 0 } };
	packets_open(*p, t, "10.0.0.5:40000", "203.0.113.7:80");
}

static void too_much_waits(void **state)
{
	struct room *r = *state;
	struct packets *p;
	struct packets_talk t;
	char block[1000];

	memset(block, 'x', sizeof block);
	start(r, &p, &t);
	for (size_t i = 1; i < 10; i++)
		packets_piece(&t, true, i * 1000, view_of(block, sizeof block));
	packets_piece(&t, true, 0, view_of(block, sizeof block));
	r->limits.flow_bytes = 4000;
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->report.bytes_dropped, 1000);
	assert_int_equal(r->heard.talks[0].gap_count, 1);
	assert_int_equal(r->heard.talks[0].side[1].size, strlen("<1000>") + 9000);
	/* The same for all of them together. */
	r->limits = read_limits_default;
	r->limits.total_bytes = 4000;
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->report.bytes_dropped, 1000);
	/* Many small ones. */
	r->limits = read_limits_default;
	start(r, &p, &t);
	for (size_t i = 3000; i > 0; i--)
		packets_piece(&t, true, i * 2, view_of(block, 1));
	room_read(r, packets_pcap(p, 0));
	assert_true(r->report.gaps > 1000);
}

static void the_table_is_bounded(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
	struct endpoint a = packets_end("10.0.0.5:1"), b = packets_end("203.0.113.7:80");

	for (unsigned i = 0; i < 3000; i++) {
		a.port = (uint16_t)(i + 1);
		packets_tcp(p, &a, &b, i, 0, PACKETS_SYN, V(""));
	}
	r->limits.max_flows = 100;
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->report.flows, 3000);
	assert_int_equal(r->report.flows_dropped, 2900);
	assert_int_equal(r->heard.connect_count, 3000); /* none is silently lost */
}

/* One that is in use outlives those that are not. */
static void the_table_forgets_the_idle(void **state)
{
	struct room *r = *state;
	struct packets *p;
	struct packets_talk t;

	start(r, &p, &t);
	for (unsigned i = 0; i < 200; i++) {
		struct endpoint a = packets_end("10.0.0.9:1"), b = packets_end("203.0.113.9:80");

		a.port = (uint16_t)(i + 1);
		packets_tcp(p, &a, &b, i, 0, PACKETS_SYN, V(""));
		packets_say(&t, false, view_of("x", 1));
	}
	r->limits.max_flows = 8;
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->heard.talk_count, 1);
	assert_int_equal(r->heard.talks[0].side[0].size, 200);
	assert_int_equal(r->heard.talks[0].gap_count, 0);
}

static void memory_is_made_room_in(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);

	for (unsigned i = 0; i < 100; i++) {
		struct packets_talk t = { .begin = { 0 } };
		char client[32];

		snprintf(client, sizeof client, "10.0.0.5:%u", 1000 + i);
		packets_open(p, &t, client, "203.0.113.7:80");
		packets_say(&t, false, V("question"));
	}
	r->heard.hold = 1000;
	r->limits.total_bytes = 20000;
	room_read(r, packets_pcap(p, 0));
	assert_true(r->report.flows_dropped >= 80 && r->report.flows_dropped < 100);
	assert_int_equal(r->heard.talks[0].end, TALK_FORGOTTEN);
	assert_int_equal(r->heard.talks[99].end, TALK_INPUT_ENDED);
	assert_string_equal(room_side(r, 99, false), "question");
}

static void told_to_stop(void **state)
{
	struct room *r = *state;
	struct packets *p;
	struct packets_talk t;

	start(r, &p, &t);
	packets_say(&t, false, V("question"));
	r->stop = 1;
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->report.packets, 1);
	assert_int_equal(r->heard.connect_count, 1);
	assert_null(r->report.broken);
}

static void datagrams(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
	uint8_t initial[1250] = { 0xc3, 0, 0, 0, 1, 8 };
	uint64_t number;

	packets_udp(p, "10.0.0.5:5000", "10.0.0.1:53", view_of("\0\1\1\0\0\1", 6));
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->heard.dns_count, 1);
	assert_false(r->heard.dns_from_server);
	number = r->heard.dns_about.connection;
	packets_udp(p, "10.0.0.1:53", "10.0.0.5:5000", view_of("\0\1\x81\0\0\1", 6));
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->heard.dns_count, 2);
	assert_true(r->heard.dns_from_server);
	assert_true(number != 0 && r->heard.dns_about.connection == number);
	assert_int_equal(r->heard.dns_about.client.port, 5000);
	assert_memory_equal(r->heard.dns_about.client_mac, "\x02\0\x0a\0\0\x05", 6);

	packets_udp(p, "10.0.0.5:6000", "203.0.113.7:443", view_of(initial, sizeof initial));
	packets_udp(p, "203.0.113.7:443", "10.0.0.5:6000", view_of(initial, 100));
	packets_udp(p, "10.0.0.5:6001", "203.0.113.7:443", view_of(initial, 100)); /* none begins so short */
	packets_udp(p, "10.0.0.5:6000", "203.0.113.7:443", view_of("\x40short", 6));
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->heard.quic_count, 2);
	assert_int_equal(r->heard.quic_about.client.port, 6000);
	assert_int_equal(r->heard.connect_count, 1);
	assert_true(r->heard.connects[0].connect.udp && r->heard.connects[0].connect.answered);
	r->heard.sighted = true;
	r->heard.enough = 1;
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->heard.quic_count, 1);
	assert_int_equal(r->heard.connect_count, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, room_new, room_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(too_much_waits), T(the_table_is_bounded), T(the_table_forgets_the_idle), T(memory_is_made_room_in),
		T(told_to_stop), T(datagrams),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
