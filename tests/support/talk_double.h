/* talk_double: a conversation layer that writes down what it is fed, in place of
 * the one of observe/talk.h, for tests of what lies below it. Linked in, it is
 * taken instead of the real one. The sink of the reading must be that of a
 * struct heard.
 *
 * A gap of 7 bytes stands in a side's text as "<7>". */
#ifndef LENCR_TESTS_TALK_DOUBLE_H
#define LENCR_TESTS_TALK_DOUBLE_H

#include "base/arena.h"
#include "base/str.h"
#include "observe/talk.h"

#define HEARD_MAX 256   /* talks, connects; more are only counted */

struct heard_talk {
	struct talk_about about;
	struct str side[2];         /* of the client, of the server */
	uint64_t position[2];       /* bytes and gaps of a side so far */
	int begin[2];               /* for FED's own use; -1 at first */
	size_t fed, gap_count;
	int64_t last_at;
	uint64_t last_place;
	unsigned shown;
	bool ended, freed;
	enum talk_end end;
};

struct heard_connect { struct sighting sighting; struct sight_connect connect; };

struct heard {
	struct sight_sink sink;     /* first: it is how we are found */
	size_t enough;              /* bytes after which a talk needs no more; 0: never */
	bool sighted, swapped, waits;   /* what talks answer */
	size_t hold;                /* bytes each talk claims to buffer */
	/* Called before bytes are written down, where it is set. */
	void (*fed)(struct heard_talk *, bool from_server, struct view);
	bool keep_nothing;          /* count only: for large inputs */
	struct heard_talk talks[HEARD_MAX];
	size_t talk_count, live;
	struct heard_connect connects[HEARD_MAX];
	size_t connect_count;
	size_t dns_count, quic_count;
	struct talk_about dns_about, quic_about;    /* of the latest */
	bool dns_from_server;
	uint64_t bytes;
};

void heard_init(struct heard *);
void heard_clear(struct heard *);

#endif
