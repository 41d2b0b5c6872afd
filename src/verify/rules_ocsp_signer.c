/* Whose key may sign an OCSP response. RFC 6960 section 4.2.2.2. */
#include "verify/rules_ocsp.h"

#include <openssl/evp.h>

#include "base/digest.h"
#include "x509/sig.h"

#define SHA1_DIGEST_BITS 63

static bool responder_is(const struct ocsp *o, const struct cert *c)
{
	uint8_t sha1[20];

	if (o->by_name)
		return name_equal(o->responder_name, c->subject);
	digest_sha1(c->key_bits, sha1);
	return view_equal(o->responder_key, view_of(sha1, sizeof sha1));
}

/* The security level for the response's own signature. Who chooses the RFC's
 * own rules by name gets RFC 6960 section 4.3, which lets clients process
 * SHA-1; the fault is still told. */
static enum word judge_strength(const struct pair *p, const struct ocsp *o, EVP_PKEY *key,
	struct ocsp_opinion *out)
{
	if (sig_reaches_level(o->sig_alg, key, p->level))
		return WORD_COUNT;
	out->detail = o->sig_alg_text;
	if (p->facts->policy->profile != PROFILE_RFC5280 ||
	    sig_digest_bits(o->sig_alg) < SHA1_DIGEST_BITS || EVP_PKEY_get_security_bits(key) < 80)
		return WORD_OCSP_WEAK_SIGNATURE;
	out->tolerated = WORD_OCSP_WEAK_SIGNATURE;
	return WORD_COUNT;
}

static enum word judge_appointment(const struct pair *p, const struct cert *d)
{
	if (!name_equal(d->issuer, p->issuer->subject) || p->issuer->key == NULL ||
	    !cert_signed_by(d, p->issuer->key))
		return WORD_OCSP_SIGNER_NOT_AUTHORIZED;
	if (!d->eku_ocsp || d->poison || d->unknown_critical != NULL || d->malformed != NULL ||
	    !d->times_ok)
		return WORD_OCSP_SIGNER_NOT_AUTHORIZED;
	if (d->has_key_usage && (d->key_usage & 1u) == 0)
		return WORD_OCSP_SIGNER_NOT_AUTHORIZED;
	return cert_reaches_level(d, p->level) ? WORD_COUNT : WORD_OCSP_WEAK_SIGNATURE;
}

/* The delegate's own status, from sources that it did not sign. */
static enum word judge_own_status(const struct pair *p, const struct cert *d,
	struct ocsp_opinion *out)
{
	struct barred barred = { .signer = d, .up = p->barred };
	struct pair sub = *p;
	struct link link;

	if (d->ocsp_nocheck)
		return WORD_COUNT;
	if (p->depth >= PAIR_DEPTH)
		return WORD_OCSP_SIGNER_UNCHECKED;
	sub.cert = d;
	sub.cert_id = NO_CERT;
	sub.is_leaf = false;
	sub.depth = p->depth + 1;
	sub.barred = &barred;
	pair_judge(&sub, &link, NULL);
	if (link.status == STATUS_REVOKED)
		return WORD_OCSP_SIGNER_REVOKED;
	if (!pair_proven(&sub, &link))
		return WORD_OCSP_SIGNER_UNCHECKED;
	if (link.status != STATUS_GOOD && link.status != STATUS_NOT_APPLICABLE)
		out->tolerated = WORD_OCSP_SIGNER_UNCHECKED;
	return WORD_COUNT;
}

static enum word judge_delegate(const struct pair *p, const struct ocsp *o, const struct cert *d,
	struct ocsp_opinion *out)
{
	enum word why = judge_appointment(p, d);
	int64_t at = p->facts->at;

	if (why != WORD_COUNT)
		return why;
	if (at < d->not_before || at > d->not_after || o->produced_at < d->not_before ||
	    o->produced_at > d->not_after)
		return WORD_OCSP_SIGNER_EXPIRED;
	why = judge_strength(p, o, d->key, out);
	return why == WORD_COUNT ? judge_own_status(p, d, out) : why;
}

static bool fails_under_all_of(const struct pair *p, struct evidence *e)
{
	struct graph *g = p->facts->graph;

	for (uint32_t id = 0; id < graph_size(g); id++) {
		const struct cert *c = graph_cert(g, id);

		if (name_equal(c->subject, p->issuer->subject) &&
		    tried_ocsp(p->facts->arena, e, c))
			return false;
	}
	return true;
}

enum word ocsp_signer(const struct pair *p, struct evidence *e, const struct cert **signer,
	struct ocsp_opinion *out)
{
	const struct ocsp *o = e->ocsp;
	bool points_to_issuer = responder_is(o, p->issuer), verified = false;
	enum word why = points_to_issuer ? WORD_OCSP_BAD_SIGNATURE : WORD_OCSP_SIGNER_NOT_FOUND;

	*signer = NULL;
	if (sig_digest_bits(o->sig_alg) < 0)
		return WORD_OCSP_SIGNATURE_UNSUPPORTED;
	if (points_to_issuer && tried_ocsp(p->facts->arena, e, p->issuer))
		return judge_strength(p, o, p->issuer->key, out);
	for (size_t i = 0; i < o->cert_count; i++) {
		const struct cert *d = o->certs[i];

		if (!responder_is(o, d) || pair_bars_signer(p, d))
			continue;
		if (!tried_ocsp(p->facts->arena, e, d)) {
			if (why == WORD_OCSP_SIGNER_NOT_FOUND)
				why = WORD_OCSP_BAD_SIGNATURE;
			continue;
		}
		verified = true;
		*signer = d;
		why = judge_delegate(p, o, d, out);
		if (why == WORD_COUNT)
			return why;
	}
	out->forged = points_to_issuer && !verified && fails_under_all_of(p, e);
	return why;
}
