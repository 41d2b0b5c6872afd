/* talk_script: what two sides of a connection say, to be fed to a talk whole, octet
 * by octet, or cut anywhere: what is sighted must be the same.
 *
 * Times are microseconds from SCRIPT_ZERO. Client 192.0.2.1:40000, server
 * 198.51.100.7:443 unless set. */
#ifndef LENCR_TESTS_TALK_SCRIPT_H
#define LENCR_TESTS_TALK_SCRIPT_H

#include "base/arena.h"
#include "observe/talk.h"

#define SCRIPT_ZERO INT64_C(1795222000000000)

struct talk_step { bool from_server; int64_t at; struct view bytes; uint64_t gap; };
struct talk_script {
	struct arena *arena;
	struct talk_step *steps;
	size_t count, space;
	unsigned client_port, server_port;
	bool late;                  /* the start was not seen */
	bool turned;                /* and the sides were guessed the wrong way round */
	bool shows;                 /* after every step it is asked for what it has (talk_show) */
	enum talk_end end;
	struct read_limits limits;
	struct input_report report; /* of the latest run */
	uint64_t fed;               /* octets that were fed before nobody wanted more */
};

void script_init(struct talk_script *, struct arena *);
void script_say(struct talk_script *, bool from_server, int64_t at, struct view);
void script_text(struct talk_script *, bool from_server, int64_t at, const char *text);
void script_gap(struct talk_script *, bool from_server, int64_t at, uint64_t size);

/* How steps are cut. */
enum script_cut { CUT_NOT, CUT_OCTETS, CUT_RANDOM, CUT_ONCE };
/* The sightings as text (sight_text.h), in the arena. N: seed of RANDOM; the octet
 * before which ONCE cuts. Aborts when memory stays counted after the end. */
const char *script_run(struct talk_script *, enum script_cut, unsigned n);
/* Cuts in all ways; aborts, with both texts on stderr, where one differs. */
const char *script_see(struct talk_script *);

#endif
