/* unread_pair: the same logs to two correlators: one that lets lines wait unread,
 * and one behind a sink that knows no glances. What they find must be the same. */
#ifndef LENCR_TESTS_UNREAD_PAIR_H
#define LENCR_TESTS_UNREAD_PAIR_H

#include "observe/correlate.h"
#include "observe/reader.h"

#define PAIR_INPUTS 16

struct pair_input { const struct reader *reader; const char *name; struct view bytes; };

/* One way's result; freed by pair_told_free. */
struct pair_told {
	struct arena *a;
	struct correlate *k;
	const struct contacts *found;
	struct input_report reports[PAIR_INPUTS];
	size_t count;
};
/* Reads all in their order, numbered from 0. */
void pair_tell(const struct pair_input *, size_t count, const struct correlate_options *, bool unread,
	struct pair_told *out);
/* The why document in a format; freed with free(). */
char *pair_text(const struct pair_told *, const char *format);
void pair_told_free(struct pair_told *);

#endif
