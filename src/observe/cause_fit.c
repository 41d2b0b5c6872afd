/* What a certificate has to do with the object of a contact. */
#include <string.h>

#include "base/str.h"
#include "known/lencr_url.h"
#include "observe/correlate_run.h"
#include "observe/url_form.h"

#define LEAF_OCTETS 18
#define SHARDED_PREFIX 0x05     /* of serials since April 2025; those before name no list */

bool fit_excludes(enum fit f)
{
	return f == FIT_OTHER_CA || f == FIT_OTHER_SHARD || f == FIT_NO_POINTER;
}

bool object_is_shared(const struct making *m)
{
	return m->kind != OBJECT_SHARD && !(m->kind == OBJECT_OCSP && m->object->serial != NULL);
}

static bool lists(struct run *r, char *const *urls, size_t count, const char *url)
{
	for (size_t i = 0; url != NULL && i < count; i++)
		if (url_same(r->scratch, urls[i], url))
			return true;
	return false;
}

static bool lists_any(struct run *r, const struct known_cert *c, const char *url)
{
	return lists(r, c->crls, c->crl_count, url) || lists(r, c->issuers, c->issuer_count, url) ||
		lists(r, c->ocsps, c->ocsp_count, url);
}

static bool staging(const struct making *m)
{
	return m->object->environment != NULL && strcmp(m->object->environment, "staging") == 0;
}

/* The label of the certificate's issuer is known and another than the object's. */
static bool other_label(const struct making *m, const struct known_cert *c)
{
	return c->label[0] != '\0' && m->object->label != NULL && strcmp(c->label, m->object->label) != 0;
}

static bool same_label(const struct making *m, const struct known_cert *c)
{
	return c->label[0] != '\0' && m->object->label != NULL && strcmp(c->label, m->object->label) == 0;
}

static enum fit fit_shard(const struct making *m, const struct known_cert *c)
{
	if (other_label(m, c))
		return FIT_OTHER_SHARD;
	if (c->crl_count != 0)
		return FIT_OTHER_SHARD;
	if (c->pointers_known)
		return FIT_NO_POINTER;
	if (!same_label(m, c) || c->serial_size == 0 || staging(m))
		return FIT_UNKNOWN;
	if (c->serial_size == LEAF_OCTETS && c->serial[0] < SHARDED_PREFIX)
		return FIT_NO_POINTER;
	return lencr_shard(view_of(c->serial, c->serial_size)) == m->object->shard ? FIT_SERIAL :
		FIT_OTHER_SHARD;
}

/* Objects of a CA, or of one above it. */
static enum fit fit_ca(const struct making *m, const struct known_cert *c, bool direct)
{
	if (same_label(m, c))
		return FIT_CA;
	if (c->ca == NULL || m->object->ca == NULL)
		return FIT_UNKNOWN;
	if (direct && m->object->ca->role != CA_ROOT)
		return FIT_OTHER_SHARD;
	return ca_is_above(m->object->ca, c->ca) ? FIT_CA : FIT_OTHER_SHARD;
}

static bool hash_is(struct run *r, const char *hex, const uint8_t *sha1, const uint8_t *sha256)
{
	return hex != NULL && (strcmp(hex, view_hex(r->scratch, view_of(sha1, 20))) == 0 ||
		(sha256 != NULL && strcmp(hex, view_hex(r->scratch, view_of(sha256, 32))) == 0));
}

static enum fit fit_ocsp(struct run *r, const struct making *m, const struct known_cert *c)
{
	const struct known_object *o = m->object;
	const char *serial = o->serial;

	if (serial == NULL)
		return FIT_UNKNOWN;
	while (serial[0] == '0' && serial[1] == '0' && serial[2] != '\0')
		serial += 2;
	if (c->serial_size == 0)
		return FIT_UNKNOWN;
	if (strcmp(view_hex(r->scratch, view_of(c->serial, c->serial_size)), serial) != 0)
		return FIT_OTHER_SHARD;
	if (!c->name_hashed || !hash_is(r, o->name_hash, c->name_sha1, c->name_sha256))
		return c->name_hashed ? FIT_OTHER_SHARD : FIT_SERIAL;
	if (c->ca != NULL && hash_is(r, o->key_hash, c->ca->key_sha1, c->ca->key_sha256))
		return FIT_CERTID;
	return c->key_id_known && hash_is(r, o->key_hash, c->key_id, NULL) ? FIT_CERTID : FIT_SERIAL;
}

enum fit cert_fit(struct run *r, const struct making *m, const struct known_cert *c, bool leaf)
{
	const char *url = m->c->request.url;

	c = cert_of_digest(r->k, c);
	if (!c->filled)
		return FIT_UNKNOWN;
	if (m->kind == OBJECT_OCSP && m->object->serial != NULL)
		return fit_ocsp(r, m, c);
	if (lists_any(r, c, url))
		return leaf ? FIT_URL : FIT_CHAIN_URL;
	if (m->object->outcome != EXPLAIN_KNOWN)
		return c->pointers_known ? FIT_NO_POINTER : FIT_UNKNOWN;
	if (c->issuer_kind == ISSUER_OTHER)
		return FIT_OTHER_CA;
	if (c->issuer_kind == ISSUER_UNKNOWN)
		return FIT_UNKNOWN;
	switch (m->kind) {
	case OBJECT_SHARD:
		return fit_shard(m, c);
	case OBJECT_ROOT:
		return fit_ca(m, c, false);
	case OBJECT_ISSUER:
		return fit_ca(m, c, true);
	case OBJECT_NAME:
		return fit_ca(m, c, m->object->ca != NULL && m->object->ca->role != CA_ROOT);
	default:
		return FIT_UNKNOWN;
	}
}
