/* What caused a contact, with its evidence, for people. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "observe/why_doc_parts.h"

enum { SHOWN = 5, STRONG = 30 /* points */ };

static struct line *remark(struct doc *d, int level, enum tone tone, const char *label)
{
	return page_remark(d, level, tone, arena_format(doc_arena(d), "%-8s", label));
}

static const char *how_long(struct arena *a, const struct candidate *k)
{
	return arena_format(a, "%s %s", when_moment_span(a, k->before), k->before < 0 ? "later" : "earlier");
}

static bool has(const struct candidate *k, const char *word)
{
	for (size_t i = 0; i < k->evidence_count; i++)
		if (strcmp(k->evidence[i].word, word) == 0)
			return true;
	return false;
}

/* "TLS 1.3, resumed, certificate hidden" */
static const char *tls_text(struct arena *a, const struct candidate *k)
{
	const char *text = arena_format(a, "%s%s%s%s%s%s", k->tls == NULL ? "" : ", ", k->tls == NULL ? "" : k->tls,
		k->resumed ? ", resumed" : "", k->hidden && !has(k, "name-asked") ? ", certificate hidden" : "",
		k->inbound ? ", inbound" : "", k->elsewhere ? ", of other machines" : "");

	return text[0] == '\0' ? text : text + 2;
}

static void put_best(struct line *l, struct arena *a, const struct candidate *k)
{
	char where[64];

	endpoint_text(k->inbound ? &k->client : &k->server, (k->inbound ? k->client : k->server).port != 0, where);
	line_put(l, TONE_STRONG, why_candidate_name(a, k));
	if (where[0] != '\0' && k->name != NULL)
		line_format(l, TONE_DIM, " (%s)", where);
	line_format(l, TONE_PLAIN, "  %s", how_long(a, k));
	if (tls_text(a, k)[0] != '\0')
		line_format(l, TONE_DIM, "  %s", tls_text(a, k));
	if (k->process != NULL)
		line_format(l, TONE_DIM, "  by %s", k->process);
}

/* Never at the end of a line. */
static void put_sign(struct line *l, int points)
{
	line_put(l, points < 0 ? TONE_WARN : points > 0 ? TONE_GOOD : TONE_DIM, points < 0 ? "-\u00a0" :
		points > 0 ? "+\u00a0" : "");
}

/* What speaks for it and what against it, in one paragraph. */
static void put_evidence(struct doc *d, int level, const struct candidate *k)
{
	struct line *l = NULL;

	for (size_t i = 0; i < k->evidence_count; i++) {
		const struct cause_evidence *e = &k->evidence[i];

		/* That the certificate is hidden stands beside the version of TLS. */
		if (strcmp(e->word, "cert-hidden") == 0)
			continue;
		if (l == NULL)
			l = remark(d, level, TONE_DIM, "");
		else
			line_put(l, TONE_PLAIN, "   ");
		put_sign(l, e->points);
		line_put(l, TONE_PLAIN, e->text);
	}
	if (l != NULL)
		page_until(d, level);
}

/* Of one among several, what is more than time and name. */
static void put_strong(struct doc *d, const struct candidate *k)
{
	struct line *l = NULL;

	for (size_t i = 0; i < k->evidence_count; i++) {
		const struct cause_evidence *e = &k->evidence[i];

		if (e->points > -STRONG && e->points < STRONG)
			continue;
		if (l == NULL)
			l = remark(d, 0, TONE_DIM, "");
		else
			line_put(l, TONE_PLAIN, "   ");
		put_sign(l, e->points);
		line_put(l, TONE_PLAIN, e->text);
	}
	if (l != NULL)
		page_until(d, 0);
}

/* The same with words and points, a line each. */
static void put_evidence_full(struct doc *d, const struct candidate *k)
{
	if (k->cert != NULL) {
		struct line *l = remark(d, 1, TONE_DIM, "");

		line_format(l, TONE_DIM, "  certificate %s", k->cert->serial == NULL ? "of unknown serial" :
			k->cert->serial);
		if (k->cert->issuer != NULL)
			line_format(l, TONE_DIM, " of %s", k->cert->issuer);
		if (k->cert->source != NULL)
			line_format(l, TONE_DIM, " (%s)", k->cert->source);
	}
	for (size_t i = 0; i < k->evidence_count; i++) {
		const struct cause_evidence *e = &k->evidence[i];
		struct line *l = remark(d, 1, TONE_DIM, "");

		put_sign(l, e->points);
		line_put(l, TONE_PLAIN, e->text);
		if (e->points == 0)
			line_format(l, TONE_DIM, " [%s]", e->word);
		else
			line_format(l, TONE_DIM, " [%s %+d]", e->word, e->points);
	}
}

static size_t more_than(const struct contact *c, size_t shown)
{
	return c->more_candidates + (c->candidate_count > shown ? c->candidate_count - shown : 0);
}

/* Those that may have caused it as well, in one paragraph. */
static void put_others(struct doc *d, const struct contact *c)
{
	struct arena *a = doc_arena(d);
	struct line *l;

	if (c->candidate_count < 2 && c->more_candidates == 0)
		return;
	l = remark(d, 0, TONE_DIM, "others");
	page_until(d, 0);
	for (size_t i = 1; i < c->candidate_count && i <= SHOWN; i++) {
		line_format(l, TONE_DIM, "%s", i == 1 ? "" : "   ");
		line_put(l, TONE_PLAIN, why_candidate_name(a, &c->candidates[i]));
		line_format(l, TONE_DIM, " %s", how_long(a, &c->candidates[i]));
	}
	if (more_than(c, SHOWN + 1) != 0)
		line_format(l, TONE_DIM, "   and %zu more", more_than(c, SHOWN + 1));
}

/* One below the other: the first few, or all of them with their evidence. */
static void put_several(struct doc *d, const struct contact *c, size_t from)
{
	struct arena *a = doc_arena(d);

	for (size_t i = from; i < c->candidate_count; i++) {
		const struct candidate *k = &c->candidates[i];
		struct line *l = remark(d, from == 0 && i < SHOWN ? 0 : 1, TONE_DIM, i == from && from != 0 ?
			"others" : "");

		line_format(l, TONE_DIM, "%zu ", i + 1);
		if (k->grade > GRADE_POSSIBLE)
			line_format(l, why_grade_tone(k->grade), "%s  ", grade_word(k->grade));
		put_best(l, a, k);
		if (from == 0 && i < SHOWN)
			put_strong(d, k);
		put_evidence_full(d, k);
	}
	if (from == 0 && more_than(c, SHOWN) != 0) {
		line_format(remark(d, 0, TONE_DIM, ""), TONE_DIM, "and %zu more", more_than(c, SHOWN));
		page_until(d, 0);
	}
	if (c->more_candidates != 0)
		line_format(remark(d, 1, TONE_DIM, ""), TONE_DIM, "and %zu more", c->more_candidates);
}

static void put_dropped(struct doc *d, const struct contact *c)
{
	struct line *l;

	if (c->dropped == 0)
		return;
	l = remark(d, 0, TONE_DIM, "not");
	line_format(l, TONE_DIM, "%zu ruled out%s%s", c->dropped, c->dropped_why == NULL ? "" : ": ",
		c->dropped_why == NULL ? "" : c->dropped_why);
}

static void put_unexplained(struct doc *d, const struct why_report *r, const struct contact *c, struct line *l)
{
	struct arena *a = doc_arena(d);

	line_format(l, TONE_PLAIN, "  no connection in the %s before it could have caused it",
		when_moment_span(a, r->window));
	for (size_t i = 0; i < c->reason_count; i++)
		line_put(remark(d, i < SHOWN ? 0 : 1, TONE_DIM, i == 0 ? "perhaps" : ""), TONE_PLAIN, c->reasons[i]);
}

static const char *percent(struct arena *a, double chance)
{
	int tenths = (int)(chance * 1000 + 0.5);

	return chance > 0 && tenths == 0 ? "less than 0.1 %" : arena_format(a, "%d.%d %%", tenths / 10, tenths % 10);
}

static void put_chance(struct doc *d, const struct contact *c)
{
	struct line *l;

	if (c->chance < 0)
		return;
	l = remark(d, 0, TONE_DIM, "chance");
	line_format(l, TONE_PLAIN, "that an unrelated one of them fits this list: %s",
		percent(doc_arena(d), c->chance));
}

static bool any_hidden(const struct contact *c)
{
	for (size_t i = 0; i < c->candidate_count; i++)
		if (c->candidates[i].hidden || c->candidates[i].cert == NULL)
			return true;
	return false;
}

void why_page_cause(struct doc *d, const struct why_report *r, const struct contact *c)
{
	struct arena *a = doc_arena(d);
	struct line *l = remark(d, 0, TONE_DIM, "caused");
	const struct contact *told = why_told_by(c);

	line_put(l, why_grade_tone(c->grade), why_grade_shout(c->grade));
	if (told != c) {
		line_format(l, TONE_PLAIN, "  as #%u (same burst)", c->as->n);
		if (why_cause(c) != NULL)
			line_format(l, TONE_DIM, ": %s", why_candidate_name(a, why_cause(c)));
	} else if (c->candidate_count == 0)
		put_unexplained(d, r, c, l);
	else if (c->grade > GRADE_POSSIBLE || c->candidate_count == 1) {
		line_put(l, TONE_PLAIN, "  ");
		put_best(l, a, &c->candidates[0]);
		put_evidence(d, 0, &c->candidates[0]);
		put_evidence_full(d, &c->candidates[0]);
		put_others(d, c);
		put_several(d, c, 1);
	} else {
		line_format(l, TONE_PLAIN, "  %zu connections came before it", c->candidate_count +
			c->more_candidates);
		put_several(d, c, 0);
	}
	put_dropped(d, c);
	put_chance(d, c);
	if (told == c && c->grade == GRADE_POSSIBLE && any_hidden(c))
		line_put(remark(d, 0, TONE_GOOD, "next"), TONE_PLAIN, "show certificates that you know with --certs "
			"or --ct, or let --confirm ask the servers");
}
