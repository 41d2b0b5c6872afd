#include <string.h>

#include "base/str.h"
#include "base/url.h"
#include "observe/log_parts.h"

#define HEX_MAX ((size_t)64)

static uint64_t stir(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 29;
}

uint64_t log_connection(struct view name)
{
	const uint8_t *p = name.data;
	uint64_t h = UINT64_C(0xcbf29ce484222325) ^ name.size, word = 0;
	size_t left = name.size;

	if (name.size == 0)
		return 0;
	for (; left >= 8; p += 8, left -= 8)
		h = stir(h, scan_eight(p));
	while (left > 0)
		word = word << 8 | p[--left];
	h = stir(h, word) * UINT64_C(0xd6e8feb86659fd93);
	h ^= h >> 32;
	return h == 0 ? 1 : h;
}

/* --- addresses, hosts, URLs ---------------------------------------------- */

static bool port_read(struct view v, unsigned *port)
{
	uint64_t n;

	if (!log_number(v, 65535, &n))
		return false;
	*port = (unsigned)n;
	return true;
}

static size_t last_of(struct view v, const char *any)
{
	for (size_t i = v.size; i > 0; i--)
		if (v.data[i - 1] != '\0' && strchr(any, v.data[i - 1]) != NULL)
			return i - 1;
	return SIZE_MAX;
}

/* The last colon, or SIZE_MAX: a port is short. */
static size_t last_colon(struct view v)
{
	size_t i = v.size;

	while (i > 0 && v.data[i - 1] != ':')
		i--;
	return i == 0 ? SIZE_MAX : i - 1;
}

struct view log_host(struct view authority, unsigned *port)
{
	size_t colon = last_colon(authority);
	struct view host = authority;

	*port = 0;
	if (authority.size > 0 && authority.data[0] == '[') {
		host = view_part(authority, 1, authority.size);
		host = log_cut(&host, ']');
		if (colon != SIZE_MAX && colon > host.size + 1)
			port_read(view_part(authority, colon + 1, authority.size), port);
		return host;
	}
	/* Two colons without brackets are an IPv6 address. */
	if (colon != SIZE_MAX && memchr(authority.data, ':', colon) == NULL &&
	    port_read(view_part(authority, colon + 1, authority.size), port))
		host.size = colon;
	return host;
}

bool log_endpoint(struct view v, struct endpoint *out)
{
	unsigned port;
	size_t mark;

	/* Nearly all are addresses alone; a zone may hide a port. */
	if (v.size != 0 && memchr(v.data, '%', v.size) == NULL && endpoint_read(v, out))
		return true;
	mark = last_of(v, "#/");
	if (mark != SIZE_MAX && port_read(view_part(v, mark + 1, v.size), &port))
		v.size = mark;
	else
		v = log_host(v, &port);
	if (!endpoint_read(v, out))
		return false;
	out->port = (uint16_t)port;
	return true;
}

bool log_url_split(struct view url, struct log_url_parts *out)
{
	struct view rest = url, authority;
	size_t slash, at;

	*out = (struct log_url_parts){ .port = 80 };
	if (log_starts(rest, "https://") || log_starts(rest, "HTTPS://")) {
		out->tls = true;
		out->port = 443;
	} else if (!log_starts(rest, "http://") && !log_starts(rest, "HTTP://")) {
		return false;
	}
	rest = view_part(rest, out->tls ? 8 : 7, rest.size);
	for (slash = 0; slash < rest.size && strchr("/?#", rest.data[slash]) == NULL;)
		slash++;
	authority = view_part(rest, 0, slash);
	at = last_of(authority, "@");
	if (at != SIZE_MAX)
		authority = view_part(authority, at + 1, authority.size);
	out->target = slash < rest.size ? view_part(rest, slash, rest.size) : view_of_text("/");
	{
		unsigned port;

		out->host = log_host(authority, &port);
		if (port != 0)
			out->port = port;
	}
	return out->host.size > 0;
}

struct view log_url(struct log_run *run, bool tls, struct view host, unsigned port, struct view target)
{
	struct log_url_parts parts;
	unsigned written;
	char *text;

	if (log_url_split(target, &parts))
		return target;
	if (host.size == 0 || target.size == 0 || host.size + target.size > 4 * URL_MAX)
		return view_of(NULL, 0);
	log_host(host, &written);
	if (written != 0 || port == (tls ? 443u : 80u))
		port = 0;
	text = port == 0 ? arena_format(log_room(run), "http%s://%.*s%s%.*s", tls ? "s" : "",
		(int)host.size, (const char *)host.data, target.data[0] == '/' ? "" : "/",
		(int)target.size, (const char *)target.data) :
		arena_format(log_room(run), "http%s://%.*s:%u%s%.*s", tls ? "s" : "",
		(int)host.size, (const char *)host.data, port, target.data[0] == '/' ? "" : "/",
		(int)target.size, (const char *)target.data);
	return view_of_text(text);
}

struct view log_name(struct view v)
{
	if (v.size > 1 && v.data[v.size - 1] == '.')
		v.size--;
	return v;
}

static void answer_put(struct log_answers *a, struct view answer, size_t *addresses, size_t *aliases)
{
	struct endpoint e;

	if (endpoint_read(answer, &e)) {
		if (*addresses < LOG_LIST_MAX)
			a->addresses[(*addresses)++] = e;
	} else if (answer.size > 0 && answer.size <= 256 && *aliases < LOG_LIST_MAX) {
		a->aliases[(*aliases)++] = log_name(answer);
	}
}

void log_answer(struct log_answers *a, struct sight_dns *d, struct view answer)
{
	d->addresses = a->addresses;
	d->aliases = a->aliases;
	answer_put(a, answer, &d->address_count, &d->alias_count);
}

void log_question_answer(struct log_answers *a, struct log_question *q, struct view answer)
{
	q->addresses = a->addresses;
	q->aliases = a->aliases;
	answer_put(a, answer, &q->address_count, &q->alias_count);
}

/* --- octets --------------------------------------------------------------- */

struct view log_hex(struct log_run *run, struct view v)
{
	struct view none = view_of(NULL, 0);
	uint8_t digits[2 * HEX_MAX], *out;
	size_t count = 0, odd;

	if (log_starts(v, "0x") || log_starts(v, "0X"))
		v = view_part(v, 2, v.size);
	for (size_t i = 0; i < v.size; i++) {
		int d = view_hex_digit(v.data[i]);

		if (d < 0 && v.data[i] == ':' && count > 0)
			continue;
		if (d < 0 || count == sizeof digits)
			return none;
		digits[count++] = (uint8_t)d;
	}
	if (count == 0)
		return none;
	odd = count % 2;
	out = arena_take(log_room(run), HEX_MAX + 1);
	for (size_t i = 0; i < count; i++) {
		size_t at = (i + odd) / 2;

		out[at] = (uint8_t)(out[at] << 4 | digits[i]);
	}
	return view_of(out, (count + odd) / 2);
}

struct view log_serial(struct log_run *run, struct view v)
{
	v = log_hex(run, v);
	while (v.size > 1 && v.data[0] == 0)
		v = view_part(v, 1, v.size);
	return v;
}

struct view log_base64(struct log_run *run, struct view v, size_t max)
{
	struct view out;

	if (v.size == 0 || v.size / 4 > max / 3 + 1 || !view_from_base64(log_room(run), v, max, &out))
		return view_of(NULL, 0);
	return out;
}

/* --- words ---------------------------------------------------------------- */

static bool drop(struct view *v, const char *prefix)
{
	struct view head = view_part(*v, 0, strlen(prefix));

	if (!log_same(head, prefix))
		return false;
	*v = view_part(*v, head.size, v->size);
	return true;
}

unsigned log_tls_version(struct view v)
{
	static const struct { const char *text; unsigned version; } words[] = {
		{ "1", 0x0301 }, { "1.0", 0x0301 }, { "10", 0x0301 }, { "1.1", 0x0302 }, { "11", 0x0302 },
		{ "1.2", 0x0303 }, { "12", 0x0303 }, { "1.3", 0x0304 }, { "13", 0x0304 },
	};

	v = log_trim(v);
	if (drop(&v, "SSL")) {
		drop(&v, "v");
		return view_is_text(v, "3") || view_is_text(v, "3.0") ? 0x0300 : 0;
	}
	drop(&v, "TLS");
	drop(&v, "v");
	drop(&v, " ");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (view_is_text(v, words[i].text))
			return words[i].version;
	return 0;
}

unsigned log_http_version(struct view v)
{
	static const struct { const char *text; unsigned version; } words[] = { { "0.9", 9 },
		{ "1.0", 10 }, { "1.1", 11 }, { "2", 20 }, { "2.0", 20 }, { "h2", 20 }, { "h2c", 20 },
		{ "3", 30 }, { "3.0", 30 }, { "h3", 30 } };

	drop(&v, "HTTP/");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (log_same(v, words[i].text))
			return words[i].version;
	return 0;
}

unsigned log_dns_type(struct view v)
{
	static const struct { const char *text; unsigned type; } words[] = { { "A", 1 }, { "NS", 2 },
		{ "CNAME", 5 }, { "SOA", 6 }, { "PTR", 12 }, { "MX", 15 }, { "TXT", 16 }, { "AAAA", 28 },
		{ "SRV", 33 }, { "DS", 43 }, { "DNSKEY", 48 }, { "SVCB", 64 }, { "HTTPS", 65 },
		{ "ANY", 255 }, { "CAA", 257 } };
	uint64_t n;

	if (drop(&v, "TYPE") || (v.size > 0 && v.data[0] >= '0' && v.data[0] <= '9'))
		return log_number(v, 65535, &n) ? (unsigned)n : 0;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (log_same(v, words[i].text))
			return words[i].type;
	return 0;
}

int log_dns_rcode(struct view v)
{
	static const char *const words[] = { "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP",
		"REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH", "NOTZONE" };
	uint64_t n;

	if (log_number(v, 4095, &n))
		return (int)n;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (log_same(v, words[i]))
			return (int)i;
	return -1;
}
