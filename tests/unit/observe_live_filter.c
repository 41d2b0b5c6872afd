/* Which packets of a live capture are taken, and how much of each. */
#define _DEFAULT_SOURCE /* pcap.h wants u_int and its kin */
#include "unit.h"

#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include "observe/live_filter.h"
#include "packets.h"

#define WHOLE 262144

static struct arena *arena;

static unsigned taken(enum live_kind kind, enum packets_link link, const struct packets_item *i)
{
	struct bpf_program program;
	unsigned size;

	assert_true(live_filter(kind, (int)link, WHOLE, &program));
	size = bpf_filter(program.bf_insns, i->bytes.data, (unsigned)i->bytes.size, (unsigned)i->bytes.size);
	free(program.bf_insns);
	return size;
}

/* How much of a segment with that payload each kind takes. */
static void expect(const char *from, const char *to, unsigned flags, const char *text, unsigned talk, unsigned starts)
{
	static const enum packets_link links[] = { PACKETS_ETHERNET, PACKETS_SLL, PACKETS_SLL2, PACKETS_RAW };

	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		struct packets *p = packets_new(arena, links[i]);
		struct endpoint a = packets_end(from), b = packets_end(to);
		int link = links[i] == PACKETS_RAW ? DLT_RAW : (int)links[i];

		packets_tcp(p, &a, &b, 1, 1, flags, view_of_text(text));
		assert_int_equal(taken(LIVE_TALK, (enum packets_link)link, &p->items[0]), talk);
		assert_int_equal(taken(LIVE_STARTS, (enum packets_link)link, &p->items[0]), starts);
	}
}

static void tcp(void **state)
{
	const unsigned data = PACKETS_ACK | PACKETS_PSH;

	(void)state;
	expect("192.0.2.1:40000", "203.0.113.7:80", data, "GET / HTTP/1.1\r\n", WHOLE, 0);
	expect("203.0.113.7:80", "192.0.2.1:40000", data, "HTTP/1.1 200 OK\r\n", WHOLE, 0);
	expect("192.0.2.1:40000", "203.0.113.7:3128", data, "CONNECT x:443 HTTP/1.1\r\n", WHOLE, 0);
	expect("192.0.2.1:40000", "203.0.113.7:443", data, "anything", LIVE_CUT, 0);
	expect("203.0.113.7:853", "192.0.2.1:40000", data, "anything", LIVE_CUT, 0);
	expect("192.0.2.1:40000", "203.0.113.7:22", data, "SSH-2.0", 0, 0);
	/* A handshake on a port of nobody's. */
	expect("192.0.2.1:40000", "203.0.113.7:7777", data, "\x16\x03\x01\x02", LIVE_CUT, 0);
	expect("192.0.2.1:40000", "203.0.113.7:7777", data, "\x17\x03\x03\x02", 0, 0);
	/* The first packet, and no other. */
	expect("192.0.2.1:40000", "203.0.113.7:443", PACKETS_SYN, "", LIVE_CUT, WHOLE);
	expect("192.0.2.1:40000", "203.0.113.7:22", PACKETS_SYN, "", 0, WHOLE);
	expect("203.0.113.7:22", "192.0.2.1:40000", PACKETS_SYN | PACKETS_ACK, "", 0, 0);
}

static void tcp_over_ipv6(void **state)
{
	const unsigned data = PACKETS_ACK | PACKETS_PSH;

	(void)state;
	expect("[2001:db8::1]:40000", "[2001:db8::7]:80", data, "GET / HTTP/1.1\r\n", WHOLE, 0);
	expect("[2001:db8::1]:40000", "[2001:db8::7]:443", data, "anything", LIVE_CUT, 0);
	expect("[2001:db8::1]:40000", "[2001:db8::7]:7777", data, "\x16\x03\x01\x02", LIVE_CUT, 0);
	expect("[2001:db8::1]:40000", "[2001:db8::7]:7777", data, "\x17\x03\x03\x02", 0, 0);
	expect("[2001:db8::1]:40000", "[2001:db8::7]:22", PACKETS_SYN, "", 0, WHOLE);
	expect("[2001:db8::7]:22", "[2001:db8::1]:40000", PACKETS_SYN | PACKETS_ACK, "", 0, 0);
}

static void expect_udp(const char *from, const char *to, const char *text, unsigned talk, unsigned starts)
{
	struct packets *p = packets_new(arena, PACKETS_ETHERNET);

	packets_udp(p, from, to, view_of_text(text));
	assert_int_equal(taken(LIVE_TALK, PACKETS_ETHERNET, &p->items[0]), talk);
	assert_int_equal(taken(LIVE_STARTS, PACKETS_ETHERNET, &p->items[0]), starts);
}

static void udp(void **state)
{
	(void)state;
	expect_udp("192.0.2.1:40000", "203.0.113.7:53", "question", WHOLE, WHOLE);
	expect_udp("203.0.113.7:53", "192.0.2.1:40000", "answer", WHOLE, 0);
	expect_udp("[2001:db8::1]:40000", "[2001:db8::7]:53", "question", WHOLE, WHOLE);
	/* Long headers of QUIC, and not what follows the handshake. */
	expect_udp("192.0.2.1:40000", "203.0.113.7:443", "\xc3 long", LIVE_CUT, 0);
	expect_udp("192.0.2.1:40000", "203.0.113.7:443", "\x43 short", 0, 0);
	expect_udp("[2001:db8::1]:40000", "[2001:db8::7]:443", "\xc3 long", LIVE_CUT, 0);
	expect_udp("[2001:db8::1]:40000", "[2001:db8::7]:443", "\x43 short", 0, 0);
	expect_udp("192.0.2.1:123", "203.0.113.7:123", "time", 0, 0);
}

static void refusals(void **state)
{
	struct packets *p = packets_new(arena, PACKETS_ETHERNET);
	struct endpoint a = packets_end("192.0.2.1:40000"), b = packets_end("203.0.113.7:443");

	(void)state;
	packets_tcp(p, &a, &b, 1, 0, PACKETS_SYN, view_of_text(""));
	packets_unreachable(p, "192.0.2.254:0");
	assert_int_equal(taken(LIVE_TALK, PACKETS_ETHERNET, &p->items[1]), WHOLE);
	assert_int_equal(taken(LIVE_STARTS, PACKETS_ETHERNET, &p->items[1]), 0);
}

static int set_up(void **state) { (void)state; arena = arena_new(); return 0; }
static int tear_down(void **state) { (void)state; arena_free(arena); return 0; }

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tcp), cmocka_unit_test(tcp_over_ipv6), cmocka_unit_test(udp),
		cmocka_unit_test(refusals),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
