#include "observe/sighting.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/when.h"

void sighting_init(struct sighting *s, enum sighting_kind kind)
{
	*s = (struct sighting){ .kind = kind, .at = SIGHT_NEVER, .opened_at = SIGHT_NEVER,
		.process.pid = -1 };
}

void sight_dns_init(struct sight_dns *d)
{
	*d = (struct sight_dns){ .rcode = -1, .answered_at = SIGHT_NEVER };
}

void sight_connect_init(struct sight_connect *c)
{
	*c = (struct sight_connect){ .ended_at = SIGHT_NEVER, .bytes_up = -1, .bytes_down = -1 };
}

void sight_http_init(struct sight_http *h)
{
	*h = (struct sight_http){ .body_size = -1, .answered_at = SIGHT_NEVER, .done_at = SIGHT_NEVER,
		.answer_size = -1 };
}

void sight_tls_init(struct sight_tls *t)
{
	*t = (struct sight_tls){ .hello_at = SIGHT_NEVER, .flight_at = SIGHT_NEVER,
		.finished_at = SIGHT_NEVER, .client_data_at = SIGHT_NEVER,
		.server_data_at = SIGHT_NEVER, .cert_at = SIGHT_NEVER, .flight_bytes = -1 };
}

void sight_cert_init(struct sight_cert *c)
{
	*c = (struct sight_cert){ .not_before = WHEN_NONE, .not_after = WHEN_NONE };
}

void sight_file_init(struct sight_file *f)
{
	*f = (struct sight_file){ .size = -1 };
}

bool endpoint_same_address(const struct endpoint *a, const struct endpoint *b)
{
	return a->size != 0 && a->size == b->size && memcmp(a->address, b->address, a->size) == 0;
}

bool endpoint_equal(const struct endpoint *a, const struct endpoint *b)
{
	return a->size == b->size && a->port == b->port && memcmp(a->address, b->address, a->size) == 0;
}

void endpoint_of(struct endpoint *e, const void *address, size_t size, unsigned port)
{
	static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	const uint8_t *from = address;

	if (size == 16 && memcmp(from, mapped, sizeof mapped) == 0) {
		from += sizeof mapped;
		size = 4;
	}
	*e = (struct endpoint){ .size = (uint8_t)size, .port = (uint16_t)port };
	if (size != 0)
		memcpy(e->address, from, size);
}

/* Up to three digits at P, none of them a zero before others; NULL: there is no such
 * number, or it is over 255. OPEN: the end is too far away to be met. */
static inline const uint8_t *octet_read(const uint8_t *p, const uint8_t *end, bool open, uint8_t *out)
{
	unsigned n, digit;

	if ((!open && p == end) || (n = (unsigned)*p - '0') > 9)
		return NULL;
	p++;
	if ((!open && p == end) || (digit = (unsigned)*p - '0') > 9) {
		*out = (uint8_t)n;
		return p;
	}
	if (n == 0)
		return NULL;
	n = n * 10 + digit;
	p++;
	if ((open || p != end) && (digit = (unsigned)*p - '0') <= 9) {
		n = n * 10 + digit;
		p++;
	}
	*out = (uint8_t)n;
	return n > 255 ? NULL : p;
}

static inline const uint8_t *ipv4_read(const uint8_t *p, const uint8_t *end, bool open, uint8_t out[4])
{
	p = octet_read(p, end, open, &out[0]);
	for (int i = 1; i < 4; i++) {
		if (p == NULL || (!open && p == end) || *p != '.')
			return NULL;
		p = octet_read(p + 1, end, open, &out[i]);
	}
	return p;
}

const uint8_t *endpoint_scan(const uint8_t *p, const uint8_t *end, struct endpoint *out)
{
	uint8_t address[4];

	/* Fifteen octets are the most, and the one behind them is looked at. */
	p = end - p >= 16 ? ipv4_read(p, end, true, address) : ipv4_read(p, end, false, address);
	if (p == NULL)
		return NULL;
	*out = (struct endpoint){ .size = 4 };
	memcpy(out->address, address, sizeof address);
	return p;
}

static bool ipv6_read(struct view text, struct endpoint *out)
{
	char copy[INET6_ADDRSTRLEN + 1];
	const uint8_t *zone = memchr(text.data, '%', text.size);
	size_t size = zone == NULL ? text.size : (size_t)(zone - text.data);
	uint8_t address[16];

	/* Only IPv6 addresses have zones (RFC 4007 section 11). */
	if (size == 0 || size >= sizeof copy || memchr(text.data, ':', size) == NULL ||
	    memchr(text.data, '\0', size) != NULL)
		return false;
	memcpy(copy, text.data, size);
	copy[size] = '\0';
	if (inet_pton(AF_INET6, copy, address) != 1)
		return false;
	endpoint_of(out, address, 16, 0);
	return true;
}

bool endpoint_read(struct view text, struct endpoint *out)
{
	const uint8_t *end;

	if (text.size != 0) {
		end = text.data + text.size;
		if (endpoint_scan(text.data, end, out) == end)
			return true;
	}
	*out = (struct endpoint){ 0 };
	return text.size != 0 && ipv6_read(text, out);
}

void endpoint_text(const struct endpoint *e, bool with_port, char out[64])
{
	char address[INET6_ADDRSTRLEN];

	out[0] = '\0';
	if ((e->size != 4 && e->size != 16) ||
	    inet_ntop(e->size == 4 ? AF_INET : AF_INET6, e->address, address, sizeof address) == NULL)
		return;
	if (!with_port)
		snprintf(out, 64, "%s", address);
	else
		snprintf(out, 64, e->size == 4 ? "%s:%u" : "[%s]:%u", address, e->port);
}
