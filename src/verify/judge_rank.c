/* The order of paths, and the words behind a verdict. */
#include "verify/judge_parts.h"

#include <stdlib.h>
#include <string.h>

#include "verify/status.h"

/* Better first. A path that fails validation stands behind those that verify:
 * the verdict is that of the best path that verifies. */
static int rank(const struct judged *j)
{
	static const int ranks[] = {
		[VERDICT_GOOD] = 0, [VERDICT_UNDETERMINED] = 1, [VERDICT_SUSPICIOUS] = 2,
		[VERDICT_REVOKED] = 3, [VERDICT_INVALID] = 4, [VERDICT_UNREACHABLE] = 5,
	};

	return j->out.path->anchored ? ranks[j->out.verdict] : 6;
}

/* Of paths that fail, the one with the fewest and least problems shows best
 * what is wrong. */
static int by_problems(const struct judged_path *a, const struct judged_path *b)
{
	if (a->verdict != VERDICT_INVALID || !a->path->anchored)
		return 0;
	if (a->reason_count != b->reason_count)
		return a->reason_count < b->reason_count ? -1 : 1;
	if (a->reason_count == 0 || word_rank(a->reasons[0]) == word_rank(b->reasons[0]))
		return 0;
	return word_rank(a->reasons[0]) > word_rank(b->reasons[0]) ? -1 : 1;
}

struct sortable {
	struct judged judged;
	const struct graph *graph;
};

static int by_rank(const void *left, const void *right)
{
	const struct sortable *x = left, *y = right;
	const struct path *a = x->judged.out.path, *b = y->judged.out.path;

	if (rank(&x->judged) != rank(&y->judged))
		return rank(&x->judged) - rank(&y->judged);
	if (by_problems(&x->judged.out, &y->judged.out) != 0)
		return by_problems(&x->judged.out, &y->judged.out);
	if (x->judged.out.as_served != y->judged.out.as_served)
		return x->judged.out.as_served ? -1 : 1;
	if (a->count != b->count)
		return a->count < b->count ? -1 : 1;
	for (size_t i = 0; i < a->count; i++) {
		int order = memcmp(graph_cert(x->graph, a->certs[i])->sha256,
			graph_cert(x->graph, b->certs[i])->sha256, 32);

		if (order != 0)
			return order;
	}
	return (int)a->end - (int)b->end;
}

void judge_sort(struct court *c)
{
	struct sortable *all = arena_array(c->f->arena, c->count, sizeof *all);

	for (size_t i = 0; i < c->count; i++)
		all[i] = (struct sortable){ c->list[i], c->f->graph };
	if (c->count > 1)
		qsort(all, c->count, sizeof *all, by_rank);
	for (size_t i = 0; i < c->count; i++)
		c->list[i] = all[i].judged;
}

static int by_weight(const void *left, const void *right)
{
	unsigned a = word_rank(*(const enum word *)left), b = word_rank(*(const enum word *)right);

	return a < b ? -1 : a > b;
}

static void take_fails(const struct findings *f, enum word *words, size_t *count)
{
	for (size_t i = 0; i < f->count; i++) {
		size_t k = 0;

		if (f->list[i].severity != SEVERITY_FAIL)
			continue;
		while (k < *count && words[k] != f->list[i].word)
			k++;
		if (k == *count)
			words[(*count)++] = f->list[i].word;
	}
}

void judge_reasons(struct arena *arena, const struct judged *j, enum word **reasons, size_t *count)
{
	enum word *words = arena_array(arena, WORD_COUNT, sizeof *words);

	*reasons = words;
	*count = 0;
	if (j->out.verdict == VERDICT_GOOD)
		return;
	take_fails(&j->out.path->findings, words, count);
	take_fails(&j->says, words, count);
	/* Attempts that brought nothing are findings about the evidence. */
	for (size_t i = 0; i < j->out.link_count; i++)
		for (size_t a = 0; a < j->out.links[i].answer_count; a++) {
			const struct link_answer *one = &j->out.links[i].answers[a];
			size_t k = 0;

			if (one->status != STATUS_UNREACHABLE || one->why == WORD_COUNT ||
			    j->out.links[i].status != STATUS_UNREACHABLE ||
			    j->out.verdict != VERDICT_UNDETERMINED)
				continue;
			while (k < *count && words[k] != one->why)
				k++;
			if (k == *count)
				words[(*count)++] = one->why;
		}
	if (*count > 1)
		qsort(words, *count, sizeof *words, by_weight);
}
