/* hunt: looks for a ClientHello in the midst of another protocol, that is, behind
 * STARTTLS of any protocol, or behind a SOCKS proxy's greetings.
 *
 * Every position of both sides is looked at, over any cuts, up to a limit. */
#ifndef LENCR_OBSERVE_HUNT_H
#define LENCR_OBSERVE_HUNT_H

#include "observe/peek.h"

enum hunted {
	HUNT_MORE,
	HUNT_TLS,       /* a ClientHello begins */
	HUNT_REQUEST,   /* an HTTP request begins */
	HUNT_OVER,      /* not found within the limit */
};

#define HUNT_TAIL 16

/* What was found: octets that came before, and the moment of the first of them. */
struct hunt_prey { uint8_t kept[HUNT_TAIL]; size_t size; struct moment began; };

struct hunt;
/* REQUESTS: HTTP requests are wanted, too, where the turn of a side begins. */
struct hunt *hunt_new(bool requests);
/* When something is found, it consists of PREY and then what is left in *V. */
enum hunted hunt_feed(struct hunt *, bool from_server, struct view *v, struct moment, struct hunt_prey *);
void hunt_gap(struct hunt *, bool from_server);
void hunt_free(struct hunt *);  /* NULL is fine */

#endif
