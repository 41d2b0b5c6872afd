/* scan: the way to the next octet of a kind, eight octets at a time.
 *
 * Lines of logs are short words, for which a call of memchr() costs more than
 * it saves. All functions look from P to END, which may be equal (or both NULL),
 * read nothing outside, and return END where there is no such octet. */
#ifndef LENCR_OBSERVE_SCAN_H
#define LENCR_OBSERVE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_ONES UINT64_C(0x0101010101010101)

/* The first octet lowest, whatever the machine's order: compilers make one load of it. */
static inline uint64_t scan_eight(const uint8_t *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
		(uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

/* Of eight octets the high bits of those below LIMIT (1 to 128): the lowest of them is
 * right, others may be there by its borrow. */
static inline uint64_t scan_below(uint64_t eight, unsigned limit)
{
	return (eight - SCAN_ONES * limit) & ~eight & SCAN_ONES * 128;
}

/* The octet of the lowest bit so found. */
static inline unsigned scan_lowest(uint64_t bits)
{
	return (unsigned)(((bits & (~bits + 1)) >> 7) * UINT64_C(0x0001020304050607) >> 56);
}

/* Nearly all octets are beyond both. */
static inline bool scan_is_blank(uint8_t c)
{
	return c <= ' ' && (c == ' ' || c == '\t');
}

/* An octet up to ' ': a blank, a tab or another control. */
static inline const uint8_t *scan_blank(const uint8_t *p, const uint8_t *end)
{
	for (; end - p >= 8; p += 8) {
		uint64_t found = scan_below(scan_eight(p), ' ' + 1);

		if (found != 0)
			return p + scan_lowest(found);
	}
	while (p < end && *p > ' ')
		p++;
	return p;
}

static inline const uint8_t *scan_octet(const uint8_t *p, const uint8_t *end, uint8_t wanted)
{
	for (; end - p >= 8; p += 8) {
		uint64_t found = scan_below(scan_eight(p) ^ SCAN_ONES * wanted, 1);

		if (found != 0)
			return p + scan_lowest(found);
	}
	while (p < end && *p != wanted)
		p++;
	return p;
}

/* The same, or an octet up to ' '. */
static inline const uint8_t *scan_octet_or_blank(const uint8_t *p, const uint8_t *end, uint8_t wanted)
{
	for (; end - p >= 8; p += 8) {
		uint64_t eight = scan_eight(p);
		uint64_t found = scan_below(eight ^ SCAN_ONES * wanted, 1) | scan_below(eight, ' ' + 1);

		if (found != 0)
			return p + scan_lowest(found);
	}
	while (p < end && *p > ' ' && *p != wanted)
		p++;
	return p;
}

/* How many of eight octets, each less '0' by exclusive or, are digits before the first that is none. */
static inline unsigned scan_digits(uint64_t eight)
{
	uint64_t others = ((eight + SCAN_ONES * 118) | eight) & SCAN_ONES * 128;

	return others == 0 ? 8 : scan_lowest(others);
}

/* What the first COUNT of them (1 to 8) stand for: by pairs, then pairs of pairs. */
static inline uint64_t scan_value(uint64_t eight, unsigned count)
{
	const uint64_t ends = UINT64_C(0x000000ff000000ff);

	eight <<= 64 - 8 * count;
	eight = eight * 10 + (eight >> 8);
	return ((eight & ends) * UINT64_C(0x000f424000000064) +
		(eight >> 16 & ends) * UINT64_C(0x0000271000000001)) >> 32;
}

/* Digits at P, which may be none: where they end. NULL: 64 bits do not hold them. */
static inline const uint8_t *scan_number(const uint8_t *p, const uint8_t *end, uint64_t *out)
{
	uint64_t n = 0, digit;

	if (end - p >= 8) {
		uint64_t eight = scan_eight(p) ^ SCAN_ONES * '0';
		unsigned count = scan_digits(eight);

		n = count == 0 ? 0 : scan_value(eight, count);
		p += count;
		if (count < 8)
			end = p;
	}
	for (; p < end && (digit = (uint64_t)*p - '0') <= 9; p++) {
		if (n > (UINT64_MAX - 9) / 10 && (n > UINT64_MAX / 10 || digit > UINT64_MAX % 10))
			return NULL;
		n = n * 10 + digit;
	}
	*out = n;
	return p;
}

#endif
