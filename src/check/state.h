/* state: the insides of a check, shared by its phases; nobody else's business.
 *
 * A check works in rounds: a phase asks for whatever it can name now, all
 * answers of the round are collected, and only then looked at, in the order of
 * asking. So neither what is asked nor anything in the report can depend on
 * the order in which answers arrive. */
#ifndef LENCR_CHECK_STATE_H
#define LENCR_CHECK_STATE_H

#include "check/check.h"

enum phase { PHASE_ACQUIRE, PHASE_EXPAND, PHASE_GATHER, PHASE_JUDGE, PHASE_DONE };

struct ask {
	struct want want;            /* want.id is the index of the ask */
	struct evidence *evidence;   /* NULL for anchors */
	uint32_t cert, issuer;       /* for whom it was asked first (graph ids), or NO_CERT */
	bool handed;                 /* came out of check_next */
	bool answered;
	struct outcome outcome;      /* until it was looked at */
};

/* What EXPAND remembers of a certificate. */
struct cert_state {
	unsigned depth;              /* fetched issuers between it and the target's own */
	bool relevant;               /* on a way up from the leaf whose signatures verify */
	bool anchors_asked, issuers_asked;
};

/* A link on paths that verify, as GATHER sees it. */
struct gather_link {
	const struct path *path;
	size_t at;                   /* index of the subject in the path */
	struct link link;            /* as last judged */
};

/* A Date header, for the comparison of clocks. */
struct clock_sight { const char *host; int64_t ahead; };

struct check {
	struct arena *arena;
	const struct target *target;
	const struct policy *policy;
	const struct check_inputs *inputs;
	enum phase phase;
	bool stopped;

	struct ask **asks;
	size_t ask_count, ask_space;
	size_t handed;               /* asks before this one were handed out or need not be */
	size_t processed;            /* asks before this one were looked at */
	size_t open;                 /* not yet answered */
	size_t fetches;

	struct evidence_list evidence;
	struct findings found;
	struct facts facts;
	struct handshake *handshake;
	uint32_t *presented;
	size_t presented_count, presented_space;

	struct cert_state *certs;
	size_t cert_space;

	struct paths *paths;
	struct gather_link *links;
	size_t link_count, link_space;

	struct clock_sight *sights;
	size_t sight_count, sight_space;

	struct judgement *judgement;
	struct vouch *vouches;
	size_t vouch_count, vouch_space, vouch_next;
};

/* --- asks.c --------------------------------------------------------------
 * Each want is asked once a check; asking again gives the same ask. *FRESH
 * (may be NULL) tells whether it is new. All but anchors have a record in the
 * evidence from the start. Wants that are against the policy or over a ceiling
 * are answered at once with the reason. */
struct ask *asks_put(struct check *, const struct want *, bool *fresh);
/* Asks once more, past the cache, for what came from the cache and did not
 * verify; the new answer takes the place of the old one. False: it did not come
 * from the cache, must not be asked for, or was asked for already. */
bool asks_renew(struct check *, const struct ask *);
/* Looks at all answers of the round, in the order of asking. */
void asks_process(struct check *);

/* --- acquire.c, expand.c, gather.c ---------------------------------------
 * Each step looks at what it has and asks for more; false: nothing is left
 * for this phase to do. The _take functions read one answer. */
bool acquire_step(struct check *);
void acquire_take(struct check *, struct ask *);
bool expand_step(struct check *);
void expand_take_anchor(struct check *, struct ask *);
void expand_take_issuer(struct check *, struct ask *);
struct cert_state *expand_state(struct check *, uint32_t cert);
void gather_begin(struct check *);
bool gather_step(struct check *);
void gather_take(struct check *, struct ask *);

/* --- reach.c -------------------------------------------------------------
 * Says why an attempt failed and what to do about it. */
void reach_note(struct check *, const struct ask *, const struct outcome *);
/* What is odd about an answer that came: content type, age, origin. */
void reach_note_answer(struct check *, const struct ask *, const struct outcome *);
/* Remembers the Date of an answer; then says whether our clock is wrong. */
void reach_see_clock(struct check *, const struct ask *, const struct outcome *);
void reach_note_clock(struct check *);

/* --- known.c: what needs the catalog ------------------------------------- */
void known_facts(struct check *);
void known_notes(struct check *);
void known_remedies(struct check *);

/* --- scts.c ------------------------------------------------------------------ */
void scts_note(struct check *);

/* --- vouch.c ------------------------------------------------------------- */
void vouch_all(struct check *);

#endif
