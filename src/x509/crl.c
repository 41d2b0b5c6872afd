#include "x509/crl.h"

#include "base/when.h"
#include "x509/crl_entry.h"
#include "x509/extension.h"
#include "x509/name.h"
#include "x509/oid.h"
#include "x509/pem.h"
#include "x509/points.h"
#include "x509/sig.h"

#define CRL_MAX_EXTENSIONS 100

bool crl_is_compromise(int reason)
{
	return reason == CRL_KEY_COMPROMISE || reason == CRL_CA_COMPROMISE;
}

const char *crl_reason_word(int reason)
{
	static const char *const words[] = {
		"unspecified", "keyCompromise", "cACompromise", "affiliationChanged", "superseded",
		"cessationOfOperation", "certificateHold", "unknown", "removeFromCRL",
		"privilegeWithdrawn", "aACompromise",
	};

	if (reason < 0 || (size_t)reason >= sizeof words / sizeof *words)
		return "unknown";
	return words[reason];
}

/* Every refusal says where: OFFSET is that of AT, which lies in the DER. */
static bool refuse(struct crl *c, struct err *err, struct view at, const char *why)
{
	size_t offset = at.data == NULL ? c->der.size : (size_t)(at.data - c->der.data);

	return err_set(err, ERR_INPUT, "not a CRL: at offset %zu: %s", offset, why);
}

/* --- extensions -------------------------------------------------------------- */

typedef bool reader(struct arena *, struct crl *, struct view value, bool critical);

static bool read_aki(struct arena *a, struct crl *c, struct view value, bool critical)
{
	(void)a, (void)critical;
	c->has_aki = true;
	return key_id_read(value, &c->aki);
}

static bool read_positive(struct view value, struct view *out)
{
	struct tlv t;

	if (!der_only(value, DER_INTEGER, &t) || !der_integer_ok(t.content) ||
	    t.content.data[0] >= 0x80)
		return false;
	*out = t.content;
	return true;
}

static bool read_number(struct arena *a, struct crl *c, struct view value, bool critical)
{
	(void)a;
	c->number_critical = critical;
	return c->has_number = read_positive(value, &c->number);
}

static bool read_delta(struct arena *a, struct crl *c, struct view value, bool critical)
{
	(void)a, (void)critical;
	return c->is_delta = read_positive(value, &c->base_number);
}

static bool read_freshest(struct arena *a, struct crl *c, struct view value, bool critical)
{
	struct dist_point *points;
	size_t count, total = 0;

	(void)critical;
	c->has_freshest = true;
	if (!points_read(a, value, &points, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		total += points[i].url_count;
	c->freshest_urls = arena_array(a, total, sizeof *c->freshest_urls);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < points[i].url_count; k++)
			c->freshest_urls[c->freshest_url_count++] = points[i].urls[k];
	return true;
}

/* An implicitly tagged BOOLEAN DEFAULT FALSE. */
static bool take_flag(struct der *d, uint8_t tag, bool *out)
{
	struct tlv t;

	return !der_take(d, tag, &t) || der_read_bool(t.content, out);
}

static bool read_idp(struct arena *a, struct crl *c, struct view value, bool critical)
{
	struct crl_idp *i = &c->idp;
	struct tlv seq, t;
	struct der d;

	i->present = true;
	i->critical = critical;
	if (!der_only(value, DER_SEQUENCE, &seq) || seq.content.size == 0)
		return false;
	d = der_of(seq.content);
	i->has_point = der_take(&d, 0xa0, &t);
	if (i->has_point && !point_name_read(a, t.content, &i->names, &i->name_count, &i->relative))
		return false;
	if (!take_flag(&d, 0x81, &i->only_user) || !take_flag(&d, 0x82, &i->only_ca))
		return false;
	i->has_reasons = der_take(&d, 0x83, &t);
	if (i->has_reasons && !der_read_flags(t.content, &i->reasons))
		return false;
	if (!take_flag(&d, 0x84, &i->indirect) || !take_flag(&d, 0x85, &i->only_attribute))
		return false;
	return der_empty(&d) && i->only_user + i->only_ca + i->only_attribute <= 1;
}

static const struct row { struct view oid; const char *why; reader *read; } rows[] = {
	{ OID_EXT("\x23"), "the authorityKeyIdentifier is malformed", read_aki },
	{ OID_EXT("\x14"), "the cRLNumber is malformed", read_number },
	{ OID_EXT("\x1b"), "the deltaCRLIndicator is malformed", read_delta },
	{ OID_EXT("\x1c"), "the issuingDistributionPoint is malformed", read_idp },
	{ OID_EXT("\x2e"), "the freshestCRL is malformed", read_freshest },
};

static const char *read_extension(struct arena *a, struct crl *c, const struct extension *e)
{
	if (e->again)
		return "an extension is there twice";
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (view_equal(rows[i].oid, e->oid))
			return rows[i].read(a, c, e->value, e->critical) ? NULL : rows[i].why;
	if (e->critical && c->unknown_critical == NULL)
		c->unknown_critical = oid_text(a, e->oid);
	return NULL;
}

static bool read_extensions(struct arena *a, struct crl *c, struct view list, struct err *err)
{
	struct extension *all;
	const char *why;
	size_t count;

	if (!extensions_read(a, list, CRL_MAX_EXTENSIONS, &all, &count, &why))
		return refuse(c, err, list, "the extensions are malformed");
	if (c->version != 1)
		return refuse(c, err, list, "extensions in a CRL of version 1");
	for (size_t i = 0; i < count; i++) {
		why = read_extension(a, c, &all[i]);
		if (why != NULL)
			return refuse(c, err, all[i].oid, why);
	}
	return true;
}

/* --- the list ------------------------------------------------------------------ */

struct parts { struct tlv algorithm, entries, extensions; };

static bool read_version(struct crl *c, struct der *d, struct err *err)
{
	struct tlv t;
	int64_t version;

	if (!der_at(d, DER_INTEGER))
		return true;
	if (!der_take(d, DER_INTEGER, &t) || !der_read_small(t.content, &version) || version != 1)
		return refuse(c, err, d->rest, "a version other than 1 and 2");
	c->version = 1;
	return true;
}

static bool take_time(struct der *d, int64_t *out)
{
	struct tlv t;

	return (der_at(d, DER_UTC_TIME) || der_at(d, DER_GENERALIZED_TIME)) && der_next(d, &t) &&
		der_read_time(t.tag, t.content, out);
}

static bool split_tbs(struct crl *c, struct view content, struct parts *p, struct err *err)
{
	struct der d = der_of(content);
	struct tlv t;

	if (!read_version(c, &d, err))
		return false;
	if (!der_take(&d, DER_SEQUENCE, &p->algorithm))
		return refuse(c, err, d.rest, "no signature algorithm");
	if (!der_take(&d, DER_SEQUENCE, &t) || !name_ok(t.whole))
		return refuse(c, err, d.rest, "no issuer that can be decoded");
	c->issuer = t.whole;
	if (!take_time(&d, &c->this_update))
		return refuse(c, err, d.rest, "thisUpdate is malformed");
	c->next_update = WHEN_NONE;
	if ((der_at(&d, DER_UTC_TIME) || der_at(&d, DER_GENERALIZED_TIME)) &&
	    !take_time(&d, &c->next_update))
		return refuse(c, err, d.rest, "nextUpdate is malformed");
	der_take(&d, DER_SEQUENCE, &p->entries);
	der_take(&d, 0xa0, &p->extensions);
	if (!der_empty(&d))
		return refuse(c, err, d.rest, "something that does not belong there");
	return true;
}

static bool split(struct crl *c, struct parts *p, struct err *err)
{
	struct tlv whole, tbs, algorithm, signature;
	struct der d;
	unsigned unused;

	if (!der_only(c->der, DER_SEQUENCE, &whole))
		return refuse(c, err, c->der, "not one whole DER object");
	d = der_of(whole.content);
	if (!der_take(&d, DER_SEQUENCE, &tbs))
		return refuse(c, err, d.rest, "no tbsCertList");
	if (!der_take(&d, DER_SEQUENCE, &algorithm) || !sig_algorithm_ok(algorithm.whole))
		return refuse(c, err, d.rest, "no signature algorithm that can be decoded");
	if (!der_take(&d, DER_BIT_STRING, &signature) ||
	    !der_read_bits(signature.content, &unused, &c->signature) || unused != 0 ||
	    c->signature.size == 0)
		return refuse(c, err, d.rest, "no signature of whole octets");
	if (!der_empty(&d))
		return refuse(c, err, d.rest, "bytes behind the signature");
	c->tbs = tbs.whole;
	c->sig_alg = algorithm.whole;
	if (!split_tbs(c, tbs.content, p, err))
		return false;
	if (!view_equal(p->algorithm.whole, algorithm.whole))
		return refuse(c, err, algorithm.whole, "the two signature algorithms differ");
	return true;
}

static bool read_entries(struct arena *a, struct crl *c, struct view entries, struct err *err)
{
	struct crl_walk walk;

	if (!crl_entries_walk(entries, c->version == 1, &walk))
		return refuse(c, err, view_part(entries, walk.bad_at, 0), walk.why);
	c->entries = entries;
	c->entry_count = walk.count;
	c->any_cert_issuer = walk.any_cert_issuer;
	if (walk.unknown_critical.size != 0)
		c->entry_unknown_critical = oid_text(a, walk.unknown_critical);
	return true;
}

bool crl_read(struct arena *a, struct view der, struct crl *out, struct err *err)
{
	struct parts p = { 0 };
	struct crl c = { .der = der };

	*out = (struct crl){ 0 };
	if (!split(&c, &p, err) || !read_entries(a, &c, p.entries.content, err))
		return false;
	if (p.extensions.tag != 0 && !read_extensions(a, &c, p.extensions.content, err))
		return false;
	*out = c;
	return true;
}

bool crl_read_any(struct arena *a, struct view body, struct crl *out, struct err *err)
{
	struct pem_block *blocks;
	size_t count;

	*out = (struct crl){ 0 };
	if (content_kind_of(body) != CONTENT_PEM)
		return crl_read(a, body, out, err);
	if (!pem_read(a, body, 1, &blocks, &count, err))
		return err_wrap(err, "not a CRL");
	if (count != 1 || blocks[0].label != PEM_CRL)
		return err_set(err, ERR_INPUT, "not a CRL: a PEM file without exactly one CRL");
	if (!crl_read(a, blocks[0].der, out, err))
		return false;
	out->was_pem = true;
	return true;
}
