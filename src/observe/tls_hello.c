#include "observe/tls_hello.h"

#include <string.h>

#include "observe/octets.h"

enum { EXT_SERVER_NAME = 0, EXT_ALPN = 16, EXT_TICKET = 35, EXT_PSK = 41, EXT_EARLY_DATA = 42,
	EXT_VERSIONS = 43, EXT_ECH = 0xfe0d };

bool tls_version_hides(unsigned version)
{
	/* 0x7f..: the drafts of TLS 1.3; 0xfb..: those of one large site */
	return version == 0x0304 || version >> 8 == 0x7f || version >> 8 == 0xfb;
}

bool tls_is_grease(unsigned value)
{
	return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

/* The first host_name (RFC 6066 section 3). */
static void read_sni(struct octets ext, struct client_hello *h)
{
	struct octets list = octets_vector(&ext, 2);

	while (!list.over && list.rest.size != 0) {
		unsigned type = octets_8(&list);
		struct octets name = octets_vector(&list, 2);

		if (!name.over && type == 0 && name.rest.size != 0) {
			h->sni = name.rest;
			return;
		}
	}
}

/* The first protocol that is not GREASE. */
static struct view read_alpn(struct octets ext, bool *grease)
{
	struct octets list = octets_vector(&ext, 2);

	while (!list.over && list.rest.size != 0) {
		struct octets name = octets_vector(&list, 1);
		struct view v = name.rest;

		if (name.over || v.size == 0)
			break;
		if (v.size != 2 || !tls_is_grease((unsigned)v.data[0] << 8 | v.data[1]))
			return v;
		*grease = true;
	}
	return (struct view){ 0 };
}

static void read_versions(struct octets ext, struct client_hello *h)
{
	struct octets list = octets_vector(&ext, 1);
	unsigned best = 0;

	while (!list.over && list.rest.size >= 2) {
		unsigned v = octets_16(&list);

		if (tls_is_grease(v))
			h->grease = true;
		else if (best != 0x0304 && (v == 0x0304 || v > best))
			best = v;
	}
	if (best != 0)
		h->version = best;
}

static void read_client_extension(unsigned type, struct octets ext, struct client_hello *h)
{
	switch (type) {
	case EXT_SERVER_NAME:
		read_sni(ext, h);
		break;
	case EXT_ALPN:
		h->alpn = read_alpn(ext, &h->grease);
		break;
	case EXT_TICKET:
		h->ticket = ext.rest.size != 0;
		break;
	case EXT_PSK:
		h->psk = true;
		break;
	case EXT_EARLY_DATA:
		h->early_data = true;
		break;
	case EXT_VERSIONS:
		read_versions(ext, h);
		break;
	case EXT_ECH:
		h->ech = true;
		break;
	default:
		h->grease = h->grease || tls_is_grease(type);
	}
}

static void read_suites(struct octets list, struct client_hello *h)
{
	while (!list.over && list.rest.size >= 2)
		if (tls_is_grease(octets_16(&list)))
			h->grease = true;
}

void client_hello_read(struct view body, struct client_hello *out)
{
	struct octets o = octets_of(body), list;
	size_t size;
	bool cut;

	*out = (struct client_hello){ 0 };
	out->version = octets_16(&o);
	octets_take(&o, 32);
	out->session_id = octets_vector(&o, 1).rest;
	read_suites(octets_vector(&o, 2), out);
	octets_vector(&o, 1); /* compression */
	out->broken = o.over;
	if (!o.over)
		out->sni = view_of("", 0);
	if (o.over || o.rest.size == 0)
		return;
	/* of a message that is cut short those count that are whole */
	size = octets_16(&o);
	cut = size > o.rest.size;
	list = octets_of(view_part(o.rest, 0, size));
	while (!list.over && list.rest.size != 0) {
		unsigned type = octets_16(&list);
		struct octets ext = octets_vector(&list, 2);

		if (!list.over && !ext.over)
			read_client_extension(type, ext, out);
	}
	out->broken = cut || list.over || o.over;
	if (out->broken && out->sni.size == 0)
		out->sni = (struct view){ 0 }; /* it may have been behind the break */
}

/* SHA-256 of "HelloRetryRequest" in place of the random (RFC 8446 section 4.1.3). */
static bool is_retry(struct view random)
{
	static const uint8_t special[32] = {
		0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
		0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c };

	return random.size == sizeof special && memcmp(random.data, special, sizeof special) == 0;
}

void server_hello_read(struct view body, struct server_hello *out)
{
	struct octets o = octets_of(body), list;
	bool grease = false;

	*out = (struct server_hello){ 0 };
	out->version = octets_16(&o);
	out->retry = is_retry(octets_take(&o, 32));
	out->session_id = octets_vector(&o, 1).rest;
	octets_take(&o, 3); /* cipher suite, compression */
	out->broken = o.over;
	if (o.over || o.rest.size == 0)
		return;
	list = octets_vector(&o, 2);
	while (!list.over && list.rest.size != 0) {
		unsigned type = octets_16(&list);
		struct octets ext = octets_vector(&list, 2);

		if (list.over || ext.over)
			break;
		if (type == EXT_VERSIONS && ext.rest.size == 2)
			out->version = octets_16(&ext);
		else if (type == EXT_ALPN)
			out->alpn = read_alpn(ext, &grease);
		else if (type == EXT_PSK)
			out->psk = true;
	}
	out->broken = list.over;
}
