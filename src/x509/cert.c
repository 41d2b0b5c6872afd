#include "x509/cert.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/digest.h"
#include "base/str.h"
#include "base/when.h"
#include "x509/cert_ext.h"
#include "x509/der.h"
#include "x509/sig.h"

static void x509_drop(void *x)
{
	X509_free(x);
}

/* Where the parts are, before libcrypto looks. */
struct parts {
	struct tlv serial, algorithm, issuer, validity, subject, spki, extensions;
	struct view times[2];
	uint8_t time_tags[2];
};

static bool split_tbs(struct view content, struct parts *p)
{
	struct der d = der_of(content), inner;
	struct tlv t;

	der_take(&d, 0xa0, &t);
	if (!der_take(&d, DER_INTEGER, &p->serial) || !der_take(&d, DER_SEQUENCE, &p->algorithm) ||
	    !der_take(&d, DER_SEQUENCE, &p->issuer) || !der_take(&d, DER_SEQUENCE, &p->validity) ||
	    !der_take(&d, DER_SEQUENCE, &p->subject) || !der_take(&d, DER_SEQUENCE, &p->spki))
		return false;
	der_take(&d, 0x81, &t);
	der_take(&d, 0x82, &t);
	der_take(&d, 0xa3, &p->extensions);
	if (!der_empty(&d))
		return false;
	inner = der_of(p->validity.content);
	for (size_t i = 0; i < 2; i++) {
		if (!der_next(&inner, &t))
			return false;
		p->times[i] = t.content;
		p->time_tags[i] = t.tag;
	}
	return der_empty(&inner);
}

static bool split(struct view der, struct parts *p)
{
	struct tlv whole, tbs, t;
	struct der d;

	*p = (struct parts){ 0 };
	if (!der_only(der, DER_SEQUENCE, &whole))
		return false;
	d = der_of(whole.content);
	return der_take(&d, DER_SEQUENCE, &tbs) && der_take(&d, DER_SEQUENCE, &t) &&
		der_take(&d, DER_BIT_STRING, &t) && der_empty(&d) && split_tbs(tbs.content, p);
}

static bool decode(struct arena *a, struct cert *c, struct err *err)
{
	const unsigned char *p = c->der.data;

	ERR_set_mark();
	c->x = d2i_X509(NULL, &p, (long)c->der.size);
	ERR_pop_to_mark();
	arena_keep(a, c->x, x509_drop);
	if (c->x == NULL || p != c->der.data + c->der.size)
		return err_set(err, ERR_INPUT, "not a certificate: libcrypto cannot decode it");
	return true;
}

/* Times that are not in RFC 5280's forms are taken as libcrypto reads them,
 * so that they can at least be shown. */
static int64_t read_time(struct cert *c, const struct parts *p, size_t i)
{
	const ASN1_TIME *lax = i == 0 ? X509_get0_notBefore(c->x) : X509_get0_notAfter(c->x);
	struct when_civil civil;
	struct tm tm;
	int64_t t;

	if (der_read_time(p->time_tags[i], p->times[i], &t))
		return t;
	c->times_ok = false;
	if (ASN1_TIME_to_tm(lax, &tm) != 1)
		return WHEN_NONE;
	civil = (struct when_civil){ .year = tm.tm_year + 1900, .month = tm.tm_mon + 1,
		.day = tm.tm_mday, .hour = tm.tm_hour, .minute = tm.tm_min, .second = tm.tm_sec };
	return when_from_civil(&civil, &t) ? t : WHEN_NONE;
}

static const char *key_type_of(EVP_PKEY *key)
{
	switch (EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_RSA:
	case EVP_PKEY_RSA_PSS:
		return "RSA";
	case EVP_PKEY_EC:
		return "EC";
	case EVP_PKEY_ED25519:
		return "Ed25519";
	case EVP_PKEY_ED448:
		return "Ed448";
	case EVP_PKEY_DSA:
		return "DSA";
	default:
		return "unknown";
	}
}

static char *curve_of(struct arena *a, EVP_PKEY *key)
{
	static const char *const names[][2] = {
		{ "prime256v1", "P-256" }, { "secp384r1", "P-384" }, { "secp521r1", "P-521" },
		{ "secp224r1", "P-224" }, { "prime192v1", "P-192" },
	};
	char name[80];

	if (EVP_PKEY_get_group_name(key, name, sizeof name, NULL) != 1)
		return arena_text(a, "explicit parameters");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i][0]) == 0)
			return arena_text(a, names[i][1]);
	return str_safe_text(a, name);
}

static void read_key(struct arena *a, struct cert *c)
{
	struct tlv seq, algorithm, bits;
	unsigned unused;
	struct der d;

	digest_sha256(c->spki, c->spki_sha256);
	if (der_only(c->spki, DER_SEQUENCE, &seq)) {
		d = der_of(seq.content);
		if (der_take(&d, DER_SEQUENCE, &algorithm) && der_take(&d, DER_BIT_STRING, &bits))
			der_read_bits(bits.content, &unused, &c->key_bits);
	}
	c->key_type = "unknown";
	ERR_set_mark();
	c->key = X509_get0_pubkey(c->x);
	if (c->key != NULL) {
		c->key_type = key_type_of(c->key);
		c->key_bits_count = EVP_PKEY_get_bits(c->key);
		if (EVP_PKEY_get_base_id(c->key) == EVP_PKEY_EC)
			c->curve = curve_of(a, c->key);
	}
	ERR_pop_to_mark();
	if (c->key_bits_count > CERT_MAX_KEY_BITS) {
		cert_ext_mark(a, c, "subjectPublicKeyInfo", " (a key of over 16384 bits)");
		c->key = NULL;
	}
}

static char *attribute(struct arena *a, const X509_NAME *name, int nid, size_t *count)
{
	const X509_NAME_ENTRY *last = NULL;

	*count = 0;
	for (int i = -1; (i = X509_NAME_get_index_by_NID(name, nid, i)) >= 0;) {
		last = X509_NAME_get_entry(name, i);
		++*count;
	}
	return last == NULL ? NULL : name_value_text(a, X509_NAME_ENTRY_get_data(last));
}

static void read_names(struct arena *a, struct cert *c)
{
	const X509_NAME *subject = X509_get_subject_name(c->x);
	const X509_NAME *issuer = X509_get_issuer_name(c->x);
	char *organization;
	size_t count;
	int ok = 0;

	ERR_set_mark();
	c->subject_text = name_text_of(a, subject);
	c->issuer_text = name_text_of(a, issuer);
	c->self_issued = X509_NAME_cmp(subject, issuer) == 0;
	c->subject_hash = X509_NAME_hash_ex(subject, NULL, NULL, &ok);
	c->issuer_hash = X509_NAME_hash_ex(issuer, NULL, NULL, &ok);
	c->cn = attribute(a, subject, NID_commonName, &c->cn_count);
	organization = attribute(a, subject, NID_organizationName, &count);
	if (c->cn != NULL && c->cn[0] != '\0')
		c->short_name = c->cn;
	else if (c->san_count != 0)
		c->short_name = c->sans[0].text;
	else
		c->short_name = organization != NULL ? organization : c->subject_text;
	ERR_pop_to_mark();
}

struct cert *cert_read(struct arena *a, struct view der, struct err *err)
{
	struct parts p;
	struct cert *c;

	if (der.size > CERT_MAX_BYTES) {
		err_set(err, ERR_INPUT, "not a certificate: %zu bytes, over the ceiling of %zu",
			der.size, CERT_MAX_BYTES);
		return NULL;
	}
	c = arena_take(a, sizeof *c);
	c->der = view_of(arena_copy(a, der.data, der.size), der.size);
	if (!split(c->der, &p)) {
		err_set(err, ERR_INPUT, "not a certificate: not one whole DER object of its form");
		return NULL;
	}
	if (!decode(a, c, err))
		return NULL;
	digest_sha256(c->der, c->sha256);
	c->version = (int)X509_get_version(c->x);
	c->serial = p.serial.content;
	c->issuer = p.issuer.whole;
	c->subject = p.subject.whole;
	c->spki = p.spki.whole;
	c->sig_alg = sig_name(a, p.algorithm.whole);
	c->times_ok = true;
	c->not_before = read_time(c, &p, 0);
	c->not_after = read_time(c, &p, 1);
	read_key(a, c);
	if (p.extensions.tag != 0)
		cert_ext_read(a, c, p.extensions.content);
	read_names(a, c);
	return c;
}

bool cert_signed_by(const struct cert *c, EVP_PKEY *key)
{
	bool good;

	if (key == NULL)
		return false;
	ERR_set_mark();
	good = X509_verify(c->x, key) == 1;
	ERR_pop_to_mark();
	return good;
}

char *cert_serial_hex(struct arena *a, const struct cert *c)
{
	return view_hex(a, c->serial);
}

bool serial_negative(struct view v)
{
	return v.size != 0 && v.data[0] >= 0x80;
}

struct view serial_minimal(struct view v)
{
	while (v.size > 1 && ((v.data[0] == 0 && v.data[1] < 0x80) ||
	    (v.data[0] == 0xff && v.data[1] >= 0x80)))
		v = view_part(v, 1, SIZE_MAX);
	return v;
}

bool serial_equal(struct view a, struct view b)
{
	return a.size != 0 && b.size != 0 && view_equal(serial_minimal(a), serial_minimal(b));
}

int64_t cert_lifetime(const struct cert *c)
{
	if (c->not_before == WHEN_NONE || c->not_after == WHEN_NONE)
		return 0;
	return c->not_after - c->not_before + 1;
}
