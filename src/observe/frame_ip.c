/* IPv4 (RFC 791) and IPv6 (RFC 8200) headers. */
#include <string.h>

#include "observe/frame_parts.h"

/* More extension headers than that are no honest packet. */
#define EXTENSIONS_MAX 16

bool frame_pass(struct frame_walk *w, size_t size)
{
	if (w->rest.size < size)
		return false;
	w->rest.data += size;
	w->rest.size -= size;
	w->wire -= size;
	return true;
}

void frame_cut(struct frame_walk *w, size_t size)
{
	if (w->wire > size)
		w->wire = size;
	if (w->rest.size > size)
		w->rest.size = size;
}

/* REST is a fragment; on FRAME_IP it has become the whole. */
static enum frame_result join(struct frame_walk *w, uint32_t id, size_t offset, bool more)
{
	struct fragment f = { .from = w->out->from, .to = w->out->to, .address_size = w->out->address_size,
		.protocol = w->out->protocol, .id = id, .offset = offset, .more = more, .bytes = w->rest };

	/* What was cut off by the capture can never become whole. */
	if (w->rest.size < w->wire)
		return FRAME_MALFORMED;
	switch (fragments_add(w->fragments, &f, w->at, &w->rest)) {
	case FRAGMENT_WHOLE:
		w->wire = w->rest.size;
		return FRAME_IP;
	case FRAGMENT_WAITS:
		return FRAME_WAITS;
	default:
		return FRAME_MALFORMED;
	}
}

static enum frame_result read_ip4(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;
	size_t head, total;
	unsigned part;

	if (w->rest.size < 20 || (head = (size_t)(p[0] & 15) * 4) < 20)
		return FRAME_MALFORMED;
	total = frame_get16(p + 2);
	/* 0: the card was to cut it up (segmentation offload), and it was larger than 65535. */
	if (total != 0) {
		if (total < head)
			return FRAME_MALFORMED;
		if (total > w->wire)
			w->wire = total;
		frame_cut(w, total);
	}
	w->out->from = p + 12;
	w->out->to = p + 16;
	w->out->address_size = 4;
	w->out->protocol = p[9];
	if (!frame_pass(w, head))
		return FRAME_MALFORMED;
	part = frame_get16(p + 6);
	if ((part & 0x3fff) == 0)
		return FRAME_IP;
	return join(w, frame_get16(p + 4), (size_t)(part & 0x1fff) * 8, (part & 0x2000) != 0);
}

static bool is_extension(unsigned protocol)
{
	/* Hop-by-hop, routing, destination options, mobility, HIP, Shim6, experiments. */
	return protocol == 0 || protocol == 43 || protocol == 60 || protocol == 135 || protocol == 139 ||
		protocol == 140 || protocol == 253 || protocol == 254;
}

/* The extension headers; REST begins with one of PROTOCOL, or with what they end in. */
static enum frame_result pass_extensions(struct frame_walk *w)
{
	for (int n = 0; n < EXTENSIONS_MAX; n++) {
		unsigned this = w->out->protocol;
		const uint8_t *p = w->rest.data;
		enum frame_result result;

		if (this != 44 && this != 51 && !is_extension(this))
			return FRAME_IP;
		if (w->rest.size < 8)
			return FRAME_MALFORMED;
		w->out->protocol = p[0];
		if (this != 44) {
			/* The authentication header counts in fours, and less two (RFC 4302). */
			size_t size = this == 51 ? ((size_t)p[1] + 2) * 4 : ((size_t)p[1] + 1) * 8;

			if (!frame_pass(w, size))
				return FRAME_MALFORMED;
			continue;
		}
		frame_pass(w, 8);
		if ((frame_get16(p + 2) & 0xfff9) == 0)
			continue; /* an atomic fragment (RFC 6946) */
		result = join(w, frame_get32(p + 4), frame_get16(p + 2) & 0xfff8, (p[3] & 1) != 0);
		if (result != FRAME_IP)
			return result;
	}
	return FRAME_MALFORMED;
}

static enum frame_result read_ip6(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;
	size_t size;

	if (w->rest.size < 40)
		return FRAME_MALFORMED;
	size = frame_get16(p + 4);
	w->out->from = p + 8;
	w->out->to = p + 24;
	w->out->address_size = 16;
	w->out->protocol = p[6];
	frame_pass(w, 40);
	/* 0: a jumbogram, or left to the card. */
	if (size != 0) {
		if (size > w->wire)
			w->wire = size;
		frame_cut(w, size);
	}
	return pass_extensions(w);
}

enum frame_result frame_read_ip(struct frame_walk *w)
{
	enum frame_result result = FRAME_OTHER;

	if (w->rest.size == 0)
		return FRAME_MALFORMED;
	if (w->rest.data[0] >> 4 == 4)
		result = read_ip4(w);
	else if (w->rest.data[0] >> 4 == 6)
		result = read_ip6(w);
	w->next = LAYER_TRANSPORT;
	return result;
}

bool frame_read_quoted(struct view v, struct frame *out)
{
	const uint8_t *p = v.data;
	bool v6 = v.size != 0 && p[0] >> 4 == 6;
	size_t head = v.size == 0 ? 0 : v6 ? 40 : (size_t)(p[0] & 15) * 4;

	*out = (struct frame){ 0 };
	if (v.size < head || head < 20 || (!v6 && (p[0] >> 4 != 4 || (frame_get16(p + 6) & 0x1fff) != 0)))
		return false;
	out->from = p + (v6 ? 8 : 12);
	out->to = p + (v6 ? 24 : 16);
	out->address_size = v6 ? 16 : 4;
	out->protocol = p[v6 ? 6 : 9];
	out->body = view_part(v, head, v.size);
	out->wire = out->body.size;
	return true;
}
