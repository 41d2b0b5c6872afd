#include "lab/put.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/when.h"

struct view put_take(struct put *p, struct arena *a)
{
	struct view v = view_of(arena_copy(a, p->bytes, p->size), p->size);

	put_clear(p);
	return v;
}

void put_clear(struct put *p)
{
	free(p->bytes);
	memset(p, 0, sizeof *p);
}

static void put_room(struct put *p, size_t more)
{
	if (more > SIZE_MAX / 4 - p->size)
		mem_out();
	if (p->space - p->size >= more)
		return;
	p->space = (p->size + more) * 2 + 64;
	p->bytes = mem_resize(p->bytes, p->space, 1);
}

void put_bytes(struct put *p, const void *bytes, size_t size)
{
	if (size == 0)
		return;
	put_room(p, size);
	memcpy(p->bytes + p->size, bytes, size);
	p->size += size;
}

void put_view(struct put *p, struct view v)
{
	put_bytes(p, v.data, v.size);
}

void put_byte(struct put *p, unsigned byte)
{
	uint8_t b = (uint8_t)byte;

	put_bytes(p, &b, 1);
}

size_t put_open(struct put *p, unsigned tag)
{
	put_byte(p, tag);
	return p->size;
}

static size_t length_octets(size_t length, uint8_t out[10])
{
	size_t count = 0;

	if (length < 0x80) {
		out[0] = (uint8_t)length;
		return 1;
	}
	for (size_t rest = length; rest != 0; rest >>= 8)
		count++;
	out[0] = (uint8_t)(0x80 | count);
	for (size_t i = 0; i < count; i++)
		out[count - i] = (uint8_t)(length >> (8 * i));
	return count + 1;
}

void put_close(struct put *p, size_t mark)
{
	uint8_t octets[10];
	size_t length = p->size - mark, count = length_octets(length, octets);

	put_room(p, count);
	memmove(p->bytes + mark + count, p->bytes + mark, length);
	memcpy(p->bytes + mark, octets, count);
	p->size += count;
}

void put_tlv(struct put *p, unsigned tag, struct view content)
{
	uint8_t octets[10];
	size_t count = length_octets(content.size, octets);

	put_byte(p, tag);
	put_bytes(p, octets, count);
	put_view(p, content);
}

void put_text(struct put *p, unsigned tag, const char *text)
{
	put_tlv(p, tag, view_of_text(text));
}

void put_bool(struct put *p, bool value)
{
	const uint8_t octet = value ? 0xff : 0;

	put_tlv(p, 0x01, view_of(&octet, 1));
}

void put_small(struct put *p, int64_t value)
{
	uint8_t octets[8];
	size_t first = 0;

	for (size_t i = 0; i < 8; i++)
		octets[7 - i] = (uint8_t)((uint64_t)value >> (8 * i));
	while (first < 7 && ((octets[first] == 0 && octets[first + 1] < 0x80) ||
			(octets[first] == 0xff && octets[first + 1] >= 0x80)))
		first++;
	put_tlv(p, 0x02, view_of(octets + first, 8 - first));
}

void put_unsigned(struct put *p, struct view octets)
{
	size_t mark;

	while (octets.size > 0 && octets.data[0] == 0)
		octets = view_part(octets, 1, octets.size - 1);
	mark = put_open(p, 0x02);
	if (octets.size == 0 || octets.data[0] >= 0x80)
		put_byte(p, 0);
	put_view(p, octets);
	put_close(p, mark);
}

static void put_arc(struct put *p, uint64_t arc)
{
	int shift = 63;

	while (shift > 0 && (arc >> shift) == 0)
		shift -= 7;
	for (; shift > 0; shift -= 7)
		put_byte(p, 0x80 | (unsigned)((arc >> shift) & 0x7f));
	put_byte(p, (unsigned)(arc & 0x7f));
}

bool put_oid(struct put *p, const char *dotted)
{
	size_t start = p->size, mark = put_open(p, 0x06), arcs = 0;
	uint64_t first = 0;

	for (;;) {
		uint64_t arc = 0;

		if (*dotted < '0' || *dotted > '9')
			break;
		for (; *dotted >= '0' && *dotted <= '9' && arc < (uint64_t)1 << 55; dotted++)
			arc = arc * 10 + (uint64_t)(*dotted - '0');
		arcs++;
		if (arcs == 1)
			first = arc;
		else
			put_arc(p, arcs == 2 ? first * 40 + arc : arc);
		if (*dotted != '.')
			break;
		dotted++;
	}
	if (*dotted != '\0' || arcs < 2 || first > 2) {
		p->size = start;
		return false;
	}
	put_close(p, mark);
	return true;
}

void put_null(struct put *p)
{
	put_bytes(p, "\x05", 2);
}

void put_bits(struct put *p, struct view v)
{
	size_t mark = put_open(p, 0x03);

	put_byte(p, 0);
	put_view(p, v);
	put_close(p, mark);
}

void put_flags(struct put *p, unsigned tag, uint32_t bits)
{
	uint8_t octets[5] = { 0 };
	size_t size = 1;
	int last = -1;

	for (int n = 0; n < 32; n++)
		if ((bits >> n & 1) != 0) {
			octets[1 + n / 8] |= (uint8_t)(0x80 >> (n % 8));
			last = n;
		}
	if (last >= 0) {
		octets[0] = (uint8_t)(7 - last % 8);
		size = 2 + (size_t)last / 8;
	}
	put_tlv(p, tag, view_of(octets, size));
}

void put_generalized_time(struct put *p, int64_t t)
{
	struct when_civil c;
	char text[100];

	when_to_civil(t, &c);
	snprintf(text, sizeof text, "%04d%02d%02d%02d%02d%02dZ", c.year, c.month, c.day, c.hour,
		c.minute, c.second);
	put_text(p, 0x18, text);
}

void put_time(struct put *p, int64_t t)
{
	struct when_civil c;
	char text[100];

	when_to_civil(t, &c);
	if (c.year < 1950 || c.year > 2049) {
		put_generalized_time(p, t);
		return;
	}
	snprintf(text, sizeof text, "%02d%02d%02d%02d%02d%02dZ", c.year % 100, c.month, c.day,
		c.hour, c.minute, c.second);
	put_text(p, 0x17, text);
}
