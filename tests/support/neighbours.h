/* neighbours: traffic of several clients within milliseconds of each other, of one
 * truth, as captures and logs tell of it. For tests.
 *
 * Each client asks for its own site's name, opens a connection, is shown its site's
 * certificate, asks for the name of the list or of the OCSP service, and fetches.
 * Which parts of several clients come in which order is drawn by SEED; within a
 * client the order is that of a real visit. */
#ifndef LENCR_TESTS_NEIGHBOURS_H
#define LENCR_TESTS_NEIGHBOURS_H

#include "base/arena.h"
#include "base/view.h"

#define NEIGHBOURS_MAX 8
#define NEIGHBOURS_START INT64_C(1782864000)    /* 2026-07-01T00:00:00Z, seconds */

enum neighbours_form { AS_EVENTS, AS_EVENTS_FACTS, AS_EVE, AS_ZEEK, AS_ZEEK_JSON, AS_CAPTURE, NEIGHBOURS_FORMS };

/* Times are microseconds from the start. */
struct neighbour {
	bool there;                 /* is told of; the others keep their times */
	bool asks;                  /* for the lencr.org name; else it has it in its cache */
	bool ocsp;                  /* what it fetches */
	bool only_asks;             /* for both names, and connects to nothing */
	const char *address, *resolver, *site, *server, *edge;
	unsigned port;              /* of its first connection, its question, its second connection: +1, +2 */
	char serial[37];
	const char *host, *path;    /* of the fetch */
	int64_t site_asked, opened, hello, cert, flight, asked, answered, fetch_opened, fetched, done, finished;
	struct view der;
	unsigned mac;               /* last octet; 0: not told */
};

struct neighbours {
	struct arena *a;
	size_t count;
	struct neighbour all[NEIGHBOURS_MAX];
	bool numbered;              /* the log has connection numbers, where it may lack them */
	bool flow_start;            /* EVE: with the flow's start */
	unsigned line_seed;         /* 0: lines in the order of their writing; else shuffled (events) */
};

/* ONE_ADDRESS: they are programs of one machine, or machines behind one address. */
void neighbours_draw(struct neighbours *, struct arena *, unsigned seed, size_t count, bool one_address);
struct view neighbours_tell(const struct neighbours *, enum neighbours_form);
const char *neighbours_form_word(enum neighbours_form);

#endif
