/* What a finding means, in the words of a person: one sentence a word. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "check/check_doc_parts.h"

static bool is_about_leaf(const struct report *r, const struct finding *f)
{
	return (f->about != ABOUT_CERTIFICATE && f->about != ABOUT_LINK) ||
		f->id >= graph_size(r->facts->graph) || f->id == r->facts->leaf;
}

static const struct cert *cert_of(const struct report *r, const struct finding *f)
{
	uint32_t id = is_about_leaf(r, f) ? r->facts->leaf : f->id;

	return id < graph_size(r->facts->graph) ? graph_cert(r->facts->graph, id) : NULL;
}

/* "" for the certificate itself, "NAME " for another. */
static const char *of_whom(const struct report *r, const struct finding *f)
{
	return is_about_leaf(r, f) ? "" :
		arena_format(r->arena, "%s ", report_name(r, f->id));
}

static const char *say_expired(const struct report *r, const struct finding *f)
{
	const struct cert *c = cert_of(r, f);

	if (c == NULL || c->not_after == WHEN_NONE || c->not_after > r->facts->at)
		return NULL;
	return arena_format(r->arena, "%sexpired %s ago (%s)", of_whom(r, f),
		when_span_text(r->arena, r->facts->at - c->not_after),
		when_date(r->arena, c->not_after));
}

static const char *say_not_yet(const struct report *r, const struct finding *f)
{
	const struct cert *c = cert_of(r, f);

	if (c == NULL || c->not_before == WHEN_NONE || c->not_before < r->facts->at)
		return NULL;
	return arena_format(r->arena, "%snot valid before %s (in %s)", of_whom(r, f),
		when_date(r->arena, c->not_before),
		when_span_text(r->arena, c->not_before - r->facts->at));
}

static const char *say_name(const struct report *r, const struct finding *f)
{
	const struct cert *c = cert_of(r, f);

	if (c == NULL || c->san_count == 0)
		return NULL;
	if (c->san_count == 1)
		return arena_format(r->arena, "not for this name, only for %s", c->sans[0].text);
	return arena_format(r->arena, "not for this name, only for %s and %zu more",
		c->sans[0].text, c->san_count - 1);
}

/* The link whose certificate this is and that says revoked, on any path. */
static const struct link *revoked_link(const struct report *r, uint32_t id)
{
	for (size_t i = 0; i < r->judgement->path_count; i++)
		for (size_t l = 0; l < r->judgement->paths[i].link_count; l++) {
			const struct link *link = &r->judgement->paths[i].links[l];

			if (link->subject == id && link->status == STATUS_REVOKED)
				return link;
		}
	return NULL;
}

static const char *when_revoked(const struct report *r, const struct link *l)
{
	if (l->revoked_at == WHEN_NONE)
		return "revoked";
	return arena_format(r->arena, "revoked %s%s%s", when_date(r->arena, l->revoked_at),
		l->reason < 0 ? "" : ", ", l->reason < 0 ? "" : crl_reason_word(l->reason));
}

static const char *say_revoked(const struct report *r, const struct finding *f)
{
	const struct link *l = revoked_link(r, is_about_leaf(r, f) ? r->facts->leaf : f->id);

	if (l == NULL)
		return NULL;
	if (is_about_leaf(r, f))
		return when_revoked(r, l);
	return arena_format(r->arena, "CA certificate %s %s", report_name(r, f->id),
		when_revoked(r, l));
}

const char *report_listing(const struct report *r, const struct finding *f)
{
	const struct link *l = revoked_link(r, is_about_leaf(r, f) ? r->facts->leaf : f->id);
	const struct link_answer *a = l == NULL ? NULL : report_answer(l);
	const struct evidence *e = a == NULL ? NULL : report_evidence(r, a);

	if (a == NULL || a->status != STATUS_REVOKED || a->this_update == WHEN_NONE)
		return NULL;
	return arena_format(r->arena, "So says the %s, made %s%s%s%s",
		report_source(r, l, &(struct link_answer){ .method = a->method, .why = WORD_COUNT,
		.status = STATUS_GOOD, .evidence = a->evidence, .this_update = WHEN_NONE }, 0),
		when_text(r->arena, a->this_update), e == NULL || e->url == NULL ? "" : " (",
		e == NULL || e->url == NULL ? "" : report_url(r, e->url),
		e == NULL || e->url == NULL ? "" : ")");
}

const char *report_page_remedy(const struct report *r, const struct finding *f)
{
	const struct link *l = revoked_link(r, r->facts->leaf);

	if (f->word == WORD_CA_REVOKED && r->judgement->verdict == VERDICT_REVOKED)
		return "No chain without it was found: have a new certificate issued.";
	if (f->word == WORD_FETCH_TLS_FAILED && r->target->kind == TARGET_HOST &&
	    r->judgement->verdict == VERDICT_UNREACHABLE)
		return arena_format(r->arena, strchr(r->target->host, ':') == NULL ?
			"See what openssl s_client -connect %s:%u says." :
			"See what openssl s_client -connect [%s]:%u says.",
			str_safe_text(r->arena, r->target->host), r->target->port);
	if (f->word != WORD_REVOKED || l == NULL || r->judgement->verdict != VERDICT_REVOKED)
		return NULL;
	return l->reason == CRL_KEY_COMPROMISE ?
		"Replace it by a certificate with a new key: the old key counts as compromised." :
		"Let the ACME client issue a new certificate, and reload the server.";
}

static const char *say_presented(const struct report *r, const struct finding *f)
{
	const struct cert *c = cert_of(r, f);
	const struct link *l;

	if (c == NULL || is_about_leaf(r, f) || c->not_before == WHEN_NONE)
		return NULL;
	l = revoked_link(r, f->id);
	return arena_format(r->arena, "the %s %s %s of %s, %s (serial %s)",
		r->facts->is_host ? "server sends" : "file holds", report_name(r, f->id),
		c->self_issued ? "self-signed" : arena_format(r->arena, "by %s",
		report_issuer(r, c)), when_date(r->arena, c->not_before),
		l == NULL ? "known as revoked" : when_revoked(r, l),
		view_hex(r->arena, c->serial));
}

static const char *say_self_signed(const struct report *r, const struct finding *f)
{
	if (is_about_leaf(r, f))
		return "self-signed, and not among the trust anchors";
	return arena_format(r->arena, "the chain ends at %s, which is not among the trust anchors",
		report_name(r, f->id));
}

static const char *say_no_issuer(const struct report *r, const struct finding *f)
{
	const struct cert *c = cert_of(r, f);

	if (c == NULL)
		return NULL;
	return arena_format(r->arena, "not trusted: the issuer %s%s%s was not found",
		report_issuer(r, c), is_about_leaf(r, f) ? "" : " of ",
		is_about_leaf(r, f) ? "" : report_name(r, f->id));
}

static const char *say_unproven(const struct report *r, const struct finding *f)
{
	(void)f;
	return report_unproven(r);
}

static const char *say_no_source(const struct report *r, const struct finding *f)
{
	return arena_format(r->arena, "%s names no CRL and no OCSP responder", is_about_leaf(r, f) ?
		"the certificate" : report_name(r, f->id));
}

static const char *say_refused(const struct report *r, const struct finding *f)
{
	const struct told t = report_told(r, f->detail);

	const char *port = t.place == NULL ? NULL : strstr(t.place, " port ");
	const char *open = port == NULL ? NULL : strstr(port, " (");
	size_t size = open == NULL ? 0 : strlen(open);

	if (t.place == NULL)
		return NULL;
	if (size < 4 || open[size - 1] != ')')
		return arena_format(r->arena, "connection refused by %s", t.place);
	return arena_format(r->arena, "connection refused by %.*s%.*s", (int)(size - 3), open + 2,
		(int)(open - port), port);
}

/* What happened says more than the title. */
static const char *say_text(const struct report *r, const struct finding *f)
{
	const struct told t = report_told(r, f->detail);

	if (t.text == NULL || t.place == NULL)
		return NULL;
	return f->word == WORD_FETCH_TLS_FAILED ?
		arena_format(r->arena, "TLS failed: %s", t.text) : report_in_sentence(r, t.text);
}

static const char *say_target(const struct report *r, const struct finding *f)
{
	const char *input = r->target->input == NULL ? "" : r->target->input;

	if (f->detail == NULL || *f->detail == '\0')
		return NULL;
	if (f->word == WORD_TARGET_UNREACHABLE && str_starts(f->detail, input) &&
	    str_starts(f->detail + strlen(input), ": "))
		return f->detail + strlen(input) + 2;
	return f->word == WORD_BAD_TARGET || f->word == WORD_TARGET_MALFORMED ? f->detail : NULL;
}

static const char *say_soon(const struct report *r, const struct finding *f)
{
	const struct cert *c = cert_of(r, f);

	return c == NULL || f->detail == NULL || c->not_after == WHEN_NONE ? NULL : arena_format(r->arena,
		"expires soon: %s, on %s", f->detail, when_date(r->arena, c->not_after));
}

static const char *say_staple(const struct report *r, const struct finding *f)
{
	(void)f;
	return r->facts->is_host ? "must-staple, but the server staples no good OCSP response" : NULL;
}

static const char *say_precertificate(const struct report *r, const struct finding *f)
{
	(void)r;
	(void)f;
	return "this is a precertificate, not the certificate";
}

static const struct { enum word word; const char *(*say)(const struct report *,
	const struct finding *); } table[] = {
	{ WORD_EXPIRED, say_expired }, { WORD_NOT_YET_VALID, say_not_yet },
	{ WORD_NAME_MISMATCH, say_name }, { WORD_REVOKED, say_revoked },
	{ WORD_CA_REVOKED, say_revoked }, { WORD_KNOWN_REVOKED, say_revoked },
	{ WORD_PRESENTED_CA_REVOKED, say_presented }, { WORD_SELF_SIGNED, say_self_signed },
	{ WORD_ISSUER_NOT_FOUND, say_no_issuer }, { WORD_NO_REVOCATION_ANSWER, say_unproven },
	{ WORD_NO_SOURCE, say_no_source }, { WORD_FETCH_REFUSED, say_refused },
	{ WORD_FETCH_UNRESOLVED, say_text }, { WORD_FETCH_UNROUTABLE, say_text },
	{ WORD_FETCH_TIMED_OUT_CONNECTING, say_text }, { WORD_FETCH_TIMED_OUT_WAITING, say_text },
	{ WORD_FETCH_TIMED_OUT_RECEIVING, say_text }, { WORD_FETCH_RESET, say_text },
	{ WORD_FETCH_TLS_FAILED, say_text }, { WORD_FETCH_BAD_STATUS, say_text },
	{ WORD_TARGET_UNREACHABLE, say_target }, { WORD_BAD_TARGET, say_target },
	{ WORD_TARGET_MALFORMED, say_target },
	{ WORD_EXPIRES_SOON, say_soon }, { WORD_PRECERTIFICATE, say_precertificate },
	{ WORD_STAPLE_MISSING, say_staple },
};

const char *report_cause(const struct report *r, const struct finding *f)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].word == f->word)
			return table[i].say(r, f);
	return NULL;
}
