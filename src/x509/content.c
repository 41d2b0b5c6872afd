#include "x509/pem.h"

#include "base/str.h"
#include "x509/der.h"
#include "x509/oid.h"

/* A header of BER that may promise more than is there (a file cut short is
 * still of its kind). Indefinite and redundant lengths pass. */
struct peek { uint8_t tag; struct view inside, behind; bool whole; };

static bool peek_at(struct view v, struct peek *out)
{
	size_t at = 2, length = 0, octets;
	bool indefinite = false;

	*out = (struct peek){ 0 };
	if (v.size < 2)
		return false;
	out->tag = v.data[0];
	if (v.data[1] < 0x80) {
		length = v.data[1];
	} else if (v.data[1] == 0x80) {
		indefinite = true;
	} else {
		octets = v.data[1] & 0x7fu;
		if (octets > 8 || octets > v.size - at)
			return false;
		while (octets-- > 0)
			length = length << 8 | v.data[at++];
	}
	if (indefinite)
		length = v.size - at;
	out->inside = view_part(v, at, length);
	out->whole = length <= v.size - at;
	out->behind = out->whole ? view_part(v, at + length, SIZE_MAX) : (struct view){ 0 };
	return true;
}

static bool oid_begins(struct view v, struct view stem)
{
	return v.size >= stem.size && view_equal(view_part(v, 0, stem.size), stem);
}

/* Four peeks in a row; missing ones have tag 0. */
static void peek_row(struct view v, struct peek row[4])
{
	for (size_t i = 0; i < 4; i++) {
		if (!peek_at(v, &row[i]))
			row[i] = (struct peek){ 0 };
		v = row[i].behind;
	}
}

static bool is_time(uint8_t tag)
{
	return tag == DER_UTC_TIME || tag == DER_GENERALIZED_TIME;
}

/* What begins with SEQUENCE { SEQUENCE …: INNER is the content of the second. */
static enum content_kind kind_of_signed(struct view inner, const struct peek *next)
{
	struct peek row[4], deep[4];

	peek_row(inner, row);
	if (row[0].tag == DER_OID)
		return next->tag == DER_BIT_STRING || next->tag == DER_OCTET_STRING ? CONTENT_KEY :
			CONTENT_UNKNOWN;
	if (row[0].tag == DER_INTEGER && row[1].tag == DER_SEQUENCE && row[2].tag == DER_SEQUENCE) {
		if (is_time(row[3].tag))
			return CONTENT_CRL;
		if (row[3].tag == 0xa0)
			return CONTENT_CSR;
		return CONTENT_CERT; /* version 1 */
	}
	if (row[0].tag == DER_SEQUENCE && row[1].tag == DER_SEQUENCE && is_time(row[2].tag))
		return CONTENT_CRL; /* version 1 */
	if (row[0].tag == 0xa0 && row[1].tag == DER_INTEGER)
		return CONTENT_CERT;
	if (row[0].tag == 0xa0 || row[0].tag == 0xa1)
		return CONTENT_OCSP_REQUEST;
	if (row[0].tag == DER_SEQUENCE) {
		/* requestList { Request { CertID { algorithm … */
		peek_row(row[0].inside, deep);
		if (deep[0].tag == DER_SEQUENCE)
			return CONTENT_OCSP_REQUEST;
	}
	return CONTENT_UNKNOWN;
}

static enum content_kind kind_of_der(struct view v)
{
	static const struct view pkcs7 = OID("\x2a\x86\x48\x86\xf7\x0d\x01\x07");
	struct peek outer, row[4], first[4];

	if (!peek_at(v, &outer))
		return CONTENT_UNKNOWN;
	peek_row(outer.inside, row);
	switch (row[0].tag) {
	case DER_OID:
		return oid_begins(row[0].inside, pkcs7) ? CONTENT_PKCS7 : CONTENT_UNKNOWN;
	case DER_ENUMERATED:
		return CONTENT_OCSP_RESPONSE;
	case DER_SEQUENCE:
		return kind_of_signed(row[0].inside, &row[1]);
	case DER_INTEGER:
		if (row[1].tag != DER_SEQUENCE)
			return row[1].tag == DER_INTEGER || row[1].tag == DER_OCTET_STRING ? CONTENT_KEY :
				CONTENT_UNKNOWN;
		peek_row(row[1].inside, first);
		if (first[0].tag == DER_OID && oid_begins(first[0].inside, pkcs7))
			return CONTENT_PKCS12;
		return row[2].tag == DER_OCTET_STRING ? CONTENT_KEY : CONTENT_UNKNOWN;
	default:
		return CONTENT_UNKNOWN;
	}
}

static bool text_begins(struct view v, const char *low)
{
	size_t i = 0;

	for (; low[i] != '\0'; i++)
		if (i >= v.size || str_lower((char)v.data[i]) != low[i])
			return false;
	return true;
}

enum content_kind content_kind_of(struct view v)
{
	static const struct view jks = OID("\xfe\xed\xfe\xed"), jceks = OID("\xce\xce\xce\xce");
	struct view text = v;

	if (v.size == 0)
		return CONTENT_EMPTY;
	if (v.data[0] == DER_SEQUENCE) {
		enum content_kind kind = kind_of_der(v);

		if (kind != CONTENT_UNKNOWN)
			return kind;
	}
	if (oid_begins(v, jks) || oid_begins(v, jceks))
		return CONTENT_JKS;
	if (view_is_text(view_part(text, 0, 3), "\xef\xbb\xbf"))
		text = view_part(text, 3, SIZE_MAX);
	while (text.size != 0 && (text.data[0] == ' ' || text.data[0] == '\t' ||
	    text.data[0] == '\r' || text.data[0] == '\n'))
		text = view_part(text, 1, SIZE_MAX);
	if (text.size == 0)
		return CONTENT_EMPTY;
	if (text_begins(text, "lencr-handshake/"))
		return CONTENT_HANDSHAKE;
	if (view_find(text, view_of_text("-----BEGIN ")) != SIZE_MAX)
		return CONTENT_PEM;
	if (text_begins(text, "<!doctype") || text_begins(text, "<html") ||
	    text_begins(text, "<head") || text_begins(text, "<body") ||
	    text_begins(text, "<?xml") || text_begins(text, "<!--") || text_begins(text, "<script"))
		return CONTENT_HTML;
	return CONTENT_UNKNOWN;
}

const char *content_kind_text(enum content_kind kind)
{
	static const char *const texts[] = {
		[CONTENT_UNKNOWN] = "neither PEM nor DER", [CONTENT_EMPTY] = "empty",
		[CONTENT_PEM] = "a PEM file", [CONTENT_CERT] = "a DER certificate",
		[CONTENT_CRL] = "a DER CRL", [CONTENT_OCSP_RESPONSE] = "a DER OCSP response",
		[CONTENT_OCSP_REQUEST] = "a DER OCSP request", [CONTENT_PKCS7] = "a PKCS#7 object",
		[CONTENT_PKCS12] = "a PKCS#12 key store", [CONTENT_HANDSHAKE] = "a saved handshake",
		[CONTENT_HTML] = "an HTML page", [CONTENT_JKS] = "a Java key store",
		[CONTENT_KEY] = "a DER key", [CONTENT_CSR] = "a DER certificate request",
	};

	if ((size_t)kind >= sizeof texts / sizeof *texts)
		kind = CONTENT_UNKNOWN;
	return texts[kind];
}
