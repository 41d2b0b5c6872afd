/* acquire: the certificates of the target, and what came with them. */
#include "check/state.h"

#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "x509/pem.h"

#define HANDSHAKE_MAX ((size_t)1024 * 1024)
#define GIVEN_CERTS_MAX 1000

static bool decode_failed(struct check *c, struct view der, const char *what, size_t index,
	struct err *err)
{
	enum word word = der.size > CERT_MAX_BYTES ? WORD_CEILING_SIZE :
		index == 0 ? WORD_TARGET_MALFORMED : WORD_CERTIFICATE_MALFORMED;

	findings_add(&c->found, word, ABOUT_TARGET, 0, "certificate %zu of %s (%zu bytes): %s",
		index + 1, what, der.size, str_safe_text(c->arena, err->text));
	return false;
}

/* Puts one certificate of the target into the graph and the list of what was
 * presented; *ID is NO_CERT when it cannot be. */
static bool put_presented(struct check *c, struct view der, unsigned origin, const char *what,
	size_t index, uint32_t *id)
{
	struct err err = { 0 };
	struct cert *cert = cert_read(c->arena, der, &err);

	*id = NO_CERT;
	if (!cert)
		return decode_failed(c, der, what, index, &err);
	*id = graph_put(c->facts.graph, cert, origin, NULL);
	if (*id == NO_CERT) {
		findings_add(&c->found, WORD_CEILING_CERTIFICATES, ABOUT_TARGET, 0,
			"%s holds more certificates than that", what);
		return false;
	}
	arena_more(c->arena, &c->presented, c->presented_count, &c->presented_space,
		sizeof *c->presented);
	c->presented[c->presented_count++] = *id;
	return true;
}

static struct evidence *put_evidence(struct check *c, enum evidence_kind kind,
	enum evidence_origin origin, struct blob *body, const char *path)
{
	struct evidence *e = evidence_add(&c->evidence, kind, origin);

	e->path = path ? str_safe_text(c->arena, path) : NULL;
	e->from = FROM_FILE;
	e->reach = REACH_OK;
	e->asked_at = e->answered_at = WHEN_NONE;
	e->for_cert = NO_CERT;
	e->body = blob_keep(c->arena, body);
	evidence_decode(&c->evidence, e);
	return e;
}

static struct evidence *put_part(struct check *c, enum evidence_kind kind,
	enum evidence_origin origin, struct view part, const char *path)
{
	struct blob *body = blob_new(part);
	struct evidence *e = put_evidence(c, kind, origin, body, path);

	blob_drop(body);
	return e;
}

/* --- a TLS handshake, live or saved --------------------------------------- */

static void take_staples(struct check *c, const struct handshake *h, const uint32_t *ids,
	enum came_from from)
{
	for (size_t i = 0; i < h->staple_count; i++) {
		struct evidence *e = put_part(c, EVIDENCE_OCSP, BROUGHT_PRESENTED,
			h->staples[i].der, NULL);

		e->from = from;
		if (h->staples[i].cert < h->cert_count)
			e->for_cert = ids[h->staples[i].cert];
	}
}

static void take_handshake(struct check *c, struct view text, enum came_from from)
{
	struct handshake *h = arena_take(c->arena, sizeof *h);
	struct err err = { 0 };
	uint32_t *ids;

	if (!handshake_read(c->arena, text, h, &err)) {
		findings_add(&c->found, WORD_TARGET_MALFORMED, ABOUT_TARGET, 0, "%s",
			str_safe_text(c->arena, err.text));
		return;
	}
	c->handshake = h;
	c->facts.is_host = true;
	if (h->client_certificate_requested)
		findings_add(&c->found, WORD_CLIENT_CERTIFICATE_REQUESTED, ABOUT_TARGET, 0, NULL);
	if (h->cert_count == 0) {
		findings_add(&c->found, WORD_NO_CERTIFICATE, ABOUT_TARGET, 0, NULL);
		return;
	}
	ids = arena_array(c->arena, h->cert_count, sizeof *ids);
	for (size_t i = 0; i < h->cert_count; i++)
		put_presented(c, h->certs[i], ORIGIN_PRESENTED, "the handshake", i, &ids[i]);
	/* Certificates are public: anybody can present those of others. */
	if (h->unproven) {
		findings_add(&c->found, WORD_KEY_UNPROVEN, ABOUT_TARGET, 0, "%s",
			h->alert ? h->alert : "the handshake ended early");
		findings_add(&c->found, WORD_TARGET_UNREACHABLE, ABOUT_TARGET, 0,
			"tls-failed: %s", h->alert ? h->alert : "the handshake ended early");
		return;
	}
	c->facts.leaf = ids[0];
	take_staples(c, h, ids, from);
}

void acquire_take(struct check *c, struct ask *ask)
{
	if (ask->outcome.reach != REACH_OK || !ask->outcome.body)
		return;
	take_handshake(c, blob_view(ask->evidence->body), ask->outcome.from);
}

/* --- a file ----------------------------------------------------------------- */

/* In PKCS#7 the subject is the one that issued none of the others. */
static uint32_t pkcs7_subject(struct check *c, const uint32_t *ids, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool issued = ids[i] == NO_CERT;

		for (size_t k = 0; k < count && !issued; k++)
			issued = k != i && ids[k] != NO_CERT && ids[k] != ids[i] &&
				graph_issued(c->facts.graph, ids[k], ids[i]);
		if (!issued)
			return ids[i];
	}
	return count > 0 ? ids[0] : NO_CERT;
}

static void take_bundle(struct check *c, const struct bundle *bundle)
{
	uint32_t *ids = arena_array(c->arena, bundle->cert_count, sizeof *ids);

	if (bundle->cut)
		findings_add(&c->found, WORD_CEILING_CERTIFICATES, ABOUT_TARGET, 0,
			"the first %d of the file are read", GIVEN_CERTS_MAX);
	for (size_t i = 0; i < bundle->cert_count; i++)
		put_presented(c, bundle->certs[i], ORIGIN_FILE, "the file", i, &ids[i]);
	c->facts.leaf = bundle->kind == CONTENT_PKCS7 ?
		pkcs7_subject(c, ids, bundle->cert_count) : ids[0];
	for (size_t i = 0; i < bundle->crl_count; i++)
		put_part(c, EVIDENCE_CRL, BROUGHT_PRESENTED, bundle->crls[i], c->target->path);
	for (size_t i = 0; i < bundle->ocsp_count; i++)
		put_part(c, EVIDENCE_OCSP, BROUGHT_PRESENTED, bundle->ocsps[i], c->target->path);
}

/* Whether a certificate is at least meant to be in there. */
static bool may_hold_certs(struct check *c, enum content_kind kind, struct view body)
{
	struct pem_block *blocks = NULL;
	struct err err = { 0 };
	size_t count = 0;

	if (kind != CONTENT_PEM)
		return kind == CONTENT_CERT || kind == CONTENT_PKCS7;
	if (!pem_read(c->arena, body, GIVEN_CERTS_MAX, &blocks, &count, &err))
		return true;
	for (size_t i = 0; i < count; i++)
		if (blocks[i].label == PEM_CERTIFICATE || blocks[i].label == PEM_PKCS7)
			return true;
	return false;
}

/* What other programs make of certificates, by the first bytes; NULL: not known. */
static const char *odd_file_remedy(struct view body)
{
	static const struct { const char *begin, *remedy; } rows[] = {
		{ "\x1f\x8b", "it is compressed: gunzip it first" },
		{ "\xff\xfe", "it is UTF-16 text: iconv -f UTF-16 -t UTF-8 FILE makes PEM of it" },
		{ "\xfe\xff", "it is UTF-16 text: iconv -f UTF-16 -t UTF-8 FILE makes PEM of it" },
		{ "MII", "it looks like base64 without BEGIN and END lines: openssl base64 -d -A -in "
			"FILE makes DER of it" },
		{ "PK\x03\x04", "it is a ZIP archive: unpack it first" },
		{ "ssh-", "it is an SSH key; SSH keys carry no certificates of this kind" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (view_is_text(view_part(body, 0, strlen(rows[i].begin)), rows[i].begin))
			return rows[i].remedy;
	return NULL;
}

/* What to do about a file that is something else; NULL: the usual. */
static const char *other_file_remedy(enum content_kind kind, struct view body)
{
	switch (kind) {
	case CONTENT_UNKNOWN:
		return odd_file_remedy(body);
	case CONTENT_EMPTY:
		return "look at how the file is written: whatever makes it wrote nothing";
	case CONTENT_JKS:
		return "turn it into PKCS#12: keytool -importkeystore -srckeystore FILE -destkeystore "
			"FILE.p12 -deststoretype pkcs12";
	case CONTENT_HTML:
		return "look at the page: an error message was saved in the place of a certificate";
	case CONTENT_CRL:
	case CONTENT_OCSP_RESPONSE:
		return "give the certificate, and this file with --crl or --ocsp; `lencr show FILE` decodes it";
	case CONTENT_KEY:
		return "give the certificate that belongs to the key; a key is never needed";
	case CONTENT_CSR:
		return "give the certificate that the CA returned for the request";
	case CONTENT_PEM:
		return "look at the BEGIN lines: CERTIFICATE is needed, keys and requests do not tell";
	default:
		return NULL;
	}
}

static void take_file(struct check *c, struct blob *body)
{
	enum content_kind kind = content_kind_of(blob_view(body));
	struct bundle bundle = { 0 };
	struct err err = { 0 };

	if (kind == CONTENT_HANDSHAKE) {
		struct evidence *e = put_evidence(c, EVIDENCE_HANDSHAKE, BROUGHT_PRESENTED, body,
			c->target->path);

		take_handshake(c, blob_view(e->body), FROM_FILE);
	} else if (!may_hold_certs(c, kind, blob_view(body))) {
		findings_add(&c->found, WORD_TARGET_MALFORMED, ABOUT_TARGET, 0, "the file is %s%s",
			content_kind_text(kind), kind == CONTENT_PEM ? " without a certificate" :
			"")->remedy =
			other_file_remedy(kind, blob_view(body));
	} else if (!bundle_read_some(c->arena, blob_view(body), GIVEN_CERTS_MAX, &bundle, &err)) {
		findings_add(&c->found, WORD_TARGET_MALFORMED, ABOUT_TARGET, 0, "%s",
			str_safe_text(c->arena, err.text));
	} else if (bundle.cert_count == 0) {
		findings_add(&c->found, WORD_TARGET_MALFORMED, ABOUT_TARGET, 0,
			"the file holds no certificate");
	} else {
		take_bundle(c, &bundle);
	}
}

/* --- files given by hand ------------------------------------------------------ */

/* Candidates, and which of them somebody below may have been issued by. */
struct candidates { struct cert **list; bool *wanted; size_t count; };

static bool issues_wanted(struct check *c, const struct candidates *all, const struct cert *issuer)
{
	for (size_t i = 0; i < c->presented_count; i++)
		if (graph_cert(c->facts.graph, c->presented[i])->issuer_hash == issuer->subject_hash)
			return true;
	for (size_t i = 0; i < all->count; i++)
		if (all->wanted[i] && all->list[i]->issuer_hash == issuer->subject_hash)
			return true;
	return false;
}

static void mark_wanted(struct check *c, struct candidates *all)
{
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < all->count; i++)
			if (!all->wanted[i] && issues_wanted(c, all, all->list[i]))
				all->wanted[i] = more = true;
	}
}

/* A file with hundreds of CAs may be given: those that could be above the target
 * go first. */
static void put_given(struct check *c, struct candidates *all)
{
	bool full = false;

	mark_wanted(c, all);
	for (int wanted = 1; wanted >= 0; wanted--)
		for (size_t i = 0; i < all->count; i++)
			if (all->wanted[i] == (wanted == 1))
				full = graph_put(c->facts.graph, all->list[i], ORIGIN_GIVEN, NULL) ==
					NO_CERT || full;
	if (full)
		findings_add(&c->found, WORD_CEILING_CERTIFICATES, ABOUT_TARGET, 0,
			"more certificates are given than that");
}

static void take_untrusted(struct check *c, const struct given *given)
{
	struct bundle bundle = { 0 };
	struct candidates all = { 0 };
	struct err err = { 0 };

	if (!bundle_read_some(c->arena, blob_view(given->body), GIVEN_CERTS_MAX, &bundle, &err))
		findings_add(&c->found, WORD_CERTIFICATE_MALFORMED, ABOUT_TARGET, 0, "%s: %s",
			str_safe_text(c->arena, given->path), str_safe_text(c->arena, err.text));
	if (bundle.cut)
		findings_add(&c->found, WORD_CEILING_CERTIFICATES, ABOUT_TARGET, 0,
			"%s: the first %d are read", str_safe_text(c->arena, given->path),
			GIVEN_CERTS_MAX);
	all.list = arena_array(c->arena, bundle.cert_count, sizeof(struct cert *));
	all.wanted = arena_array(c->arena, bundle.cert_count, sizeof *all.wanted);
	for (size_t i = 0; i < bundle.cert_count; i++) {
		struct cert *cert = cert_read(c->arena, bundle.certs[i], &err);

		if (cert)
			all.list[all.count++] = cert;
		else
			findings_add(&c->found, WORD_CERTIFICATE_MALFORMED, ABOUT_TARGET, 0,
				"certificate %zu of %s: %s", i + 1,
				str_safe_text(c->arena, given->path),
				str_safe_text(c->arena, err.text));
	}
	put_given(c, &all);
}

/* A plain DER file, which may be huge, is used as it lies; others are taken
 * apart; what cannot be is kept whole, to be called malformed. */
static void take_given(struct check *c, enum evidence_kind kind, const struct given *given)
{
	struct view body = blob_view(given->body);
	enum content_kind content = content_kind_of(body);
	struct bundle bundle = { 0 };
	struct err err = { 0 };
	const struct view *parts;
	size_t count;

	if (content == CONTENT_CRL || content == CONTENT_OCSP_RESPONSE ||
	    !bundle_read(c->arena, body, GIVEN_CERTS_MAX, &bundle, &err) ||
	    bundle.crl_count + bundle.ocsp_count == 0) {
		put_evidence(c, content == CONTENT_CRL ? EVIDENCE_CRL :
			content == CONTENT_OCSP_RESPONSE ? EVIDENCE_OCSP : kind,
			BROUGHT_GIVEN, given->body, given->path);
		return;
	}
	parts = bundle.crls;
	count = bundle.crl_count;
	for (size_t i = 0; i < count; i++)
		put_part(c, EVIDENCE_CRL, BROUGHT_GIVEN, parts[i], given->path);
	parts = bundle.ocsps;
	count = bundle.ocsp_count;
	for (size_t i = 0; i < count; i++)
		put_part(c, EVIDENCE_OCSP, BROUGHT_GIVEN, parts[i], given->path);
}

static void take_inputs(struct check *c)
{
	for (size_t i = 0; i < c->inputs->untrusted_count; i++)
		take_untrusted(c, &c->inputs->untrusted[i]);
	for (size_t i = 0; i < c->inputs->crl_count; i++)
		take_given(c, EVIDENCE_CRL, &c->inputs->crls[i]);
	for (size_t i = 0; i < c->inputs->ocsp_count; i++)
		take_given(c, EVIDENCE_OCSP, &c->inputs->ocsps[i]);
}

static void take_problem(struct check *c, enum word word, const char *usual)
{
	const struct target *t = c->target;
	struct finding *f = findings_add(&c->found, word, ABOUT_TARGET, 0, "%s",
		t->problem ? t->problem : usual);

	if (t->remedy)
		f->remedy = t->remedy;
	else if (t->kind == TARGET_FILE)
		f->remedy = "name a file that is there and that you may read";
}

bool acquire_step(struct check *c)
{
	const struct target *t = c->target;
	struct want want = { .kind = WANT_TLS, .why = WHY_TARGET, .url = t->tls_url,
		.max_bytes = HANDSHAKE_MAX };
	bool fresh = false;

	switch (t->kind) {
	case TARGET_HOST:
		asks_put(c, &want, &fresh);
		break;
	case TARGET_FILE:
		if (t->body)
			take_file(c, t->body);
		else
			take_problem(c, WORD_TARGET_UNREACHABLE, "could not be opened");
		break;
	case TARGET_BAD:
		take_problem(c, WORD_BAD_TARGET, "not a target");
		break;
	}
	if (!fresh && c->facts.leaf != NO_CERT)
		take_inputs(c);
	return fresh;
}
