#include "io/guard.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/url.h"

static void parsed_free(void *parsed)
{
	curl_url_cleanup(parsed);
}

/* Letters, digits, hyphens and underscores in labels of 1 to 63 bytes, one
 * final dot at most, 253 bytes without it (RFC 1035 section 2.3.4). */
static bool is_dns_name(const char *host)
{
	size_t size = strlen(host), label = 0;

	if (size > 1 && host[size - 1] == '.')
		size--;
	if (size == 0 || size > 253)
		return false;
	for (size_t i = 0; i < size; i++) {
		char c = host[i];

		if (c == '.' ? label == 0 : strchr("abcdefghijklmnopqrstuvwxyz0123456789-_", c) == NULL)
			return false;
		label = c == '.' ? 0 : label + 1;
		if (label > 63)
			return false;
	}
	return label != 0;
}

/* RFC 6761 section 6.3 and the names that /etc/hosts gives to loopback. */
static bool is_localhost(const char *host)
{
	static const char *const names[] = { "localhost", "localhost.localdomain",
		"ip6-localhost", "ip6-loopback", "localhost6", "localhost6.localdomain6" };
	size_t size = strlen(host), tail = strlen(".localhost");

	if (size > 1 && host[size - 1] == '.')
		size--;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i]) == size && memcmp(names[i], host, size) == 0)
			return true;
	return size > tail && memcmp(host + size - tail, ".localhost", tail) == 0;
}

static bool port_allowed(const struct guard *g, const struct url *u)
{
	if (u->port == (strcmp(u->scheme, "https") == 0 ? 443u : 80u))
		return true;
	for (size_t i = 0; i < g->allow_port_count; i++)
		if (g->allow_ports[i] == u->port)
			return true;
	return false;
}

static bool part_is(CURLU *parsed, CURLUPart part, unsigned flags, const char *want)
{
	char *have = NULL;
	CURLUcode code = curl_url_get(parsed, part, &have, flags);
	bool same = code == CURLUE_OK ? want != NULL && str_same(have, want) : want == NULL;

	curl_free(have);
	return same;
}

/* The two parsers must agree on where the request goes (threats: parser
 * differentials are how filters of URLs are passed). */
static bool reads_alike(CURLU *parsed, const struct url *u)
{
	char port[8];

	snprintf(port, sizeof port, "%u", u->port);
	return part_is(parsed, CURLUPART_SCHEME, 0, u->scheme) &&
		part_is(parsed, CURLUPART_HOST, 0, u->host) &&
		part_is(parsed, CURLUPART_PORT, CURLU_DEFAULT_PORT, port) &&
		part_is(parsed, CURLUPART_USER, 0, NULL) &&
		part_is(parsed, CURLUPART_PASSWORD, 0, NULL) &&
		part_is(parsed, CURLUPART_OPTIONS, 0, NULL) &&
		part_is(parsed, CURLUPART_ZONEID, 0, NULL) &&
		part_is(parsed, CURLUPART_FRAGMENT, 0, NULL) &&
		part_is(parsed, CURLUPART_PATH, 0, u->path);
}

static enum reach judge_parts(const struct guard *g, struct arena *a, const struct url *u,
	const char **why)
{
	if (strcmp(u->scheme, "https") == 0 && !g->allow_https) {
		*why = "https is not fetched (--allow-https lets it)";
		return REACH_SCHEME_REFUSED;
	}
	if (strcmp(u->scheme, "http") != 0 && strcmp(u->scheme, "https") != 0) {
		*why = arena_format(a, "the scheme %s is not fetched, only http", u->scheme);
		return REACH_SCHEME_REFUSED;
	}
	*why = u->has_user ? "it names a user" :
		u->has_fragment ? "it has a fragment" :
		u->host_is_ip ? "its host is an address, not a name" :
		!is_dns_name(u->host) ? "its host is no DNS name" :
		is_localhost(u->host) ? "its host is this machine (localhost)" : NULL;
	if (*why != NULL)
		return REACH_URL_REFUSED;
	if (!port_allowed(g, u)) {
		*why = arena_format(a, "port %u is not the scheme's own (--allow-port %u lets it)",
			u->port, u->port);
		return REACH_PORT_REFUSED;
	}
	return REACH_OK;
}

/* ldap: and the like need no authority, and "malformed" would mislead. */
static bool other_scheme(struct arena *a, const char *url, const char **why)
{
	static const char *const others[] = { "ldap:", "ldaps:", "ftp:", "ftps:", "file:", "gopher:",
		"data:", "javascript:", "mailto:", "urn:", "unix:", "dict:", "tftp:", "smb:" };

	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		size_t size = strlen(others[i]), n = 0;

		while (n < size && str_lower(url[n]) == others[i][n])
			n++;
		if (n < size)
			continue;
		*why = arena_format(a, "the scheme %.*s is not fetched, only http", (int)size - 1,
			others[i]);
		return true;
	}
	return false;
}

enum reach guard_url(const struct guard *g, struct arena *a, const char *url,
	struct guarded *out, const char **why)
{
	struct view text = view_of_text(url);
	struct url u;
	enum reach reach;

	*out = (struct guarded){ 0 };
	if (other_scheme(a, url, why))
		return REACH_SCHEME_REFUSED;
	if (!url_read(a, text, &u, why)) {
		*why = arena_format(a, "not a URL that can be fetched: %s", *why);
		return REACH_URL_REFUSED;
	}
	reach = judge_parts(g, a, &u, why);
	if (reach != REACH_OK)
		return reach;
	out->parsed = curl_url();
	arena_keep(a, out->parsed, parsed_free);
	if (out->parsed == NULL ||
		curl_url_set(out->parsed, CURLUPART_URL, url, CURLU_PATH_AS_IS) != CURLUE_OK ||
		!reads_alike(out->parsed, &u)) {
		*out = (struct guarded){ 0 };
		*why = "two URL parsers read it differently";
		return REACH_URL_REFUSED;
	}
	out->host = u.host;
	out->port = u.port;
	out->https = strcmp(u.scheme, "https") == 0;
	*why = NULL;
	return REACH_OK;
}
