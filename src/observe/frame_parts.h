/* frame_parts: what frame.c (tunnels), frame_link.c and frame_ip.c share. Private to them. */
#ifndef LENCR_OBSERVE_FRAME_PARTS_H
#define LENCR_OBSERVE_FRAME_PARTS_H

#include "observe/frame.h"

enum frame_layer { LAYER_ETHERNET, LAYER_TYPE, LAYER_PPP, LAYER_LLC, LAYER_IP, LAYER_TRANSPORT };

struct frame_walk {
	struct fragments *fragments;
	struct view rest;           /* not yet unwrapped, as captured */
	size_t wire;                /* its size on the wire, at least REST's */
	int64_t at;
	enum frame_layer next;      /* what REST begins with */
	unsigned type;              /* LAYER_TYPE: its EtherType */
	struct frame *out;
};

static inline unsigned frame_get16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static inline uint32_t frame_get32(const uint8_t *p)
{
	return (uint32_t)frame_get16(p) << 16 | frame_get16(p + 2);
}

static inline unsigned frame_get16_little(const uint8_t *p)
{
	return (unsigned)p[1] << 8 | p[0];
}

static inline uint32_t frame_get32_little(const uint8_t *p)
{
	return (uint32_t)frame_get16_little(p + 2) << 16 | frame_get16_little(p);
}

/* Takes SIZE octets off; false when they are not there. */
bool frame_pass(struct frame_walk *, size_t size);
/* Cuts to SIZE octets on the wire, where it is longer (Ethernet's padding). */
void frame_cut(struct frame_walk *, size_t size);
/* The link's own header: FRAME_IP, then NEXT says what follows; FRAME_LINK: not a link that is read. */
enum frame_result frame_read_link(struct frame_walk *, unsigned link);
enum frame_result frame_read_ethernet(struct frame_walk *);
/* An IP header and those that belong to it: FRAME_IP, then LAYER_TRANSPORT is
 * next with out's addresses and protocol set. */
enum frame_result frame_read_ip(struct frame_walk *);

#endif
