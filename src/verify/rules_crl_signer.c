/* Row 3: whose key may sign a list, and how that key is itself trusted. */
#include "verify/rules_crl.h"

#include <string.h>

#include "x509/sig.h"

#define SIGNERS 3      /* certificates beside the path that are looked into for one list */
#define SIGNER_PATHS 2 /* and paths of each */

static bool same_identity(const struct cert *a, const struct cert *b)
{
	return memcmp(a->spki_sha256, b->spki_sha256, 32) == 0 &&
		name_equal(a->subject, b->subject);
}

/* What a signer's own path is asked: nothing about names, purposes or
 * policies of the target. */
static struct policy signer_policy(const struct policy *of)
{
	struct policy p = *of;

	p.purpose = PURPOSE_ANY;
	p.name = NULL;
	p.name_kind = NAME_NONE;
	p.profile = PROFILE_RFC5280;
	p.policies = NULL;
	p.policy_count = 0;
	p.explicit_policy = p.inhibit_any = p.inhibit_mapping = false;
	return p;
}

static bool path_strong(const struct facts *f, const struct path *path, int level)
{
	for (size_t i = 0; level > 1 && i + 1 < path->count; i++)
		if (!cert_reaches_level(graph_cert(f->graph, path->certs[i]), level))
			return false;
	return true;
}

/* Every certificate of the signer's path must be proven without this list. */
static bool path_proven(const struct pair *p, const struct path *path, const struct crl *crl)
{
	struct barred barred = { .crl = crl->der, .up = p->barred };

	for (size_t i = 0; i + 1 < path->count; i++) {
		struct pair sub = pair_of(p->facts, path, i);
		struct link link;

		sub.is_leaf = false;
		sub.level = p->level;
		sub.depth = p->depth + 1;
		sub.barred = &barred;
		pair_judge(&sub, &link, NULL);
		if (!pair_proven(&sub, &link))
			return false;
	}
	return true;
}

/* The signer's own path to the anchor of the path that we stand on. */
static enum word signer_path(const struct pair *p, uint32_t id, const struct crl *crl)
{
	const struct facts *f = p->facts;
	const struct cert *anchor = graph_cert(f->graph, pair_anchor(p));
	struct policy policy = signer_policy(f->policy);
	struct findings ignored;
	struct paths *all;
	enum word why = WORD_CRL_SIGNER_UNTRUSTED;
	size_t tried = 0;

	if (p->depth >= PAIR_DEPTH)
		return WORD_CRL_SIGNER_UNCHECKED;
	findings_init(&ignored, f->arena);
	all = paths_find(f->graph, id, ~0u, &policy, &ignored);
	for (size_t i = 0; i < all->complete && tried < SIGNER_PATHS; i++) {
		struct path *path = all->list[i];

		if (!same_identity(graph_cert(f->graph, path->certs[path->count - 1]), anchor))
			continue;
		path_validate(f->graph, path, &policy, &f->roots, f->at);
		if (!path->valid || !path_strong(f, path, p->level))
			continue;
		tried++;
		why = WORD_CRL_SIGNER_UNCHECKED;
		if (path_proven(p, path, crl))
			return WORD_COUNT;
	}
	return why;
}

static enum word authority(const struct pair *p, uint32_t id, const struct crl *crl, bool direct)
{
	const struct facts *f = p->facts;

	/* The links above are judged for themselves. */
	for (size_t i = p->issuer_at; i < p->path->count; i++)
		if (p->path->certs[i] == id)
			return WORD_COUNT;
	if (same_identity(graph_cert(f->graph, id), graph_cert(f->graph, pair_anchor(p))))
		return WORD_COUNT;
	/* The anchor before this one: it certified this very issuer, so that the
	 * path could as well end at it. */
	if (direct && graph_get(f->graph, id)->anchor &&
	    graph_issued(f->graph, p->path->certs[p->issuer_at], id))
		return WORD_COUNT;
	/* Nobody speaks for itself, unless its own issuer appointed it to. */
	if (id == p->cert_id || same_identity(graph_cert(f->graph, id), p->cert))
		return !direct && crl_self_appointed(p, crl) ? WORD_COUNT :
			WORD_CRL_SIGNER_UNCHECKED;
	return signer_path(p, id, crl);
}

static enum word candidate(const struct pair *p, uint32_t id, const struct crl *crl, bool direct)
{
	const struct cert *s = graph_cert(p->facts->graph, id);

	if (pair_bars_signer(p, s))
		return WORD_CRL_SIGNER_UNCHECKED;
	if (s->has_key_usage && (s->key_usage & 1u << 6) == 0)
		return WORD_CRL_ISSUER_MAY_NOT_SIGN;
	if (!sig_reaches_level(crl->sig_alg, s->key, p->level))
		return WORD_CRL_WEAK_SIGNATURE;
	return authority(p, id, crl, direct);
}

/* The further a candidate got, the more its word explains. */
static int progress(enum word why)
{
	switch (why) {
	case WORD_COUNT: return 5;
	case WORD_CRL_SIGNER_UNCHECKED: return 4;
	case WORD_CRL_SIGNER_UNTRUSTED: return 3;
	case WORD_CRL_WEAK_SIGNATURE: return 2;
	case WORD_CRL_ISSUER_MAY_NOT_SIGN: return 1;
	default: return 0;
	}
}

enum word crl_signer(const struct pair *p, struct evidence *e, const struct crl *crl, bool direct,
	const struct cert **signer, bool *forged)
{
	struct graph *g = p->facts->graph;
	uint32_t issuer_id = p->path->certs[p->issuer_at];
	enum word best = WORD_CRL_BAD_SIGNATURE;
	size_t looked_into = 0;

	*signer = NULL;
	*forged = false;
	/* The issuer in this path goes first, as the usual signer. */
	if (direct && tried_crl(p->facts->arena, e, crl, p->issuer)) {
		best = candidate(p, issuer_id, crl, direct);
		*signer = p->issuer;
	}
	for (uint32_t id = 0; best != WORD_COUNT && id < graph_size(g); id++) {
		const struct cert *s = graph_cert(g, id);
		enum word why;

		if (id == issuer_id || !name_equal(s->subject, crl->issuer) ||
		    !tried_crl(p->facts->arena, e, crl, s))
			continue;
		if (looked_into++ >= SIGNERS)
			break;
		why = candidate(p, id, crl, direct);
		if (progress(why) > progress(best) || *signer == NULL) {
			best = why;
			*signer = s;
		}
	}
	if (*signer == NULL && sig_digest_bits(crl->sig_alg) < 0)
		return WORD_CRL_SIGNATURE_UNSUPPORTED;
	*forged = *signer == NULL && direct && crl->has_aki && key_id_points_to(crl->aki, p->issuer);
	return best;
}
