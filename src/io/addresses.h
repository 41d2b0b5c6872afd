/* addresses: every address that a tls:// want could be sent to.
 *
 * A connection takes the first address that answers. Who wants to know of all
 * of them asks here first, and then makes one want an address (address= in
 * the URL, see base/source.h). Names are looked up by getaddrinfo in threads,
 * many at the same time. */
#ifndef LENCR_IO_ADDRESSES_H
#define LENCR_IO_ADDRESSES_H

#include "base/arena.h"
#include "io/net.h"

/* Of one name; more are left out. No real service has so many. */
#define ADDRESSES_MOST 64
#define ADDRESSES_ZONE_MOST 32

/* Numeric texts, link-local ones with their zone; IPv4 before IPv6, then by
 * their octets, each once. None: the name has no address, or no answer came in
 * time; a connection then says which. CUT: there were more than the ceiling. */
struct addresses { const char **list; size_t count; bool cut; };

/* OUT has COUNT elements, one a host (NULL: nothing is looked up). Looked up is
 * what would be connected to: the host, CONNECT (HOST:PORT) instead when that
 * is not NULL, or the via of NET. Of NET, only_v4, only_v6 (of names, not of
 * addresses that were written) and offline (nothing is looked up) matter, too.
 * Look-ups are given up on when none came to an end for WAIT_MS, or when *STOP
 * (may be NULL) is not zero; their threads end by themselves later. */
void addresses_find(struct arena *, const struct net_options *, const char *const *hosts,
	size_t count, const char *connect, unsigned threads, int wait_ms, const volatile int *stop,
	struct addresses *out);

/* The zone of an IPv6 address (RFC 4007): a name of an interface or a number. */
bool address_zone_is_fine(const char *zone);

#endif
