/* hunt: searches for paths among certificates made on the spot. For tests. */
#ifndef LENCR_TESTS_HUNT_H
#define LENCR_TESTS_HUNT_H

#include "forge.h"
#include "verify/path.h"

#define HUNT_AT INT64_C(1767225600) /* 2026-01-01, inside what forge makes */
#define HUNT_KEYS 16

struct hunt_room {
	struct arena *arena;
	EVP_PKEY *keys[HUNT_KEYS];
};

/* One search: a graph that grows, and what came out of it. */
struct hunt {
	const struct hunt_room *room;
	struct policy policy;
	struct graph *graph;
	struct findings out;
	struct paths *paths;
};

/* For cmocka: make and free the room in *STATE. */
int hunt_open_room(void **state);
int hunt_close_room(void **state);

void hunt_open(struct hunt *, void **state);
/* SUBJECT with key S by ISSUER with key I; the id in the graph. */
uint32_t hunt_put(struct hunt *, enum forge_kind, const char *subject, int s, const char *issuer,
	int i, unsigned origin);
uint32_t hunt_root(struct hunt *, const char *name, int key);   /* an anchor */
uint32_t hunt_ca(struct hunt *, const char *name, int key, const char *issuer, int by);
uint32_t hunt_leaf(struct hunt *, const char *issuer, int by);  /* leaf.example, key 0 */
void hunt_find(struct hunt *, uint32_t leaf);
/* Path I as text: the short names, '<' between. */
const char *hunt_route(const struct hunt *, size_t i);
/* Validates all paths at HUNT_AT; how many are valid. */
size_t hunt_valid(struct hunt *);

#endif
