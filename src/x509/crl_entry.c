#include "x509/crl_entry.h"

#include <string.h>

#include "base/when.h"
#include "x509/cert.h"
#include "x509/extension.h"
#include "x509/name.h"
#include "x509/oid.h"

#define ENTRY_MAX_EXTENSIONS 32
#define ENTRY_MAX_NAMES 100
#define MAX_ISSUERS 100000 /* changes of certificateIssuer in one list */

/* --- the general way --------------------------------------------------- */

struct decoding {
	struct crl_entry *out;
	struct view known;      /* certificateIssuer content that is known to be well formed */
	bool again;             /* a walk has found the whole list well formed */
	bool has_issuer;        /* this very entry has a certificateIssuer */
	struct view unknown;    /* OID of an unknown critical extension */
};

static bool read_reason(struct view value, struct decoding *e)
{
	struct tlv t;
	int64_t reason;

	if (!der_only(value, DER_ENUMERATED, &t) || !der_read_small(t.content, &reason) ||
	    reason < 0 || reason > 127)
		return false;
	e->out->has_reason = true;
	e->out->reason = (int)reason;
	return true;
}

static bool read_invalidity(struct view value, struct decoding *e)
{
	struct tlv t;

	e->out->has_invalidity = true;
	return der_only(value, DER_GENERALIZED_TIME, &t) &&
		der_read_time(t.tag, t.content, &e->out->invalidity);
}

static bool read_issuer(struct view value, struct decoding *e)
{
	struct tlv t;
	size_t count;

	if (!der_only(value, DER_SEQUENCE, &t))
		return false;
	/* Decoding names is dear. */
	if (!e->again && !view_equal(e->known, t.content) &&
	    !general_names_ok(t.content, ENTRY_MAX_NAMES, &count))
		return false;
	e->has_issuer = true;
	e->out->cert_issuer = t.content;
	return true;
}

static const struct row {
	struct view oid;
	bool (*read)(struct view value, struct decoding *);
} rows[] = {
	{ OID_EXT("\x15"), read_reason },
	{ OID_EXT("\x18"), read_invalidity },
	{ OID_EXT("\x1d"), read_issuer },
};

static const char *read_extension(const struct extension *e, struct decoding *out)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (view_equal(rows[i].oid, e->oid))
			return rows[i].read(e->value, out) ? NULL : "an entry extension is malformed";
	if (e->critical) {
		out->out->unknown_critical = true;
		if (out->unknown.size == 0)
			out->unknown = e->oid;
	}
	return NULL;
}

static const char *read_extensions(struct view list, struct decoding *out)
{
	struct view seen[ENTRY_MAX_EXTENSIONS];
	struct der d = der_of(list);
	struct extension e;
	size_t count = 0;

	if (der_empty(&d))
		return "an empty list of entry extensions";
	while (!der_empty(&d)) {
		const char *why;

		if (count == ENTRY_MAX_EXTENSIONS)
			return "too many entry extensions";
		if (!extension_next(&d, &e))
			return "an entry extension is not DER";
		for (size_t i = 0; i < count; i++)
			if (view_equal(seen[i], e.oid))
				return "an entry extension is there twice";
		seen[count++] = e.oid;
		why = read_extension(&e, out);
		if (why != NULL)
			return why;
	}
	return NULL;
}

/* Reads the entry at D's begin; NULL, or what is wrong. The entry's
 * cert_issuer stays as it was when the entry has none of its own. */
static const char *read_entry(struct der *d, bool v2, struct decoding *out)
{
	struct crl_entry *e = out->out;
	struct tlv seq, serial, t;
	struct der inner;

	if (!der_take(d, DER_SEQUENCE, &seq))
		return "an entry is not DER";
	e->whole = seq.whole;
	inner = der_of(seq.content);
	if (!der_take(&inner, DER_INTEGER, &serial) || !der_integer_ok(serial.content))
		return "a serial number is malformed";
	e->serial = serial.content;
	if (!der_next(&inner, &t) || !der_read_time(t.tag, t.content, &e->revoked_at))
		return "a revocation date is malformed";
	if (der_empty(&inner))
		return NULL;
	if (!v2)
		return "entry extensions in a CRL of version 1";
	if (!der_take(&inner, DER_SEQUENCE, &t) || !der_empty(&inner))
		return "an entry does not end where it should";
	return read_extensions(t.content, out);
}

/* --- the two common shapes ---------------------------------------------- */

/* SEQUENCE of 35: an 18-octet serial and a UTCTime. SEQUENCE of 49: the same
 * and a reasonCode that is not critical. Both begin with four fixed octets. */
#define SHORT_BYTES 37
#define LONG_BYTES 51
#define SHORT_HEAD 0x12022330u
#define LONG_HEAD 0x12023130u

static uint32_t load32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t load64(const uint8_t *p)
{
	return load32(p) | (uint64_t)load32(p + 4) << 32;
}

/* All octets are ASCII digits: their high half is 3, and stays so when six is
 * added to the low half. */
static unsigned all_digits(uint64_t v)
{
	const uint64_t high = 0xf0f0f0f0f0f0f0f0, three = 0x3030303030303030;

	return (((v & high) ^ three) | (((v + 0x0606060606060606) & high) ^ three)) == 0;
}

/* Pairs of digits to numbers, one in each 16-bit lane (low octet). */
static uint64_t pair_up(uint64_t v)
{
	v &= 0x0f0f0f0f0f0f0f0f;
	return (v * 10 + (v >> 8)) & 0x00ff00ff00ff00ff;
}

/* YYMMDDHHMMSSZ at P. False also for 29 February, which the general way
 * decides. No branches: what the entries hold is not to be foretold. */
static unsigned utc_time_plain(const uint8_t *p)
{
	/* as many as a lane can hold, whatever stood there */
	static const uint8_t days[256] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	uint64_t date = load64(p), clock = load32(p + 8) | (uint64_t)0x30303030 << 32;
	unsigned digits = all_digits(date) & all_digits(clock) & (unsigned)(p[12] == 'Z');

	date = pair_up(date);
	clock = pair_up(clock);
	return digits & (unsigned)((date >> 32 & 0xff) - 1 < days[date >> 16 & 0xff]) &
		(unsigned)((date >> 48) < 24) & (unsigned)((clock & 0xff) < 60) &
		(unsigned)((clock >> 16 & 0xff) < 60);
}

/* 30 0c 30 0a 06 03 55 1d 15 04 03 0a 01 and a reason of one octet, not
 * negative, at P. */
static unsigned reason_plain(const uint8_t *p)
{
	return ((load64(p) ^ 0x1d5503060a300c30) | (load64(p + 5) ^ 0x010a0304151d5503) |
		(p[13] & 0x80u)) == 0;
}

/* The size of the entry at P when it has one of the two shapes and is well
 * formed; 0: let the general way see. LONG_BYTES must be readable. */
static size_t common_entry(const uint8_t *p, bool v2)
{
	uint32_t head = load32(p);
	unsigned is_short = head == SHORT_HEAD, is_long = head == LONG_HEAD;
	/* A first octet of 1 to 127 is positive and minimal. */
	unsigned good = (unsigned)((uint8_t)(p[4] - 1) < 0x7f) & (unsigned)(p[22] == DER_UTC_TIME) &
		(unsigned)(p[23] == 13) & utc_time_plain(p + 24) &
		(is_short | (is_long & (unsigned)v2 & reason_plain(p + SHORT_BYTES)));

	return good != 0 ? (size_t)p[1] + 2 : 0;
}

/* --- walking --------------------------------------------------------------- */

bool crl_entries_walk(struct view entries, bool v2, struct crl_walk *out)
{
	struct crl_entry entry;
	struct view issuer = { 0 };
	size_t at = 0, issuers = 0;

	*out = (struct crl_walk){ 0 };
	while (at < entries.size) {
		const uint8_t *p = entries.data + at;
		size_t size = entries.size - at >= LONG_BYTES ? common_entry(p, v2) : 0;

		if (size == 0) {
			struct der d = der_of(view_part(entries, at, SIZE_MAX));
			struct decoding now = { .out = &entry, .known = issuer };

			entry = (struct crl_entry){ 0 };
			out->why = read_entry(&d, v2, &now);
			if (out->why != NULL) {
				out->bad_at = at;
				return false;
			}
			out->any_cert_issuer |= now.has_issuer;
			if (now.has_issuer && !view_equal(issuer, entry.cert_issuer)) {
				issuer = entry.cert_issuer;
				issuers++;
			}
			if (issuers > MAX_ISSUERS) {
				out->why = "too many certificateIssuers";
				out->bad_at = at;
				return false;
			}
			if (out->unknown_critical.size == 0)
				out->unknown_critical = now.unknown;
			size = entry.whole.size;
		}
		at += size;
		out->count++;
	}
	return true;
}

/* The entry at P, of one of the two shapes, SIZE octets in all. */
static void fill_common(const uint8_t *p, size_t size, struct crl_entry *out)
{
	out->whole = view_of(p, size);
	out->serial = view_of(p + 4, 18);
	der_read_time(DER_UTC_TIME, view_of(p + 24, 13), &out->revoked_at);
	out->has_reason = size == LONG_BYTES;
	out->reason = out->has_reason ? p[50] : 0;
}

static bool next_common(const struct crl *crl, struct crl_cursor *c, struct crl_entry *out)
{
	const uint8_t *p;
	size_t size;

	if (c->at >= crl->entries.size || crl->entries.size - c->at < LONG_BYTES)
		return false;
	p = crl->entries.data + c->at;
	size = common_entry(p, crl->version == 1);
	if (size == 0)
		return false;
	fill_common(p, size, out);
	c->at += size;
	c->index++;
	return true;
}

bool crl_next(const struct crl *crl, struct crl_cursor *c, struct crl_entry *out)
{
	struct der d = der_of(view_part(crl->entries, c->at, SIZE_MAX));
	struct decoding now = { .out = out, .again = true };

	*out = (struct crl_entry){ .cert_issuer = c->cert_issuer };
	if (next_common(crl, c, out))
		return true;
	if (der_empty(&d) || read_entry(&d, crl->version == 1, &now) != NULL) {
		*out = (struct crl_entry){ 0 };
		return false;
	}
	c->at += out->whole.size;
	c->index++;
	c->cert_issuer = out->cert_issuer;
	return true;
}

/* Moves the cursor to the next entry whose serial is SERIAL (minimal). The
 * list is known to be well formed, so heads are enough to hop. */
static bool hop_to(struct view entries, struct crl_cursor *c, struct view serial)
{
	size_t at = c->at;
	uint64_t index = c->index;

	while (entries.size - at >= 4) {
		const uint8_t *p = entries.data + at;
		struct der d;
		struct tlv seq, t;

		if (p[1] < 0x80 && p[3] < 0x80) {
			if (p[3] == serial.size && p[3] <= p[1] &&
			    memcmp(p + 4, serial.data, serial.size) == 0)
				break;
			at += (size_t)p[1] + 2;
			index++;
			continue;
		}
		d = der_of(view_part(entries, at, SIZE_MAX));
		if (!der_next(&d, &seq))
			return false;
		d = der_of(seq.content);
		if (!der_take(&d, DER_INTEGER, &t))
			return false;
		if (view_equal(t.content, serial))
			break;
		at += seq.whole.size;
		index++;
	}
	if (entries.size - at < 4)
		return false;
	c->at = at;
	c->index = index;
	return true;
}

bool crl_find(const struct crl *crl, struct crl_cursor *c, struct view serial,
	struct crl_entry *out)
{
	*out = (struct crl_entry){ 0 };
	serial = serial_minimal(serial);
	if (serial.size == 0)
		return false;
	/* An earlier certificateIssuer must be seen in passing. */
	if (crl->any_cert_issuer) {
		while (crl_next(crl, c, out))
			if (view_equal(out->serial, serial))
				return true;
		return false;
	}
	if (hop_to(crl->entries, c, serial))
		return crl_next(crl, c, out);
	c->at = crl->entries.size;
	return false;
}
