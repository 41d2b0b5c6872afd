#include "check/crl_doc.h"

#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "x509/name.h"

void crl_doc_problem(struct doc *d, const char *what, const char *input, const char *problem)
{
	struct node *root = doc_data(d);
	struct line *l;

	if (what != NULL)
		node_text(root, "what", what);
	node_outside(root, "input", view_of_text(input));
	node_text(root, "problem", problem);
	l = page_line(d, -1, 2);
	line_put(l, TONE_STRONG, str_safe_text(doc_arena(d), input));
	line_format(l, TONE_BAD, ": %s", problem);
}

/* --- rulings -------------------------------------------------------------------- */

void crl_doc_rulings(struct node *n, const char *key, const struct rulings *r)
{
	struct node *list = node_array(n, key);

	for (size_t i = 0; i < r->count; i++) {
		const struct ruling *one = &r->list[i];
		struct node *o = node_object(list, NULL);

		node_text(o, "rule", one->rule);
		node_text(o, "result", ruled_word(one->result));
		if (one->result == RULED_BROKEN)
			node_text(o, "severity", severity_word(one->severity));
		node_text(o, "title", one->title);
		node_text(o, "source", one->source);
		node_text(o, "detail", one->detail);
	}
}

static enum tone tone_of(const struct ruling *r)
{
	if (r->result != RULED_BROKEN)
		return r->result == RULED_HOLDS ? TONE_GOOD : TONE_DIM;
	return r->severity == SEVERITY_FAIL ? TONE_BAD : r->severity == SEVERITY_WARN ? TONE_WARN :
		TONE_PLAIN;
}

void crl_doc_rulings_page(struct doc *d, const struct rulings *r)
{
	for (int s = SEVERITY_FAIL; s >= SEVERITY_NOTE; s--)
		for (size_t i = 0; i < r->count; i++) {
			const struct ruling *one = &r->list[i];
			struct line *l;

			if (one->result != RULED_BROKEN || (int)one->severity != s)
				continue;
			l = page_remark(d, s == SEVERITY_NOTE ? 1 : 0, tone_of(one),
				severity_word(one->severity));
			line_format(l, TONE_STRONG, "%s ", one->rule);
			line_format(l, TONE_PLAIN, "%s: %s", one->title, one->detail);
			line_format(l, TONE_DIM, " (%s)", one->source);
		}
	for (size_t i = 0; i < r->count; i++) {
		const struct ruling *one = &r->list[i];
		struct line *l;

		if (one->result == RULED_BROKEN)
			continue;
		l = page_remark(d, one->result == RULED_HOLDS ? 1 : 2, tone_of(one), ruled_word(one->result));
		line_format(l, TONE_STRONG, "%s ", one->rule);
		line_format(l, TONE_PLAIN, "%s%s%s", one->title, one->detail == NULL ? "" : ": ",
			one->detail == NULL ? "" : one->detail);
	}
}

/* --- one list --------------------------------------------------------------------- */

const char *crl_doc_number(struct arena *a, const struct crl *c)
{
	return c->has_number ? view_hex(a, c->number) : NULL;
}

void crl_doc_list(struct node *n, struct arena *a, const struct crl *c)
{
	const struct crl_idp *idp = &c->idp;
	struct node *list;

	node_text(n, "issuer", name_text(a, c->issuer));
	node_number(n, "version", c->version + 1);
	if (c->has_number)
		node_hex(n, "number", c->number);
	node_time(n, "this_update", c->this_update);
	node_time(n, "next_update", c->next_update);
	node_number(n, "entries", (int64_t)c->entry_count);
	if (c->has_aki && c->aki.size != 0)
		node_hex(n, "authority_key_id", c->aki);
	if (c->is_delta)
		node_hex(n, "delta_of", c->base_number);
	if (!idp->present)
		return;
	n = node_object(n, "scope");
	list = node_array(n, "points");
	for (size_t i = 0; i < idp->name_count; i++)
		node_text(list, NULL, general_name_text(a, idp->names[i]));
	node_text(n, "certificates", idp->only_user ? "users" : idp->only_ca ? "cas" :
		idp->only_attribute ? "attributes" : "all");
	node_bool(n, "indirect", idp->indirect);
	node_bool(n, "critical", idp->critical);
	if (idp->has_reasons)
		node_number(n, "reasons", idp->reasons);
}

/* --- lint -------------------------------------------------------------------------- */

void crl_doc_lint(struct doc *d, const char *input, const struct crl_lint *lint, int64_t at)
{
	struct arena *a = doc_arena(d);
	const struct rulings *r = &lint->rulings;
	size_t fails = rulings_count(r, SEVERITY_FAIL), warns = rulings_count(r, SEVERITY_WARN);
	struct node *root = doc_data(d);
	struct line *l = page_line(d, -1, 2);

	node_text(root, "what", "lint");
	node_outside(root, "input", view_of_text(input));
	node_text(root, "result", fails != 0 ? "fail" : warns != 0 ? "warn" : "ok");
	if (lint->decoded)
		crl_doc_list(node_object(root, "list"), a, &lint->crl);
	node_text(root, "signed_by", lint->signed_by);
	node_bool(root, "lets_encrypt", lint->lets_encrypt);
	crl_doc_rulings(root, "rules", r);
	line_put(l, TONE_STRONG, str_safe_text(a, input));
	line_put(l, fails != 0 ? TONE_BAD : warns != 0 ? TONE_WARN : TONE_GOOD, fails != 0 ? "  FAIL" :
		warns != 0 ? "  WARN" : "  OK");
	line_format(l, TONE_PLAIN, "  %zu fail, %zu warn", fails, warns);
	if (lint->decoded)
		line_format(l, TONE_PLAIN, "; %llu entries, %s old, %s",
			(unsigned long long)lint->crl.entry_count, lint->crl.this_update > at ? "not yet" :
			when_span_text(a, at - lint->crl.this_update), lint->signed_by == NULL ?
			"signature not verified" : arena_format(a, "signed by %s", lint->signed_by));
	crl_doc_rulings_page(d, r);
}

/* --- sweep ------------------------------------------------------------------------- */

static const char *size_text(struct arena *a, uint64_t bytes)
{
	if (bytes < 10 * 1024)
		return arena_format(a, "%llu B", (unsigned long long)bytes);
	if (bytes < 10 * 1024 * 1024)
		return arena_format(a, "%llu kB", (unsigned long long)(bytes / 1024));
	return arena_format(a, "%llu MB", (unsigned long long)(bytes / 1024 / 1024));
}

static enum tone state_tone(const struct sweep_row *r)
{
	return r->state != SWEEP_OK ? TONE_BAD : r->warnings != 0 ? TONE_WARN : TONE_GOOD;
}

void crl_doc_shard(struct doc *d, const struct sweep_row *r, int64_t at)
{
	struct arena *a = doc_arena(d);
	struct node *n = doc_data(d);
	struct line *l = page_line(d, r->state == SWEEP_OK ? 0 : -1, 2);

	node_text(n, "what", "shard");
	node_outside(n, "input", view_of_text(r->url));
	if (r->shard != 0)
		node_number(n, "shard", (int64_t)r->shard);
	node_text(n, "state", sweep_state_word(r->state));
	node_text(n, "reach", reach_word(r->reach));
	if (r->http_status != 0)
		node_number(n, "http_status", r->http_status);
	node_text(n, "problem", r->problem);
	line_format(l, TONE_STRONG, "%5lu", r->shard);
	line_format(l, state_tone(r), "  %-9s", sweep_state_word(r->state));
	if (r->this_update != WHEN_NONE) {
		node_number(n, "bytes", (int64_t)r->bytes);
		node_number(n, "entries", (int64_t)r->entries);
		node_time(n, "this_update", r->this_update);
		node_time(n, "next_update", r->next_update);
		if (r->number.size != 0)
			node_hex(n, "number", r->number);
		node_text(n, "issuer", r->issuer);
		node_text(n, "signed_by", r->signed_by);
		line_format(l, TONE_PLAIN, "  %8s  %7s  %7llu entries  number %s",
			r->this_update > at ? "future" : when_span_text(a, at - r->this_update),
			size_text(a, r->bytes), (unsigned long long)r->entries, r->number.size == 0 ? "-" :
			view_hex(a, r->number));
	}
	node_number(n, "warnings", (int64_t)r->warnings);
	if (r->problem != NULL)
		line_format(l, TONE_PLAIN, "  %s", r->problem);
}

static void sum_page(struct doc *d, const struct sweep_sum *s, int64_t at)
{
	struct arena *a = doc_arena(d);
	struct line *l = page_line(d, -1, 2);

	page_blank(d, 0);
	line_format(l, s->states[SWEEP_OK] == s->rows && s->doubles == 0 ? TONE_GOOD : TONE_BAD,
		"%zu of %zu lists ok", s->states[SWEEP_OK], s->rows);
	for (int i = SWEEP_WRONG; i <= SWEEP_UNREACHED; i++)
		if (s->states[i] != 0)
			line_format(l, TONE_BAD, ", %zu %s", s->states[i], sweep_state_word((enum sweep_state)i));
	if (s->rows < s->asked)
		line_format(l, TONE_BAD, "; interrupted, %zu of %zu lists were not fetched",
			s->asked - s->rows, s->asked);
	line_format(l, TONE_PLAIN, "; %llu entries, %s", (unsigned long long)s->entries,
		size_text(a, s->bytes));
	if (s->oldest != WHEN_NONE)
		line_format(l, TONE_PLAIN, "; %s to %s old", when_span_text(a, at - s->newest),
			when_span_text(a, at - s->oldest));
	if (s->warned != 0)
		line_format(l, TONE_WARN, "; %zu with warnings (lencr crl lint URL)", s->warned);
	if (s->issuers > 1)
		line_format(page_remark(d, 0, TONE_BAD, "fail"), TONE_PLAIN,
			"the lists come from %zu issuers", s->issuers);
	for (size_t i = 0; i < s->count; i++)
		line_format(page_remark(d, i < 10 ? 0 : 1, TONE_BAD, "fail"), TONE_PLAIN,
			"serial %s stands in the shards %lu and %lu", view_hex(a, s->list[i].serial),
			s->list[i].shards[0], s->list[i].shards[1]);
	if (s->doubles > s->count)
		line_format(page_remark(d, 0, TONE_BAD, "fail"), TONE_PLAIN, "%zu such serials in all",
			s->doubles);
	if (s->cut)
		line_put(page_remark(d, 0, TONE_WARN, "warn"), TONE_PLAIN,
			"too many entries to look for doubles in all of them");
}

static void put_found(struct doc *d, struct node *n, const struct sweep *sweep,
	const struct view *finds, size_t count)
{
	struct node *list = node_array(n, "found");
	unsigned long shards[16];

	for (size_t i = 0; i < count; i++) {
		size_t found = sweep_find(sweep, finds[i], shards, 16);
		struct node *o = node_object(list, NULL), *where;
		struct line *l = page_line(d, -1, 4);

		node_hex(o, "serial", finds[i]);
		where = node_array(o, "shards");
		line_format(l, TONE_STRONG, "  serial %s", view_hex(doc_arena(d), finds[i]));
		line_put(l, TONE_PLAIN, found == 0 ? " stands in none" : " stands in");
		for (size_t k = 0; k < found && k < 16; k++) {
			node_number(where, NULL, (int64_t)shards[k]);
			line_format(l, TONE_PLAIN, " %lu", shards[k]);
		}
	}
}

void crl_doc_sweep(struct doc *d, const struct sweep *sweep, const struct sweep_sum *s,
	const struct view *finds, size_t find_count, int64_t at)
{
	struct node *n = node_object(doc_data(d), "summary"), *list, *states;

	node_number(n, "inputs", (int64_t)s->rows);
	node_number(n, "failed", (int64_t)(s->states[SWEEP_WRONG] + s->states[SWEEP_MALFORMED] +
		s->states[SWEEP_MISSING]));
	node_number(n, "unreadable", (int64_t)s->states[SWEEP_UNREACHED]);
	n = node_object(n, "sweep");
	states = node_object(n, "states");
	for (int i = SWEEP_OK; i <= SWEEP_UNREACHED; i++)
		node_number(states, sweep_state_word((enum sweep_state)i), (int64_t)s->states[i]);
	node_number(n, "entries", (int64_t)s->entries);
	node_number(n, "bytes", (int64_t)s->bytes);
	node_time(n, "oldest", s->oldest);
	node_time(n, "newest", s->newest);
	node_number(n, "issuers", (int64_t)s->issuers);
	node_number(n, "doubles", (int64_t)s->doubles);
	node_bool(n, "cut", s->cut);
	list = node_array(n, "in_two_shards");
	for (size_t i = 0; i < s->count; i++) {
		struct node *o = node_object(list, NULL), *shards;

		node_hex(o, "serial", s->list[i].serial);
		shards = node_array(o, "shards");
		node_number(shards, NULL, (int64_t)s->list[i].shards[0]);
		node_number(shards, NULL, (int64_t)s->list[i].shards[1]);
	}
	sum_page(d, s, at);
	if (find_count != 0)
		put_found(d, n, sweep, finds, find_count);
}

void crl_doc_summary(struct doc *d, size_t inputs, size_t failed, size_t unreadable)
{
	struct node *n = node_object(doc_data(d), "summary");

	node_number(n, "inputs", (int64_t)inputs);
	node_number(n, "failed", (int64_t)failed);
	node_number(n, "unreadable", (int64_t)unreadable);
}
