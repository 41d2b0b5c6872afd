/* via: "send everything there instead", as curl's --connect-to does.
 *
 * ADDR:PORT, NAME:PORT or [V6]:PORT, or several of them divided by commas
 * that share one port: then they are the several addresses of one host, tried
 * as any host's are (a dead one costs a moment). Only addresses, not names,
 * may stand in a list. */
#ifndef LENCR_IO_VIA_H
#define LENCR_IO_VIA_H

#include <curl/curl.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/err.h"

struct via {
	struct curl_slist *connect_to; /* for CURLOPT_CONNECT_TO; owned */
	struct curl_slist *resolve;    /* for CURLOPT_RESOLVE, or NULL; owned */
	bool is_name;                  /* one NAME:PORT: resolved as any name */
	unsigned port;
	struct via_address { int family; unsigned char bytes[16]; } *addresses; /* owned */
	size_t address_count;
};
/* KIND makes the invented name of a list unique ("http", "tls"). */
bool via_read(const char *text, const char *kind, struct via *out, struct err *);
void via_clear(struct via *);
/* Whether this is the port, and one of the addresses, that were named. */
bool via_has(const struct via *, const struct sockaddr *);

#endif
