#include "io/anchors_read.h"

#include <limits.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

/* One TLV of TAG at *AT; *AT goes past it, or inside where ENTER. */
static bool step(const uint8_t **at, const uint8_t *end, int tag, int class, bool enter)
{
	const uint8_t *p = *at;
	long size;
	int found_tag, found_class;
	int form = ASN1_get_object(&p, &size, &found_tag, &found_class, end - p);

	/* 0x80: error; 1 in the lowest bit: indefinite length, no DER. */
	if ((form & 0x81) != 0 || found_tag != tag || found_class != class || size > end - p)
		return false;
	*at = enter ? p : p + size;
	return true;
}

static bool skip(const uint8_t **at, const uint8_t *end, int tag)
{
	return step(at, end, tag, V_ASN1_UNIVERSAL, false);
}

/* RFC 5280 section 4.1: Certificate, tbsCertificate, version [0] or none,
 * serialNumber, signature, issuer, validity, subject. The size of the whole
 * certificate, 0: none begins here. */
static size_t read_subject(struct view v, unsigned long *hash)
{
	const uint8_t *at = v.data, *end = v.data + v.size, *cert_end, *tbs_end, *subject;
	X509_NAME *name;
	int ok = 0;

	if (v.size > LONG_MAX || !skip(&at, end, V_ASN1_SEQUENCE))
		return 0;
	cert_end = at;
	at = v.data;
	if (!step(&at, cert_end, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, true))
		return 0;
	tbs_end = at;
	if (!skip(&tbs_end, cert_end, V_ASN1_SEQUENCE) ||
	    !step(&at, tbs_end, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, true))
		return 0;
	(void)step(&at, tbs_end, 0, V_ASN1_CONTEXT_SPECIFIC, false);
	if (!skip(&at, tbs_end, V_ASN1_INTEGER) || !skip(&at, tbs_end, V_ASN1_SEQUENCE) ||
	    !skip(&at, tbs_end, V_ASN1_SEQUENCE) || !skip(&at, tbs_end, V_ASN1_SEQUENCE))
		return 0;
	subject = at;
	if (!skip(&at, tbs_end, V_ASN1_SEQUENCE))
		return 0;
	name = d2i_X509_NAME(NULL, &subject, at - subject);
	if (name == NULL)
		return 0;
	*hash = X509_NAME_hash_ex(name, NULL, NULL, &ok);
	X509_NAME_free(name);
	return ok == 1 ? (size_t)(cert_end - v.data) : 0;
}

static bool has_purpose(const STACK_OF(ASN1_OBJECT) *list)
{
	for (int i = 0; i < sk_ASN1_OBJECT_num(list); i++) {
		int nid = OBJ_obj2nid(sk_ASN1_OBJECT_value(list, i));

		if (nid == NID_server_auth || nid == NID_anyExtendedKeyUsage)
			return true;
	}
	return false;
}

/* The settings behind a TRUSTED CERTIFICATE, as openssl-x509(1) has them:
 * no list of trusted purposes means any. */
static bool settings_allow(struct view der)
{
	const uint8_t *at = der.data;
	X509 *cert = d2i_X509_AUX(NULL, &at, (long)der.size);
	const STACK_OF(ASN1_OBJECT) *trust, *reject;
	bool allow;

	if (cert == NULL)
		return false;
	trust = X509_get0_trust_objects(cert);
	reject = X509_get0_reject_objects(cert);
	allow = (trust == NULL || has_purpose(trust)) && (reject == NULL || !has_purpose(reject));
	X509_free(cert);
	return allow;
}

static void read_block(const char *label, struct view der, struct anchor_read *r,
	anchor_take *take, void *context)
{
	bool trusted = strcmp(label, PEM_STRING_X509_TRUSTED) == 0;
	unsigned long hash;
	size_t size;

	if (!trusted && strcmp(label, PEM_STRING_X509) != 0 &&
	    strcmp(label, PEM_STRING_X509_OLD) != 0)
		return;
	size = read_subject(der, &hash);
	if (size == 0 || (!trusted && size != der.size)) {
		r->damaged = true;
		return;
	}
	r->found++;
	if (trusted && size != der.size && !settings_allow(der))
		r->refused++;
	else
		take(context, hash, view_part(der, 0, size));
}

static void read_pem(struct view bytes, struct anchor_read *r, anchor_take *take, void *context)
{
	BIO *in = BIO_new_mem_buf(bytes.data, (int)bytes.size);
	char *label, *header;
	uint8_t *der;
	long size;

	while (in != NULL && PEM_read_bio(in, &label, &header, &der, &size) == 1) {
		read_block(label, view_of(der, (size_t)size), r, take, context);
		OPENSSL_free(label);
		OPENSSL_free(header);
		OPENSSL_free(der);
	}
	BIO_free(in);
	if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
		r->damaged = true;
}

struct anchor_read anchors_read(struct view bytes, anchor_take *take, void *context)
{
	struct anchor_read r = { 0 };

	if (bytes.size == 0 || bytes.size > INT_MAX)
		return r;
	ERR_set_mark();
	if (bytes.data[0] != 0x30 || view_find(bytes, view_of_text("-----BEGIN ")) != SIZE_MAX) {
		read_pem(bytes, &r, take, context);
	} else {
		for (size_t size; bytes.size != 0; bytes = view_part(bytes, size, SIZE_MAX)) {
			unsigned long hash;

			size = read_subject(bytes, &hash);
			if (size == 0) {
				r.damaged = true;
				break;
			}
			r.found++;
			take(context, hash, view_part(bytes, 0, size));
		}
	}
	ERR_pop_to_mark();
	return r;
}
