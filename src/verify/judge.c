#include "verify/judge.h"

#include "base/when.h"
#include "verify/judge_parts.h"
#include "verify/status.h"

/* No certificate: what stopped us is among the findings. */
static struct judgement *judge_nothing(struct court *c)
{
	struct judgement *j = c->j;
	const struct findings *found = c->f->found;
	size_t space = found != NULL ? found->count : 0;

	j->verdict = VERDICT_INVALID;
	if (found != NULL && findings_have(found, WORD_TARGET_UNREACHABLE))
		j->verdict = VERDICT_UNREACHABLE;
	j->reasons = arena_array(c->f->arena, space + 1, sizeof *j->reasons);
	for (size_t i = 0; i < space; i++)
		if (found->list[i].severity == SEVERITY_FAIL)
			j->reasons[j->reason_count++] = found->list[i].word;
	judge_findings(c);
	return j;
}

static void take_branch_reasons(struct court *c)
{
	struct judgement *j = c->j;

	j->reasons = arena_array(c->f->arena, c->count + 1, sizeof *j->reasons);
	for (size_t i = c->complete; i < c->count; i++) {
		size_t k = 0;

		while (k < j->reason_count && j->reasons[k] != c->list[i].out.path->end)
			k++;
		if (k == j->reason_count)
			j->reasons[j->reason_count++] = c->list[i].out.path->end;
	}
	j->reasons[j->reason_count++] = WORD_UNTRUSTED;
}

/* The first path that counts: with --as-served only such a one. */
static void choose(struct court *c)
{
	struct judgement *j = c->j;

	j->verdict = VERDICT_INVALID;
	for (size_t i = 0; i < c->complete && j->best == SIZE_MAX; i++)
		if (!c->f->policy->as_served || c->list[i].out.as_served)
			j->best = i;
	if (j->best != SIZE_MAX) {
		const struct judged *best = &c->list[j->best];

		j->verdict = best->out.verdict;
		j->reasons = best->out.reasons;
		j->reason_count = best->out.reason_count;
		for (size_t i = 0; i < best->out.link_count; i++) {
			int64_t until = best->out.links[i].fresh_until;

			if (until != WHEN_NONE && (j->usable_until == WHEN_NONE ||
			    until < j->usable_until))
				j->usable_until = until;
		}
	} else if (c->complete > 0) {
		j->reasons = arena_take(c->f->arena, sizeof *j->reasons);
		j->reasons[j->reason_count++] = WORD_CHAIN_INCOMPLETE;
	} else {
		take_branch_reasons(c);
	}
}

static void publish(struct court *c)
{
	struct judgement *j = c->j;

	j->path_count = c->count;
	j->paths = arena_array(c->f->arena, c->count, sizeof *j->paths);
	for (size_t i = 0; i < c->count; i++)
		j->paths[i] = c->list[i].out;
}

struct judgement *judge(const struct facts *f, struct paths *paths)
{
	struct court c = { .f = f, .j = arena_take(f->arena, sizeof(struct judgement)) };

	c.j->best = SIZE_MAX;
	c.j->usable_until = WHEN_NONE;
	findings_init(&c.j->findings, f->arena);
	if (f->leaf == NO_CERT || paths == NULL)
		return judge_nothing(&c);
	c.count = paths->count;
	c.complete = paths->complete;
	c.list = arena_array(f->arena, c.count, sizeof *c.list);
	for (size_t i = 0; i < c.count; i++)
		judge_path(f, paths->list[i], &c.list[i]);
	judge_spread(&c);
	for (size_t i = 0; i < c.count; i++) {
		struct judged *one = &c.list[i];

		one->out.verdict = judge_verdict(f, one);
		judge_reasons(f->arena, one, &one->out.reasons, &one->out.reason_count);
		if (!one->out.path->anchored) {
			one->out.reasons[0] = one->out.path->end;
			one->out.reason_count = 1;
		}
	}
	judge_sort(&c);
	publish(&c);
	choose(&c);
	judge_served(&c);
	judge_remarks(&c);
	judge_findings(&c);
	return c.j;
}
