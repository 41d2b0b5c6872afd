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
static const char *issuer_name(const struct report *r, const struct cert *c)
{
	for (size_t i = 0; i < graph_size(r->facts->graph); i++)
		if (name_equal(cert_at(r, (uint32_t)i)->subject, c->issuer))
			return cert_at(r, (uint32_t)i)->short_name;
	return c->issuer_text;
}

const char *report_name(const struct report *r, uint32_t id)
{
	const struct cert *c = cert_at(r, id);
	const char *name = c->short_name == NULL || *c->short_name == '\0' ? "(no name)" :
		c->short_name;

	if (!is_cross_sign(r, id))
		return name;
	return arena_format(r->arena, "%s by %s", name, issuer_name(r, c));
}

static const char *key_text(const struct report *r, const struct cert *c)
{
	if (c->curve != NULL)
		return c->curve;
	if (strcmp(c->key_type, "RSA") == 0 || strcmp(c->key_type, "DSA") == 0)
		return arena_format(r->arena, "%s %d", c->key_type, c->key_bits_count);
	return c->key_type;
}

static const char *left_text(const struct report *r, const struct cert *c)
{
	int64_t at = r->facts->at;

	if (c->not_before == WHEN_NONE || c->not_after == WHEN_NONE)
		return "validity unknown";
	if (at < c->not_before)
		return arena_format(r->arena, "valid from %s", when_date(r->arena, c->not_before));
	if (at > c->not_after)
		return arena_format(r->arena, "expired %s", when_date(r->arena, c->not_after));
	if (c->not_after - at >= 730 * (int64_t)WHEN_DAY)
		return arena_format(r->arena, "%lld years left",
			(long long)((c->not_after - at) / (365 * (int64_t)WHEN_DAY)));
	return arena_format(r->arena, "%s left", when_span_text(r->arena, c->not_after - at));
}

const char *report_what(const struct report *r, uint32_t id, bool is_leaf)
{
	const struct cert *c = cert_at(r, id);
	const struct catalog_cert *known = catalog_by_sha256(c->sha256);
	struct when_civil from;

	if (is_leaf || (known == NULL && !is_cross_sign(r, id)))
		return arena_format(r->arena, "%s, %s", key_text(r, c), left_text(r, c));
	if (known != NULL && !is_cross_sign(r, id))
		return arena_format(r->arena, "Let's Encrypt, %s", catalog_state(r->arena, known));
	when_to_civil(c->not_before, &from);
	if (known != NULL && known->status != CA_ACTIVE)
		return arena_format(r->arena, "cross-sign of %d, %s", from.year,
			catalog_state(r->arena, known));
	if (r->facts->at > c->not_after)
		return arena_format(r->arena, "cross-sign of %d, %s", from.year, left_text(r, c));
	return arena_format(r->arena, "cross-sign of %d", from.year);
}

const char *report_age(const struct report *r, int64_t then)
{
	if (then == WHEN_NONE)
		return "";
	if (then > r->facts->at)
		return arena_format(r->arena, "of %s", when_text(r->arena, then));
	if (r->facts->at - then >= 2 * WHEN_DAY)
		return arena_format(r->arena, "%lld d old",
			(long long)((r->facts->at - then) / WHEN_DAY));
	return arena_format(r->arena, "%s old", when_span_text(r->arena, r->facts->at - then));
}

static const struct evidence *evidence_of(const struct report *r, const struct link_answer *a)
{
	return a->evidence < r->facts->evidence->count ? r->facts->evidence->list[a->evidence] : NULL;
}

static const char *crl_text(const struct report *r, const struct evidence *e, const char *issuer)
{
	struct lencr_url u;

	if (e != NULL && e->url != NULL && lencr_url_read(r->arena, e->url, &u) &&
	    u.kind == LENCR_SHARD_CRL)
		return arena_format(r->arena, "CRL shard %u of %s", u.shard, issuer);
	return arena_format(r->arena, "CRL of %s", issuer);
}

const char *report_source(const struct report *r, const struct link *l,
	const struct link_answer *a)
{
	const char *issuer = cert_at(r, l->issuer)->short_name, *who = NULL;
	const struct evidence *e = evidence_of(r, a);

	switch (a->method) {
	case ANSWER_CRL:
		who = crl_text(r, e, issuer);
		break;
	case ANSWER_OCSP:
		who = arena_format(r->arena, "OCSP of %s", issuer);
		break;
	case ANSWER_STAPLE:
		who = arena_format(r->arena, "stapled OCSP of %s", issuer);
		break;
	case ANSWER_CATALOG:
		return arena_format(r->arena, "known since %s", catalog_date());
	}
	if (e != NULL && e->path != NULL)
		who = arena_format(r->arena, "%s (given)", who);
	if (a->status == STATUS_GOOD || a->status == STATUS_REVOKED)
		return a->this_update == WHEN_NONE ? who :
			arena_format(r->arena, "%s, %s", who, report_age(r, a->this_update));
	if (e != NULL && e->reach != REACH_OK)
		return arena_format(r->arena, "%s: %s", who, reach_word(e->reach));
	if ((int)a->why >= 0 && a->why < WORD_COUNT)
		return arena_format(r->arena, "%s: %s", who, word_text(a->why));
	return who;
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
		return report_name(r, f->id);
	if (f->about == ABOUT_EVIDENCE && f->id < r->facts->evidence->count)
		return r->facts->evidence->list[f->id]->url != NULL ?
			r->facts->evidence->list[f->id]->url : r->facts->evidence->list[f->id]->path;
	return NULL;
}

const char *report_finding(const struct report *r, const struct finding *f)
{
	const char *title = word_info(f->word)->title, *subject = subject_of(r, f);
	const char *detail = f->detail != NULL && *f->detail != '\0' ? f->detail : NULL;

	if (subject != NULL && detail != NULL && strstr(detail, subject) != NULL)
		subject = NULL;
	return arena_format(r->arena, "%s%s%s%s%s", title, subject == NULL ? "" : ": ",
		subject == NULL ? "" : subject, detail == NULL ? "" : ": ",
		detail == NULL ? "" : detail);
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
