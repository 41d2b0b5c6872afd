/* vouch: what verified and may be kept. The cache lies below X.509 and keeps
 * nothing on its own authority. */
#include "check/state.h"

#include <string.h>

#include "base/when.h"

static const struct ask *ask_of(const struct check *c, const struct evidence *e)
{
	for (size_t i = 0; i < c->ask_count; i++)
		if (c->asks[i]->evidence == e)
			return c->asks[i];
	return NULL;
}

static struct vouch *put(struct check *c, const struct evidence *e, const char *kind)
{
	const struct ask *ask = ask_of(c, e);
	struct vouch *v;

	if (!ask || !e->body || e->reach != REACH_OK)
		return NULL;
	for (size_t i = 0; i < c->vouch_count; i++)
		if (c->vouches[i].body == e->body && strcmp(c->vouches[i].url, e->url) == 0)
			return NULL;
	v = arena_more(c->arena, &c->vouches, c->vouch_count, &c->vouch_space, sizeof *v);
	c->vouch_count++;
	v->url = ask->want.url;
	v->post = ask->want.body;
	v->body = e->body;
	v->kind = kind;
	v->this_update = v->next_update = WHEN_NONE;
	return v;
}

/* A list must not take the place of one that says more: of a newer one that
 * still holds, or of one whose entry has vanished. */
static bool loses_memory(const struct check *c, const struct evidence *e, uint32_t subject)
{
	const struct findings *all = &c->judgement->findings;

	for (size_t i = 0; i < all->count; i++) {
		const struct finding *f = &all->list[i];

		if ((f->word == WORD_CRL_ENTRY_VANISHED || f->word == WORD_CRL_ROLLED_BACK) &&
		    f->about == ABOUT_LINK && f->id == subject)
			return true;
	}
	return e->crl && e->previous_crl && e->previous_crl->this_update > e->crl->this_update &&
		e->previous_crl->next_update >= c->facts.at;
}

static void vouch_link(struct check *c, const struct link *link)
{
	const struct cert *issuer = graph_cert(c->facts.graph, link->issuer);

	for (size_t i = 0; i < link->answer_count; i++) {
		const struct link_answer *a = &link->answers[i];
		const struct evidence *e;
		struct vouch *v;

		if ((a->status != STATUS_GOOD && a->status != STATUS_REVOKED) ||
		    a->evidence >= c->evidence.count)
			continue;
		e = c->evidence.list[a->evidence];
		if (e->kind == EVIDENCE_CRL && loses_memory(c, e, link->subject))
			continue;
		v = put(c, e, e->kind == EVIDENCE_CRL ? "crl" : "ocsp");
		if (!v)
			continue;
		memcpy(v->issuer_key, issuer->spki_sha256, sizeof v->issuer_key);
		v->this_update = e->crl ? e->crl->this_update : a->this_update;
		v->next_update = e->crl ? e->crl->next_update : a->fresh_until;
	}
}

/* An issuer body may stay when a certificate in it made a signature on the
 * way up from the leaf. */
static void vouch_issuers(struct check *c)
{
	for (size_t i = 0; i < c->ask_count; i++) {
		const struct ask *ask = c->asks[i];
		bool proven = false;

		if (ask->want.why != WHY_ISSUER)
			continue;
		for (uint32_t id = 0; id < graph_size(c->facts.graph) && !proven; id++) {
			const struct node_cert *node = graph_get(c->facts.graph, id);

			for (size_t u = 0; u < node->url_count && !proven; u++)
				proven = strcmp(node->urls[u], ask->want.url) == 0 &&
					graph_issued(c->facts.graph, ask->cert, id);
		}
		if (proven)
			put(c, ask->evidence, "issuer");
	}
}

void vouch_all(struct check *c)
{
	vouch_issuers(c);
	for (size_t i = 0; i < c->judgement->path_count; i++)
		for (size_t k = 0; k < c->judgement->paths[i].link_count; k++)
			vouch_link(c, &c->judgement->paths[i].links[k]);
}
