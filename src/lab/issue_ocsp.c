#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <string.h>

#include "base/digest.h"
#include "lab/issue.h"
#include "lab/reader.h"

/* OCSP answers as Let's Encrypt gave them unless the world says otherwise. */

#define OCSP_LIFE ((int64_t)604798)

void ocsp_times(const struct world *w, const struct wocsp *o, const struct twist *t,
	int64_t *this_update, int64_t *next_update)
{
	if (t != NULL && (t->stale || t->future)) {
		*this_update = t->future ? w->clock + WHEN_DAY : w->clock - OCSP_LIFE - 2 * WHEN_DAY;
		*next_update = *this_update + OCSP_LIFE;
		return;
	}
	*this_update = o->has_this ? o->this_update : w->clock - 3 * 3600;
	*next_update = o->no_next ? WHEN_NONE : o->has_next ? o->next_update :
		*this_update + OCSP_LIFE;
}

static const EVP_MD *certid_hash(enum hash_kind kind, const char **oid)
{
	switch (kind) {
	case HASH_SHA256:
		*oid = "2.16.840.1.101.3.4.2.1";
		return EVP_sha256();
	case HASH_SHA384:
		*oid = "2.16.840.1.101.3.4.2.2";
		return EVP_sha384();
	case HASH_SHA512:
		*oid = "2.16.840.1.101.3.4.2.3";
		return EVP_sha512();
	default:
		*oid = "1.3.14.3.2.26";
		return EVP_sha1();
	}
}

static void put_hash(struct put *p, const EVP_MD *md, struct view v)
{
	uint8_t octets[EVP_MAX_MD_SIZE];
	unsigned size = 0;

	if (EVP_Digest(v.data, v.size, octets, &size, md, NULL) != 1)
		size = 0;
	put_tlv(p, 0x04, view_of(octets, size));
}

static struct view make_certid(struct world *w, struct arena *a, struct wcert *c, struct wca *issuer,
	enum hash_kind kind)
{
	struct put p = { 0 };
	size_t whole = put_open(&p, 0x30), algorithm = put_open(&p, 0x30);
	const char *oid;
	const EVP_MD *md = certid_hash(kind, &oid);

	put_oid(&p, oid);
	put_null(&p);
	put_close(&p, algorithm);
	key_make(w->arena, issuer->key);
	put_hash(&p, md, issuer->subject_der);
	put_hash(&p, md, issuer->key->bits);
	put_tlv(&p, 0x02, cert_serial_of(w, c));
	put_close(&p, whole);
	return put_take(&p, a);
}

struct said { int status; int64_t at; int reason; };

/* What is true of a certificate, as far as its world tells OCSP. */
static struct said truth_of(const struct wcert *c)
{
	struct said s = { 2, 0, -1 };

	if (c == NULL)
		return s;
	s.status = c->revoked && c->in_ocsp ? 1 : 0;
	s.at = c->revoked_at;
	s.reason = c->reason;
	return s;
}

static struct said say(const struct world *w, const struct wcert *c, int status, bool has_at,
	int64_t at, int reason)
{
	struct said s = truth_of(c);

	if (status < 0)
		return s;
	if (status != 1 || s.status != 1) {
		s.at = w->clock - 3 * WHEN_DAY;
		s.reason = -1;
	}
	s.status = status;
	if (has_at)
		s.at = at;
	if (reason >= 0)
		s.reason = reason;
	return s;
}

static void put_single(struct world *w, struct put *p, const struct wocsp *o, const struct twist *t,
	struct view certid, const struct said *s)
{
	int64_t this_update, next_update;
	size_t whole = put_open(p, 0x30), mark;

	ocsp_times(w, o, t, &this_update, &next_update);
	put_view(p, certid);
	if (s->status == 1) {
		mark = put_open(p, 0xa1);
		put_generalized_time(p, s->at);
		if (s->reason >= 0) {
			const uint8_t octets[5] = { 0xa0, 3, 0x0a, 1, (uint8_t)s->reason };

			put_bytes(p, octets, sizeof octets);
		}
		put_close(p, mark);
	} else {
		put_tlv(p, s->status == 0 ? 0x80 : 0x82, view_of(NULL, 0));
	}
	put_generalized_time(p, this_update);
	if (next_update != WHEN_NONE) {
		mark = put_open(p, 0xa0);
		put_generalized_time(p, next_update);
		put_close(p, mark);
	}
	put_close(p, whole);
}

static struct wca *issuer_of(const struct wocsp *o, const struct ocsp_ask *asked)
{
	if (asked->issuer != NULL)
		return asked->issuer;
	if (asked->cert != NULL && asked->cert->issuer != NULL)
		return asked->cert->issuer;
	return o->ca != NULL || o->cert == NULL ? o->ca : o->cert->issuer;
}

/* The CertID that answers what was asked: as asked, unless the world lies. */
static struct view certid_for(struct world *w, struct arena *a, const struct wocsp *o,
	const struct ocsp_ask *asked)
{
	struct wcert *c = o->certid_cert != NULL ? o->certid_cert : asked->cert;
	struct wca *issuer = o->certid_issuer;

	if (asked->certid.size != 0 && o->certid == HASH_USUAL && o->certid_cert == NULL &&
	    issuer == NULL)
		return asked->certid;
	if (issuer == NULL)
		issuer = o->certid_cert != NULL && o->certid_cert->issuer != NULL ?
			o->certid_cert->issuer : issuer_of(o, asked);
	return c == NULL ? asked->certid : make_certid(w, a, c, issuer, o->certid);
}

static void put_singles(struct world *w, struct arena *a, struct put *p, const struct wocsp *o,
	const struct ocsp_ask *asked, size_t count, const struct twist *t)
{
	size_t mark = put_open(p, 0x30);
	struct said s;

	for (size_t i = 0; i < count && o->single_count == 0; i++) {
		s = say(w, asked[i].cert, o->status, o->has_status_at, o->status_at, o->reason);
		put_single(w, p, o, t, certid_for(w, a, o, &asked[i]), &s);
	}
	for (size_t i = 0; i < o->single_count; i++) {
		const struct wsingle *x = &o->singles[i];
		struct ocsp_ask other = { .cert = x->cert };

		s = say(w, x->cert != NULL ? x->cert : asked[0].cert, x->status, x->has_at, x->at,
			x->reason);
		put_single(w, p, o, t, certid_for(w, a, o, x->cert != NULL ? &other : &asked[0]), &s);
	}
	put_close(p, mark);
}

static struct key *signer_key(const struct wocsp *o, const struct ocsp_ask *asked)
{
	if (o->signer_cert != NULL)
		return o->signer_cert->key;
	return o->signer_ca != NULL ? o->signer_ca->key : issuer_of(o, asked)->key;
}

static void put_responder(struct world *w, struct put *p, const struct wocsp *o,
	const struct ocsp_ask *asked)
{
	struct key *key = o->responder_ca != NULL ? o->responder_ca->key : signer_key(o, asked);
	struct view name = o->responder_ca != NULL ? o->responder_ca->subject_der :
		o->signer_cert != NULL ? cert_subject_of(w, o->signer_cert) :
		o->signer_ca != NULL ? o->signer_ca->subject_der : issuer_of(o, asked)->subject_der;
	size_t mark = put_open(p, o->by_key ? 0xa2 : 0xa1);

	key_make(w->arena, key);
	if (o->by_key)
		put_tlv(p, 0x04, view_of(key->sha1, sizeof key->sha1));
	else
		put_view(p, name);
	put_close(p, mark);
}

static void put_answer_extensions(struct put *p, const struct wocsp *o, struct view nonce)
{
	size_t outer, list;

	if ((nonce.size == 0 || o->nonce == NONCE_IGNORE) && o->nonce != NONCE_WRONG &&
	    o->critical == NULL)
		return;
	outer = put_open(p, 0xa1);
	list = put_open(p, 0x30);
	if (o->nonce == NONCE_ECHO && nonce.size != 0)
		extension_put(p, "1.3.6.1.5.5.7.48.1.2", false, nonce);
	if (o->nonce == NONCE_WRONG)
		extension_put(p, "1.3.6.1.5.5.7.48.1.2", false, view_of("\x04\x08not this", 10));
	if (o->critical != NULL)
		extension_put(p, o->critical, true, view_of("\x05", 2));
	put_close(p, list);
	put_close(p, outer);
}

/* [0] certs: those named, else a delegated signer's own. */
static void put_embedded(struct world *w, struct put *p, const struct wocsp *o)
{
	size_t outer, list;

	if (o->embed_none || (o->embed.count == 0 && o->signer_cert == NULL))
		return;
	outer = put_open(p, 0xa0);
	list = put_open(p, 0x30);
	for (unsigned copies = 0; copies < (o->embed_copies == 0 ? 1 : o->embed_copies); copies++) {
		for (size_t i = 0; i < o->embed.count; i++)
			put_view(p, issue_cert(w, world_find_cert(w, o->embed.list[i].name)));
		if (o->embed.count == 0)
			put_view(p, issue_cert(w, o->signer_cert));
	}
	put_close(p, list);
	put_close(p, outer);
}

static struct view basic_answer(struct world *w, struct arena *a, const struct wocsp *o,
	const struct ocsp_ask *asked, size_t count, struct view nonce, const struct twist *t)
{
	struct key *key = signer_key(o, asked);
	struct put p = { 0 }, whole = { 0 };
	size_t tbs = put_open(&p, 0x30), mark;
	int64_t this_update, next_update;
	struct view made, signature;

	ocsp_times(w, o, t, &this_update, &next_update);
	put_responder(w, &p, o, asked);
	put_generalized_time(&p, o->has_produced ? o->produced : this_update);
	put_singles(w, a, &p, o, asked, count, t);
	put_answer_extensions(&p, o, nonce);
	put_close(&p, tbs);
	made = put_take(&p, a);
	key_make(w->arena, key);
	signature = key_sign(a, key, o->hash, made);
	if (o->bad_signature || (t != NULL && t->bad_signature)) {
		uint8_t *copy = arena_copy(a, signature.data, signature.size);

		copy[signature.size - 1] ^= 1;
		signature = view_of(copy, signature.size);
	}
	mark = put_open(&whole, 0x30);
	put_view(&whole, made);
	key_put_algorithm(&whole, key, o->hash);
	put_bits(&whole, signature);
	put_embedded(w, &whole, o);
	put_close(&whole, mark);
	return put_take(&whole, a);
}

struct view issue_ocsp(struct world *w, struct arena *a, const struct wocsp *o,
	const struct ocsp_ask *asked, size_t count, struct view nonce, const struct twist *t)
{
	int error = t != NULL && t->error != 0 ? t->error : o->error;
	struct ocsp_ask own = { .cert = o->cert };
	struct put p = { 0 };
	size_t whole = put_open(&p, 0x30), outer, inner;
	const uint8_t status[3] = { 0x0a, 1, (uint8_t)error };

	put_bytes(&p, status, sizeof status);
	if (error == 0) {
		outer = put_open(&p, 0xa0);
		inner = put_open(&p, 0x30);
		put_oid(&p, o->type != NULL ? o->type : "1.3.6.1.5.5.7.48.1.1");
		put_tlv(&p, 0x04, basic_answer(w, a, o, count > 0 ? asked : &own,
			count > 0 ? count : 1, nonce, t));
		put_close(&p, inner);
		put_close(&p, outer);
	}
	put_close(&p, whole);
	if (o->trailing)
		put_bytes(&p, "\x05", 2);
	return put_take(&p, a);
}
