/* world_run: the pieces of the world runner.
 *
 * A world is issued into memory, each of its sites is checked over it, and
 * what comes out is compared with what the world says must come out. */
#ifndef LENCR_TESTS_WORLD_RUN_H
#define LENCR_TESTS_WORLD_RUN_H

#include "base/str.h"
#include "check/check.h"
#include "lab/lab.h"

/* One site made ready to be checked, any number of times. */
struct trial {
	struct lab *lab;
	const struct lab_site *site;
	struct arena *arena;        /* target and policy live here */
	struct target target;
	struct policy policy;
	struct check_inputs inputs;
	int64_t at;
	bool no_anchors;            /* --trust none */
	/* May alter what a want is answered; NULL: nobody does. */
	void (*change)(void *changer, const struct want *, struct outcome *);
	void *changer;
};

/* The target and the policy before options: needs lab, site and arena. */
void trial_aim(struct trial *);

/* From the site's `check` lines; false: *WHY names an option that the runner
 * does not know. */
bool trial_options(struct trial *, const char **why);

/* In which order answers are supplied. */
enum order { ORDER_ASKED, ORDER_REVERSED, ORDER_SHUFFLED };

/* What a check asked of the world: removing each in turn is a test. */
struct asked { char **urls; size_t count, space; };

/* Runs the site's check with answers in ORDER. WITHOUT: the answer to the
 * want number WITHOUT is replaced by a time-out (SIZE_MAX: none is). ASKED may
 * be NULL. The check lives in ARENA. */
struct check *trial_run(struct trial *, struct arena *arena, enum order order, unsigned seed,
	size_t without, struct asked *asked);

/* Everything a report could say, as text: equal judgements give equal texts. */
void dump_check(struct str *, struct check *);
/* The JSON of `lencr check`. */
void dump_json(struct str *, struct check *);

#endif
