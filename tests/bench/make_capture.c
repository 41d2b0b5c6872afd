/* make_capture: a mixed capture on standard output, for measuring.
 *
 *	make_capture MEGABYTES [ng]
 *
 * Rounds of conversations that overlap in time: bulk TLS 1.3 (most of the bytes),
 * HTTP with objects of some 10 to 300 kB, a name looked up before each; after one
 * visit in eight a list is fetched from lencr.org; a few segments are reordered,
 * repeated or lost. The same argument gives the same bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packets.h"

#define TALKS 24 /* of a round */

static uint64_t state = 88172645463325252u;

static uint64_t next(uint64_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % below;
}

static uint8_t noise[1 << 16];

static uint8_t *put(uint8_t *at, uint64_t n, int size)
{
	for (int i = size; i-- > 0;)
		*at++ = (uint8_t)(n >> 8 * i);
	return at;
}

static uint8_t *put_octets(uint8_t *at, const void *from, size_t size)
{
	memcpy(at, from, size);
	return at + size;
}

static struct view client_hello(struct arena *a, const char *name)
{
	uint8_t *out = arena_take(a, 600 + strlen(name)), *at = out;
	size_t n = strlen(name), extensions = 9 + n + 7 + 4 + 200, hello = 2 + 32 + 33 + 4 + 2 + 2 + extensions;

	at = put(at, 0x160301, 3);
	at = put(at, hello + 4, 2);
	at = put(at, 1, 1);
	at = put(at, hello, 3);
	at = put(at, 0x0303, 2);
	at = put_octets(at, noise + next(1000), 32);
	at = put(at, 32, 1);
	at = put_octets(at, noise + next(1000), 32);
	at = put(at, 0x00021301, 4);
	at = put(at, 0x0100, 2);
	at = put(at, extensions, 2);
	at = put(at, (uint64_t)(n + 5), 4);     /* server_name */
	at = put(at, n + 3, 2);
	at = put(at, 0, 1);
	at = put(at, n, 2);
	at = put_octets(at, name, n);
	at = put(at, 0x002b0003020304, 7);      /* supported_versions */
	at = put(at, 0x001500c8, 4);            /* padding */
	memset(at, 0, 200);
	at += 200;
	return view_of(out, (size_t)(at - out));
}

static struct view server_flight(struct arena *a)
{
	uint8_t *out = arena_take(a, 4000), *at = out;

	at = put(at, 0x160303, 3);
	at = put(at, 2 + 32 + 33 + 2 + 1 + 2 + 6 + 4, 2);
	at = put(at, 2, 1);
	at = put(at, 2 + 32 + 33 + 2 + 1 + 2 + 6, 3);
	at = put(at, 0x0303, 2);
	at = put_octets(at, noise + next(1000), 32);
	at = put(at, 32, 1);
	at = put_octets(at, noise + next(1000), 32);
	at = put(at, 0x130100, 3);
	at = put(at, 6, 2);
	at = put(at, 0x002b00020304, 6);
	at = put(at, 0x140303000101, 6);
	at = put(at, 0x1703030c00, 5);
	at = put_octets(at, noise + next(1000), 0x0c00);
	return view_of(out, (size_t)(at - out));
}

/* In pieces of two segments, each acknowledged. */
static void say_bulk(struct packets_talk *t, bool from_server, struct view v)
{
	for (size_t at = 0; at < v.size; at += 2 * t->piece)
		packets_say(t, from_server, view_part(v, at, 2 * t->piece));
}

/* Records of application data, about SIZE octets. */
static void say_records(struct packets_talk *t, bool from_server, size_t size)
{
	struct arena *a = t->packets->arena;

	for (size_t done = 0; done < size; done += 16384) {
		size_t n = size - done < 16384 ? size - done : 16384;
		uint8_t *record = arena_take(a, n + 5);

		put(put(record, 0x170303, 3), n, 2);
		memcpy(record + 5, noise + next(4096), n);
		say_bulk(t, from_server, view_of(record, n + 5));
	}
}

static void say_tls(struct packets_talk *t, const char *name)
{
	struct arena *a = t->packets->arena;

	packets_say(t, false, client_hello(a, name));
	packets_say(t, true, server_flight(a));
	packets_say(t, false, view_of("\x14\3\3\0\1\1", 6));
	say_records(t, false, 53);
	for (uint64_t n = 1 + next(6); n > 0; n--) {
		say_records(t, false, 100 + next(800));
		say_records(t, true, 2000 + next(800000));
	}
}

static void say_http(struct packets_talk *t, const char *name)
{
	struct arena *a = t->packets->arena;

	for (uint64_t n = 1 + next(4); n > 0; n--) {
		size_t size = 10000 + next(300000);
		uint8_t *body = arena_take(a, size);

		for (size_t at = 0; at < size; at += 4096)
			memcpy(body + at, noise + next(8192), size - at < 4096 ? size - at : 4096);
		packets_say(t, false, view_of_text(arena_format(a, "GET /object/%u HTTP/1.1\r\nHost: %s\r\n"
			"User-Agent: bench/1.0\r\nAccept: */*\r\n\r\n", (unsigned)next(1000), name)));
		packets_say(t, true, view_of_text(arena_format(a, "HTTP/1.1 200 OK\r\nContent-Type: "
			"application/octet-stream\r\nContent-Length: %zu\r\n\r\n", size)));
		say_bulk(t, true, view_of(body, size));
	}
}

/* What a program fetches that met a certificate: 3 kB are not the list they claim to be. */
static void say_fetch(struct packets_talk *t)
{
	uint8_t *body = arena_take(t->packets->arena, 3000);

	memcpy(body, noise + next(8192), 3000);
	packets_say(t, false, view_of_text(arena_format(t->packets->arena, "GET /%u.crl HTTP/1.1\r\n"
		"User-Agent: Java/17.0.15\r\nHost: yr1.c.lencr.org\r\nAccept: */*\r\n\r\n", 1 + (unsigned)next(128))));
	packets_say(t, true, view_of_text("HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\n"
		"Content-Length: 3000\r\n\r\n"));
	packets_say(t, true, view_of(body, 3000));
}

static void say_dns(struct packets *p, const char *client, const char *name)
{
	uint8_t text[300], *at = text;
	char from[40];
	uint64_t id = next(65536);

	snprintf(from, sizeof from, "%s:%u", client, (unsigned)(1024 + next(60000)));
	for (int answer = 0; answer < 2; answer++) {
		at = put(text, id << 16 | (answer ? 0x8180 : 0x0100), 4);
		at = put(at, (uint64_t)1 << 48 | (uint64_t)answer << 32, 8);
		for (const char *label = name; label != NULL;) {
			const char *dot = strchr(label, '.');
			size_t n = dot == NULL ? strlen(label) : (size_t)(dot - label);

			at = put_octets(put(at, n, 1), label, n);
			label = dot == NULL ? NULL : dot + 1;
		}
		at = put(put(at, 0, 1), 0x00010001, 4);
		if (answer)
			at = put(put(put(at, 0xc00c00010001, 6), 300, 4), 0x0004cb710007, 6);
		packets_udp(p, answer ? "10.0.0.1:53" : from, answer ? from : "10.0.0.1:53",
			view_of(text, (size_t)(at - text)));
	}
}

/* A few of its packets change places, come twice, or are lost. */
static void disturb(struct packets *p, size_t from)
{
	for (size_t i = from; i + 4 < p->count; i++) {
		struct packets_item *it = &p->items[i], keep;

		switch (next(1500)) {
		case 0:
			keep = it[0];
			it[0].bytes = it[2].bytes;
			it[0].original = it[2].original;
			it[2].bytes = keep.bytes;
			it[2].original = keep.original;
			break;
		case 1:
			it[1].bytes = it[0].bytes;
			it[1].original = it[0].original;
			break;
		default:
			break;
		}
	}
}

static int by_time(const void *a, const void *b)
{
	const struct packets_item *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static void make_round(struct packets *p, unsigned round)
{
	int64_t begin = p->at;

	for (unsigned i = 0; i < TALKS; i++) {
		struct packets_talk t = { .begin = { (uint32_t)next(0xffffffff), (uint32_t)next(0xffffffff) } };
		char client[32], end[48], server[32], name[64];
		bool tls = next(3) != 0;
		size_t first;

		snprintf(client, sizeof client, "10.0.%u.%u", (unsigned)next(4), (unsigned)(2 + next(200)));
		snprintf(end, sizeof end, "%s:%u", client, (unsigned)(20000 + (round * TALKS + i) % 40000));
		snprintf(server, sizeof server, "203.0.%u.%u:%u", (unsigned)next(100), (unsigned)(1 + next(250)),
			tls ? 443 : 80);
		snprintf(name, sizeof name, "host%u.site%u.example", (unsigned)next(10), (unsigned)next(1000));
		p->at = begin + (int64_t)next(1000000);
		p->step = 30 + (int64_t)next(600);
		say_dns(p, client, name);
		first = p->count;
		packets_open(p, &t, end, server);
		if (tls)
			say_tls(&t, name);
		else
			say_http(&t, name);
		packets_close(&t);
		disturb(p, first + 6);
		if (tls && next(8) == 0) {
			struct packets_talk fetch = { .begin = { (uint32_t)next(0xffffffff),
				(uint32_t)next(0xffffffff) } };

			p->at = begin + (int64_t)next(1000000);
			say_dns(p, client, "yr1.c.lencr.org");
			snprintf(end, sizeof end, "%s:%u", client, (unsigned)(1024 + next(18000)));
			packets_open(p, &fetch, end, "203.0.113.7:80");
			say_fetch(&fetch);
			packets_close(&fetch);
		}
	}
	qsort(p->items, p->count, sizeof *p->items, by_time);
	p->at = begin + 3000000;
}

int main(int argc, char **argv)
{
	uint64_t wanted = argc > 1 ? strtoull(argv[1], NULL, 10) << 20 : 0, written = 0;
	bool ng = argc > 2 && strcmp(argv[2], "ng") == 0;
	int64_t at = INT64_C(1700000000000000);

	if (wanted == 0) {
		fputs("usage: make_capture MEGABYTES [ng] >FILE\n", stderr);
		return 2;
	}
	for (size_t i = 0; i < sizeof noise; i++)
		noise[i] = (uint8_t)next(256);
	for (unsigned round = 0; written < wanted; round++) {
		struct arena *a = arena_new();
		struct packets *p = packets_new(a, PACKETS_ETHERNET);
		struct view v;

		p->at = at;
		make_round(p, round);
		at = p->at;
		v = ng ? packets_pcapng(p, round == 0 ? 0 : PACKETS_NO_HEADER) :
			packets_pcap(p, round == 0 ? 0 : PACKETS_NO_HEADER);
		if (fwrite(v.data, 1, v.size, stdout) != v.size)
			return 1;
		written += v.size;
		arena_free(a);
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
