#include "hunt.h"

int hunt_open_room(void **state)
{
	struct arena *a = arena_new();
	struct hunt_room *r = arena_take(a, sizeof *r);

	r->arena = a;
	for (size_t i = 0; i < HUNT_KEYS; i++)
		r->keys[i] = forge_key(a);
	*state = r;
	return 0;
}

int hunt_close_room(void **state)
{
	arena_free(((struct hunt_room *)*state)->arena);
	return 0;
}

void hunt_open(struct hunt *h, void **state)
{
	*h = (struct hunt){ .room = *state };
	policy_init(&h->policy);
	findings_init(&h->out, h->room->arena);
	h->graph = graph_new(h->room->arena, &h->policy.most);
}

uint32_t hunt_put(struct hunt *h, enum forge_kind kind, const char *subject, int s,
	const char *issuer, int i, unsigned origin)
{
	const struct forge m = { .kind = kind, .subject = subject, .key = h->room->keys[s],
		.issuer = issuer, .issuer_key = h->room->keys[i] };

	return graph_put(h->graph, forge_cert(h->room->arena, &m), origin, NULL);
}

uint32_t hunt_root(struct hunt *h, const char *name, int key)
{
	return hunt_put(h, FORGE_ROOT, name, key, name, key, ORIGIN_STORE);
}

uint32_t hunt_ca(struct hunt *h, const char *name, int key, const char *issuer, int by)
{
	return hunt_put(h, FORGE_CA, name, key, issuer, by, ORIGIN_GIVEN);
}

uint32_t hunt_leaf(struct hunt *h, const char *issuer, int by)
{
	return hunt_put(h, FORGE_LEAF, "leaf.example", 0, issuer, by, ORIGIN_FILE);
}

void hunt_find(struct hunt *h, uint32_t from)
{
	h->paths = paths_find(h->graph, from, ~0U, &h->policy, &h->out);
}

const char *hunt_route(const struct hunt *h, size_t i)
{
	const struct path *p = h->paths->list[i];
	const char *text = graph_cert(h->graph, p->certs[0])->short_name;

	for (size_t k = 1; k < p->count; k++)
		text = arena_format(h->room->arena, "%s<%s", text,
			graph_cert(h->graph, p->certs[k])->short_name);
	return text;
}

size_t hunt_valid(struct hunt *h)
{
	size_t valid = 0;

	for (size_t i = 0; i < h->paths->count; i++) {
		path_validate(h->graph, h->paths->list[i], &h->policy, NULL, HUNT_AT);
		valid += h->paths->list[i]->valid;
	}
	return valid;
}
