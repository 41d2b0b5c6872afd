/* Which evidence concerns a pair, and what each kind of it says together. */
#include "verify/link_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/when.h"

static bool points_have(const struct dist_point *points, size_t count, const char *url)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < points[i].url_count; k++)
			if (strcmp(points[i].urls[k], url) == 0)
				return true;
	return false;
}

static bool names_url(const struct cert *c, const char *url)
{
	return url != NULL && (points_have(c->points, c->point_count, url) ||
		points_have(c->fresh_points, c->fresh_count, url));
}

/* Given by hand or presented, and about no link of this path: told once, at
 * the leaf. */
static bool crl_orphan(const struct pair *p, const struct crl *crl)
{
	for (size_t i = 0; i + 1 < p->path->count; i++) {
		struct pair other = pair_of(p->facts, p->path, i);
		bool direct;

		if (crl_concerns(&other, crl, &direct))
			return false;
	}
	return true;
}

static bool ocsp_orphan(const struct pair *p, const struct ocsp *ocsp)
{
	for (size_t i = 0; i + 1 < p->path->count; i++) {
		struct pair other = pair_of(p->facts, p->path, i);

		if (ocsp_concerns(ocsp, other.cert, other.issuer))
			return false;
	}
	return true;
}

static bool homeless_here(const struct pair *p, const struct evidence *e)
{
	return e->origin != BROUGHT_FETCHED && p->is_leaf && p->depth == 0;
}

static void take_crl(const struct pair *p, struct evidence *e, struct gathered *g)
{
	bool mine = e->origin == BROUGHT_FETCHED && names_url(p->cert, e->url), direct, add;

	if (e->previous_crl != NULL && crl_concerns(p, e->previous_crl, &direct) &&
	    !pair_bars_crl(p, e->previous_crl))
		crl_judge(p, e, e->previous_crl, true, &g->crls[g->crl_count++]);
	if (e->body == NULL) {
		if (mine)
			g->lost[g->lost_count++] = e;
		return;
	}
	if (e->crl == NULL)
		add = mine || homeless_here(p, e);
	else if (pair_bars_crl(p, e->crl) && !crl_self_appointed(p, e->crl))
		add = false;
	else
		add = mine || crl_concerns(p, e->crl, &direct) ||
			(homeless_here(p, e) && crl_orphan(p, e->crl));
	if (add)
		crl_judge(p, e, e->crl, false, &g->crls[g->crl_count++]);
}

static void take_ocsp(const struct pair *p, struct evidence *e, struct gathered *g)
{
	bool mine = e->origin != BROUGHT_GIVEN && p->cert_id != NO_CERT && e->for_cert == p->cert_id;
	bool add;

	if (e->body == NULL) {
		if (mine && e->origin == BROUGHT_FETCHED)
			g->lost[g->lost_count++] = e;
		return;
	}
	if (e->ocsp == NULL || e->ocsp->single_count == 0)
		add = mine || homeless_here(p, e);
	else
		add = ocsp_concerns(e->ocsp, p->cert, p->issuer) ||
			(mine && (e->origin == BROUGHT_FETCHED || ocsp_orphan(p, e->ocsp))) ||
			(e->origin == BROUGHT_GIVEN && homeless_here(p, e) &&
			ocsp_orphan(p, e->ocsp));
	if (add)
		ocsp_judge(p, e, &g->ocsps[g->ocsp_count++]);
}

const struct known_revocation *known_for(const struct facts *f, const struct cert *c)
{
	for (size_t i = 0; i < f->known_count; i++)
		if (memcmp(f->known[i].sha256, c->sha256, 32) == 0 && f->known[i].revoked_at <= f->at)
			return &f->known[i];
	return NULL;
}

/* Orders that depend on content alone. */
static int compare_texts(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int by_source(const void *left, const void *right)
{
	const struct evidence *a = *(struct evidence *const *)left;
	const struct evidence *b = *(struct evidence *const *)right;

	if (a->kind != b->kind)
		return (int)a->kind - (int)b->kind;
	return compare_texts(a->url, b->url);
}

static int by_response(const void *left, const void *right)
{
	const struct ocsp_opinion *a = left, *b = right;
	int order;

	if (a->this_update != b->this_update)
		return a->this_update < b->this_update ? -1 : 1;
	order = view_compare(blob_view(a->from->body), blob_view(b->from->body));
	if (order == 0)
		order = (int)a->from->origin - (int)b->from->origin;
	return order != 0 ? order : compare_texts(a->from->url, b->from->url);
}

static void take_ocsp_revoked(struct ocsp_verdict *v, const struct ocsp_opinion *o)
{
	if (v->status == STATUS_REVOKED && (o->held || !v->held) &&
	    (o->held != v->held || v->revoked_at <= o->revoked_at))
		return;
	v->status = STATUS_REVOKED;
	v->held = o->held;
	v->revoked_at = o->revoked_at;
	v->reason = o->reason;
	v->this_update = o->this_update;
}

/* Sorted by thisUpdate. A hold counts unless something newer is good. */
static void join_ocsp(const struct gathered *g, bool presented, struct ocsp_verdict *v)
{
	*v = (struct ocsp_verdict){ .status = STATUS_UNKNOWN, .this_update = WHEN_NONE,
		.fresh_until = WHEN_NONE, .revoked_at = WHEN_NONE, .reason = -1 };
	for (size_t i = 0; i < g->ocsp_count; i++) {
		const struct ocsp_opinion *o = &g->ocsps[i];

		if (!presented && o->from->origin == BROUGHT_PRESENTED)
			continue;
		if (o->status == STATUS_REVOKED) {
			take_ocsp_revoked(v, o);
		} else if (o->status == STATUS_GOOD && (v->status != STATUS_REVOKED ||
			(v->held && o->this_update > v->this_update))) {
			if (v->status == STATUS_GOOD && v->fresh_until >= o->fresh_until)
				continue;
			v->status = STATUS_GOOD;
			v->held = false;
			v->this_update = o->this_update;
			v->fresh_until = o->fresh_until;
		}
	}
}

void link_gather(const struct pair *p, struct gathered *g)
{
	const struct evidence_list *l = p->facts->evidence;
	struct arena *arena = p->facts->arena;

	*g = (struct gathered){ 0 };
	g->crls = arena_array(arena, l->count * 2 + 1, sizeof *g->crls);
	g->ocsps = arena_array(arena, l->count + 1, sizeof *g->ocsps);
	g->lost = arena_array(arena, l->count + 1, sizeof(struct evidence *));
	for (size_t i = 0; i < l->count; i++) {
		if (l->list[i]->kind == EVIDENCE_CRL)
			take_crl(p, l->list[i], g);
		else if (l->list[i]->kind == EVIDENCE_OCSP)
			take_ocsp(p, l->list[i], g);
	}
	g->known = known_for(p->facts, p->cert);
	if (g->ocsp_count > 1)
		qsort(g->ocsps, g->ocsp_count, sizeof *g->ocsps, by_response);
	if (g->lost_count > 1)
		qsort(g->lost, g->lost_count, sizeof *g->lost, by_source);
	crl_join(p, g->crls, g->crl_count, false, &g->crl_own);
	crl_join(p, g->crls, g->crl_count, true, &g->crl);
	join_ocsp(g, false, &g->ocsp_own);
	join_ocsp(g, true, &g->ocsp);
}
