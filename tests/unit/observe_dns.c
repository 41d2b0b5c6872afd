/* Questions and answers of DNS, over datagrams and TCP. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "observe/dns_message.h"
#include "sight_text.h"
#include "talk_script.h"

/* A message under construction. */
struct packet { uint8_t octets[2048]; size_t size; };

struct room {
	struct sight_text text;
	struct talk_about about;
	struct read_limits limits;
	struct input_report report;
	size_t buffered;
	struct peek_dns *dns;
};

static struct room *new_room(size_t most)
{
	static const uint8_t client[4] = { 192, 0, 2, 1 }, server[4] = { 198, 51, 100, 7 };
	struct room *r = calloc(1, sizeof *r);

	assert_non_null(r);
	sight_text_init(&r->text);
	r->limits = (struct read_limits){ 65536, (size_t)256 * 1024, (size_t)16 << 20, (size_t)64 << 20, 0 };
	r->about = (struct talk_about){ .connection = 1, .opened_at = SIGHT_NEVER, .start_seen = true,
		.limits = &r->limits, .buffered = &r->buffered, .report = &r->report, .sink = &r->text.sink };
	endpoint_of(&r->about.client, client, 4, 40000);
	endpoint_of(&r->about.server, server, 4, 53);
	r->dns = peek_dns_new(most);
	return r;
}

static void end_room(struct room *r, const char *want)
{
	peek_dns_ended(r->dns);
	peek_dns_free(r->dns);
	assert_int_equal(r->buffered, 0);
	if (want != NULL)
		assert_string_equal(str_text(&r->text.out), want);
	str_clear(&r->text.out);
	free(r);
}

static void put(struct packet *p, const void *data, size_t size)
{
	assert_true(p->size + size <= sizeof p->octets);
	memcpy(p->octets + p->size, data, size);
	p->size += size;
}

static void put16(struct packet *p, unsigned n)
{
	const uint8_t two[2] = { (uint8_t)(n >> 8), (uint8_t)n };

	put(p, two, 2);
}

/* "a.example" as labels, with the root. */
static void put_name(struct packet *p, const char *name)
{
	while (*name != '\0') {
		size_t n = strcspn(name, ".");
		uint8_t size = (uint8_t)n;

		put(p, &size, 1);
		put(p, name, n);
		name += n + (name[n] == '.');
	}
	put(p, "", 1);
}

static void begin(struct packet *p, unsigned id, unsigned flags, const char *name, unsigned type, unsigned answers,
	unsigned extra)
{
	p->size = 0;
	put16(p, id);
	put16(p, flags);
	put16(p, 1);
	put16(p, answers);
	put16(p, 0);
	put16(p, extra);
	put_name(p, name);
	put16(p, type);
	put16(p, 1);
}

/* A record of the question's name, or of the one at offset AT. */
static void record(struct packet *p, unsigned at, unsigned type, const void *data, size_t size)
{
	put16(p, 0xc000 | at);
	put16(p, type);
	put16(p, 1);
	put(p, "\0\0\1\0", 4);
	put16(p, (unsigned)size);
	put(p, data, size);
}

static bool feed(struct room *r, bool from_server, int64_t at, const struct packet *p)
{
	uint8_t *exact = malloc(p->size);
	bool is;

	assert_non_null(exact);
	memcpy(exact, p->octets, p->size);
	is = peek_dns_datagram(r->dns, &r->about, from_server, view_of(exact, p->size), at, (uint64_t)at);
	free(exact);
	return is;
}

static void question_and_answer(void **state)
{
	struct room *r = new_room(10);
	struct packet p;

	(void)state;
	begin(&p, 7, 0x0100, "YR1.c.lencr.org", 1, 0, 1);
	put(&p, "\0\0\x29\x04\xd0\0\0\0\0\0\0", 11); /* EDNS */
	assert_true(feed(r, false, 10, &p));
	assert_true(feed(r, false, 11, &p)); /* again */
	begin(&p, 7, 0x8180, "yr1.C.lencr.org", 1, 3, 0);
	record(&p, 12, 5, "\3cdn\7example\0", 13);
	put(&p, "\3cdn\7example\0\0\1\0\1\0\0\0\0\0\4\xc0\0\2\x09", 27);
	record(&p, 12, 1, "\xc0\0\2\x0a", 4);
	assert_true(feed(r, true, 20, &p));
	end_room(r, "dns at=10 place=10 192.0.2.1:40000 > 198.51.100.7:53 name=\"YR1.c.lencr.org\" type=1 rcode=0 "
		"answered=20 address=192.0.2.9 address=192.0.2.10 alias=\"cdn.example\"\n");
}

static void failures_and_more(void **state)
{
	static const uint8_t svc[] = { 0, 1, 0, 0, 1, 0, 3, 2, 'h', '2', 0, 4, 0, 8, 192, 0, 2, 1, 192, 0, 2, 2,
		0, 6, 0, 16, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };
	struct room *r = new_room(10);
	struct packet p;

	(void)state;
	begin(&p, 1, 0x0100, "a.example", 65, 0, 0);
	feed(r, false, 10, &p);
	begin(&p, 1, 0x8183, "b.example", 65, 0, 0); /* another name: not the answer */
	feed(r, true, 11, &p);
	begin(&p, 1, 0x8180, "a.example", 65, 2, 1);
	record(&p, 12, 65, svc, sizeof svc);
	record(&p, 12, 65, "\0\0\3svc\7example\0", 15);
	put(&p, "\0\0\x29\x04\xd0\1\0\0\0\0\0", 11); /* the upper bits of the rcode: 16 */
	feed(r, true, 12, &p);
	begin(&p, 2, 0x8380, "c.example", 28, 9, 0); /* truncated, and so it is */
	feed(r, true, 13, &p);
	begin(&p, 3, 0x0100, "unanswered.example", 28, 0, 0);
	feed(r, false, 14, &p);
	assert_int_equal(r->report.malformed, 0);
	end_room(r,
		"dns at=11 place=11 192.0.2.1:40000 > 198.51.100.7:53 name=\"b.example\" type=65 rcode=3 answered=11\n"
		"dns at=10 place=10 192.0.2.1:40000 > 198.51.100.7:53 name=\"a.example\" type=65 rcode=16 answered=12 "
		"address=192.0.2.1 address=192.0.2.2 address=2001:db8::1 alias=\"svc.example\"\n"
		"dns at=13 place=13 192.0.2.1:40000 > 198.51.100.7:53 name=\"c.example\" type=28 rcode=0 answered=13\n"
		"dns at=14 place=14 192.0.2.1:40000 > 198.51.100.7:53 name=\"unanswered.example\" type=28 rcode=-1\n");
}

/* The table is bounded, by number and by time. */
static void bounded(void **state)
{
	struct room *r = new_room(100);
	struct packet p;

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		begin(&p, i, 0x0100, "a.example", 1, 0, 0);
		feed(r, false, i, &p);
		assert_true(r->buffered < 100 * 1000);
	}
	begin(&p, 1, 0x0100, "late.example", 1, 0, 0);
	feed(r, false, 120 * SIGHT_SECOND, &p);
	assert_true(r->buffered < 1000); /* what waited too long has gone */
	begin(&p, 999, 0x8180, "a.example", 1, 0, 0);
	feed(r, true, 121 * SIGHT_SECOND, &p);
	{
		size_t lines = 0;

		peek_dns_ended(r->dns);
		for (const char *at = str_text(&r->text.out); *at != '\0'; at++)
			lines += *at == '\n';
		assert_int_equal(lines, 1002);
	}
	end_room(r, NULL);
}

/* Without an answer for ten seconds by the steady clock, whatever time the packets have. */
static void given_up(void **state)
{
	static const int64_t times[] = { 1000, 1000 - 3600 * SIGHT_SECOND, 1000 + 3600 * SIGHT_SECOND };
	struct packet p;

	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		struct room *r = new_room(10);

		peek_dns_tick(r->dns, 50 * SIGHT_SECOND, 10 * SIGHT_SECOND);
		begin(&p, 3, 0x0100, "a.example", 28, 0, 0);
		feed(r, false, times[i], &p);
		peek_dns_tick(r->dns, 60 * SIGHT_SECOND, 10 * SIGHT_SECOND);
		assert_int_equal(r->text.out.size, 0);
		peek_dns_tick(r->dns, 60 * SIGHT_SECOND + 1, 10 * SIGHT_SECOND);
		assert_non_null(strstr(str_text(&r->text.out), "a.example"));
		end_room(r, NULL);
	}
}

static void hostile_names(void **state)
{
	struct dns_message m;
	struct packet p;

	(void)state;
	/* a dot inside a label is no dot between labels */
	begin(&p, 1, 0x0100, "x", 1, 0, 0);
	memcpy(p.octets + 12, "\1.", 2);
	assert_true(dns_message_read(view_of(p.octets, p.size), &m));
	assert_int_equal(m.name.size, 2);
	assert_memory_equal(m.name.text, "\\.", 2);
	/* loops, forward pointers, labels beyond the end */
	memcpy(p.octets + 12, "\xc0\x0c", 2);
	assert_false(dns_message_read(view_of(p.octets, p.size), &m));
	memcpy(p.octets + 12, "\xc0\x0e", 2);
	assert_false(dns_message_read(view_of(p.octets, p.size), &m));
	memcpy(p.octets + 12, "\x3fx", 2);
	assert_false(dns_message_read(view_of(p.octets, p.size), &m));
	memcpy(p.octets + 12, "\x80x", 2);
	assert_false(dns_message_read(view_of(p.octets, p.size), &m));
	/* the longest name, and one octet more */
	for (unsigned more = 0; more < 2; more++) {
		char name[300];

		memset(name, '\\', sizeof name);
		name[63] = name[127] = name[191] = '.';
		name[253 + more] = '\0';
		begin(&p, 1, 0x0100, name, 1, 0, 0);
		assert_int_equal(dns_message_read(view_of(p.octets, p.size), &m), more == 0);
	}
	/* names that point at names that point … cost no more than the message */
	begin(&p, 1, 0x8180, "a", 1, 400, 0);
	for (unsigned i = 0; i < 160; i++)
		record(&p, i == 0 ? 12 : (unsigned)(p.size - 12), 1, "\1\2\3\4", 0);
	assert_true(dns_message_read(view_of(p.octets, p.size), &m));
	assert_false(m.whole);
}

static void not_dns(void **state)
{
	struct room *r = new_room(10);
	struct packet p;

	(void)state;
	begin(&p, 1, 0x0100, "host.local", 1, 0, 0);
	r->about.server.port = 5353;
	assert_false(feed(r, false, 10, &p));
	r->about.server.port = 1234;
	assert_true(feed(r, false, 10, &p));
	put(&p, "x", 1); /* on another port than 53 only what is whole */
	assert_false(feed(r, false, 10, &p));
	r->about.server.port = 53;
	begin(&p, 1, 0x2900, "update.example", 6, 0, 0);
	assert_false(feed(r, false, 10, &p));
	p.size = 11;
	assert_false(feed(r, false, 10, &p));
	/* A question to the port of DNS is one from wherever it comes. */
	begin(&p, 2, 0x0100, "yr1.c.lencr.org", 1, 0, 0);
	r->about.client.port = 5353;
	assert_true(feed(r, false, 11, &p));
	end_room(r, "dns at=10 place=10 192.0.2.1:40000 > 198.51.100.7:1234 name=\"host.local\" type=1 rcode=-1\n"
		"dns at=11 place=11 192.0.2.1:5353 > 198.51.100.7:53 name=\"yr1.c.lencr.org\" type=1 rcode=-1\n");
}

/* Behind two octets of length, pipelined and answered out of order. */
static void over_tcp(void **state)
{
	struct talk_script s;
	struct arena *a = arena_new();
	struct packet both = { .size = 0 }, p;

	(void)state;
	script_init(&s, a);
	s.server_port = 53;
	begin(&p, 1, 0x0100, "a.example", 1, 0, 0);
	put16(&both, (unsigned)p.size);
	put(&both, p.octets, p.size);
	begin(&p, 2, 0x0100, "b.example", 1, 0, 0);
	put16(&both, (unsigned)p.size);
	put(&both, p.octets, p.size);
	script_say(&s, false, 10, view_of(both.octets, both.size));
	both.size = 0;
	begin(&p, 2, 0x8180, "b.example", 1, 1, 0);
	record(&p, 12, 1, "\xc0\0\2\x0a", 4);
	put16(&both, (unsigned)p.size);
	put(&both, p.octets, p.size);
	script_say(&s, true, 20, view_of(both.octets, both.size));
	assert_string_equal(script_see(&s),
		"dns at=10 place=1 192.0.2.1:40000 > 198.51.100.7:53 name=\"b.example\" type=1 "
		"rcode=0 tcp answered=20 address=192.0.2.10\n"
		"dns at=10 place=1 192.0.2.1:40000 > 198.51.100.7:53 name=\"a.example\" type=1 rcode=-1 tcp\n");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(question_and_answer),
		cmocka_unit_test(failures_and_more),
		cmocka_unit_test(bounded),
		cmocka_unit_test(given_up), cmocka_unit_test(hostile_names),
		cmocka_unit_test(not_dns),
		cmocka_unit_test(over_tcp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
