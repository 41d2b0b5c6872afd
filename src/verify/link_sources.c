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

static bool in_path(const struct path *path, uint32_t id)
{
	for (size_t i = 0; i < path->count; i++)
		if (path->certs[i] == id)
			return true;
	return false;
}

static bool may_sign_for(const struct pair *p, const struct cert *s)
{
	if (memcmp(s->spki_sha256, p->issuer->spki_sha256, 32) == 0)
		return false;
	if (name_equal(s->subject, p->issuer->subject))
		return true;
	for (size_t i = 0; i < p->cert->point_count; i++)
		if (point_appoints(&p->cert->points[i], s->subject))
			return true;
	return false;
}

/* Certificates beside the path that may sign lists for this link (another key
 * of the issuer, an appointed CRL issuer) have a status of their own. */
static void put_signers(struct urls *u, const struct facts *f, const struct pair *p)
{
	for (uint32_t id = 0; id < graph_size(f->graph); id++) {
		const struct cert *s = graph_cert(f->graph, id);

		if (!in_path(p->path, id) && may_sign_for(p, s))
			put_points(u, s->points, s->point_count);
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
		put_points(&crl, p.cert->points, p.cert->point_count);
		put_points(&crl, p.cert->fresh_points, p.cert->fresh_count);
		put_signers(&crl, f, &p);
	}
	if (f->policy->method != METHOD_CRL)
		put(&ocsp, p.cert->ocsp_urls, p.cert->ocsp_url_count);
	*out = (struct link_sources){ crl.list, crl.count, ocsp.list, ocsp.count };
}
