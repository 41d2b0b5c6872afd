/* der: a cursor over DER, one TLV after another, without copying.
 *
 * Strict: definite minimal lengths, low tag numbers only (class and number in
 * one octet), nothing outside the window is ever read. Iterative: depth is
 * the caller's business. X.690 section 10. */
#ifndef LENCR_X509_DER_H
#define LENCR_X509_DER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/view.h"

enum {
	DER_BOOLEAN = 0x01, DER_INTEGER = 0x02, DER_BIT_STRING = 0x03, DER_OCTET_STRING = 0x04,
	DER_NULL = 0x05, DER_OID = 0x06, DER_ENUMERATED = 0x0a, DER_UTF8 = 0x0c,
	DER_PRINTABLE = 0x13, DER_IA5 = 0x16, DER_UTC_TIME = 0x17, DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30, DER_SET = 0x31,
};

struct der { struct view rest; };
struct tlv { uint8_t tag; struct view content; struct view whole; };

struct der der_of(struct view);
bool der_empty(const struct der *);
/* The next TLV whatever it is; false at the end or when malformed. */
bool der_next(struct der *, struct tlv *out);
/* The next TLV if it has TAG; otherwise false and the cursor stays. */
bool der_take(struct der *, uint8_t tag, struct tlv *out);
/* Whether the next TLV begins with TAG. */
bool der_at(const struct der *, uint8_t tag);
/* V is exactly one TLV with TAG, nothing behind it. */
bool der_only(struct view v, uint8_t tag, struct tlv *out);

/* Contents of primitive types. */
bool der_read_bool(struct view content, bool *out);              /* 00 or FF only */
bool der_read_small(struct view content, int64_t *out);          /* INTEGER that fits; minimal */
bool der_integer_ok(struct view content);                        /* at least one octet, minimal */
/* BIT STRING: the number of unused bits (0-7) and the octets behind it. */
bool der_read_bits(struct view content, unsigned *unused, struct view *bits);
/* BIT STRING of named bits: bit n of OUT is bit n of the string; bits beyond
 * the sixteenth are not looked at, unused bits do not count. */
bool der_read_flags(struct view content, uint16_t *out);
/* RFC 5280 section 4.1.2.5: UTCTime YYMMDDHHMMSSZ (50-99 = 19xx),
 * GeneralizedTime YYYYMMDDHHMMSSZ without fraction. TAG selects. */
bool der_read_time(uint8_t tag, struct view content, int64_t *out);

#endif
