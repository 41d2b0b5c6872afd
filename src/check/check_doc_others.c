/* One line for the paths that are not shown, equal ones together. */
#include <string.h>

#include "check/check_doc_parts.h"

enum { DETAILS = 2 };

struct kind { enum verdict verdict; bool anchored; };

/* What tells the paths of one kind from each other. */
static const char *detail_of(const struct report *r, const struct judged_path *p)
{
	const struct path *path = p->path;

	if (!path->anchored || p->verdict == VERDICT_GOOD)
		return report_name(r, path->certs[path->count - 1]);
	return p->reason_count == 0 ? "" : word_text(p->reasons[0]);
}

static bool is_of(const struct judged_path *p, struct kind k)
{
	return p->path->anchored == k.anchored && (!k.anchored || p->verdict == k.verdict);
}

static void put_kind(struct line *l, const struct report *r, struct kind k, size_t shown,
	bool first)
{
	const struct judgement *j = r->judgement;
	const char *seen[DETAILS] = { NULL };
	size_t count = 0, known = 0, more = 0;

	for (size_t i = 0; i < j->path_count; i++) {
		const char *detail;
		size_t s = 0;

		if (i == shown || !is_of(&j->paths[i], k))
			continue;
		count++;
		detail = detail_of(r, &j->paths[i]);
		while (s < known && strcmp(seen[s], detail) != 0)
			s++;
		if (s == known && known < DETAILS)
			seen[known++] = detail;
		else if (s == known)
			more++;
	}
	if (count == 0)
		return;
	line_put(l, TONE_DIM, first ? " " : "; ");
	if (count + 1 < j->path_count)
		line_format(l, TONE_DIM, "%zu ", count);
	if (k.anchored)
		line_format(l, TONE_DIM, "%s%s", verdict_word(k.verdict),
			k.verdict == VERDICT_GOOD ? " by anchor" : "");
	else
		line_format(l, TONE_DIM, "%s without an anchor", count == 1 ? "ends" : "end");
	for (size_t s = 0; s < known; s++)
		line_format(l, TONE_DIM, "%s%s", s != 0 ? ", " : k.anchored &&
			k.verdict == VERDICT_GOOD ? " " : " (", seen[s]);
	line_put(l, TONE_DIM, more != 0 ? ", \u2026" : "");
	if (!k.anchored || k.verdict != VERDICT_GOOD)
		line_put(l, TONE_DIM, ")");
}

void report_put_others(struct doc *d, const struct report *r)
{
	static const struct kind kinds[] = { { VERDICT_GOOD, true }, { VERDICT_UNDETERMINED, true },
		{ VERDICT_SUSPICIOUS, true }, { VERDICT_REVOKED, true }, { VERDICT_INVALID, true },
		{ VERDICT_UNREACHABLE, true }, { VERDICT_INVALID, false } };
	const struct judgement *j = r->judgement;
	size_t shown = j->best == SIZE_MAX ? 0 : j->best;
	bool first = true;
	struct line *l;

	if (j->path_count < 2)
		return;
	l = page_line(d, 0, 4);
	page_until(d, 0);
	line_format(l, TONE_DIM, "  %zu other %s:", j->path_count - 1,
		j->path_count == 2 ? "path" : "paths");
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (size_t i = 0; i < j->path_count; i++)
			if (i != shown && is_of(&j->paths[i], kinds[k])) {
				put_kind(l, r, kinds[k], shown, first);
				first = false;
				break;
			}
	line_put(l, TONE_DIM, j->path_count == 2 ? "; -v shows it" : "; -v shows them");
}
