#include "check/check_doc.h"

#include "check/check_doc_parts.h"

void check_doc_head(struct doc *d, const struct report_info *r)
{
	struct node *root = doc_data(d), *tool, *relaxed;

	node_text(root, "schema", r->schema == NULL ? "lencr.check/1" : r->schema);
	tool = node_object(root, "tool");
	node_text(tool, "version", r->version == NULL ? LENCR_VERSION : r->version);
	node_text(tool, "openssl", r->openssl);
	node_text(tool, "curl", r->curl);
	node_text(tool, "sandbox", r->sandbox);
	node_text(tool, "catalog", r->catalog);
	relaxed = node_array(root, "relaxed");
	for (size_t i = 0; i < r->relaxed_count; i++)
		node_text(relaxed, NULL, r->relaxed[i]);
}

static void put_relaxed(struct doc *d, const struct report_info *head)
{
	struct line *l;

	if (head->relaxed_count == 0)
		return;
	l = page_remark(d, 0, TONE_WARN, "note");
	for (size_t i = 0; i < head->relaxed_count; i++)
		line_format(l, TONE_PLAIN, "%s%s", i == 0 ? "Relaxed by " : ", ", head->relaxed[i]);
}

static void put_shown(struct doc *d, const struct report *r)
{
	const struct judgement *j = r->judgement;

	if (j->path_count == 0)
		return;
	page_blank(d, 0);
	page_until(d, 0);
	report_put_tree(d, r, &j->paths[j->best != SIZE_MAX ? j->best : 0], 0);
	page_until(d, 0);
	report_put_others(d, r);
}

/* What is wrong stands before the tree, what could be better behind it. */
static void put_default(struct doc *d, const struct report *r)
{
	bool fine = r->judgement->verdict == VERDICT_GOOD && r->failed_on_count == 0;

	if (fine)
		put_shown(d, r);
	report_put_remarks(d, r);
	report_put_all_remarks(d, r);
	if (!fine)
		put_shown(d, r);
	report_put_not_fetched(d, r);
	put_relaxed(d, r->head);
}

void check_doc_put(struct doc *d, const struct report *r)
{
	report_put_result(doc_data(d), r);
	report_put_line(d, r);
	put_default(d, r);
	report_put_all_paths(d, r);
	report_put_all_evidence(d, r);
}

void check_doc_item(struct doc *d, struct check *c, const struct report_info *head,
	const enum word *failed_on, size_t failed_on_count)
{
	const struct report r = { .arena = doc_arena(d), .target = check_target(c),
		.judgement = check_judgement(c), .facts = check_facts(c),
		.handshake = check_handshake(c), .head = head, .failed_on = failed_on,
		.failed_on_count = failed_on_count };

	check_doc_put(d, &r);
}

void check_doc_tail(struct doc *d, const struct check_totals *totals)
{
	static const enum verdict order[] = { VERDICT_GOOD, VERDICT_INVALID, VERDICT_REVOKED,
		VERDICT_UNDETERMINED, VERDICT_UNREACHABLE, VERDICT_SUSPICIOUS };
	struct node *summary = node_object(doc_data(d), "summary");
	size_t sum = 0;
	struct line *l;

	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		size_t count = totals->by_verdict[order[i]];

		node_number(summary, verdict_word(order[i]), (int64_t)count);
		sum += count;
	}
	if (sum < 2)
		return;
	l = page_line(d, 0, 2);
	line_format(l, TONE_STRONG, "%zu targets:", sum);
	for (size_t i = 0, some = 0; i < sizeof order / sizeof *order; i++) {
		size_t count = totals->by_verdict[order[i]];

		if (count != 0)
			line_format(l, TONE_PLAIN, "%s %zu %s", some++ == 0 ? "" : ",", count,
				verdict_word(order[i]));
	}
}
