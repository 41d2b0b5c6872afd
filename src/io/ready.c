#include "io/ready.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void ready_add(struct ready *r, uint32_t want_id, struct outcome *o)
{
	if (r->first != 0 && r->first + r->count == r->space) {
		memmove(r->answers, r->answers + r->first, r->count * sizeof *r->answers);
		r->first = 0;
	}
	if (r->count == r->space) {
		r->space = r->space == 0 ? 8 : r->space * 2;
		r->answers = mem_resize(r->answers, r->space, sizeof *r->answers);
	}
	r->answers[r->first + r->count++] = (struct answer){ .want_id = want_id, .outcome = *o };
	*o = (struct outcome){ 0 };
}

void ready_add_reach(struct ready *r, uint32_t want_id, enum reach reach, const char *detail)
{
	struct outcome o = { .reach = reach };

	if (detail != NULL)
		outcome_set_detail(&o, "%s", detail);
	ready_add(r, want_id, &o);
}

bool ready_take(struct ready *r, struct answer *out)
{
	if (r->count == 0)
		return false;
	*out = r->answers[r->first++];
	if (--r->count == 0)
		r->first = 0;
	return true;
}

void ready_drop(struct ready *r, uint32_t want_id)
{
	for (size_t i = 0; i < r->count; i++) {
		struct answer *a = r->answers + r->first + i;

		if (a->want_id != want_id)
			continue;
		outcome_clear(&a->outcome);
		memmove(a, a + 1, (r->count - i - 1) * sizeof *a);
		r->count--;
		return;
	}
}

void ready_clear(struct ready *r)
{
	for (size_t i = 0; i < r->count; i++)
		outcome_clear(&r->answers[r->first + i].outcome);
	free(r->answers);
	*r = (struct ready){ 0 };
}
