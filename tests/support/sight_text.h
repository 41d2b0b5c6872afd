/* sight_text: sightings as lines of text, everything in them, so that tests can
 * compare and people look.
 *
 *	tests/support/sightings CAPTURE…     what is in captures, line by line */
#ifndef LENCR_TESTS_SIGHT_TEXT_H
#define LENCR_TESTS_SIGHT_TEXT_H

#include "base/str.h"
#include "observe/sighting.h"

/* A sink that writes a line for each sighting; `out` must have been str_init'ed. */
struct sight_text {
	struct sight_sink sink;
	struct str out;
	int64_t zero;               /* times are told in microseconds from here */
};
void sight_text_init(struct sight_text *);
void sight_text_clear(struct sight_text *);

#endif
