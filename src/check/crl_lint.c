#include "check/crl_lint.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "check/crl_lint_parts.h"
#include "x509/name.h"
#include "x509/oid.h"
#include "x509/pem.h"
#include "x509/sig.h"

#define MAX_EXTENSIONS 100

static const struct rule_row rows[] = {
	{ "C01", "DER without trailing bytes, not PEM or PKCS#7", "RFC 5280 sections 5.1, 4.2.1.13" },
	{ "C02", "version 2", "RFC 5280 section 5.1.2.1; BR 7.2.1" },
	{ "C03", "both AlgorithmIdentifiers the same, in an encoding that BR knows",
	  "RFC 5280 section 5.1.2.2; BR 7.1.3.2" },
	{ "C04", "the issuer is the CA's subject, byte for byte", "RFC 5280 section 5.1.2.3; BR 7.2" },
	{ "C05", "times in UTCTime to 2049, then GeneralizedTime, with seconds and Z",
	  "RFC 5280 sections 5.1.2.4 to 5.1.2.6" },
	{ "C06", "nextUpdate is there and later than thisUpdate", "RFC 5280 section 5.1.2.5; BR 7.2" },
	{ "C07", "valid for at most 10 days (subscribers) or 12 months (CAs)", "BR 7.2" },
	{ "C08", "valid for 216 hours less a second", "measured" },
	{ "C09", "not from the future, not past its nextUpdate", "RFC 5280 section 6.3.3" },
	{ "C10", "less than 24 hours old", "BR 4.9.7" },
	{ "C11", "signed by a key of that CA whose certificate may sign CRLs",
	  "RFC 5280 sections 6.3.3 (f), 4.2.1.3" },
	{ "C12", "authorityKeyIdentifier with the issuer's key identifier", "RFC 5280 section 5.2.1" },
	{ "C13", "crlNumber is there, not critical, below 2^159", "RFC 5280 section 5.2.3; BR 7.2.2" },
	{ "C14", "crlNumber is thisUpdate in nanoseconds", "Boulder, crl/crl.go" },
	{ "C15", "later than an earlier list: number and thisUpdate larger, scope the same",
	  "RFC 5280 section 5.2.3" },
	{ "C16", "issuingDistributionPoint is there and critical", "RFC 5280 section 5.2.5; BR 7.2.2.1" },
	{ "C17", "its scope is users or CAs alone, without reasons, not indirect",
	  "RFC 5280 section 5.2.5; BR 7.2.2.1" },
	{ "C18", "its one http URI is the URL that it was fetched from",
	  "BR 7.2.2.1; RFC 5280 section 6.3.3 (b)(2)(i)" },
	{ "C19", "a list of CA certificates names no distribution point", "CPS 7.2" },
	{ "C20", "no delta, no freshestCRL, no AIA, no unknown critical extension",
	  "RFC 5280 sections 5.2, 5.2.4, 5.2.6, 5.2.7" },
	{ "C21", "no empty list of entries", "RFC 5280 section 5.1.2.6" },
	{ "C22", "no certificateIssuer and no unknown critical extension in entries",
	  "RFC 5280 section 5.3.3" },
	{ "C23", "reason codes: not critical, one of 1, 3, 4, 5, 9, none for unspecified",
	  "RFC 5280 section 5.3.1; BR 7.2.2" },
	{ "C24", "no invalidityDate or hold instruction in entries", "measured" },
	{ "C25", "serials once each, positive, at most 20 octets", "RFC 5280 section 5.1.2.6" },
	{ "C26", "every serial belongs to this shard and has Let's Encrypt's form", "measured" },
	{ "C27", "no revocation later than thisUpdate", "Boulder, sa" },
	{ "C28", "entries stay until the certificate has expired", "BR 4.10.1; CPS 4.10.1" },
	{ "C29", "HTTP: 200, application/pkix-crl, no redirect, Expires not after nextUpdate",
	  "RFC 5280 section 4.2.1.13; RFC 2585" },
	{ "C30", "answered within 10 seconds", "CPS 4.9.8" },
	{ "C31", "superseded after a renewal is ordinary", "measured" },
};

const struct view lint_oid_aki = OID_EXT("\x23"), lint_oid_number = OID_EXT("\x14"),
	lint_oid_idp = OID_EXT("\x1c"), lint_oid_delta = OID_EXT("\x1b"),
	lint_oid_freshest = OID_EXT("\x2e"), lint_oid_aia = OID_PKIX("\x01\x01");

const struct extension *lint_extension(const struct lint *l, struct view oid)
{
	for (size_t i = 0; i < l->extension_count; i++)
		if (view_equal(l->extensions[i].oid, oid))
			return &l->extensions[i];
	return NULL;
}

static bool outline(struct lint *l, struct view *bad)
{
	struct tlv whole, t;
	struct der d;

	*bad = l->der;
	if (!der_only(l->der, DER_SEQUENCE, &whole))
		return false;
	d = der_of(whole.content);
	*bad = d.rest;
	if (!der_take(&d, DER_SEQUENCE, &l->tbs) || !der_take(&d, DER_SEQUENCE, &l->outer) ||
	    !der_take(&d, DER_BIT_STRING, &l->signature) || !der_empty(&d))
		return false;
	d = der_of(l->tbs.content);
	der_take(&d, DER_INTEGER, &l->version);
	if (!der_take(&d, DER_SEQUENCE, &l->inner) || !der_take(&d, DER_SEQUENCE, &l->issuer) ||
	    !der_next(&d, &l->from))
		goto out;
	if (der_at(&d, DER_UTC_TIME) || der_at(&d, DER_GENERALIZED_TIME))
		der_next(&d, &l->until);
	der_take(&d, DER_SEQUENCE, &l->entries);
	if (der_take(&d, 0xa0, &t)) {
		const char *why;

		if (!extensions_read(l->arena, t.content, MAX_EXTENSIONS, &l->extensions,
			&l->extension_count, &why))
			goto out;
	}
	if (der_empty(&d))
		return true;
out:
	*bad = d.rest;
	return false;
}

/* --- whose list it is -------------------------------------------------------- */

static void find_known(struct lint *l)
{
	struct lencr_url url;

	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *c = catalog_at(i);

		if (view_equal(c->subject_der, l->issuer.whole) || name_equal(c->subject_der,
		    l->issuer.whole)) {
			l->known = c;
			break;
		}
	}
	l->lencr = (l->known != NULL && l->known->crl_host != NULL) ||
		(l->in->url != NULL && lencr_url_read(l->arena, l->in->url, &url)) ||
		(l->point != NULL && lencr_url_read(l->arena, l->point, &url));
	if (l->point != NULL && lencr_url_read(l->arena, l->point, &url))
		l->shard = url.shard;
	l->out->lets_encrypt = l->lencr;
}

/* The URI of the distribution point, where it has exactly one name. */
static void find_point(struct lint *l)
{
	const struct crl_idp *idp = &l->out->crl.idp;

	l->kind = !l->out->decoded || !idp->present ? CRL_KIND_FULL : idp->only_user ? CRL_KIND_USER :
		idp->only_ca ? CRL_KIND_CA : CRL_KIND_FULL;
	if (l->out->decoded && idp->name_count == 1 && general_name_uri(idp->names[0]).size != 0)
		l->point = str_safe(l->arena, general_name_uri(idp->names[0]));
}

/* --- C04, C11: who signed ------------------------------------------------------ */

static void signed_by(struct lint *l, const char *name, const uint8_t spki[32])
{
	l->out->signed_by = name;
	memcpy(l->out->signer_spki, spki, 32);
}

static bool signed_by_given(struct lint *l, bool *any)
{
	const struct crl *c = &l->out->crl;

	for (size_t i = 0; i < l->in->issuer_count; i++) {
		const struct cert *s = l->in->issuers[i];

		if (!name_equal(s->subject, l->issuer.whole))
			continue;
		*any = true;
		if (!sig_verify(c->tbs, c->sig_alg, c->signature, s->key))
			continue;
		signed_by(l, s->short_name, s->spki_sha256);
		rulings_say(l->r, "C11", !s->has_key_usage || (s->key_usage & 1u << 6) != 0, SEVERITY_FAIL,
			"the key usage of %s lacks cRLSign", s->short_name);
		rulings_say(l->r, "C04", view_equal(s->subject, l->issuer.whole), SEVERITY_FAIL,
			"the same name in another encoding");
		if (s->has_ski && c->has_aki)
			rulings_say(l->r, "C12", view_equal(s->ski, c->aki), SEVERITY_FAIL,
				"names the key identifier %s, the issuer has %s", view_hex(l->arena, c->aki),
				view_hex(l->arena, s->ski));
		return true;
	}
	return false;
}

static bool signed_by_known(struct lint *l, bool *any)
{
	const struct crl *c = &l->out->crl;

	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *s = catalog_at(i);

		if (!name_equal(s->subject_der, l->issuer.whole))
			continue;
		*any = true;
		if (!sig_verify(c->tbs, c->sig_alg, c->signature, sig_key_read(l->arena, s->spki_der)))
			continue;
		signed_by(l, catalog_name(l->arena, s), s->spki_sha256);
		rulings_hold(l->r, "C11");
		rulings_say(l->r, "C04", view_equal(s->subject_der, l->issuer.whole), SEVERITY_FAIL,
			"the same name in another encoding");
		/* RFC 5280's method and RFC 7093's are both in use. */
		if (c->has_aki)
			rulings_say(l->r, "C12", view_equal(c->aki, view_of(s->key_sha1, 20)) ||
				view_equal(c->aki, view_of(s->key_sha256, 20)), SEVERITY_NOTE,
				"names the key identifier %s, which is no digest of the key",
				view_hex(l->arena, c->aki));
		return true;
	}
	return false;
}

void lint_signature(struct lint *l)
{
	bool any = false;

	if (!l->out->decoded) {
		rulings_note(l->r, "C11", "not looked at: the list is malformed");
		return;
	}
	if (signed_by_given(l, &any) || signed_by_known(l, &any))
		return;
	if (any)
		rulings_break(l->r, "C11", SEVERITY_FAIL, "no known key of this issuer made the signature");
	else if (l->in->issuer_count != 0)
		rulings_break(l->r, "C04", SEVERITY_FAIL, "no certificate given by --issuer has this name");
	else
		rulings_note(l->r, "C11", "the issuer is not known: give its certificate by --issuer");
}

/* --- C29, C30 -------------------------------------------------------------------- */

void lint_transport(struct lint *l)
{
	const struct outcome *o = l->in->outcome;
	const char *type, *expires;
	int64_t until;

	if (o == NULL)
		return;
	type = http_head_get(&o->head, "Content-Type");
	rulings_say(l->r, "C29", o->http_status == 0 || o->http_status == 200, SEVERITY_WARN, "status %d",
		o->http_status);
	rulings_say(l->r, "C29", type != NULL && str_same(type, "application/pkix-crl"), SEVERITY_WARN,
		"the content type is %s", type == NULL ? "not told" : str_safe_text(l->arena, type));
	expires = http_head_get(&o->head, "Expires");
	if (expires != NULL && when_read_http(expires, &until) && l->next_update != WHEN_NONE)
		rulings_say(l->r, "C29", until <= l->next_update, SEVERITY_WARN,
			"Expires %s is after nextUpdate", when_text(l->arena, until));
	if (o->from == FROM_NETWORK && o->asked_at != WHEN_NONE && o->answered_at != WHEN_NONE)
		rulings_say(l->r, "C30", o->answered_at - o->asked_at <= 10, SEVERITY_NOTE,
			"%lld s", (long long)(o->answered_at - o->asked_at));
}

/* --- all --------------------------------------------------------------------------- */

/* The DER of the list, out of whatever wrapped it. */
static void unwrap(struct lint *l)
{
	enum content_kind kind = content_kind_of(l->in->body);
	struct bundle bundle;
	struct err e = { 0 };

	l->der = l->in->body;
	if (kind != CONTENT_PEM && kind != CONTENT_PKCS7)
		return;
	rulings_break(l->r, "C01", l->in->url == NULL ? SEVERITY_WARN : SEVERITY_FAIL, "it is %s",
		content_kind_text(kind));
	if (bundle_read(l->arena, l->in->body, 1000, &bundle, &e) && bundle.crl_count == 1)
		l->der = bundle.crls[0];
}

static bool any_fails(const struct rulings *r)
{
	return rulings_count(r, SEVERITY_FAIL) != 0;
}

void crl_lint(struct arena *a, const struct crl_lint_input *in, struct crl_lint *out)
{
	struct lint l = { .arena = a, .in = in, .out = out, .this_update = WHEN_NONE,
		.next_update = WHEN_NONE };
	struct view bad;
	struct err e = { 0 };

	*out = (struct crl_lint){ 0 };
	l.r = &out->rulings;
	rulings_init(l.r, a, rows, sizeof rows / sizeof *rows);
	unwrap(&l);
	out->decoded = crl_read(a, l.der, &out->crl, &e);
	out->readable = outline(&l, &bad);
	if (!out->readable) {
		rulings_break(l.r, "C01", SEVERITY_FAIL, "%s", e.text[0] != '\0' ?
			str_safe_text(a, e.text) : arena_format(a, "not DER at offset %zu",
			(size_t)(bad.data - l.der.data)));
		return;
	}
	rulings_hold(l.r, "C01");
	find_point(&l);
	find_known(&l);
	lint_outline(&l);
	lint_extensions(&l);
	lint_entries(&l);
	lint_signature(&l);
	lint_transport(&l);
	/* What x509/crl.h refuses must never pass. */
	if (!out->decoded && !any_fails(l.r))
		rulings_break(l.r, "C01", SEVERITY_FAIL, "%s", str_safe_text(a, e.text));
}
