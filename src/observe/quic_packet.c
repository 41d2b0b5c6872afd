#include "observe/quic_packet.h"

#include <string.h>

#include "observe/octets.h"

#define TAG_AND_SAMPLE 20       /* a packet has at least 4 octets of number and a sample of 16 */

enum { FRAME_PADDING = 0, FRAME_PING = 1, FRAME_ACK = 2, FRAME_ACK_ECN = 3, FRAME_CRYPTO = 6,
	FRAME_CLOSE = 0x1c };

struct dialect {
	uint32_t first, last;
	uint8_t salt[20];
	const char *key, *nonce, *mask;
	unsigned initial;           /* the type bits of an Initial; the others follow in a ring */
};

/* RFC 9001 section 5.2, RFC 9369 section 3.3.1, draft-ietf-quic-tls-29 section 5.2. */
static const struct dialect dialects[] = {
	{ 1, 1, { 0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c,
		0xad, 0xcc, 0xbb, 0x7f, 0x0a }, "quic key", "quic iv", "quic hp", 0 },
	{ 0x6b3343cf, 0x6b3343cf, { 0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe,
		0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9 }, "quicv2 key", "quicv2 iv", "quicv2 hp", 1 },
	{ 0xff00001d, 0xff000020, { 0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c,
		0x61, 0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99 }, "quic key", "quic iv", "quic hp", 0 },
};

static const struct dialect *dialect_of(uint32_t version)
{
	for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++)
		if (version >= dialects[i].first && version <= dialects[i].last)
			return &dialects[i];
	return NULL;
}

bool quic_long_read(struct view v, struct quic_long *out)
{
	struct octets o = octets_of(v);
	const struct dialect *d;
	unsigned first = octets_8(&o);
	uint64_t size;

	*out = (struct quic_long){ 0 };
	out->version = octets_32(&o);
	out->to = octets_vector(&o, 1).rest;
	out->from = octets_vector(&o, 1).rest;
	if (o.over || (first & 0x80) == 0 || out->to.size > QUIC_ID_MAX || out->from.size > QUIC_ID_MAX)
		return false;
	out->packet = v;
	if (out->version == 0) {
		out->kind = QUIC_NEGOTIATION;
		return o.rest.size != 0 && o.rest.size % 4 == 0;
	}
	d = dialect_of(out->version);
	if (d == NULL || (first & 0x40) == 0)
		return false;
	out->kind = (enum quic_kind)(((first >> 4 & 3) + 4 - d->initial) % 4);
	if (out->kind == QUIC_RETRY)
		return true;
	if (out->kind == QUIC_INITIAL)
		octets_take(&o, octets_varint(&o)); /* token */
	size = octets_varint(&o);
	if (o.over || size > o.rest.size || size < TAG_AND_SAMPLE)
		return false;
	out->number_at = v.size - o.rest.size;
	out->packet = view_part(v, 0, out->number_at + (size_t)size);
	return true;
}

static void make(const struct dialect *d, const uint8_t initial[32], const char *side, struct quic_keys *out)
{
	uint8_t secret[32];

	hkdf_label(initial, side, secret, sizeof secret);
	hkdf_label(secret, d->key, out->key, sizeof out->key);
	hkdf_label(secret, d->nonce, out->nonce, sizeof out->nonce);
	hkdf_label(secret, d->mask, out->mask, sizeof out->mask);
}

void quic_keys_make(uint32_t version, struct view to, struct quic_keys *client, struct quic_keys *server)
{
	const struct dialect *d = dialect_of(version);
	uint8_t initial[32];

	if (d == NULL)
		d = &dialects[0];
	hkdf_extract(view_of(d->salt, sizeof d->salt), to, initial);
	make(d, initial, "client in", client);
	make(d, initial, "server in", server);
}

bool quic_open(const struct quic_keys *k, const struct quic_long *p, uint8_t *out, struct view *frames)
{
	uint8_t head[QUIC_PACKET_MAX], mask[16], nonce[AEAD_NONCE];
	struct view sealed;
	size_t number;

	if (p->kind != QUIC_INITIAL || p->packet.size > QUIC_PACKET_MAX ||
	    p->packet.size < p->number_at + TAG_AND_SAMPLE)
		return false;
	aead_mask(k->mask, p->packet.data + p->number_at + 4, mask);
	memcpy(head, p->packet.data, p->number_at + 4);
	head[0] ^= mask[0] & 0x0f;
	number = (head[0] & 3u) + 1;
	memcpy(nonce, k->nonce, sizeof nonce);
	for (size_t i = 0; i < number; i++) {
		head[p->number_at + i] ^= mask[1 + i];
		nonce[sizeof nonce - number + i] ^= head[p->number_at + i];
	}
	sealed = view_part(p->packet, p->number_at + number, SIZE_MAX);
	if (!aead_open(k->key, nonce, view_of(head, p->number_at + number), sealed, out))
		return false;
	*frames = view_of(out, sealed.size - AEAD_TAG);
	return true;
}

static void skip_ack(struct octets *o, bool ecn)
{
	uint64_t ranges;

	octets_varint(o);
	octets_varint(o);
	ranges = octets_varint(o);
	octets_varint(o);
	for (uint64_t i = 0; i < ranges && !o->over; i++) {
		octets_varint(o);
		octets_varint(o);
	}
	for (unsigned i = 0; ecn && i < 3; i++)
		octets_varint(o);
}

bool quic_crypto_next(struct view *frames, uint64_t *offset, struct view *data)
{
	struct octets o = octets_of(*frames);
	bool found = false;

	while (!found && !o.over && o.rest.size != 0) {
		uint64_t kind = octets_varint(&o);

		if (kind == FRAME_CRYPTO) {
			*offset = octets_varint(&o);
			*data = octets_take(&o, octets_varint(&o));
			found = !o.over;
		} else if (kind == FRAME_ACK || kind == FRAME_ACK_ECN) {
			skip_ack(&o, kind == FRAME_ACK_ECN);
		} else if (kind == FRAME_CLOSE) {
			octets_varint(&o);
			octets_varint(&o);
			octets_take(&o, octets_varint(&o));
		} else if (kind != FRAME_PADDING && kind != FRAME_PING) {
			o.over = true;
		}
	}
	*frames = o.over ? (struct view){ 0 } : o.rest;
	return found;
}
