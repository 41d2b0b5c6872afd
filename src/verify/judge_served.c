/* What was presented, compared with what would have been right. */
#include "verify/judge_parts.h"

#include <string.h>

#include "verify/pair.h"
#include "verify/link_parts.h"

static bool seen_before(const struct facts *f, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (f->presented[i] == f->presented[at])
			return true;
	return false;
}

static bool in_some_path(const struct court *c, uint32_t id)
{
	for (size_t i = 0; i < c->count; i++)
		for (size_t k = 0; k < c->list[i].out.path->count; k++)
			if (c->list[i].out.path->certs[k] == id)
				return true;
	return false;
}

/* Whether it certifies something presented before it, or only behind it. */
static bool stands_too_early(const struct facts *f, size_t at)
{
	bool later = false;

	for (size_t i = 0; i < f->presented_count; i++) {
		if (f->presented[i] == f->presented[at] ||
		    !graph_issued(f->graph, f->presented[i], f->presented[at]))
			continue;
		if (i < at)
			return false;
		later = true;
	}
	return later;
}

static void say(struct court *c, enum word word, uint32_t cert)
{
	findings_add(&c->j->findings, word, ABOUT_CERTIFICATE, cert, NULL);
}

static bool revoked_somewhere(const struct court *c, uint32_t id)
{
	for (size_t i = 0; i < c->count; i++)
		for (size_t k = 1; k < c->list[i].out.link_count; k++)
			if (c->list[i].out.links[k].subject == id &&
			    c->list[i].out.links[k].status == STATUS_REVOKED)
				return true;
	return known_for(c->f, graph_cert(c->f->graph, id)) != NULL;
}

/* Not all paths are known, so that what stands in none of them may stand in others. */
static bool search_ended(const struct facts *f)
{
	return f->found != NULL && (findings_have(f->found, WORD_CEILING_PATHS) ||
		findings_have(f->found, WORD_CEILING_SIGNATURES) ||
		findings_have(f->found, WORD_CEILING_CERTIFICATES));
}

static void judge_one(struct court *c, size_t at)
{
	const struct facts *f = c->f;
	uint32_t id = f->presented[at];
	const struct node_cert *node = graph_get(f->graph, id);
	bool placed = in_some_path(c, id);

	if (seen_before(f, at)) {
		say(c, WORD_CHAIN_DUPLICATE, id);
		return;
	}
	if (id == f->leaf) {
		if (at > 0 && f->is_host)
			findings_add(&c->j->findings, WORD_CHAIN_UNORDERED, ABOUT_TARGET, 0, NULL);
		return;
	}
	if (node->anchor)
		say(c, WORD_CHAIN_CONTAINS_ANCHOR, id);
	else if (!placed && !search_ended(f))
		say(c, WORD_CHAIN_STRANGER, id);
	else if (placed && stands_too_early(f, at))
		findings_add(&c->j->findings, WORD_CHAIN_UNORDERED, ABOUT_TARGET, 0, NULL);
	if (node->anchor)
		return;
	if (revoked_somewhere(c, id))
		say(c, WORD_PRESENTED_CA_REVOKED, id);
	if (f->at > node->cert->not_after)
		say(c, WORD_PRESENTED_CA_EXPIRED, id);
}

/* Two certificates of one CA, neither self-issued. */
static void find_mixed(struct court *c)
{
	const struct facts *f = c->f;

	for (size_t i = 0; i < f->presented_count; i++)
		for (size_t k = 0; k < i; k++) {
			const struct cert *a = graph_cert(f->graph, f->presented[i]);
			const struct cert *b = graph_cert(f->graph, f->presented[k]);

			if (f->presented[i] == f->presented[k] || a->self_issued || b->self_issued ||
			    !a->is_ca || !b->is_ca ||
			    memcmp(a->spki_sha256, b->spki_sha256, 32) != 0 ||
			    !name_equal(a->subject, b->subject))
				continue;
			findings_add(&c->j->findings, WORD_CROSS_SIGNS_MIXED, ABOUT_TARGET, 0, "%s",
				a->short_name);
		}
}

static const struct judged *first_served(const struct court *c)
{
	for (size_t i = 0; i < c->complete; i++)
		if (c->list[i].out.as_served)
			return &c->list[i];
	return NULL;
}

static bool verifies(const struct judged *j)
{
	return j->out.path->anchored && j->out.path->valid;
}

void judge_served(struct court *c)
{
	const struct facts *f = c->f;
	struct judgement *j = c->j;
	const struct judged *served = first_served(c);
	struct finding *one;

	for (size_t i = 0; i < f->presented_count; i++)
		judge_one(c, i);
	find_mixed(c);
	j->has_served = true;
	if (served != NULL) {
		j->served = served->out.verdict;
		judge_reasons(f->arena, served, &j->served_reasons, &j->served_reason_count);
	} else {
		j->served = VERDICT_INVALID;
		j->served_reasons = arena_take(f->arena, sizeof *j->served_reasons);
		j->served_reasons[0] = c->complete > 0 ? WORD_CHAIN_INCOMPLETE : WORD_UNTRUSTED;
		j->served_reason_count = 1;
	}
	if (served == NULL && c->complete > 0 && verifies(&c->list[0])) {
		one = findings_add(&j->findings, WORD_CHAIN_INCOMPLETE, ABOUT_TARGET, 0, NULL);
		if (!f->is_host && f->presented_count <= 1)
			one->severity = SEVERITY_NOTE;
	}
	if (served != NULL && j->served != j->verdict)
		findings_add(&j->findings, WORD_DIFFERS_AS_SERVED, ABOUT_TARGET, 0,
			"as served: %s", verdict_word(j->served));
}
