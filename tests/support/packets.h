/* packets: captures made in memory, for tests and fuzzing seeds.
 *
 * Packets are put one after the other and then written as pcap or pcapng in
 * either byte order. How they are wrapped (link type, VLAN tags, tunnel,
 * fragments) is a property of the builder that may be changed between packets.
 * All memory is of the arena. Nothing here is shared with the readers under
 * test but struct endpoint.
 *
 *	struct packets *p = packets_new(arena, PACKETS_ETHERNET);
 *	struct packets_talk t;
 *
 *	packets_open(p, &t, "10.0.0.5:40000", "203.0.113.7:80");
 *	packets_say(&t, false, view_of_text("GET / HTTP/1.0\r\n\r\n"));
 *	packets_say(&t, true, view_of_text("HTTP/1.0 200 OK\r\n\r\n"));
 *	packets_close(&t);
 *	input = input_of(packets_pcap(p, 0), "test"); */
#ifndef LENCR_TESTS_PACKETS_H
#define LENCR_TESTS_PACKETS_H

#include "base/arena.h"
#include "base/view.h"
#include "observe/sighting.h"

enum packets_link { PACKETS_NULL = 0, PACKETS_ETHERNET = 1, PACKETS_PPP = 9, PACKETS_RAW = 101,
	PACKETS_LOOP = 108, PACKETS_SLL = 113, PACKETS_IPV4 = 228, PACKETS_IPV6 = 229, PACKETS_SLL2 = 276 };
enum packets_tunnel { TUNNEL_NONE, TUNNEL_IP, TUNNEL_GRE, TUNNEL_GRE_ETHERNET, TUNNEL_VXLAN, TUNNEL_GENEVE };
enum { PACKETS_FIN = 1, PACKETS_SYN = 2, PACKETS_RST = 4, PACKETS_PSH = 8, PACKETS_ACK = 16 };

struct packets_item {
	unsigned block;             /* 6: enhanced packet, 3: simple, 2: old; else a block of its own */
	unsigned interface;
	int64_t at;                 /* microseconds */
	struct view bytes;
	size_t original;            /* size on the wire; BYTES may be less */
};

struct packets_interface {
	unsigned link;
	unsigned snap;              /* 0: none */
	int resolution;             /* value of if_tsresol; -1: no such option (microseconds) */
	int64_t offset;             /* if_tsoffset, seconds; 0: no such option */
};

struct packets {
	struct arena *arena;
	struct packets_item *items;
	size_t count, space;
	struct packets_interface *interfaces;
	size_t interface_count, interface_space;

	/* How the next packets are made: */
	unsigned interface;         /* 0 is the one of packets_new() */
	unsigned block;             /* 6 at first */
	int64_t at, step;           /* clock, and how it moves per packet (1 ms) */
	unsigned vlans[4], vlan_count;  /* outermost first */
	unsigned mpls;              /* labels */
	enum packets_tunnel tunnel;
	size_t fragment;            /* IP payload per packet; 0: never fragment */
	bool fragments_backwards;   /* last fragment first */
	size_t extensions;          /* IPv6: destination-options headers of 8 octets before the payload */
	unsigned clip;              /* packets are cut to this size; 0: whole */
	unsigned ip_id;
};

struct packets *packets_new(struct arena *, enum packets_link);
/* One more interface (pcapng only); its number. */
unsigned packets_interface(struct packets *, const struct packets_interface *);
/* "192.0.2.1:80" "[2001:db8::1]:80"; aborts on anything else. */
struct endpoint packets_end(const char *text);

/* A whole frame as it is. */
void packets_frame(struct packets *, struct view);
/* A block that is no packet (pcapng only). */
void packets_block(struct packets *, unsigned type, struct view body);
void packets_ip(struct packets *, const struct endpoint *from, const struct endpoint *to, unsigned protocol,
	struct view payload);
void packets_udp(struct packets *, const char *from, const char *to, struct view payload);
void packets_tcp(struct packets *, const struct endpoint *from, const struct endpoint *to, uint32_t sequence,
	uint32_t acknowledged, unsigned flags, struct view payload);
/* What ROUTER says to the sender of the latest IP packet without tunnel:
 * destination unreachable, with its first octets. */
void packets_unreachable(struct packets *, const char *router);

/* A TCP conversation. Positions are counted from the first octet of a side. */
struct packets_talk {
	struct packets *packets;
	struct endpoint client, server;
	uint32_t begin[2];          /* sequence of the first octet: client, server */
	size_t said[2];
	size_t piece;               /* largest segment (1400) */
};
/* With the three packets of the handshake; sequence numbers as in TALK where
 * they are set before, else made up. */
void packets_open(struct packets *, struct packets_talk *, const char *client, const char *server);
/* Sets TALK up as if it were open: no packets. */
void packets_begin(struct packets *, struct packets_talk *, const char *client, const char *server);
/* Next octets of one side, in as many segments as it takes; then the other side's ACK. */
void packets_say(struct packets_talk *, bool from_server, struct view);
/* One segment at a position, said or not; nothing moves on. */
void packets_piece(struct packets_talk *, bool from_server, size_t at, struct view);
void packets_ack(struct packets_talk *, bool from_server);
void packets_close(struct packets_talk *);  /* FIN and ACK of both */
void packets_reset(struct packets_talk *, bool from_server);

/* The file. FLAGS: */
enum { PACKETS_SWAPPED = 1, PACKETS_NANO = 2, PACKETS_NO_HEADER = 4 };
struct view packets_pcap(const struct packets *, unsigned flags);
struct view packets_pcapng(const struct packets *, unsigned flags);
struct view packets_gzip(struct arena *, struct view);

#endif
