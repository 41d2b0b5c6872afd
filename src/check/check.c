#include "check/check.h"

#include <string.h>

#include "base/when.h"
#include "check/state.h"

static const struct check_inputs no_inputs;

struct check *check_new(struct arena *arena, const struct target *target,
	const struct policy *policy, const struct check_inputs *inputs, int64_t at)
{
	struct check *c = arena_take(arena, sizeof *c);

	c->arena = arena;
	c->target = target;
	c->policy = policy;
	c->inputs = inputs ? inputs : &no_inputs;
	evidence_init(&c->evidence, arena);
	findings_init(&c->found, arena);
	c->facts = (struct facts){
		.arena = arena,
		.policy = policy,
		.at = at,
		.graph = graph_new(arena, &policy->most),
		.evidence = &c->evidence,
		.leaf = NO_CERT,
		.found = &c->found,
	};
	known_facts(c);
	return c;
}

static void judge_now(struct check *c)
{
	if (!c->paths)
		c->paths = arena_take(c->arena, sizeof *c->paths);
	c->facts.fetched_fully = true;
	c->facts.presented = c->presented;
	c->facts.presented_count = c->presented_count;
	reach_note_clock(c);
	known_notes(c);
	scts_note(c);
	c->judgement = judge(&c->facts, c->paths);
	known_remedies(c);
	vouch_all(c);
}

/* One step of the current phase; moves on when it has nothing left to do. */
static void step(struct check *c)
{
	switch (c->phase) {
	case PHASE_ACQUIRE:
		if (!acquire_step(c))
			c->phase = c->facts.leaf == NO_CERT ? PHASE_JUDGE : PHASE_EXPAND;
		break;
	case PHASE_EXPAND:
		if (!expand_step(c)) {
			c->phase = PHASE_GATHER;
			gather_begin(c);
		}
		break;
	case PHASE_GATHER:
		if (!gather_step(c))
			c->phase = PHASE_JUDGE;
		break;
	case PHASE_JUDGE:
		judge_now(c);
		c->phase = PHASE_DONE;
		break;
	case PHASE_DONE:
		break;
	}
}

static void advance(struct check *c)
{
	while (c->phase != PHASE_DONE && c->open == 0) {
		asks_process(c);
		step(c);
	}
}

const struct want *check_next(struct check *c)
{
	advance(c);
	while (c->handed < c->ask_count) {
		struct ask *ask = c->asks[c->handed++];

		if (ask->handed)
			continue;
		ask->handed = true;
		return &ask->want;
	}
	return NULL;
}

void check_supply(struct check *c, uint32_t want_id, const struct outcome *outcome)
{
	struct ask *ask = want_id < c->ask_count ? c->asks[want_id] : NULL;

	if (!ask || ask->answered)
		return;
	outcome_copy(&ask->outcome, outcome);
	ask->answered = true;
	c->open--;
	advance(c);
}

const struct want *check_want(const struct check *c, uint32_t want_id)
{
	return want_id < c->ask_count ? &c->asks[want_id]->want : NULL;
}

bool check_stopped(const struct check *c)
{
	return c->stopped;
}

bool check_finished(const struct check *c)
{
	return c->phase == PHASE_DONE;
}

void check_stop(struct check *c)
{
	c->stopped = true;
	for (size_t i = c->processed; i < c->ask_count; i++) {
		struct ask *ask = c->asks[i];

		if (ask->answered)
			continue;
		ask->answered = ask->handed = true;
		ask->outcome.reach = REACH_INTERRUPTED;
		ask->outcome.asked_at = ask->outcome.answered_at = WHEN_NONE;
		c->open--;
	}
	advance(c);
}

const struct vouch *check_vouch(struct check *c)
{
	return c->vouch_next < c->vouch_count ? &c->vouches[c->vouch_next++] : NULL;
}

const struct judgement *check_judgement(struct check *c)
{
	return c->judgement;
}

const struct facts *check_facts(const struct check *c)
{
	return &c->facts;
}

const struct target *check_target(const struct check *c)
{
	return c->target;
}

const struct handshake *check_handshake(const struct check *c)
{
	return c->handshake;
}
