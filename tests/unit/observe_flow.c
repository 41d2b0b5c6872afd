#include "capture_room.h"

/* What every test says, in pieces of ten. */
static const char said[] = "0123456789abcdefghijABCDEFGHIJ!$%&/()=?+";

#define V(text) view_of_text(text)

static struct view piece(size_t n)
{
	return view_of(said + n * 10, 10);
}

static void start(struct room *r, struct packets **p, struct packets_talk *t)
{
	*p = packets_new(r->arena, PACKETS_ETHERNET);
	*t = (struct packets_talk){ .begin = { 0 } };
	packets_open(*p, t, "10.0.0.5:40000", "203.0.113.7:80");
}

static void an_ordinary_conversation(void **state)
{
	struct room *r = *state;
	struct packets *p;
	struct packets_talk t;
	const struct heard_talk *h = &r->heard.talks[0];

	start(r, &p, &t);
	packets_say(&t, false, V("question"));
	packets_say(&t, true, V(said));
	packets_close(&t);
	room_read(r, packets_pcap(p, 0));
	room_expect(r, "question", said);
	assert_int_equal(r->heard.talk_count, 1);
	assert_true(h->about.start_seen && h->ended && h->freed);
	assert_int_equal(h->end, TALK_CLOSED);
	assert_int_equal(h->about.opened_at, INT64_C(1700000000000000));
	assert_int_equal(h->about.place, 1);
	assert_int_equal(h->about.client.port, 40000);
	assert_int_equal(h->about.server.port, 80);
	assert_true(h->about.client_mac_known);
	assert_memory_equal(h->about.client_mac, "\x02\0\x0a\0\0\x05", 6);
	assert_int_equal(r->report.flows, 1);
	assert_int_equal(r->report.gaps, 0);
	assert_int_equal(r->report.packets, 10);
	/* Not sighted as anything else: a connection, with what went over it. */
	assert_int_equal(r->heard.connect_count, 1);
	assert_true(r->heard.connects[0].connect.answered);
	assert_false(r->heard.connects[0].connect.refused);
	assert_int_equal(r->heard.connects[0].connect.bytes_up, 8);
	assert_int_equal(r->heard.connects[0].connect.bytes_down, 40);
	assert_int_equal(r->heard.connects[0].sighting.connection, 1);
	assert_true(r->heard.connects[0].connect.ended_at > r->heard.connects[0].sighting.at);
}

static void sighted_conversations_are_no_bare_connections(void **state)
{
	struct room *r = *state;
	struct packets *p;
	struct packets_talk t;

	start(r, &p, &t);
	packets_say(&t, false, V("question"));
	r->heard.sighted = true;
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->heard.connect_count, 0);
	assert_int_equal(r->heard.talks[0].end, TALK_INPUT_ENDED);
	r->heard.sighted = false;
	r->heard.swapped = true;
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->heard.connects[0].sighting.client.port, 80);
	assert_false(r->heard.connects[0].sighting.client_mac_known);
	assert_int_equal(r->heard.connects[0].connect.bytes_down, 8);
}

/* Every order of four segments gives the same bytes. */
static void any_order(void **state)
{
	struct room *r = *state;

	for (unsigned n = 0; n < 256; n++) {
		unsigned order[4] = { n & 3, n >> 2 & 3, n >> 4 & 3, n >> 6 & 3 };
		struct packets *p;
		struct packets_talk t;

		if ((1u << order[0] | 1u << order[1] | 1u << order[2] | 1u << order[3]) != 15)
			continue;
		start(r, &p, &t);
		for (int i = 0; i < 4; i++)
			packets_piece(&t, true, order[i] * 10, piece(order[i]));
		room_read(r, packets_pcap(p, 0));
		room_expect(r, "", said);
		assert_int_equal(r->report.gaps, 0);
	}
}

static void repeated_and_overlapping(void **state)
{
	struct room *r = *state;
	struct packets *p;
	struct packets_talk t;

	start(r, &p, &t);
	packets_piece(&t, false, 0, piece(0));
	packets_piece(&t, false, 0, piece(0));
	packets_piece(&t, false, 9, view_of("9", 1));       /* keep-alive */
	packets_piece(&t, false, 5, view_of(said + 5, 10)); /* half of it new */
	packets_piece(&t, false, 30, piece(3));             /* early */
	packets_piece(&t, false, 30, piece(3));
	packets_piece(&t, false, 25, view_of(said + 25, 15)); /* over the early one */
	packets_piece(&t, false, 2, view_of(said + 2, 36));  /* over everything */
	room_read(r, packets_pcap(p, 0));
	room_expect(r, said, "");
	assert_null(r->report.note);
	assert_int_equal(r->heard.connects[0].connect.bytes_up, 40);
}

static void the_first_of_two_wins(void **state)
{
	struct room *r = *state;
	struct packets *p;
	struct packets_talk t;

	start(r, &p, &t);
	packets_piece(&t, false, 10, piece(1));
	packets_piece(&t, false, 8, V("89XXXXXXXXXXc"));    /* differs where it is early */
	packets_piece(&t, false, 0, V("0123456789YYY"));    /* and where it is next */
	packets_piece(&t, false, 15, V("ZZZZZfghijABC"));
	room_read(r, packets_pcap(p, 0));
	room_expect(r, "0123456789abcdefghijcghijABC", "");
	assert_non_null(r->report.note);
	assert_non_null(strstr(r->report.note, "overlap"));
}

static void lost_bytes_are_gaps_once_acknowledged(void **state)
{
	struct room *r = *state;
	struct packets *p;
	struct packets_talk t;

	start(r, &p, &t);
	packets_piece(&t, true, 0, piece(0));
	for (unsigned i = 2; i < 4; i++)
		packets_piece(&t, true, i * 10, piece(i));
	t.said[1] = 40;
	packets_ack(&t, false);
	p->at += 1000000;
	packets_say(&t, false, V("next"));
	packets_piece(&t, true, 40, V("late"));
	room_read(r, packets_pcap(p, 0));
	room_expect(r, "next", "0123456789<10>ABCDEFGHIJ!$%&/()=?+late");
	assert_int_equal(r->report.gaps, 1);
	/* Not acknowledged: waited for, and there in time. */
	start(r, &p, &t);
	for (unsigned i = 1; i < 4; i++)
		packets_piece(&t, true, i * 10, piece(i));
	p->at += 10000000;
	packets_piece(&t, true, 0, piece(0));
	room_read(r, packets_pcap(p, 0));
	room_expect(r, "", said);
	assert_int_equal(r->report.gaps, 0);
}

static void gaps_at_the_end(void **state)
{
	struct room *r = *state;
	struct packets *p;
	struct packets_talk t;

	start(r, &p, &t);
	packets_piece(&t, true, 0, piece(0));
	packets_piece(&t, true, 20, piece(2));
	room_read(r, packets_pcap(p, 0));
	room_expect(r, "", "0123456789<10>ABCDEFGHIJ");
	/* Acknowledged but never there: the answer's end is missing. */
	start(r, &p, &t);
	packets_piece(&t, true, 0, piece(0));
	t.said[1] = 1010;
	packets_close(&t);
	room_read(r, packets_pcap(p, 0));
	room_expect(r, "", "0123456789<1000>");
	assert_int_equal(r->heard.talks[0].end, TALK_CLOSED);
}

static void sequence_numbers_wrap(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
	struct packets_talk t = { .begin = { 0xfffffffb, 0xffffffff } };

	packets_open(p, &t, "10.0.0.5:40000", "203.0.113.7:443");
	packets_piece(&t, false, 10, piece(1));
	packets_piece(&t, false, 0, piece(0));
	t.said[0] = 20;
	packets_say(&t, true, V(said));
	packets_close(&t);
	room_read(r, packets_pcap(p, 0));
	room_expect(r, "0123456789abcdefghij", said);
	assert_int_equal(r->heard.talks[0].end, TALK_CLOSED);
}

static void without_its_start(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
	struct packets_talk t;

	packets_begin(p, &t, "10.0.0.5:40000", "203.0.113.7:443");
	packets_ack(&t, false);         /* of none that matters */
	packets_say(&t, true, V("answer"));
	packets_say(&t, false, V("question"));
	packets_close(&t);
	packets_say(&t, true, V("after the end"));
	room_read(r, packets_pcap(p, 0));
	room_expect(r, "question", "answer");
	assert_false(r->heard.talks[0].about.start_seen);
	assert_true(r->heard.talks[0].about.opened_at == SIGHT_NEVER);
	assert_int_equal(r->heard.talks[0].about.server.port, 443);
	assert_int_equal(r->report.flows, 1);
	assert_memory_equal(r->heard.talks[0].about.client_mac, "\x02\0\x0a\0\0\x05", 6);
	/* The answer to the SYN is the first that was captured. */
	p = packets_new(r->arena, PACKETS_ETHERNET);
	packets_begin(p, &t, "10.0.0.5:80", "203.0.113.7:40000");
	packets_tcp(p, &t.server, &t.client, t.begin[1] - 1, t.begin[0], PACKETS_SYN | PACKETS_ACK, V(""));
	packets_say(&t, true, V("220 hello"));
	room_read(r, packets_pcap(p, 0));
	room_expect(r, "", "220 hello");
	assert_int_equal(r->heard.talks[0].about.server.port, 40000);
}

static void one_side_alone(void **state)
{
	struct room *r = *state;

	for (int side = 0; side < 2; side++) {
		struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
		struct packets_talk t;
		const struct endpoint *from, *to;
		unsigned flags = side == 0 ? PACKETS_SYN : PACKETS_SYN | PACKETS_ACK;

		packets_begin(p, &t, "10.0.0.5:40000", "203.0.113.7:80");
		from = side == 0 ? &t.client : &t.server;
		to = side == 0 ? &t.server : &t.client;
		packets_tcp(p, from, to, t.begin[side] - 1, t.begin[!side], flags, V(""));
		packets_piece(&t, side == 1, 0, piece(0));
		packets_piece(&t, side == 1, 20, piece(2));
		p->at += 3000000;
		packets_piece(&t, side == 1, 30, piece(3));
		packets_tcp(p, from, to, t.begin[side] + 40, t.begin[!side], PACKETS_FIN | PACKETS_ACK, V(""));
		room_read(r, packets_pcap(p, 0));
		assert_string_equal(room_side(r, 0, side == 1), "0123456789<10>ABCDEFGHIJ!$%&/()=?+");
		assert_int_equal(r->heard.talks[0].end, TALK_CLOSED);
		assert_int_equal(r->heard.connects[0].connect.answered, side == 1);
		assert_int_equal(side == 0 ? r->heard.connects[0].connect.bytes_down :
			r->heard.connects[0].connect.bytes_up, -1);
	}
}

static void nobody_answers(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
	struct endpoint a = packets_end("10.0.0.5:40000"), b = packets_end("203.0.113.7:80");
	const struct heard_connect *c = &r->heard.connects[0];

	for (int i = 0; i < 3; i++)
		packets_tcp(p, &a, &b, 77, 0, PACKETS_SYN, V(""));
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->heard.talk_count, 0);
	assert_int_equal(r->heard.connect_count, 1);
	assert_false(c->connect.answered || c->connect.refused);
	assert_true(c->connect.start_seen);
	assert_int_equal(c->connect.bytes_up, 0);
	assert_int_equal(c->connect.bytes_down, -1);
	assert_true(c->connect.ended_at == SIGHT_NEVER);
	assert_int_equal(c->sighting.place, 1);
	assert_int_equal(c->sighting.at, INT64_C(1700000000000000));
	/* With a RST. */
	packets_tcp(p, &b, &a, 0, 78, PACKETS_RST | PACKETS_ACK, V(""));
	packets_tcp(p, &a, &b, 77, 0, PACKETS_SYN, V(""));
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->heard.connect_count, 1);
	assert_true(c->connect.refused);
	assert_false(c->connect.answered);
	assert_int_equal(c->connect.ended_at, INT64_C(1700000000003000));
}

static void refused_by_a_router(void **state)
{
	struct room *r = *state;
	static const char *const ends[][3] = { { "10.0.0.5:4000", "203.0.113.7:80", "10.0.0.1:0" },
		{ "[2001:db8::5]:4000", "[2001:db8::7]:80", "[2001:db8::1]:0" } };

	for (int i = 0; i < 2; i++) {
		struct packets *p = packets_new(r->arena, i == 0 ? PACKETS_ETHERNET : PACKETS_RAW);
		struct endpoint a = packets_end(ends[i][0]), b = packets_end(ends[i][1]);

		packets_tcp(p, &a, &b, 77, 0, PACKETS_SYN, V(""));
		packets_unreachable(p, ends[i][2]);
		room_read(r, packets_pcap(p, 0));
		assert_int_equal(r->heard.connect_count, 1);
		assert_true(r->heard.connects[0].connect.refused);
		assert_int_equal(r->heard.connects[0].connect.ended_at, INT64_C(1700000000001000));
		/* It came about after all. */
		packets_tcp(p, &b, &a, 5, 78, PACKETS_SYN | PACKETS_ACK, V(""));
		room_read(r, packets_pcap(p, 0));
		assert_false(r->heard.connects[0].connect.refused);
		assert_true(r->heard.connects[0].connect.answered);
	}
}

static void resets(void **state)
{
	struct room *r = *state;
	struct packets *p;
	struct packets_talk t;

	start(r, &p, &t);
	packets_say(&t, false, V("question"));
	/* Somebody guesses. */
	packets_tcp(p, &t.server, &t.client, t.begin[1] + 0x40000000, 1, PACKETS_RST, V(""));
	packets_say(&t, true, V("answer"));
	packets_reset(&t, true);
	packets_say(&t, true, V("more"));
	room_read(r, packets_pcap(p, 0));
	room_expect(r, "question", "answer");
	assert_int_equal(r->heard.talks[0].end, TALK_RESET);
	assert_int_equal(r->heard.talk_count, 1);
	assert_true(r->heard.connects[0].connect.answered);
	assert_false(r->heard.connects[0].connect.refused);
}

static void ports_are_used_again(void **state)
{
	struct room *r = *state;
	struct packets *p;
	struct packets_talk t;

	start(r, &p, &t);
	packets_say(&t, false, V("one"));
	packets_close(&t);
	t = (struct packets_talk){ .begin = { 5000, 6000 } };
	packets_open(p, &t, "10.0.0.5:40000", "203.0.113.7:80");
	packets_say(&t, false, V("two"));
	t = (struct packets_talk){ .begin = { 9000, 7000 } };
	packets_open(p, &t, "10.0.0.5:40000", "203.0.113.7:80");
	packets_say(&t, false, V("three"));
	room_read(r, packets_pcap(p, 0));
	assert_int_equal(r->heard.talk_count, 3);
	assert_string_equal(room_side(r, 0, false), "one");
	assert_string_equal(room_side(r, 1, false), "two");
	assert_string_equal(room_side(r, 2, false), "three");
	assert_int_equal(r->heard.talks[1].end, TALK_FORGOTTEN);
	assert_int_equal(r->heard.talks[2].about.connection, 3);
	/* The other side opens one from the same port. */
	start(r, &p, &t);
	packets_say(&t, false, V("one"));
	packets_close(&t);
	t = (struct packets_talk){ .begin = { 5000, 6000 } };
	packets_open(p, &t, "203.0.113.7:80", "10.0.0.5:40000");
	packets_say(&t, false, V("back"));
	room_read(r, packets_pcap(p, 0));
	assert_string_equal(room_side(r, 1, false), "back");
	assert_int_equal(r->heard.talks[1].about.client.port, 80);
}

static void data_in_the_syn(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
	struct packets_talk t;

	packets_begin(p, &t, "10.0.0.5:40000", "203.0.113.7:80");
	packets_tcp(p, &t.client, &t.server, t.begin[0] - 1, 0, PACKETS_SYN, piece(0));
	packets_tcp(p, &t.server, &t.client, t.begin[1] - 1, t.begin[0] + 10, PACKETS_SYN | PACKETS_ACK, V(""));
	packets_piece(&t, false, 10, piece(1));
	room_read(r, packets_pcap(p, 0));
	room_expect(r, "0123456789abcdefghij", "");
}

static void clipped_packets(void **state)
{
	struct room *r = *state;
	struct packets *p;
	struct packets_talk t;

	start(r, &p, &t);
	p->clip = 14 + 20 + 24 + 4;
	packets_say(&t, false, piece(0));
	packets_piece(&t, false, 20, piece(2));
	packets_piece(&t, false, 10, piece(1));
	p->clip = 14 + 20 + 24;
	packets_piece(&t, false, 30, piece(3));
	room_read(r, packets_pcap(p, 0));
	room_expect(r, "0123<6>abcd<6>ABCD<6><10>", "");
	assert_int_equal(r->report.clipped, 4);
	assert_int_equal(r->report.malformed, 0);
	assert_int_equal(r->heard.connects[0].connect.bytes_up, 40);
	p->clip = 14 + 20 + 10;     /* not even the TCP header */
	packets_piece(&t, false, 40, piece(3));
	assert_int_equal(room_read(r, packets_pcap(p, 0))->malformed, 1);
}

static void nobody_needs_the_rest(void **state)
{
	struct room *r = *state;
	struct packets *p;
	struct packets_talk t;

	start(r, &p, &t);
	packets_say(&t, true, V("0123456789"));
	packets_piece(&t, true, 30, piece(3)); /* waits when it is done */
	packets_say(&t, false, V("question"));
	for (int i = 0; i < 3; i++)
		packets_say(&t, true, V(said));
	packets_close(&t);
	r->heard.enough = 15;
	room_read(r, packets_pcap(p, 0));
	room_expect(r, "question", "0123456789");
	assert_int_equal(r->heard.talk_count, 1);
	assert_int_equal(r->heard.talks[0].end, TALK_FORGOTTEN);
	assert_int_equal(r->heard.connect_count, 1);
	assert_int_equal(r->heard.connects[0].connect.bytes_down, 130);
	assert_true(r->heard.connects[0].connect.ended_at != SIGHT_NEVER);
	assert_int_equal(r->report.gaps, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, room_new, room_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(an_ordinary_conversation), T(sighted_conversations_are_no_bare_connections), T(any_order),
		T(repeated_and_overlapping), T(the_first_of_two_wins), T(lost_bytes_are_gaps_once_acknowledged),
		T(gaps_at_the_end), T(sequence_numbers_wrap), T(without_its_start), T(one_side_alone),
		T(nobody_answers), T(refused_by_a_router), T(resets), T(ports_are_used_again), T(data_in_the_syn),
		T(clipped_packets), T(nobody_needs_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
