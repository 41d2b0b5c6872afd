/* host: what people write for a TLS server, made into a target of a check.
 *
 * Shared by the library and the tool; nothing is looked up or connected to. */
#ifndef LENCR_LIB_HOST_H
#define LENCR_LIB_HOST_H

#include "check/check.h"

/* How the server is to be reached; texts may be NULL. */
struct host_options {
	unsigned default_port;    /* where none is written; 0: 443 */
	const char *connect;      /* HOST:PORT to connect to instead */
	const char *sni;          /* server name to ask for */
	const char *key;          /* "rsa" or "ecdsa" */
	const char *starttls;     /* a protocol to be asked for TLS */
};

/* TEXT is HOST, HOST:PORT, [V6]:PORT, a bare IPv6 address or an https URL;
 * names may be internationalised, IPv6 addresses may have a zone
 * ("fe80::1%eth0"). Fills OUT, whose `input` is TEXT itself, with a TARGET_HOST
 * or, when TEXT is none of these, a TARGET_BAD whose problem says why. All else
 * lives in the arena. */
void host_read(struct arena *, const char *text, const struct host_options *, struct target *out);
/* The same TARGET_HOST at one ADDRESS (a numeric text with or without a zone)
 * of those it has. */
void host_at(struct arena *, const struct target *, const char *address, struct target *out);

#endif
