/* The comparison of two lists as a document. */
#include "base/str.h"
#include "base/when.h"
#include "check/crl_doc.h"

#define SHOWN 20 /* entries of a kind on the page without -v */

static void put_changed(struct node *list, const struct crl_changed *c)
{
	struct node *o = node_object(list, NULL);

	node_text(o, "change", crl_change_word(c->change));
	node_hex(o, "serial", c->serial);
	node_time(o, "revoked_at", c->revoked_at);
	node_time(o, "was_revoked_at", c->was_revoked_at);
	if (c->reason >= 0)
		node_text(o, "reason", crl_reason_word(c->reason));
	if (c->was_reason >= 0)
		node_text(o, "was_reason", crl_reason_word(c->was_reason));
	node_time(o, "not_after", c->not_after);
	node_bool(o, "odd", c->odd);
}

static const char *reason(int code)
{
	return code < 0 ? "no reason" : crl_reason_word(code);
}

static const char *when(struct arena *a, int64_t at)
{
	return at == WHEN_NONE ? "?" : when_text(a, at);
}

static void say_changed(struct doc *d, const struct crl_changed *c, int level)
{
	struct arena *a = doc_arena(d);
	struct line *l = page_line(d, level, 4);
	enum tone tone = c->odd ? TONE_BAD : TONE_PLAIN;

	line_format(l, tone, "  %-14s ", crl_change_word(c->change));
	line_put(l, TONE_STRONG, view_hex(a, view_part(c->serial, 0, 64)));
	if (c->change == CRL_ADDED)
		line_format(l, TONE_PLAIN, "  revoked %s, %s", when(a, c->revoked_at), reason(c->reason));
	else if (c->change == CRL_REASON_CHANGED || c->change == CRL_DATE_CHANGED)
		line_format(l, tone, "  %s, %s; was %s, %s", when(a, c->revoked_at), reason(c->reason),
			when(a, c->was_revoked_at), reason(c->was_reason));
	else
		line_format(l, tone, "  was revoked %s, %s", when(a, c->was_revoked_at),
			reason(c->was_reason));
	if (c->not_after != WHEN_NONE)
		line_format(l, tone, "; valid until %s", when_text(a, c->not_after));
}

static void put_side(struct node *n, const char *key, struct arena *a, const char *input,
	const struct crl *c)
{
	struct node *o = node_object(n, key);

	node_outside(o, "input", view_of_text(input));
	crl_doc_list(node_object(o, "list"), a, c);
}

static void say_side(struct doc *d, const char *label, const char *input, const struct crl *c)
{
	struct arena *a = doc_arena(d);
	struct line *l = page_line(d, 0, 6);

	line_format(l, TONE_DIM, "  %s  ", label);
	line_put(l, TONE_STRONG, str_safe_text(a, input));
	line_format(l, TONE_PLAIN, "  %s, number %s, %llu entries", when_text(a, c->this_update),
		c->has_number ? view_hex(a, c->number) : "-", (unsigned long long)c->entry_count);
}

static void say_all(struct doc *d, const struct crl_diff *diff)
{
	size_t shown[CRL_CHANGES] = { 0 };

	for (int kind = 0; kind < CRL_CHANGES; kind++) {
		for (size_t i = 0; i < diff->count; i++)
			if ((int)diff->list[i].change == kind)
				say_changed(d, &diff->list[i], shown[kind]++ < SHOWN ? 0 : 1);
		if (diff->counts[kind] > SHOWN)
			line_format(page_line(d, 0, 4), TONE_DIM, "  %llu %s in all%s",
				(unsigned long long)diff->counts[kind], crl_change_word((enum crl_change)kind),
				diff->counts[kind] > CRL_DIFF_LISTED ? "" : "; -v shows them");
	}
}

void crl_doc_diff(struct doc *d, const char *old_input, const char *new_input,
	const struct crl *old_list, const struct crl *new_list, const struct crl_diff *diff)
{
	struct arena *a = doc_arena(d);
	struct node *n = doc_data(d), *counts, *list;
	bool failed = crl_diff_failed(diff);
	struct line *l = page_line(d, -1, 2);

	node_text(n, "what", "diff");
	node_text(n, "result", failed ? "fail" : rulings_count(&diff->rulings, SEVERITY_WARN) != 0 ?
		"warn" : "ok");
	put_side(n, "old", a, old_input, old_list);
	put_side(n, "new", a, new_input, new_list);
	node_bool(n, "same_bytes", diff->same_bytes);
	node_bool(n, "same_scope", diff->same_scope);
	node_bool(n, "in_order", diff->in_order);
	counts = node_object(n, "counts");
	for (int i = 0; i < CRL_CHANGES; i++)
		node_number(counts, crl_change_word((enum crl_change)i), (int64_t)diff->counts[i]);
	node_number(counts, "unchanged", (int64_t)diff->unchanged);
	node_number(counts, "doubles_old", (int64_t)diff->doubles_old);
	node_number(counts, "doubles_new", (int64_t)diff->doubles_new);
	node_bool(n, "cut", diff->cut);
	list = node_array(n, "changes");
	for (size_t i = 0; i < diff->count; i++)
		put_changed(list, &diff->list[i]);
	crl_doc_rulings(n, "rules", &diff->rulings);

	line_put(l, failed ? TONE_BAD : TONE_GOOD, failed ? "FAIL" : "OK");
	line_format(l, TONE_PLAIN, diff->same_bytes ? "  the same list" :
		"  %llu added, %llu gone, %llu changed, %llu as before",
		(unsigned long long)diff->counts[CRL_ADDED],
		(unsigned long long)(diff->counts[CRL_REMOVED] + diff->counts[CRL_VANISHED] +
		diff->counts[CRL_EXPIRED] + diff->counts[CRL_LIFTED]),
		(unsigned long long)(diff->counts[CRL_REASON_CHANGED] + diff->counts[CRL_DATE_CHANGED]),
		(unsigned long long)diff->unchanged);
	say_side(d, "old", old_input, old_list);
	say_side(d, "new", new_input, new_list);
	say_all(d, diff);
	crl_doc_rulings_page(d, &diff->rulings);
}
