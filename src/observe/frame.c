/* Links and tunnels. */
#include "observe/frame.h"

#include <string.h>

#include "observe/frame_parts.h"

/* Numbers of tcpdump.org/linktypes.html; 12 and 14 are what some systems write for raw IP. */
enum { LINK_NULL = 0, LINK_ETHERNET = 1, LINK_PPP = 9, LINK_RAW_BSD = 12, LINK_RAW_OPENBSD = 14, LINK_PPP_HDLC = 50,
	LINK_PPP_ETHER = 51, LINK_RAW = 101, LINK_LOOP = 108, LINK_SLL = 113, LINK_IPV4 = 228, LINK_IPV6 = 229,
	LINK_SLL2 = 276 };
enum { TYPE_IPV4 = 0x0800, TYPE_BRIDGED = 0x6558, TYPE_VLAN = 0x8100, TYPE_IPV6 = 0x86dd, TYPE_MPLS = 0x8847,
	TYPE_MPLS_MULTICAST = 0x8848, TYPE_PPPOE = 0x8864, TYPE_QINQ = 0x88a8, TYPE_ERSPAN = 0x88be,
	TYPE_QINQ_OLD = 0x9100 };
enum { PROTOCOL_IPV4 = 4, PROTOCOL_IPV6 = 41, PROTOCOL_GRE = 47 };
/* 8472: what Linux took before the number was assigned, and flannel still does. */
enum { PORT_VXLAN = 4789, PORT_VXLAN_OLD = 8472, PORT_GENEVE = 6081 };

/* --- links ------------------------------------------------------------- */

static enum frame_result read_ethernet(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;

	if (!frame_pass(w, 14))
		return FRAME_MALFORMED;
	w->out->mac_to = p;
	w->out->mac_from = p + 6;
	w->type = frame_get16(p + 12);
	w->next = LAYER_TYPE;
	return FRAME_IP;
}

/* The address family of the capturing system, in its byte order or (loop) in the network's. */
static enum frame_result read_null(struct frame_walk *w)
{
	uint32_t family;

	if (w->rest.size < 4)
		return FRAME_MALFORMED;
	family = frame_get32(w->rest.data);
	if (family > 0xffff)
		family = family >> 24 | (family >> 8 & 0xff00);
	frame_pass(w, 4);
	w->next = LAYER_IP;
	return family == 2 || family == 10 || family == 24 || family == 28 || family == 30 ? FRAME_IP : FRAME_OTHER;
}

static enum frame_result read_cooked(struct frame_walk *w, unsigned link)
{
	const uint8_t *p = w->rest.data;
	unsigned size;

	if (!frame_pass(w, link == LINK_SLL ? 16 : 20))
		return FRAME_MALFORMED;
	w->type = frame_get16(link == LINK_SLL ? p + 14 : p);
	w->next = LAYER_TYPE;
	size = link == LINK_SLL ? frame_get16(p + 4) : p[11];
	if (size == 6)
		w->out->mac_from = p + (link == LINK_SLL ? 6 : 12);
	return FRAME_IP;
}

bool frame_link_known(unsigned link)
{
	switch (link) {
	case LINK_NULL: case LINK_ETHERNET: case LINK_PPP: case LINK_RAW_BSD: case LINK_RAW_OPENBSD:
	case LINK_PPP_HDLC: case LINK_PPP_ETHER: case LINK_RAW: case LINK_LOOP: case LINK_SLL:
	case LINK_IPV4: case LINK_IPV6: case LINK_SLL2:
		return true;
	default:
		return false;
	}
}

static enum frame_result read_link(struct frame_walk *w, unsigned link)
{
	switch (link) {
	case LINK_ETHERNET:
		return read_ethernet(w);
	case LINK_NULL: case LINK_LOOP:
		return read_null(w);
	case LINK_SLL: case LINK_SLL2:
		return read_cooked(w, link);
	case LINK_PPP: case LINK_PPP_HDLC:
		w->next = LAYER_PPP;
		return FRAME_IP;
	case LINK_PPP_ETHER:
		w->type = TYPE_PPPOE;
		w->next = LAYER_TYPE;
		return FRAME_IP;
	case LINK_RAW_BSD: case LINK_RAW_OPENBSD: case LINK_RAW: case LINK_IPV4: case LINK_IPV6:
		w->next = LAYER_IP;
		return FRAME_IP;
	default:
		return FRAME_LINK;
	}
}

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
	return FRAME_IP;
}

/* 802.3 with a length in place of a type: SNAP may carry IP (RFC 1042). */
static enum frame_result read_snap(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;

	frame_cut(w, w->type);
	if (!frame_pass(w, 8))
		return FRAME_OTHER;
	if (memcmp(p, "\xaa\xaa\x03\0\0\0", 6) != 0)
		return FRAME_OTHER;
	w->type = frame_get16(p + 6);
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
	case TYPE_MPLS: case TYPE_MPLS_MULTICAST:
		return read_mpls(w);
	case TYPE_PPPOE:
		return read_pppoe(w);
	case TYPE_BRIDGED:
		w->next = LAYER_ETHERNET;
		return FRAME_IP;
	default:
		return w->type < 1536 ? read_snap(w) : FRAME_OTHER;
	}
}

/* --- tunnels ----------------------------------------------------------- */

/* RFC 2784 and 2890. ERSPAN: type II has a sequence number and a header of its own, type I neither. */
static enum frame_result read_gre(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;
	unsigned flags;
	bool numbered;

	if (w->rest.size < 4)
		return FRAME_MALFORMED;
	flags = frame_get16(p);
	if ((flags & 0x4007) != 0)
		return FRAME_OTHER; /* source routing; PPTP */
	numbered = (flags & 0x1000) != 0;
	w->type = frame_get16(p + 2);
	w->next = LAYER_TYPE;
	if (!frame_pass(w, 4u + ((flags & 0x8000) != 0 ? 4 : 0) + ((flags & 0x2000) != 0 ? 4 : 0) + (numbered ? 4 : 0)))
		return FRAME_MALFORMED;
	if (w->type != TYPE_ERSPAN)
		return FRAME_IP;
	w->next = LAYER_ETHERNET;
	return !numbered || frame_pass(w, 8) ? FRAME_IP : FRAME_MALFORMED;
}

/* VXLAN (RFC 7348), Geneve (RFC 8926); what is none is left alone and stays UDP. */
static bool enter_udp_tunnel(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;
	unsigned port;

	if (w->rest.size < 16)
		return false;
	port = frame_get16(p + 2);
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
		enter_udp_tunnel(w);
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
		return read_ethernet(w);
	case LAYER_TYPE:
		return read_type(w);
	case LAYER_PPP:
		return read_ppp(w);
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
	result = read_link(&w, link);
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
