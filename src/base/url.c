#include "base/url.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"

static bool refuse(struct url *out, const char **why, const char *text)
{
	*out = (struct url){ 0 };
	if (why != NULL)
		*why = text;
	return false;
}

static size_t find_any(struct view v, size_t at, const char *any)
{
	while (at < v.size && strchr(any, (char)v.data[at]) == NULL)
		at++;
	return at;
}

static char *lower(struct arena *a, struct view v)
{
	char *text = arena_textn(a, (const char *)v.data, v.size);

	for (char *p = text; *p != '\0'; p++)
		*p = str_lower(*p);
	return text;
}

static unsigned default_port(const char *scheme)
{
	static const struct { const char *scheme; unsigned port; } ports[] = {
		{ "http", 80 }, { "https", 443 }, { "ldap", 389 }, { "ldaps", 636 }, { "ftp", 21 },
		{ "tls", 443 },
	};

	for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
		if (strcmp(scheme, ports[i].scheme) == 0)
			return ports[i].port;
	return 0;
}

/* inet_aton and resolvers take 1 to 4 numbers, decimal, octal or 0x hex. */
static bool looks_like_ipv4(const char *host)
{
	const char *last = strrchr(host, '.');

	last = last == NULL ? host : last + 1;
	if (*last == '\0' && last > host + 1) {
		/* one final dot does not change what a resolver makes of it */
		for (last -= 2; last > host && last[-1] != '.';)
			last--;
	}
	if (last[0] == '0' && (last[1] == 'x' || last[1] == 'X'))
		return true;
	return *last >= '0' && *last <= '9' && strspn(last, "0123456789.") == strlen(last);
}

static bool read_port(struct view text, struct url *out)
{
	unsigned long port = 0;

	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9' || port > 65535)
			return false;
		port = port * 10 + (unsigned long)(text.data[i] - '0');
	}
	if (text.size == 0)
		return true; /* "host:" means the default port */
	out->port = (unsigned)port;
	out->has_port = true;
	return port >= 1 && port <= 65535;
}

static bool read_authority(struct arena *a, struct view v, struct url *out, const char **why)
{
	size_t user = SIZE_MAX, end;
	struct in6_addr six;

	for (size_t i = 0; i < v.size; i++)
		if (v.data[i] == '@')
			user = i;
	out->has_user = user != SIZE_MAX;
	if (out->has_user)
		v = view_part(v, user + 1, SIZE_MAX);
	if (v.size > 0 && v.data[0] == '[') {
		end = find_any(v, 1, "]");
		if (end == v.size)
			return refuse(out, why, "an IPv6 address without its closing bracket");
		out->host = lower(a, view_part(v, 1, end - 1));
		if (inet_pton(AF_INET6, out->host, &six) != 1)
			return refuse(out, why, "a malformed IPv6 address");
		out->host_is_ip = out->host_is_v6 = true;
		end++;
	} else {
		end = find_any(v, 0, ":");
		out->host = lower(a, view_part(v, 0, end));
		if (out->host[0] == '\0')
			return refuse(out, why, "no host");
		if (strpbrk(out->host, "[]%\\\"<>^`{|}") != NULL)
			return refuse(out, why, "a host with characters that no host name has");
		out->host_is_ip = looks_like_ipv4(out->host);
	}
	if (end < v.size && v.data[end] != ':')
		return refuse(out, why, "something else than a port after the host");
	if (end < v.size && !read_port(view_part(v, end + 1, SIZE_MAX), out))
		return refuse(out, why, "a port that is no number from 1 to 65535");
	return true;
}

bool url_read(struct arena *a, struct view text, struct url *out, const char **why)
{
	size_t at, end;

	*out = (struct url){ 0 };
	if (text.size > URL_MAX)
		return refuse(out, why, "longer than 2048 bytes");
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] < 0x21 || text.data[i] > 0x7e)
			return refuse(out, why, "control characters, spaces or bytes beyond ASCII");
	at = find_any(text, 0, ":/?#");
	if (at == 0 || !view_is_text(view_part(text, at, 3), "://"))
		return refuse(out, why, "no scheme");
	out->scheme = lower(a, view_part(text, 0, at));
	if (strspn(out->scheme, "abcdefghijklmnopqrstuvwxyz0123456789+-.") != at)
		return refuse(out, why, "a malformed scheme");
	out->port = default_port(out->scheme);
	at += 3;
	end = find_any(text, at, "/?#");
	if (!read_authority(a, view_part(text, at, end - at), out, why))
		return false;
	at = end;
	end = find_any(text, at, "?#");
	out->path = at == end ? arena_text(a, "/") :
		arena_textn(a, (const char *)text.data + at, end - at);
	if (end < text.size && text.data[end] == '?') {
		at = end + 1;
		end = find_any(text, at, "#");
		out->query = arena_textn(a, (const char *)text.data + at, end - at);
	}
	out->has_fragment = end < text.size;
	return true;
}
