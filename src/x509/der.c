#include "x509/der.h"

#include "base/when.h"

struct der der_of(struct view v)
{
	return (struct der){ .rest = v };
}

bool der_empty(const struct der *d)
{
	return d->rest.size == 0;
}

bool der_at(const struct der *d, uint8_t tag)
{
	return d->rest.size > 0 && d->rest.data[0] == tag;
}

/* Length octets from AT; moves AT behind them. */
static bool read_length(struct view v, size_t *at, size_t *length)
{
	size_t count, value = 0;
	uint8_t first;

	if (*at >= v.size)
		return false;
	first = v.data[(*at)++];
	if (first < 0x80) {
		*length = first;
		return true;
	}
	count = first & 0x7fu;
	if (count == 0 || count > sizeof value || count > v.size - *at)
		return false;
	if (v.data[*at] == 0)
		return false;
	for (size_t i = 0; i < count; i++)
		value = value << 8 | v.data[(*at)++];
	*length = value;
	return value >= 0x80;
}

bool der_next(struct der *d, struct tlv *out)
{
	size_t at = 1, length = 0;

	*out = (struct tlv){ 0 };
	if (d->rest.size < 2 || d->rest.data[0] == 0 || (d->rest.data[0] & 0x1f) == 0x1f)
		return false;
	if (!read_length(d->rest, &at, &length) || length > d->rest.size - at)
		return false;
	out->tag = d->rest.data[0];
	out->content = view_of(d->rest.data + at, length);
	out->whole = view_of(d->rest.data, at + length);
	d->rest = view_part(d->rest, at + length, SIZE_MAX);
	return true;
}

bool der_take(struct der *d, uint8_t tag, struct tlv *out)
{
	if (!der_at(d, tag)) {
		*out = (struct tlv){ 0 };
		return false;
	}
	return der_next(d, out);
}

bool der_only(struct view v, uint8_t tag, struct tlv *out)
{
	struct der d = der_of(v);

	if (der_take(&d, tag, out) && der_empty(&d))
		return true;
	*out = (struct tlv){ 0 };
	return false;
}

bool der_read_bool(struct view content, bool *out)
{
	*out = false;
	if (content.size != 1 || (content.data[0] != 0 && content.data[0] != 0xff))
		return false;
	*out = content.data[0] != 0;
	return true;
}

bool der_integer_ok(struct view c)
{
	if (c.size == 0)
		return false;
	return c.size == 1 || !((c.data[0] == 0 && c.data[1] < 0x80) ||
		(c.data[0] == 0xff && c.data[1] >= 0x80));
}

bool der_read_small(struct view c, int64_t *out)
{
	uint64_t value;

	*out = 0;
	if (!der_integer_ok(c) || c.size > sizeof value)
		return false;
	value = c.data[0] >= 0x80 ? UINT64_MAX : 0;
	for (size_t i = 0; i < c.size; i++)
		value = value << 8 | c.data[i];
	/* Two's complement without an implementation-defined conversion. */
	*out = value > INT64_MAX ? -(int64_t)(UINT64_MAX - value) - 1 : (int64_t)value;
	return true;
}

bool der_read_bits(struct view content, unsigned *unused, struct view *bits)
{
	*unused = 0;
	*bits = (struct view){ 0 };
	if (content.size == 0 || content.data[0] > 7 || (content.size == 1 && content.data[0] != 0))
		return false;
	*unused = content.data[0];
	*bits = view_part(content, 1, SIZE_MAX);
	return true;
}

bool der_read_flags(struct view content, uint16_t *out)
{
	struct view bits;
	unsigned unused;

	*out = 0;
	if (!der_read_bits(content, &unused, &bits))
		return false;
	for (size_t i = 0; i < bits.size * 8 - unused && i < 16; i++)
		if (bits.data[i / 8] & (0x80u >> i % 8))
			*out = (uint16_t)(*out | 1u << i);
	return true;
}

static int two_digits(const uint8_t *p)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -1;
	return (p[0] - '0') * 10 + (p[1] - '0');
}

bool der_read_time(uint8_t tag, struct view content, int64_t *out)
{
	int part[7] = { 0 }, century = 0;
	size_t at = 0;
	struct when_civil c;

	*out = 0;
	if (tag == DER_GENERALIZED_TIME && content.size == 15) {
		century = two_digits(content.data);
		at = 2;
	} else if (tag != DER_UTC_TIME || content.size != 13) {
		return false;
	}
	for (size_t i = 0; i < 6; i++, at += 2) {
		part[i] = two_digits(content.data + at);
		if (part[i] < 0)
			return false;
	}
	if (century < 0 || content.data[at] != 'Z')
		return false;
	if (tag == DER_UTC_TIME)
		century = part[0] >= 50 ? 19 : 20;
	c = (struct when_civil){ .year = century * 100 + part[0], .month = part[1], .day = part[2],
		.hour = part[3], .minute = part[4], .second = part[5] };
	return when_from_civil(&c, out);
}
