#include <openssl/ocsp.h>
#include <string.h>

#include "lab/issue.h"

/* What an OCSP request asks, in terms of the world. */

#define REQUEST_MAX_BYTES ((size_t)10000) /* as Let's Encrypt's responder had it */
#define REQUEST_MAX_IDS 100

static bool same_octets(const ASN1_STRING *s, const uint8_t *octets, size_t size)
{
	return ASN1_STRING_length(s) >= 0 && (size_t)ASN1_STRING_length(s) == size &&
		memcmp(ASN1_STRING_get0_data(s), octets, size) == 0;
}

static bool same_hash(const EVP_MD *md, const ASN1_OCTET_STRING *hash, struct view v)
{
	uint8_t octets[EVP_MAX_MD_SIZE];
	unsigned size;

	return EVP_Digest(v.data, v.size, octets, &size, md, NULL) == 1 &&
		same_octets(hash, octets, size);
}

static struct wca *find_issuer(struct world *w, const EVP_MD *md, const ASN1_OCTET_STRING *name,
	const ASN1_OCTET_STRING *key)
{
	for (size_t i = 0; i < w->cas.count; i++) {
		struct wca *ca = w->cas.list[i];

		if (!same_hash(md, name, ca->subject_der))
			continue;
		key_make(w->arena, ca->key);
		if (same_hash(md, key, ca->key->bits))
			return ca;
	}
	return NULL;
}

static struct wcert *find_serial(struct world *w, const struct wca *ca, const ASN1_INTEGER *serial)
{
	for (size_t i = 0; i < w->certs.count; i++) {
		struct view own;
		BIGNUM *number;
		uint8_t octets[64];
		int size = -1;

		if (w->certs.list[i]->issuer != ca)
			continue;
		own = cert_serial_of(w, w->certs.list[i]);
		while (own.size > 0 && own.data[0] == 0)
			own = view_part(own, 1, own.size - 1);
		number = ASN1_INTEGER_to_BN(serial, NULL);
		if (number != NULL && BN_num_bytes(number) <= (int)sizeof octets)
			size = BN_bn2bin(number, octets);
		BN_free(number);
		if (size >= 0 && (size_t)size == own.size && memcmp(octets, own.data, own.size) == 0)
			return w->certs.list[i];
	}
	return NULL;
}

static bool read_one(struct world *w, struct arena *a, OCSP_ONEREQ *one, struct ocsp_ask *out)
{
	OCSP_CERTID *id = OCSP_onereq_get0_id(one);
	ASN1_OCTET_STRING *name, *key;
	ASN1_INTEGER *serial;
	ASN1_OBJECT *hash;
	unsigned char *der = NULL;
	const EVP_MD *md;
	int size;

	if (OCSP_id_get0_info(&name, &hash, &key, &serial, id) != 1)
		return false;
	size = i2d_OCSP_CERTID(id, &der);
	if (size <= 0)
		return false;
	out->certid = view_of(arena_copy(a, der, (size_t)size), (size_t)size);
	OPENSSL_free(der);
	md = EVP_get_digestbyobj(hash);
	if (md == NULL)
		return true;
	out->issuer = find_issuer(w, md, name, key);
	if (out->issuer != NULL)
		out->cert = find_serial(w, out->issuer, serial);
	return true;
}

static struct view read_nonce(struct arena *a, OCSP_REQUEST *request)
{
	int at = OCSP_REQUEST_get_ext_by_NID(request, NID_id_pkix_OCSP_Nonce, -1);
	const ASN1_OCTET_STRING *value;

	if (at < 0)
		return view_of(NULL, 0);
	value = X509_EXTENSION_get_data(OCSP_REQUEST_get_ext(request, at));
	return view_of(arena_copy(a, ASN1_STRING_get0_data(value),
		(size_t)ASN1_STRING_length(value)), (size_t)ASN1_STRING_length(value));
}

bool ocsp_read_request(struct world *w, struct arena *a, struct view der, struct ocsp_ask **asked,
	size_t *count, struct view *nonce)
{
	const unsigned char *at = der.data;
	OCSP_REQUEST *request;
	int ids;
	bool ok;

	*asked = NULL;
	*count = 0;
	*nonce = view_of(NULL, 0);
	if (der.size == 0 || der.size > REQUEST_MAX_BYTES)
		return false;
	request = d2i_OCSP_REQUEST(NULL, &at, (long)der.size);
	if (request == NULL)
		return false;
	ids = OCSP_request_onereq_count(request);
	ok = at == der.data + der.size && ids > 0 && ids <= REQUEST_MAX_IDS;
	if (ok) {
		*asked = arena_array(a, (size_t)ids, sizeof **asked);
		*nonce = read_nonce(a, request);
	}
	for (int i = 0; ok && i < ids; i++)
		ok = read_one(w, a, OCSP_request_onereq_get0(request, i), &(*asked)[i]);
	*count = ok ? (size_t)ids : 0;
	OCSP_REQUEST_free(request);
	return ok;
}
