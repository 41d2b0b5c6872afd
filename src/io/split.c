/* split: anchors to one source, everything else to another (io/anchors.h). */
#include <stdlib.h>

#include "base/memory.h"
#include "io/anchors.h"
#include "io/ready.h"

struct split {
	struct source source;
	struct source *web, *anchors;
	struct ready ready; /* answers for wants nobody is there for */
};

static bool split_ask(struct source *s, const struct want *w, struct err *e)
{
	struct split *x = (struct split *)s;

	if (w->kind == WANT_ANCHOR && x->anchors != NULL)
		return source_ask(x->anchors, w, e);
	if (w->kind != WANT_ANCHOR && x->web != NULL)
		return source_ask(x->web, w, e);
	ready_add_reach(&x->ready, w->id,
		w->kind == WANT_ANCHOR ? REACH_NOT_FOUND : REACH_OFFLINE, NULL);
	return true;
}

static bool split_next(struct source *s, int wait_ms, struct answer *out)
{
	struct split *x = (struct split *)s;

	/* Anchors never have to be waited for, so the wait belongs to the web. */
	if (ready_take(&x->ready, out) || (x->anchors != NULL && source_next(x->anchors, 0, out)))
		return true;
	return x->web != NULL && source_next(x->web, wait_ms, out);
}

static void split_drop(struct source *s, uint32_t want_id)
{
	struct split *x = (struct split *)s;

	ready_drop(&x->ready, want_id);
	if (x->anchors != NULL)
		source_drop(x->anchors, want_id);
	if (x->web != NULL)
		source_drop(x->web, want_id);
}

static void split_vouch(struct source *s, const struct vouch *v)
{
	struct split *x = (struct split *)s;

	if (x->web != NULL)
		source_vouch(x->web, v);
}

static void split_free(struct source *s)
{
	struct split *x = (struct split *)s;

	ready_clear(&x->ready);
	free(x);
}

static const struct source_ops split_ops = {
	split_ask, split_next, split_drop, split_vouch, split_free
};

struct source *split_new(struct source *web, struct source *anchors)
{
	struct split *x = mem_take(1, sizeof *x);

	x->source.ops = &split_ops;
	x->web = web;
	x->anchors = anchors;
	return &x->source;
}
