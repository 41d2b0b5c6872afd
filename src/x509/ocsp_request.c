#include "x509/ocsp.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <string.h>

#include "base/digest.h"
#include "base/str.h"
#include "x509/der.h"
#include "x509/ocsp_certid.h"
#include "x509/oid.h"

#define OCSP_MAX_EXTENSIONS 50

bool ocsp_certid_read(struct arena *a, struct view content, struct ocsp_certid *out)
{
	static const struct view sha1 = OID("\x2b\x0e\x03\x02\x1a"),
		sha256 = OID("\x60\x86\x48\x01\x65\x03\x04\x02\x01");
	struct der d = der_of(content), inner;
	struct tlv algorithm, oid, name, key, serial;

	*out = (struct ocsp_certid){ 0 };
	if (!der_take(&d, DER_SEQUENCE, &algorithm) || !der_take(&d, DER_OCTET_STRING, &name) ||
	    !der_take(&d, DER_OCTET_STRING, &key) || !der_take(&d, DER_INTEGER, &serial) ||
	    !der_empty(&d) || !der_integer_ok(serial.content))
		return false;
	inner = der_of(algorithm.content);
	if (!der_take(&inner, DER_OID, &oid) || !oid_ok(oid.content))
		return false;
	out->hash_oid = oid_text(a, oid.content);
	out->is_sha1 = view_equal(oid.content, sha1);
	out->is_sha256 = view_equal(oid.content, sha256);
	out->name_hash = name.content;
	out->key_hash = key.content;
	out->serial = serial.content;
	return true;
}

bool ocsp_nonce_read(const struct extension *e, struct view *out)
{
	static const struct view nonce = OID_PKIX("\x30\x01\x02");
	struct tlv t;

	if (!view_equal(e->oid, nonce))
		return false;
	*out = der_only(e->value, DER_OCTET_STRING, &t) ? t.content : e->value;
	return true;
}

bool ocsp_certid_matches(const struct ocsp_certid *id, const struct cert *cert,
	const struct cert *issuer)
{
	uint8_t name[32], key[32];
	size_t size;

	if (id->is_sha1) {
		digest_sha1(issuer->subject, name);
		digest_sha1(issuer->key_bits, key);
		size = 20;
	} else if (id->is_sha256) {
		digest_sha256(issuer->subject, name);
		digest_sha256(issuer->key_bits, key);
		size = 32;
	} else {
		return false;
	}
	return view_equal(id->name_hash, view_of(name, size)) &&
		view_equal(id->key_hash, view_of(key, size)) && serial_equal(id->serial, cert->serial);
}

struct view ocsp_request(struct arena *a, const struct cert *cert, const struct cert *issuer,
	bool sha256, struct view nonce)
{
	OCSP_REQUEST *r = OCSP_REQUEST_new();
	OCSP_CERTID *id = OCSP_cert_id_new(sha256 ? EVP_sha256() : EVP_sha1(),
		X509_get_subject_name(issuer->x), X509_get0_pubkey_bitstr(issuer->x),
		X509_get0_serialNumber(cert->x));
	unsigned char *bytes = NULL, *octets;
	struct view out = { 0 };
	int size;

	if (r != NULL && id != NULL && OCSP_request_add0_id(r, id) != NULL) {
		id = NULL; /* the request's now */
		if (nonce.size != 0 && nonce.size <= 128) {
			octets = arena_copy(a, nonce.data, nonce.size);
			OCSP_request_add1_nonce(r, octets, (int)nonce.size);
		}
		size = i2d_OCSP_REQUEST(r, &bytes);
		if (size > 0)
			out = view_of(arena_copy(a, bytes, (size_t)size), (size_t)size);
		OPENSSL_free(bytes);
	}
	OCSP_CERTID_free(id);
	OCSP_REQUEST_free(r);
	return out;
}

static size_t put_octets(uint8_t *out, uint8_t tag, struct view content, bool zero)
{
	out[0] = tag;
	out[1] = (uint8_t)(content.size + zero);
	out[2] = 0;
	memcpy(out + 2 + zero, content.data, content.size);
	return 2 + zero + content.size;
}

struct view ocsp_request_about(struct arena *a, struct view name_hash, struct view key_hash,
	struct view serial)
{
	static const uint8_t sha1[] = "\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05",
		sha256[] = "\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05";
	bool small = name_hash.size == 20;
	size_t size = small ? sizeof sha1 : sizeof sha256;
	/* Around the CertID: the request, the list, what is signed, all of it. */
	const unsigned around = 5;
	uint8_t *out = arena_take(a, 128), *at = out + 2 * around;

	if ((!small && name_hash.size != 32) || key_hash.size != name_hash.size || serial.size == 0 ||
	    serial.size > 20 || (serial.data[0] == 0 && serial.size > 1))
		return view_of(NULL, 0);
	/* The text's end is the NULL's length. */
	memcpy(at, small ? sha1 : sha256, size);
	at += size;
	at += put_octets(at, DER_OCTET_STRING, name_hash, false);
	at += put_octets(at, DER_OCTET_STRING, key_hash, false);
	at += put_octets(at, DER_INTEGER, serial, serial.data[0] >= 0x80);
	size = (size_t)(at - out);
	for (unsigned i = 0; i < around; i++) {
		out[2 * i] = DER_SEQUENCE;
		out[2 * i + 1] = (uint8_t)(size - 2 * i - 2);
	}
	return view_of(out, size);
}

char *ocsp_get_url(struct arena *a, const char *url, struct view request)
{
	const char *base64 = view_base64(a, request);
	size_t size = strlen(url);
	struct str s;
	char *text;

	while (size != 0 && url[size - 1] == '/')
		size--;
	str_init(&s, SIZE_MAX / 4);
	str_put_view(&s, view_of(url, size));
	str_put_char(&s, '/');
	for (; *base64 != '\0'; base64++) {
		if (*base64 == '+' || *base64 == '/' || *base64 == '=')
			str_put_format(&s, "%%%02X", (unsigned char)*base64);
		else
			str_put_char(&s, *base64);
	}
	text = arena_textn(a, str_text(&s), s.size);
	str_clear(&s);
	return text;
}

static bool read_ids(struct arena *a, struct view content, struct ocsp_request_info *out)
{
	struct der d = der_of(content), inner;
	struct tlv one, id, t;
	size_t space = 0;

	while (!der_empty(&d)) {
		struct ocsp_certid *slot;

		if (out->id_count == OCSP_MAX_SINGLES || !der_take(&d, DER_SEQUENCE, &one))
			return false;
		inner = der_of(one.content);
		if (!der_take(&inner, DER_SEQUENCE, &id))
			return false;
		der_take(&inner, 0xa0, &t);
		slot = arena_more(a, &out->ids, out->id_count, &space, sizeof *slot);
		if (!der_empty(&inner) || !ocsp_certid_read(a, id.content, slot))
			return false;
		out->id_count++;
	}
	return out->id_count != 0;
}

static bool read_extensions(struct arena *a, struct view list, struct ocsp_request_info *out)
{
	struct extension *all;
	const char *why;
	size_t count;

	if (!extensions_read(a, list, OCSP_MAX_EXTENSIONS, &all, &count, &why))
		return false;
	for (size_t i = 0; i < count; i++)
		if (ocsp_nonce_read(&all[i], &out->nonce))
			out->has_nonce = true;
	return true;
}

static bool read_tbs(struct arena *a, struct view content, struct ocsp_request_info *out)
{
	struct der d = der_of(content);
	struct tlv t, extensions;

	der_take(&d, 0xa0, &t);
	der_take(&d, 0xa1, &t);
	if (!der_take(&d, DER_SEQUENCE, &t) || !read_ids(a, t.content, out))
		return false;
	if (der_take(&d, 0xa2, &extensions) && !read_extensions(a, extensions.content, out))
		return false;
	return der_empty(&d);
}

bool ocsp_request_read(struct arena *a, struct view der, struct ocsp_request_info *out,
	struct err *err)
{
	struct ocsp_request_info r = { 0 };
	struct tlv whole, tbs, signature;
	struct der d = { 0 };
	bool good;

	*out = r;
	if (der.size > OCSP_MAX_BYTES)
		return err_set(err, ERR_INPUT, "not an OCSP request: %zu bytes, over the ceiling of %zu",
			der.size, OCSP_MAX_BYTES);
	der = view_of(arena_copy(a, der.data, der.size), der.size);
	good = der_only(der, DER_SEQUENCE, &whole);
	if (good)
		d = der_of(whole.content);
	good = good && der_take(&d, DER_SEQUENCE, &tbs) && read_tbs(a, tbs.content, &r);
	if (good)
		der_take(&d, 0xa0, &signature);
	if (!good || !der_empty(&d))
		return err_set(err, ERR_INPUT, "not an OCSP request: not one whole DER object of its form");
	*out = r;
	return true;
}
