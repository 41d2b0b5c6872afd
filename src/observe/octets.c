#include "observe/octets.h"

struct octets octets_of(struct view v)
{
	return (struct octets){ .rest = v };
}

struct view octets_take(struct octets *o, uint64_t size)
{
	struct view taken;

	if (size > o->rest.size) {
		o->over = true;
		o->rest.size = 0;
		return (struct view){ 0 };
	}
	taken = view_of(o->rest.data, (size_t)size);
	if (size != 0)
		o->rest.data += size;
	o->rest.size -= (size_t)size;
	return taken;
}

uint64_t octets_number(struct octets *o, unsigned size)
{
	struct view v = octets_take(o, size);
	uint64_t n = 0;

	for (size_t i = 0; i < v.size; i++)
		n = n << 8 | v.data[i];
	return n;
}

unsigned octets_8(struct octets *o)
{
	return (unsigned)octets_number(o, 1);
}

unsigned octets_16(struct octets *o)
{
	return (unsigned)octets_number(o, 2);
}

uint32_t octets_24(struct octets *o)
{
	return (uint32_t)octets_number(o, 3);
}

uint32_t octets_32(struct octets *o)
{
	return (uint32_t)octets_number(o, 4);
}

uint64_t octets_varint(struct octets *o)
{
	unsigned size;

	if (o->rest.size == 0)
		return octets_number(o, 1);
	size = 1u << (o->rest.data[0] >> 6);
	return octets_number(o, size) & (UINT64_MAX >> (64 - 8 * size + 2));
}

struct octets octets_vector(struct octets *o, unsigned size)
{
	struct octets inner = octets_of(octets_take(o, octets_number(o, size)));

	inner.over = o->over;
	return inner;
}
