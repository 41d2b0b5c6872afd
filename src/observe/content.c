#include "observe/content.h"

#include <string.h>

#include "base/digest.h"
#include "base/str.h"
#include "base/when.h"
#include "observe/url_form.h"
#include "x509/crl.h"
#include "x509/ocsp.h"
#include "x509/pem.h"
#include "x509/sig.h"

#define CERTS_MAX 16
#define BODY_MAX ((size_t)128 * 1024 * 1024)

struct examined {
	struct arena *keep, *a;     /* for the result; for decoding */
	const char *url;
	const struct known_object *object;
	const struct sight_http *http;
	struct view body;
	struct content *out;
};

static void say(struct examined *x, enum content_state state, const char *text)
{
	x->out->state = state;
	x->out->what = arena_text(x->keep, text);
}

static void verified(struct examined *x, const struct catalog_cert *signer, const char *text)
{
	say(x, CONTENT_VERIFIED, text);
	x->out->signer = arena_text(x->keep, signer->ca);
}

/* What it is instead. */
static void undecoded(struct examined *x, const char *wanted)
{
	enum content_kind kind = content_kind_of(x->body);

	say(x, CONTENT_MISMATCH, kind == CONTENT_UNKNOWN ?
		arena_format(x->a, "no %s can be decoded", wanted) :
		arena_format(x->a, "no %s but %s", wanted, content_kind_text(kind)));
}

/* Names as Let's Encrypt gives them to its CAs. */
static bool ours_by_name(struct arena *a, struct view name)
{
	const char *text = name_text(a, name);

	return strstr(text, "O=Let's Encrypt") != NULL || strstr(text, "O=ISRG") != NULL ||
		strstr(text, "O=Internet Security Research Group") != NULL ||
		strstr(text, "O=(STAGING) ") != NULL;
}

static void newer(struct examined *x, struct view name)
{
	if (x->object->label != NULL && ca_label_form(x->object->label) && ours_by_name(x->a, name)) {
		say(x, CONTENT_UNCHECKED, "of a CA newer than the facts built in: its key is not known");
		x->out->newer = true;
		return;
	}
	say(x, CONTENT_MISMATCH, arena_format(x->a, "of %s, which is no CA of Let's Encrypt",
		name_text(x->a, name)));
}

static bool same_ca(const struct catalog_cert *a, const struct catalog_cert *b)
{
	return a != NULL && b != NULL && strcmp(a->ca, b->ca) == 0;
}

/* --- lists ---------------------------------------------------------------- */

/* Lists of 2022 to 2024 named http://prod.c.lencr.org/ID/N.crl. */
static bool bucket_form(struct view uri, unsigned shard, struct arena *a)
{
	const char *text = arena_textn(a, (const char *)uri.data, uri.size);
	const char *tail = arena_format(a, "/%u.crl", shard);
	size_t size = strlen(text), end = strlen(tail);

	return str_starts(text, "http://prod.c.lencr.org/") && size > end &&
		strcmp(text + size - end, tail) == 0;
}

static bool names_url(struct examined *x, const struct crl *c)
{
	for (size_t i = 0; i < c->idp.name_count; i++) {
		struct view uri = general_name_uri(c->idp.names[i]);

		if (uri.size != 0 && uri.size <= 2048 && memchr(uri.data, 0, uri.size) == NULL &&
		    (url_same(x->a, arena_textn(x->a, (const char *)uri.data, uri.size), x->url) ||
		     (x->object->shard != 0 && bucket_form(uri, x->object->shard, x->a))))
			return true;
	}
	return false;
}

static void check_crl(struct examined *x)
{
	const struct catalog_cert *ca;
	struct crl c;

	if (!crl_read(x->a, x->body, &c, NULL)) {
		undecoded(x, "CRL");
		return;
	}
	x->out->this_update = c.this_update;
	x->out->next_update = c.next_update;
	ca = ca_by_subject(c.issuer);
	if (ca == NULL && x->object->ca == NULL) {
		newer(x, c.issuer);
		return;
	}
	if (!same_ca(ca, x->object->ca)) {
		say(x, CONTENT_MISMATCH, arena_format(x->a, "a CRL of %s, not of %s", name_text(x->a,
			c.issuer), x->object->ca_name == NULL ? "the host's CA" : x->object->ca_name));
		return;
	}
	if (!sig_verify(c.tbs, c.sig_alg, c.signature, sig_key_read(x->a, ca->spki_der))) {
		say(x, CONTENT_MISMATCH, arena_format(x->a, "bears the name of %s and is not signed by it",
			ca->ca));
		return;
	}
	if (names_url(x, &c))
		verified(x, ca, arena_format(x->a, "signed by %s, IDP equals URL", ca->ca));
	else if (c.idp.name_count == 0 && x->object->shard == 0)
		verified(x, ca, arena_format(x->a, "signed by %s", ca->ca));
	else
		say(x, CONTENT_MISMATCH, arena_format(x->a, "signed by %s, but for another URL", ca->ca));
}

/* --- issuer certificates ---------------------------------------------------- */

/* "YE1" for ye1, "Root YE" and "ISRG Root X1" for ye and x1. */
static bool cn_has_label(const struct cert *c, const char *label)
{
	size_t size = c->cn == NULL ? 0 : strlen(c->cn), tail = strlen(label);

	if (str_starts(label, "stg-")) {
		label += 4;
		tail -= 4;
	}
	return tail != 0 && size >= tail && str_same(c->cn + size - tail, label) &&
		(size == tail || c->cn[size - tail - 1] == ' ');
}

/* A CA that the catalog does not know may be signed by one that it knows. */
static void check_new_ca(struct examined *x, const struct cert *c)
{
	const struct catalog_cert *issuer = ca_by_subject(c->issuer);

	if (issuer == NULL) {
		newer(x, c->issuer);
		return;
	}
	if (!c->is_ca || x->object->label == NULL || !cn_has_label(c, x->object->label)) {
		say(x, CONTENT_MISMATCH, arena_format(x->a, "a certificate of %s, which is not the host's CA",
			c->short_name));
		return;
	}
	if (!cert_signed_by(c, sig_key_read(x->a, issuer->spki_der))) {
		say(x, CONTENT_MISMATCH, arena_format(x->a, "names %s as its issuer and is not signed by it",
			issuer->ca));
		return;
	}
	verified(x, issuer, arena_format(x->a, "a CA certificate signed by %s", issuer->ca));
}

static void check_issuer(struct examined *x)
{
	const struct catalog_cert *ca = x->object->ca;
	const struct cert *first = NULL;
	struct bundle b;

	if (!bundle_read(x->a, x->body, CERTS_MAX, &b, NULL) || b.cert_count == 0) {
		undecoded(x, "certificate");
		return;
	}
	for (size_t i = 0; i < b.cert_count; i++) {
		const struct cert *c = cert_read(x->a, b.certs[i], NULL);

		if (c != NULL && first == NULL)
			first = c;
		if (c == NULL || ca == NULL || !name_equal(c->subject, ca->subject_der) ||
		    !view_equal(c->spki, ca->spki_der))
			continue;
		verified(x, ca, catalog_by_sha256(c->sha256) != NULL ?
			arena_format(x->a, "byte for byte a certificate of %s in the catalog", ca->ca) :
			arena_format(x->a, "name and key are those of %s", ca->ca));
		return;
	}
	if (first == NULL)
		undecoded(x, "certificate");
	else if (ca == NULL)
		check_new_ca(x, first);
	else
		say(x, CONTENT_MISMATCH, arena_format(x->a, "a certificate of %s, not of %s",
			first->short_name, ca->ca));
}

/* --- OCSP ---------------------------------------------------------------------- */

static const char *without_zeros(const char *hex)
{
	while (hex[0] == '0' && hex[1] == '0' && hex[2] != '\0')
		hex += 2;
	return hex;
}

static bool asked_for(struct examined *x, const struct ocsp_certid *id)
{
	const struct known_object *o = x->object;

	return o->name_hash != NULL && o->key_hash != NULL && o->serial != NULL &&
		strcmp(view_hex(x->a, id->name_hash), o->name_hash) == 0 &&
		strcmp(view_hex(x->a, id->key_hash), o->key_hash) == 0 &&
		strcmp(without_zeros(view_hex(x->a, id->serial)), without_zeros(o->serial)) == 0;
}

static bool signed_under(struct examined *x, const struct ocsp *o, const struct catalog_cert *ca)
{
	EVP_PKEY *key = sig_key_read(x->a, ca->spki_der);

	if (sig_verify(o->tbs, o->sig_alg, o->signature, key))
		return true;
	for (size_t i = 0; i < o->cert_count; i++)
		if (o->certs[i]->eku_ocsp && o->certs[i]->key != NULL && cert_signed_by(o->certs[i], key) &&
		    sig_verify(o->tbs, o->sig_alg, o->signature, o->certs[i]->key))
			return true;
	return false;
}

static void check_single(struct examined *x, const struct ocsp *o, const struct ocsp_single *s, bool asked)
{
	static const char *const words[] = { "good", "revoked", "unknown" };
	const struct catalog_cert *ca = ca_by_hashes(s->id.name_hash, s->id.key_hash);

	x->out->this_update = s->this_update;
	x->out->next_update = s->next_update;
	if (ca == NULL && x->object->ca == NULL && x->object->label != NULL &&
	    ca_label_form(x->object->label)) {
		say(x, CONTENT_UNCHECKED, "about a certificate of a CA newer than the facts built in");
		x->out->newer = true;
		return;
	}
	if (ca == NULL || (x->object->ca != NULL && !same_ca(ca, x->object->ca))) {
		say(x, CONTENT_MISMATCH, "about a certificate of another CA");
		return;
	}
	if (!signed_under(x, o, ca)) {
		say(x, CONTENT_MISMATCH, arena_format(x->a, "about a certificate of %s and not signed by it",
			ca->ca));
		return;
	}
	verified(x, ca, arena_format(x->a, "signed by %s, %s: %s", ca->ca, asked ?
		"about the certificate asked for" : "the request is not known", words[s->status]));
	x->out->revoked = s->status == OCSP_REVOKED;
	x->out->revoked_at = s->revoked_at;
	x->out->revoked_why = s->has_reason ? crl_reason_word(s->reason) : NULL;
}

static void check_ocsp(struct examined *x)
{
	bool known = x->object->serial != NULL && x->object->name_hash != NULL &&
		x->object->key_hash != NULL;
	struct ocsp o;

	if (!ocsp_read(x->a, x->body, &o, NULL)) {
		undecoded(x, "OCSP response");
		return;
	}
	if (o.response_status != 0) {
		say(x, CONTENT_NONE, arena_format(x->a, "an OCSP error without content: %s",
			ocsp_response_word(o.response_status)));
		return;
	}
	if (!o.is_basic || o.single_count == 0) {
		say(x, CONTENT_MISMATCH, "an OCSP response that holds no answer");
		return;
	}
	for (size_t i = 0; known && i < o.single_count; i++)
		if (asked_for(x, &o.singles[i].id)) {
			check_single(x, &o, &o.singles[i], true);
			return;
		}
	if (known)
		say(x, CONTENT_MISMATCH, "an OCSP response about another certificate than the one asked for");
	else
		check_single(x, &o, &o.singles[0], false);
}

/* --- which ------------------------------------------------------------------------ */

static bool header_has(struct arena *a, struct view block, const char *line)
{
	char *text = arena_textn(a, (const char *)block.data, block.size > 8192 ? 8192 : block.size);

	for (char *c = text; *c != '\0'; c++)
		*c = str_lower(*c);
	return strstr(text, line) != NULL;
}

/* True: there is a body to look into. */
static bool captured(struct examined *x)
{
	const struct sight_http *h = x->http;
	bool head = h->method.size == 4 && memcmp(h->method.data, "HEAD", 4) == 0;

	if (h->status == 0 && h->answer.size == 0)
		return false;
	if (head || (h->status != 200 && h->status != 206 && h->status != 0)) {
		say(x, CONTENT_NONE, arena_format(x->a, "an answer without content: %s%d",
			head ? "to HEAD, " : "", h->status));
		return false;
	}
	if (h->answer.data == NULL || (h->answer.size == 0 && (h->answer_gap || h->answer_size > 0)))
		return false;
	if (h->answer.size == 0) {
		say(x, CONTENT_NONE, "an empty answer");
		return false;
	}
	if (!h->answer_whole || h->answer_gap || h->status == 206 || h->answer.size > BODY_MAX) {
		say(x, CONTENT_PARTIAL, "a part of it was captured");
		return false;
	}
	if (h->answer_headers.size != 0 && (header_has(x->a, h->answer_headers, "content-encoding: gzip") ||
	    header_has(x->a, h->answer_headers, "content-encoding: deflate") ||
	    header_has(x->a, h->answer_headers, "content-encoding: br"))) {
		say(x, CONTENT_UNCHECKED, "the answer is compressed, which Let's Encrypt does not do");
		return false;
	}
	return true;
}

static void look_into(struct examined *x)
{
	const char *kind = x->object->kind;
	uint8_t sha256[32];

	digest_sha256(x->body, sha256);
	x->out->sha256 = view_hex(x->keep, view_of(sha256, sizeof sha256));
	if (x->object->outcome != EXPLAIN_KNOWN)
		say(x, CONTENT_UNCHECKED, "not of Let's Encrypt: its keys are not known here");
	else if (strcmp(kind, "shard-crl-url") == 0 || strcmp(kind, "root-crl-url") == 0)
		check_crl(x);
	else if (strcmp(kind, "issuer-url") == 0)
		check_issuer(x);
	else if (strcmp(kind, "ocsp-url") == 0 || strcmp(kind, "ocsp-request") == 0)
		check_ocsp(x);
	else if (strcmp(kind, "old-url") == 0 || strcmp(kind, "identrust-url") == 0) {
		if (content_kind_of(x->body) == CONTENT_CRL)
			check_crl(x);
		else if (content_kind_of(x->body) == CONTENT_OCSP_RESPONSE)
			check_ocsp(x);
		else
			check_issuer(x);
	} else
		say(x, CONTENT_UNCHECKED, "there is nothing that it could be compared with");
}

void content_check(struct arena *keep, const char *url, const struct known_object *object,
	const struct sight_http *http, struct content *out)
{
	struct examined x = { .keep = keep, .a = arena_new(), .url = url, .object = object, .http = http,
		.body = http->answer, .out = out };

	*out = (struct content){ .state = CONTENT_NOT_CAPTURED, .this_update = WHEN_NONE,
		.next_update = WHEN_NONE, .bytes = http->answer_size };
	if (out->bytes < 0 && http->answer_whole)
		out->bytes = (int64_t)http->answer.size;
	if (strcmp(object->kind, "website") == 0 || strcmp(object->kind, "acme") == 0 ||
	    strcmp(object->kind, "test-site") == 0)
		say(&x, CONTENT_NONE, "a web page");
	else if (captured(&x))
		look_into(&x);
	arena_free(x.a);
}
