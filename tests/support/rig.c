#include "rig.h"

#include <stdio.h>
#include <stdlib.h>

struct rig *rig_new(const struct rig_spec *given)
{
	const struct rig_spec none = { 0 }, *s = given != NULL ? given : &none;
	struct arena *arena = arena_new();
	struct rig *r = arena_take(arena, sizeof *r);

	r->arena = arena;
	policy_init(&r->policy);
	r->policy.profile = PROFILE_RFC5280;
	r->policy.purpose = PURPOSE_ANY;
	evidence_init(&r->evidence, arena);
	findings_init(&r->found, arena);
	r->facts = (struct facts){ .arena = arena, .policy = &r->policy, .at = MINT_NOW,
		.graph = graph_new(arena, &r->policy.most), .evidence = &r->evidence,
		.is_host = s->host, .presented = r->presented, .presented_count = 2,
		.fetched_fully = true, .found = &r->found };
	r->root = rig_cert(r, &(struct mint_cert){ .subject = "Root", .serial = "01",
		.from = -900 * MINT_DAY, .until = 900 * MINT_DAY, .ext = RIG_CA_EXT },
		ORIGIN_STORE, &r->root_id);
	graph_set_anchor(r->facts.graph, r->root_id);
	r->ca = rig_cert(r, &(struct mint_cert){ .subject = "CA", .issuer = "Root", .serial = "02",
		.from = -300 * MINT_DAY, .until = s->ca_until != 0 ? s->ca_until : 300 * MINT_DAY,
		.ext = s->ca_ext != NULL ? s->ca_ext : RIG_CA_EXT }, ORIGIN_PRESENTED, &r->ca_id);
	r->leaf = rig_cert(r, &(struct mint_cert){ .subject = "leaf", .issuer = "CA",
		.serial = s->leaf_serial, .from = s->leaf_from, .until = s->leaf_until,
		.ext = s->leaf_ext != NULL ? s->leaf_ext : RIG_LEAF_EXT },
		ORIGIN_PRESENTED, &r->leaf_id);
	r->facts.leaf = r->presented[0] = r->leaf_id;
	r->presented[1] = r->ca_id;
	if (!s->bare)
		rig_given(r, &(struct mint_crl){ .issuer = "Root" });
	return r;
}

void rig_free(struct rig *r)
{
	arena_free(r->arena);
}

X509 *rig_cert(struct rig *r, const struct mint_cert *m, unsigned origin, uint32_t *id)
{
	struct err err = { 0 };
	X509 *x = mint_cert(r->arena, m);
	struct cert *cert = cert_read(r->arena, mint_der(r->arena, x), &err);

	if (cert == NULL) {
		fprintf(stderr, "rig: %s\n", err.text);
		abort();
	}
	*id = graph_put(r->facts.graph, cert, origin, NULL);
	return x;
}

struct evidence *rig_bytes(struct rig *r, enum evidence_kind kind, enum evidence_origin origin,
	const char *url, struct view bytes)
{
	struct evidence *e = evidence_add(&r->evidence, kind, origin);
	struct blob *blob = blob_new(bytes);

	e->url = url;
	e->path = url == NULL && origin == BROUGHT_GIVEN ? "given" : NULL;
	e->reach = REACH_OK;
	e->body = blob_keep(r->arena, blob);
	blob_drop(blob);
	evidence_decode(&r->evidence, e);
	return e;
}

struct evidence *rig_crl(struct rig *r, const struct mint_crl *m)
{
	return rig_bytes(r, EVIDENCE_CRL, BROUGHT_FETCHED, RIG_URL, mint_crl(r->arena, m));
}

struct evidence *rig_given(struct rig *r, const struct mint_crl *m)
{
	return rig_bytes(r, EVIDENCE_CRL, BROUGHT_GIVEN, NULL, mint_crl(r->arena, m));
}

void rig_previous(struct rig *r, struct evidence *e, const struct mint_crl *m)
{
	struct blob *blob = blob_new(mint_crl(r->arena, m));

	e->previous = blob_keep(r->arena, blob);
	blob_drop(blob);
	evidence_decode(&r->evidence, e);
}

static struct evidence *for_leaf(struct rig *r, struct evidence *e)
{
	e->for_cert = r->leaf_id;
	return e;
}

struct evidence *rig_ocsp(struct rig *r, const struct mint_ocsp *m)
{
	return for_leaf(r, rig_bytes(r, EVIDENCE_OCSP, BROUGHT_FETCHED, "http://ocsp.example/",
		mint_ocsp(r->arena, m)));
}

struct evidence *rig_staple(struct rig *r, const struct mint_ocsp *m)
{
	return for_leaf(r, rig_bytes(r, EVIDENCE_OCSP, BROUGHT_PRESENTED, NULL,
		mint_ocsp(r->arena, m)));
}

struct evidence *rig_lost(struct rig *r, enum evidence_kind kind, const char *url,
	enum reach reach)
{
	struct evidence *e = evidence_add(&r->evidence, kind, BROUGHT_FETCHED);

	e->url = url;
	e->reach = reach;
	return for_leaf(r, e);
}

struct judgement *rig_judge(struct rig *r)
{
	struct paths *paths = paths_find(r->facts.graph, r->facts.leaf, ~0u, &r->policy, &r->found);

	for (size_t i = 0; i < paths->complete; i++)
		path_validate(r->facts.graph, paths->list[i], &r->policy, &r->facts.roots, r->facts.at);
	r->judged = judge(&r->facts, paths);
	return r->judged;
}

const struct link *rig_link(const struct rig *r)
{
	return &r->judged->paths[r->judged->best].links[0];
}

const struct finding *rig_find(const struct rig *r, enum word word)
{
	for (size_t i = 0; i < r->judged->findings.count; i++)
		if (r->judged->findings.list[i].word == word)
			return &r->judged->findings.list[i];
	return NULL;
}

bool rig_differs(const struct rig *r, const char *name, enum status status, enum word word)
{
	if (rig_link(r)->status == status && (word == WORD_COUNT || rig_find(r, word) != NULL))
		return false;
	printf("# %s: %s\n", name, status_word(rig_link(r)->status));
	for (size_t i = 0; i < r->judged->findings.count; i++)
		printf("#   %s\n", word_text(r->judged->findings.list[i].word));
	return true;
}
