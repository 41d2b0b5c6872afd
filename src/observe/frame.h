/* frame: one captured packet unwrapped down to its transport header.
 *
 * Links: Ethernet, Linux cooked 1 and 2, raw IP, BSD null and loop, PPP, Cisco's
 * HDLC, IEEE 802.11 with or without radiotap or PPI (what is not encrypted),
 * netfilter's log, PKTAP, pflog, enc, LLC of ATM. Within: VLAN tags (any number of
 * them), VN tags, 802.2 SNAP, PPPoE, MPLS; IPv4, IPv6 with extension headers; and
 * tunnels: IP in IP, GRE (also with Ethernet, ERSPAN or PPTP's PPP inside), VXLAN,
 * Geneve, GTP-U, L2TP, Teredo. Layers are counted, never recursed into. Nothing is
 * copied; checksums are not looked at, since captures of a sender's own machine
 * have wrong ones (offloading). VLAN and tunnel numbers are not kept apart: one
 * connection seen in two places of a network stays one. */
#ifndef LENCR_OBSERVE_FRAME_H
#define LENCR_OBSERVE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/view.h"
#include "observe/fragment.h"

#define FRAME_LAYERS_MAX 24

enum { PROTOCOL_ICMP = 1, PROTOCOL_TCP = 6, PROTOCOL_UDP = 17, PROTOCOL_ICMP6 = 58 };

enum frame_result {
	FRAME_IP,           /* OUT is filled */
	FRAME_WAITS,        /* a fragment that others must follow */
	FRAME_OTHER,        /* nothing that we follow: ARP, ESP … */
	FRAME_LINK,         /* of a link type that is not read */
	FRAME_SEALED,       /* encrypted on the link (802.11) */
	FRAME_MALFORMED,
};

/* Views and pointers are into the packet, or into the fragments' room; both
 * are good until the next packet. */
struct frame {
	const uint8_t *from, *to;           /* addresses of SIZE octets: 4 or 16 */
	uint8_t address_size;
	uint8_t protocol;
	struct view body;                   /* from the transport header on, as captured */
	size_t wire;                        /* its size on the wire, at least BODY's */
	const uint8_t *mac_from, *mac_to;   /* of the innermost link that has them, or NULL */
};

bool frame_link_known(unsigned link);
/* WIRE: size of the packet on the wire. AT: for the lifetime of fragments. */
enum frame_result frame_read(struct fragments *, unsigned link, struct view bytes, size_t wire, int64_t at,
	struct frame *out);
/* An IP header with what follows, as ICMP errors quote it: no tunnels, no
 * fragments but the first; the body may be cut anywhere. */
bool frame_read_quoted(struct view bytes, struct frame *out);

#endif
