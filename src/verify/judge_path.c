/* One path: its links, the rules for its leaf, its verdict. */
#include "verify/judge_parts.h"

#include <string.h>

#include "base/when.h"
#include "verify/rules_ocsp.h"
#include "verify/status.h"

static bool made_of_presented(const struct graph *g, const struct path *path)
{
	for (size_t i = 1; i + (path->anchored ? 1 : 0) < path->count; i++)
		if ((graph_get(g, path->certs[i])->origins & (ORIGIN_PRESENTED | ORIGIN_FILE)) == 0)
			return false;
	return true;
}

static bool staple_proves(const struct facts *f, const struct path *path)
{
	struct pair p;

	if (path->count < 2)
		return false;
	p = pair_of(f, path, 0);
	for (size_t i = 0; i < f->evidence->count; i++) {
		struct evidence *e = f->evidence->list[i];
		struct ocsp_opinion o;

		if (e->kind != EVIDENCE_OCSP || e->origin != BROUGHT_PRESENTED || e->ocsp == NULL)
			continue;
		ocsp_judge(&p, e, &o);
		if (o.status == STATUS_GOOD)
			return true;
	}
	return false;
}

/* RFC 7633. */
static void judge_staple(const struct facts *f, struct judged *j)
{
	const struct path *path = j->out.path;
	const struct cert *leaf = graph_cert(f->graph, path->certs[0]);
	bool impossible = leaf->ocsp_url_count == 0;
	struct finding *one;

	if (!leaf->must_staple || (f->is_host && staple_proves(f, path)))
		return;
	if (!f->is_host && !impossible) {
		findings_add(&j->says, WORD_STAPLE_NOT_JUDGED, ABOUT_CERTIFICATE, path->certs[0], NULL);
		return;
	}
	one = findings_add(&j->says, impossible ? WORD_STAPLE_IMPOSSIBLE : WORD_STAPLE_MISSING,
		ABOUT_CERTIFICATE, path->certs[0], NULL);
	/* A file shows no handshake; and who does not ask is only told. */
	if (!f->is_host || f->policy->revocation == REVOCATION_OFF)
		one->severity = SEVERITY_WARN;
	else
		j->staple_fails = true;
}

void judge_path(const struct facts *f, struct path *path, struct judged *j)
{
	struct judged_path *out = &j->out;

	*j = (struct judged){ .out = { .path = path } };
	findings_init(&j->says, f->arena);
	out->as_served = made_of_presented(f->graph, path);
	if (!path->anchored) {
		out->verdict = VERDICT_INVALID;
		return;
	}
	if (path->valid || path->only_times)
		judge_staple(f, j);
	out->link_count = path->count - 1;
	out->links = arena_array(f->arena, out->link_count, sizeof *out->links);
	for (size_t i = 0; i < out->link_count; i++)
		link_judge(f, path, i, &out->links[i], &j->says);
}

static bool leaf_revoked(const struct judged *j)
{
	return j->out.link_count > 0 && j->out.links[0].status == STATUS_REVOKED;
}

/* The revocation that every path shall show: the earliest. */
static const struct judged *find_revoked_leaf(const struct court *c)
{
	const struct judged *found = NULL;

	for (size_t i = 0; i < c->count; i++)
		if (leaf_revoked(&c->list[i]) && (found == NULL ||
		    c->list[i].out.links[0].revoked_at < found->out.links[0].revoked_at))
			found = &c->list[i];
	return found;
}

static void spread_leaf(struct court *c)
{
	const struct judged *from = find_revoked_leaf(c);

	for (size_t i = 0; from != NULL && i < c->count; i++) {
		struct judged *j = &c->list[i];
		uint32_t issuer;

		if (j->out.link_count == 0 || leaf_revoked(j))
			continue;
		issuer = j->out.links[0].issuer;
		j->out.links[0] = from->out.links[0];
		j->out.links[0].issuer = issuer;
		for (size_t k = 0; k < from->says.count; k++)
			if (from->says.list[k].word == WORD_REVOKED)
				findings_add(&j->says, WORD_REVOKED, ABOUT_LINK,
					j->out.links[0].subject, "%s", from->says.list[k].detail);
	}
}

static bool link_compromised(const struct link *link)
{
	if (link->status != STATUS_REVOKED)
		return false;
	for (size_t i = 0; i < link->answer_count; i++)
		if (link->answers[i].status == STATUS_REVOKED && crl_is_compromise(link->answers[i].reason))
			return true;
	return crl_is_compromise(link->reason);
}

static void spoil_key(struct court *c, const struct cert *ca)
{
	for (size_t i = 0; i < c->count; i++) {
		struct judged *j = &c->list[i];
		const struct path *path = j->out.path;

		for (size_t k = 0; k < path->count && path->anchored; k++) {
			const struct cert *one = graph_cert(c->f->graph, path->certs[k]);

			if (memcmp(one->spki_sha256, ca->spki_sha256, 32) != 0)
				continue;
			j->compromised = true;
			findings_add(&j->says, WORD_CA_KEY_COMPROMISED, ABOUT_CERTIFICATE,
				path->certs[k], NULL);
		}
	}
}

void judge_spread(struct court *c)
{
	spread_leaf(c);
	for (size_t i = 0; i < c->count; i++)
		for (size_t k = 1; k < c->list[i].out.link_count; k++)
			if (link_compromised(&c->list[i].out.links[k]))
				spoil_key(c, graph_cert(c->f->graph,
					c->list[i].out.links[k].subject));
}

static enum verdict worse(enum verdict a, enum verdict b)
{
	return verdict_worse(b, a) ? b : a;
}

static bool is_forged(const struct link *link)
{
	if (link->status == STATUS_GOOD || link->status == STATUS_REVOKED ||
	    link->status == STATUS_NOT_APPLICABLE)
		return false;
	for (size_t i = 0; i < link->answer_count; i++)
		if (link->answers[i].forged)
			return true;
	return false;
}

enum verdict judge_verdict(const struct facts *f, const struct judged *j)
{
	enum verdict v = VERDICT_GOOD;

	if (leaf_revoked(j))
		return VERDICT_REVOKED;
	if (!j->out.path->anchored || !j->out.path->valid)
		return VERDICT_INVALID;
	if (j->compromised)
		return VERDICT_REVOKED;
	if (j->staple_fails)
		v = VERDICT_INVALID;
	for (size_t i = 0; i < j->out.link_count; i++) {
		const struct link *link = &j->out.links[i];

		if (link->status == STATUS_REVOKED)
			v = worse(v, VERDICT_REVOKED);
		if (is_forged(link))
			v = worse(v, VERDICT_SUSPICIOUS);
		if (status_unproven(link->status, f->policy->revocation))
			v = worse(v, VERDICT_UNDETERMINED);
	}
	return v;
}
