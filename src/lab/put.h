/* put: writing DER, outside in, into a growing buffer.
 *
 * put_open begins a constructed value, put_close ends it and sets its length.
 * What is written is what is asked for: the lab also makes things that no
 * sound encoder would. Lives on the heap until put_take or put_clear. X.690. */
#ifndef LENCR_LAB_PUT_H
#define LENCR_LAB_PUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/view.h"

struct put {
	uint8_t *bytes;
	size_t size, space;
};

/* Begin with { 0 }. put_take moves the bytes to the arena and empties. */
struct view put_take(struct put *, struct arena *);
void put_clear(struct put *);

void put_bytes(struct put *, const void *, size_t);
void put_view(struct put *, struct view);
void put_byte(struct put *, unsigned);

size_t put_open(struct put *, unsigned tag);
void put_close(struct put *, size_t mark);
/* One whole value. */
void put_tlv(struct put *, unsigned tag, struct view content);
void put_text(struct put *, unsigned tag, const char *text);

void put_bool(struct put *, bool);
void put_small(struct put *, int64_t);
/* A positive integer from its octets: leading zeros cut, a zero octet put
 * before where the highest bit is set. */
void put_unsigned(struct put *, struct view octets);
/* Dotted OID; false when it is none (nothing is written). */
bool put_oid(struct put *, const char *dotted);
void put_null(struct put *);
/* A BIT STRING of whole octets. */
void put_bits(struct put *, struct view);
/* A BIT STRING of named bits: bit n of BITS is flag n, trailing zeros cut. */
void put_flags(struct put *, unsigned tag, uint32_t bits);
/* UTCTime from 1950 to 2049, GeneralizedTime otherwise (RFC 5280 4.1.2.5). */
void put_time(struct put *, int64_t);
void put_generalized_time(struct put *, int64_t);

#endif
