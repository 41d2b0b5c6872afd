/* run: drives checks over a source.
 *
 * Several targets at a time; the same object is asked for once a run, whoever
 * wants it (the outcome is shared); results come out in input order; one bad
 * target never stops the others. */
#ifndef LENCR_CHECK_RUN_H
#define LENCR_CHECK_RUN_H

#include "check/check.h"

struct run_options {
	unsigned jobs;                 /* targets in flight */
	int64_t timeout_ms;            /* whole target */
	int64_t (*clock_ms)(void *);   /* monotonic, for timeouts; NULL: none */
	const volatile int *stop;      /* becomes non-zero: finish what is there, or NULL */
	void *context;                 /* for the callbacks */
	/* Once per finished target, in input order. */
	void (*finished)(void *context, size_t index, struct check *);
	/* Whatever a check is supplied with, before it sees it. May be NULL. */
	void (*supplied)(void *context, size_t index, const struct want *, const struct outcome *);
	/* Now and then: for a progress line. DONE are finished, if not yet reported.
	 * May be NULL. */
	void (*progress)(void *context, size_t done, size_t total, size_t open_wants);
};
/* MAKE creates the check of target INDEX in the arena given to it (the arena
 * is freed after `finished`). False: the source broke, *err says how. */
bool run_checks(struct source *, size_t count,
	struct check *(*make)(void *context, size_t index, struct arena *),
	const struct run_options *, struct err *);

#endif
