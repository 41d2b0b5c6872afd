/* One link of a path: everything that was brought for it, put together. */
#include "verify/link_parts.h"

#include <string.h>

#include "base/when.h"
#include "verify/status.h"

static bool outstanding(const struct evidence_list *l, char *const *urls, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (evidence_find(l, EVIDENCE_CRL, urls[i]) == NULL)
			return true;
	return false;
}

/* A delta is offered that nobody has asked for yet. */
static bool delta_outstanding(const struct pair *p, const struct gathered *g)
{
	const struct evidence_list *l = p->facts->evidence;

	for (size_t i = 0; i < p->cert->fresh_count; i++)
		if (outstanding(l, p->cert->fresh_points[i].urls, p->cert->fresh_points[i].url_count))
			return true;
	for (size_t i = 0; i < g->crl_count; i++) {
		const struct crl_opinion *o = &g->crls[i];

		if (o->authentic && !o->remembered &&
		    outstanding(l, o->crl->freshest_urls, o->crl->freshest_url_count))
			return true;
	}
	return false;
}

static struct link_answer crl_answer(const struct crl_opinion *o, const struct crl_verdict *all)
{
	bool listed = o->listing.count > 0;

	return (struct link_answer){
		.method = ANSWER_CRL, .status = o->status, .evidence = o->from->id,
		.why = o->status == STATUS_GOOD || o->status == STATUS_REVOKED ? WORD_COUNT : o->why,
		.this_update = o->crl != NULL ? o->crl->this_update : WHEN_NONE,
		.fresh_until = o->fresh_until,
		.revoked_at = o->status != STATUS_REVOKED ? WHEN_NONE :
			listed ? o->listing.revoked_at : all->revoked_at,
		.reason = o->status != STATUS_REVOKED ? -1 :
			listed ? o->listing.reason : all->reason,
		.forged = o->forged,
	};
}

static struct link_answer ocsp_answer(const struct ocsp_opinion *o)
{
	return (struct link_answer){
		.method = o->from->origin == BROUGHT_PRESENTED ? ANSWER_STAPLE : ANSWER_OCSP,
		.status = o->status, .evidence = o->from->id, .why = o->why,
		.this_update = o->this_update, .fresh_until = o->fresh_until,
		.revoked_at = o->revoked_at, .reason = o->reason, .forged = o->forged,
	};
}

static void list_answers(const struct pair *p, const struct gathered *g, struct link *out)
{
	struct link_answer *a = arena_array(p->facts->arena,
		g->crl_count + g->ocsp_count + g->lost_count + 1, sizeof *a);
	size_t n = 0;

	for (size_t i = 0; i < g->crl_count; i++)
		if (!g->crls[i].remembered || g->crls[i].status == STATUS_REVOKED)
			a[n++] = crl_answer(&g->crls[i], &g->crl);
	for (size_t i = 0; i < g->ocsp_count; i++)
		a[n++] = ocsp_answer(&g->ocsps[i]);
	for (size_t i = 0; i < g->lost_count; i++)
		a[n++] = (struct link_answer){
			.method = g->lost[i]->kind == EVIDENCE_CRL ? ANSWER_CRL : ANSWER_OCSP,
			.status = STATUS_UNREACHABLE, .evidence = g->lost[i]->id,
			.why = reach_finding(g->lost[i]->reach), .this_update = WHEN_NONE,
			.fresh_until = WHEN_NONE, .revoked_at = WHEN_NONE, .reason = -1 };
	if (g->known != NULL)
		a[n++] = (struct link_answer){ .method = ANSWER_CATALOG,
			.status = STATUS_REVOKED, .evidence = UINT32_MAX, .why = WORD_COUNT,
			.this_update = WHEN_NONE, .fresh_until = WHEN_NONE,
			.revoked_at = g->known->revoked_at, .reason = g->known->reason };
	out->answers = a;
	out->answer_count = n;
}

static void take_revocation(struct link *out, int64_t at, int reason, bool *held, bool is_hold)
{
	bool better = out->status != STATUS_REVOKED || (*held && !is_hold) ||
		(*held == is_hold && at < out->revoked_at);

	if (!better)
		return;
	out->status = STATUS_REVOKED;
	out->revoked_at = at;
	out->reason = reason;
	*held = is_hold;
}

/* Any authentic revocation, whoever brought it. */
static bool combine_revoked(const struct gathered *g, struct link *out)
{
	bool held = false;

	if (g->crl_own.status == STATUS_REVOKED)
		take_revocation(out, g->crl_own.revoked_at, g->crl_own.reason, &held,
			g->crl_own.held);
	if (g->crl.status == STATUS_REVOKED)
		take_revocation(out, g->crl.revoked_at, g->crl.reason, &held, g->crl.held);
	if (g->ocsp_own.status == STATUS_REVOKED)
		take_revocation(out, g->ocsp_own.revoked_at, g->ocsp_own.reason, &held,
			g->ocsp_own.held);
	if (g->ocsp.status == STATUS_REVOKED)
		take_revocation(out, g->ocsp.revoked_at, g->ocsp.reason, &held, g->ocsp.held);
	if (g->known != NULL)
		take_revocation(out, g->known->revoked_at, g->known->reason, &held, false);
	return out->status == STATUS_REVOKED;
}

/* What one method proves, by itself or only by what was presented. */
struct proof { bool own, any; int64_t until; };

static int64_t earlier(int64_t a, int64_t b)
{
	return a == WHEN_NONE || (b != WHEN_NONE && b < a) ? b : a;
}

/* What a signer's own status is taken from, the user does not restrict. */
static enum method_mode method_of(const struct pair *p)
{
	return p->depth > 0 ? METHOD_ANY : p->facts->policy->method;
}

static bool asks_crl(const struct pair *p)
{
	return method_of(p) != METHOD_OCSP;
}

static bool asks_ocsp(const struct pair *p)
{
	return method_of(p) != METHOD_CRL;
}

static bool has_crl_source(const struct pair *p, const struct gathered *g)
{
	return p->cert->has_crldp || p->cert->has_freshest || g->crl_count > 0;
}

static bool has_ocsp_source(const struct pair *p, const struct gathered *g)
{
	return p->cert->ocsp_url_count > 0 || g->ocsp_count > 0;
}

static bool combine_good(const struct pair *p, const struct gathered *g, struct link *out,
	struct combined *c)
{
	struct proof crl = { g->crl_own.status == STATUS_GOOD, g->crl.status == STATUS_GOOD,
		g->crl_own.status == STATUS_GOOD ? g->crl_own.fresh_until : g->crl.fresh_until };
	struct proof ocsp = { g->ocsp_own.status == STATUS_GOOD, g->ocsp.status == STATUS_GOOD,
		g->ocsp_own.status == STATUS_GOOD ? g->ocsp_own.fresh_until : g->ocsp.fresh_until };
	bool own = (asks_crl(p) && crl.own) || (asks_ocsp(p) && ocsp.own);

	if (!asks_crl(p))
		crl = (struct proof){ .until = WHEN_NONE };
	if (!asks_ocsp(p))
		ocsp = (struct proof){ .until = WHEN_NONE };
	/* What was presented absolves only where nothing else answers. */
	if (own && method_of(p) != METHOD_BOTH) {
		crl.any = crl.own;
		ocsp.any = ocsp.own;
	}
	if (!crl.any && !ocsp.any)
		return false;
	if (method_of(p) == METHOD_BOTH &&
	    ((has_crl_source(p, g) && !crl.any) || (has_ocsp_source(p, g) && !ocsp.any)))
		return false;
	c->only_presented = !own;
	out->status = STATUS_GOOD;
	if (method_of(p) == METHOD_BOTH && crl.any && ocsp.any)
		out->fresh_until = earlier(crl.until, ocsp.until);
	else if (crl.any && ocsp.any)
		out->fresh_until = crl.until > ocsp.until ? crl.until : ocsp.until;
	else
		out->fresh_until = crl.any ? crl.until : ocsp.until;
	return true;
}

static bool answer_asked(const struct pair *p, const struct link_answer *a)
{
	return a->method == ANSWER_CRL ? asks_crl(p) : a->method == ANSWER_CATALOG || asks_ocsp(p);
}

static enum status combine_unproven(const struct pair *p, const struct link *link)
{
	bool stale = false, unknown = false, lost = false;

	for (size_t i = 0; i < link->answer_count; i++) {
		const struct link_answer *a = &link->answers[i];

		if (!answer_asked(p, a))
			continue;
		stale |= a->status == STATUS_STALE;
		unknown |= a->status == STATUS_UNKNOWN;
		lost |= a->status == STATUS_UNREACHABLE;
	}
	if (stale)
		return STATUS_STALE;
	if (unknown)
		return STATUS_UNKNOWN;
	/* A source that --method leaves out is named all the same. */
	if (lost || p->cert->has_crldp || p->cert->has_freshest || p->cert->ocsp_url_count > 0)
		return STATUS_UNREACHABLE;
	return STATUS_NO_SOURCE;
}

static void find_conflict(const struct gathered *g, const struct link *link, struct combined *c)
{
	int64_t good = WHEN_NONE, bad = WHEN_NONE;
	bool same_list_scope = g->crl.vanished || g->crl.held;

	for (size_t i = 0; i < link->answer_count; i++) {
		const struct link_answer *a = &link->answers[i];
		int64_t *newest = a->status == STATUS_GOOD ? &good : &bad;

		if (a->status != STATUS_GOOD && a->status != STATUS_REVOKED)
			continue;
		if (same_list_scope && a->method == ANSWER_CRL && a->status == STATUS_GOOD)
			continue;
		if (a->this_update > *newest)
			*newest = a->this_update;
	}
	c->conflict = link->status == STATUS_REVOKED && good != WHEN_NONE && bad != WHEN_NONE;
	c->good_at = good;
	c->bad_at = bad;
}

static void mark_counting(const struct pair *p, const struct combined *c, struct link *out)
{
	const struct evidence_list *l = p->facts->evidence;

	for (size_t i = 0; i < out->answer_count; i++) {
		struct link_answer *a = &out->answers[i];

		a->counts_as_good = a->status == STATUS_GOOD && answer_asked(p, a) &&
			out->status == STATUS_GOOD && (c->only_presented ||
			l->list[a->evidence]->origin != BROUGHT_PRESENTED);
	}
}

static bool is_settled(const struct pair *p, const struct gathered *g, const struct link *out,
	const struct combined *c)
{
	bool sources = (asks_crl(p) && p->cert->has_crldp) ||
		(asks_ocsp(p) && p->cert->ocsp_url_count > 0);

	/* A hold may be lifted again by the delta that nobody has asked for yet. */
	if (out->status == STATUS_REVOKED)
		return method_of(p) != METHOD_BOTH && (out->reason != CRL_HOLD ||
			!asks_crl(p) || !delta_outstanding(p, g));
	if (out->status != STATUS_GOOD || (c->only_presented && sources))
		return false;
	if (method_of(p) == METHOD_BOTH)
		return false;
	return !asks_crl(p) || g->crl_own.status != STATUS_GOOD || !delta_outstanding(p, g);
}

void pair_judge(const struct pair *p, struct link *out, struct findings *findings)
{
	struct gathered g;
	struct combined c = { .good_at = WHEN_NONE, .bad_at = WHEN_NONE };

	*out = (struct link){ .subject = p->cert_id, .issuer = p->path->certs[p->issuer_at],
		.status = STATUS_UNKNOWN, .fresh_until = WHEN_NONE, .revoked_at = WHEN_NONE,
		.reason = -1 };
	link_gather(p, &g);
	list_answers(p, &g, out);
	if (!combine_revoked(&g, out) && !combine_good(p, &g, out, &c)) {
		if (status_not_applicable(p->cert, p->path->webpki_binding))
			out->status = STATUS_NOT_APPLICABLE;
		else
			out->status = combine_unproven(p, out);
	}
	find_conflict(&g, out, &c);
	mark_counting(p, &c, out);
	out->settled = is_settled(p, &g, out, &c);
	for (size_t i = 0; i < out->answer_count; i++)
		c.forged |= out->answers[i].forged;
	if (findings != NULL)
		link_say(p, &g, out, &c, findings);
}

bool link_wanted(const struct facts *f, const struct path *path, size_t i)
{
	const struct policy *policy = f->policy;

	if (i + 1 >= path->count || !path->anchored || !(path->valid || path->only_times))
		return false;
	if (policy->revocation == REVOCATION_OFF || (policy->scope == SCOPE_LEAF && i > 0))
		return false;
	return !status_not_applicable(graph_cert(f->graph, path->certs[i]), path->webpki_binding);
}

/* Not asked; but what is compiled in may revoke nevertheless: the certificate
 * that is judged on any path, for its fingerprint is proof enough, another one
 * where the path would have counted. */
static void judge_unasked(const struct facts *f, const struct path *path, size_t i,
	struct link *out, struct findings *findings)
{
	const struct known_revocation *known =
		known_for(f, graph_cert(f->graph, path->certs[i]));
	struct finding *one;

	*out = (struct link){ .subject = path->certs[i], .issuer = path->certs[i + 1],
		.status = STATUS_NOT_CHECKED, .fresh_until = WHEN_NONE, .revoked_at = WHEN_NONE,
		.reason = -1 };
	if (known == NULL || (i > 0 && !(path->valid || path->only_times)))
		return;
	if (f->policy->revocation != REVOCATION_OFF) {
		out->status = STATUS_REVOKED;
		out->revoked_at = known->revoked_at;
		out->reason = known->reason;
		out->settled = true;
		out->answers = arena_take(f->arena, sizeof *out->answers);
		out->answer_count = 1;
		out->answers[0] = (struct link_answer){ .method = ANSWER_CATALOG,
			.status = STATUS_REVOKED, .evidence = UINT32_MAX, .why = WORD_COUNT,
			.this_update = WHEN_NONE, .fresh_until = WHEN_NONE,
			.revoked_at = known->revoked_at, .reason = known->reason };
	}
	if (findings == NULL)
		return;
	one = findings_add(findings, WORD_KNOWN_REVOKED, ABOUT_LINK, path->certs[i], "%s",
		known->text);
	if (f->policy->revocation == REVOCATION_OFF)
		one->severity = SEVERITY_WARN;
	else
		findings_add(findings, i == 0 ? WORD_REVOKED : WORD_CA_REVOKED, ABOUT_LINK,
			path->certs[i], NULL);
}

/* Nothing is fetched for a path that is wrong in itself, but an authentic
 * revocation of the leaf that is at hand (given, presented, asked for another
 * path) weighs more than what is wrong (judgement section 1). */
static bool revoked_at_hand(const struct facts *f, const struct path *path, size_t i)
{
	struct link link;
	struct pair p;

	if (i > 0 || !path->anchored || path->valid || path->only_times ||
	    f->policy->revocation == REVOCATION_OFF)
		return false;
	p = pair_of(f, path, i);
	pair_judge(&p, &link, NULL);
	return link.status == STATUS_REVOKED;
}

void link_judge(const struct facts *f, const struct path *path, size_t i, struct link *out,
	struct findings *findings)
{
	bool asked = path->anchored && (path->valid || path->only_times) &&
		f->policy->revocation != REVOCATION_OFF &&
		(f->policy->scope == SCOPE_CHAIN || i == 0);
	struct pair p;

	if (!asked && revoked_at_hand(f, path, i))
		asked = true;
	if (!asked) {
		judge_unasked(f, path, i, out, findings);
		return;
	}
	p = pair_of(f, path, i);
	pair_judge(&p, out, findings);
}
