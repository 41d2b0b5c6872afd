/* Findings as remarks: what is wrong, and what to do. By default every cause
 * is said once; with -v everything is there. */
#include <string.h>

#include "check/check_doc_parts.h"

enum { MOST = 4 }; /* remarks by default, each with its remedy */

static bool among(const enum word *words, size_t count, enum word w)
{
	for (size_t i = 0; i < count; i++)
		if (words[i] == w)
			return true;
	return false;
}

static bool is_bad(const struct report *r)
{
	return r->judgement->verdict != VERDICT_GOOD;
}

static bool is_reason(const struct report *r, enum word w)
{
	return (is_bad(r) && among(r->judgement->reasons, r->judgement->reason_count, w)) ||
		among(r->failed_on, r->failed_on_count, w);
}

/* BY tells a person what WORD says, and more. */
static const struct { enum word by, word; } told_by[] = {
	{ WORD_PRECERTIFICATE, WORD_UNKNOWN_CRITICAL_EXTENSION },
	{ WORD_SELF_SIGNED, WORD_UNTRUSTED }, { WORD_ISSUER_NOT_FOUND, WORD_UNTRUSTED },
	{ WORD_ENDS_AT_NEW_ROOT, WORD_UNTRUSTED }, { WORD_ENDS_AT_NEW_ROOT, WORD_SELF_SIGNED },
	{ WORD_CA_REVOKED, WORD_KNOWN_REVOKED }, { WORD_CA_REVOKED, WORD_PRESENTED_CA_REVOKED },
	{ WORD_CA_REVOKED, WORD_DIFFERS_AS_SERVED },
	{ WORD_KNOWN_REVOKED, WORD_PRESENTED_CA_REVOKED },
	{ WORD_PRESENTED_CA_REVOKED, WORD_DIFFERS_AS_SERVED },
	{ WORD_PRESENTED_CA_EXPIRED, WORD_DIFFERS_AS_SERVED },
	{ WORD_CHAIN_INCOMPLETE, WORD_DIFFERS_AS_SERVED },
	{ WORD_EVIDENCE_FORGED, WORD_CRL_BAD_SIGNATURE },
	{ WORD_EVIDENCE_FORGED, WORD_OCSP_BAD_SIGNATURE },
	{ WORD_BODY_HTML, WORD_CRL_MALFORMED }, { WORD_BODY_HTML, WORD_OCSP_MALFORMED },
	{ WORD_EXPIRED, WORD_PRESENTED_CA_EXPIRED },
};

bool report_explains(const struct report *r, enum word by, enum word word)
{
	enum verdict v = r->judgement->verdict;

	if (by == word)
		return false;
	if (word == WORD_TARGET_UNREACHABLE)
		return is_reason(r, by);
	if (word == WORD_NO_REVOCATION_ANSWER && is_reason(r, by))
		return v == VERDICT_UNDETERMINED || v == VERDICT_SUSPICIOUS;
	for (size_t i = 0; i < sizeof told_by / sizeof *told_by; i++)
		if (told_by[i].by == by && told_by[i].word == word)
			return true;
	return false;
}

/* Worth a line without -v. */
static bool is_plain(const struct report *r, const struct finding *f)
{
	return f->severity != SEVERITY_NOTE || is_reason(r, f->word);
}

static bool is_explained(const struct report *r, enum word w)
{
	for (size_t i = 0; i < r->judgement->findings.count; i++) {
		const struct finding *f = &r->judgement->findings.list[i];

		if (is_plain(r, f) && report_explains(r, f->word, w))
			return true;
	}
	return false;
}

const struct finding *report_primary(const struct report *r)
{
	const struct judgement *j = r->judgement;

	if (!is_bad(r))
		return NULL;
	for (size_t i = 0; i < j->reason_count; i++) {
		const struct finding *f = report_find(r, j->reasons[i]);

		if (f != NULL && !is_explained(r, f->word))
			return f;
	}
	return j->reason_count == 0 ? NULL : report_find(r, j->reasons[0]);
}

static enum severity severity_of(const struct report *r, const struct finding *f)
{
	const struct judgement *j = r->judgement;

	for (size_t i = 0; is_bad(r) && i < j->reason_count; i++)
		if (j->reasons[i] == f->word || report_explains(r, f->word, j->reasons[i]))
			return SEVERITY_FAIL;
	return f->severity;
}

static struct line *put_label(struct doc *d, const struct report *r, const struct finding *f,
	int level)
{
	static const enum tone tones[] = { TONE_DIM, TONE_WARN, TONE_BAD };
	enum severity s = severity_of(r, f);

	return page_remark(d, level, tones[s], severity_word(s));
}

/* What was told in the first line is explained, or its place named. */
static const char *text_of(const struct report *r, const struct finding *f)
{
	const char *explanation = word_info(f->word)->explanation;
	const struct told t = report_told(r, f->detail);

	if (f != report_primary(r) || *explanation == '\0' || f->word == WORD_NAME_MISMATCH)
		return report_finding(r, f);
	if ((f->word == WORD_REVOKED || f->word == WORD_CA_REVOKED) && report_listing(r, f) != NULL)
		return report_listing(r, f);
	if (t.url == NULL && t.text != NULL && t.place == NULL && f->about == ABOUT_CERTIFICATE)
		return arena_format(r->arena, "%s: %s", word_info(f->word)->title, t.text);
	if (t.url == NULL || f->word == WORD_OFFLINE)
		return explanation;
	if (strstr(t.url, "tls:") == t.url)
		return t.place == NULL ? explanation : arena_format(r->arena, "%.*s: %s",
			(int)(strlen(explanation) - 1), explanation, t.place);
	return arena_format(r->arena, "%.*s (%s)", (int)(strlen(explanation) - 1), explanation,
		report_url(r, t.url));
}

/* The exact remedy: the finding's own, that of a finding which says the same,
 * or else the word's. */
static const char *remedy_of(const struct report *r, const struct finding *f)
{
	const struct findings *all = &r->judgement->findings;

	if (f->remedy != NULL)
		return f->remedy;
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].remedy != NULL && report_explains(r, f->word, all->list[i].word))
			return all->list[i].remedy;
	if (report_page_remedy(r, f) != NULL)
		return report_page_remedy(r, f);
	if (f->word == WORD_NO_REVOCATION_ANSWER && report_unproven_remedy(r) != NULL)
		return report_unproven_remedy(r);
	return report_remedy(f);
}

static void put_fix(struct doc *d, const struct report *r, const char *remedy, int level)
{
	if (*remedy != '\0')
		line_put(page_remark(d, level, TONE_STRONG, "fix"), TONE_PLAIN,
			report_capitalised(r, remedy));
}

/* How many sentences there are to say of a word. */
static size_t count_of(const struct report *r, const struct finding *first)
{
	const struct findings *all = &r->judgement->findings;
	size_t count = 0;

	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].word == first->word && all->list[i].severity == first->severity) {
			size_t k = 0;

			while (k < i && (all->list[k].word != first->word || strcmp(report_finding(r,
				&all->list[k]), report_finding(r, &all->list[i])) != 0))
				k++;
			count += k == i;
		}
	return count;
}

static void put_brief(struct doc *d, const struct report *r, const struct finding *f)
{
	struct line *l = put_label(d, r, f, 0);
	size_t count = count_of(r, f);

	page_until(d, 0);
	line_put(l, TONE_PLAIN, text_of(r, f));
	if (count > 1 && f->word != WORD_OFFLINE)
		line_format(l, TONE_PLAIN, " (and %zu more; -v shows all)", count - 1);
	line_format(l, TONE_DIM, " [%s]", word_text(f->word));
	put_fix(d, r, remedy_of(r, f), 0);
	page_until(d, 0);
}

static bool is_brief(const struct report *r, const struct finding *f)
{
	return is_plain(r, f) && f == report_find(r, f->word) && !is_explained(r, f->word);
}

/* What a server's own chain leads to, where no finding says why. */
static void put_served(struct doc *d, const struct report *r)
{
	const struct judgement *j = r->judgement;
	bool told = is_explained(r, WORD_DIFFERS_AS_SERVED) || !r->facts->is_host;
	struct line *l;

	if (!j->has_served || j->served == j->verdict ||
	    findings_have(&j->findings, WORD_DIFFERS_AS_SERVED))
		return;
	l = page_remark(d, told ? 1 : 0, r->facts->is_host ? TONE_WARN : TONE_DIM,
		r->facts->is_host ? "warn" : "note");
	line_format(l, TONE_PLAIN, "%s alone it is %s",
		r->facts->is_host ? "From what the server sends" : "From what the file holds",
		report_capitals(r, verdict_word(j->served)));
	for (size_t i = 0; i < j->served_reason_count; i++)
		line_format(l, TONE_PLAIN, "%s%s", i == 0 ? ": " : ", ",
			word_text(j->served_reasons[i]));
}

/* The order of remarks: what --fail-on met, the reasons, the rest. */
static size_t take_words(const struct report *r, enum word *words)
{
	const struct judgement *j = r->judgement;
	size_t count = 0;

	for (size_t i = 0; i < r->failed_on_count; i++)
		if (!among(words, count, r->failed_on[i]))
			words[count++] = r->failed_on[i];
	for (size_t i = 0; is_bad(r) && i < j->reason_count; i++)
		if (!among(words, count, j->reasons[i]))
			words[count++] = j->reasons[i];
	for (int s = SEVERITY_FAIL; s >= SEVERITY_NOTE; s--)
		for (size_t i = 0; i < j->findings.count; i++)
			if ((int)j->findings.list[i].severity == s &&
			    !among(words, count, j->findings.list[i].word))
				words[count++] = j->findings.list[i].word;
	return count;
}

void report_put_remarks(struct doc *d, const struct report *r)
{
	enum word *words = arena_array(r->arena, WORD_COUNT, sizeof *words);
	size_t count = take_words(r, words), put = 0, left = 0;

	for (size_t i = 0; i < count; i++) {
		const struct finding *f = report_find(r, words[i]);

		if (f == NULL || !is_brief(r, f))
			continue;
		if (put < MOST)
			put_brief(d, r, f);
		put < MOST ? put++ : left++;
	}
	if (left != 0) {
		line_format(page_line(d, 0, 2), TONE_DIM, "  %zu more %s; -v shows all", left,
			left == 1 ? "remark" : "remarks");
		page_until(d, 0);
	}
}

/* Every sentence of a word, then its remedies, each once. */
static void put_word(struct doc *d, const struct report *r, enum word w)
{
	const struct findings *all = &r->judgement->findings;
	const char **texts = arena_array(r->arena, all->count + 1, sizeof *texts), *last = "";
	size_t count = 0;

	for (size_t i = 0; i < all->count; i++) {
		const struct finding *f = &all->list[i];
		const char *text;
		size_t k = 0;
		struct line *l;

		if (f->word != w)
			continue;
		text = text_of(r, f);
		while (k < count && strcmp(texts[k], text) != 0)
			k++;
		if (k < count)
			continue;
		texts[count++] = text;
		if (count > 1 && strcmp(last, remedy_of(r, f)) != 0)
			put_fix(d, r, last, 1);
		last = remedy_of(r, f);
		l = put_label(d, r, f, 1);
		line_put(l, TONE_PLAIN, text);
		line_format(l, TONE_DIM, " [%s]", word_text(w));
	}
	put_fix(d, r, last, 1);
}

void report_put_all_remarks(struct doc *d, const struct report *r)
{
	enum word *words = arena_array(r->arena, WORD_COUNT, sizeof *words);
	size_t count = take_words(r, words);

	for (size_t i = 0; i < count; i++)
		put_word(d, r, words[i]);
	put_served(d, r);
}
