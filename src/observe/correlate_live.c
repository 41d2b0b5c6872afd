/* A capture that goes on: contacts are handed over one by one when nothing more
 * is to come, and what they were made of is forgotten when no other contact can
 * need it. */
#include "observe/correlate_live.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/correlate_run.h"

/* How long after its last piece a contact is told. A request is whole when it comes, but what caused
 * it may still be on its way; a try without an answer may be one of several; a question may be
 * followed by a try, which is told of when it has stayed without an answer (flow_live.c). */
#define RIPE_TRY (10 * SECOND)
#define RIPE_ANSWER (20 * SECOND)
#define RIPE_QUESTION (6 * SECOND)

#define STAY (180 * SECOND)             /* of candidates, beyond the window */
#define PIECES_STAY (3600 * SECOND)     /* contact_series.c looks back so far … */
#define PIECES_KEPT 1024                /* … as long as there are not more */
#define LEAF_SPAN (120 * SECOND)        /* within which contacts explain one another */
#define ADDRESSES_STAY (24 * 3600 * SECOND)
#define ADDRESSES_EVERY (3600 * SECOND)

void correlate_live(struct correlate *k)
{
	k->live = true;
	k->arena = NULL;    /* pieces bring their own */
	k->next_ask = INT64_MAX;
}

void correlate_own(struct correlate *k, const struct endpoint *list, size_t count)
{
	if (count > OWN_MAX)
		count = OWN_MAX;
	if (count == k->own_count && (count == 0 || memcmp(k->own, list, count * sizeof *list) == 0))
		return;
	free(k->own);
	k->own = count == 0 ? NULL : mem_copy(list, count * sizeof *list);
	k->own_count = count;
}

void correlate_late(struct correlate *k, bool late)
{
	k->late = late;
}

void correlate_moment(struct correlate *k, int64_t steady)
{
	k->moment = steady;
}

/* What a contact is told by: a question that was told of alone does not tell its request. */
static struct piece *main_piece(const struct making *m)
{
	return m->http != NULL ? m->http : m->tls != NULL ? m->tls : m->connect != NULL ? m->connect : m->dns;
}

static int64_t last_piece(const struct making *m)
{
	const struct piece *list[] = { m->http, m->tls, m->connect, m->dns };
	int64_t last = INT64_MIN;

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		if (list[i] != NULL && list[i]->arrived > last)
			last = list[i]->arrived;
	return last;
}

bool told_long_ago(const struct correlate *k, const struct making *m)
{
	return k->live && main_piece(m)->told != 0 && last_piece(m) < k->moment - LEAF_SPAN;
}

static bool leads_somewhere(const struct piece *dns)
{
	for (size_t i = 0; i < dns->address_count; i++)
		if (!sinkhole(&dns->addresses[i]))
			return true;
	return false;
}

static int64_t ripe_at(const struct making *m)
{
	int64_t stay = m->http != NULL || m->tls != NULL ? RIPE_SOON : m->connect != NULL ? RIPE_TRY :
		leads_somewhere(m->dns) && !m->dns->blocked ? RIPE_ANSWER : RIPE_QUESTION;

	return last_piece(m) + stay;
}

static struct making *making_of(const struct run *r, const struct contact *c)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->all[i]->c == c)
			return r->all[i];
	return NULL;
}

/* LOOKING: what would be told, and nothing is. */
struct telling { struct run *run; bool all, looking; size_t most; struct making **list; size_t count; };

static void tell(struct telling *t, struct making *m)
{
	struct piece *parts[] = { m->http, m->tls, m->connect, m->dns };
	unsigned n;

	t->list[t->count++] = m;
	if (t->looking)
		return;
	n = ++t->run->k->told;
	m->c->n = n;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i] != NULL && parts[i]->told == 0)
			parts[i]->told = n;
}

/* A contact that refers to another comes after it. False: it has to wait for that. */
static bool tell_with_other(struct telling *t, struct making *m)
{
	struct making *chain[8];
	size_t count = 0;
	bool ripe = true;

	for (; m != NULL && main_piece(m)->told == 0 && count < 8; m = m->c->as == NULL ? NULL :
	    making_of(t->run, m->c->as)) {
		chain[count++] = m;
		ripe = ripe && (t->all || ripe_at(m) <= t->run->k->moment);
	}
	for (; ripe && count > 0 && t->count < t->most && t->count < 8 * t->run->count; count--)
		tell(t, chain[count - 1]);
	return ripe;
}

static void choose(struct telling *t)
{
	struct run *r = t->run;
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < r->count; i++)
		r->all[i]->c->n = main_piece(r->all[i])->told;
	for (size_t i = 0; i < r->count && t->count < t->most; i++)
		if (main_piece(r->all[i])->told == 0 && !tell_with_other(t, r->all[i])) {
			int64_t at = ripe_at(r->all[i]);

			/* What waits for another waits at least a little. */
			at = at > r->k->moment ? at : r->k->moment + SECOND;
			next = at < next ? at : next;
		}
	if (t->looking)
		return;
	r->k->next_ask = next;
	/* The questions of one visit stand for one another. */
	for (size_t i = 0; i < r->k->piece_count; i++) {
		struct piece *p = r->k->pieces[i];

		if (p->merged != NULL && p->told == 0)
			p->told = p->merged->told;
	}
}

/* False: nothing can be ripe. */
static bool work(struct telling *t)
{
	struct run *r = t->run;
	struct correlate *k = r->k;

	pieces_settle(k);
	if (k->piece_count == 0 || (!t->all && k->moment < k->next_ask))
		return false;
	run_work(r);
	/* Looking, a contact may be met twice: as itself, and as what another refers to. */
	t->list = arena_array(r->a, 8 * r->count + 1, sizeof(struct making *));
	choose(t);
	run_free(r);
	for (size_t i = 0; i < k->piece_count; i++)
		k->pieces[i]->merged = NULL;
	return true;
}

const struct contacts *correlate_ripe(struct correlate *k, struct arena *a, bool all, size_t most)
{
	struct run r = { .k = k, .a = a };
	struct telling t = { .run = &r, .all = all, .most = most };
	const struct contact **list;

	if (!work(&t))
		return NULL;
	list = arena_array(a, t.count + 1, sizeof *list);
	for (size_t i = 0; i < t.count; i++)
		list[i] = t.list[i]->c;
	r.out->all = list;
	r.out->count = t.count;
	return r.out;
}

size_t correlate_ripe_confirm(struct correlate *k, struct arena *a, bool all, size_t most,
	struct confirm_target **out)
{
	struct run r = { .k = k, .a = a };
	struct telling t = { .run = &r, .all = all, .looking = true, .most = most };
	size_t count;

	if (!work(&t))
		return 0;
	r.all = t.list;
	r.count = t.count;
	run_put_confirm(&r);
	count = correlate_confirm(k, SIZE_MAX, out);
	k->confirm = NULL;
	k->confirm_count = 0;
	return count;
}

void correlate_own_process(struct correlate *k, int64_t pid)
{
	k->own_pid = pid;
}

/* --- forgetting ------------------------------------------------------------------- */

static bool may_go(const struct correlate *k, const struct piece *p, size_t left)
{
	if (p->arrived < k->moment - PIECES_STAY)
		return true;
	return left > PIECES_KEPT && (p->told != 0 || p->arrived < k->moment - STAY);
}

static void forget_pieces(struct correlate *k)
{
	size_t left = k->piece_count, kept = 0;

	for (size_t i = 0; i < k->piece_count; i++) {
		if (may_go(k, k->pieces[i], left)) {
			piece_leave(k, k->pieces[i]);
			left--;
		} else {
			k->pieces[kept++] = k->pieces[i];
		}
	}
	k->piece_count = kept;
}

void correlate_forget(struct correlate *k)
{
	forget_pieces(k);
	forget_candidates(k, k->moment - k->o.window - STAY);
	interest_anew(k, k->moment - k->o.window - STAY);
	if (k->lencr_addresses != NULL && k->moment - k->addresses_at > ADDRESSES_EVERY) {
		forget_lencr_addresses(k, k->moment - ADDRESSES_STAY);
		k->addresses_at = k->moment;
	}
}

bool correlate_crowded(const struct correlate *k)
{
	/* Each may be a contact of its own. */
	return k->piece_count >= k->o.max_contacts / 2 || k->pieces_held > PIECES_HELD_MAX / 2;
}

void correlate_sums(const struct correlate *k, struct contacts *out)
{
	*out = (struct contacts){ .contacts_dropped = k->contacts_dropped,
		.candidates_dropped = k->candidates_dropped, .sightings = k->sightings, .first = k->first,
		.last = k->last };
}
