#include "fuzz.h"

#include <string.h>

#include "base/memory.h"
#include "observe/flow.h"
#include "observe/talk.h"
#include "talk_double.h"

/* Each step takes four octets: what, where, how much, when. A stream of 64 KiB is
 * said on both sides of two connections in pieces that may come in any order, any
 * number of times, and be cut by the capture; whatever is handed over must be that stream, each octet at most
 * once, in order, with gaps for what is missing. */
static uint8_t octet(size_t at)
{
	return (uint8_t)at;
}

static void send(struct flows *f, const uint8_t *step, int64_t at, uint64_t place)
{
	static const uint8_t ends[2][4] = { { 10, 0, 0, 5 }, { 203, 0, 113, 7 } };
	bool from_server = (step[0] & 1) != 0;
	size_t position = (size_t)step[1] * 64, size = (size_t)step[2], captured;
	uint8_t segment[20 + 256] = { 0 };
	/* Begins just before the numbers wrap. */
	uint32_t sequence = 0xffffff00 + (uint32_t)position, acked = 0xffffff00 + (uint32_t)step[3] * 64;
	uint16_t ports[2] = { (uint16_t)(4000 + (step[0] >> 1 & 1)), 80 };
	unsigned flags = step[0] >> 2 & 0x1f;
	struct frame frame = { .from = ends[from_server], .to = ends[!from_server], .address_size = 4,
		.protocol = PROTOCOL_TCP };

	if ((flags & 4) != 0 && step[2] % 4 != 0)
		flags &= ~4u; /* not every second connection is reset */
	if ((flags & 2) != 0)
		sequence = 0xffffff00 - 1;
	for (int i = 0; i < 2; i++) {
		segment[i * 2] = (uint8_t)(ports[from_server ? !i : i] >> 8);
		segment[i * 2 + 1] = (uint8_t)ports[from_server ? !i : i];
	}
	for (int i = 0; i < 4; i++) {
		segment[4 + i] = (uint8_t)(sequence >> (24 - 8 * i));
		segment[8 + i] = (uint8_t)(acked >> (24 - 8 * i));
	}
	segment[12] = 0x50;
	segment[13] = (uint8_t)flags;
	if ((flags & 2) != 0)
		position = 0;
	for (size_t i = 0; i < size; i++)
		segment[20 + i] = octet(position + i);
	captured = (step[0] & 0x80) != 0 ? size / 2 : size;
	frame.body = view_of(segment, 20 + captured);
	frame.wire = 20 + size;
	PROMISED(flows_tcp(f, &frame, at, place));
}

/* A side may begin anywhere where its start was not captured; from there on each
 * octet tells its place. */
static void check(struct heard_talk *t, bool from_server, struct view v)
{
	uint64_t at = t->position[from_server];

	if (t->begin[from_server] < 0)
		t->begin[from_server] = (uint8_t)(v.data[0] - at);
	for (size_t i = 0; i < v.size; i++)
		PROMISED(v.data[i] == (uint8_t)((uint64_t)t->begin[from_server] + at + i));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct read_limits limits = { .max_flows = 2, .flow_bytes = 4000, .body_bytes = 4000,
		.total_bytes = 10000 };
	struct arena *a = arena_new();
	struct heard *h = mem_take(1, sizeof *h);
	struct input_report report = { .first = SIGHT_NEVER, .last = SIGHT_NEVER };
	struct reading r = { .arena = a, .limits = &limits, .sink = &h->sink, .report = &report };
	struct flows *f;
	int64_t at = 0;

	heard_init(h);
	h->fed = check;
	f = flows_new(&r);
	for (size_t i = 0; i + 4 <= size; i += 4)
		send(f, data + i, at += 1000 * (data[i + 3] & 63), i / 4 + 1);
	flows_end(f);
	flows_free(f);
	PROMISED(h->live == 0);
	for (size_t i = 0; i < h->talk_count; i++)
		PROMISED(h->talks[i].ended && h->talks[i].freed);
	heard_clear(h);
	free(h);
	arena_free(a);
	return 0;
}
