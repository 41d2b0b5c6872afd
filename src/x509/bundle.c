#include "x509/pem.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

#include "x509/der.h"

/* Keys, parameters and whatever else stands beside the certificates. */
#define OTHER_BLOCKS 1000
#define PKCS7_MAX_BYTES ((size_t)16 * 1024 * 1024)
#define LISTS_MAX 1000

struct filling { struct bundle *out; size_t max, cert_space, crl_space, ocsp_space; bool may_cut; };

static void put(struct arena *a, struct view **list, size_t *count, size_t *space, struct view v)
{
	struct view *slot = arena_more(a, list, *count, space, sizeof *slot);

	*slot = v;
	(*count)++;
}

static bool put_cert(struct arena *a, struct filling *f, struct view der, struct err *err)
{
	if (f->out->cert_count == f->max && f->may_cut)
		return f->out->cut = true;
	if (f->out->cert_count == f->max)
		return err_set(err, ERR_INPUT, "more than %zu certificates", f->max);
	put(a, &f->out->certs, &f->out->cert_count, &f->cert_space, der);
	return true;
}

static bool put_crl(struct arena *a, struct filling *f, struct view der, struct err *err)
{
	if (f->out->crl_count == LISTS_MAX)
		return err_set(err, ERR_INPUT, "more than %d CRLs", LISTS_MAX);
	put(a, &f->out->crls, &f->out->crl_count, &f->crl_space, der);
	return true;
}

/* The DER of a libcrypto object, in the arena; consumes BYTES. */
static struct view take_encoded(struct arena *a, unsigned char *bytes, int size)
{
	struct view v = { 0 };

	if (size > 0)
		v = view_of(arena_copy(a, bytes, (size_t)size), (size_t)size);
	OPENSSL_free(bytes);
	return v;
}

static bool put_pkcs7_parts(struct arena *a, struct filling *f, const PKCS7_SIGNED *s,
	struct err *err)
{
	for (int i = 0; i < sk_X509_num(s->cert); i++) {
		unsigned char *bytes = NULL;
		int size = i2d_X509(sk_X509_value(s->cert, i), &bytes);

		if (!put_cert(a, f, take_encoded(a, bytes, size), err))
			return false;
	}
	for (int i = 0; i < sk_X509_CRL_num(s->crl); i++) {
		unsigned char *bytes = NULL;
		int size = i2d_X509_CRL(sk_X509_CRL_value(s->crl, i), &bytes);

		if (!put_crl(a, f, take_encoded(a, bytes, size), err))
			return false;
	}
	return true;
}

static bool put_pkcs7(struct arena *a, struct filling *f, struct view body, struct err *err)
{
	const unsigned char *p = body.data;
	PKCS7 *p7;
	bool good;

	if (body.size > PKCS7_MAX_BYTES)
		return err_set(err, ERR_INPUT, "a PKCS#7 object of %zu bytes is over the ceiling",
			body.size);
	ERR_set_mark();
	p7 = d2i_PKCS7(NULL, &p, (long)body.size);
	ERR_pop_to_mark();
	if (p7 == NULL)
		return err_set(err, ERR_INPUT, "a PKCS#7 object that cannot be decoded");
	if (p != body.data + body.size)
		good = err_set(err, ERR_INPUT, "bytes behind the end of a PKCS#7 object");
	else if (!PKCS7_type_is_signed(p7) || p7->d.sign == NULL)
		good = err_set(err, ERR_INPUT, "a PKCS#7 object that holds no certificates");
	else
		good = put_pkcs7_parts(a, f, p7->d.sign, err);
	PKCS7_free(p7);
	return good;
}

static bool put_pem(struct arena *a, struct filling *f, struct view body, struct err *err)
{
	struct pem_block *blocks;
	size_t count;

	if (!pem_read(a, body, f->max + OTHER_BLOCKS, &blocks, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct bundle *out = f->out;
		bool good = true;

		switch (blocks[i].label) {
		case PEM_CERTIFICATE:
			good = put_cert(a, f, blocks[i].der, err);
			break;
		case PEM_CRL:
			good = put_crl(a, f, blocks[i].der, err);
			break;
		case PEM_OCSP_RESPONSE:
			put(a, &out->ocsps, &out->ocsp_count, &f->ocsp_space, blocks[i].der);
			break;
		case PEM_PKCS7:
			good = put_pkcs7(a, f, blocks[i].der, err);
			break;
		case PEM_KEY:
		case PEM_OTHER:
			break;
		}
		if (!good)
			return false;
	}
	if (f->out->cert_count + f->out->crl_count + f->out->ocsp_count == 0)
		return err_set(err, ERR_INPUT, "a PEM file without certificate, CRL or OCSP response%s%s",
			count == 0 ? "" : ", but with ", count == 0 ? "" : blocks[0].name);
	return true;
}

static bool put_der(struct arena *a, struct filling *f, struct view body, struct err *err)
{
	struct bundle *out = f->out;
	struct tlv t;
	struct view copy;

	if (!der_only(body, DER_SEQUENCE, &t))
		return err_set(err, ERR_INPUT, "%s that is cut short or has bytes behind its end",
			content_kind_text(out->kind));
	copy = view_of(arena_copy(a, body.data, body.size), body.size);
	if (out->kind == CONTENT_CERT)
		return put_cert(a, f, copy, err);
	if (out->kind == CONTENT_CRL)
		return put_crl(a, f, copy, err);
	put(a, &out->ocsps, &out->ocsp_count, &f->ocsp_space, copy);
	return true;
}

static bool read_all(struct arena *a, struct view body, struct filling f, struct err *err)
{
	struct bundle *out = f.out;
	enum content_kind kind = content_kind_of(body);
	bool good;

	*out = (struct bundle){ .kind = kind };
	switch (kind) {
	case CONTENT_PEM:
	case CONTENT_HANDSHAKE:
		good = put_pem(a, &f, body, err);
		break;
	case CONTENT_CERT:
	case CONTENT_CRL:
	case CONTENT_OCSP_RESPONSE:
		good = put_der(a, &f, body, err);
		break;
	case CONTENT_PKCS7:
		good = put_pkcs7(a, &f, body, err);
		break;
	default:
		good = err_set(err, ERR_INPUT, "%s%s", kind == CONTENT_UNKNOWN ? "" : "this is ",
			content_kind_text(kind));
		break;
	}
	if (!good)
		*out = (struct bundle){ .kind = kind };
	return good;
}

bool bundle_read(struct arena *a, struct view body, size_t max, struct bundle *out,
	struct err *err)
{
	return read_all(a, body, (struct filling){ .out = out, .max = max }, err);
}

bool bundle_read_some(struct arena *a, struct view body, size_t max, struct bundle *out,
	struct err *err)
{
	return read_all(a, body, (struct filling){ .out = out, .max = max, .may_cut = true }, err);
}
