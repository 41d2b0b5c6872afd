/* pcapng (draft-ietf-opsawg-pcapng), by us: libpcap refuses files whose
 * interfaces differ in link type or snap length, which mergecap and captures on
 * several interfaces make every day.
 *
 * Blocks up to BLOCK_MAX are looked into; larger ones are passed over, and
 * counted as malformed where they hold a packet. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/capture.h"

#define BLOCK_MAX ((size_t)1024 * 1024)
#define INTERFACES_MAX ((size_t)4096) /* of one section */
#define NOTE_INTERFACES "a section has more interfaces than are followed (4096)"

enum { BLOCK_INTERFACE = 1, BLOCK_PACKET = 2, BLOCK_SIMPLE = 3, BLOCK_ENHANCED = 6, BLOCK_SECRETS = 10,
	BLOCK_SECTION = 0x0a0d0d0a };
enum { OPTION_RESOLUTION = 9, OPTION_OFFSET = 14 };

struct interface {
	unsigned link;
	uint32_t snap;          /* 0: no limit */
	uint8_t resolution;     /* if_tsresol */
	int64_t offset;         /* seconds */
};

struct run {
	struct reading *reading;
	struct capture *capture;
	bool big;               /* byte order of the section */
	struct interface *interfaces;
	size_t count, space;
	const char *broken;
};

static uint64_t number(const struct run *run, const uint8_t *p, size_t size)
{
	uint64_t n = 0;

	for (size_t i = 0; i < size; i++)
		n = n << 8 | p[run->big ? i : size - 1 - i];
	return n;
}

static uint32_t get32(const struct run *run, const uint8_t *p)
{
	return (uint32_t)number(run, p, 4);
}

/* --- times ------------------------------------------------------------- */

/* Ticks of an interface in microseconds; SIGHT_NEVER beyond all reason. */
static int64_t time_of(const struct interface *i, uint64_t ticks)
{
	unsigned n = i->resolution & 0x7f;
	uint64_t us = UINT64_MAX, unit = 1;
	int64_t at, offset;

	if ((i->resolution & 0x80) != 0) {
		uint64_t seconds = n >= 64 ? 0 : ticks >> n;
		uint64_t part = n == 0 ? 0 : n >= 64 ? ticks : ticks & ((UINT64_C(1) << n) - 1);

		if (n > 43) { /* so that the product fits */
			part = n - 43 >= 64 ? 0 : part >> (n - 43);
			n = 43;
		}
		if (seconds < (uint64_t)(CAPTURE_TIME_MAX / SIGHT_SECOND))
			us = seconds * SIGHT_SECOND + (part * SIGHT_SECOND >> n);
	} else if (n >= 6) {
		for (unsigned k = 6; k < n && unit != 0; k++)
			unit = unit > UINT64_MAX / 10 ? 0 : unit * 10;
		us = unit == 0 ? 0 : ticks / unit;
	} else {
		for (unsigned k = n; k < 6; k++)
			unit *= 10;
		if (ticks <= (uint64_t)CAPTURE_TIME_MAX / unit)
			us = ticks * unit;
	}
	if (us > (uint64_t)CAPTURE_TIME_MAX || i->offset > CAPTURE_TIME_MAX / SIGHT_SECOND ||
	    i->offset < -CAPTURE_TIME_MAX / SIGHT_SECOND)
		return SIGHT_NEVER;
	offset = i->offset * SIGHT_SECOND;
	at = (int64_t)us + offset;
	return at > CAPTURE_TIME_MAX || at < -CAPTURE_TIME_MAX ? SIGHT_NEVER : at;
}

/* --- blocks ------------------------------------------------------------ */

static void read_interface_options(const struct run *run, struct interface *i, struct view v)
{
	while (v.size >= 4) {
		unsigned code = (unsigned)number(run, v.data, 2);
		size_t size = (size_t)number(run, v.data + 2, 2), padded = (size + 3) / 4 * 4;
		struct view value = view_part(v, 4, size);

		if (code == 0 || value.size != size)
			return;
		if (code == OPTION_RESOLUTION && size >= 1)
			i->resolution = value.data[0];
		else if (code == OPTION_OFFSET && size >= 8)
			i->offset = (int64_t)number(run, value.data, 8);
		v = view_part(v, 4 + padded, v.size);
	}
}

static void read_interface(struct run *run, struct view v)
{
	struct interface i = { .resolution = 6 };

	if (v.size < 8) {
		run->broken = "an interface description is too short";
		return;
	}
	if (run->count == INTERFACES_MAX) {
		capture_note(run->reading, NOTE_INTERFACES);
		return;
	}
	i.link = (unsigned)number(run, v.data, 2);
	i.snap = get32(run, v.data + 4);
	read_interface_options(run, &i, view_part(v, 8, v.size));
	if (run->count == run->space) {
		run->space = run->space == 0 ? 16 : run->space * 2;
		run->interfaces = mem_resize(run->interfaces, run->space, sizeof *run->interfaces);
	}
	run->interfaces[run->count++] = i;
}

/* Enhanced and old packet blocks differ in their first eight octets only. */
static bool read_packet(struct run *run, unsigned type, struct view v)
{
	const struct interface *i;
	uint64_t which, ticks;
	struct view bytes;

	if (v.size < 20 || (which = number(run, v.data, type == BLOCK_PACKET ? 2 : 4)) >= run->count) {
		capture_malformed(run->capture);
		return true;
	}
	i = &run->interfaces[which];
	ticks = (uint64_t)get32(run, v.data + 4) << 32 | get32(run, v.data + 8);
	bytes = view_part(v, 20, get32(run, v.data + 12));
	if (bytes.size != get32(run, v.data + 12)) {
		capture_malformed(run->capture);
		return true;
	}
	return capture_packet(run->capture, i->link, bytes, get32(run, v.data + 16), time_of(i, ticks));
}

static bool read_simple(struct run *run, struct view v)
{
	uint32_t wire, size;

	if (v.size < 4 || run->count == 0) {
		capture_malformed(run->capture);
		return true;
	}
	size = wire = get32(run, v.data);
	if (run->interfaces[0].snap != 0 && size > run->interfaces[0].snap)
		size = run->interfaces[0].snap;
	return capture_packet(run->capture, run->interfaces[0].link, view_part(v, 4, size), wire, SIGHT_NEVER);
}

/* Whether to go on. */
static bool read_body(struct run *run, unsigned type, struct view body)
{
	switch (type) {
	case BLOCK_INTERFACE:
		read_interface(run, body);
		return run->broken == NULL;
	case BLOCK_PACKET:
	case BLOCK_ENHANCED:
		return read_packet(run, type, body);
	default:
		return read_simple(run, body);
	}
}

/* The section's header, of which TYPE and the four octets after it are taken. */
static bool read_section(struct run *run, const uint8_t *size_octets)
{
	static const uint8_t big[] = { 0x1a, 0x2b, 0x3c, 0x4d }, little[] = { 0x4d, 0x3c, 0x2b, 0x1a };
	struct view v;
	uint32_t size;

	if (!input_need(run->reading->input, 8, &v)) {
		run->broken = "a section header is cut off";
		return false;
	}
	if (memcmp(v.data, big, 4) != 0 && memcmp(v.data, little, 4) != 0) {
		run->broken = "a section header names no byte order";
		return false;
	}
	run->big = memcmp(v.data, big, 4) == 0;
	run->count = 0;
	if (number(run, v.data + 4, 2) != 1) {
		run->broken = "a section is of a version other than 1";
		return false;
	}
	size = get32(run, size_octets);
	if (size < 28 || size % 4 != 0) {
		run->broken = "a section header has an impossible length";
		return false;
	}
	if (!input_skip(run->reading->input, size - 16)) {
		run->broken = "a section header is cut off";
		return false;
	}
	return true;
}

static bool is_packet(unsigned type)
{
	return type == BLOCK_PACKET || type == BLOCK_ENHANCED || type == BLOCK_SIMPLE;
}

/* A block and its length once more; whether to go on. */
static bool read_block(struct run *run, unsigned type, uint32_t size)
{
	struct input *in = run->reading->input;
	bool wanted = type == BLOCK_INTERFACE || is_packet(type);
	struct view body;

	if (size < 12 || size % 4 != 0) {
		run->broken = "a block has an impossible length";
		return false;
	}
	if (wanted && size <= BLOCK_MAX) {
		if (!input_need(in, size - 8, &body)) {
			run->broken = "the last block is cut off";
			return false;
		}
		if (get32(run, body.data + size - 12) != size) {
			run->broken = "the two lengths of a block differ";
			return false;
		}
		return read_body(run, type, view_part(body, 0, size - 12));
	}
	if (type == BLOCK_SECRETS)
		run->reading->report->secrets = true;
	if (wanted)
		capture_malformed(run->capture);
	if (!input_skip(in, size - 12) || !input_need(in, 4, &body)) {
		run->broken = "the last block is cut off";
		return false;
	}
	if (get32(run, body.data) != size)
		run->broken = "the two lengths of a block differ";
	return run->broken == NULL;
}

/* The next block; false at the end, or when it cannot go on. */
static bool read_next(struct run *run)
{
	struct input *in = run->reading->input;
	uint8_t head[8];
	size_t got = input_read(in, head, sizeof head);
	uint32_t type;

	if (got < sizeof head) {
		if (got != 0)
			run->broken = "the last block is cut off";
		return false;
	}
	type = get32(run, head);
	if (type == BLOCK_SECTION)
		return read_section(run, head + 4);
	return read_block(run, type, get32(run, head + 4));
}

static bool likes_pcapng(struct view head, const char *path)
{
	(void)path;
	return head.size >= 12 && memcmp(head.data, "\x0a\x0d\x0d\x0a", 4) == 0 &&
		(memcmp(head.data + 8, "\x1a\x2b\x3c\x4d", 4) == 0 ||
		 memcmp(head.data + 8, "\x4d\x3c\x2b\x1a", 4) == 0);
}

static bool read_pcapng(struct reading *r, struct err *e)
{
	struct run run = { .reading = r, .capture = capture_new(r) };
	struct view head = input_head_part(r->input, 4);

	(void)e;
	if (head.size < 4 || memcmp(head.data, "\x0a\x0d\x0d\x0a", 4) != 0)
		run.broken = "it does not begin with a section header";
	while (run.broken == NULL && read_next(&run))
		;
	if (input_broken(r->input) != NULL)
		run.broken = NULL; /* told by the input, which knows why */
	if (run.broken != NULL)
		r->report->broken = run.broken;
	capture_end(run.capture);
	capture_free(run.capture);
	free(run.interfaces);
	return true;
}

const struct reader reader_pcapng = { "pcapng", "packet capture (pcapng)", likes_pcapng, read_pcapng, false };
