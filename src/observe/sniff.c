#include "observe/sniff.h"

#include <string.h>

#include "observe/dns_message.h"
#include "observe/http_head.h"
#include "observe/peek_tls.h"

/* "PROXY " … CR LF within 107 octets, or the signature of version 2 (the PROXY
 * protocol, haproxy.org, sections 2.1 and 2.2). */
static enum sniffed sniff_proxy(struct view v, size_t *skip)
{
	static const uint8_t second[12] = { 0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a };
	size_t n = v.size < sizeof second ? v.size : sizeof second, end;

	if (memcmp(v.data, second, n) == 0) {
		if (v.size < 16)
			return SNIFF_MORE;
		*skip = 16 + ((size_t)v.data[14] << 8 | v.data[15]);
		return *skip > SNIFF_MAX ? SNIFF_OTHER : v.size < *skip ? SNIFF_MORE : SNIFF_PROXY;
	}
	n = v.size < 6 ? v.size : 6;
	if (memcmp(v.data, "PROXY ", n) != 0)
		return SNIFF_OTHER;
	end = view_find(view_part(v, 0, 108), view_of_text("\n"));
	if (end == SIZE_MAX)
		return v.size < 108 ? SNIFF_MORE : SNIFF_OTHER;
	*skip = end + 1;
	return SNIFF_PROXY;
}

/* RFC 1928 section 3; version 4: a request for a connection. */
static enum sniffed sniff_socks(struct view v)
{
	if (v.data[0] == 4) {
		if (v.size >= 2 && v.data[1] != 1)
			return SNIFF_OTHER;
		if (v.size < 9)
			return SNIFF_MORE;
		return v.data[v.size - 1] == 0 && v.size < 300 ? SNIFF_SOCKS : SNIFF_OTHER;
	}
	if (v.data[0] != 5 || (v.size >= 2 && (v.data[1] == 0 || v.data[1] > 8)))
		return SNIFF_OTHER;
	for (size_t i = 2; i < v.size && i < 2u + v.data[1]; i++)
		if (v.data[i] > 9 && v.data[i] < 0x80)
			return SNIFF_OTHER;
	return v.size < 2 || v.size < 2u + v.data[1] ? SNIFF_MORE : SNIFF_SOCKS;
}

/* A request with an unusual method shows only by the end of its first line. */
static enum sniffed sniff_http(struct view v)
{
	struct http_head head;
	int begins;
	size_t end;

	/* blank lines before a request (RFC 9112 section 2.2) */
	for (unsigned i = 0; i < 8 && v.size != 0 && (v.data[0] == '\r' || v.data[0] == '\n'); i++)
		v = view_part(v, 1, SIZE_MAX);
	begins = http_request_begins(v);
	if (v.size < 7 && http_line_may_be(v, false))
		return SNIFF_MORE;
	if (v.size >= 7 && http_line_may_be(v, false))
		return SNIFF_HTTP_SERVER;
	if (begins > 0)
		return SNIFF_HTTP_CLIENT;
	if (!http_line_may_be(v, true))
		return SNIFF_OTHER;
	end = view_find(v, view_of_text("\n"));
	if (end == SIZE_MAX)
		return v.size < SNIFF_MAX ? SNIFF_MORE : SNIFF_OTHER;
	return http_line_read(view_part(v, 0, end), true, &head) ? SNIFF_HTTP_CLIENT : SNIFF_OTHER;
}

static enum sniffed sniff_tls(struct view v)
{
	int type = tls_begins(v);

	if (type <= 0)
		return type == 0 ? SNIFF_MORE : SNIFF_OTHER;
	return type == 2 ? SNIFF_TLS_SERVER : SNIFF_TLS_CLIENT;
}

static enum sniffed sniff_dns(struct view v)
{
	int begins = dns_stream_begins(v);

	return begins > 0 ? SNIFF_DNS : begins == 0 ? SNIFF_MORE : SNIFF_OTHER;
}

enum sniffed sniff(struct view v, size_t *skip)
{
	enum sniffed found[5];
	bool more = false;

	*skip = 0;
	if (v.size == 0)
		return SNIFF_MORE;
	found[0] = sniff_tls(v);
	found[1] = sniff_proxy(v, skip);
	found[2] = sniff_socks(v);
	found[3] = sniff_http(v);
	found[4] = sniff_dns(v);
	for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
		if (found[i] != SNIFF_MORE && found[i] != SNIFF_OTHER)
			return found[i];
		more = more || found[i] == SNIFF_MORE;
	}
	return more && v.size < SNIFF_MAX ? SNIFF_MORE : SNIFF_OTHER;
}
