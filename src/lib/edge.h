/* edge: the insides of the handles of lencr.h, and the one landing point.
 *
 * Every public function that may need memory does its work as a job under
 * edge_run(): errors become codes and text there, and want of memory lands
 * there (base/memory.h). What the job made so far must hang on a handle or on
 * its own fields, so that who called edge_run() can free it. */
#ifndef LENCR_LIB_EDGE_H
#define LENCR_LIB_EDGE_H

#include <lencr.h>

#include "check/check.h"
#include "io/store.h"

/* A trust anchor given by hand. */
struct given_anchor { unsigned long hash; struct view der; };

/* A want of the check and its public face. */
struct asked { struct lencr_want face; const struct want *want; bool open; };

struct lencr_check {
	struct arena *arena;           /* holds this struct, too */
	struct target target;
	struct policy policy;
	struct check_inputs inputs;
	struct given *given[3];        /* by enum lencr_given */
	size_t given_count[3], given_space[3];
	bool anchors_given;
	struct given_anchor *anchors;
	size_t anchor_count, anchor_space;
	bool at_given, broken, settled;
	int64_t at;
	struct check *check;           /* NULL: not begun */
	struct asked **asked;
	size_t asked_count, asked_space;
	/* for the report */
	const char *trust;
	const char **relaxed;
	size_t relaxed_count, relaxed_space;
	/* once settled */
	const struct judgement *judgement;
	struct lencr_finding *findings;
};

struct lencr_fetch {
	struct arena *arena;           /* holds this struct, too */
	struct source *net, *cached, *anchors, *top;
	struct store *store;
	bool offline;
	bool inside;                   /* a source is at work; still so after a call: memory
	                                  ran out in there, and it is torn */
	uint32_t *open;                /* wants of the running check */
	size_t open_count, open_space;
	struct answer answer;          /* on its way from the source to the check */
	int64_t timeout_ms;
	const volatile int *stop;
	const char *trust;
	const char **relaxed;
	size_t relaxed_count, relaxed_space;
};

/* Puts code and text; returns the code. */
enum lencr_code edge_say(struct lencr_error *, enum lencr_code, const char *text);
/* Does WORK(JOB). False from it: the code and the text of the err. */
enum lencr_code edge_run(bool (*work)(void *job, struct err *), void *job, struct lencr_error *);
/* The same for work on CHECK: a broken one is refused, one that runs out of
 * memory is broken from then on. */
enum lencr_code edge_check(struct lencr_check *, bool (*work)(void *job, struct err *), void *job,
	struct lencr_error *);

/* Reads a struct that a program of an earlier or later version has filled: as
 * much as both know over OURS, which holds the defaults. Both begin with their
 * size. ERR_USAGE when _init was not called (less than LEAST) or something is
 * set that is not known here. */
bool edge_read(void *ours, size_t size, size_t least, const void *theirs, const char *name,
	struct err *);
/* Value N of an enumeration of COUNT. */
bool edge_choice(const char *name, int n, int count, struct err *);

/* --- options.c ----------------------------------------------------------- */
bool options_take(struct lencr_check *, const struct lencr_options *, struct err *);
bool fetch_options_read(struct lencr_fetch_options *out, const struct lencr_fetch_options *,
	struct err *);
bool outcome_read(struct lencr_outcome *out, const struct lencr_outcome *, struct err *);

/* --- ask.c --------------------------------------------------------------- */
/* Makes the state machine when there is none yet. */
void ask_begin(struct lencr_check *, int64_t at);
/* The next want that anchors given by hand do not answer. */
const struct want *ask_next(struct lencr_check *);
/* When the check is finished: lays out what the public functions show. */
void ask_settle(struct lencr_check *);

#endif
