#include "io/guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/str.h"

/* IANA IPv4 and IPv6 Special-Purpose Address Registries, and what is neither
 * unicast nor assigned. The first row that matches speaks. */
struct special {
	const char *range, *what;
	bool sinkhole;
};

static const struct special four[] = {
	{ "0.0.0.0/32", "the unspecified address, as block lists answer", true },
	{ "127.0.0.0/8", "loopback, as block lists answer", true },
	{ "0.0.0.0/8", "\"this network\" (RFC 791)", false },
	{ "10.0.0.0/8", "a private address (RFC 1918)", false },
	{ "172.16.0.0/12", "a private address (RFC 1918)", false },
	{ "192.168.0.0/16", "a private address (RFC 1918)", false },
	{ "100.64.0.0/10", "shared address space: carrier NAT (RFC 6598) or Tailscale", false },
	{ "169.254.0.0/16", "a link-local address (RFC 3927), also of cloud metadata", false },
	{ "192.0.0.0/24", "reserved for protocols (RFC 6890)", false },
	{ "192.0.2.0/24", "a documentation address (RFC 5737)", false },
	{ "192.31.196.0/24", "AS112 anycast (RFC 7535)", false },
	{ "192.52.193.0/24", "AMT anycast (RFC 7450)", false },
	{ "192.88.99.0/24", "the deprecated 6to4 relay (RFC 7526)", false },
	{ "192.175.48.0/24", "AS112 anycast (RFC 7534)", false },
	{ "198.18.0.0/15", "benchmarking space (RFC 2544): a fake-IP resolver of a proxy", false },
	{ "198.51.100.0/24", "a documentation address (RFC 5737)", false },
	{ "203.0.113.0/24", "a documentation address (RFC 5737)", false },
	{ "224.0.0.0/4", "a multicast address", false },
	{ "255.255.255.255/32", "the broadcast address", false },
	{ "240.0.0.0/4", "reserved (RFC 1112)", false },
};

static const struct special six[] = {
	{ "::/128", "the unspecified address, as block lists answer", true },
	{ "::1/128", "loopback, as block lists answer", true },
	{ "::/96", "an IPv4-compatible address (deprecated)", false },
	{ "64:ff9b:1::/48", "local NAT64 (RFC 8215) of", false },
	{ "100::/64", "the discard prefix (RFC 6666)", false },
	{ "100:0:0:1::/64", "the dummy prefix (RFC 9780)", false },
	{ "2001:1::/32", "anycast for protocols (RFC 7723, RFC 8155)", false },
	{ "2001:2::/48", "benchmarking space (RFC 5180)", false },
	{ "2001:3::/32", "AMT anycast (RFC 7450)", false },
	{ "2001:4:112::/48", "AS112 anycast (RFC 7535)", false },
	{ "2001:10::/28", "ORCHID (RFC 4843)", false },
	{ "2001:20::/28", "ORCHIDv2 (RFC 7343)", false },
	{ "2001:30::/28", "a drone identifier (RFC 9374)", false },
	{ "2001:db8::/32", "a documentation address (RFC 3849)", false },
	{ "2001::/23", "reserved for protocols (RFC 2928)", false },
	{ "2620:4f:8000::/48", "AS112 anycast (RFC 7534)", false },
	{ "3fff::/20", "a documentation address (RFC 9637)", false },
	{ "5f00::/16", "segment routing identifiers (RFC 9602)", false },
	{ "fc00::/7", "a private address (RFC 4193)", false },
	{ "fe80::/10", "a link-local address (RFC 4291)", false },
	{ "fec0::/10", "a site-local address (deprecated)", false },
	{ "ff00::/8", "a multicast address", false },
};

bool cidr_read(const char *text, struct cidr *out)
{
	char address[INET6_ADDRSTRLEN];
	const char *slash = strchr(text, '/');
	size_t size = slash == NULL ? strlen(text) : (size_t)(slash - text);
	unsigned long bits;

	*out = (struct cidr){ 0 };
	if (size == 0 || size >= sizeof address)
		return false;
	memcpy(address, text, size);
	address[size] = '\0';
	out->v6 = strchr(address, ':') != NULL;
	bits = out->v6 ? 128 : 32;
	if (inet_pton(out->v6 ? AF_INET6 : AF_INET, address, out->address) != 1 ||
		(slash != NULL && (strlen(slash + 1) > 3 || !str_number(slash + 1, bits, &bits)))) {
		*out = (struct cidr){ 0 };
		return false;
	}
	out->bits = (unsigned)bits;
	return true;
}

static bool cidr_has(const struct cidr *c, const uint8_t *address, bool v6)
{
	unsigned whole = c->bits / 8, rest = c->bits % 8;

	if (c->v6 != v6 || memcmp(c->address, address, whole) != 0)
		return false;
	return rest == 0 || ((c->address[whole] ^ address[whole]) >> (8 - rest)) == 0;
}

static bool range_has(const char *range, const uint8_t *address, bool v6)
{
	struct cidr c;

	return cidr_read(range, &c) && cidr_has(&c, address, v6);
}

static bool is_allowed(const struct guard *g, const uint8_t *address, bool v6)
{
	for (size_t i = 0; i < g->allow_private_count; i++)
		if (cidr_has(&g->allow_private[i], address, v6))
			return true;
	return false;
}

static const struct special *find_special(const struct special *rows, size_t count,
	const uint8_t *address, bool v6)
{
	for (size_t i = 0; i < count; i++)
		if (range_has(rows[i].range, address, v6))
			return &rows[i];
	return NULL;
}

static const struct special *judge_four(const struct guard *g, const uint8_t address[4])
{
	if (is_allowed(g, address, false))
		return NULL;
	return find_special(four, sizeof four / sizeof *four, address, false);
}

static bool all_zero(const uint8_t *bytes, size_t size)
{
	while (size > 0 && bytes[size - 1] == 0)
		size--;
	return size == 0;
}

/* RFC 6052 section 2.2: where the IPv4 address lies depends on the length of
 * the operator's prefix, which we do not know. Every reading that is possible
 * must be harmless. */
static const struct special *judge_local_nat64(const struct guard *g, const uint8_t b[16])
{
	static const uint8_t places[][4] = { { 9, 10, 11, 12 }, { 7, 9, 10, 11 }, { 6, 7, 9, 10 } };
	const struct special *bad = all_zero(b + 12, 4) ? NULL : judge_four(g, b + 12);
	bool any = !all_zero(b + 12, 4);

	for (size_t i = 0; i < sizeof places / sizeof *places && bad == NULL; i++) {
		uint8_t inside[4];
		size_t last = places[i][3];

		for (size_t k = 0; k < 4; k++)
			inside[k] = b[places[i][k]];
		if (b[8] != 0 || b[last] == 0 || !all_zero(b + last + 1, 15 - last))
			continue;
		any = true;
		bad = judge_four(g, inside);
	}
	return any || bad != NULL ? bad : find_special(six, sizeof six / sizeof *six, b, true);
}

/* *INSIDE: judged by an IPv4 address that the IPv6 address carries. */
static const struct special *judge_six(const struct guard *g, const uint8_t b[16], bool *inside)
{
	static const struct special unassigned = { "", "outside of global unicast (2000::/3)", false };
	const struct special *found;
	uint8_t client[4];

	*inside = true;
	if (is_allowed(g, b, true))
		return NULL;
	if (range_has("::ffff:0:0/96", b, true) || range_has("64:ff9b::/96", b, true))
		return judge_four(g, b + 12);
	if (range_has("2002::/16", b, true))
		return judge_four(g, b + 2);
	if (range_has("64:ff9b:1::/48", b, true))
		return judge_local_nat64(g, b);
	if (range_has("2001::/32", b, true)) {
		/* Teredo: the server's address plain, the client's inverted (RFC 4380) */
		for (size_t i = 0; i < 4; i++)
			client[i] = (uint8_t)(b[12 + i] ^ 0xff);
		found = judge_four(g, b + 4);
		return found != NULL ? found : judge_four(g, client);
	}
	*inside = false;
	found = find_special(six, sizeof six / sizeof *six, b, true);
	return found != NULL ? found : range_has("2000::/3", b, true) ? NULL : &unassigned;
}

char *guard_address_text(struct arena *a, const struct sockaddr *at)
{
	char text[INET6_ADDRSTRLEN];
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (at->sa_family == AF_INET) {
		memcpy(&v4, at, sizeof v4);
		inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
	} else if (at->sa_family == AF_INET6) {
		memcpy(&v6, at, sizeof v6);
		inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
	} else {
		return arena_text(a, "an address of an unknown kind");
	}
	return arena_text(a, text);
}

enum reach guard_address(const struct guard *g, struct arena *a, const struct sockaddr *at,
	const char **why)
{
	const char *text = guard_address_text(a, at);
	const struct special *found;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	bool inside = false;

	*why = NULL;
	if (at->sa_family == AF_INET) {
		memcpy(&v4, at, sizeof v4);
		found = judge_four(g, (const uint8_t *)&v4.sin_addr);
	} else if (at->sa_family == AF_INET6) {
		memcpy(&v6, at, sizeof v6);
		found = judge_six(g, v6.sin6_addr.s6_addr, &inside);
	} else {
		*why = text;
		return REACH_ADDRESS_REFUSED;
	}
	if (found == NULL)
		return REACH_OK;
	*why = arena_format(a, "%s is %s%s; --allow-private %s/%d lets it pass", text,
		inside ? "an IPv6 form of " : "", found->what, text,
		at->sa_family == AF_INET ? 32 : 128);
	return found->sinkhole ? REACH_SINKHOLED : REACH_ADDRESS_REFUSED;
}
