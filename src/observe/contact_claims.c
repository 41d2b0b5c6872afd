/* What a log says of an answer whose bytes are in no input: digests, and what an
 * OCSP response is about. It is told as the log's word. Nothing of it is content
 * that was checked, whatever it says: the bytes are what proves, and nobody here
 * saw them. What it can do is to say which certificate a POST asked about, as
 * exactly as a log's words for a certificate are, and that something is wrong. */
#include <string.h>

#include "base/when.h"
#include "observe/correlate_run.h"

struct facts { const struct file_fact *const *list; size_t count; };

static struct facts facts_of(const struct run *r, const struct making *m)
{
	const struct piece *p = m->http;
	struct facts out = { 0 };

	/* The body of an error is not the object. */
	if (p != NULL && p->answer_file != 0 && (p->status == 0 || p->status == 200))
		out.list = files_of(r, p->answer_file, &out.count);
	return out;
}

/* --- OCSP --------------------------------------------------------------------------- */

static bool same_certificate(const struct file_fact *a, const struct file_fact *b)
{
	return a->hash_size == b->hash_size && a->serial_size == b->serial_size &&
		memcmp(a->name_hash, b->name_hash, a->hash_size) == 0 &&
		memcmp(a->key_hash, b->key_hash, a->hash_size) == 0 &&
		memcmp(a->serial, b->serial, a->serial_size) == 0;
}

/* The only certificate that the answer says something about, with the worst that it
 * says; NULL: none, or several. */
static const struct file_fact *only_status(const struct facts *f)
{
	const struct file_fact *found = NULL;

	for (size_t i = 0; i < f->count; i++) {
		const struct file_fact *one = f->list[i];

		if (!one->status)
			continue;
		if (found != NULL && !same_certificate(found, one))
			return NULL;
		if (found == NULL || (one->said == SAID_REVOKED && found->said != SAID_REVOKED))
			found = one;
	}
	return found;
}

static struct view serial_of(const struct file_fact *f)
{
	return view_of(f->serial, f->serial_size);
}

static bool hex_same(struct run *r, const char *hex, const uint8_t *octets, size_t size)
{
	return hex != NULL && strcmp(hex, view_hex(r->a, view_of(octets, size))) == 0;
}

static const char *without_zeros(const char *hex)
{
	while (hex[0] == '0' && hex[1] == '0' && hex[2] != '\0')
		hex += 2;
	return hex;
}

static bool asked_about(struct run *r, const struct known_object *o, const struct file_fact *f)
{
	return hex_same(r, without_zeros(o->serial), f->serial, f->serial_size) &&
		hex_same(r, o->name_hash, f->name_hash, f->hash_size) &&
		hex_same(r, o->key_hash, f->key_hash, f->hash_size);
}

const struct known_object *claims_object(struct run *r, const struct making *m)
{
	struct facts facts = facts_of(r, m);
	const struct file_fact *f = only_status(&facts);
	const struct piece *p = m->http;
	struct known_object *out;
	struct view request;

	/* What a GET asks about stands in its URL. */
	if (f == NULL || p->body_seen || p->method == NULL || strcmp(p->method, "POST") != 0 ||
	    p->fetched->object.serial != NULL)
		return NULL;
	request = ocsp_request_about(r->a, view_of(f->name_hash, f->hash_size), view_of(f->key_hash, f->hash_size),
		serial_of(f));
	out = arena_take(r->a, sizeof *out);
	object_of_url(r->a, p->url, request, p->timeless ? r->k->o.now : p->at / SECOND, out);
	return out->serial == NULL ? NULL : out;
}

static void put_status(struct run *r, struct making *m, const struct file_fact *f, const char *about)
{
	static const char *const words[] = { NULL, "good", "revoked", "unknown" };
	struct contact *c = m->c;

	c->claimed.status = words[f->said];
	c->claimed.serial = view_hex(r->a, serial_of(f));
	c->claimed.issuer_name_hash = view_hex(r->a, view_of(f->name_hash, f->hash_size));
	c->claimed.issuer_key_hash = view_hex(r->a, view_of(f->key_hash, f->hash_size));
	c->claimed.revoked_at = f->revoked_at;
	c->claimed.this_update = f->this_update;
	c->claimed.next_update = f->next_update;
	c->claimed.reason = f->reason[0] == '\0' ? NULL : arena_text(r->a, f->reason);
	c->claimed.text = words[f->said] == NULL ? arena_format(r->a, "an OCSP answer about %s", about) :
		arena_format(r->a, "an OCSP answer about %s: %s", about, words[f->said]);
}

static void put_ocsp(struct run *r, struct making *m, const struct facts *facts)
{
	const struct file_fact *first = NULL, *only = only_status(facts), *asked = NULL;
	bool known = m->object->serial != NULL && m->object->name_hash != NULL && m->object->key_hash != NULL;

	for (size_t i = 0; i < facts->count; i++) {
		const struct file_fact *f = facts->list[i];

		if (!f->status)
			continue;
		first = first == NULL ? f : first;
		if (known && asked_about(r, m->object, f) && (asked == NULL || f->said == SAID_REVOKED))
			asked = f;
	}
	if (first == NULL)
		return;
	if (asked != NULL) {
		put_status(r, m, asked, m->c->object.claimed ?
			"one certificate, which the request will have asked about" : "the certificate asked for");
	} else if (known) {
		m->c->claimed.other = true;
		put_status(r, m, first, "another certificate than the one asked for");
	} else if (only != NULL) {
		put_status(r, m, only, "one certificate");
	} else {
		m->c->claimed.text = "an OCSP answer about several certificates";
	}
}

/* --- digests ---------------------------------------------------------------------------- */

static const char *not_a(enum object_kind kind)
{
	return kind == OBJECT_SHARD || kind == OBJECT_ROOT ? "CRL" : kind == OBJECT_OCSP ? "OCSP answer" : NULL;
}

/* Second preimages of SHA-256 are out of reach: whoever did see such a digest saw
 * that certificate. Whether anybody did is the log's word. */
static void weigh_digest(struct run *r, struct making *m, const uint8_t sha256[32])
{
	const struct catalog_cert *is = catalog_by_sha256(sha256), *wanted = m->object->ca;
	struct contact *c = m->c;

	if (m->object->outcome != EXPLAIN_KNOWN)
		return;
	if (is == NULL) {
		if (m->kind == OBJECT_ISSUER)
			c->claimed.text = "its SHA-256 is that of no certificate in the catalog";
		return;
	}
	c->claimed.is = catalog_name(r->a, is);
	if (not_a(m->kind) != NULL) {
		c->claimed.other = true;
		c->claimed.text = arena_format(r->a, "its SHA-256 is that of a certificate of %s, which is no %s",
			c->claimed.is, not_a(m->kind));
	} else if (m->kind == OBJECT_ISSUER && wanted != NULL && strcmp(wanted->ca, is->ca) != 0) {
		c->claimed.other = true;
		c->claimed.text = arena_format(r->a, "its SHA-256 is that of a certificate of %s, not of %s",
			c->claimed.is, wanted->ca);
	} else {
		c->claimed.text = arena_format(r->a, "its SHA-256 is that of a certificate of %s in the catalog",
			c->claimed.is);
	}
}

static void put_measured(struct run *r, struct making *m, const struct file_fact *f)
{
	struct contact *c = m->c;

	if (c->claimed.bytes < 0)
		c->claimed.bytes = f->size;
	if (c->claimed.type == NULL && f->type[0] != '\0')
		c->claimed.type = arena_text(r->a, f->type);
	if (c->claimed.sha1 == NULL && f->sha1_known)
		c->claimed.sha1 = view_hex(r->a, view_of(f->sha1, 20));
	if (c->claimed.sha256 != NULL || !f->sha256_known)
		return;
	c->claimed.sha256 = view_hex(r->a, view_of(f->sha256, 32));
	weigh_digest(r, m, f->sha256);
}

/* --- all ------------------------------------------------------------------------------------ */

void contact_claims_put(struct run *r, struct making *m)
{
	struct facts facts = facts_of(r, m);

	m->c->claimed.bytes = -1;
	m->c->claimed.revoked_at = m->c->claimed.this_update = m->c->claimed.next_update = WHEN_NONE;
	m->c->claimed.any = facts.count != 0;
	for (size_t i = 0; i < facts.count; i++)
		if (!facts.list[i]->status)
			put_measured(r, m, facts.list[i]);
	if (!m->c->claimed.other)
		put_ocsp(r, m, &facts);
	/* It may have been among what was forgotten. */
	if (m->http != NULL && m->http->answer_file != 0 && facts.count == 0 && r->k->files.lost)
		r->out->files_dropped++;
}
