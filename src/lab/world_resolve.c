#include <string.h>

#include "base/str.h"
#include "lab/fault.h"
#include "lab/issue.h"
#include "lab/reader.h"

/* After the last line: names become pointers and defaults are filled in. */

static bool find_ca(struct reader *r, const struct ref *ref, struct wca **out)
{
	if (ref->name == NULL)
		return true;
	r->line = ref->line;
	*out = world_find_ca(r->world, ref->name);
	return *out != NULL || reader_fail(r, "there is no CA \"%s\"", ref->name);
}

static bool find_cert(struct reader *r, const struct ref *ref, struct wcert **out)
{
	if (ref->name == NULL)
		return true;
	r->line = ref->line;
	*out = world_find_cert(r->world, ref->name);
	return *out != NULL || reader_fail(r, "there is no certificate \"%s\"", ref->name);
}

static bool find_certs(struct reader *r, const struct refs *refs, struct wcert ***out)
{
	*out = arena_array(r->arena, refs->count, sizeof **out);
	for (size_t i = 0; i < refs->count; i++)
		if (!find_cert(r, &refs->list[i], &(*out)[i]))
			return false;
	return true;
}

/* --- keys --------------------------------------------------------------- */

static bool resolve_keys(struct reader *r)
{
	struct world *w = r->world;

	for (size_t i = 0; i < w->certs.count; i++) {
		struct wcert *c = w->certs.list[i], *of = NULL;

		if (!find_cert(r, &c->key_of, &of))
			return false;
		if (of == NULL)
			continue;
		c->key = of->key;
		if (c->ca != NULL)
			c->ca->key = of->key;
	}
	for (size_t i = 0; i < w->certs.count; i++)
		if (w->certs.list[i]->ca != NULL)
			w->certs.list[i]->key = w->certs.list[i]->ca->key;
	return true;
}

static bool pair_taken(const struct world *w, size_t before, enum key_kind kind, unsigned pair)
{
	for (size_t i = 0; i < before; i++)
		if (w->keys.list[i]->kind == kind && w->keys.list[i]->pair == pair)
			return true;
	return false;
}

/* Pairs of primes are few: the next free one, while there is any. */
static void choose_pairs(struct world *w)
{
	for (size_t i = 0; i < w->keys.count; i++) {
		struct key *k = w->keys.list[i];
		unsigned pairs = key_pairs(k->kind);

		k->seed = w->seed;
		if (pairs == 0)
			continue;
		k->pair = key_pair_of(w->seed, k->name, k->kind);
		for (unsigned tries = 0; tries < pairs && pair_taken(w, i, k->kind, k->pair); tries++)
			k->pair = (k->pair + 1) % pairs;
	}
}

/* --- CAs ------------------------------------------------------------------ */

static const char *url_of(const char *written, const char *usual)
{
	if (written == NULL)
		return usual;
	return strcmp(written, "none") == 0 ? NULL : written;
}

static void ca_urls(struct arena *a, struct wca *ca)
{
	const char *aia = NULL, *crl = NULL, *ocsp = NULL;
	char *label = arena_text(a, ca->label != NULL ? ca->label : ca->name);

	for (char *p = label; ca->label == NULL && *p != '\0'; p++)
		*p = str_lower(*p);
	if (ca->domain == NULL)
		ca->domain = "lencr.org";
	ca->label = label;
	ca->ocsp_named = ca->ocsp_url != NULL;
	if (ca->role != ROLE_PRIVATE) {
		aia = arena_format(a, "http://%s.i.%s/", label, ca->domain);
		crl = arena_format(a, "http://%s.c.%s/%s", label, ca->domain,
			ca->shards != 0 ? "%n.crl" : "");
		ocsp = arena_format(a, "http://%s.o.%s", label, ca->domain);
	}
	ca->aia_url = url_of(ca->aia_url, aia);
	ca->crl_url = url_of(ca->crl_url, crl);
	ca->ocsp_url = url_of(ca->ocsp_url, ocsp);
}

static bool resolve_ca(struct reader *r, struct wca *ca)
{
	struct put p = { 0 };

	r->line = ca->line;
	if (ca->role == ROLE_BY_DEFAULT)
		ca->role = ca->first->by.name == NULL ? ROLE_ROOT : ROLE_ISSUING;
	if (!ca->shards_set)
		ca->shards = ca->role == ROLE_ISSUING ? 128 : 0;
	ca_urls(r->arena, ca);
	if (ca->subject == NULL)
		ca->subject = arena_format(r->arena, "CN=%s", ca->name);
	if (!name_put(&p, ca->subject)) {
		put_clear(&p);
		return reader_fail(r, "not a name: \"%s\" (C=US, O=Org, CN=Name)", ca->subject);
	}
	ca->subject_der = put_take(&p, r->arena);
	ca->served = ca->first;
	if (!find_cert(r, &ca->serves, &ca->served))
		return false;
	if (ca->served->ca == NULL)
		return reader_fail(r, "\"%s\" is not a CA's certificate", ca->serves.name);
	return true;
}

/* --- certificates ----------------------------------------------------------- */

static void default_validity(const struct world *w, struct wcert *c)
{
	static const struct { int64_t from, length; } rows[] = {
		[PROFILE_CLASSIC] = { 30 * WHEN_DAY, 90 * WHEN_DAY },
		[PROFILE_TLSSERVER] = { 15 * WHEN_DAY, 45 * WHEN_DAY },
		[PROFILE_SHORTLIVED] = { 2 * WHEN_DAY, 160 * 3600 },
		[PROFILE_PLAIN] = { 30 * WHEN_DAY, 90 * WHEN_DAY },
	};

	if (c->has_validity)
		return;
	c->not_before = w->clock - (c->ca != NULL ? 400 * WHEN_DAY : rows[c->profile].from);
	c->not_after = c->not_before +
		(c->ca != NULL ? 1500 * WHEN_DAY : rows[c->profile].length) - 1;
}

static bool check_name(struct reader *r, const char *text)
{
	struct put p = { 0 };
	bool ok = text == NULL || name_put(&p, text);

	put_clear(&p);
	return ok || reader_fail(r, "not a name: \"%s\" (C=US, O=Org, CN=Name)", text);
}

static bool resolve_cert(struct reader *r, struct wcert *c)
{
	if (!find_ca(r, &c->by, &c->issuer) || !find_ca(r, &c->signed_by, &c->signer) ||
	    !find_ca(r, &c->crl_issuer, &c->crl_issuer_ca))
		return false;
	r->line = c->line;
	if (c->issuer == NULL)
		c->issuer = c->ca;
	if (c->profile == PROFILE_BY_CA)
		c->profile = c->issuer == NULL || c->issuer->role == ROLE_PRIVATE ? PROFILE_PLAIN :
			PROFILE_CLASSIC;
	if (c->names.count == 0 && c->ca == NULL && strchr(c->name, '.') != NULL)
		texts_add(r->arena, &c->names, c->name);
	default_validity(r->world, c);
	if (c->shard != 0 && (c->issuer == NULL || c->shard > c->issuer->shards))
		return reader_fail(r, "shard %u: the issuer has no such list", c->shard);
	return check_name(r, c->subject) && check_name(r, c->issuer_name) &&
		cert_check(r, c);
}

/* --- CRLs and OCSP ------------------------------------------------------------ */

static bool resolve_crl(struct reader *r, struct wcrl *l)
{
	if (!find_ca(r, &l->of, &l->ca) || !find_ca(r, &l->sign_with, &l->signer) ||
	    !find_ca(r, &l->issuer_ref, &l->issuer_name_of))
		return false;
	r->line = l->line;
	if (l->ca == NULL)
		return reader_fail(r, "the list \"%s\" needs: of CA", l->name);
	if (l->shard > l->ca->shards)
		return reader_fail(r, "%s has %u shards", l->ca->name, l->ca->shards);
	for (size_t i = 0; i < l->omit.count; i++) {
		struct wcert *ignored;

		if (!find_cert(r, &l->omit.list[i], &ignored))
			return false;
	}
	for (size_t i = 0; i < l->entry_count; i++)
		if (!find_cert(r, &l->entries[i].cert_ref, &l->entries[i].cert) ||
		    !find_ca(r, &l->entries[i].issuer_ref, &l->entries[i].issuer))
			return false;
	if ((l->idp == IDP_DIRNAME || l->idp == IDP_RELATIVE) &&
	    !check_name(r, l->idp_names.list[0]))
		return false;
	return true;
}

static bool resolve_ocsp(struct reader *r, struct wocsp *o)
{
	struct wcert **ignored;

	if (!find_cert(r, &o->of, &o->cert) || !find_ca(r, &o->responder_ref, &o->responder_ca) ||
	    !find_cert(r, &o->certid_of, &o->certid_cert) ||
	    !find_ca(r, &o->certid_by, &o->certid_issuer) ||
	    !find_cert(r, &o->signer_ref, &o->signer_cert) || !find_certs(r, &o->embed, &ignored))
		return false;
	if (o->signer_cert != NULL && o->signer_cert->ca != NULL) {
		o->signer_ca = o->signer_cert->ca;
		o->signer_cert = NULL;
	}
	for (size_t i = 0; i < o->single_count; i++)
		if (!find_cert(r, &o->singles[i].cert_ref, &o->singles[i].cert))
			return false;
	r->line = o->line;
	if (o->ca == NULL && o->cert == NULL)
		o->cert = world_find_cert(r->world, o->name);
	if (o->ca == NULL && o->cert == NULL)
		return reader_fail(r, "the answer \"%s\" needs: of CERTIFICATE", o->name);
	if (o->ca == NULL && o->cert->issuer == NULL)
		return reader_fail(r, "nobody answers for \"%s\", which is self-signed",
			o->cert->name);
	return o->embed_copies <= 1000 || reader_fail(r, "embed-copies: at most 1000");
}

/* --- sites ---------------------------------------------------------------------- */

/* The certificates that servers send behind a leaf of this CA. */
static void usual_chain(struct reader *r, const struct wca *ca, struct refs *to)
{
	unsigned line = ca->line;

	if (ca->chain.count > 0) {
		for (size_t i = 0; i < ca->chain.count; i++)
			if (strcmp(ca->chain.list[i].name, "none") != 0)
				refs_add(r->arena, to, ca->chain.list[i].name, ca->chain.list[i].line);
		return;
	}
	/* Upwards by first certificates, the self-signed one left out. */
	for (int i = 0; i < 10 && ca != NULL && ca->first->issuer != ca; i++) {
		refs_add(r->arena, to, ca->first->name, line);
		ca = ca->first->issuer;
	}
}

static bool resolve_serve(struct reader *r, struct wsite *s, struct wserve *serve)
{
	if (serve->certs.count == 0) {
		r->line = serve->line;
		if (s->own == NULL)
			return reader_fail(r, "the site serves nothing: it needs a certificate of its "
				"own (by CA …) or a serve line");
		refs_add(r->arena, &serve->certs, "leaf", serve->line);
		if (s->own->issuer != NULL)
			usual_chain(r, s->own->issuer, &serve->certs);
	}
	for (size_t i = 0; i < serve->certs.count; i++)
		if (strcmp(serve->certs.list[i].name, "leaf") == 0 && s->own != NULL)
			serve->certs.list[i].name = s->own->name;
	for (size_t i = 0; i < serve->staple_count; i++)
		serve->staples[i].ocsp = world_find_ocsp(r->world, serve->staples[i].spec);
	return find_certs(r, &serve->certs, &serve->list) && staple_check(r, serve);
}

static bool resolve_site(struct reader *r, struct wsite *s)
{
	site_serve(r, s);
	for (size_t i = 0; i < s->serve_count; i++)
		if (!resolve_serve(r, s, &s->serves[i]))
			return false;
	s->site.options = s->options.list;
	s->site.option_count = s->options.count;
	s->site.expect_words = s->words.list;
	s->site.expect_word_count = s->words.count;
	s->site.refuse_words = s->refuse.list;
	s->site.refuse_word_count = s->refuse.count;
	s->site.dead_addresses = s->dead.list;
	s->site.dead_address_count = s->dead.count;
	return true;
}

static bool resolve_rest(struct reader *r)
{
	struct world *w = r->world;

	for (size_t i = 0; i < w->published.count; i++)
		if (!find_certs(r, &w->published.list[i]->names, &w->published.list[i]->list))
			return false;
	for (size_t i = 0; i < w->faults.count; i++)
		if (!fault_resolve(w, w->faults.list[i], r->err))
			return err_wrap(r->err, "%s:%u", w->file, w->faults.list[i]->line);
	return find_certs(r, &w->trust, &w->anchors);
}

#define EACH(which, call) \
	for (size_t i = 0; i < w->which.count; i++) \
		if (!call(r, w->which.list[i])) \
			return false

bool world_resolve(struct reader *r)
{
	struct world *w = r->world;

	if (!resolve_keys(r))
		return false;
	choose_pairs(w);
	EACH(cas, resolve_ca);
	EACH(certs, resolve_cert);
	for (size_t i = 0; i < w->cas.count; i++)
		if (!resolve_crl(r, w->cas.list[i]->crl) || !resolve_ocsp(r, w->cas.list[i]->ocsp))
			return false;
	EACH(crls, resolve_crl);
	EACH(ocsps, resolve_ocsp);
	EACH(sites, resolve_site);
	return resolve_rest(r);
}
