/* peek: what the parts of one talk share: whose connection it is, what they may
 * hold in memory, how a sighting leaves.
 *
 * Every octet of traffic that is kept for later stands in a hold and is counted
 * twice: against the connection and against all of them together. */
#ifndef LENCR_OBSERVE_PEEK_H
#define LENCR_OBSERVE_PEEK_H

#include "observe/talk.h"

struct peek {
	struct talk_about about;    /* as given, not turned round */
	bool swapped;               /* the client is about.server */
	bool sighted;
	size_t own;                 /* held by this connection, bodies left out */
};

/* A growing piece of traffic, zeroed to begin with. BODY: counts against
 * read_limits.body_bytes in place of flow_bytes. */
struct hold {
	uint8_t *data;
	size_t size, space;
	bool body;
};

/* False: over a limit; nothing was added, and what is refused is counted in the
 * report's bytes_dropped. */
bool hold_put(struct peek *, struct hold *, struct view);
void hold_cut(struct hold *, size_t from_front);    /* the memory stays */
void hold_clear(struct peek *, struct hold *);      /* gives the memory back */
struct view hold_view(const struct hold *);

/* Where bytes came from: when, and in which packet. */
struct moment { int64_t at; uint64_t place; };

/* A sighting of this connection that began at FROM, addresses filled in. */
void peek_sighting(const struct peek *, enum sighting_kind, struct moment from, struct sighting *out);
/* Hands it over. */
void peek_see(struct peek *, const struct sighting *);
/* Bytes that were meant for us and were no good. */
void peek_malformed(struct peek *);

/* The server's endpoint by roles, after any turning round. */
const struct endpoint *peek_server(const struct peek *);

#endif
