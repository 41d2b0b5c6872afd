#include "x509/ocsp.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include "base/when.h"
#include "x509/der.h"
#include "x509/extension.h"
#include "x509/name.h"
#include "x509/ocsp_certid.h"
#include "x509/oid.h"
#include "x509/sig.h"

#define OCSP_MAX_EXTENSIONS 50

const char *ocsp_response_word(int status)
{
	static const char *const words[] = {
		"successful", "malformedRequest", "internalError", "tryLater", "unknown", "sigRequired",
		"unauthorized",
	};

	if (status < 0 || (size_t)status >= sizeof words / sizeof *words)
		return "unknown";
	return words[status];
}

/* RFC 6960 section 4.2.2.1: GeneralizedTime without fractions. */
static bool take_time(struct der *d, int64_t *out)
{
	struct tlv t;

	return der_take(d, DER_GENERALIZED_TIME, &t) && der_read_time(t.tag, t.content, out);
}

/* [N] EXPLICIT around one TLV of tag INNER; absent is fine (*THERE false). */
static bool take_wrapped(struct der *d, uint8_t outer, uint8_t inner, struct tlv *out, bool *there)
{
	struct tlv t;

	*out = (struct tlv){ 0 };
	*there = der_at(d, outer);
	return !*there || (der_take(d, outer, &t) && der_only(t.content, inner, out));
}

static const char *read_single_extensions(struct arena *a, struct view list, struct ocsp_single *s)
{
	static const struct view cutoff = OID_PKIX("\x30\x01\x06"), scts = OID_CT("\x05");
	struct extension *all;
	const char *why;
	size_t count;
	struct tlv t;

	if (!extensions_read(a, list, OCSP_MAX_EXTENSIONS, &all, &count, &why))
		return "the extensions of a single response are malformed";
	for (size_t i = 0; i < count; i++) {
		if (all[i].again)
			return "an extension of a single response is there twice";
		if (view_equal(all[i].oid, cutoff)) {
			if (!der_only(all[i].value, DER_GENERALIZED_TIME, &t) ||
			    !der_read_time(t.tag, t.content, &s->archive_cutoff))
				return "an archive cutoff is malformed";
			s->has_archive_cutoff = true;
		} else if (view_equal(all[i].oid, scts)) {
			/* A list that is not one is told by whoever looks at SCTs. */
			s->scts = der_only(all[i].value, DER_OCTET_STRING, &t) ? t.content : all[i].value;
		} else if (all[i].critical && s->unknown_critical == NULL) {
			s->unknown_critical = oid_text(a, all[i].oid);
		}
	}
	return NULL;
}

static bool read_revoked(struct view content, struct ocsp_single *s)
{
	struct der d = der_of(content);
	struct tlv t;
	int64_t reason = 0;

	if (!take_time(&d, &s->revoked_at) ||
	    !take_wrapped(&d, 0xa0, DER_ENUMERATED, &t, &s->has_reason) || !der_empty(&d))
		return false;
	if (s->has_reason && (!der_read_small(t.content, &reason) || reason < 0 || reason > 127))
		return false;
	s->reason = (int)reason;
	return true;
}

static bool read_status(struct der *d, struct ocsp_single *s)
{
	struct tlv t;

	if (!der_next(d, &t))
		return false;
	switch (t.tag) {
	case 0x80:
		s->status = OCSP_GOOD;
		return t.content.size == 0;
	case 0x82:
		s->status = OCSP_UNKNOWN;
		return t.content.size == 0;
	case 0xa1:
		s->status = OCSP_REVOKED;
		return read_revoked(t.content, s);
	default:
		return false;
	}
}

static const char *read_single(struct arena *a, struct view content, struct ocsp_single *s)
{
	struct der d = der_of(content);
	struct tlv t;
	bool there;

	s->status = OCSP_UNKNOWN;
	s->next_update = WHEN_NONE;
	if (!der_take(&d, DER_SEQUENCE, &t) || !ocsp_certid_read(a, t.content, &s->id))
		return "a CertID is malformed";
	if (!read_status(&d, s))
		return "a certificate status is malformed";
	if (!take_time(&d, &s->this_update))
		return "a thisUpdate is malformed";
	if (!take_wrapped(&d, 0xa0, DER_GENERALIZED_TIME, &t, &there) ||
	    (there && !der_read_time(t.tag, t.content, &s->next_update)))
		return "a nextUpdate is malformed";
	if (!take_wrapped(&d, 0xa1, DER_SEQUENCE, &t, &there) || !der_empty(&d))
		return "a single response does not end where it should";
	return there ? read_single_extensions(a, t.whole, s) : NULL;
}

static const char *read_singles(struct arena *a, struct view content, struct ocsp *o)
{
	struct der d = der_of(content);
	struct tlv t;
	size_t space = 0;

	while (!der_empty(&d)) {
		const char *why;
		struct ocsp_single *s;

		if (!der_take(&d, DER_SEQUENCE, &t))
			return "a single response is not DER";
		if (o->single_count == OCSP_MAX_SINGLES) {
			o->too_many_singles = true;
			return NULL;
		}
		s = arena_more(a, &o->singles, o->single_count, &space, sizeof *s);
		why = read_single(a, t.content, s);
		if (why != NULL)
			return why;
		o->single_count++;
	}
	return NULL;
}

static const char *read_extensions(struct arena *a, struct view list, struct ocsp *o)
{
	static const struct view extended = OID_PKIX("\x30\x01\x09");
	struct extension *all;
	const char *why;
	size_t count;

	if (!extensions_read(a, list, OCSP_MAX_EXTENSIONS, &all, &count, &why))
		return "the extensions are malformed";
	for (size_t i = 0; i < count; i++) {
		if (all[i].again)
			return "an extension is there twice";
		if (ocsp_nonce_read(&all[i], &o->nonce))
			o->has_nonce = true;
		else if (all[i].critical && !view_equal(all[i].oid, extended) &&
			 o->unknown_critical == NULL)
			o->unknown_critical = oid_text(a, all[i].oid);
	}
	return NULL;
}

static bool read_responder(struct der *d, struct ocsp *o)
{
	struct tlv t;
	bool by_key;

	if (!take_wrapped(d, 0xa1, DER_SEQUENCE, &t, &o->by_name))
		return false;
	if (o->by_name) {
		o->responder_name = t.whole;
		return name_ok(t.whole);
	}
	if (!take_wrapped(d, 0xa2, DER_OCTET_STRING, &t, &by_key) || !by_key)
		return false;
	o->responder_key = t.content;
	return true;
}

static const char *read_tbs(struct arena *a, struct view content, struct ocsp *o)
{
	struct der d = der_of(content);
	struct tlv t, singles;
	const char *why;
	int64_t version = 0;
	bool there;

	if (!take_wrapped(&d, 0xa0, DER_INTEGER, &t, &there) ||
	    (there && (!der_read_small(t.content, &version) || version != 0)))
		return "a version other than 1";
	if (!read_responder(&d, o))
		return "the responder is malformed";
	if (!take_time(&d, &o->produced_at))
		return "producedAt is malformed";
	if (!der_take(&d, DER_SEQUENCE, &singles))
		return "no list of responses";
	if (!take_wrapped(&d, 0xa1, DER_SEQUENCE, &t, &there) || !der_empty(&d))
		return "the response does not end where it should";
	why = there ? read_extensions(a, t.whole, o) : NULL;
	return why != NULL ? why : read_singles(a, singles.content, o);
}

/* The certificates that come with it, up to the ceiling; one that does not
 * decode cannot be the signer's and is left out. */
static void read_certs(struct arena *a, struct view content, struct ocsp *o)
{
	struct der d = der_of(content);
	struct tlv t;

	o->certs = arena_array(a, OCSP_MAX_CERTS, sizeof *o->certs);
	for (size_t seen = 0; der_next(&d, &t); seen++) {
		struct cert *c;

		if (seen == OCSP_MAX_CERTS) {
			o->too_many_certs = true;
			return;
		}
		c = cert_read(a, t.whole, NULL);
		if (c != NULL)
			o->certs[o->cert_count++] = c;
	}
}

static const char *read_basic(struct arena *a, struct view der, struct ocsp *o)
{
	struct tlv whole, tbs, algorithm, bits, certs;
	const char *why;
	unsigned unused;
	struct der d;
	bool there;

	if (!der_only(der, DER_SEQUENCE, &whole))
		return "the basic response is not one whole DER object";
	d = der_of(whole.content);
	if (!der_take(&d, DER_SEQUENCE, &tbs) || !der_take(&d, DER_SEQUENCE, &algorithm) ||
	    !der_take(&d, DER_BIT_STRING, &bits))
		return "the basic response lacks a part";
	if (!der_read_bits(bits.content, &unused, &o->signature) || unused != 0)
		return "no signature of whole octets";
	if (!take_wrapped(&d, 0xa0, DER_SEQUENCE, &certs, &there) || !der_empty(&d))
		return "bytes behind the basic response's signature";
	o->tbs = tbs.whole;
	o->sig_alg = algorithm.whole;
	o->sig_alg_text = sig_name(a, algorithm.whole);
	why = read_tbs(a, tbs.content, o);
	if (why == NULL && there)
		read_certs(a, certs.content, o);
	return why;
}

/* libcrypto's opinion of the same bytes. */
static bool libcrypto_decodes(struct view der)
{
	const unsigned char *p = der.data;
	OCSP_RESPONSE *r;
	OCSP_BASICRESP *b = NULL;
	bool good;

	ERR_set_mark();
	r = d2i_OCSP_RESPONSE(NULL, &p, (long)der.size);
	if (r != NULL && p == der.data + der.size)
		b = OCSP_response_get1_basic(r);
	good = b != NULL;
	OCSP_BASICRESP_free(b);
	OCSP_RESPONSE_free(r);
	ERR_pop_to_mark();
	return good;
}

static bool split(struct view der, struct ocsp *o, struct view *type, struct view *bytes)
{
	struct tlv whole, status, t, oid, octets;
	int64_t number;
	struct der d;
	bool there;

	*type = *bytes = (struct view){ 0 };
	if (!der_only(der, DER_SEQUENCE, &whole))
		return false;
	d = der_of(whole.content);
	if (!der_take(&d, DER_ENUMERATED, &status) || !der_read_small(status.content, &number) ||
	    number < 0 || number > 127)
		return false;
	o->response_status = (int)number;
	if (!take_wrapped(&d, 0xa0, DER_SEQUENCE, &t, &there) || !der_empty(&d))
		return false;
	if (!there)
		return true;
	d = der_of(t.content);
	if (!der_take(&d, DER_OID, &oid) || !der_take(&d, DER_OCTET_STRING, &octets) ||
	    !der_empty(&d))
		return false;
	*type = oid.content;
	*bytes = octets.content;
	return true;
}

bool ocsp_read(struct arena *a, struct view der, struct ocsp *out, struct err *err)
{
	static const struct view basic = OID_PKIX("\x30\x01\x01");
	struct ocsp outer = { 0 }, whole;
	struct view type, bytes;
	const char *why;

	*out = outer;
	if (der.size > OCSP_MAX_BYTES)
		return err_set(err, ERR_INPUT, "not an OCSP response: %zu bytes, over the ceiling of %zu",
			der.size, OCSP_MAX_BYTES);
	outer.der = view_of(arena_copy(a, der.data, der.size), der.size);
	if (!split(outer.der, &outer, &type, &bytes))
		return err_set(err, ERR_INPUT,
			"not an OCSP response: not one whole DER object of its form");
	*out = outer;
	if (outer.response_status != 0)
		return true;
	whole = outer;
	if (type.size == 0)
		why = "successful, but without a response";
	else if (!view_equal(type, basic))
		why = "a response of another type than id-pkix-ocsp-basic";
	else if ((why = read_basic(a, bytes, &whole)) == NULL && !libcrypto_decodes(outer.der))
		why = "libcrypto cannot decode it";
	if (why != NULL) {
		out->not_basic = why;
		out->other_type = type.size != 0 && !view_equal(type, basic);
		return true;
	}
	*out = whole;
	out->is_basic = true;
	return true;
}
