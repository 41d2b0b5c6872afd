/* What is said of certificates, answers and findings, in words for people. */
#include <string.h>

#include "base/when.h"
#include "check/check_doc_parts.h"
#include "known/catalog.h"
#include "known/lencr_url.h"

static const struct cert *cert_at(const struct report *r, uint32_t id)
{
	return graph_cert(r->facts->graph, id);
}

/* Another certificate here has the same name and key and is self-issued. */
static bool is_cross_sign(const struct report *r, uint32_t id)
{
	const struct cert *c = cert_at(r, id);
	const struct catalog_cert *known = catalog_by_sha256(c->sha256);

	if (!c->is_ca || c->self_issued)
		return false;
	if (known != NULL)
		return known->role == CA_CROSS && !known->shards;
	for (size_t i = 0; i < graph_size(r->facts->graph); i++) {
		const struct cert *twin = cert_at(r, (uint32_t)i);

		if (twin->self_issued && view_equal(twin->spki, c->spki) &&
		    name_equal(twin->subject, c->subject))
			return true;
	}
	return false;
}

/* The name of the issuer as a person would say it. */
const char *report_issuer(const struct report *r, const struct cert *c)
{
	const char *cn;

	for (size_t i = 0; i < graph_size(r->facts->graph); i++)
		if (name_equal(cert_at(r, (uint32_t)i)->subject, c->issuer))
			return cert_at(r, (uint32_t)i)->short_name;
	cn = strstr(c->issuer_text, "CN=");
	if (cn == NULL || strchr(cn, '\\') != NULL)
		return c->issuer_text;
	return arena_format(r->arena, "%.*s", (int)strcspn(cn + 3, ",+"), cn + 3);
}

const char *report_name(const struct report *r, uint32_t id)
{
	const struct cert *c = cert_at(r, id);

	return c->short_name == NULL || *c->short_name == '\0' ? "(no name)" : c->short_name;
}

const char *report_cross(const struct report *r, uint32_t id)
{
	if (!is_cross_sign(r, id))
		return report_name(r, id);
	return arena_format(r->arena, "%s by %s", report_name(r, id),
		report_issuer(r, cert_at(r, id)));
}

static const char *key_text(const struct report *r, const struct cert *c)
{
	if (c->curve != NULL)
		return c->curve;
	if (strcmp(c->key_type, "RSA") == 0 || strcmp(c->key_type, "DSA") == 0)
		return arena_format(r->arena, "%s %d", c->key_type, c->key_bits_count);
	return c->key_type;
}

static const char *left_text(const struct report *r, const struct cert *c, bool brief)
{
	int64_t at = r->facts->at;

	if (c->not_before == WHEN_NONE || c->not_after == WHEN_NONE)
		return "validity unknown";
	if (at < c->not_before)
		return arena_format(r->arena, brief ? "from %s" : "valid from %s",
			when_date(r->arena, c->not_before));
	if (at > c->not_after)
		return arena_format(r->arena, "expired %s", when_date(r->arena, c->not_after));
	if (c->not_after - at >= 730 * (int64_t)WHEN_DAY)
		return arena_format(r->arena, "%lld years left",
			(long long)((c->not_after - at) / (365 * (int64_t)WHEN_DAY)));
	return arena_format(r->arena, "%s left", when_span_text(r->arena, c->not_after - at));
}

const char *report_what(const struct report *r, uint32_t id, bool is_leaf, bool brief)
{
	const struct cert *c = cert_at(r, id);
	const struct catalog_cert *known = catalog_by_sha256(c->sha256);
	struct when_civil from;

	if (is_leaf || (known == NULL && !is_cross_sign(r, id)))
		return brief ? left_text(r, c, true) :
			arena_format(r->arena, "%s, %s", key_text(r, c), left_text(r, c, false));
	if (known != NULL && !is_cross_sign(r, id))
		return brief ? known->status_word :
			arena_format(r->arena, "Let's Encrypt, %s", catalog_state(r->arena, known));
	when_to_civil(c->not_before, &from);
	if (brief && (known == NULL || known->status == CA_ACTIVE))
		return arena_format(r->arena, "cross-sign %d", from.year);
	if (brief)
		return arena_format(r->arena, "%d, %s", from.year, known->status_word);
	if (known != NULL && known->status != CA_ACTIVE)
		return arena_format(r->arena, "cross-sign of %d, %s", from.year,
			catalog_state(r->arena, known));
	if (r->facts->at > c->not_after)
		return arena_format(r->arena, "cross-sign of %d, %s", from.year, left_text(r, c, false));
	return arena_format(r->arena, "cross-sign of %d", from.year);
}

const char *report_span(const struct report *r, int64_t seconds)
{
	if (seconds >= 2 * WHEN_DAY)
		return arena_format(r->arena, "%lld d", (long long)(seconds / WHEN_DAY));
	return when_span_text(r->arena, seconds);
}

const char *report_age(const struct report *r, int64_t then)
{
	if (then == WHEN_NONE)
		return "";
	if (then > r->facts->at)
		return arena_format(r->arena, "of %s", when_text(r->arena, then));
	return arena_format(r->arena, "%s old", report_span(r, r->facts->at - then));
}

const struct evidence *report_evidence(const struct report *r, const struct link_answer *a)
{
	return a->evidence < r->facts->evidence->count ? r->facts->evidence->list[a->evidence] : NULL;
}

/* The tree shows the issuer, too: ISSUER may be NULL. */
static const char *crl_text(const struct report *r, const struct evidence *e, const char *issuer)
{
	const char *of = issuer == NULL ? "" : arena_format(r->arena, " of %s", issuer);
	struct lencr_url u;

	if (e != NULL && e->url != NULL && lencr_url_read(r->arena, e->url, &u) &&
	    u.kind == LENCR_SHARD_CRL)
		return arena_format(r->arena, "CRL shard %u%s", u.shard, of);
	return arena_format(r->arena, "CRL%s", of);
}

static const char *method_text(enum answer_method m)
{
	static const char *const words[] = { [ANSWER_CRL] = "CRL", [ANSWER_OCSP] = "OCSP",
		[ANSWER_STAPLE] = "staple", [ANSWER_CATALOG] = "known" };

	return words[m];
}

const char *report_source_name(const struct report *r, const struct link *l,
	const struct link_answer *a)
{
	return arena_format(r->arena, "%s of %s", method_text(a->method), report_name(r, l->issuer));
}

/* Why an attempt brought nothing, as short as it can be. */
static const char *failure_text(const struct report *r, const struct evidence *e,
	const struct link_answer *a)
{
	if (e != NULL && e->reach == REACH_BAD_STATUS && e->http_status != 0)
		return arena_format(r->arena, "HTTP %d", e->http_status);
	if (e != NULL && e->reach != REACH_OK)
		return reach_word(e->reach);
	return (int)a->why >= 0 && a->why < WORD_COUNT ? word_text(a->why) : NULL;
}

const char *report_source(const struct report *r, const struct link *l,
	const struct link_answer *a, int brief)
{
	const char *issuer = report_name(r, l->issuer), *who = method_text(a->method), *why;
	const struct evidence *e = report_evidence(r, a);

	if (a->method == ANSWER_CATALOG)
		return arena_format(r->arena, "known since %s", catalog_date());
	if (brief < 2 && a->method == ANSWER_CRL)
		who = crl_text(r, e, brief == 0 ? issuer : NULL);
	else if (brief == 0)
		who = arena_format(r->arena, a->method == ANSWER_OCSP ? "OCSP of %s" :
			"stapled OCSP of %s", issuer);
	if (brief < 2 && e != NULL && e->path != NULL)
		who = arena_format(r->arena, "%s (given)", who);
	if (a->status == STATUS_GOOD || a->status == STATUS_REVOKED)
		return a->this_update == WHEN_NONE ? who :
			arena_format(r->arena, "%s, %s", who, report_age(r, a->this_update));
	why = failure_text(r, e, a);
	return why == NULL ? who : arena_format(r->arena, "%s: %s", who, why);
}

/* Greater is nearer to having decided. */
static int answer_weight(const struct link *l, const struct link_answer *a)
{
	if (a->status == l->status)
		return a->status == STATUS_GOOD && !a->counts_as_good ? 2 : 3;
	return a->status == STATUS_UNREACHABLE ? 0 : 1;
}

const struct link_answer *report_answer(const struct link *l)
{
	const struct link_answer *best = NULL;

	for (size_t i = 0; i < l->answer_count; i++) {
		const struct link_answer *a = &l->answers[i];
		int more = best == NULL ? 1 : answer_weight(l, a) - answer_weight(l, best);

		if (more > 0 || (more == 0 && a->this_update > best->this_update))
			best = a;
	}
	return best;
}

const char *report_capitals(const struct report *r, const char *word)
{
	char *text = arena_text(r->arena, word);

	for (char *c = text; *c != '\0'; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	return text;
}

enum tone report_tone(enum verdict v)
{
	if (v == VERDICT_GOOD)
		return TONE_GOOD;
	return v == VERDICT_UNDETERMINED || v == VERDICT_UNREACHABLE ? TONE_WARN : TONE_BAD;
}

/* Whom a finding is about; NULL where the title says it. */
static const char *subject_of(const struct report *r, const struct finding *f)
{
	if ((f->about == ABOUT_CERTIFICATE || f->about == ABOUT_LINK) &&
	    f->id < graph_size(r->facts->graph) && f->id != r->facts->leaf)
		return report_cross(r, f->id);
	if (f->about == ABOUT_EVIDENCE && f->id < r->facts->evidence->count)
		return r->facts->evidence->list[f->id]->url != NULL ?
			r->facts->evidence->list[f->id]->url : r->facts->evidence->list[f->id]->path;
	return NULL;
}

const char *report_finding(const struct report *r, const struct finding *f)
{
	const char *title = word_info(f->word)->title, *subject = subject_of(r, f);
	const char *cause = report_cause(r, f);
	struct told t = report_told(r, f->detail);

	/* The first line has the names of the certificate, this one the name itself. */
	if (f->word == WORD_NAME_MISMATCH && t.text != NULL)
		cause = NULL;
	if (t.url == NULL && f->about == ABOUT_EVIDENCE)
		t.url = subject;
	if (f->about == ABOUT_EVIDENCE || (subject != NULL && t.text != NULL &&
	    strstr(t.text, subject) != NULL))
		subject = NULL;
	if (cause != NULL)
		return t.url == NULL || t.text == NULL || strstr(t.url, "tls:") == t.url ?
			report_capitalised(r, cause) : arena_format(r->arena, "%s (%s)",
			report_capitalised(r, cause), report_url(r, t.url));
	return arena_format(r->arena, "%s%s%s%s%s%s%s%s", title, subject == NULL ? "" : ": ",
		subject == NULL ? "" : subject, t.text == NULL ? "" : ": ",
		t.text == NULL ? "" : t.text, t.url == NULL ? "" : " (",
		t.url == NULL ? "" : report_url(r, t.url), t.url == NULL ? "" : ")");
}

const struct finding *report_find(const struct report *r, enum word w)
{
	const struct finding *best = NULL;

	for (size_t i = 0; i < r->judgement->findings.count; i++) {
		const struct finding *f = &r->judgement->findings.list[i];

		if (f->word == w && (best == NULL || f->severity > best->severity))
			best = f;
	}
	return best;
}

const char *report_remedy(const struct finding *f)
{
	const char *text = f->remedy != NULL ? f->remedy : word_info(f->word)->remedy;

	return text == NULL ? "" : text;
}
