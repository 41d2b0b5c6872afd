/* crl_sweep: all shards of a CA, seen together.
 *
 * Each answer is looked at once and let go; kept of it are its row and 24
 * octets an entry, so that serials in two shards are found. */
#ifndef LENCR_CHECK_CRL_SWEEP_H
#define LENCR_CHECK_CRL_SWEEP_H

#include "base/source.h"
#include "check/crl_lint.h"

enum sweep_state {
	SWEEP_OK,
	SWEEP_WRONG,        /* a list, but rules of crl_lint.h fail */
	SWEEP_MALFORMED,    /* something else than a CRL */
	SWEEP_MISSING,      /* the server says that there is none (404, 410) */
	SWEEP_UNREACHED,
};
const char *sweep_state_word(enum sweep_state); /* ok wrong malformed missing unreached */

struct sweep_row {
	size_t index;                   /* from 0, in the order of asking */
	unsigned long shard;            /* the number in the URL, or 0 */
	const char *url;
	enum sweep_state state;
	enum reach reach;
	int http_status;
	const char *problem;            /* one line, safe; NULL */
	uint64_t bytes, entries;
	int64_t this_update, next_update; /* WHEN_NONE */
	struct view number;
	const char *issuer;             /* safe text of the list's issuer */
	const char *signed_by;          /* NULL: not verified */
	size_t warnings;
};

struct sweep_double { struct view serial; unsigned long shards[2]; };

struct sweep;
struct sweep *sweep_new(struct arena *, struct cert *const *issuers, size_t issuer_count,
	int64_t at);
void sweep_free(struct sweep *);
/* SHARD as in the URL. The row lives in the arena. */
const struct sweep_row *sweep_add(struct sweep *, const char *url, unsigned long shard,
	const struct outcome *);

struct sweep_sum {
	size_t asked;                   /* how many were to be fetched: the caller's */
	size_t rows, states[SWEEP_UNREACHED + 1], warned;
	uint64_t entries, bytes;
	int64_t oldest, newest;         /* thisUpdate; WHEN_NONE */
	size_t doubles;                 /* serials that stand in more than one shard */
	struct sweep_double *list; size_t count; /* the first of them */
	size_t issuers;                 /* how many different issuers */
	bool cut;                       /* too many entries to look for doubles in all of them */
};
/* Where a serial stands, after sweep_end: up to MAX shards; how many there are. */
size_t sweep_find(const struct sweep *, struct view serial, unsigned long *shards, size_t max);
void sweep_end(struct sweep *, struct sweep_sum *out);

#endif
