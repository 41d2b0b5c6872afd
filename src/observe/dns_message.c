#include "observe/dns_message.h"

#include <string.h>

#include "observe/octets.h"

enum { DNS_HEAD = 12, CLASS_IN = 1, TYPE_A = 1, TYPE_CNAME = 5, TYPE_AAAA = 28, TYPE_OPT = 41,
	TYPE_SVCB = 64, TYPE_HTTPS = 65, HINT_4 = 4, HINT_6 = 6 };

/* 255 octets hold at most 127 labels; as many jumps are enough for anybody. */
#define JUMPS_MAX 127
#define RECORDS_MAX 512

static bool put_label(struct dns_name *out, struct view label)
{
	if (out->size != 0)
		out->text[out->size++] = '.';
	for (size_t i = 0; i < label.size; i++) {
		if (out->size + 4 > sizeof out->text)
			return false;
		if (label.data[i] == '.' || label.data[i] == '\\')
			out->text[out->size++] = '\\';
		out->text[out->size++] = (char)label.data[i];
	}
	return true;
}

/* A name at *AT of MESSAGE; *AT moves behind it. OUT may be NULL. */
static bool read_name(struct view message, size_t *at, struct dns_name *out)
{
	size_t here = *at, lowest = *at, wire = 0;
	bool jumped = false;

	if (out != NULL)
		out->size = 0;
	for (unsigned steps = 0; steps < 2 * JUMPS_MAX + 2; steps++) {
		unsigned n;

		if (here >= message.size)
			return false;
		n = message.data[here];
		if (n >= 0xc0) {
			if (here + 2 > message.size)
				return false;
			if (!jumped)
				*at = here + 2;
			jumped = true;
			here = (n & 0x3fu) << 8 | message.data[here + 1];
			if (here >= lowest)
				return false;
			lowest = here;
			continue;
		}
		if (n > 63 || here + 1 + n > message.size || (wire += 1 + n) > 255)
			return false;
		if (n == 0) {
			if (!jumped)
				*at = here + 1;
			return true;
		}
		if (out != NULL && !put_label(out, view_part(message, here + 1, n)))
			return false;
		here += 1 + n;
	}
	return false;
}

static void put_address(struct dns_message *m, struct view octets)
{
	if (m->address_count < DNS_ADDRESSES_MAX && (octets.size == 4 || octets.size == 16))
		endpoint_of(&m->addresses[m->address_count++], octets.data, octets.size, 0);
}

static void put_alias(struct dns_message *m, struct view message, size_t at)
{
	struct dns_name *name = &m->aliases[m->alias_count];

	if (m->alias_count < DNS_ALIASES_MAX && read_name(message, &at, name) && name->size != 0)
		m->alias_count++;
}

/* RFC 9460 section 2.2: priority, target, parameters. */
static void read_https(struct dns_message *m, struct view message, size_t at, size_t end)
{
	struct octets o;
	unsigned priority;

	if (end - at < 3)
		return;
	priority = message.data[at] * 256u + message.data[at + 1];
	at += 2;
	if (priority == 0) {
		put_alias(m, message, at);
		return;
	}
	if (!read_name(message, &at, NULL) || at > end)
		return;
	o = octets_of(view_part(message, at, end - at));
	while (!o.over && o.rest.size != 0) {
		unsigned key = octets_16(&o);
		struct octets value = octets_vector(&o, 2);
		size_t size = key == HINT_4 ? 4 : key == HINT_6 ? 16 : 0;

		while (size != 0 && !value.over && value.rest.size >= size)
			put_address(m, octets_take(&value, size));
	}
}

static void read_record(struct dns_message *m, struct view message, unsigned type, size_t at, size_t size)
{
	switch (type) {
	case TYPE_A:
		if (size == 4)
			put_address(m, view_part(message, at, 4));
		break;
	case TYPE_AAAA:
		if (size == 16)
			put_address(m, view_part(message, at, 16));
		break;
	case TYPE_CNAME:
		put_alias(m, message, at);
		break;
	case TYPE_HTTPS:
	case TYPE_SVCB:
		read_https(m, message, at, at + size);
		break;
	default:
		break;
	}
}

/* COUNT records from *AT on. EXTRA: the additional ones, of which OPT is of use. */
static bool read_records(struct dns_message *m, struct view message, size_t *at, unsigned count,
	bool wanted, bool extra)
{
	if (count > RECORDS_MAX)
		return false;
	for (unsigned i = 0; i < count; i++) {
		struct octets o;
		unsigned type, class, size;
		uint32_t ttl;

		if (!read_name(message, at, NULL))
			return false;
		o = octets_of(view_part(message, *at, SIZE_MAX));
		type = octets_16(&o);
		class = octets_16(&o);
		ttl = octets_32(&o);
		size = octets_16(&o);
		if (o.over || size > o.rest.size)
			return false;
		*at += 10;
		if (wanted && class == CLASS_IN)
			read_record(m, message, type, *at, size);
		if (extra && type == TYPE_OPT)
			m->rcode |= (int)(ttl >> 24) << 4;
		*at += size;
	}
	return true;
}

/* Flags and counts that a query or an answer to one has. */
static bool head_fits(const uint8_t *p)
{
	unsigned flags = p[2] * 256u + p[3], answers = p[6] * 256u + p[7];
	bool answer = (flags & 0x8000) != 0;

	if ((flags & 0x7800) != 0 || p[4] != 0 || p[5] != 1)
		return false;
	return answer || (answers == 0 && p[8] == 0 && p[9] == 0 && (flags & 0x000f) == 0 && p[10] == 0 &&
		p[11] <= 2);
}

bool dns_message_read(struct view v, struct dns_message *out)
{
	size_t at = DNS_HEAD;
	const uint8_t *p = v.data;
	struct octets o;

	out->address_count = out->alias_count = 0;
	if (v.size < DNS_HEAD || !head_fits(p))
		return false;
	out->id = p[0] * 256u + p[1];
	out->answer = (p[2] & 0x80) != 0;
	out->truncated = (p[2] & 0x02) != 0;
	out->rcode = p[3] & 0x0f;
	if (!read_name(v, &at, &out->name))
		return false;
	o = octets_of(view_part(v, at, SIZE_MAX));
	out->type = octets_16(&o);
	if ((octets_16(&o) & 0x7fff) != CLASS_IN || o.over)
		return false;
	at += 4;
	out->whole = read_records(out, v, &at, p[6] * 256u + p[7], out->answer, false) &&
		read_records(out, v, &at, p[8] * 256u + p[9], false, false) &&
		read_records(out, v, &at, p[10] * 256u + p[11], false, true) && at == v.size;
	return true;
}

int dns_stream_begins(struct view v)
{
	size_t length;

	if (v.size >= 1 && v.data[0] > 0x10)
		return -1;
	if (v.size < 2)
		return 0;
	length = v.data[0] * 256u + v.data[1];
	if (length < DNS_HEAD + 5)
		return -1;
	if (v.size < 2 + DNS_HEAD) {
		/* opcode and counts, as far as they are there */
		return (v.size >= 5 && (v.data[4] & 0x78) != 0) || (v.size >= 7 && v.data[6] != 0) ||
			(v.size >= 8 && v.data[7] != 1) ? -1 : 0;
	}
	return head_fits(v.data + 2) ? 1 : -1;
}
