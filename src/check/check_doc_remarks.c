/* Findings as remarks: what is wrong, and what to do. */
#include <string.h>

#include "check/check_doc_parts.h"

static bool among(const enum word *words, size_t count, enum word w)
{
	for (size_t i = 0; i < count; i++)
		if (words[i] == w)
			return true;
	return false;
}

static bool is_reason(const struct report *r, enum word w)
{
	return (r->judgement->verdict != VERDICT_GOOD &&
		among(r->judgement->reasons, r->judgement->reason_count, w)) ||
		among(r->failed_on, r->failed_on_count, w);
}

static enum tone tone_of(enum severity s)
{
	static const enum tone tones[] = { TONE_DIM, TONE_WARN, TONE_BAD };

	return tones[s];
}

/* The first line has told this one already: why it matters, then. */
static bool is_told(const struct report *r, const struct finding *f)
{
	return r->judgement->verdict != VERDICT_GOOD && r->judgement->reason_count != 0 &&
		f == report_find(r, r->judgement->reasons[0]) &&
		*word_info(f->word)->explanation != '\0';
}

/* A finding and, when no later one of the same kind repeats it, its remedy. */
static void put_finding(struct doc *d, const struct report *r, const struct finding *f, bool fix)
{
	int level = f->severity == SEVERITY_NOTE && !is_reason(r, f->word) ? 1 : 0;
	struct line *l = page_remark(d, level, tone_of(f->severity), severity_word(f->severity));

	line_put(l, TONE_PLAIN, is_told(r, f) ? word_info(f->word)->explanation :
		report_finding(r, f));
	line_format(l, TONE_DIM, " [%s]", word_text(f->word));
	if (fix && *report_remedy(f) != '\0')
		line_put(page_remark(d, level, TONE_STRONG, "fix"), TONE_PLAIN, report_remedy(f));
}

/* Whether a later finding says the same word with the same remedy. */
static bool comes_again(const struct findings *all, size_t at)
{
	for (size_t i = at + 1; i < all->count; i++)
		if (all->list[i].word == all->list[at].word && strcmp(report_remedy(&all->list[i]),
			report_remedy(&all->list[at])) == 0)
			return true;
	return false;
}

static void put_word(struct doc *d, const struct report *r, enum word w)
{
	const struct findings *all = &r->judgement->findings;

	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].word == w)
			put_finding(d, r, &all->list[i], !comes_again(all, i));
}

static void put_served(struct doc *d, const struct report *r)
{
	const struct judgement *j = r->judgement;
	struct line *l;

	if (!j->has_served || j->served == j->verdict ||
	    findings_have(&j->findings, WORD_DIFFERS_AS_SERVED))
		return;
	l = page_remark(d, r->facts->is_host ? 0 : 1, report_tone(j->served),
		r->facts->is_host ? "warn" : "note");
	line_format(l, TONE_PLAIN, "%s alone it is %s",
		r->facts->is_host ? "from what the server sends" : "from what the file holds",
		report_capitals(r, verdict_word(j->served)));
	for (size_t i = 0; i < j->served_reason_count; i++)
		line_format(l, TONE_PLAIN, "%s%s", i == 0 ? ": " : ", ",
			word_text(j->served_reasons[i]));
}

static const char *branch_text(const struct report *r, const struct judged_path *p)
{
	const struct path *path = p->path;
	const char *last = report_name(r, path->certs[path->count - 1]);

	if (!path->anchored)
		return arena_format(r->arena, "%s: %s", last, word_text(path->end));
	return arena_format(r->arena, "anchor %s: %s%s%s", last, verdict_word(p->verdict),
		p->reason_count == 0 ? "" : ", ",
		p->reason_count == 0 ? "" : word_text(p->reasons[0]));
}

/* One line for the paths that are not shown. */
static void put_others(struct doc *d, const struct report *r)
{
	const struct judgement *j = r->judgement;
	size_t shown = j->best == SIZE_MAX ? 0 : j->best, others = 0;
	struct line *l;

	if (j->path_count < 2)
		return;
	l = page_line(d, 0, 2);
	line_format(l, TONE_PLAIN, "  %zu other %s (", j->path_count - 1,
		j->path_count == 2 ? "path" : "paths");
	for (size_t i = 0; i < j->path_count; i++) {
		if (i == shown || ++others > 3)
			continue;
		line_format(l, TONE_PLAIN, "%s%s", others == 1 ? "" : "; ",
			branch_text(r, &j->paths[i]));
	}
	line_format(l, TONE_PLAIN, "%s). -v shows all paths and evidence.", others > 3 ? "; …" : "");
}

/* BEFORE_TREE: what the verdict rests on; otherwise everything else. */
void report_put_remarks(struct doc *d, const struct report *r, bool before_tree)
{
	const struct findings *all = &r->judgement->findings;

	if (before_tree) {
		for (size_t i = 0; i < r->failed_on_count; i++)
			put_word(d, r, r->failed_on[i]);
		for (size_t i = 0; r->judgement->verdict != VERDICT_GOOD &&
			i < r->judgement->reason_count; i++)
			if (!among(r->failed_on, r->failed_on_count, r->judgement->reasons[i]))
				put_word(d, r, r->judgement->reasons[i]);
		return;
	}
	put_others(d, r);
	put_served(d, r);
	for (int s = SEVERITY_FAIL; s >= SEVERITY_NOTE; s--)
		for (size_t i = 0; i < all->count; i++)
			if ((int)all->list[i].severity == s && !is_reason(r, all->list[i].word))
				put_finding(d, r, &all->list[i], !comes_again(all, i));
}
