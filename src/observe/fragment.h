/* fragment: IPv4 and IPv6 datagrams put together from their fragments.
 *
 * At most FRAGMENTS_MAX datagrams wait at a time, each of at most 64 KiB; the
 * oldest makes room. One that waits for more than FRAGMENT_TIME is given up (RFC
 * 8200 section 4.5). A fragment that overlaps another one with other octets ends
 * its datagram, which is what RFC 5722 demands of IPv6 and what an honest sender
 * never does; the same octets twice are fine. */
#ifndef LENCR_OBSERVE_FRAGMENT_H
#define LENCR_OBSERVE_FRAGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/view.h"

#define FRAGMENTS_MAX 128
#define FRAGMENT_TIME INT64_C(60000000) /* microseconds */

struct fragment {
	const uint8_t *from, *to;
	uint8_t address_size, protocol;
	uint32_t id;
	size_t offset;
	bool more;
	struct view bytes;
};

enum fragment_result { FRAGMENT_WHOLE, FRAGMENT_WAITS, FRAGMENT_BAD };

struct fragments;
struct fragments *fragments_new(void);
/* WHOLE: *OUT is the datagram's payload, good until fragments_settle(). */
enum fragment_result fragments_add(struct fragments *, const struct fragment *, int64_t at, struct view *out);
/* Gives up what fragments_add handed out: before the next packet. */
void fragments_settle(struct fragments *);
/* Datagrams that were given up before they were whole. */
uint64_t fragments_dropped(const struct fragments *);
void fragments_free(struct fragments *);    /* NULL is fine */

#endif
