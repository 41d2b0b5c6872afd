/* octets: a cursor over the big-endian fields of a packet.
 *
 * Reading beyond the end gives zeros and empty views and sets `over`, once and
 * for all: a parser reads what it expects and asks once at the end. Views look
 * into what was given. */
#ifndef LENCR_OBSERVE_OCTETS_H
#define LENCR_OBSERVE_OCTETS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/view.h"

struct octets {
	struct view rest;
	bool over;
};

struct octets octets_of(struct view);
struct view octets_take(struct octets *, uint64_t size);
/* A number of SIZE octets, 1 to 8. */
uint64_t octets_number(struct octets *, unsigned size);
unsigned octets_8(struct octets *);
unsigned octets_16(struct octets *);
uint32_t octets_24(struct octets *);
uint32_t octets_32(struct octets *);
/* A variable-length integer of QUIC (RFC 9000 section 16). */
uint64_t octets_varint(struct octets *);
/* A vector of TLS: a length of SIZE octets and as many octets, as a cursor over those. */
struct octets octets_vector(struct octets *, unsigned size);

#endif
