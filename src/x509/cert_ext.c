#include "x509/cert_ext.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/str.h"
#include "x509/der.h"
#include "x509/extension.h"
#include "x509/oid.h"
#include "x509/points.h"

#define AIA_MAX 1000

/* Reads one extension's value into the certificate; false: malformed. */
typedef bool reader(struct arena *, struct cert *, struct view value, bool critical);

static bool read_basic(struct arena *a, struct cert *c, struct view value, bool critical)
{
	struct tlv seq, t;
	struct der d;

	(void)a;
	c->has_basic = true;
	c->basic_critical = critical;
	if (!der_only(value, DER_SEQUENCE, &seq))
		return false;
	d = der_of(seq.content);
	if (der_take(&d, DER_BOOLEAN, &t) && !der_read_bool(t.content, &c->is_ca))
		return false;
	if (der_take(&d, DER_INTEGER, &t)) {
		if (!der_read_small(t.content, &c->path_len) || c->path_len < 0)
			return false;
		c->has_path_len = true;
	}
	return der_empty(&d);
}

static bool read_key_usage(struct arena *a, struct cert *c, struct view value, bool critical)
{
	struct tlv t;

	(void)a;
	c->has_key_usage = true;
	c->key_usage_critical = critical;
	return der_only(value, DER_BIT_STRING, &t) && der_read_flags(t.content, &c->key_usage);
}

static bool read_eku(struct arena *a, struct cert *c, struct view value, bool critical)
{
	static const struct view server = OID_PKIX("\x03\x01"), client = OID_PKIX("\x03\x02"),
		ocsp = OID_PKIX("\x03\x09"), any = OID_EXT("\x25\x00");
	struct tlv seq, t;
	struct der d;
	size_t space = 0;

	c->has_eku = true;
	c->eku_critical = critical;
	if (!der_only(value, DER_SEQUENCE, &seq) || seq.content.size == 0)
		return false;
	for (d = der_of(seq.content); !der_empty(&d);) {
		char **slot;

		if (!der_take(&d, DER_OID, &t) || !oid_ok(t.content))
			return false;
		c->eku_server |= view_equal(t.content, server);
		c->eku_client |= view_equal(t.content, client);
		c->eku_ocsp |= view_equal(t.content, ocsp);
		c->eku_any |= view_equal(t.content, any);
		slot = arena_more(a, &c->ekus, c->eku_count, &space, sizeof *slot);
		*slot = oid_text(a, t.content);
		c->eku_count++;
	}
	return true;
}

static bool read_ski(struct arena *a, struct cert *c, struct view value, bool critical)
{
	struct tlv t;

	(void)a, (void)critical;
	c->has_ski = der_only(value, DER_OCTET_STRING, &t);
	c->ski = t.content;
	return c->has_ski;
}

static bool read_aki(struct arena *a, struct cert *c, struct view value, bool critical)
{
	(void)a, (void)critical;
	c->has_aki = true;
	return key_id_read(value, &c->aki);
}

static enum san_kind san_kind_of(uint8_t tag)
{
	switch (tag) {
	case GENERAL_DNS:
		return SAN_DNS;
	case GENERAL_IP:
		return SAN_IP;
	case GENERAL_EMAIL:
		return SAN_EMAIL;
	case GENERAL_URI:
		return SAN_URI;
	case GENERAL_DIRECTORY:
		return SAN_DIRNAME;
	default:
		return SAN_OTHER;
	}
}

static bool read_san(struct arena *a, struct cert *c, struct view value, bool critical)
{
	struct view *names;
	struct tlv seq;
	size_t count;
	bool good = true;

	c->has_san = true;
	c->san_critical = critical;
	if (!der_only(value, DER_SEQUENCE, &seq) ||
	    !general_names_read(a, seq.content, CERT_MAX_NAMES, &names, &count))
		return false;
	c->sans = arena_array(a, count, sizeof *c->sans);
	for (size_t i = 0; i < count; i++) {
		struct san *s = &c->sans[i];
		struct der d = der_of(names[i]);
		struct tlv t;

		s->kind = san_kind_of(names[i].data[0]);
		s->raw = names[i];
		s->text = general_name_text(a, names[i]);
		if (s->kind == SAN_IP && der_next(&d, &t) && t.content.size != 4 && t.content.size != 16)
			good = false;
	}
	c->san_count = count;
	return good;
}

static bool read_crldp(struct arena *a, struct cert *c, struct view value, bool critical)
{
	(void)critical;
	c->has_crldp = true;
	return points_read(a, value, &c->points, &c->point_count);
}

static bool read_freshest(struct arena *a, struct cert *c, struct view value, bool critical)
{
	(void)critical;
	c->has_freshest = true;
	return points_read(a, value, &c->fresh_points, &c->fresh_count);
}

static void put_url(struct arena *a, char ***urls, size_t *count, size_t *space, struct view uri)
{
	char *text = str_safe(a, uri), **slot;

	for (size_t i = 0; i < *count; i++)
		if (strcmp((*urls)[i], text) == 0)
			return;
	slot = arena_more(a, urls, *count, space, sizeof *slot);
	*slot = text;
	(*count)++;
}

static bool read_aia(struct arena *a, struct cert *c, struct view value, bool critical)
{
	static const struct view ocsp = OID_PKIX("\x30\x01"), issuers = OID_PKIX("\x30\x02");
	size_t issuer_space = 0, ocsp_space = 0, seen = 0;
	struct tlv seq, one, method, where;
	struct der d, inner;

	(void)critical;
	if (!der_only(value, DER_SEQUENCE, &seq) || seq.content.size == 0)
		return false;
	for (d = der_of(seq.content); !der_empty(&d);) {
		if (seen++ == AIA_MAX || !der_take(&d, DER_SEQUENCE, &one))
			return false;
		inner = der_of(one.content);
		if (!der_take(&inner, DER_OID, &method) || !der_next(&inner, &where) ||
		    !der_empty(&inner) || !general_name_ok(&where))
			return false;
		if (where.tag != GENERAL_URI)
			continue;
		if (view_equal(method.content, issuers))
			put_url(a, &c->issuer_urls, &c->issuer_url_count, &issuer_space, where.content);
		else if (view_equal(method.content, ocsp))
			put_url(a, &c->ocsp_urls, &c->ocsp_url_count, &ocsp_space, where.content);
	}
	return true;
}

static bool read_policies(struct arena *a, struct cert *c, struct view value, bool critical)
{
	struct tlv seq, one, oid, qualifiers;
	struct der d, inner;
	size_t space = 0;

	(void)critical;
	if (!der_only(value, DER_SEQUENCE, &seq) || seq.content.size == 0)
		return false;
	for (d = der_of(seq.content); !der_empty(&d);) {
		char **slot;

		if (!der_take(&d, DER_SEQUENCE, &one))
			return false;
		inner = der_of(one.content);
		if (!der_take(&inner, DER_OID, &oid) || !oid_ok(oid.content))
			return false;
		der_take(&inner, DER_SEQUENCE, &qualifiers);
		if (!der_empty(&inner))
			return false;
		slot = arena_more(a, &c->policies, c->policy_count, &space, sizeof *slot);
		*slot = oid_text(a, oid.content);
		c->policy_count++;
	}
	return true;
}

static bool read_features(struct arena *a, struct cert *c, struct view value, bool critical)
{
	struct tlv seq, t;
	struct der d;
	int64_t feature;

	(void)a, (void)critical;
	if (!der_only(value, DER_SEQUENCE, &seq))
		return false;
	for (d = der_of(seq.content); !der_empty(&d);) {
		if (!der_take(&d, DER_INTEGER, &t) || !der_read_small(t.content, &feature))
			return false;
		c->must_staple |= feature == 5; /* status_request */
	}
	return true;
}

static bool is_null(struct view value)
{
	struct tlv t;

	return der_only(value, DER_NULL, &t) && t.content.size == 0;
}

static bool read_no_rev_avail(struct arena *a, struct cert *c, struct view value, bool critical)
{
	(void)a, (void)critical;
	return c->no_rev_avail = is_null(value);
}

static bool read_nocheck(struct arena *a, struct cert *c, struct view value, bool critical)
{
	(void)a, (void)critical;
	return c->ocsp_nocheck = is_null(value);
}

static bool read_poison(struct arena *a, struct cert *c, struct view value, bool critical)
{
	(void)a, (void)critical;
	c->poison = true; /* whatever stands in it, this is no final certificate */
	return is_null(value);
}

static bool read_scts(struct arena *a, struct cert *c, struct view value, bool critical)
{
	struct tlv t;
	bool good = der_only(value, DER_OCTET_STRING, &t);

	(void)a, (void)critical;
	c->scts = t.content;
	return good;
}

/* What has a row here is known: a critical one does not make the certificate
 * unusable by itself. Rows without a reader are left to libcrypto's path
 * validation (constraints, policies) and are only tried for their form. Known
 * besides is what X509_supported_extension() says (RFC 3779, proxies). Not
 * known, so refused when critical: issuerAltName, subjectInfoAccess,
 * privateKeyUsagePeriod, and everything that nobody here heard of. */
static const struct row { struct view oid; const char *name; reader *read; } rows[] = {
	{ OID_EXT("\x13"), "basicConstraints", read_basic },
	{ OID_EXT("\x0f"), "keyUsage", read_key_usage },
	{ OID_EXT("\x25"), "extKeyUsage", read_eku },
	{ OID_EXT("\x0e"), "subjectKeyIdentifier", read_ski },
	{ OID_EXT("\x23"), "authorityKeyIdentifier", read_aki },
	{ OID_EXT("\x11"), "subjectAltName", read_san },
	{ OID_EXT("\x1f"), "cRLDistributionPoints", read_crldp },
	{ OID_EXT("\x2e"), "freshestCRL", read_freshest },
	{ OID_EXT("\x20"), "certificatePolicies", read_policies },
	{ OID_EXT("\x38"), "noRevAvail", read_no_rev_avail },
	{ OID_PKIX("\x01\x01"), "authorityInfoAccess", read_aia },
	{ OID_PKIX("\x01\x18"), "tlsFeature", read_features },
	{ OID_PKIX("\x30\x01\x05"), "ocspNoCheck", read_nocheck },
	{ OID_CT("\x02"), "signedCertificateTimestampList", read_scts },
	{ OID_CT("\x03"), "precertificate poison", read_poison },
	{ OID_EXT("\x1e"), "nameConstraints", NULL },
	{ OID_EXT("\x24"), "policyConstraints", NULL },
	{ OID_EXT("\x21"), "policyMappings", NULL },
	{ OID_EXT("\x36"), "inhibitAnyPolicy", NULL },
};

void cert_ext_mark(struct arena *a, struct cert *c, const char *what, const char *why)
{
	if (c->malformed == NULL)
		c->malformed = arena_format(a, "%s%s", what, why);
}

static bool libcrypto_decodes(X509_EXTENSION *ext, struct view value)
{
	const X509V3_EXT_METHOD *method = X509V3_EXT_get(ext);
	struct der d = der_of(value);
	struct tlv t;
	void *object;

	if (method == NULL || method->it == NULL || !der_next(&d, &t) || !der_empty(&d))
		return false;
	object = X509V3_EXT_d2i(ext);
	if (object == NULL)
		return false;
	ASN1_item_free(object, ASN1_ITEM_ptr(method->it));
	return true;
}

static void read_one(struct arena *a, struct cert *c, const struct extension *e, int index)
{
	X509_EXTENSION *ext = X509_get_ext(c->x, index);
	const struct row *row = NULL;

	for (size_t i = 0; i < sizeof rows / sizeof *rows && row == NULL; i++)
		if (view_equal(rows[i].oid, e->oid))
			row = &rows[i];
	if (row == NULL) {
		if (e->critical && c->unknown_critical == NULL &&
		    (ext == NULL || X509_supported_extension(ext) != 1))
			c->unknown_critical = oid_text(a, e->oid);
		return;
	}
	if (row->read == NULL ? ext == NULL || !libcrypto_decodes(ext, e->value) :
	    !row->read(a, c, e->value, e->critical))
		cert_ext_mark(a, c, row->name, "");
}

void cert_ext_read(struct arena *a, struct cert *c, struct view list)
{
	struct extension *all;
	const char *why;
	size_t count;

	if (!extensions_read(a, list, CERT_MAX_EXTENSIONS, &all, &count, &why)) {
		cert_ext_mark(a, c, "extensions", why);
		c->unknown_critical = arena_text(a, "(unreadable extensions)");
		return;
	}
	ERR_set_mark();
	for (size_t i = 0; i < count; i++) {
		if (all[i].again)
			cert_ext_mark(a, c, oid_text(a, all[i].oid), " (there twice)");
		else
			read_one(a, c, &all[i], (int)i);
	}
	ERR_pop_to_mark();
}
