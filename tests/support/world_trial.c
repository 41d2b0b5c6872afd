/* Driving one check over a world in memory. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "world_run.h"

struct batch { struct answer *list; size_t count, space; };

static void batch_put(struct batch *b, const struct answer *answer)
{
	if (b->count == b->space) {
		b->space = b->space ? b->space * 2 : 16;
		b->list = mem_resize(b->list, b->space, sizeof *b->list);
	}
	b->list[b->count++] = *answer;
}

static void arrange(struct batch *b, enum order order, unsigned *seed)
{
	for (size_t i = b->count; i > 1; i--) {
		struct answer last = b->list[i - 1];
		size_t k = 0;

		if (order == ORDER_ASKED)
			return;
		if (order == ORDER_REVERSED) {
			k = b->count - i;
			if (k >= i - 1)
				return;
		} else {
			*seed = *seed * 1103515245u + 12345u;
			k = (*seed >> 8) % i;
		}
		b->list[i - 1] = b->list[k];
		b->list[k] = last;
	}
}

static void note_asked(struct trial *t, struct asked *asked, const struct want *want)
{
	if (!asked)
		return;
	arena_more(t->arena, &asked->urls, asked->count, &asked->space, sizeof *asked->urls);
	asked->urls[asked->count++] = arena_text(t->arena, want->url);
}

/* The answer of the world, or none of it. */
static void get_answer(struct trial *t, struct source *source, const struct want *want,
	bool removed, struct answer *answer)
{
	struct err err = { 0 };

	*answer = (struct answer){ .want_id = want->id };
	answer->outcome.asked_at = answer->outcome.answered_at = t->at;
	if (removed)
		answer->outcome.reach = REACH_TIMED_OUT;
	else if (want->kind == WANT_ANCHOR && t->no_anchors)
		answer->outcome.reach = REACH_NOT_FOUND;
	else if (!source_ask(source, want, &err) || !source_next(source, -1, answer))
		answer->outcome.reach = REACH_NOT_FOUND;
	else if (t->change)
		t->change(t->changer, want, &answer->outcome);
}

struct check *trial_run(struct trial *t, struct arena *arena, enum order order, unsigned seed,
	size_t without, struct asked *asked)
{
	struct check *check = check_new(arena, &t->target, &t->policy, &t->inputs, t->at);
	struct source *source = lab_source(t->lab);
	size_t number = 0;

	while (!check_finished(check)) {
		struct batch batch = { 0 };
		const struct want *want;

		while ((want = check_next(check))) {
			struct answer answer;

			note_asked(t, asked, want);
			get_answer(t, source, want, number++ == without, &answer);
			batch_put(&batch, &answer);
		}
		if (batch.count == 0 && !check_finished(check))
			check_stop(check);
		arrange(&batch, order, &seed);
		for (size_t i = 0; i < batch.count; i++) {
			check_supply(check, batch.list[i].want_id, &batch.list[i].outcome);
			outcome_clear(&batch.list[i].outcome);
		}
		free(batch.list);
	}
	source_free(source);
	return check;
}

void trial_aim(struct trial *t)
{
	const struct lab_site *site = t->site;
	bool v6 = strchr(site->name, ':') != NULL;

	t->target = (struct target){
		.input = site->name, .kind = TARGET_HOST, .host = site->name, .port = site->port,
		.tls_url = arena_format(t->arena, v6 ? "tls://[%s]:%u" : "tls://%s:%u",
			site->name, site->port),
	};
	t->inputs.nonce_seed = view_of_text("a seed for nonces that is long enough");
	policy_init(&t->policy);
	policy_set_name(&t->policy, site->name);
}
