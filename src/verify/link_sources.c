/* What could be asked about a link, in the order that the policy prefers. */
#include <string.h>

#include "verify/rules_crl.h"

struct urls {
	struct arena *arena;
	const char **list;
	size_t count, space;
};

static void put(struct urls *u, char *const *urls, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t k = 0;

		while (k < u->count && strcmp(u->list[k], urls[i]) != 0)
			k++;
		if (k < u->count)
			continue;
		*(const char **)arena_more(u->arena, &u->list, u->count, &u->space,
			sizeof *u->list) = urls[i];
		u->count++;
	}
}

static void put_points(struct urls *u, const struct dist_point *points, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put(u, points[i].urls, points[i].url_count);
}

/* Deltas, where a list of this issuer is there that says where they are. */
static void put_deltas(struct urls *u, const struct facts *f, const struct pair *p)
{
	bool direct;

	put_points(u, p->cert->fresh_points, p->cert->fresh_count);
	for (size_t i = 0; i < f->evidence->count; i++) {
		const struct crl *crl = f->evidence->list[i]->crl;

		if (crl != NULL && !crl->is_delta && crl_concerns(p, crl, &direct))
			put(u, crl->freshest_urls, crl->freshest_url_count);
	}
}

static bool have_base(const struct facts *f, const struct pair *p)
{
	bool direct;

	for (size_t i = 0; i < f->evidence->count; i++) {
		const struct crl *crl = f->evidence->list[i]->crl;

		if (crl != NULL && !crl->is_delta && crl_concerns(p, crl, &direct))
			return true;
	}
	return false;
}

static bool in_path(const struct path *path, uint32_t id)
{
	for (size_t i = 0; i < path->count; i++)
		if (path->certs[i] == id)
			return true;
	return false;
}

/* The certificates of those who signed what is already there have a status of
 * their own. Only what a certificate of this path issued may name places:
 * nobody else drives our fetching. */
static void put_delegates(struct urls *u, const struct evidence *e, const struct cert *issuer)
{
	for (size_t k = 0; e->ocsp != NULL && k < e->ocsp->cert_count; k++) {
		const struct cert *d = e->ocsp->certs[k];

		if (d->eku_ocsp && !d->ocsp_nocheck && name_equal(d->issuer, issuer->subject) &&
		    issuer->key != NULL && cert_signed_by(d, issuer->key))
			put_points(u, d->points, d->point_count);
	}
}

static bool issued_in_path(const struct facts *f, const struct path *path, uint32_t id)
{
	for (size_t i = 1; i < path->count; i++)
		if (graph_issued(f->graph, id, path->certs[i]))
			return true;
	return false;
}

static void put_signers(struct urls *u, const struct facts *f, const struct pair *p)
{
	for (size_t i = 0; i < f->evidence->count; i++) {
		struct evidence *e = f->evidence->list[i];
		bool direct;

		put_delegates(u, e, p->issuer);
		if (e->crl == NULL || !crl_concerns(p, e->crl, &direct) ||
		    (direct && tried_crl(f->arena, e, e->crl, p->issuer)))
			continue;
		for (uint32_t id = 0; id < graph_size(f->graph); id++) {
			const struct cert *s = graph_cert(f->graph, id);

			if (!in_path(p->path, id) && name_equal(s->subject, e->crl->issuer) &&
			    tried_crl(f->arena, e, e->crl, s) && issued_in_path(f, p->path, id))
				put_points(u, s->points, s->point_count);
		}
	}
}

void link_sources(const struct facts *f, const struct path *path, size_t i,
	struct link_sources *out)
{
	struct urls crl = { .arena = f->arena }, ocsp = { .arena = f->arena };
	struct pair p;

	*out = (struct link_sources){ 0 };
	if (!link_wanted(f, path, i))
		return;
	p = pair_of(f, path, i);
	if (f->policy->method != METHOD_OCSP) {
		bool base = have_base(f, &p);

		if (base)
			put_deltas(&crl, f, &p);
		put_points(&crl, p.cert->points, p.cert->point_count);
		if (!base)
			put_deltas(&crl, f, &p);
	}
	if (f->policy->method != METHOD_CRL)
		put(&ocsp, p.cert->ocsp_urls, p.cert->ocsp_url_count);
	put_signers(&crl, f, &p);
	*out = (struct link_sources){ crl.list, crl.count, ocsp.list, ocsp.count };
}
