/* One path as a tree: name, what it is, revocation, by what. */
#include "base/when.h"
#include "check/check_doc_parts.h"

static const char *status_text(const struct report *r, const struct link *l)
{
	static const char *const words[] = {
		[STATUS_GOOD] = "not revoked", [STATUS_REVOKED] = "REVOKED",
		[STATUS_UNKNOWN] = "not proven", [STATUS_STALE] = "answer too old",
		[STATUS_UNREACHABLE] = "no answer", [STATUS_NO_SOURCE] = "names no source",
		[STATUS_NOT_APPLICABLE] = "none needed", [STATUS_NOT_CHECKED] = "not checked",
	};

	if (l->status != STATUS_REVOKED || l->revoked_at == WHEN_NONE)
		return words[l->status];
	return arena_format(r->arena, "REVOKED %s", when_date(r->arena, l->revoked_at));
}

static enum tone status_tone(enum status s)
{
	switch (s) {
	case STATUS_GOOD:
		return TONE_GOOD;
	case STATUS_REVOKED:
		return TONE_BAD;
	case STATUS_UNKNOWN:
	case STATUS_STALE:
	case STATUS_UNREACHABLE:
	case STATUS_NO_SOURCE:
		return TONE_WARN;
	case STATUS_NOT_APPLICABLE:
	case STATUS_NOT_CHECKED:
		break;
	}
	return TONE_DIM;
}

static void put_anchor(struct row *row, const struct report *r)
{
	const char *trust = r->head == NULL ? NULL : r->head->trust;

	row_format(row, TONE_PLAIN, "anchor (%s)", trust == NULL ? "trust store" : trust);
	row_or(row, "anchor");
}

/* Where a branch without anchor ends, and for whom we looked in vain. */
static void put_end(struct row *row, const struct report *r, const struct path *path)
{
	const char *title = word_info(path->end)->title;

	if (path->end != WORD_ISSUER_NOT_FOUND || path->count == 0)
		row_put(row, TONE_BAD, title);
	else
		row_format(row, TONE_BAD, "%s: not found",
			graph_cert(r->facts->graph, path->certs[path->count - 1])->issuer_text);
}

/* What is told shorter where the page is narrow, first the source, then what a
 * certificate is; the status last. Nothing of it is cut. */
static void set_layout(struct rows *rows)
{
	rows_indent(rows, 2);
	rows_shorten(rows, 3);
	rows_shorten(rows, 1);
	rows_shorten(rows, 3);
	rows_shorten(rows, 2);
	rows_stack(rows);
}

static void put_status(struct row *row, const struct report *r, const struct link *l)
{
	const struct link_answer *a = report_answer(l);

	row_put(row, status_tone(l->status), status_text(r, l));
	if (l->status == STATUS_REVOKED)
		row_or(row, "REVOKED");
	row_put(row, TONE_DIM, a == NULL ? "" : report_source(r, l, a, 0));
	for (int brief = 1; brief < 3 && a != NULL; brief++)
		row_or(row, report_source(r, l, a, brief));
}

void report_put_tree(struct doc *d, const struct report *r, const struct judged_path *p, int level)
{
	struct rows *rows = page_rows(d, level);
	const struct path *path = p->path;
	struct row *row;

	set_layout(rows);
	for (size_t i = 0; i < path->count; i++) {
		const struct link *l = i < p->link_count ? &p->links[i] : NULL;

		row = rows_add(rows, (unsigned)i);
		row_put(row, i == 0 ? TONE_STRONG : TONE_PLAIN, report_name(r, path->certs[i]));
		if (path->anchored && i + 1 == path->count) {
			put_anchor(row, r);
			continue;
		}
		row_put(row, TONE_PLAIN, report_what(r, path->certs[i], i == 0, false));
		row_or(row, report_what(r, path->certs[i], i == 0, true));
		if (l != NULL)
			put_status(row, r, l);
	}
	if (path->anchored)
		return;
	put_end(rows_add(rows, (unsigned)path->count), r, path);
}
