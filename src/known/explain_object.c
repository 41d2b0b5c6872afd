/* Signed objects: certificates, CRLs, OCSP responses. Their signature is tried
 * under the key of the CA that they name, so that "genuine" is a result. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "known/explain_parts.h"
#include "known/lencr_url.h"
#include "x509/cert.h"
#include "x509/crl.h"
#include "x509/der.h"
#include "x509/pem.h"
#include "x509/sig.h"

#define NAMES_SHOWN 3
#define OBJECTS_MAX 1000
#define LINES_MAX ((size_t)16 * 1024 * 1024)

/* Whether the CA that is set has signed; an imitation, of the kind that FORGED
 * says, when not. */
static bool signature(struct explained *e, bool verifies, const char *forged)
{
	if (verifies) {
		explained_fact(e, "genuine", "its signature verifies under the key of %s", ca_short(e));
		return true;
	}
	e->what = forged;
	explained_imitation(e, "bad-signature", "The signature does not verify under the key of the CA "
		"that it names: not Let's Encrypt's, or damaged.");
	return false;
}

static void put_life(struct explained *e, const struct cert *c)
{
	int64_t at = e->options->at;

	e->not_before = c->not_before;
	e->not_after = c->not_after;
	if (c->not_before != WHEN_NONE && at < c->not_before)
		explained_state(e, "not-yet", "not valid yet at the time of the event");
	else if (c->not_after != WHEN_NONE && at > c->not_after)
		explained_state(e, "expired", "expired %s", tell_date(e, c->not_after));
	else
		explained_state(e, "current", "within its lifetime at the time of the event; whether it is "
			"revoked is for lencr check to find out");
}

static void put_names(struct explained *e, const struct cert *c)
{
	const char *list = "";
	size_t shown = c->san_count < NAMES_SHOWN ? c->san_count : NAMES_SHOWN;

	for (size_t i = 0; i < shown; i++)
		list = arena_format(e->arena, "%s%s%.80s", list, i == 0 ? "" : ", ", c->sans[i].text);
	if (c->san_count > shown)
		list = tongue_count(e->tongue, e->arena, "%1$s and %2$zu more", "%1$s and %2$zu more",
			(unsigned long)(c->san_count - shown), list, c->san_count - shown);
	if (c->san_count != 0)
		explained_fact(e, "names", "%s", list);
}

/* The list that a site's certificate names, against the rule. */
static void put_list(struct explained *e, const struct cert *c)
{
	const char *url = c->point_count != 0 && c->points[0].url_count != 0 ? c->points[0].urls[0] : NULL;
	unsigned rule = lencr_shard(c->serial);
	struct lencr_url parts;

	if (url == NULL) {
		explained_fact(e, "list", "it names no CRL");
		return;
	}
	e->url = url;
	if (!lencr_url_read(e->arena, url, &parts) || parts.kind != LENCR_SHARD_CRL) {
		explained_odd(e, "list-url", SEVERITY_WARN, "Its CRL URL is not of lencr.org's grammar.");
		return;
	}
	e->shard = parts.shard;
	if (e->ca_label != NULL && strcmp(parts.label, e->ca_label) != 0)
		explained_odd(e, "list-label", SEVERITY_WARN, "Its CRL URL is that of another CA.");
	if (parts.shard != rule && !parts.staging)
		explained_odd(e, "shard-differs", SEVERITY_WARN, "By the rule its shard would be %u; what the "
			"certificate names is right.", rule);
}

static void put_leaf(struct explained *e, const struct cert *c)
{
	const char *ca = ca_short(e);

	if (!signature(e, cert_signed_by(c, sig_key_read(e->arena, e->ca->spki_der)), tell_format(e,
	    "a certificate that bears the name of %s and is not signed by it", ca)))
		return;
	if (c->poison)
		explained_what(e, "a precertificate of %1$s for %2$s", ca, c->short_name);
	else
		explained_what(e, "a certificate of %1$s for %2$s", ca, c->short_name);
	put_life(e, c);
	put_names(e, c);
	explained_fact(e, "key", "%s", arena_format(e->arena, "%s %d", c->key_type,
		c->key_bits_count));
	put_list(e, c);
	if (c->ocsp_url_count != 0)
		explained_fact(e, "OCSP", "%s, ended 2025-08-06", c->ocsp_urls[0]);
	explain_serial_shape(e, c->serial);
	if (c->poison)
		explained_odd(e, "precertificate", SEVERITY_WARN, "A precertificate is for CT logs only; a "
			"server that shows it shows the wrong file.");
}

static void put_cert(struct explained *e, struct view der)
{
	struct cert *c = cert_read(e->arena, der, NULL);
	const struct catalog_cert *known = c == NULL ? NULL : catalog_by_sha256(c->sha256), *issuer;

	e->kind = "certificate";
	if (c == NULL) {
		explained_foreign(e, "a certificate that cannot be decoded");
		return;
	}
	e->serial = cert_serial_hex(e->arena, c);
	if (known != NULL) {
		explained_ca(e, known);
		e->not_before = known->not_before;
		e->not_after = known->not_after;
		explained_what(e, "the CA certificate %s", catalog_name_in(e->arena, known, e->tongue));
		explained_fact(e, "genuine", "byte for byte a certificate of the catalog");
		explained_fact(e, "issuer", "%s", known->issuer);
		if (known->aia_host != NULL)
			explained_service(e, SERVICE_ISSUER);
		return;
	}
	issuer = ca_by_subject(c->issuer);
	if (issuer == NULL) {
		explained_foreign(e, "a certificate for %1$s that is not of Let's Encrypt: issued by %2$s",
			c->short_name, c->issuer_text);
		put_life(e, c);
		return;
	}
	explained_ca(e, issuer);
	put_leaf(e, c);
	if (c->is_ca && e->outcome == EXPLAIN_KNOWN)
		explained_note(e, "It is a CA certificate that the catalog does not have.");
}

/* "5 h", "12 days", as when_span_text has it. */
static const char *span(struct explained *e, int64_t seconds)
{
	unsigned long days = (unsigned long)(seconds / WHEN_DAY);

	if (seconds < 2 * WHEN_DAY)
		return when_span_text(e->arena, seconds);
	return tongue_count(e->tongue, e->arena, "%lu day", "%lu days", days, days);
}

static void put_freshness(struct explained *e)
{
	int64_t at = e->options->at;

	if (e->this_update != WHEN_NONE && at < e->this_update)
		explained_state(e, "not-yet", "issued after the time of the event");
	else if (e->next_update != WHEN_NONE && at > e->next_update)
		explained_state(e, "expired", "out of date at the time of the event: it proves nothing then");
	else
		explained_state(e, "current", "in force at the time of the event, %s old",
			span(e, at - e->this_update));
}

static const char *scope_url(struct explained *e, const struct crl *c)
{
	for (size_t i = 0; i < c->idp.name_count; i++) {
		struct view uri = general_name_uri(c->idp.names[i]);

		if (uri.size != 0)
			return str_safe(e->arena, uri);
	}
	return NULL;
}

static void put_crl(struct explained *e, struct view der)
{
	struct arena *a = e->arena;
	struct lencr_url parts;
	struct crl c;

	e->kind = "crl";
	if (!crl_read(a, der, &c, NULL)) {
		explained_foreign(e, "a CRL that cannot be decoded; lencr show tells where it breaks");
		return;
	}
	e->this_update = c.this_update;
	e->next_update = c.next_update;
	explained_fact(e, "entries", "%llu", (unsigned long long)c.entry_count);
	e->url = scope_url(e, &c);
	if (ca_by_subject(c.issuer) == NULL) {
		explained_foreign(e, "a CRL that is not of Let's Encrypt: issued by %s", name_text(a, c.issuer));
		put_freshness(e);
		return;
	}
	explained_ca(e, ca_by_subject(c.issuer));
	if (!signature(e, sig_verify(c.tbs, c.sig_alg, c.signature, sig_key_read(a, e->ca->spki_der)),
	    tell_format(e, "a CRL that bears the name of %s and is not signed by it", ca_short(e))))
		return;
	explained_what(e, "a CRL of %s", ca_short(e));
	if (e->url != NULL && lencr_url_read(a, e->url, &parts) && parts.kind == LENCR_SHARD_CRL) {
		e->shard = parts.shard;
		explained_what(e, "a CRL of %1$s, shard %2$u", ca_short(e), parts.shard);
	}
	put_freshness(e);
	explained_service(e, e->ca->shards ? SERVICE_CRL : SERVICE_ROOT_CRL);
}

static void put_answer(struct explained *e, enum ocsp_cert_status status)
{
	const char *ca = ca_short(e);

	if (status == OCSP_GOOD)
		explained_what(e, "an OCSP response: a certificate of %s is good", ca);
	else if (status == OCSP_REVOKED)
		explained_what(e, "an OCSP response: a certificate of %s is revoked", ca);
	else
		explained_what(e, "an OCSP response: a certificate of %s is not known", ca);
}

/* Whether its issuer is one of ours and has signed it, itself or by a delegate
 * whose certificate it has issued (RFC 6960 section 4.2.2.2). */
static bool response_ours(struct explained *e, const struct ocsp *o)
{
	struct cert *signer;
	const char *forged;

	if (e->ca == NULL) {
		explained_foreign(e, "an OCSP response about a certificate that is not of Let's Encrypt");
		put_freshness(e);
		return false;
	}
	forged = tell_format(e, "an OCSP response that bears the name of %s and is not signed by it",
		ca_short(e));
	if (o->cert_count == 0)
		return signature(e, sig_verify(o->tbs, o->sig_alg, o->signature, sig_key_read(e->arena,
			e->ca->spki_der)), forged);
	explained_odd(e, "delegate", SEVERITY_WARN, "It brings the certificate of its signer along; Let's "
		"Encrypt's responses for sites are signed by the CA itself.");
	signer = o->certs[0];
	return signature(e, signer->eku_ocsp &&
		cert_signed_by(signer, sig_key_read(e->arena, e->ca->spki_der)) &&
		sig_verify(o->tbs, o->sig_alg, o->signature, sig_key_read(e->arena, signer->spki)), forged);
}

static void put_response(struct explained *e, struct view der)
{
	struct ocsp o;

	e->kind = "ocsp-response";
	if (!ocsp_read(e->arena, der, &o, NULL)) {
		explained_foreign(e, "an OCSP response that cannot be decoded");
		return;
	}
	if (!o.is_basic || o.single_count == 0) {
		explained_foreign(e, "an OCSP response without an answer: %s",
			ocsp_response_word(o.response_status));
		return;
	}
	explained_certid(e, &o.singles[0].id);
	if (o.singles[0].id.serial.size != 0)
		e->serial = view_hex(e->arena, o.singles[0].id.serial);
	e->this_update = o.singles[0].this_update;
	e->next_update = o.singles[0].next_update;
	if (!response_ours(e, &o))
		return;
	put_answer(e, o.singles[0].status);
	put_freshness(e);
	if (o.singles[0].id.serial.size != 0)
		explain_serial_shape(e, o.singles[0].id.serial);
	explained_service(e, SERVICE_OCSP);
}

void explain_der(struct explained *e, struct view der)
{
	switch (content_kind_of(der)) {
	case CONTENT_CERT:
		put_cert(e, der);
		return;
	case CONTENT_CRL:
		put_crl(e, der);
		return;
	case CONTENT_OCSP_RESPONSE:
		put_response(e, der);
		return;
	default:
		if (explain_ocsp_request(e, der, NULL))
			return;
		e->kind = "foreign";
		explained_foreign(e, "no certificate, CRL, OCSP request or response");
		return;
	}
}

static void take(struct arena *a, struct explain_file *f, size_t *space, const struct view *list,
	size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct view *slot = arena_more(a, &f->objects, f->count, space, sizeof *slot);

		*slot = list[i];
		f->count++;
	}
}

/* What a file is that holds nothing to explain. */
static const char *other_text(enum content_kind kind)
{
	static const char *const texts[] = {
		[CONTENT_EMPTY] = N_("empty"), [CONTENT_PEM] = N_("a PEM file"),
		[CONTENT_PKCS7] = N_("a PKCS#7 object"), [CONTENT_PKCS12] = N_("a PKCS#12 key store"),
		[CONTENT_HANDSHAKE] = N_("a saved handshake"), [CONTENT_HTML] = N_("an HTML page"),
		[CONTENT_JKS] = N_("a Java key store"), [CONTENT_KEY] = N_("a DER key"),
		[CONTENT_CSR] = N_("a DER certificate request"),
	};

	return (size_t)kind < sizeof texts / sizeof *texts && texts[kind] != NULL ? texts[kind] :
		N_("neither PEM nor DER");
}

void explain_file_read(struct arena *a, struct view bytes, struct explain_file *out)
{
	enum content_kind kind = content_kind_of(bytes);
	struct ocsp_request_info request;
	struct bundle b;
	size_t space = 0;

	*out = (struct explain_file){ 0 };
	if (kind == CONTENT_OCSP_REQUEST || (kind == CONTENT_UNKNOWN && bytes.size <= 65536 &&
	    ocsp_request_read(a, bytes, &request, NULL))) {
		take(a, out, &space, &bytes, 1);
		return;
	}
	if (kind != CONTENT_UNKNOWN && kind != CONTENT_EMPTY &&
	    bundle_read(a, bytes, OBJECTS_MAX, &b, NULL)) {
		take(a, out, &space, b.certs, b.cert_count);
		take(a, out, &space, b.crls, b.crl_count);
		take(a, out, &space, b.ocsps, b.ocsp_count);
		if (out->count != 0)
			return;
	}
	if (kind == CONTENT_UNKNOWN && bytes.size <= LINES_MAX && str_is_utf8(bytes) &&
	    (bytes.size == 0 || memchr(bytes.data, 0, bytes.size) == NULL))
		out->lines = true;
	else
		out->what = other_text(kind);
}
