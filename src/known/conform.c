#include "known/conform.h"

#include <string.h>

#include "base/when.h"
#include "known/conform_parts.h"
#include "known/lencr_url.h"
#include "x509/der.h"
#include "x509/name.h"
#include "x509/sig.h"

static const struct rule_row rows[] = {
	{ "L01", "issued by a CA of Let's Encrypt, whose key made the signature", "CPS 7.1" },
	{ "L02", "version 3, a serial of 18 octets with a prefix of its time", "Boulder; measured" },
	{ "L03", "valid for a lifetime that a profile has", "Let's Encrypt profiles" },
	{ "L04", "the features of one profile, not of several", "Let's Encrypt profiles" },
	{ "L05", "valid only while its issuer is", "CPS 6.3.2" },
	{ "L06", "purposes, OCSP, CRL and policy as due at its date", "Let's Encrypt; measured" },
	{ "L07", "its URLs are those of its issuer, its CRL the one of its serial", "Boulder; measured" },
	{ "L08", "its authority key identifier is the issuer's", "RFC 5280 section 4.2.1.1" },
	{ "L09", "names as the profile has them", "Let's Encrypt profiles; BR 7.1.2.7" },
	{ "L10", "two SCTs or more, of different logs, made at issuance", "CPS 7.1; measured" },
	{ "L11", "a key and extensions that Let's Encrypt uses", "CPS 6.1.5, 7.1" },
	{ "L12", "signed with the algorithm of its issuer", "CPS 7.1.3.2" },
	{ "L13", "a certificate, not a precertificate", "RFC 6962 section 3.1" },
};

int64_t conform_date(int year, int month, int day)
{
	struct when_civil civil = { .year = year, .month = month, .day = day };
	int64_t out = WHEN_NONE;

	when_from_civil(&civil, &out);
	return out;
}

/* The label of the CA in the first URL of lencr.org's grammar. */
static const char *url_label(struct arena *a, const struct cert *c, bool *staging)
{
	struct lencr_url url;

	for (size_t i = 0; i < c->issuer_url_count; i++)
		if (lencr_url_read(a, c->issuer_urls[i], &url)) {
			*staging = url.staging;
			return url.label;
		}
	return NULL;
}

/* The certificate of the issuer's key, else of its name. */
static const struct catalog_cert *find_issuer(const struct cert *c)
{
	const struct catalog_cert *found = NULL;

	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *k = catalog_at(i);

		if (k->role != CA_INTERMEDIATE && k->role != CA_CROSS)
			continue;
		if (k->label != NULL && name_equal(k->subject_der, c->issuer) &&
		    (found == NULL || view_equal(c->aki, view_of(k->key_sha1, 20))))
			found = k;
	}
	return found;
}

static void split(struct leaf *l)
{
	struct tlv whole, tbs, algorithm, bits, t;
	const char *why;
	unsigned unused;
	struct der d;

	if (!der_only(l->cert->der, DER_SEQUENCE, &whole))
		return;
	d = der_of(whole.content);
	if (!der_take(&d, DER_SEQUENCE, &tbs) || !der_take(&d, DER_SEQUENCE, &algorithm) ||
	    !der_take(&d, DER_BIT_STRING, &bits) || !der_read_bits(bits.content, &unused, &l->signature))
		return;
	l->tbs = tbs.whole;
	l->algorithm = algorithm.whole;
	for (d = der_of(tbs.content); der_next(&d, &t);)
		if (t.tag == 0xa3)
			extensions_read(l->arena, t.content, 200, &l->extensions, &l->extension_count, &why);
}

static void say_issuer(struct leaf *l, struct cert *const *issuers, size_t count)
{
	const struct cert *c = l->cert;

	for (size_t i = 0; i < count && l->given == NULL; i++)
		if (name_equal(issuers[i]->subject, c->issuer) && cert_signed_by(c, issuers[i]->key))
			l->given = issuers[i];
	if (l->issuer != NULL)
		rulings_say(l->r, "L01", sig_verify(l->tbs, l->algorithm, l->signature,
			sig_key_read(l->arena, l->issuer->spki_der)), SEVERITY_FAIL,
			"it names %s, whose key did not sign it", catalog_name(l->arena, l->issuer));
	else
		rulings_break(l->r, "L01", SEVERITY_WARN, "the issuer %s is not among the facts of %s%s",
			c->issuer_text, catalog_date(), l->given == NULL ? "" :
			"; the certificate given did sign it");
}

static const char *profile_word(enum le_profile p)
{
	static const char *const words[] = { "classic", "tlsserver", "shortlived", "tlsclient", NULL };

	return words[p];
}

void conform_check(struct arena *a, const struct cert *c, struct cert *const *issuers,
	size_t issuer_count, struct conform *out)
{
	struct leaf l = { .arena = a, .cert = c, .r = &out->rulings };

	*out = (struct conform){ 0 };
	l.label = url_label(a, c, &l.staging);
	l.issuer = find_issuer(c);
	out->applies = !c->is_ca && (l.issuer != NULL || l.label != NULL);
	if (!out->applies)
		return;
	if (l.issuer != NULL) {
		l.label = l.issuer->label;
		l.staging = strcmp(l.issuer->environment, "production") != 0;
	}
	rulings_init(&out->rulings, a, rows, sizeof rows / sizeof *rows);
	split(&l);
	say_issuer(&l, issuers, issuer_count);
	conform_form(&l);
	conform_content(&l);
	out->profile = profile_word(l.profile);
}
