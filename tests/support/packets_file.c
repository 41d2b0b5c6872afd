/* The files that packets are written as. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "packets.h"

struct file { struct arena *arena; uint8_t *data; size_t size, space; bool big; };

static void put(struct file *f, const void *from, size_t size)
{
	if (f->size + size > f->space) {
		size_t space = (f->size + size) * 2 + 64;
		uint8_t *data = arena_take(f->arena, space);

		if (f->size != 0)
			memcpy(data, f->data, f->size);
		f->data = data;
		f->space = space;
	}
	if (size != 0)
		memcpy(f->data + f->size, from, size);
	f->size += size;
}

static void put_number(struct file *f, uint64_t n, size_t size)
{
	uint8_t b[8];

	for (size_t i = 0; i < size; i++)
		b[i] = (uint8_t)(n >> 8 * (f->big ? size - 1 - i : i));
	put(f, b, size);
}

struct view packets_pcap(const struct packets *p, unsigned flags)
{
	struct file f = { .arena = p->arena, .big = (flags & PACKETS_SWAPPED) != 0 };
	const struct packets_interface *i = p->interfaces;

	if ((flags & PACKETS_NO_HEADER) == 0) {
		put_number(&f, (flags & PACKETS_NANO) != 0 ? 0xa1b23c4d : 0xa1b2c3d4, 4);
		put_number(&f, 2, 2);
		put_number(&f, 4, 2);
		put_number(&f, 0, 8);
		put_number(&f, i->snap != 0 ? i->snap : 262144, 4);
		put_number(&f, i->link, 4);
	}
	for (size_t n = 0; n < p->count; n++) {
		const struct packets_item *it = &p->items[n];
		uint64_t part = (uint64_t)(it->at % SIGHT_SECOND);

		put_number(&f, (uint64_t)(it->at / SIGHT_SECOND), 4);
		put_number(&f, (flags & PACKETS_NANO) != 0 ? part * 1000 + 999 : part, 4);
		put_number(&f, it->bytes.size, 4);
		put_number(&f, it->original, 4);
		put(&f, it->bytes.data, it->bytes.size);
	}
	return view_of(f.data, f.size);
}

static void put_padded(struct file *f, struct view v)
{
	put(f, v.data, v.size);
	put(f, "\0\0\0", (4 - v.size % 4) % 4);
}

static void put_block(struct file *f, unsigned type, const struct file *body)
{
	size_t padded = (body->size + 3) / 4 * 4;

	put_number(f, type, 4);
	put_number(f, padded + 12, 4);
	put_padded(f, view_of(body->data, body->size));
	put_number(f, padded + 12, 4);
}

static void put_section(struct file *f)
{
	struct file body = { .arena = f->arena, .big = f->big };

	put_number(&body, 0x1a2b3c4d, 4);
	put_number(&body, 1, 2);
	put_number(&body, 0, 2);
	put_number(&body, UINT64_MAX, 8);
	put_number(&body, 4, 2);        /* shb_userappl */
	put_number(&body, 7, 2);
	put_padded(&body, view_of_text("packets"));
	put_number(&body, 0, 4);
	put_block(f, 0x0a0d0d0a, &body);
}

static void put_interface(struct file *f, const struct packets_interface *i)
{
	struct file body = { .arena = f->arena, .big = f->big };

	put_number(&body, i->link, 2);
	put_number(&body, 0, 2);
	put_number(&body, i->snap, 4);
	if (i->resolution >= 0) {
		uint8_t r = (uint8_t)i->resolution;

		put_number(&body, 9, 2);
		put_number(&body, 1, 2);
		put_padded(&body, view_of(&r, 1));
	}
	if (i->offset != 0) {
		put_number(&body, 14, 2);
		put_number(&body, 8, 2);
		put_number(&body, (uint64_t)i->offset, 8);
	}
	put_number(&body, 0, 4);
	put_block(f, 1, &body);
}

/* Microseconds of the packet in units of its interface. */
static uint64_t units(const struct packets_interface *i, int64_t at)
{
	uint64_t us = (uint64_t)(at - i->offset * SIGHT_SECOND), per = 1;

	if (i->resolution < 0)
		return us;
	if ((i->resolution & 0x80) != 0)
		return (us / 1000000 << (i->resolution & 0x7f)) +
			((us % 1000000 << (i->resolution & 0x7f)) + 999999) / 1000000;
	for (int n = 6; n < i->resolution; n++)
		us *= 10;
	for (int n = i->resolution; n < 6; n++)
		per *= 10;
	return us / per;
}

static void put_packet(struct file *f, const struct packets *p, const struct packets_item *it)
{
	struct file body = { .arena = f->arena, .big = f->big };
	uint64_t at = units(&p->interfaces[it->interface], it->at);

	if (it->block == 3) {
		put_number(&body, it->original, 4);
	} else if (it->block == 2 || it->block == 6) {
		put_number(&body, it->interface, it->block == 2 ? 2 : 4);
		if (it->block == 2)
			put_number(&body, 0xffff, 2);   /* drops: not known */
		put_number(&body, at >> 32, 4);
		put_number(&body, at & 0xffffffff, 4);
		put_number(&body, it->bytes.size, 4);
		put_number(&body, it->original, 4);
	}
	put(&body, it->bytes.data, it->bytes.size);
	put_block(f, it->block, &body);
}

struct view packets_pcapng(const struct packets *p, unsigned flags)
{
	struct file f = { .arena = p->arena, .big = (flags & PACKETS_SWAPPED) != 0 };

	if ((flags & PACKETS_NO_HEADER) == 0) {
		put_section(&f);
		for (size_t i = 0; i < p->interface_count; i++)
			put_interface(&f, &p->interfaces[i]);
	}
	for (size_t n = 0; n < p->count; n++)
		put_packet(&f, p, &p->items[n]);
	return view_of(f.data, f.size);
}

struct view packets_gzip(struct arena *a, struct view v)
{
	uLong space = compressBound((uLong)v.size) + 64;
	uint8_t *out = arena_take(a, space);
	z_stream z = { .next_in = (Bytef *)(uintptr_t)v.data, .avail_in = (uInt)v.size, .next_out = out,
		.avail_out = (uInt)space };

	if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
	    deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	space = z.total_out;
	deflateEnd(&z);
	return view_of(out, space);
}
