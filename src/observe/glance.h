/* glance: what a look at a line's bytes tells of it, so that it may stay unread.
 *
 * Nearly all lines of a log are connections and questions that can be no more
 * than possible causes, and nearly all of those lie in no contact's window. A
 * reader that can tell so much of a line cheaply asks the sink first; a sink
 * that takes it keeps the line's bytes and has it read only when a contact asks
 * for its machine and time. What the reader then makes of the line is what it
 * would have made of it at once: the glance decides when, never what.
 *
 * A reader must not glance at a line that tells more than such a sighting: of a
 * certificate, a process, a task. What a sink wants to have at once is its own
 * affair: it refuses the glance. */
#ifndef LENCR_OBSERVE_GLANCE_H
#define LENCR_OBSERVE_GLANCE_H

#include "observe/sighting.h"

enum glance_kind {
	GLANCE_BARE,        /* a connection, nothing known of what it carries */
	GLANCE_TLS,         /* a handshake or a tunnel */
	GLANCE_QUESTION,    /* about a name */
	GLANCE_REQUEST,     /* over HTTP, to the server itself, or a body of one: no cause of anything */
};

/* Reads a line that was kept. Who holds one calls reread_drop() in the end. */
struct reread {
	/* Hands over what the line tells; false: it can not be read after all. */
	bool (*read)(struct reread *, struct view line, uint64_t place, struct sight_sink *);
	void (*free)(struct reread *);
	size_t holders;
};
void reread_hold(struct reread *);
void reread_drop(struct reread *);  /* NULL is fine; the last one frees it */

struct glance {
	enum glance_kind kind;
	int64_t at;                 /* as the sighting would have it */
	int64_t opened_at;          /* or SIGHT_NEVER */
	struct endpoint client, server;
	uint8_t client_mac[6]; bool client_mac_known;
	bool udp;                   /* BARE */
	bool failed;                /* QUESTION: blocked, or answered with an error */
	unsigned type;              /* QUESTION: as in struct sight_dns */
	struct view name;           /* server name, question, or host asked for, without a port; size 0: none */
	const struct endpoint *addresses; size_t address_count;    /* of the answer */
	uint64_t connection;        /* as in the sighting */
	unsigned input, group;
	uint64_t place;
	struct view line;           /* for BY, as it stands or packed; lives until the sink returns */
	struct reread *by;
};

static inline void glance_init(struct glance *g, enum glance_kind kind)
{
	*g = (struct glance){ .kind = kind, .at = SIGHT_NEVER, .opened_at = SIGHT_NEVER };
}

#endif
