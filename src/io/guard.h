/* guard: which URLs from certificates are followed, and to which addresses.
 *
 * A URL in a certificate was chosen by whoever wrote the certificate, so it
 * must not become a way into the network of whoever checks it. The URL is
 * judged as text, before anything is sent; the address is judged when the
 * socket is opened, on the very sockaddr that is about to be used, so a name
 * that resolves differently the second time gains nothing. The user's own
 * TLS target is not guarded. */
#ifndef LENCR_IO_GUARD_H
#define LENCR_IO_GUARD_H

#include <curl/curl.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "io/net.h"

/* What the user relaxed; all zero: nothing. Points to the caller's arrays. */
struct guard {
	const struct cidr *allow_private; size_t allow_private_count;
	const unsigned *allow_ports; size_t allow_port_count;
	bool allow_https;
};

struct guarded {
	CURLU *parsed;  /* what is to be fetched; owned by the arena */
	char *host;     /* lower case, in the arena */
	unsigned port;
	bool https;
};

/* REACH_OK: http (https only when allowed), a DNS name for a host (no address
 * in any spelling, no localhost), port 80 (443 of https) or an allowed one, no
 * user, no fragment, at most URL_MAX bytes of 0x21 to 0x7e, and libcurl's
 * parser reads the same parts as base/url does. Otherwise URL_REFUSED,
 * SCHEME_REFUSED or PORT_REFUSED and *WHY says it in a few words (safe text,
 * in the arena). */
enum reach guard_url(const struct guard *, struct arena *, const char *url,
	struct guarded *out, const char **why);

/* REACH_OK: globally routable unicast, or in an allowed range. Everything in
 * IANA's special-purpose registries (2025-10) is refused, also the few blocks
 * there that are marked globally reachable (AS112, AMT, ORCHID): no CA is
 * there. 6to4, Teredo, NAT64 (64:ff9b::/96, 64:ff9b:1::/48) and mapped
 * addresses are judged by the IPv4 address inside. REACH_SINKHOLED: 0.0.0.0,
 * :: and loopback, the usual answers of block lists. REACH_ADDRESS_REFUSED:
 * the rest. *WHY then names the address, its kind and the remedy. */
enum reach guard_address(const struct guard *, struct arena *, const struct sockaddr *,
	const char **why);

/* "192.0.2.1" or "2001:db8::1", in the arena; "an address of an unknown kind". */
char *guard_address_text(struct arena *, const struct sockaddr *);

#endif
