#include "verify/pair.h"

#include <string.h>

#include "base/digest.h"
#include "x509/sig.h"

struct pair pair_of(const struct facts *f, const struct path *path, size_t i)
{
	return (struct pair){
		.facts = f,
		.cert = graph_cert(f->graph, path->certs[i]),
		.cert_id = path->certs[i],
		.path = path,
		.issuer_at = i + 1,
		.issuer = graph_cert(f->graph, path->certs[i + 1]),
		.is_leaf = i == 0,
		.level = path->webpki_binding ? 2 : 1,
	};
}

uint32_t pair_anchor(const struct pair *p)
{
	return p->path->certs[p->path->count - 1];
}

bool pair_bars_signer(const struct pair *p, const struct cert *signer)
{
	for (const struct barred *b = p->barred; b != NULL; b = b->up)
		if (b->signer != NULL && view_equal(b->signer->spki, signer->spki))
			return true;
	return false;
}

bool pair_bars_crl(const struct pair *p, const struct crl *crl)
{
	for (const struct barred *b = p->barred; b != NULL; b = b->up)
		if (b->crl.size > 0 && view_equal(b->crl, crl->der))
			return true;
	return false;
}

bool pair_proven(const struct pair *p, const struct link *link)
{
	if (p->facts->policy->scope == SCOPE_LEAF)
		return link->status != STATUS_REVOKED;
	switch (link->status) {
	case STATUS_GOOD:
	case STATUS_NOT_APPLICABLE:
		return true;
	case STATUS_NO_SOURCE:
		return p->facts->policy->revocation == REVOCATION_OFFERED;
	default:
		return false;
	}
}

bool cert_reaches_level(const struct cert *c, int level)
{
	static const int bits_of[] = { 0, 80, 112, 128, 192, 256 };
	int need = bits_of[level < 0 ? 0 : level > 5 ? 5 : level], bits;

	if (c->key == NULL || EVP_PKEY_get_security_bits(c->key) < need)
		return false;
	return X509_get_signature_info(c->x, NULL, NULL, &bits, NULL) == 1 && bits >= need;
}

/* One signature tried: whose bytes, under which key, with what end. */
struct sig_tried {
	const uint8_t *bytes;
	uint8_t spki[32];
	bool good;
};

static bool tried(struct arena *arena, struct evidence *e, struct view tbs, struct view alg,
	struct view signature, const struct cert *signer)
{
	struct sig_tried *one;

	if (signer->key == NULL)
		return false;
	for (size_t i = 0; i < e->tried_count; i++) {
		one = &e->tried[i];
		if (one->bytes == tbs.data && memcmp(one->spki, signer->spki_sha256, 32) == 0)
			return one->good;
	}
	one = arena_more(arena, &e->tried, e->tried_count, &e->tried_space, sizeof *one);
	e->tried_count++;
	one->bytes = tbs.data;
	memcpy(one->spki, signer->spki_sha256, 32);
	one->good = sig_verify(tbs, alg, signature, signer->key);
	return one->good;
}

bool tried_crl(struct arena *arena, struct evidence *e, const struct crl *crl,
	const struct cert *signer)
{
	return tried(arena, e, crl->tbs, crl->sig_alg, crl->signature, signer);
}

bool tried_ocsp(struct arena *arena, struct evidence *e, const struct cert *signer)
{
	return tried(arena, e, e->ocsp->tbs, e->ocsp->sig_alg, e->ocsp->signature, signer);
}

bool key_id_points_to(struct view id, const struct cert *c)
{
	uint8_t sha1[20];

	if (id.size == 0)
		return false;
	if (c->has_ski && view_equal(id, c->ski))
		return true;
	digest_sha1(c->key_bits, sha1);
	return view_equal(id, view_of(sha1, sizeof sha1));
}
