#include "packets.h"

#include <stdlib.h>
#include <string.h>

/* --- octets ------------------------------------------------------------ */

struct octets { struct arena *arena; uint8_t *data; size_t size, space; };

static void put(struct octets *o, const void *from, size_t size)
{
	if (o->size + size > o->space) {
		size_t space = (o->size + size) * 2 + 64;
		uint8_t *data = arena_take(o->arena, space);

		if (o->size != 0)
			memcpy(data, o->data, o->size);
		o->data = data;
		o->space = space;
	}
	if (size != 0)
		memcpy(o->data + o->size, from, size);
	o->size += size;
}

static void put_view(struct octets *o, struct view v)
{
	put(o, v.data, v.size);
}

static void put8(struct octets *o, unsigned n)
{
	uint8_t b = (uint8_t)n;

	put(o, &b, 1);
}

static void put16(struct octets *o, unsigned n)
{
	put8(o, n >> 8 & 255);
	put8(o, n & 255);
}

static void put32(struct octets *o, uint32_t n)
{
	put16(o, n >> 16);
	put16(o, n & 0xffff);
}

static struct view done(const struct octets *o)
{
	return view_of(o->data, o->size);
}

static unsigned sum16(struct view v)
{
	unsigned long sum = 0;

	for (size_t i = 0; i < v.size; i++)
		sum += (unsigned long)v.data[i] << (i % 2 == 0 ? 8 : 0);
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return (unsigned)(~sum & 0xffff);
}

/* --- links ------------------------------------------------------------- */

struct packets *packets_new(struct arena *a, enum packets_link link)
{
	struct packets *p = arena_take(a, sizeof *p);
	struct packets_interface first = { .link = link, .resolution = -1 };

	p->arena = a;
	p->block = 6;
	p->at = INT64_C(1700000000000000);
	p->step = 1000;
	packets_interface(p, &first);
	return p;
}

unsigned packets_interface(struct packets *p, const struct packets_interface *i)
{
	struct packets_interface *new = arena_more(p->arena, &p->interfaces, p->interface_count,
		&p->interface_space, sizeof *new);

	*new = *i;
	return (unsigned)p->interface_count++;
}

static void put_item(struct packets *p, unsigned block, struct view bytes)
{
	struct packets_item *i = arena_more(p->arena, &p->items, p->count, &p->space, sizeof *i);

	*i = (struct packets_item){ .block = block, .interface = p->interface, .at = p->at,
		.original = bytes.size, .bytes = bytes };
	p->count++;
}

void packets_frame(struct packets *p, struct view bytes)
{
	put_item(p, p->block, bytes);
	if (p->clip != 0 && bytes.size > p->clip)
		p->items[p->count - 1].bytes.size = p->clip;
	p->at += p->step;
}

void packets_block(struct packets *p, unsigned type, struct view body)
{
	put_item(p, type, body);
}

/* The hardware address of a host: 02:00 and the last four octets of its address. */
static void put_mac(struct octets *o, const struct endpoint *e)
{
	put16(o, 0x0200);
	put(o, e->address + e->size - 4, 4);
}

/* Tags, labels and the type of what follows. */
static void put_ether_type(const struct packets *p, struct octets *o, unsigned type)
{
	for (unsigned i = 0; i < p->vlan_count; i++) {
		put16(o, i + 1 < p->vlan_count ? 0x88a8 : 0x8100);
		put16(o, p->vlans[i]);
	}
	put16(o, p->mpls != 0 ? 0x8847 : type);
	for (unsigned i = 0; i < p->mpls; i++)
		put32(o, (uint32_t)(1000 + i) << 12 | (i + 1 == p->mpls ? 0x100 : 0) | 64);
}

static void put_link(struct packets *p, struct octets *o, const struct endpoint *from, const struct endpoint *to,
	unsigned type)
{
	unsigned link = p->interfaces[p->interface].link;

	if (link == PACKETS_ETHERNET) {
		put_mac(o, to);
		put_mac(o, from);
		put_ether_type(p, o, type);
	} else if (link == PACKETS_SLL) {
		put32(o, 1);            /* to us; ARPHRD_ETHER */
		put16(o, 6);
		put_mac(o, from);
		put16(o, 0);
		put_ether_type(p, o, type);
	} else if (link == PACKETS_SLL2) {
		put16(o, type);
		put16(o, 0);
		put32(o, 2);            /* interface */
		put32(o, 0x00010006);   /* ARPHRD_ETHER, to us, six octets */
		put_mac(o, from);
		put16(o, 0);
	} else if (link == PACKETS_PPP) {
		put16(o, 0xff03);
		put16(o, type == 0x0800 ? 0x0021 : 0x0057);
	} else if (link == PACKETS_LOOP) {
		put32(o, type == 0x0800 ? 2 : 30);
	} else if (link == PACKETS_NULL) {
		put32(o, type == 0x0800 ? 0x02000000 : 0x1c000000);
	}
}

/* --- IP ---------------------------------------------------------------- */

static unsigned ether_type(const struct endpoint *e)
{
	return e->size == 4 ? 0x0800 : 0x86dd;
}

/* One IP packet; OFFSET and MORE make it a fragment. */
static struct view ip_packet(struct packets *p, const struct endpoint *from, const struct endpoint *to,
	unsigned protocol, struct view payload, size_t offset, bool more)
{
	struct octets o = { .arena = p->arena };
	bool part = offset != 0 || more;
	unsigned sum;

	if (from->size == 4) {
		put16(&o, 0x4500);
		put16(&o, (unsigned)(20 + payload.size));
		put16(&o, p->ip_id);
		put16(&o, (unsigned)(offset / 8) | (more ? 0x2000 : 0) | (part ? 0 : 0x4000));
		put16(&o, 64 << 8 | protocol);
		put16(&o, 0);
		put(&o, from->address, 4);
		put(&o, to->address, 4);
		sum = sum16(done(&o));
		o.data[10] = (uint8_t)(sum >> 8);
		o.data[11] = (uint8_t)sum;
	} else {
		unsigned inner = part ? 44 : protocol;

		put32(&o, 0x60000000);
		put16(&o, (unsigned)(payload.size + p->extensions * 8 + (part ? 8 : 0)));
		put8(&o, p->extensions != 0 ? 60 : inner);
		put8(&o, 64);
		put(&o, from->address, 16);
		put(&o, to->address, 16);
		for (size_t i = 0; i < p->extensions; i++) {
			put8(&o, i + 1 < p->extensions ? 60 : inner);
			put8(&o, 0);
			put(&o, "\x01\x04\0\0\0\0", 6); /* PadN */
		}
		if (part) {
			put8(&o, protocol);
			put8(&o, 0);
			put16(&o, (unsigned)offset | (more ? 1 : 0));
			put32(&o, p->ip_id);
		}
	}
	put_view(&o, payload);
	return done(&o);
}

static struct view udp_datagram(struct packets *p, unsigned from, unsigned to, struct view head, struct view payload)
{
	struct octets o = { .arena = p->arena };

	put16(&o, from);
	put16(&o, to);
	put16(&o, (unsigned)(8 + head.size + payload.size));
	put16(&o, 0);
	put_view(&o, head);
	put_view(&o, payload);
	return done(&o);
}

/* INNER (an IP packet) inside the tunnel, between 192.0.2.1 and 192.0.2.2. */
static void put_tunnel(struct packets *p, struct octets *o, const struct endpoint *from,
	const struct endpoint *to, struct view inner)
{
	struct endpoint a = packets_end("192.0.2.1:4444"), b = packets_end("192.0.2.2:4444");
	unsigned type = ether_type(from), protocol = type == 0x0800 ? 4 : 41;
	struct octets body = { .arena = p->arena }, head = { .arena = p->arena };

	if (p->tunnel == TUNNEL_GRE || p->tunnel == TUNNEL_GRE_ETHERNET) {
		protocol = 47;
		put16(&body, 0x2000); /* with a key */
		put16(&body, p->tunnel == TUNNEL_GRE ? type : 0x6558);
		put32(&body, 77);
	} else if (p->tunnel == TUNNEL_VXLAN) {
		put32(&head, 0x08000000);
		put32(&head, 5 << 8);
	} else if (p->tunnel == TUNNEL_GENEVE) {
		put16(&head, 0x0100); /* four octets of options */
		put16(&head, 0x6558);
		put32(&head, 5 << 8);
		put32(&head, 0x01020000);
	}
	if (p->tunnel != TUNNEL_IP && p->tunnel != TUNNEL_GRE) {
		put_mac(&body, to);
		put_mac(&body, from);
		put16(&body, type);
	}
	put_view(&body, inner);
	if (head.size != 0) {
		struct view whole = udp_datagram(p, 50000, p->tunnel == TUNNEL_VXLAN ? 4789 : 6081,
			done(&head), done(&body));

		body.size = 0;
		put_view(&body, whole);
		protocol = 17;
	}
	put_link(p, o, &a, &b, 0x0800);
	put_view(o, ip_packet(p, &a, &b, protocol, done(&body), 0, false));
}

void packets_ip(struct packets *p, const struct endpoint *from, const struct endpoint *to, unsigned protocol,
	struct view payload)
{
	size_t step = p->fragment == 0 ? payload.size : p->fragment / 8 * 8;
	size_t parts = step == 0 ? 1 : (payload.size + step - 1) / step;

	p->ip_id++;
	for (size_t i = 0; i < parts; i++) {
		size_t n = p->fragments_backwards ? parts - 1 - i : i;
		struct view part = ip_packet(p, from, to, protocol, view_part(payload, n * step, step), n * step,
			n + 1 < parts);
		struct octets o = { .arena = p->arena };

		if (p->tunnel != TUNNEL_NONE) {
			put_tunnel(p, &o, from, to, part);
		} else {
			put_link(p, &o, from, to, ether_type(from));
			put_view(&o, part);
		}
		packets_frame(p, done(&o));
	}
}

struct endpoint packets_end(const char *text)
{
	const char *colon = strrchr(text, ':'), *from = text[0] == '[' ? text + 1 : text;
	struct endpoint e;

	if (colon == NULL || !endpoint_read(view_of(from, (size_t)(colon - from) - (from != text)), &e))
		abort();
	e.port = (uint16_t)strtoul(colon + 1, NULL, 10);
	return e;
}

void packets_udp(struct packets *p, const char *from, const char *to, struct view payload)
{
	struct endpoint a = packets_end(from), b = packets_end(to);

	packets_ip(p, &a, &b, 17, udp_datagram(p, a.port, b.port, view_of(NULL, 0), payload));
}

void packets_tcp(struct packets *p, const struct endpoint *from, const struct endpoint *to, uint32_t sequence,
	uint32_t acknowledged, unsigned flags, struct view payload)
{
	struct octets o = { .arena = p->arena };

	put16(&o, from->port);
	put16(&o, to->port);
	put32(&o, sequence);
	put32(&o, (flags & PACKETS_ACK) != 0 ? acknowledged : 0);
	put16(&o, 0x6000 | flags); /* with four octets of options */
	put16(&o, 65000);
	put32(&o, 0);
	put32(&o, 0x01010101);
	put_view(&o, payload);
	packets_ip(p, from, to, 6, done(&o));
}

void packets_unreachable(struct packets *p, const char *router)
{
	struct view last = p->items[p->count - 1].bytes, inner;
	struct endpoint from = packets_end(router), to;
	struct octets o = { .arena = p->arena };
	size_t link = p->interfaces[p->interface].link == PACKETS_ETHERNET ? 14 : 0;
	bool v6;

	inner = view_part(last, link, last.size);
	v6 = inner.data[0] >> 4 == 6;
	endpoint_of(&to, inner.data + (v6 ? 8 : 12), v6 ? 16 : 4, 0);
	put16(&o, v6 ? 0x0104 : 0x0301);
	put16(&o, 0);
	put32(&o, 0);
	put_view(&o, view_part(inner, 0, v6 ? 48 : 28));
	packets_ip(p, &from, &to, v6 ? 58 : 1, done(&o));
}

/* --- TCP conversations ------------------------------------------------- */

void packets_begin(struct packets *p, struct packets_talk *t, const char *client, const char *server)
{
	*t = (struct packets_talk){ .packets = p, .client = packets_end(client), .server = packets_end(server),
		.begin = { 0x10000001, 0x20000001 }, .piece = 1400 };
}

void packets_open(struct packets *p, struct packets_talk *t, const char *client, const char *server)
{
	uint32_t begin[2] = { t->begin[0], t->begin[1] };

	packets_begin(p, t, client, server);
	for (int i = 0; i < 2; i++)
		if (begin[i] != 0)
			t->begin[i] = begin[i];
	packets_tcp(p, &t->client, &t->server, t->begin[0] - 1, 0, PACKETS_SYN, view_of(NULL, 0));
	packets_tcp(p, &t->server, &t->client, t->begin[1] - 1, t->begin[0], PACKETS_SYN | PACKETS_ACK,
		view_of(NULL, 0));
	packets_ack(t, false);
}

static void segment(struct packets_talk *t, bool from_server, size_t at, unsigned flags, struct view v)
{
	packets_tcp(t->packets, from_server ? &t->server : &t->client, from_server ? &t->client : &t->server,
		t->begin[from_server] + (uint32_t)at, t->begin[!from_server] + (uint32_t)t->said[!from_server],
		flags, v);
}

void packets_piece(struct packets_talk *t, bool from_server, size_t at, struct view v)
{
	segment(t, from_server, at, PACKETS_ACK | PACKETS_PSH, v);
}

void packets_say(struct packets_talk *t, bool from_server, struct view v)
{
	for (size_t at = 0; at < v.size; at += t->piece) {
		struct view part = view_part(v, at, t->piece);

		packets_piece(t, from_server, t->said[from_server], part);
		t->said[from_server] += part.size;
	}
	packets_ack(t, !from_server);
}

void packets_ack(struct packets_talk *t, bool from_server)
{
	segment(t, from_server, t->said[from_server], PACKETS_ACK, view_of(NULL, 0));
}

void packets_close(struct packets_talk *t)
{
	segment(t, false, t->said[0]++, PACKETS_FIN | PACKETS_ACK, view_of(NULL, 0));
	segment(t, true, t->said[1]++, PACKETS_FIN | PACKETS_ACK, view_of(NULL, 0));
	packets_ack(t, false);
}

void packets_reset(struct packets_talk *t, bool from_server)
{
	segment(t, from_server, t->said[from_server], PACKETS_RST | PACKETS_ACK, view_of(NULL, 0));
}
