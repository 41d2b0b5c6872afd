/* The first line of a target: TARGET  WORD  what it means. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "check/check_doc_parts.h"

/* What was typed is shown beside what it is in DNS. */
static bool is_international(const char *input)
{
	for (; input != NULL && *input != '\0'; input++)
		if ((unsigned char)*input > 0x7e)
			return true;
	return false;
}

static const char *target_text(const struct report *r)
{
	const struct target *t = r->target;
	const char *host;

	if (t->kind != TARGET_HOST)
		return str_safe_text(r->arena, t->input == NULL ? "" : t->input);
	/* An address with a zone is the host itself, any other one of several. */
	if (t->address != NULL && strchr(t->host, ':') != NULL && str_starts(t->address, t->host))
		return arena_format(r->arena, "[%s]:%u", t->address, t->port);
	host = arena_format(r->arena, strchr(t->host, ':') != NULL ? "[%s]:%u" : "%s:%u",
		str_safe_text(r->arena, t->host), t->port);
	if (is_international(t->input))
		host = arena_format(r->arena, "%s (%s)", host, str_safe_text(r->arena, t->input));
	return t->address == NULL || strcmp(t->address, t->host) == 0 ? host :
		arena_format(r->arena, "%s (%s)", host, t->address);
}

struct tally { size_t good, spared, open; int64_t oldest; };

static struct tally tally_of(const struct judged_path *p)
{
	struct tally t = { .oldest = WHEN_NONE };

	for (size_t i = 0; i < p->link_count; i++) {
		const struct link_answer *a = report_answer(&p->links[i]);

		t.good += p->links[i].status == STATUS_GOOD;
		t.spared += p->links[i].status == STATUS_NOT_APPLICABLE;
		t.open += p->links[i].status != STATUS_GOOD &&
			p->links[i].status != STATUS_NOT_APPLICABLE;
		if (p->links[i].status == STATUS_GOOD && a != NULL && a->this_update != WHEN_NONE &&
		    (t.oldest == WHEN_NONE || a->this_update < t.oldest))
			t.oldest = a->this_update;
	}
	return t;
}

static const char *plural(size_t count)
{
	return count == 1 ? "certificate" : "certificates";
}

static void put_good(struct line *l, const struct report *r, const struct judged_path *p)
{
	const struct tally t = tally_of(p);
	int64_t until = r->judgement->usable_until;

	if (p->link_count == 0) {
		line_put(l, TONE_PLAIN, "it is itself a trust anchor");
		return;
	}
	line_put(l, TONE_PLAIN, "trusted");
	if (r->facts->policy->revocation == REVOCATION_OFF) {
		line_put(l, TONE_PLAIN, "; revocation was not asked for");
		return;
	}
	if (t.good != 0)
		line_format(l, TONE_PLAIN, t.good == 1 ? ", not revoked" : ", none of %zu revoked",
			t.good);
	if (t.spared != 0)
		line_format(l, TONE_PLAIN, ", %zu %s no answer", t.spared,
			t.spared == 1 ? "needs" : "need");
	if (t.open != 0)
		line_format(l, TONE_WARN, "; not proven for %zu %s", t.open, plural(t.open));
	if (t.oldest != WHEN_NONE && t.oldest <= r->facts->at)
		line_format(l, TONE_PLAIN, "; oldest answer %s",
			report_span(r, r->facts->at - t.oldest));
	if (until != WHEN_NONE && t.good != 0)
		line_format(l, TONE_PLAIN, "%s usable until %s", t.oldest == WHEN_NONE ? ";" : ",",
			when_date(r->arena, until));
}

static void put_bad(struct line *l, const struct report *r)
{
	const struct judgement *j = r->judgement;
	const struct finding *f = report_primary(r);
	const char *cause = f == NULL ? NULL : report_cause(r, f);

	if (j->verdict == VERDICT_UNDETERMINED && report_unproven(r) != NULL)
		cause = report_unproven(r);
	else if (j->verdict == VERDICT_SUSPICIOUS && report_unproven(r) != NULL)
		cause = arena_format(r->arena, "forged evidence, %s", report_unproven(r));
	if (cause != NULL)
		line_put(l, TONE_PLAIN, cause);
	else if (f != NULL)
		line_put(l, TONE_PLAIN, report_in_sentence(r, report_finding(r, f)));
	else if (j->reason_count != 0)
		line_put(l, TONE_PLAIN, report_in_sentence(r, word_info(j->reasons[0])->title));
	else if (r->target->problem != NULL)
		line_put(l, TONE_PLAIN, r->target->problem);
}

/* A server whose clients see different ends. */
static bool differs(const struct report *r)
{
	return r->judgement->has_served && r->facts->is_host &&
		r->judgement->served != r->judgement->verdict;
}

static struct line *put_first(struct doc *d, const struct report *r, int level)
{
	const struct judgement *j = r->judgement;
	struct line *l = page_line(d, level, 4);

	line_format(l, TONE_STRONG, "%s  ", target_text(r));
	line_put(l, report_tone(j->verdict), report_capitals(r, verdict_word(j->verdict)));
	line_put(l, TONE_PLAIN, "  ");
	if (j->verdict == VERDICT_GOOD && differs(r))
		line_format(l, TONE_PLAIN, "for clients that follow AIA; as served it is %s",
			report_capitals(r, verdict_word(j->served)));
	else if (j->verdict == VERDICT_GOOD && j->best != SIZE_MAX)
		put_good(l, r, &j->paths[j->best]);
	else
		put_bad(l, r);
	return l;
}

void report_put_line(struct doc *d, const struct report *r)
{
	const struct judgement *j = r->judgement;
	bool at_given = r->head != NULL && r->head->at_given;
	struct line *l = put_first(d, r, -1);

	if (at_given) {
		line_format(l, TONE_PLAIN, " (judged as of %s)", when_text(r->arena, r->facts->at));
		page_until(d, -1);
		put_first(d, r, 0);
	}
	if (j->verdict == VERDICT_GOOD && differs(r) && j->best != SIZE_MAX) {
		l = page_line(d, 0, 2);
		line_put(l, TONE_PLAIN, "  ");
		put_good(l, r, &j->paths[j->best]);
	}
	if (at_given)
		line_format(page_line(d, 0, 2), TONE_DIM, "  judged as of %s",
			when_text(r->arena, r->facts->at));
}
