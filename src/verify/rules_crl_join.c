/* What several lists say together: newest of one scope, deltas over their
 * base, partial reasons, and what was once seen revoked. */
#include "verify/rules_crl.h"

#include <stdlib.h>
#include <string.h>

#include "base/when.h"

int crl_number_compare(struct view a, struct view b)
{
	while (a.size > 0 && a.data[0] == 0)
		a = view_part(a, 1, a.size - 1);
	while (b.size > 0 && b.data[0] == 0)
		b = view_part(b, 1, b.size - 1);
	return view_compare(a, b);
}

/* An order that depends on content alone: older first. */
static int by_content(const void *left, const void *right)
{
	const struct crl_opinion *a = left, *b = right;
	int order;

	if (a->crl == NULL || b->crl == NULL)
		return (a->crl != NULL) - (b->crl != NULL);
	if (a->crl->this_update != b->crl->this_update)
		return a->crl->this_update < b->crl->this_update ? -1 : 1;
	if (a->crl->has_number && b->crl->has_number) {
		order = crl_number_compare(a->crl->number, b->crl->number);
		if (order != 0)
			return order;
	}
	order = view_compare(a->crl->der, b->crl->der);
	if (order != 0)
		return order;
	if (a->remembered != b->remembered)
		return a->remembered ? -1 : 1;
	return (int)a->from->origin - (int)b->from->origin;
}

static bool same_names(const struct crl_idp *a, const struct crl_idp *b)
{
	if (a->name_count != b->name_count || !view_equal(a->relative, b->relative))
		return false;
	for (size_t i = 0; i < a->name_count; i++)
		if (!view_equal(a->names[i], b->names[i]))
			return false;
	return true;
}

/* One issuer name, one key, one issuing distribution point. */
static bool same_scope(const struct crl_opinion *a, const struct crl_opinion *b)
{
	const struct crl_idp *x = &a->crl->idp, *y = &b->crl->idp;

	return name_equal(a->crl->issuer, b->crl->issuer) &&
		memcmp(a->signer->spki_sha256, b->signer->spki_sha256, 32) == 0 &&
		x->present == y->present && x->has_point == y->has_point && same_names(x, y) &&
		x->only_user == y->only_user && x->only_ca == y->only_ca &&
		x->only_attribute == y->only_attribute && x->indirect == y->indirect &&
		x->has_reasons == y->has_reasons && x->reasons == y->reasons;
}

static size_t number_groups(struct crl_opinion *list, size_t count)
{
	size_t groups = 0;

	for (size_t i = 0; i < count; i++) {
		list[i].group = SIZE_MAX;
		for (size_t k = 0; k < i && list[i].authentic; k++)
			if (list[k].authentic && same_scope(&list[k], &list[i])) {
				list[i].group = list[k].group;
				break;
			}
		if (list[i].authentic && list[i].group == SIZE_MAX)
			list[i].group = groups++;
	}
	return groups;
}

/* A remembered copy may stand for what its URL gives now only where that is
 * authentic, of the same scope, and older. */
static bool rolled_back(const struct crl_opinion *list, size_t count,
	const struct crl_opinion *old)
{
	for (size_t i = 0; i < count; i++)
		if (!list[i].remembered && list[i].from == old->from && list[i].authentic &&
		    list[i].group == old->group &&
		    list[i].crl->this_update < old->crl->this_update)
			return true;
	return false;
}

struct joining {
	const struct pair *p;
	struct crl_opinion *list;
	size_t count;
	bool presented;
	struct crl_verdict *out;
};

/* Whether OP takes part in proving good. */
static bool speaks(const struct joining *j, const struct crl_opinion *op)
{
	if (!op->authentic || (!j->presented && op->from->origin == BROUGHT_PRESENTED))
		return false;
	return !op->remembered || rolled_back(j->list, j->count, op);
}

/* Whether OP's listing revokes for good (judgement section 3, below the table). */
static bool revokes(const struct joining *j, const struct crl_opinion *op, bool *later)
{
	const struct crl_listing *l = &op->listing;
	const struct facts *f = j->p->facts;

	*later = false;
	if (!op->authentic || (!l->lasting && (!l->removed || op->crl->is_delta)))
		return false;
	if (op->crl->idp.only_attribute)
		return false;
	if (!op->direct && !(op->in_scope && op->current))
		return false;
	if (op->crl->this_update <= f->at + f->policy->skew || l->revoked_at <= f->at)
		return true;
	*later = true;
	return false;
}

static void note_revoked(struct crl_verdict *v, const struct crl_listing *l, bool held)
{
	if (v->status == STATUS_REVOKED && v->held == held && v->revoked_at <= l->revoked_at)
		return;
	if (v->status == STATUS_REVOKED && !v->held && held)
		return; /* a lasting revocation outweighs a hold */
	v->status = STATUS_REVOKED;
	v->held = held;
	v->revoked_at = l->revoked_at;
	v->reason = l->reason;
}

/* A later complete list of the same scope no longer has the entry; one with a
 * lower number besides is an older state in a new wrapping. */
static bool gone_since(const struct joining *j, const struct crl_opinion *old)
{
	bool gone = false;

	for (size_t i = 0; i < j->count; i++) {
		const struct crl_opinion *op = &j->list[i];

		if (op->authentic && op->group == old->group && !op->crl->is_delta &&
		    op->listing.count == 0 && op->crl->this_update > old->crl->this_update &&
		    op->crl->this_update <= j->p->cert->not_after) {
			j->out->rolled_back |= op->crl->has_number && old->crl->has_number &&
				crl_number_compare(op->crl->number, old->crl->number) < 0;
			gone = true;
		}
	}
	return gone;
}

static void join_lasting(struct joining *j)
{
	for (size_t i = 0; i < j->count; i++) {
		struct crl_opinion *op = &j->list[i];
		bool later;

		if (revokes(j, op, &later)) {
			op->status = STATUS_REVOKED;
			note_revoked(j->out, &op->listing, false);
			j->out->vanished |= gone_since(j, op);
		} else if (later) {
			j->out->revoked_later = true;
			j->out->later_at = op->listing.revoked_at;
		}
	}
}

static bool lifted_since(const struct joining *j, const struct crl_opinion *old)
{
	for (size_t i = 0; i < j->count; i++) {
		const struct crl_opinion *op = &j->list[i];

		if (op->group == old->group && speaks(j, op) && op->current && !op->crl->is_delta &&
		    op->listing.count == 0 && op->crl->this_update > old->crl->this_update)
			return true;
	}
	return false;
}

/* A hold counts while it is current, and like any listing outside of the list's
 * scope, too: serial numbers are unique. Within the scope join_group decides. */
static void join_foreign_holds(struct joining *j)
{
	for (size_t i = 0; i < j->count; i++) {
		struct crl_opinion *op = &j->list[i];

		if (!speaks(j, op) || op->in_scope || !op->current || !op->direct ||
		    op->crl->is_delta || op->crl->idp.only_attribute || !op->listing.held ||
		    op->status == STATUS_REVOKED || lifted_since(j, op))
			continue;
		op->status = STATUS_REVOKED;
		note_revoked(j->out, &op->listing, true);
	}
}

/* RFC 5280 section 5.2.4: base and delta fit by number. A delta from before the
 * base says nothing of what has changed since, whatever its number. */
static bool delta_fits(const struct crl *base, const struct crl *delta)
{
	return base->has_number && delta->has_number && base->this_update <= delta->this_update &&
		crl_number_compare(delta->base_number, base->number) <= 0 &&
		crl_number_compare(base->number, delta->number) < 0;
}

static bool delta_needless(const struct crl *base, const struct crl *delta)
{
	return base->has_number && delta->has_number &&
		crl_number_compare(delta->number, base->number) <= 0;
}

/* What governs in one group. */
struct governing {
	struct crl_opinion *base, *delta;
	bool any_complete;
};

static struct crl_opinion *newest_delta(const struct joining *j, size_t group,
	const struct crl_opinion *base)
{
	for (size_t i = j->count; i-- > 0;) {
		struct crl_opinion *op = &j->list[i];

		if (op->group == group && speaks(j, op) && op->crl->is_delta && op->in_scope &&
		    op->current && delta_fits(base->crl, op->crl))
			return op;
	}
	return NULL;
}

static bool only_aged(const struct crl_opinion *op)
{
	return op->why == WORD_CRL_STALE || op->why == WORD_CRL_NO_NEXT_UPDATE ||
		op->why == WORD_CRL_TOO_OLD;
}

static struct governing govern(const struct joining *j, size_t group)
{
	struct governing g = { 0 };

	/* The list is sorted: the last is the newest. */
	for (size_t i = j->count; i-- > 0;) {
		struct crl_opinion *op = &j->list[i];

		if (op->group != group || !op->in_scope || op->crl->is_delta || !speaks(j, op))
			continue;
		g.any_complete = true;
		if (op->current) {
			g.base = op;
			g.delta = newest_delta(j, group, op);
			return g;
		}
	}
	/* An aged base counts where a current delta brings it up to date. */
	for (size_t i = j->count; i-- > 0;) {
		struct crl_opinion *op = &j->list[i];

		if (op->group != group || !op->in_scope || op->crl->is_delta ||
		    !speaks(j, op) || !only_aged(op))
			continue;
		g.delta = newest_delta(j, group, op);
		if (g.delta != NULL) {
			g.base = op;
			return g;
		}
	}
	return g;
}

static const struct crl_listing *hold_of(const struct joining *j, const struct governing *g,
	size_t group)
{
	const struct crl_listing *held = g->base->listing.held ? &g->base->listing : NULL;

	if (g->delta != NULL) {
		if (g->delta->listing.held)
			held = &g->delta->listing;
		else if (g->delta->listing.removed)
			held = NULL;
	}
	/* A newer delta that does not fit cannot lift, but it can warn. */
	for (size_t i = 0; i < j->count; i++) {
		const struct crl_opinion *op = &j->list[i];

		if (op->group == group && speaks(j, op) && op->crl->is_delta && op->in_scope &&
		    op->current && op->listing.held && op != g->delta &&
		    !delta_needless(g->base->crl, op->crl) &&
		    (g->delta == NULL || op->crl->this_update > g->delta->crl->this_update))
			held = &op->listing;
	}
	return held;
}

/* The words of deltas that could not be used. */
static void judge_deltas(const struct joining *j, const struct governing *g, size_t group)
{
	for (size_t i = 0; i < j->count; i++) {
		struct crl_opinion *op = &j->list[i];

		if (op->group != group || !op->crl->is_delta || op->why != WORD_COUNT)
			continue;
		if (!g->any_complete)
			op->why = WORD_CRL_DELTA_ALONE;
		else if (op != g->delta && g->base != NULL &&
		    !delta_needless(g->base->crl, op->crl) && !delta_fits(g->base->crl, op->crl))
			op->why = WORD_CRL_DELTA_MISMATCH;
		else if (g->base == NULL)
			op->why = WORD_CRL_DELTA_MISMATCH;
	}
}

struct coverage {
	uint16_t reasons;
	int64_t full_until, partial_until;
	int64_t this_update;
	bool full;
};

static int64_t least(int64_t a, int64_t b)
{
	return a == WHEN_NONE || b < a ? b : a;
}

static void cover(struct coverage *c, const struct governing *g, uint16_t reasons)
{
	int64_t until = g->delta != NULL ? g->delta->fresh_until : g->base->fresh_until;
	const struct crl *newest = g->delta != NULL ? g->delta->crl : g->base->crl;

	c->reasons |= reasons;
	if (newest->this_update > c->this_update)
		c->this_update = newest->this_update;
	if (reasons == CRL_ALL_REASONS) {
		c->full = true;
		if (c->full_until == WHEN_NONE || until > c->full_until)
			c->full_until = until;
	} else {
		c->partial_until = least(c->partial_until, until);
	}
}

static void join_group(struct joining *j, size_t group, struct coverage *c)
{
	struct governing g = govern(j, group);
	const struct crl_listing *held;
	uint16_t reasons;

	judge_deltas(j, &g, group);
	if (g.base == NULL)
		return;
	held = hold_of(j, &g, group);
	for (size_t i = 0; i < j->count; i++) {
		struct crl_opinion *op = &j->list[i];

		bool used = op == g.base || (op->group == group && op->in_scope && op->current &&
			op->why == WORD_COUNT);

		if (used && op->status != STATUS_REVOKED)
			op->status = held != NULL ? STATUS_REVOKED : STATUS_GOOD;
	}
	if (held != NULL) {
		note_revoked(j->out, held, true);
		return;
	}
	reasons = g.base->reasons;
	if (g.delta != NULL)
		reasons &= g.delta->reasons;
	cover(c, &g, reasons);
}

static void settle_partial(struct joining *j, bool proven)
{
	for (size_t i = 0; i < j->count; i++) {
		struct crl_opinion *op = &j->list[i];

		if (op->status != STATUS_GOOD || op->reasons == CRL_ALL_REASONS || proven)
			continue;
		op->status = STATUS_UNKNOWN;
		op->why = WORD_CRL_SOME_REASONS;
		j->out->some_reasons = true;
	}
}

/* What is left without a status of its own. */
static void settle_rest(struct joining *j)
{
	for (size_t i = 0; i < j->count; i++) {
		struct crl_opinion *op = &j->list[i];

		if (op->status == STATUS_UNKNOWN && op->in_scope && only_aged(op))
			op->status = STATUS_STALE;
		if (op->remembered && op->authentic && rolled_back(j->list, j->count, op))
			j->out->rolled_back = true;
	}
}

void crl_join(const struct pair *p, struct crl_opinion *list, size_t count, bool presented,
	struct crl_verdict *out)
{
	struct joining j = { p, list, count, presented, out };
	struct coverage c = { .full_until = WHEN_NONE, .partial_until = WHEN_NONE,
		.this_update = WHEN_NONE };
	size_t groups;

	*out = (struct crl_verdict){ .status = STATUS_UNKNOWN, .reason = -1,
		.revoked_at = WHEN_NONE, .this_update = WHEN_NONE, .fresh_until = WHEN_NONE,
		.later_at = WHEN_NONE };
	if (count > 1)
		qsort(list, count, sizeof *list, by_content);
	for (size_t i = 0; i < count; i++)
		list[i].status = STATUS_UNKNOWN;
	groups = number_groups(list, count);
	join_lasting(&j);
	join_foreign_holds(&j);
	for (size_t group = 0; group < groups; group++)
		join_group(&j, group, &c);
	settle_partial(&j, c.reasons == CRL_ALL_REASONS);
	settle_rest(&j);
	if (out->status == STATUS_REVOKED || c.reasons != CRL_ALL_REASONS)
		return;
	out->status = STATUS_GOOD;
	out->this_update = c.this_update;
	out->fresh_until = c.full ? c.full_until : c.partial_until;
}
