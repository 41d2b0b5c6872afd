#include "capture_room.h"

#include "observe/fragment.h"
#include "observe/frame.h"

static const char question[] = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";
static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n0123456789abcdefghijABCDEFGHIJ0123456789";

static const enum packets_link links[] = { PACKETS_ETHERNET, PACKETS_NULL, PACKETS_LOOP, PACKETS_PPP, PACKETS_RAW,
	PACKETS_SLL, PACKETS_SLL2 };
#define LINKS (sizeof links / sizeof *links)

static void talk_over(struct packets *p, bool v6)
{
	struct packets_talk t = { .begin = { 0 } };

	packets_open(p, &t, v6 ? "[2001:db8::5]:40000" : "10.0.0.5:40000",
		v6 ? "[2001:db8::7]:80" : "203.0.113.7:80");
	packets_say(&t, false, view_of_text(question));
	packets_say(&t, true, view_of_text(answer));
	packets_close(&t);
}

static void heard(struct room *r, const struct packets *p)
{
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->heard.talk_count, 1);
	room_expect(r, question, answer);
	assert_int_equal(r->report.malformed, 0);
	assert_null(r->report.note);
	assert_int_equal(r->heard.talks[0].end, TALK_CLOSED);
}

static void every_link_tunnel_and_fragment(void **state)
{
	struct room *r = *state;

	for (size_t n = 0; n < LINKS * 6 * 8; n++) {
		enum packets_link link = links[n / 48];
		bool v6 = (n & 1) != 0, mac = link == PACKETS_ETHERNET;
		struct packets *p = packets_new(r->arena, link);

		p->tunnel = (enum packets_tunnel)(n / 8 % 6);
		p->fragment = (n & 2) != 0 ? 16 : 0;
		p->fragments_backwards = (n & 4) != 0;
		p->extensions = n % 3;
		talk_over(p, v6);
		heard(r, p);
		assert_int_equal(r->heard.talks[0].about.client.size, v6 ? 16 : 4);
		assert_int_equal(r->heard.talks[0].about.client.port, 40000);
		mac |= p->tunnel == TUNNEL_VXLAN || p->tunnel == TUNNEL_GENEVE || p->tunnel == TUNNEL_GRE_ETHERNET ||
			link == PACKETS_SLL || link == PACKETS_SLL2;
		assert_int_equal(r->heard.talks[0].about.client_mac_known, mac);
	}
}

static void tags_and_labels(void **state)
{
	struct room *r = *state;

	for (unsigned n = 0; n < 12; n++) {
		struct packets *p = packets_new(r->arena, n % 2 == 0 ? PACKETS_ETHERNET : PACKETS_SLL);

		p->vlan_count = n / 4;
		p->vlans[0] = 100;
		p->vlans[1] = 200;
		p->mpls = n / 2 % 2 * 3;
		talk_over(p, n % 3 == 0);
		heard(r, p);
	}
}

/* The innermost link tells who is who, the outer ones belong to routers. */
static void the_inner_address_counts(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);

	p->tunnel = TUNNEL_VXLAN;
	talk_over(p, false);
	heard(r, p);
	assert_memory_equal(r->heard.talks[0].about.client_mac, "\x02\0\x0a\0\0\x05", 6);
	p = packets_new(r->arena, PACKETS_ETHERNET);
	p->tunnel = TUNNEL_GRE;
	talk_over(p, false);
	heard(r, p);
	assert_memory_equal(r->heard.talks[0].about.client_mac, "\x02\0\xc0\0\x02\x01", 6);
}

static void mapped_addresses_are_ip4(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_RAW);
	struct packets_talk t = { .begin = { 0 } };

	packets_begin(p, &t, "[2001:db8::5]:40000", "[2001:db8::7]:80");
	memcpy(t.client.address, "\0\0\0\0\0\0\0\0\0\0\xff\xff\x0a\0\0\x05", 16);
	packets_say(&t, false, view_of_text("x"));
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->heard.talks[0].about.client.size, 4);
	assert_memory_equal(r->heard.talks[0].about.client.address, "\x0a\0\0\x05", 4);
}

static void zeros_are_no_hardware_address(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);

	talk_over(p, false);
	for (size_t i = 0; i < p->count; i++)
		memset((void *)(uintptr_t)p->items[i].bytes.data, 0, 12);
	heard(r, p);
	assert_false(r->heard.talks[0].about.client_mac_known);
}

/* --- single packets ---------------------------------------------------- */

static enum frame_result read_one(const char *hex, unsigned link, struct frame *out)
{
	static uint8_t bytes[512];
	struct fragments *f = fragments_new();
	struct arena *a = arena_new();
	struct view v;
	enum frame_result result;
	char digits[600];
	size_t n = 0;

	for (; *hex != '\0'; hex++)
		if (*hex != ' ')
			digits[n++] = *hex;
	digits[n] = '\0';
	assert_true(view_from_hex(a, digits, sizeof bytes, &v));
	memcpy(bytes, v.data, v.size);
	result = frame_read(f, link, view_of(bytes, v.size), v.size, 0, out);
	fragments_free(f);
	arena_free(a);
	return result;
}

#define MACS "020000000001 020000000002 "
#define IP4 "45000020 00010000 40060000 0a000005 cb710007 " /* 12 octets of TCP */
#define TCP12 "9c400050 00000001 00000002 "

struct row { const char *hex; unsigned link; enum frame_result result; size_t body, wire; };

static void expect_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct frame f;
		enum frame_result got = read_one(rows[i].hex, rows[i].link, &f);

		if (got != rows[i].result ||
		    (got == FRAME_IP && (f.body.size != rows[i].body || f.wire != rows[i].wire)))
			fail_msg("row %zu: %d, %zu of %zu", i, (int)got, f.body.size, f.wire);
		assert_int_equal(frame_link_known(rows[i].link), rows[i].result != FRAME_LINK);
	}
}

static void what_frames_say(void **state)
{
	static const struct row rows[] = {
		{ MACS "0800" IP4 TCP12, 1, FRAME_IP, 12, 12 },
		{ MACS "0800" IP4 TCP12 "0000000000000000", 1, FRAME_IP, 12, 12 },      /* padding */
		{ MACS "0800" IP4 "9c400050", 1, FRAME_IP, 4, 12 },     /* cut off */
		{ MACS "0028 aaaa03000000 0800" IP4 TCP12 "eeee", 1, FRAME_IP, 12, 12 },        /* 802.3 and SNAP */
		{ MACS "0026 424203000000", 1, FRAME_OTHER, 0, 0 },     /* spanning tree */
		{ MACS "0806 0001080006040001", 1, FRAME_OTHER, 0, 0 }, /* ARP */
		{ MACS "8864 1100 0001 0022 0021" IP4 TCP12 "00", 1, FRAME_IP, 12, 12 },        /* PPPoE */
		{ MACS "8864 1165 0001 0000", 1, FRAME_OTHER, 0, 0 },
		{ MACS "8864 1100 00", 1, FRAME_MALFORMED, 0, 0 },
		{ "21" IP4 TCP12, 9, FRAME_IP, 12, 12 },                /* compressed protocol field */
		{ "c021 01010004", 9, FRAME_OTHER, 0, 0 },              /* LCP */
		{ MACS "0800" "450000200001000040", 1, FRAME_MALFORMED, 0, 0 },
		{ MACS "0800" "44000020 00010000 40060000 0a000005 cb710007", 1, FRAME_MALFORMED, 0, 0 },
		{ MACS "0800" "45000013 00010000 40060000 0a000005 cb710007", 1, FRAME_MALFORMED, 0, 0 },
		{ MACS "0800" "4f000040 00010000 40060000 0a000005 cb710007 00000000", 1, FRAME_MALFORMED, 0, 0 },
		{ MACS "0800" "45000000 00010000 40060000 0a000005 cb710007" TCP12, 1, FRAME_IP, 12, 12 }, /* offload */
		{ MACS "0800" "45000020 00010000 40320000 0a000005 cb710007" TCP12, 1, FRAME_OTHER, 0, 0 }, /* ESP */
		{ MACS "0800" "65000020 00010000 40060000", 1, FRAME_MALFORMED, 0, 0 },
		{ MACS "0800" "25000020 00010000 40060000", 1, FRAME_OTHER, 0, 0 },
		{ MACS "08", 1, FRAME_MALFORMED, 0, 0 },
		{ "", 1, FRAME_MALFORMED, 0, 0 },
		{ "", 101, FRAME_MALFORMED, 0, 0 },
		{ IP4 TCP12, 12, FRAME_IP, 12, 12 },
		{ "00000002" IP4 TCP12, 0, FRAME_IP, 12, 12 },
		{ "18000000" IP4 TCP12, 0, FRAME_IP, 12, 12 },
		{ "00000007" IP4 TCP12, 0, FRAME_OTHER, 0, 0 },
		{ IP4 TCP12, 220, FRAME_LINK, 0, 0 },                   /* USB */
	};

	(void)state;
	expect_rows(rows, sizeof rows / sizeof *rows);
}

#define AIR_MACS "020000000002 020000000001 020000000002 1000 "
#define SNAP "aaaa03000000 0800 "
#define FLAGS "0000 0900 02000000 00 " /* radiotap */

/* Whole frames of these links are in tests/cli/taps.py: here what is odd about them. */
static void what_rarer_links_say(void **state)
{
	static const struct row rows[] = {
		{ "0801 0000" AIR_MACS SNAP IP4 TCP12, 105, FRAME_IP, 12, 12 },
		{ "8801 0000" AIR_MACS "0000" SNAP IP4 TCP12, 105, FRAME_IP, 12, 12 },
		{ "8881 0000" AIR_MACS "0000 00000000" SNAP IP4 TCP12, 105, FRAME_IP, 12, 12 },  /* HT control */
		{ "8803 0000" AIR_MACS "020000000003 0000" SNAP IP4 TCP12,
			105, FRAME_IP, 12, 12 },     /* four addresses */
		{ "8801 0000" AIR_MACS "8000" SNAP IP4 TCP12, 105, FRAME_OTHER, 0, 0 },  /* several in one */
		{ "0841 0000" AIR_MACS SNAP IP4 TCP12, 105, FRAME_SEALED, 0, 0 },
		{ "8000 0000" AIR_MACS "00", 105, FRAME_OTHER, 0, 0 },   /* beacon */
		{ "4801 0000" AIR_MACS, 105, FRAME_OTHER, 0, 0 },        /* no data */
		{ "0801 0000 0200", 105, FRAME_MALFORMED, 0, 0 },
		{ "08", 105, FRAME_MALFORMED, 0, 0 },
		{ FLAGS "0801 0000" AIR_MACS SNAP IP4 TCP12, 127, FRAME_IP, 12, 12 },
		{ "0000 0900 02000000 20 8801 0000" AIR_MACS "0000 0000" SNAP IP4 TCP12, 127, FRAME_IP, 12, 12 },
		{ "0000 0800 ffffffff", 127, FRAME_MALFORMED, 0, 0 },    /* words without end */
		{ "0000 4000 02000000 00", 127, FRAME_MALFORMED, 0, 0 },
		{ "0000 0700 00000000", 127, FRAME_MALFORMED, 0, 0 },
		{ "0100 0800 00000000", 127, FRAME_MALFORMED, 0, 0 },
		{ "0000 0800 01000000" MACS "0800" IP4 TCP12, 192, FRAME_IP, 12, 12 },
		{ "0000 0800 09000000" "21" IP4 TCP12, 192, FRAME_OTHER, 0, 0 },
		{ "0000 0400 01000000", 192, FRAME_MALFORMED, 0, 0 },
		{ "0200 0000 0800 0100 00000000 2400 0900" IP4 TCP12, 239, FRAME_IP, 12, 12 },
		{ "0200 0000 0008 0001 00000000 0024 0009" IP4 TCP12,
			239, FRAME_IP, 12, 12 },  /* of a big-endian system */
		{ "0200 0000 0800 0100 00000000", 239, FRAME_OTHER, 0, 0 },
		{ "0200 0000 0300 0100 00000000", 239, FRAME_MALFORMED, 0, 0 },
		{ "0200 0000 ff00 0100 00000000", 239, FRAME_MALFORMED, 0, 0 },
		{ "0c000000 01000000 0c000000" IP4 TCP12, 258, FRAME_IP, 12, 12 },
		{ "0c000000 01000000 02010000" IP4 TCP12, 258, FRAME_MALFORMED, 0, 0 },  /* itself */
		{ "0b000000 01000000 0c000000" IP4 TCP12, 258, FRAME_MALFORMED, 0, 0 },
		{ "0302 0000" IP4 TCP12, 117, FRAME_IP, 12, 12 },
		{ "ff02 0000" IP4 TCP12, 117, FRAME_MALFORMED, 0, 0 },
		{ "0f00 8035 00000000", 104, FRAME_OTHER, 0, 0 },
		{ "8f00 0002 00000000", 104, FRAME_OTHER, 0, 0 },        /* keep-alive */
		{ "00 ff03 0021" IP4 TCP12, 204, FRAME_IP, 12, 12 },
		{ "", 204, FRAME_MALFORMED, 0, 0 },
		{ "02000000 00000001 00000000" IP4 TCP12, 109, FRAME_IP, 12, 12 },
		{ "02000000 00000001 00", 109, FRAME_MALFORMED, 0, 0 },
		{ MACS "8926 00010002 0800" IP4 TCP12, 1, FRAME_IP, 12, 12 },
		{ MACS "8926 0001", 1, FRAME_MALFORMED, 0, 0 },
	};

	struct frame f;

	(void)state;
	expect_rows(rows, sizeof rows / sizeof *rows);
	/* one that is read around one that is not */
	assert_int_equal(read_one("0c000000 01000000 dc000000" IP4 TCP12, 258, &f), FRAME_LINK);
}

#define UDP4(size, protocol) "4500" size "00010000 40" protocol "0000 0a000005 cb710007 "
#define IP6 "60000000 000c 0640 20010db8000000000000000000000005 20010db8000000000000000000000007 "

/* What is no tunnel stays UDP with its header; what is one shows the packet within. */
static void what_rarer_tunnels_say(void **state)
{
	static const struct row rows[] = {
		{ UDP4("0044", "11") "08680868 00300000 30ff0020 00000001" IP4 TCP12, 101, FRAME_IP, 12, 12 },
		{ UDP4("0048", "11") "08680868 00340000 32ff0024 00000001 00010000" IP4 TCP12, 101, FRAME_IP, 12, 12 },
		{ UDP4("004c", "11") "08680868 00380000 34ff0028 00000001 00000085 01000900" IP4 TCP12,
			101, FRAME_IP, 12, 12 },
		{ UDP4("002c", "11") "08680868 00180000 34ff0028 00000001 00000085 00000900", 101, FRAME_IP, 24, 24 },
		{ UDP4("002c", "11") "08680868 00180000 34ff0028 00000001 00000085 ff000900", 101, FRAME_IP, 24, 24 },
		{ UDP4("0024", "11") "08680868 00100000 32ff0028 00000001", 101, FRAME_IP, 16, 16 },
		{ UDP4("0044", "11") "08680868 00300000 30010020 00000001" IP4 TCP12,
			101, FRAME_IP, 48, 48 },   /* echo */
		{ UDP4("0050", "11") "c3500dd8 003c0000" IP6 TCP12, 101, FRAME_IP, 12, 12 },
		{ UDP4("0058", "11") "0dd8c350 00440000 0000 000000000000" IP6 TCP12, 101, FRAME_IP, 12, 12 },
		{ UDP4("0061", "11") "c3500dd8 004d0000 00010202 61616262 0000000000000000 00" IP6 TCP12,
			101, FRAME_IP, 12, 12 },
		{ UDP4("004c", "11") "c3500dd8 00380000" IP6 "9c400050 00000001",
			101, FRAME_IP, 56, 56 },    /* too short */
		{ UDP4("0020", "11") "c3500dd8 000c0000 0001ffff", 101, FRAME_IP, 12, 12 },
		{ UDP4("0044", "2f") "2001880b 00240001 ff030021" IP4 TCP12, 101, FRAME_IP, 12, 12 },
		{ UDP4("0048", "2f") "2081880b 00240001 00000009 ff030021" IP4 TCP12, 101, FRAME_IP, 12, 12 },
		{ UDP4("0020", "2f") "2081880b 00000001 00000009", 101, FRAME_OTHER, 0, 0 },     /* acknowledges only */
		{ UDP4("0020", "2f") "20010800 00000001 00000009", 101, FRAME_OTHER, 0, 0 },
		{ UDP4("005a", "2f") "100022eb 00000001 200100000000000000000000" MACS
			"0800" IP4 TCP12, 101, FRAME_IP, 12, 12 },
		{ UDP4("0062", "2f") "100022eb 00000001 200100000000000000000001 0000000000000000" MACS
			"0800" IP4 TCP12, 101,
			FRAME_IP, 12, 12 },
		{ UDP4("0022", "2f") "100022eb 00000001 200100000000", 101, FRAME_MALFORMED, 0, 0 },
	};

	(void)state;
	expect_rows(rows, sizeof rows / sizeof *rows);
}

static void what_packets_say(void **state)
{
	static const struct row rows[] = {
		/* No VXLAN and no Geneve on their ports: plain UDP. */
		{ "45000024 00010000 40110000 0a000005 cb710007 c00012b5 00100000 0000000000000000", 101, FRAME_IP,
			16, 16 },
		{ "45000024 00010000 40110000 0a000005 cb710007 c00017c1 00100000 4000655800000000", 101, FRAME_IP,
			16, 16 },
		{ "45000024 00010000 40110000 0a000005 cb710007 c00017c1 00100000 3f00655800000000", 101, FRAME_IP,
			16, 16 },
		/* GRE: PPTP, cut off; a source route; ERSPAN I; cut off. */
		{ "45000024 00010000 402f0000 0a000005 cb710007 3001880b 00000000", 101, FRAME_MALFORMED, 0, 0 },
		{ "45000024 00010000 402f0000 0a000005 cb710007 40000800 00000000", 101, FRAME_OTHER, 0, 0 },
		{ "4500004a 00010000 402f0000 0a000005 cb710007 000088be" MACS "0800" IP4 TCP12, 101, FRAME_IP, 12,
			12 },
		{ "45000056 00010000 402f0000 0a000005 cb710007 100088be 00000001 1001000000000000" MACS "0800" IP4
			TCP12,
			101, FRAME_IP, 12, 12 },
		{ "45000024 00010000 402f0000 0a000005 cb710007 b0000800 00000000", 101, FRAME_MALFORMED, 0, 0 },
		/* IPv6: an atomic fragment, authentication, no next header, headers without end. */
		{ "60000000 0014 2c40 20010db8000000000000000000000005 20010db8000000000000000000000007"
			"0600000000000001" TCP12, 101, FRAME_IP, 12, 12 },
		{ "60000000 0018 3340 20010db8000000000000000000000005 20010db8000000000000000000000007"
			"060100000000000100000002" TCP12, 101, FRAME_IP, 12, 12 },
		{ "60000000 0000 3b40 20010db8000000000000000000000005 20010db8000000000000000000000007",
			101, FRAME_OTHER, 0, 0 },
		{ "60000000 0008 0040 20010db8000000000000000000000005 20010db8000000000000000000000007"
			"0002000000000000", 101, FRAME_MALFORMED, 0, 0 },
	};

	(void)state;
	expect_rows(rows, sizeof rows / sizeof *rows);
}

/* Tunnels in tunnels, over the most layers: refused, not followed for ever. */
static void endless_nesting(void **state)
{
	struct fragments *f = fragments_new();
	uint8_t bytes[20 * 100];
	struct frame out;

	(void)state;
	for (size_t i = 0; i < 100; i++) {
		size_t left = sizeof bytes - i * 20;
		uint8_t head[20] = { 0x45, 0, (uint8_t)(left >> 8), (uint8_t)left, 0, 1, 0, 0, 64, 4, 0, 0, 10, 0, 0,
			1, 10, 0, 0, 2 };

		memcpy(bytes + i * 20, head, sizeof head);
	}
	assert_int_equal(frame_read(f, 101, view_of(bytes, sizeof bytes), sizeof bytes, 0, &out), FRAME_MALFORMED);
	fragments_free(f);
}

/* --- fragments --------------------------------------------------------- */

static const uint8_t a[4] = { 10, 0, 0, 1 }, b[4] = { 10, 0, 0, 2 };

static enum fragment_result add(struct fragments *f, uint32_t id, size_t offset, bool more, const char *text,
	int64_t at,
	struct view *out)
{
	struct fragment part = { .from = a, .to = b, .address_size = 4, .protocol = 17, .id = id, .offset = offset,
		.more = more, .bytes = view_of_text(text) };

	return fragments_add(f, &part, at, out);
}

static void fragments_come_together(void **state)
{
	struct fragments *f = fragments_new();
	struct view v;

	(void)state;
	assert_int_equal(add(f, 1, 16, false, "end", 0, &v), FRAGMENT_WAITS);
	assert_int_equal(add(f, 2, 0, true, "aaaaaaaa", 0, &v), FRAGMENT_WAITS);
	assert_int_equal(add(f, 1, 0, true, "01234567", 0, &v), FRAGMENT_WAITS);
	assert_int_equal(add(f, 1, 0, true, "01234567", 0, &v), FRAGMENT_WAITS);
	assert_int_equal(add(f, 1, 8, true, "abcdefgh", 0, &v), FRAGMENT_WHOLE);
	assert_true(view_is_text(v, "01234567abcdefghend"));
	assert_int_equal(add(f, 2, 8, false, "b", 0, &v), FRAGMENT_WHOLE);
	assert_true(view_is_text(v, "aaaaaaaab"));
	fragments_settle(f);
	assert_int_equal(fragments_dropped(f), 0);
	fragments_free(f);
}

static void fragments_that_contradict(void **state)
{
	struct fragments *f = fragments_new();
	struct view v;

	(void)state;
	/* Other octets in the same place: the datagram is given up, and so is what follows. */
	assert_int_equal(add(f, 1, 0, true, "0123456789abcdef", 0, &v), FRAGMENT_WAITS);
	assert_int_equal(add(f, 1, 8, true, "XXXXXXXX", 0, &v), FRAGMENT_BAD);
	assert_int_equal(add(f, 1, 16, false, "end", 0, &v), FRAGMENT_WAITS);
	/* Two ends; one beyond the end; an end before what is there. */
	assert_int_equal(add(f, 2, 8, false, "end", 0, &v), FRAGMENT_WAITS);
	assert_int_equal(add(f, 2, 16, false, "end", 0, &v), FRAGMENT_BAD);
	assert_int_equal(add(f, 3, 8, false, "end", 0, &v), FRAGMENT_WAITS);
	assert_int_equal(add(f, 3, 16, true, "01234567", 0, &v), FRAGMENT_BAD);
	assert_int_equal(add(f, 4, 16, true, "01234567", 0, &v), FRAGMENT_WAITS);
	assert_int_equal(add(f, 4, 8, false, "end", 0, &v), FRAGMENT_BAD);
	/* Not whole units; nothing; beyond what a datagram can be. */
	assert_int_equal(add(f, 5, 0, true, "0123456", 0, &v), FRAGMENT_BAD);
	assert_int_equal(add(f, 5, 0, false, "", 0, &v), FRAGMENT_BAD);
	assert_int_equal(add(f, 5, 65528, true, "01234567", 0, &v), FRAGMENT_BAD);
	assert_int_equal(add(f, 5, 65528, false, "0123456", 0, &v), FRAGMENT_WAITS);
	assert_int_equal(fragments_dropped(f), 4);
	fragments_free(f);
}

static void fragments_are_bounded(void **state)
{
	struct fragments *f = fragments_new();
	struct view v;

	(void)state;
	for (uint32_t id = 0; id < 1000; id++)
		assert_int_equal(add(f, id, 0, true, "01234567", 0, &v), FRAGMENT_WAITS);
	assert_int_equal(fragments_dropped(f), 1000 - FRAGMENTS_MAX);
	assert_int_equal(add(f, 999, 8, false, "end", 0, &v), FRAGMENT_WHOLE);
	assert_int_equal(add(f, 1, 8, false, "end", 0, &v), FRAGMENT_WAITS); /* long forgotten */
	/* Half of one, and the other half much later, is none. */
	assert_int_equal(add(f, 998, 8, false, "end", FRAGMENT_TIME + 1, &v), FRAGMENT_WAITS);
	fragments_free(f);
}

#define T(name) cmocka_unit_test_setup_teardown(name, room_new, room_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_link_tunnel_and_fragment), T(tags_and_labels), T(the_inner_address_counts),
		T(zeros_are_no_hardware_address),
		T(mapped_addresses_are_ip4), T(what_frames_say), T(what_packets_say), T(what_rarer_links_say),
		T(what_rarer_tunnels_say), T(endless_nesting),
		T(fragments_come_together),
		T(fragments_that_contradict), T(fragments_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
