/* asks: every want of a check, once each, and the rounds in which they are read. */
#include "check/state.h"

#include <stdlib.h>
#include <string.h>

#include "base/when.h"

static void ask_destroy(void *object)
{
	struct ask *ask = object;

	outcome_clear(&ask->outcome);
}

static struct ask *asks_find(const struct check *c, const struct want *want)
{
	for (size_t i = 0; i < c->ask_count; i++) {
		const struct want *other = &c->asks[i]->want;

		if (other->kind == want->kind && other->why == want->why && other->anew == want->anew &&
		    strcmp(other->url, want->url) == 0 &&
		    view_equal(other->body, want->body))
			return c->asks[i];
	}
	return NULL;
}

/* Why a fetch is not even tried; REACH_OK: it is. */
static enum reach refusal(struct check *c, const struct want *want)
{
	if (c->stopped)
		return REACH_INTERRUPTED;
	if (want->kind != WANT_GET && want->kind != WANT_POST)
		return REACH_OK;
	if (c->policy->no_fetch)
		return REACH_NOT_ASKED;
	if (c->fetches >= c->policy->most.fetches)
		return REACH_BUDGET;
	c->fetches++;
	return REACH_OK;
}

/* WANT is among the asks by now. */
static struct evidence *record(struct check *c, const struct want *want)
{
	static const enum evidence_kind kinds[] = {
		[WHY_TARGET] = EVIDENCE_HANDSHAKE, [WHY_ISSUER] = EVIDENCE_ISSUER,
		[WHY_CRL] = EVIDENCE_CRL, [WHY_OCSP] = EVIDENCE_OCSP,
	};
	struct want first = *want;
	struct evidence *e;

	if (want->why == WHY_ANCHOR)
		return NULL;
	/* What is asked anew takes the place of what was found wanting. */
	first.anew = false;
	if (want->anew)
		return asks_find(c, &first)->evidence;
	e = evidence_add(&c->evidence, kinds[want->why], BROUGHT_FETCHED);
	e->url = want->url;
	e->for_cert = NO_CERT;
	return e;
}

struct ask *asks_put(struct check *c, const struct want *want, bool *fresh)
{
	struct ask *ask = asks_find(c, want);
	enum reach refused;

	if (fresh)
		*fresh = !ask;
	if (ask)
		return ask;
	ask = arena_take(c->arena, sizeof *ask);
	arena_keep(c->arena, ask, ask_destroy);
	ask->want = *want;
	ask->want.id = (uint32_t)c->ask_count;
	ask->want.url = arena_text(c->arena, want->url);
	ask->cert = ask->issuer = NO_CERT;
	arena_more(c->arena, &c->asks, c->ask_count, &c->ask_space, sizeof(struct ask *));
	c->asks[c->ask_count++] = ask;
	ask->evidence = record(c, &ask->want);
	refused = refusal(c, want);
	if (refused != REACH_OK) {
		ask->handed = ask->answered = true;
		ask->outcome.reach = refused;
		ask->outcome.asked_at = ask->outcome.answered_at = WHEN_NONE;
	} else {
		c->open++;
	}
	return ask;
}

static void process(struct check *c, struct ask *ask)
{
	if (ask->want.anew)
		evidence_renew(ask->evidence);
	if (ask->evidence)
		evidence_fill(&c->evidence, ask->evidence, &ask->outcome);
	if (ask->outcome.reach != REACH_OK)
		reach_note(c, ask, &ask->outcome);
	else
		reach_note_answer(c, ask, &ask->outcome);
	reach_see_clock(c, ask, &ask->outcome);
	switch (ask->want.why) {
	case WHY_TARGET:
		acquire_take(c, ask);
		break;
	case WHY_ANCHOR:
		expand_take_anchor(c, ask);
		break;
	case WHY_ISSUER:
		expand_take_issuer(c, ask);
		break;
	case WHY_CRL:
	case WHY_OCSP:
		gather_take(c, ask);
		break;
	}
	outcome_clear(&ask->outcome);
}

bool asks_renew(struct check *c, const struct ask *ask)
{
	struct want want = ask->want;
	struct ask *again;
	bool fresh;

	if (ask->want.anew || c->policy->offline || c->policy->no_fetch ||
	    ask->evidence->reach != REACH_OK || ask->evidence->from != FROM_CACHE)
		return false;
	want.anew = true;
	again = asks_put(c, &want, &fresh);
	again->cert = ask->cert;
	again->issuer = ask->issuer;
	return fresh;
}

void asks_process(struct check *c)
{
	while (c->processed < c->ask_count)
		process(c, c->asks[c->processed++]);
}
