/* Links and tunnels. */
#include "observe/frame.h"

#include <string.h>

#include "observe/frame_parts.h"

enum { TYPE_IPV4 = 0x0800, TYPE_BRIDGED = 0x6558, TYPE_VLAN = 0x8100, TYPE_IPV6 = 0x86dd, TYPE_MPLS = 0x8847,
	TYPE_MPLS_MULTICAST = 0x8848, TYPE_PPPOE = 0x8864, TYPE_QINQ = 0x88a8, TYPE_ERSPAN = 0x88be,
	TYPE_ERSPAN3 = 0x22eb, TYPE_VNTAG = 0x8926, TYPE_PPP = 0x880b, TYPE_QINQ_OLD = 0x9100 };
enum { PROTOCOL_IPV4 = 4, PROTOCOL_IPV6 = 41, PROTOCOL_GRE = 47 };
/* 8472: what Linux took before the number was assigned, and flannel still does. */
enum { PORT_VXLAN = 4789, PORT_VXLAN_OLD = 8472, PORT_GENEVE = 6081, PORT_GTP = 2152, PORT_TEREDO = 3544,
	PORT_L2TP = 1701 };

/* --- between link and IP ----------------------------------------------- */

/* Protocol field of one octet where it is odd (RFC 1661 section 6.5). */
static enum frame_result read_ppp(struct frame_walk *w)
{
	unsigned protocol;

	if (w->rest.size >= 2 && w->rest.data[0] == 0xff && w->rest.data[1] == 3)
		frame_pass(w, 2);
	if (w->rest.size < 2)
		return FRAME_MALFORMED;
	protocol = w->rest.data[0];
	if ((protocol & 1) == 0)
		protocol = frame_get16(w->rest.data);
	frame_pass(w, protocol > 0xff || (w->rest.data[0] & 1) == 0 ? 2 : 1);
	w->next = LAYER_IP;
	return protocol == 0x21 || protocol == 0x57 ? FRAME_IP : FRAME_OTHER;
}

static enum frame_result read_pppoe(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;

	if (!frame_pass(w, 6))
		return FRAME_MALFORMED;
	w->next = LAYER_PPP;
	if (p[0] != 0x11 || p[1] != 0)
		return FRAME_OTHER;
	frame_cut(w, frame_get16(p + 4));
	return FRAME_IP;
}

/* Ethernet behind a control word (RFC 4448 section 4.6): IP or a tag in it. */
static bool is_wire(struct view v)
{
	unsigned type = v.size < 18 ? 0 : frame_get16(v.data + 16);

	return v.size >= 18 && v.data[0] >> 4 == 0 && (type == TYPE_IPV4 || type == TYPE_IPV6 || type == TYPE_VLAN);
}

/* What is below the labels is not said anywhere: IP, where its first octet looks like it. */
static enum frame_result read_mpls(struct frame_walk *w)
{
	bool last;

	do {
		if (w->rest.size < 4)
			return FRAME_MALFORMED;
		last = (w->rest.data[2] & 1) != 0;
		frame_pass(w, 4);
	} while (!last);
	w->next = LAYER_IP;
	if (is_wire(w->rest)) {
		frame_pass(w, 4);
		w->next = LAYER_ETHERNET;
	}
	return FRAME_IP;
}

/* SNAP may carry IP (RFC 1042); what else 802.2 knows does not. */
static enum frame_result read_llc(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;

	if (!frame_pass(w, 8))
		return FRAME_OTHER;
	if (memcmp(p, "\xaa\xaa\x03\0\0\0", 6) != 0)
		return FRAME_OTHER;
	w->type = frame_get16(p + 6);
	w->next = LAYER_TYPE;
	return w->type < 1536 ? FRAME_OTHER : FRAME_IP;
}

static enum frame_result read_type(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;

	switch (w->type) {
	case TYPE_IPV4: case TYPE_IPV6:
		w->next = LAYER_IP;
		return FRAME_IP;
	case TYPE_VLAN: case TYPE_QINQ: case TYPE_QINQ_OLD:
		if (!frame_pass(w, 4))
			return FRAME_MALFORMED;
		w->type = frame_get16(p + 2);
		return FRAME_IP;
	case TYPE_VNTAG: /* 802.1BR's forerunner */
		if (!frame_pass(w, 6))
			return FRAME_MALFORMED;
		w->type = frame_get16(p + 4);
		return FRAME_IP;
	case TYPE_MPLS: case TYPE_MPLS_MULTICAST:
		return read_mpls(w);
	case TYPE_PPPOE:
		return read_pppoe(w);
	case TYPE_BRIDGED:
		w->next = LAYER_ETHERNET;
		return FRAME_IP;
	default:
		if (w->type >= 1536)
			return FRAME_OTHER;
		frame_cut(w, w->type); /* 802.3: a length in place of a type */
		w->next = LAYER_LLC;
		return FRAME_IP;
	}
}

/* --- tunnels ----------------------------------------------------------- */

/* Version 1 (PPTP, RFC 2637 section 4.1): PPP, where anything follows. */
static enum frame_result read_pptp(struct frame_walk *w, unsigned flags)
{
	if ((flags & 0x2000) == 0 || w->type != TYPE_PPP)
		return FRAME_OTHER;
	if (!frame_pass(w, 8u + ((flags & 0x1000) != 0 ? 4 : 0) + ((flags & 0x80) != 0 ? 4 : 0)))
		return FRAME_MALFORMED;
	w->next = LAYER_PPP;
	return w->rest.size == 0 ? FRAME_OTHER : FRAME_IP;
}

/* Types I (no header of its own), II (8 octets) and III (12, and 8 more where it says so;
 * draft-foschiano-erspan). */
static enum frame_result read_erspan(struct frame_walk *w, bool numbered)
{
	size_t size = !numbered ? 0 : w->type == TYPE_ERSPAN ? 8 : 12;

	if (w->type == TYPE_ERSPAN3 && w->rest.size >= 12 && (w->rest.data[11] & 1) != 0)
		size += 8;
	w->next = LAYER_ETHERNET;
	return frame_pass(w, size) ? FRAME_IP : FRAME_MALFORMED;
}

/* RFC 2784 and 2890. */
static enum frame_result read_gre(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;
	unsigned flags;

	if (w->rest.size < 4)
		return FRAME_MALFORMED;
	flags = frame_get16(p);
	w->type = frame_get16(p + 2);
	if ((flags & 7) == 1)
		return read_pptp(w, flags);
	if ((flags & 0x4007) != 0)
		return FRAME_OTHER; /* source routing */
	w->next = LAYER_TYPE;
	if (!frame_pass(w, 4u + ((flags & 0x8000) != 0 ? 4 : 0) + ((flags & 0x2000) != 0 ? 4 : 0) +
	    ((flags & 0x1000) != 0 ? 4 : 0)))
		return FRAME_MALFORMED;
	return w->type == TYPE_ERSPAN || w->type == TYPE_ERSPAN3 ? read_erspan(w, (flags & 0x1000) != 0) : FRAME_IP;
}

/* GTP-U version 1 (3GPP TS 29.281 section 5): a user's packet is of type 255. */
static bool enter_gtp(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data + 8;
	size_t size = w->rest.size - 8, at = 8;
	unsigned next;

	if ((p[0] & 0xf0) != 0x30 || p[1] != 255)
		return false;
	if ((p[0] & 7) != 0) {
		if (size < 12)
			return false;
		next = (p[0] & 4) != 0 ? p[11] : 0;
		for (at = 12; next != 0; next = p[at - 1]) { /* extension headers, in fours */
			if (at >= size || p[at] == 0 || (size_t)p[at] * 4 > size - at)
				return false;
			at += (size_t)p[at] * 4;
		}
	}
	w->next = LAYER_IP;
	return at < size && (p[at] >> 4 == 4 || p[at] >> 4 == 6) && frame_pass(w, 8 + at);
}

/* RFC 4380 section 5.1.1: IPv6, behind an authentication and an origin where they are. */
static bool enter_teredo(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data + 8;
	size_t size = w->rest.size - 8, at = 0;

	if (size >= 4 && p[0] == 0 && p[1] == 1)
		at = 13u + p[2] + p[3];
	if (at + 8 <= size && p[at] == 0 && p[at + 1] == 0)
		at += 8;
	w->next = LAYER_IP;
	return at + 40 <= size && p[at] >> 4 == 6 && frame_get16(p + at + 4) + at + 40 == w->wire - 8 &&
		frame_pass(w, 8 + at);
}

/* L2TP version 2 (RFC 2661 section 3.1): a data message holds PPP. */
static bool enter_l2tp(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data + 8;
	unsigned flags = frame_get16(p);
	size_t size = w->rest.size - 8, at = 6u + ((flags & 0x4000) != 0 ? 2 : 0) + ((flags & 0x0800) != 0 ? 4 : 0);

	if ((flags & 0x800f) != 2)
		return false;
	if ((flags & 0x0200) != 0) {
		if (at + 2 > size)
			return false;
		at += 2u + frame_get16(p + at);
	}
	w->next = LAYER_PPP;
	return at + 2 <= size && frame_pass(w, 8 + at);
}

/* VXLAN (RFC 7348), Geneve (RFC 8926) and the three above; what is none is left alone and stays UDP. */
static bool enter_udp_tunnel(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;
	unsigned port;

	if (w->rest.size < 16)
		return false;
	port = frame_get16(p + 2);
	if (port == PORT_GTP)
		return enter_gtp(w);
	if (port == PORT_L2TP || frame_get16(p) == PORT_L2TP)
		return enter_l2tp(w);
	if (port == PORT_TEREDO || frame_get16(p) == PORT_TEREDO)
		return enter_teredo(w);
	if ((port == PORT_VXLAN || port == PORT_VXLAN_OLD) && (p[8] & 0x08) != 0 && p[15] == 0) {
		w->next = LAYER_ETHERNET;
		return frame_pass(w, 16);
	}
	if (port == PORT_GENEVE && p[8] >> 6 == 0) {
		unsigned type = frame_get16(p + 10);

		if ((type != TYPE_BRIDGED && type != TYPE_IPV4 && type != TYPE_IPV6) ||
		    !frame_pass(w, 16 + (size_t)(p[8] & 0x3f) * 4))
			return false;
		w->type = type;
		w->next = LAYER_TYPE;
		return true;
	}
	return false;
}

/* FRAME_IP with another layer next: it was a tunnel; else it is the end of the walk. */
static enum frame_result read_transport(struct frame_walk *w)
{
	switch (w->out->protocol) {
	case PROTOCOL_TCP:
		return FRAME_IP;
	case PROTOCOL_UDP:
		if (!enter_udp_tunnel(w))
			w->next = LAYER_TRANSPORT;
		return FRAME_IP;
	case PROTOCOL_ICMP: case PROTOCOL_ICMP6:
		return FRAME_IP;
	case PROTOCOL_IPV4: case PROTOCOL_IPV6:
		w->next = LAYER_IP;
		return FRAME_IP;
	case PROTOCOL_GRE:
		return read_gre(w);
	default:
		return FRAME_OTHER;
	}
}

/* --- the walk ---------------------------------------------------------- */

static enum frame_result read_layer(struct frame_walk *w)
{
	switch (w->next) {
	case LAYER_ETHERNET:
		return frame_read_ethernet(w);
	case LAYER_TYPE:
		return read_type(w);
	case LAYER_PPP:
		return read_ppp(w);
	case LAYER_LLC:
		return read_llc(w);
	case LAYER_IP:
		return frame_read_ip(w);
	default:
		return read_transport(w);
	}
}

enum frame_result frame_read(struct fragments *fragments, unsigned link, struct view bytes, size_t wire, int64_t at,
	struct frame *out)
{
	struct frame_walk w = { .fragments = fragments, .rest = bytes, .at = at, .out = out,
		.wire = wire < bytes.size ? bytes.size : wire };
	enum frame_result result;

	*out = (struct frame){ 0 };
	fragments_settle(fragments);
	result = frame_read_link(&w, link);
	for (int n = 0; result == FRAME_IP && n < FRAME_LAYERS_MAX; n++) {
		bool last = w.next == LAYER_TRANSPORT;

		result = read_layer(&w);
		if (last && result == FRAME_IP && w.next == LAYER_TRANSPORT) {
			out->body = w.rest;
			out->wire = w.wire;
			return FRAME_IP;
		}
	}
	return result == FRAME_IP ? FRAME_MALFORMED : result;
}
