/* By machine and by site: what matters first when there are many contacts. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "observe/why_doc_parts.h"

enum { ROWS = 12, GROUPS = 4096 };

/* What stands together under one name. */
struct group {
	const char *name;
	size_t count, grades[GRADE_PROVEN + 1], suspicious;
	int64_t first, last;
};
struct groups { struct arena *arena; struct group *list; size_t count, space; };

static struct group *group_of(struct groups *g, const char *name)
{
	struct group *slot;

	for (size_t i = 0; i < g->count; i++)
		if (strcmp(g->list[i].name, name) == 0)
			return &g->list[i];
	if (g->count >= GROUPS)
		return NULL;
	slot = arena_more(g->arena, &g->list, g->count++, &g->space, sizeof *slot);
	slot->name = arena_text(g->arena, name);
	slot->first = INT64_MAX;
	slot->last = INT64_MIN;
	return slot;
}

static void put(struct groups *g, const char *name, const struct contact *c)
{
	struct group *k = group_of(g, name);

	if (k == NULL)
		return;
	k->count++;
	k->grades[c->grade]++;
	k->suspicious += c->suspicious;
	k->first = c->at < k->first ? c->at : k->first;
	k->last = c->at > k->last ? c->at : k->last;
}

/* The most contacts first; then by name, so that the order is always the same. */
static int compare(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->name, y->name);
}

static const char *site_of(struct arena *a, const struct contact *c)
{
	const struct candidate *k = why_cause(c);

	if (k == NULL || c->grade == GRADE_UNEXPLAINED)
		return "(unexplained)";
	if (c->grade == GRADE_POSSIBLE && why_told_by(c)->candidate_count > 1)
		return "(several possible)";
	return why_candidate_name(a, k);
}

static void put_cell(struct row *row, enum tone tone, size_t count)
{
	if (count == 0)
		row_put(row, TONE_DIM, "-");
	else
		row_format(row, tone, "%zu", count);
}

static void page_groups(struct doc *d, const char *head, const struct groups *g)
{
	const char *const cells[] = { head, "contacts", "proven", "likely", "possible", "unexpl.", "suspicious" };
	struct rows *rows;

	page_blank(d, 0);
	rows = page_rows(d, 0);
	rows_indent(rows, 2);
	rows_soft(rows, 0);
	rows_header(rows, cells, sizeof cells / sizeof *cells);
	for (size_t i = 0; i < g->count && i < ROWS; i++) {
		const struct group *k = &g->list[i];
		struct row *row = rows_add(rows, 0);

		row_put(row, TONE_PLAIN, k->name);
		row_format(row, TONE_PLAIN, "%zu", k->count);
		for (int n = GRADE_PROVEN; n >= 0; n--)
			put_cell(row, why_grade_tone((enum grade)n), k->grades[n]);
		put_cell(row, TONE_BAD, k->suspicious);
	}
	if (g->count > ROWS)
		line_format(page_line(d, 0, 2), TONE_DIM, "  and %zu more%s", g->count - ROWS,
			g->count >= GROUPS ? " at least" : "");
}

static void data_groups(struct node *summary, const char *key, const char *name_key, const struct groups *g)
{
	struct node *list = node_array(summary, key);

	for (size_t i = 0; i < g->count; i++) {
		const struct group *k = &g->list[i];
		struct node *n = node_object(list, NULL);

		node_text(n, name_key, k->name);
		node_number(n, "contacts", (int64_t)k->count);
		for (int grade = GRADE_PROVEN; grade >= 0; grade--)
			node_number(n, grade_word((enum grade)grade), (int64_t)k->grades[grade]);
		node_number(n, "suspicious", (int64_t)k->suspicious);
		node_moment(n, "first", k->first);
		node_moment(n, "last", k->last);
	}
}

struct why_totals { struct why_counts counts; struct groups machines, sites; };

struct why_totals *why_totals_new(struct arena *a)
{
	struct why_totals *t = arena_take(a, sizeof *t);

	t->machines.arena = t->sites.arena = a;
	return t;
}

void why_totals_add(struct why_totals *t, const struct contact *c)
{
	/* Most names are there already; only new ones are kept. */
	struct arena *a = arena_new();

	t->counts.contacts++;
	t->counts.grades[c->grade]++;
	t->counts.suspicious += c->suspicious;
	put(&t->machines, why_machine(a, c), c);
	put(&t->sites, site_of(a, c), c);
	arena_free(a);
}

const struct why_totals *why_totals_of(struct arena *a, const struct why_report *r)
{
	struct why_totals *t;

	if (r->totals != NULL)
		return r->totals;
	t = why_totals_new(a);
	for (size_t i = 0; i < r->found->count; i++)
		why_totals_add(t, r->found->all[i]);
	return t;
}

const struct why_counts *why_totals_counts(const struct why_totals *t)
{
	return &t->counts;
}

size_t why_totals_machines(const struct why_totals *t)
{
	return t->machines.count;
}

/* The groups in the order in which they are shown. */
static struct groups sorted(struct arena *a, const struct groups *g)
{
	struct groups out = { .arena = a, .count = g->count };

	out.list = arena_copy(a, g->list, g->count * sizeof *g->list);
	if (out.count != 0)
		qsort(out.list, out.count, sizeof *out.list, compare);
	return out;
}

void why_sums_data(struct node *summary, const struct why_totals *t)
{
	struct arena *a = arena_new();
	struct groups machines = sorted(a, &t->machines), sites = sorted(a, &t->sites);

	data_groups(summary, "by_machine", "client", &machines);
	data_groups(summary, "by_site", "name", &sites);
	arena_free(a);
}

void why_sums_page(struct doc *d, const struct why_totals *t)
{
	struct groups machines = sorted(doc_arena(d), &t->machines), sites = sorted(doc_arena(d), &t->sites);

	page_groups(d, "machine", &machines);
	page_groups(d, "because of", &sites);
}
