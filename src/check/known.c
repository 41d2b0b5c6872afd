/* known: what the catalog adds to a check: facts for the judge before, exact
 * remedies after. It may condemn and explain, never absolve. */
#include "check/state.h"

#include <string.h>

#include "base/str.h"
#include "base/url.h"
#include "base/when.h"
#include "known/catalog.h"
#include "known/lencr_url.h"

#define LENCR_CRL_PRACTICE WHEN_DAY /* renewed hourly, in any case within a day */

static const char *revocation_text(struct check *c, const struct catalog_cert *known)
{
	return arena_format(c->arena, "%s: %s", catalog_name(c->arena, known),
		catalog_state(c->arena, known));
}

void known_facts(struct check *c)
{
	size_t count = catalog_count();
	struct known_revocation *revoked = arena_array(c->arena, count, sizeof *revoked);
	uint8_t (*keys)[32] = arena_array(c->arena, count, sizeof *keys);

	for (size_t i = 0; i < count; i++) {
		const struct catalog_cert *known = catalog_at(i);

		if (known->shards)
			memcpy(keys[c->facts.sharding_count++], known->spki_sha256, 32);
		if (known->revoked_at != WHEN_NONE) {
			struct known_revocation *r = &revoked[c->facts.known_count++];

			memcpy(r->sha256, known->sha256, 32);
			r->revoked_at = known->revoked_at;
			r->reason = known->revoked_reason;
			r->text = revocation_text(c, known);
		}
	}
	c->facts.known = revoked;
	c->facts.sharding_keys = (const uint8_t (*)[32])keys;
	c->facts.roots.list = catalog_public_roots(&c->facts.roots.count);
}

/* --- notes ------------------------------------------------------------------------ */

static const struct cert *cert_of(const struct check *c, uint32_t id)
{
	return graph_cert(c->facts.graph, id);
}

/* The first URL of the certificate that has lencr.org's grammar. */
static bool lencr_pointer(struct check *c, const struct cert *cert, struct lencr_url *out)
{
	for (size_t i = 0; i < cert->issuer_url_count; i++)
		if (lencr_url_read(c->arena, cert->issuer_urls[i], out))
			return true;
	for (size_t p = 0; p < cert->point_count; p++)
		for (size_t u = 0; u < cert->points[p].url_count; u++)
			if (lencr_url_read(c->arena, cert->points[p].urls[u], out))
				return true;
	return false;
}

/* A CA that began after these facts were written is normal. */
static void note_newer(struct check *c, uint32_t id, uint32_t issuer)
{
	const struct cert *cert = cert_of(c, id);
	struct lencr_url url;

	if (!lencr_pointer(c, cert, &url))
		return;
	if (!catalog_by_label(url.label))
		findings_add(&c->found, WORD_NEWER_THAN_CATALOG, ABOUT_CERTIFICATE, id,
			"the label %s is not among the facts of %s", url.label, catalog_date());
	else if (issuer != NO_CERT && !catalog_by_spki(cert_of(c, issuer)->spki_sha256))
		findings_add(&c->found, WORD_NEWER_THAN_CATALOG, ABOUT_CERTIFICATE, id,
			"its signer %s is not among the facts of %s",
			cert_of(c, issuer)->short_name, catalog_date());
}

static void note_shard(struct check *c, uint32_t id)
{
	const struct cert *cert = cert_of(c, id);

	if (cert->is_ca || cert->serial.size == 0)
		return;
	for (size_t p = 0; p < cert->point_count; p++)
		for (size_t u = 0; u < cert->points[p].url_count; u++) {
			struct lencr_url url;

			if (lencr_url_read(c->arena, cert->points[p].urls[u], &url) &&
			    url.kind == LENCR_SHARD_CRL && !url.staging &&
			    url.shard != lencr_shard(cert->serial))
				findings_add(&c->found, WORD_SERIAL_OTHER_SHARD, ABOUT_CERTIFICATE,
					id, "the URL names shard %u, the serial belongs to %u",
					url.shard, lencr_shard(cert->serial));
		}
}

static void note_paths(struct check *c)
{
	for (size_t i = 0; i < c->paths->count; i++) {
		const struct path *path = c->paths->list[i];

		for (size_t k = 0; k < path->count; k++)
			note_newer(c, path->certs[k], k + 1 < path->count ? path->certs[k + 1] : NO_CERT);
	}
	note_shard(c, c->facts.leaf);
}

/* Two certificates of one CA by one issuer, the later sent beside the earlier. */
static void note_mixed(struct check *c)
{
	for (size_t i = 0; i < c->presented_count; i++)
		for (size_t k = 0; k < c->presented_count; k++) {
			const struct cert *old = cert_of(c, c->presented[i]);
			const struct cert *new = cert_of(c, c->presented[k]);

			if (!old->is_ca || old->not_before >= new->not_before ||
			    old->self_issued || new->self_issued ||
			    memcmp(old->spki_sha256, new->spki_sha256, 32) != 0 ||
			    !name_equal(old->subject, new->subject) ||
			    !name_equal(old->issuer, new->issuer))
				continue;
			findings_add(&c->found, WORD_CROSS_SIGNS_MIXED, ABOUT_CERTIFICATE,
				c->presented[i], "%s of %s and of %s", old->short_name,
				when_date(c->arena, old->not_before),
				when_date(c->arena, new->not_before));
		}
}

/* The served chain goes up to a root that is too new for many stores. */
static void note_new_root(struct check *c)
{
	struct findings unused;
	struct paths *served;

	findings_init(&unused, c->arena);
	served = paths_find(c->facts.graph, c->facts.leaf, ORIGIN_PRESENTED | ORIGIN_FILE,
		c->policy, &unused);
	for (size_t i = 0; served->complete == 0 && i < served->count; i++) {
		const struct path *path = served->list[i];
		uint32_t last = path->certs[path->count - 1];
		const struct cert *cert = cert_of(c, last);

		for (size_t k = 0; k < catalog_count(); k++) {
			const struct catalog_cert *root = catalog_at(k);

			if (root->role != CA_ROOT || root->status != CA_OTHER ||
			    !name_equal(root->subject_der, cert->issuer))
				continue;
			findings_add(&c->found, WORD_ENDS_AT_NEW_ROOT, ABOUT_CERTIFICATE, last,
				"ends at %s, which this trust store lacks; clients without %s need "
				"the cross-sign", root->ca, root->ca);
		}
	}
}

static void note_client_auth(struct check *c)
{
	const struct cert *leaf = cert_of(c, c->facts.leaf);
	struct lencr_url url;

	if (c->policy->purpose == PURPOSE_CLIENT && leaf->has_eku && !leaf->eku_client &&
	    lencr_pointer(c, leaf, &url))
		findings_add(&c->found, WORD_CLIENT_AUTH_GONE, ABOUT_CERTIFICATE, c->facts.leaf,
			NULL);
}

/* A shard that proves something and is older than its CA's practice: past RFC
 * 5280 nothing is wrong, but a cache or proxy in the way is likely. */
static void note_old_crls(struct check *c)
{
	for (size_t i = 0; i < c->link_count; i++)
		for (size_t k = 0; k < c->links[i].link.answer_count; k++) {
			const struct link_answer *a = &c->links[i].link.answers[k];
			const struct evidence *e;
			struct lencr_url url;

			if (a->method != ANSWER_CRL ||
			    (a->status != STATUS_GOOD && a->status != STATUS_REVOKED))
				continue;
			e = c->evidence.list[a->evidence];
			if (!e->crl || !e->url || !lencr_url_read(c->arena, e->url, &url) ||
			    url.kind != LENCR_SHARD_CRL ||
			    c->facts.at - e->crl->this_update <= LENCR_CRL_PRACTICE)
				continue;
			findings_add(&c->found, WORD_CRL_OLDER_THAN_ISSUER_PRACTICE, ABOUT_EVIDENCE,
				e->id, "%s old; Let's Encrypt renews every hour",
				when_span_text(c->arena, c->facts.at - e->crl->this_update));
		}
}

void known_notes(struct check *c)
{
	if (c->facts.leaf == NO_CERT)
		return;
	note_paths(c);
	note_mixed(c);
	note_new_root(c);
	note_client_auth(c);
	note_old_crls(c);
}

/* --- remedies ---------------------------------------------------------------------- */

void known_remedies(struct check *c)
{
	for (size_t i = 0; i < c->judgement->findings.count; i++) {
		struct finding *f = &c->judgement->findings.list[i];
		const struct catalog_cert *known, *instead;

		if (f->about != ABOUT_CERTIFICATE && f->about != ABOUT_LINK)
			continue;
		if (f->id >= graph_size(c->facts.graph))
			continue;
		if (f->word != WORD_PRESENTED_CA_REVOKED && f->word != WORD_CA_REVOKED &&
		    f->word != WORD_KNOWN_REVOKED)
			continue;
		known = catalog_by_sha256(cert_of(c, f->id)->sha256);
		instead = known ? catalog_by_id(known->replaced_by) : NULL;
		if (instead)
			f->remedy = arena_format(c->arena,
				"serve %s with serial %s instead of serial %s; %s gives it",
				catalog_name(c->arena, instead), instead->serial, known->serial,
				instead->aia_host ? arena_format(c->arena, "http://%s/",
				instead->aia_host) : "the ACME client's next fetch");
	}
}
