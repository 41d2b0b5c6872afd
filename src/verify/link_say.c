/* What a judged link has to tell: its findings with their severities. */
#include "verify/link_parts.h"

#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "verify/status.h"

#define PRACTICE_AGE INT64_C(86400) /* of lists that are renewed all day long */

struct saying {
	const struct pair *p;
	const struct link *link;
	struct findings *to;
	enum severity faults; /* of causes that kept evidence from counting */
};

static const char *source_text(const struct saying *s, const struct evidence *e)
{
	if (e->url != NULL)
		return e->url;
	if (e->path != NULL)
		return str_safe_text(s->p->facts->arena, e->path);
	return "as presented";
}

static struct finding *say(struct saying *s, enum word word, const struct evidence *e,
	const char *detail)
{
	if (e == NULL)
		return findings_add(s->to, word, ABOUT_LINK, s->p->cert_id,
			detail != NULL ? "%s" : NULL, detail);
	return findings_add(s->to, word, ABOUT_LINK, s->p->cert_id,
		detail != NULL ? "%s: %s" : "%s", source_text(s, e), detail);
}

/* A cause: as grave as its effect. */
static void say_cause(struct saying *s, enum word word, const struct evidence *e,
	const char *detail)
{
	if (word_info(word)->severity == SEVERITY_FAIL)
		say(s, word, e, detail)->severity = s->faults;
	else
		say(s, word, e, detail);
}

static bool is_sharding(const struct facts *f, const struct cert *issuer)
{
	for (size_t i = 0; i < f->sharding_count; i++)
		if (memcmp(f->sharding_keys[i], issuer->spki_sha256, 32) == 0)
			return true;
	return false;
}

static const char *time_detail(const struct saying *s, const struct crl_opinion *o)
{
	struct arena *arena = s->p->facts->arena;

	if (o->why == WORD_CRL_STALE)
		return arena_format(arena, "next update was due %s",
			when_text(arena, o->crl->next_update));
	return arena_format(arena, "made %s", when_text(arena, o->crl->this_update));
}

static const char *crl_detail(const struct saying *s, const struct crl_opinion *o)
{
	switch (o->why) {
	case WORD_CRL_STALE:
	case WORD_CRL_TOO_OLD:
	case WORD_CRL_NO_NEXT_UPDATE:
	case WORD_CRL_NOT_YET_VALID:
		return time_detail(s, o);
	default:
		return o->detail;
	}
}

static void say_crl_notes(struct saying *s, const struct crl_opinion *o)
{
	const struct facts *f = s->p->facts;
	const struct crl *crl = o->crl;

	if (crl->was_pem && o->from->origin == BROUGHT_FETCHED)
		say(s, WORD_CRL_PEM, o->from, NULL);
	if (!o->authentic)
		return;
	if (crl_misnumbered(crl) && o->why != WORD_CRL_NO_NUMBER)
		say(s, WORD_CRL_NO_NUMBER, o->from, NULL)->severity = SEVERITY_WARN;
	if (o->listing.count > 1)
		say(s, WORD_CRL_DUPLICATE_ENTRY, o->from,
			arena_format(f->arena, "listed %zu times", o->listing.count));
	if (o->listing.count > 0 && o->listing.revoked_at > crl->this_update + f->policy->skew)
		say(s, WORD_CRL_DATE_ODD, o->from, when_text(f->arena, o->listing.revoked_at));
	if (!is_sharding(f, s->p->issuer) || s->p->cert->is_ca || !o->in_scope)
		return;
	if (!crl->idp.present)
		say(s, WORD_CRL_SCOPE_UNPROVEN, o->from, NULL);
	if (o->current && f->at - crl->this_update > PRACTICE_AGE)
		say(s, WORD_CRL_OLDER_THAN_ISSUER_PRACTICE, o->from, arena_format(f->arena,
			"made %s", when_text(f->arena, crl->this_update)));
}

static void say_crls(struct saying *s, const struct gathered *g)
{
	for (size_t i = 0; i < g->crl_count; i++) {
		const struct crl_opinion *o = &g->crls[i];

		if (o->remembered)
			continue;
		if (o->status != STATUS_GOOD && o->status != STATUS_REVOKED && o->why != WORD_COUNT)
			say_cause(s, o->why, o->from, crl_detail(s, o));
		if (o->crl != NULL)
			say_crl_notes(s, o);
	}
	if (g->crl.vanished)
		say(s, WORD_CRL_ENTRY_VANISHED, NULL, NULL);
	if (g->crl.rolled_back)
		say(s, WORD_CRL_ROLLED_BACK, NULL, NULL);
	if (g->crl.revoked_later)
		say(s, WORD_REVOKED_LATER, NULL, when_text(s->p->facts->arena, g->crl.later_at));
}

static const char *ocsp_detail(const struct saying *s, const struct ocsp_opinion *o)
{
	if (o->detail != NULL || o->this_update == WHEN_NONE)
		return o->detail;
	return arena_format(s->p->facts->arena, "made %s",
		when_text(s->p->facts->arena, o->this_update));
}

static void say_ocsps(struct saying *s, const struct gathered *g)
{
	for (size_t i = 0; i < g->ocsp_count; i++) {
		const struct ocsp_opinion *o = &g->ocsps[i];
		bool useless = o->status != STATUS_GOOD && o->status != STATUS_REVOKED;

		if (useless && o->why != WORD_COUNT)
			say_cause(s, o->why, o->from, ocsp_detail(s, o));
		if (useless && o->from->origin == BROUGHT_PRESENTED)
			say(s, WORD_STAPLE_UNUSABLE, NULL,
				o->why != WORD_COUNT ? word_text(o->why) : NULL);
		if (o->tolerated != WORD_COUNT && !useless)
			say(s, o->tolerated, o->from, o->detail)->severity = SEVERITY_WARN;
		if (o->conflict)
			say(s, WORD_OCSP_CONFLICT, o->from, NULL);
		if (o->no_nonce)
			say(s, WORD_OCSP_NO_NONCE, o->from, NULL);
		if (o->revoked_later)
			say(s, WORD_REVOKED_LATER, NULL, when_text(s->p->facts->arena, o->later_at));
		if (o->not_issued && o->status == STATUS_REVOKED)
			say(s, WORD_OCSP_NOT_ISSUED, o->from, NULL);
	}
}

static void say_revoked(struct saying *s, const struct gathered *g)
{
	struct arena *arena = s->p->facts->arena;
	const struct link *link = s->link;
	const char *reason = link->reason >= 0 ? crl_reason_word(link->reason) : "no reason given";

	say(s, s->p->is_leaf ? WORD_REVOKED : WORD_CA_REVOKED, NULL, arena_format(arena,
		"%s, %s", when_text(arena, link->revoked_at), reason));
	if (link->reason == CRL_HOLD)
		say(s, WORD_REVOCATION_ON_HOLD, NULL, NULL);
	if (g->known != NULL)
		say(s, WORD_KNOWN_REVOKED, NULL, g->known->text);
}

static bool leaves_all_out(const struct pair *p)
{
	switch (p->facts->policy->method) {
	case METHOD_CRL:
		return !p->cert->has_crldp && !p->cert->has_freshest;
	case METHOD_OCSP:
		return p->cert->ocsp_url_count == 0;
	case METHOD_ANY:
	case METHOD_BOTH:
		break;
	}
	return false;
}

static void say_unproven(struct saying *s)
{
	enum revocation_mode mode = s->p->facts->policy->revocation;
	enum status status = s->link->status;

	if (mode == REVOCATION_SOFT)
		say(s, WORD_REVOCATION_NOT_PROVEN, NULL, status_word(status));
	else if (status == STATUS_NO_SOURCE)
		say(s, WORD_NO_SOURCE, NULL, NULL)->severity =
			mode == REVOCATION_OFFERED ? SEVERITY_NOTE : SEVERITY_FAIL;
	else
		say(s, WORD_NO_REVOCATION_ANSWER, NULL, leaves_all_out(s->p) ?
			"--method leaves out what it names" : status_word(status));
}

static bool is_unproven(enum status status)
{
	return status == STATUS_UNKNOWN || status == STATUS_STALE ||
		status == STATUS_UNREACHABLE || status == STATUS_NO_SOURCE;
}

void link_say(const struct pair *p, const struct gathered *g, const struct link *link,
	const struct combined *c, struct findings *findings)
{
	struct arena *arena = p->facts->arena;
	struct saying s = { p, link, findings, SEVERITY_WARN };

	if (status_unproven(link->status, p->facts->policy->revocation))
		s.faults = SEVERITY_FAIL;
	if (link->status == STATUS_REVOKED)
		say_revoked(&s, g);
	say_crls(&s, g);
	say_ocsps(&s, g);
	if (c->conflict)
		say(&s, WORD_EVIDENCE_CONFLICT, NULL, arena_format(arena,
			"good as of %s, revoked as of %s", when_text(arena, c->good_at),
			when_text(arena, c->bad_at)));
	if (c->only_presented)
		say(&s, WORD_ONLY_PRESENTED_EVIDENCE, NULL, NULL);
	if (c->forged)
		say(&s, WORD_EVIDENCE_FORGED, NULL, NULL)->severity =
			is_unproven(link->status) ? SEVERITY_FAIL : SEVERITY_WARN;
	if (is_unproven(link->status))
		say_unproven(&s);
}
