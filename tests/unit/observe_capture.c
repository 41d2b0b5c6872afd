#include "capture_room.h"

#include "base/blob.h"

#define BEGIN INT64_C(1700000000000000)

static void say(struct packets *p, const char *question)
{
	struct packets_talk t = { .begin = { 0 } };

	packets_open(p, &t, "10.0.0.5:40000", "203.0.113.7:80");
	packets_say(&t, false, view_of_text(question));
	packets_say(&t, true, view_of_text("answer"));
	packets_close(&t);
}

static struct view both(struct room *r, struct view a, struct view b)
{
	uint8_t *all = arena_take(r->arena, a.size + b.size);

	memcpy(all, a.data, a.size);
	memcpy(all + a.size, b.data, b.size);
	return view_of(all, a.size + b.size);
}

/* --- pcap -------------------------------------------------------------- */

static void classic_files(void **state)
{
	struct room *r = *state;

	for (unsigned flags = 0; flags < 8; flags++) {
		struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
		struct view v;

		say(p, "question");
		v = packets_pcap(p, flags & (PACKETS_SWAPPED | PACKETS_NANO));
		room_read(r, (flags & 4) != 0 ? packets_gzip(r->arena, v) : v);
		room_expect(r, "question", "answer");
		assert_string_equal(r->report.format, "pcap");
		assert_int_equal(r->report.packets, 10);
		assert_int_equal(r->report.first, BEGIN);
		assert_int_equal(r->report.last, BEGIN + 9000);
		assert_int_equal(r->heard.talks[0].about.opened_at, BEGIN);
		assert_null(r->report.broken);
	}
}

static void a_cut_classic_file(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
	struct view v, zipped;

	say(p, "question");
	v = packets_pcap(p, 0);
	room_read(r, view_part(v, 0, v.size - 1));
	room_expect(r, "question", "answer");
	assert_int_equal(r->report.packets, 9);
	assert_non_null(r->report.broken);
	/* Not one octet of the next packet: nobody can tell. */
	room_read(r, view_part(v, 0, 24));
	assert_null(r->report.broken);
	room_read(r, view_part(v, 0, 23));
	assert_non_null(r->report.broken);
	zipped = packets_gzip(r->arena, v);
	room_read(r, view_part(zipped, 0, zipped.size - 20));
	assert_non_null(r->report.broken);
	assert_non_null(strstr(r->report.broken, "gzip"));
}

static void links_that_are_not_read(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, (enum packets_link)220);

	packets_frame(p, view_of_text("0123456789"));
	packets_frame(p, view_of_text("0123456789"));
	room_read(r, packets_pcap(p, 0));
	assert_string_equal(r->report.note, "packets of link type 220 are not read");
	assert_int_equal(r->report.packets, 2);
	assert_int_equal(r->report.malformed, 0);

	p = packets_new(r->arena, (enum packets_link)105);
	packets_frame(p, view_of_text("\x08\x41 encrypted for another"));
	packets_frame(p, view_of_text("\x08\x41 encrypted for another"));
	room_read(r, packets_pcap(p, 0));
	assert_string_equal(r->report.note, "frames that Wi-Fi encrypted are not read");
}

/* --- pcapng ------------------------------------------------------------ */

static void next_generation_files(void **state)
{
	struct room *r = *state;

	for (unsigned flags = 0; flags < 4; flags++) {
		struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
		struct view v;

		say(p, "question");
		v = packets_pcapng(p, flags & PACKETS_SWAPPED);
		room_read(r, (flags & 2) != 0 ? packets_gzip(r->arena, v) : v);
		room_expect(r, "question", "answer");
		assert_string_equal(r->report.format, "pcapng");
		assert_int_equal(r->report.packets, 10);
		assert_int_equal(r->report.first, BEGIN);
		assert_int_equal(r->report.last, BEGIN + 9000);
		assert_null(r->report.broken);
		assert_false(r->report.secrets);
	}
}

/* Every packet on another interface, with another link, snap length and clock. */
static void interfaces_differ(void **state)
{
	struct room *r = *state;
	static const struct packets_interface more[] = {
		{ .link = PACKETS_RAW, .snap = 65535, .resolution = 6 },
		{ .link = PACKETS_SLL, .snap = 100, .resolution = 9 },
		{ .link = PACKETS_NULL, .resolution = 3 },
		{ .link = PACKETS_SLL2, .resolution = 0x80 | 20, .offset = 1600000000 },
		{ .link = PACKETS_ETHERNET, .resolution = 9, .offset = -3600 },
		{ .link = PACKETS_LOOP, .resolution = 12, .offset = 1699999000 },
		{ .link = PACKETS_PPP, .resolution = 0x80 | 10 },
	};

	for (unsigned flags = 0; flags < 2; flags++) {
		struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
		struct packets_talk t = { .begin = { 0 } };
		char expected[200] = "";

		for (size_t i = 0; i < sizeof more / sizeof *more; i++)
			packets_interface(p, &more[i]);
		packets_open(p, &t, "10.0.0.5:40000", "203.0.113.7:80");
		p->step = 1000000;
		for (unsigned i = 0; i < 32; i++) {
			p->interface = i % 8;
			p->block = i % 3 == 0 ? 2 : 6;
			packets_piece(&t, false, i * 4, view_of_text("word"));
			memcpy(expected + i * 4, "word", 5);
			/* To 1/1024 of a second: upwards in the file, hence at most a millisecond more. */
			room_read(r, packets_pcapng(p, flags));
			assert_in_range(r->heard.talks[0].last_at - p->items[p->count - 1].at, 0, 1000);
		}
		room_expect(r, expected, "");
		assert_int_equal(r->report.malformed, 0);
	}
}

static void sections_of_either_order(void **state)
{
	struct room *r = *state;
	struct packets *a = packets_new(r->arena, PACKETS_ETHERNET), *b = packets_new(r->arena, PACKETS_RAW);
	struct packets_talk t = { .begin = { 0 } };

	packets_open(a, &t, "10.0.0.5:40000", "203.0.113.7:80");
	packets_say(&t, false, view_of_text("one "));
	t.packets = b;
	packets_say(&t, false, view_of_text("two"));
	for (unsigned n = 0; n < 4; n++) {
		room_read(r, both(r, packets_pcapng(a, n & 1), packets_pcapng(b, n / 2)));
		room_expect(r, "one two", "");
		assert_int_equal(r->report.packets, 7);
	}
}

static void other_blocks(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
	uint8_t *large = arena_take(r->arena, 3000000);

	packets_block(p, 4, view_of_text("names of hosts.."));
	packets_block(p, 0xbad, view_of_text("custom"));
	say(p, "question");
	packets_block(p, 0x7fffffff, view_of(large, 3000000));
	packets_block(p, 10, view_of_text("CLIENT_RANDOM 00"));
	packets_block(p, 6, view_of_text("x"));
	p->items[p->count - 1].interface = 7;       /* which is not there */
	packets_block(p, 1, view_of_text("12345678"));  /* one more interface, that nobody uses */
	packets_block(p, 6, view_of(large, 2000000));   /* larger than any packet */
	packets_udp(p, "10.0.0.5:53", "10.0.0.6:53", view_of_text("question"));
	for (int i = 0; i < 5000; i++)
		packets_block(p, 1, view_of_text("12345678"));
	room_read(r, packets_pcapng(p, 0));
	room_expect(r, "question", "answer");
	assert_string_equal(r->report.note, "a section has more interfaces than are followed (4096)");
	assert_true(r->report.secrets);
	assert_int_equal(r->report.malformed, 2);
	assert_int_equal(r->report.packets, 13);
	assert_int_equal(r->heard.dns_count, 1);
	assert_null(r->report.broken);
}

/* Simple packets have no time: they are of the time before. */
static void simple_packets(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);

	p->interfaces[0].snap = 70;
	p->block = 3;
	p->clip = 70;
	say(p, "question that is longer than what is kept");
	room_read(r, packets_pcapng(p, 0));
	room_expect(r, "question tha<29>", "answer");
	assert_int_equal(r->report.clipped, 1);
	assert_true(r->report.first == SIGHT_NEVER);
	assert_null(r->report.broken);
}

static void broken_blocks(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
	struct view good;
	uint8_t *copy;

	say(p, "question");
	good = packets_pcapng(p, 0);
	copy = arena_copy(r->arena, good.data, good.size);
	copy[good.size - 1] ^= 1;
	room_read(r, view_of(copy, good.size));
	assert_string_equal(r->report.broken, "the two lengths of a block differ");
	assert_int_equal(r->report.packets, 9);
	room_expect(r, "question", "answer");
	room_read(r, view_part(good, 0, good.size - 1));
	assert_string_equal(r->report.broken, "the last block is cut off");
	room_read(r, both(r, good, view_of("\1\0\0\0\x09\0\0\0\0\0\0\0", 12)));
	assert_string_equal(r->report.broken, "a block has an impossible length");
	room_read(r, both(r, good, view_of("\x0a\x0d\x0d\x0a\x1c\0\0\0\1\2\3\4\0\0\0\0", 16)));
	assert_string_equal(r->report.broken, "a section header names no byte order");
	room_read(r, both(r, good, view_of("\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\2\0\0\0", 16)));
	assert_string_equal(r->report.broken, "a section is of a version other than 1");
	room_read(r, both(r, good, view_of("\1\0\0\0\x10\0\0\0\1\0\0\0\x10\0\0\0", 16)));
	assert_string_equal(r->report.broken, "an interface description is too short");
	/* 4 GiB are announced and not there: nothing is asked of memory. */
	room_read(r, both(r, good, view_of("\x07\0\0\0\xfc\xff\xff\xff", 8)));
	assert_string_equal(r->report.broken, "the last block is cut off");
}

/* Units and offsets beyond all reason give no time, and nothing overflows. */
static void times_beyond_reason(void **state)
{
	struct room *r = *state;

	for (int resolution = 0; resolution < 256; resolution++) {
		for (int n = 0; n < 4; n++) {
			static const int64_t offsets[] = { 0, INT64_MAX, INT64_MIN, 1 };
			struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
			struct view v;
			uint8_t *copy;

			packets_udp(p, "10.0.0.5:53", "10.0.0.6:53", view_of_text("question"));
			p->interfaces[0].resolution = 6;
			p->interfaces[0].offset = 1;
			v = packets_pcapng(p, 0);
			copy = arena_copy(r->arena, v.data, v.size);
			/* The section takes 44 octets; then the interface: head and options. */
			copy[44 + 16 + 4] = (uint8_t)resolution;
			memcpy(copy + 44 + 16 + 8 + 4, &offsets[n], 8);
			if (n == 3)
				memset(copy + 44 + 16 + 8 + 12 + 4 + 4 + 12, 0xff, 8);
			room_read(r, view_of(copy, v.size));
			assert_int_equal(r->heard.dns_count, 1);
			assert_true(r->report.first == SIGHT_NEVER ||
				(r->report.first < INT64_C(1) << 56 && r->report.first > -(INT64_C(1) << 56)));
		}
	}
}

/* --- real ones --------------------------------------------------------- */

static struct view shared(struct room *r, const char *name)
{
	const char *given = getenv("LENCR_SHARED"), *top = getenv("top_srcdir");
	const char *path = given != NULL ? arena_format(r->arena, "%s/fixtures/captures/%s", given, name) :
		arena_format(r->arena, "%s/../shared/fixtures/captures/%s", top == NULL ? "." : top, name);
	struct blob *b = blob_open(path, (size_t)1 << 24, NULL);

	if (b == NULL)
		print_message("# shared folder absent: %s\n", path);
	blob_keep(r->arena, b);
	blob_drop(b); /* the arena has it now */
	return blob_view(b);
}

/* Packets, connections and requests as tshark counts them. */
static void real_captures(void **state)
{
	struct room *r = *state;
	static const struct { const char *name; size_t packets, talks, requests, resets; } rows[] = {
		{ "tls12-tls13-crl.pcapng", 48, 3, 1, 0 },
		{ "tls13-handshake-stall.pcapng", 64, 5, 3, 1 },
	};

	for (size_t i = 0; i < 2; i++) {
		struct view v = shared(r, rows[i].name);
		size_t requests = 0, resets = 0;

		if (v.size == 0)
			continue;
		room_read(r, v);
		assert_null(r->report.broken);
		assert_int_equal(r->report.malformed, 0);
		assert_int_equal(r->report.gaps, 0);
		assert_int_equal(r->report.packets, rows[i].packets);
		assert_int_equal(r->heard.talk_count, rows[i].talks);
		for (size_t n = 0; n < r->heard.talk_count; n++) {
			requests += strncmp(room_side(r, n, false), "GET /", 5) == 0;
			assert_true(r->heard.talks[n].about.start_seen);
			resets += r->heard.talks[n].end == TALK_RESET;
			assert_true(r->heard.talks[n].end <= TALK_RESET);
		}
		assert_int_equal(requests, rows[i].requests);
		assert_int_equal(resets, rows[i].resets);
	}
}

static void real_captures_cut_anywhere(void **state)
{
	struct room *r = *state;

	for (size_t i = 0; i < 2; i++) {
		struct view v = shared(r, i == 0 ? "tls12-tls13-crl.pcapng" : "tls13-handshake-stall.pcapng");
		uint64_t packets = 0;

		for (size_t size = 0; size < v.size; size++) {
			uint8_t *exact = malloc(size + 1);

			assert_non_null(exact);
			memcpy(exact, v.data, size);
			room_read(r, view_of(exact, size));
			assert_true(r->report.packets >= packets);
			packets = r->report.packets;
			free(exact);
		}
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, room_new, room_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(classic_files), T(a_cut_classic_file), T(links_that_are_not_read), T(next_generation_files),
		T(interfaces_differ), T(sections_of_either_order), T(other_blocks), T(simple_packets),
		T(broken_blocks), T(times_beyond_reason), T(real_captures), T(real_captures_cut_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
