/* Which certificates lack a proof, and why, in one sentence. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "check/check_doc_parts.h"
#include "verify/status.h"

struct gap { const struct link *first; size_t open, all; bool alike; };

static const struct judged_path *shown_path(const struct report *r)
{
	return r->judgement->best == SIZE_MAX ? NULL : &r->judgement->paths[r->judgement->best];
}

const struct finding *report_evidence_finding(const struct report *r, const struct link_answer *a)
{
	const struct findings *all = &r->judgement->findings;
	const struct finding *found = NULL;

	for (size_t i = 0; a != NULL && i < all->count; i++)
		if (all->list[i].about == ABOUT_EVIDENCE && all->list[i].id == a->evidence &&
		    (found == NULL || all->list[i].word == WORD_BODY_HTML))
			found = &all->list[i];
	return found;
}

/* What kept an answer from proving anything, without whose answer it was. */
static const char *why_text(const struct report *r, const struct link_answer *a)
{
	const struct evidence *e = report_evidence(r, a);
	const struct finding *f = report_evidence_finding(r, a);

	if (e != NULL && e->reach != REACH_OK) {
		const struct told t = report_told(r, e->detail);

		if (e->reach == REACH_OFFLINE)
			return "offline";
		return t.text == NULL || t.place == NULL ? reach_word(e->reach) :
			report_in_sentence(r, t.text);
	}
	if (f != NULL && f->word == WORD_BODY_HTML)
		return "an HTML page came in its place";
	if (a->why == WORD_CRL_STALE && e != NULL && e->crl != NULL)
		return arena_format(r->arena, "the CRL is out of date since %s",
			when_date(r->arena, e->crl->next_update));
	if ((int)a->why >= 0 && a->why < WORD_COUNT)
		return report_in_sentence(r, word_info(a->why)->title);
	return status_word(a->status);
}

static const char *cause_of(const struct report *r, const struct link *l)
{
	const struct link_answer *a = report_answer(l);

	if (l->status == STATUS_NO_SOURCE)
		return "it names no CRL and no OCSP responder";
	if (a == NULL && l->status == STATUS_UNREACHABLE)
		return "--method or policy leaves out what it names";
	return a == NULL ? status_word(l->status) : why_text(r, a);
}

static struct gap gap_of(const struct report *r, const struct judged_path *p)
{
	struct gap gap = { .all = p->link_count, .alike = true };

	for (size_t i = 0; i < p->link_count; i++) {
		const struct link *l = &p->links[i];

		if (!status_unproven(l->status, r->facts->policy->revocation))
			continue;
		if (gap.open++ == 0)
			gap.first = l;
		else if (strcmp(cause_of(r, l), cause_of(r, gap.first)) != 0)
			gap.alike = false;
	}
	return gap;
}

/* "CRL of YR1" and "the CRL is for …" as one sentence. */
static const char *join(const struct report *r, const char *source, const char *why)
{
	static const struct { const char *starts, *turns; } table[] = {
		{ "the CRL's ", ": its " }, { "the CRL is ", " is " }, { "the CRL ", " " },
		{ "the OCSP response's ", ": its " }, { "the OCSP response is ", " is " },
		{ "the OCSP response ", " " }, { "the responder says: ", ": " },
	};

	if (source == NULL)
		return why;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (str_starts(why, table[i].starts))
			return arena_format(r->arena, "%s%s%s", source, table[i].turns,
				why + strlen(table[i].starts));
	return arena_format(r->arena, "%s: %s", source, why);
}

const char *report_unproven(const struct report *r)
{
	const struct judged_path *p = shown_path(r);
	const struct link_answer *a;
	struct gap gap;
	const char *who;

	if (p == NULL || (gap = gap_of(r, p)).open == 0)
		return NULL;
	if (gap.open > 1)
		return arena_format(r->arena, "no revocation answer for %zu of %zu certificates: "
			"%s%s", gap.open, gap.all, cause_of(r, gap.first), gap.alike ? "" : "; \u2026");
	who = gap.first->subject == r->facts->leaf ? NULL : report_name(r, gap.first->subject);
	if (gap.first->status == STATUS_NO_SOURCE)
		return arena_format(r->arena, "%s names no CRL and no OCSP responder",
			who == NULL ? "the certificate" : who);
	a = report_answer(gap.first);
	return arena_format(r->arena, "revocation%s%s unknown: %s", who == NULL ? "" : " of ",
		who == NULL ? "" : who, join(r, a == NULL ? NULL :
		report_source_name(r, gap.first, a), cause_of(r, gap.first)));
}

/* What the first certificate without a proof would need. */
const char *report_unproven_remedy(const struct report *r)
{
	const struct judged_path *p = shown_path(r);
	const struct finding *f;
	struct gap gap;

	if (p == NULL || (gap = gap_of(r, p)).open == 0)
		return NULL;
	f = report_evidence_finding(r, report_answer(gap.first));
	return f == NULL ? NULL : report_remedy(f);
}
