/* rulings: how an object stands to a numbered list of rules.
 *
 * Not findings: nothing here enters a verdict. A rule that does not apply, or
 * for which something is missing (an issuer, a URL), is skipped. */
#ifndef LENCR_KNOWN_RULINGS_H
#define LENCR_KNOWN_RULINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/words.h"

enum ruled { RULED_HOLDS, RULED_BROKEN, RULED_SKIPPED };
const char *ruled_word(enum ruled);   /* holds broken skipped */

struct ruling {
	const char *rule;         /* "C07" */
	const char *title;        /* what it asks, one line */
	const char *source;       /* where that stands */
	enum ruled result;
	enum severity severity;   /* of a broken one */
	const char *detail;       /* one line, safe; NULL: none */
};

struct rulings {
	struct arena *arena;
	struct ruling *list;      /* one a rule, in the order of the rules */
	size_t count;
};

struct rule_row { const char *rule, *title, *source; };
/* All rules of the table, skipped. */
void rulings_init(struct rulings *, struct arena *, const struct rule_row *, size_t count);
/* RULE holds, unless it is broken already. */
void rulings_hold(struct rulings *, const char *rule);
/* RULE is broken. Of several the gravest is kept, details add up. */
void rulings_break(struct rulings *, const char *rule, enum severity, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* RULE holds if GOOD, else it is broken with that detail. */
void rulings_say(struct rulings *, const char *rule, bool good, enum severity,
	const char *format, ...) __attribute__((format(printf, 5, 6)));
/* A remark on a rule, whatever its result. */
void rulings_note(struct rulings *, const char *rule, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

size_t rulings_count(const struct rulings *, enum severity); /* broken ones */
const struct ruling *rulings_find(const struct rulings *, const char *rule);

#endif
