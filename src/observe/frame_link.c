/* Links: what captures begin their packets with. */
#include <string.h>

#include "observe/frame_parts.h"

/* Numbers of tcpdump.org/linktypes.html; 12 and 14 are what some systems write for raw IP. */
enum { LINK_NULL = 0, LINK_ETHERNET = 1, LINK_PPP = 9, LINK_RAW_BSD = 12, LINK_RAW_OPENBSD = 14, LINK_PPP_HDLC = 50,
	LINK_PPP_ETHER = 51, LINK_ATM = 100, LINK_RAW = 101, LINK_CISCO = 104, LINK_80211 = 105, LINK_LOOP = 108,
	LINK_ENC = 109, LINK_SLL = 113, LINK_PFLOG = 117, LINK_RADIOTAP = 127, LINK_PPI = 192, LINK_PPP_SIDE = 204,
	LINK_IPV4 = 228, LINK_IPV6 = 229, LINK_NFLOG = 239, LINK_PKTAP = 258, LINK_SLL2 = 276 };
enum { TYPE_PPPOE = 0x8864 };

enum frame_result frame_read_ethernet(struct frame_walk *w)
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

/* AF_INET, and AF_INET6 of several systems. */
static bool is_ip_family(uint32_t family)
{
	return family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
}

/* The address family of the capturing system, in its byte order or (loop) in the network's; SIZE octets in all. */
static enum frame_result read_family(struct frame_walk *w, size_t size)
{
	uint32_t family;

	if (w->rest.size < size)
		return FRAME_MALFORMED;
	family = frame_get32(w->rest.data);
	if (family > 0xffff)
		family = family >> 24 | (family >> 8 & 0xff00);
	frame_pass(w, size);
	w->next = LAYER_IP;
	return is_ip_family(family) ? FRAME_IP : FRAME_OTHER;
}

/* OpenBSD's packet filter: its own length in front, then the family. */
static enum frame_result read_pflog(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;

	if (w->rest.size < 2 || !frame_pass(w, ((size_t)p[0] + 3) / 4 * 4))
		return FRAME_MALFORMED;
	w->next = LAYER_IP;
	return is_ip_family(p[1]) ? FRAME_IP : FRAME_OTHER;
}

static enum frame_result read_cooked(struct frame_walk *w, unsigned link)
{
	const uint8_t *p = w->rest.data;
	unsigned size;

	if (!frame_pass(w, link == LINK_SLL ? 16 : 20))
		return FRAME_MALFORMED;
	w->type = frame_get16(link == LINK_SLL ? p + 14 : p);
	w->next = w->type == 4 ? LAYER_LLC : LAYER_TYPE; /* 4: of Linux, 802.2 without a length */
	size = link == LINK_SLL ? frame_get16(p + 4) : p[11];
	if (size == 6)
		w->out->mac_from = p + (link == LINK_SLL ? 6 : 12);
	return FRAME_IP;
}

/* An address octet, a control octet, an EtherType. */
static enum frame_result read_cisco(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;

	if (!frame_pass(w, 4))
		return FRAME_MALFORMED;
	w->type = frame_get16(p + 2);
	w->next = LAYER_TYPE;
	return w->type < 1536 ? FRAME_OTHER : FRAME_IP;
}

/* --- IEEE 802.11 --------------------------------------------------------- */

enum { TO_ACCESS = 1, FROM_ACCESS = 2, ENCRYPTED = 0x40, ORDERED = 0x80 };

/* Data frames (IEEE 802.11-2020 section 9.3.2). PADDED: the header is filled up to fours. */
static enum frame_result read_80211(struct frame_walk *w, bool padded)
{
	const uint8_t *p = w->rest.data;
	size_t size = 24;
	unsigned flags;
	bool quality;

	if (w->rest.size < 2)
		return FRAME_MALFORMED;
	if ((p[0] & 0x0f) != 0x08 || (p[0] & 0x40) != 0)
		return FRAME_OTHER; /* no data frame of version 0, or one without data */
	if ((p[1] & ENCRYPTED) != 0)
		return FRAME_SEALED;
	flags = p[1];
	quality = (p[0] & 0x80) != 0;
	if ((flags & TO_ACCESS) != 0 && (flags & FROM_ACCESS) != 0)
		size += 6;
	if (w->rest.size < size + 2)
		return FRAME_MALFORMED;
	if (quality && (p[size] & 0x80) != 0)
		return FRAME_OTHER; /* several in one */
	w->out->mac_to = (flags & TO_ACCESS) != 0 ? p + 16 : p + 4;
	w->out->mac_from = (flags & FROM_ACCESS) == 0 ? p + 10 : (flags & TO_ACCESS) != 0 ? p + 24 : p + 16;
	if (quality)
		size += (flags & ORDERED) != 0 ? 6 : 2;
	if (padded)
		size = (size + 3) / 4 * 4;
	w->next = LAYER_LLC;
	return frame_pass(w, size) ? FRAME_IP : FRAME_MALFORMED;
}

/* radiotap.org: a length, words that say what is there, then that. Of it the flags count: 0x20, padding. */
static enum frame_result read_radiotap(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;
	size_t size, at = 4;
	uint32_t first, word;
	bool padded;

	if (w->rest.size < 8 || p[0] != 0 || (size = frame_get16_little(p + 2)) < 8 || size > w->rest.size)
		return FRAME_MALFORMED;
	first = frame_get32_little(p + 4);
	do {
		if (at + 4 > size)
			return FRAME_MALFORMED;
		word = frame_get32_little(p + at);
		at += 4;
	} while ((word & 0x80000000) != 0);
	if ((first & 1) != 0)
		at = (at + 7) / 8 * 8 + 8; /* the clock, in eights */
	padded = (first & 2) != 0 && at < size && (p[at] & 0x20) != 0;
	frame_pass(w, size);
	return read_80211(w, padded);
}

/* --- around other links -------------------------------------------------- */

/* Per-packet information: a length, and the number of the link within. */
static enum frame_result read_ppi(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;

	if (w->rest.size < 8 || frame_get16_little(p + 2) < 8 || !frame_pass(w, frame_get16_little(p + 2)))
		return FRAME_MALFORMED;
	return frame_get32_little(p + 4) == LINK_80211 ? read_80211(w, false) :
		frame_get32_little(p + 4) == LINK_ETHERNET ? frame_read_ethernet(w) : FRAME_OTHER;
}

/* Apple's: length, kind, number of the link within, and more. */
static enum frame_result read_pktap(struct frame_walk *w)
{
	const uint8_t *p = w->rest.data;
	uint32_t size, link;

	if (w->rest.size < 12)
		return FRAME_MALFORMED;
	size = frame_get32_little(p);
	link = frame_get32_little(p + 8);
	if (size < 12 || size > w->rest.size || link == LINK_PKTAP)
		return FRAME_MALFORMED;
	frame_pass(w, size);
	return frame_read_link(w, link);
}

/* Family, version, resource; then attributes in the byte order of the capturing system, of
 * which no type is above 255. The packet is one of type 9. */
static enum frame_result read_nflog(struct frame_walk *w)
{
	if (w->rest.size < 4 || w->rest.data[1] != 0)
		return FRAME_MALFORMED;
	frame_pass(w, 4);
	while (w->rest.size >= 4) {
		const uint8_t *p = w->rest.data;
		bool little = p[3] == 0;
		unsigned size = little ? frame_get16_little(p) : frame_get16(p);
		unsigned type = little ? p[2] : p[3];

		if (size < 4)
			return FRAME_MALFORMED;
		if (type == 9) {
			frame_pass(w, 4);
			frame_cut(w, size - 4);
			w->next = LAYER_IP;
			return FRAME_IP;
		}
		if (!frame_pass(w, (size + 3u) / 4 * 4))
			return FRAME_MALFORMED;
	}
	return FRAME_OTHER;
}

/* --- all of them --------------------------------------------------------- */

bool frame_link_known(unsigned link)
{
	static const unsigned known[] = { LINK_NULL, LINK_ETHERNET, LINK_PPP, LINK_RAW_BSD, LINK_RAW_OPENBSD,
		LINK_PPP_HDLC, LINK_PPP_ETHER, LINK_ATM, LINK_RAW, LINK_CISCO, LINK_80211, LINK_LOOP, LINK_ENC,
		LINK_SLL, LINK_PFLOG, LINK_RADIOTAP, LINK_PPI, LINK_PPP_SIDE, LINK_IPV4, LINK_IPV6, LINK_NFLOG,
		LINK_PKTAP, LINK_SLL2 };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i] == link)
			return true;
	return false;
}

/* Nothing of its own before what follows. */
static enum frame_result read_bare(struct frame_walk *w, enum frame_layer next)
{
	w->type = TYPE_PPPOE;
	w->next = next;
	return FRAME_IP;
}

enum frame_result frame_read_link(struct frame_walk *w, unsigned link)
{
	switch (link) {
	case LINK_ETHERNET:
		return frame_read_ethernet(w);
	case LINK_NULL: case LINK_LOOP:
		return read_family(w, 4);
	case LINK_ENC: /* and an index and flags of IPsec */
		return read_family(w, 12);
	case LINK_PFLOG:
		return read_pflog(w);
	case LINK_SLL: case LINK_SLL2:
		return read_cooked(w, link);
	case LINK_CISCO:
		return read_cisco(w);
	case LINK_PPP: case LINK_PPP_HDLC:
		return read_bare(w, LAYER_PPP);
	case LINK_PPP_SIDE: /* an octet that says who sent it */
		return frame_pass(w, 1) ? read_bare(w, LAYER_PPP) : FRAME_MALFORMED;
	case LINK_PPP_ETHER:
		return read_bare(w, LAYER_TYPE);
	case LINK_ATM:
		return read_bare(w, LAYER_LLC);
	case LINK_80211:
		return read_80211(w, false);
	case LINK_RADIOTAP:
		return read_radiotap(w);
	case LINK_PPI:
		return read_ppi(w);
	case LINK_NFLOG:
		return read_nflog(w);
	case LINK_PKTAP:
		return read_pktap(w);
	case LINK_RAW_BSD: case LINK_RAW_OPENBSD: case LINK_RAW: case LINK_IPV4: case LINK_IPV6:
		return read_bare(w, LAYER_IP);
	default:
		return FRAME_LINK;
	}
}
