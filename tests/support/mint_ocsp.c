/* OCSP responses, with every field at the test's will. */
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mint.h"

static void need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "mint: %s\n", what);
	ERR_print_errors_fp(stderr);
	abort();
}

static ASN1_GENERALIZEDTIME *time_at(int64_t offset, int64_t otherwise)
{
	ASN1_GENERALIZEDTIME *t =
		ASN1_GENERALIZEDTIME_set(NULL, (time_t)(MINT_NOW + (offset == 0 ? otherwise : offset)));

	need(t != NULL, "time");
	return t;
}

static ASN1_OCTET_STRING *octets(const char *text)
{
	ASN1_OCTET_STRING *s = ASN1_OCTET_STRING_new();

	need(ASN1_OCTET_STRING_set(s, (const unsigned char *)text, (int)strlen(text)) == 1, "octets");
	return s;
}

static X509_EXTENSION *unknown_critical(void)
{
	ASN1_OBJECT *oid = OBJ_txt2obj("1.2.3.4.5", 1);
	ASN1_OCTET_STRING *value = octets("\005");
	X509_EXTENSION *ext = X509_EXTENSION_create_by_OBJ(NULL, oid, 1, value);

	need(ext != NULL, "extension");
	ASN1_OBJECT_free(oid);
	ASN1_OCTET_STRING_free(value);
	return ext;
}

static void add_single(OCSP_BASICRESP *basic, const struct mint_single *m)
{
	OCSP_CERTID *id = OCSP_cert_to_id(m->sha256 ? EVP_sha256() : EVP_sha1(), m->cert, m->issuer);
	ASN1_GENERALIZEDTIME *from = time_at(m->from, -3600), *revoked = NULL, *until = NULL;
	OCSP_SINGLERESP *single;

	if (m->until != MINT_NONE)
		until = time_at(m->until, MINT_DAY);
	if (m->status == V_OCSP_CERTSTATUS_REVOKED)
		revoked = time_at(m->revoked_at, -7200);
	single = OCSP_basic_add1_status(basic, id, m->status,
		m->reason == 0 ? OCSP_REVOKED_STATUS_NOSTATUS : m->reason, revoked, from, until);
	need(single != NULL, "single response");
	if (m->critical) {
		X509_EXTENSION *ext = unknown_critical();

		need(OCSP_SINGLERESP_add_ext(single, ext, -1) == 1, "extension");
		X509_EXTENSION_free(ext);
	}
	ASN1_GENERALIZEDTIME_free(from);
	ASN1_GENERALIZEDTIME_free(until);
	ASN1_GENERALIZEDTIME_free(revoked);
	OCSP_CERTID_free(id);
}

static void add_extensions(OCSP_BASICRESP *basic, const struct mint_ocsp *m)
{
	if (m->nonce != NULL)
		need(OCSP_basic_add1_nonce(basic, (unsigned char *)(uintptr_t)m->nonce,
			(int)strlen(m->nonce)) == 1, "nonce");
	if (m->critical) {
		X509_EXTENSION *ext = unknown_critical();

		need(OCSP_BASICRESP_add_ext(basic, ext, -1) == 1, "extension");
		X509_EXTENSION_free(ext);
	}
}

/* libcrypto checks that certificate and key fit; we want to lie, so the
 * ResponderID comes from a throw-away certificate with the signer's name or
 * key hash: by name we may sign with any key. */
static X509 *stand_in(const struct mint_ocsp *m, EVP_PKEY *key)
{
	X509 *x = X509_dup(m->signer);

	need(x != NULL && X509_set_pubkey(x, key) == 1, "stand-in");
	return x;
}

static struct view finish(struct arena *arena, OCSP_BASICRESP *basic, bool damage)
{
	OCSP_RESPONSE *response;
	unsigned char *der = NULL;
	struct view out;
	int size;

	response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
	size = i2d_OCSP_RESPONSE(response, &der);
	need(size > 0, "DER");
	out = view_of(arena_copy(arena, der, (size_t)size), (size_t)size);
	if (damage) {
		const ASN1_OCTET_STRING *sig = OCSP_resp_get0_signature(basic);
		size_t at = view_find(out, view_of(ASN1_STRING_get0_data(sig),
			(size_t)ASN1_STRING_length(sig)));

		need(at != SIZE_MAX, "signature");
		((uint8_t *)(uintptr_t)out.data)[at + (size_t)ASN1_STRING_length(sig) - 1] ^= 1;
	}
	OPENSSL_free(der);
	OCSP_RESPONSE_free(response);
	return out;
}

struct view mint_ocsp(struct arena *arena, const struct mint_ocsp *m)
{
	OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
	EVP_PKEY *key = mint_key(m->key);
	X509 *signer = stand_in(m, key);
	ASN1_GENERALIZEDTIME *produced =
		(ASN1_GENERALIZEDTIME *)(uintptr_t)OCSP_resp_get0_produced_at(basic);
	struct view out;

	for (size_t i = 0; i < 4 && m->singles[i].cert != NULL; i++)
		add_single(basic, &m->singles[i]);
	add_extensions(basic, m);
	for (size_t i = 0; i < 12 && m->embed[i] != NULL; i++)
		need(OCSP_basic_add1_cert(basic, m->embed[i]) == 1, "embed");
	need(ASN1_GENERALIZEDTIME_set(produced,
		(time_t)(MINT_NOW + (m->produced == 0 ? -3600 : m->produced))) != NULL, "producedAt");
	need(OCSP_basic_sign(basic, signer, key, m->sha1 ? EVP_sha1() : EVP_sha256(), NULL,
		OCSP_NOTIME | OCSP_NOCERTS | (m->by_key ? OCSP_RESPID_KEY : 0u)) == 1, "sign");
	out = finish(arena, basic, m->damage);
	X509_free(signer);
	OCSP_BASICRESP_free(basic);
	return out;
}

struct view mint_ocsp_error(struct arena *arena, int status)
{
	OCSP_RESPONSE *response = OCSP_response_create(status, NULL);
	unsigned char *der = NULL;
	int size = i2d_OCSP_RESPONSE(response, &der);
	struct view out;

	need(size > 0, "DER");
	out = view_of(arena_copy(arena, der, (size_t)size), (size_t)size);
	OPENSSL_free(der);
	OCSP_RESPONSE_free(response);
	return out;
}
