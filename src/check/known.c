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
			note_newer(c, path->certs[k],
				k + 1 < path->count ? path->certs[k + 1] : NO_CERT);
	}
	note_shard(c, c->facts.leaf);
}

/* Whether the judge will find the root itself at the end of a branch. */
static bool root_in_sight(const struct check *c)
{
	for (size_t i = c->paths->complete; c->paths->complete == 0 && i < c->paths->count; i++)
		if (c->paths->list[i]->count > 1 && c->paths->list[i]->end == WORD_SELF_SIGNED)
			return true;
	return false;
}

/* The root that CERT names as its issuer, where it is too new for many stores. */
static const struct catalog_cert *new_root_above(const struct cert *cert)
{
	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *root = catalog_at(i);

		if (root->role == CA_ROOT && root->status == CA_OTHER &&
		    strcmp(root->environment, "production") == 0 &&
		    name_equal(root->subject_der, cert->issuer))
			return root;
	}
	return NULL;
}

/* What is served goes up to a root that is too new for many stores: the
 * commonest misconfiguration since the Y generation began. */
static void note_new_root(struct check *c)
{
	struct findings unused;
	struct paths *served;

	if (root_in_sight(c))
		return;
	findings_init(&unused, c->arena);
	served = paths_find(c->facts.graph, c->facts.leaf, ORIGIN_PRESENTED | ORIGIN_FILE,
		c->policy, &unused);
	for (size_t i = 0; served->complete == 0 && i < served->count; i++) {
		const struct path *path = served->list[i];
		uint32_t last = path->certs[path->count - 1];
		const struct catalog_cert *root = new_root_above(cert_of(c, last));

		if (root)
			findings_add(&c->found, WORD_ENDS_AT_NEW_ROOT, ABOUT_CERTIFICATE, last,
				"what is served ends at %s, which this trust store lacks; clients "
				"without %s need its cross-sign", root->ca, root->ca);
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

/* Whether E is a shard older than Let's Encrypt's practice, of a CA that is
 * known by its URLs alone (the judge knows the others by key). */
static bool older_than_practice(struct check *c, const struct evidence *e, uint32_t issuer)
{
	const struct catalog_cert *known = catalog_by_spki(cert_of(c, issuer)->spki_sha256);
	struct lencr_url url;

	return (!known || !known->shards) && e->crl && e->url &&
		lencr_url_read(c->arena, e->url, &url) && url.kind == LENCR_SHARD_CRL &&
		c->facts.at - e->crl->this_update > LENCR_CRL_PRACTICE;
}

/* Past RFC 5280 nothing is wrong with an old list that still holds, but a
 * cache or proxy in the way is likely. */
static void note_old_crls(struct check *c)
{
	for (size_t i = 0; i < c->link_count; i++) {
		const struct link *link = &c->links[i].link;

		for (size_t k = 0; k < link->answer_count; k++) {
			const struct link_answer *a = &link->answers[k];
			const struct evidence *e;

			if (a->method != ANSWER_CRL ||
			    (a->status != STATUS_GOOD && a->status != STATUS_REVOKED))
				continue;
			e = c->evidence.list[a->evidence];
			if (older_than_practice(c, e, link->issuer))
				findings_add(&c->found, WORD_CRL_OLDER_THAN_ISSUER_PRACTICE,
					ABOUT_EVIDENCE, e->id, "made %s; Let's Encrypt renews "
					"every hour", when_text(c->arena, e->crl->this_update));
		}
	}
}

/* Entries that by their serial belong to another shard: none since the change to
 * explicit sharding in 2025 was completed. */
static void note_entries(struct check *c, const struct evidence *e)
{
	struct crl_cursor at = { 0 };
	struct crl_entry entry;
	struct lencr_url url;
	uint64_t strangers = 0;
	char *first = NULL;

	if (!e->crl || !e->url || !lencr_url_read(c->arena, e->url, &url) ||
	    url.kind != LENCR_SHARD_CRL || url.staging)
		return;
	while (crl_next(e->crl, &at, &entry)) {
		if (entry.serial.size == 0 || lencr_shard(entry.serial) == url.shard)
			continue;
		if (strangers++ == 0)
			first = view_hex(c->arena, entry.serial);
	}
	if (strangers > 0)
		findings_add(&c->found, WORD_CRL_WRONG_SHARD, ABOUT_EVIDENCE, e->id,
			"%llu entries of shard %u belong to others by their serial, the first is %s",
			(unsigned long long)strangers, url.shard, first);
}

void known_notes(struct check *c)
{
	for (size_t i = 0; i < c->evidence.count; i++)
		note_entries(c, c->evidence.list[i]);
	if (c->facts.leaf == NO_CERT)
		return;
	note_paths(c);
	note_new_root(c);
	note_client_auth(c);
	note_old_crls(c);
}

/* --- remedies ---------------------------------------------------------------------- */

/* "serve …: this file": the certificate that should be sent instead. */
static const char *serve_text(struct check *c, const struct catalog_cert *instead,
	const char *tail)
{
	return arena_format(c->arena, "serve %s, serial %s%s", catalog_name(c->arena, instead),
		catalog_serial(c->arena, instead), tail);
}

static const char *revoked_remedy(struct check *c, const struct cert *cert)
{
	const struct catalog_cert *known = catalog_by_sha256(cert->sha256);
	const struct catalog_cert *instead = known ? catalog_by_id(known->replaced_by) : NULL;

	if (!instead)
		return NULL;
	return serve_text(c, instead, arena_format(c->arena, ", instead of serial %s: let the ACME "
		"client fetch its chain again, or take what --write-chain writes",
		catalog_serial(c->arena, known)));
}

/* The cross-sign in force of the root that CERT is, or names as its issuer. */
static const char *new_root_remedy(struct check *c, const struct cert *cert)
{
	const struct catalog_cert *root = new_root_above(cert);

	for (size_t i = 0; root && i < catalog_count(); i++) {
		const struct catalog_cert *cross = catalog_at(i);

		if (cross->role == CA_CROSS && cross->status == CA_ACTIVE &&
		    memcmp(cross->spki_sha256, root->spki_sha256, 32) == 0)
			return serve_text(c, cross, ", as well");
	}
	return NULL;
}

void known_remedies(struct check *c)
{
	for (size_t i = 0; i < c->judgement->findings.count; i++) {
		struct finding *f = &c->judgement->findings.list[i];
		const char *remedy = NULL;

		if ((f->about != ABOUT_CERTIFICATE && f->about != ABOUT_LINK) ||
		    f->id >= graph_size(c->facts.graph))
			continue;
		if (f->word == WORD_PRESENTED_CA_REVOKED || f->word == WORD_CA_REVOKED ||
		    f->word == WORD_KNOWN_REVOKED)
			remedy = revoked_remedy(c, cert_of(c, f->id));
		else if (f->word == WORD_ENDS_AT_NEW_ROOT)
			remedy = new_root_remedy(c, cert_of(c, f->id));
		else if (f->word == WORD_PURPOSE_MISMATCH && cert_of(c, f->id)->is_ca &&
			 f->id == c->facts.leaf)
			remedy = "this is a CA certificate: check it with --purpose any --profile rfc5280";
		if (remedy)
			f->remedy = remedy;
	}
}
