#include "verify/path.h"

#include <stdlib.h>
#include <string.h>

#define FAR UINT32_MAX    /* no anchor can be reached by names */
#define BRANCH_MOST 16    /* ended branches that are kept */
#define BRANCH_STEPS 512  /* work spent on finding them */

/* Those who could have issued one certificate, best first. */
struct candidates { uint32_t *list; size_t count; bool known; };

struct search {
	struct graph *graph;
	struct arena *arena;
	struct paths *paths;
	struct findings *out;
	size_t size;               /* of the graph */
	unsigned allowed;
	size_t longest;            /* most certificates in a path, of whatever kind */
	size_t length;             /* of the paths that this round looks for */
	bool longer;               /* this round left something for the next */
	size_t between;            /* most between leaf and anchor, the self-issued not counted */
	uint32_t *distance;        /* by names to the nearest anchor */
	struct candidates *issuers;
	size_t steps, most_steps, most_found, found;
	bool branches;             /* looks for ended branches, not for complete paths */
};

struct step { uint32_t cert; size_t next; bool looped, failed, too_long, went_on; };

static bool may_use(const struct search *s, uint32_t id)
{
	const struct node_cert *node = graph_get(s->graph, id);

	return node->anchor || (node->origins & s->allowed) != 0;
}

/* Distances from the anchors down, over name matches: no signature is spent. */
static void measure(struct search *s)
{
	uint32_t *queue = arena_array(s->arena, s->size, sizeof *queue);
	size_t head = 0, tail = 0;

	s->distance = arena_array(s->arena, s->size, sizeof *s->distance);
	for (uint32_t i = 0; i < s->size; i++) {
		bool anchor = graph_get(s->graph, i)->anchor;

		s->distance[i] = anchor ? 0 : FAR;
		if (anchor)
			queue[tail++] = i;
	}
	while (head < tail) {
		uint32_t issuer = queue[head++];

		for (uint32_t i = 0; i < s->size; i++)
			if (s->distance[i] == FAR && graph_names(s->graph, i, issuer)) {
				s->distance[i] = s->distance[issuer] + 1;
				queue[tail++] = i;
			}
	}
}

static bool key_id_matches(const struct cert *subject, const struct cert *issuer)
{
	return subject->aki.size > 0 && view_equal(subject->aki, issuer->ski);
}

/* Whether A is a better candidate than B to have issued SUBJECT. */
static bool better(const struct search *s, const struct cert *subject, uint32_t a, uint32_t b)
{
	const struct cert *x = graph_cert(s->graph, a), *y = graph_cert(s->graph, b);
	bool x_key = key_id_matches(subject, x), y_key = key_id_matches(subject, y);

	if (x_key != y_key)
		return x_key;
	if (s->distance[a] != s->distance[b])
		return s->distance[a] < s->distance[b];
	if (x->not_after != y->not_after)
		return x->not_after > y->not_after;
	return memcmp(x->sha256, y->sha256, sizeof x->sha256) < 0;
}

static const struct candidates *candidates_of(struct search *s, uint32_t subject)
{
	struct candidates *c = &s->issuers[subject];
	const struct cert *cert = graph_cert(s->graph, subject);
	size_t space = 0;

	if (c->known)
		return c;
	c->known = true;
	for (uint32_t i = 0; i < s->size; i++) {
		size_t at;

		if (i == subject || !graph_names(s->graph, subject, i) || !may_use(s, i))
			continue;
		arena_more(s->arena, &c->list, c->count, &space, sizeof *c->list);
		for (at = c->count; at > 0 && better(s, cert, i, c->list[at - 1]); at--)
			c->list[at] = c->list[at - 1];
		c->list[at] = i;
		c->count++;
	}
	return c;
}

static struct path *path_put(struct search *s, const struct step *steps, size_t count)
{
	struct path *path = arena_take(s->arena, sizeof *path);

	path->count = count;
	path->certs = arena_array(s->arena, count, sizeof *path->certs);
	for (size_t i = 0; i < count; i++)
		path->certs[i] = steps[i].cert;
	findings_init(&path->findings, s->arena);
	s->paths->list[s->paths->count++] = path;
	s->found++;
	return path;
}

/* The search goes from the anchor on, but a self-signed certificate is an end. */
static bool is_self_signed(const struct search *s, uint32_t id)
{
	return graph_names(s->graph, id, id) && graph_issued(s->graph, id, id);
}

static void branch_put(struct search *s, const struct step *steps, size_t count)
{
	const struct step *last = &steps[count - 1];
	struct path *path;

	if (last->went_on || graph_get(s->graph, last->cert)->anchor)
		return;
	path = path_put(s, steps, count);
	if (is_self_signed(s, last->cert))
		path->end = WORD_SELF_SIGNED;
	else if (last->too_long)
		path->end = WORD_PATH_TOO_LONG;
	else if (last->looped)
		path->end = WORD_PATH_LOOP;
	else if (last->failed)
		path->end = WORD_ISSUER_SIGNATURE_FAILED;
	else
		path->end = WORD_ISSUER_NOT_FOUND;
}

static bool in_path(const struct search *s, const struct step *steps, size_t count, uint32_t id)
{
	for (size_t i = 0; i < count; i++)
		if (steps[i].cert == id || graph_same_ca(s->graph, steps[i].cert, id))
			return true;
	return false;
}

/* How many would stand between leaf and anchor if an anchor came next. As for
 * the path length constraint (RFC 5280 section 4.2.1.9) the self-issued ones,
 * which a CA uses to change its key, do not count. */
static size_t intermediates(const struct search *s, const struct step *steps, size_t count)
{
	size_t between = 0;

	for (size_t i = 1; i < count; i++)
		if (!graph_cert(s->graph, steps[i].cert)->self_issued)
			between++;
	return between;
}

/* Whether the path of COUNT steps may go on to ISSUER; notes why not. */
static bool may_follow(struct search *s, struct step *steps, size_t count, uint32_t issuer)
{
	struct step *last = &steps[count - 1];

	if (!s->branches && s->distance[issuer] == FAR)
		return false;
	if (in_path(s, steps, count, issuer)) {
		last->looped = true;
		return false;
	}
	if (count + 1 > s->longest || intermediates(s, steps, count) > s->between) {
		last->too_long = true;
		return false;
	}
	if (!s->branches && count + 1 + s->distance[issuer] > s->length) {
		s->longer = true;
		return false;
	}
	if (!graph_issued(s->graph, last->cert, issuer)) {
		last->failed = true;
		if (s->branches && !graph_exhausted(s->graph))
			findings_add(s->out, WORD_ISSUER_KEY_MISMATCH, ABOUT_CERTIFICATE,
				last->cert, "%s has the issuer's name and another key",
				graph_cert(s->graph, issuer)->short_name);
		return false;
	}
	last->went_on = true;
	/* In the search for ended branches an anchor is the end of a complete path. */
	return !(s->branches && graph_get(s->graph, issuer)->anchor);
}

/* The next issuer of the last step that may follow, or NO_CERT. */
static uint32_t next_issuer(struct search *s, struct step *steps, size_t count)
{
	struct step *last = &steps[count - 1];
	const struct candidates *c = candidates_of(s, last->cert);

	while (last->next < c->count && s->steps < s->most_steps) {
		uint32_t issuer = c->list[last->next++];

		s->steps++;
		if (may_follow(s, steps, count, issuer))
			return issuer;
	}
	return NO_CERT;
}

static void put_if_complete(struct search *s, const struct step *steps, size_t count)
{
	if (!s->branches && count == s->length && graph_get(s->graph, steps[count - 1].cert)->anchor)
		path_put(s, steps, count)->anchored = true;
}

static bool may_go_on(const struct search *s)
{
	return s->found < s->most_found && s->steps < s->most_steps;
}

/* Depth first with a stack of our own. */
static void walk(struct search *s, uint32_t leaf)
{
	struct step *steps = arena_array(s->arena, s->longest, sizeof *steps);
	size_t count = 1;

	steps[0].cert = leaf;
	put_if_complete(s, steps, 1);
	while (count > 0 && may_go_on(s)) {
		uint32_t issuer = next_issuer(s, steps, count);

		if (issuer != NO_CERT) {
			steps[count++] = (struct step){ .cert = issuer };
			put_if_complete(s, steps, count);
			continue;
		}
		if (s->branches && may_go_on(s))
			branch_put(s, steps, count);
		count--;
	}
}

/* The shortest first, one length after the other: in a mesh of cross-signs a
 * plain search would spend itself on the longest detours. */
static void find_complete(struct search *s, uint32_t leaf)
{
	for (s->length = 1; s->length <= s->longest && may_go_on(s); s->length++) {
		s->longer = false;
		walk(s, leaf);
		if (!s->longer)
			break;
	}
	s->paths->complete = s->paths->count;
	s->paths->cut = !may_go_on(s);
}

static void find_branches(struct search *s, uint32_t leaf)
{
	s->branches = true;
	s->steps = s->found = 0;
	s->most_found = BRANCH_MOST;
	s->most_steps = BRANCH_STEPS;
	walk(s, leaf);
}

struct paths *paths_find(struct graph *graph, uint32_t leaf, unsigned allowed,
	const struct policy *policy, struct findings *out)
{
	struct arena *arena = out->arena;
	struct paths *paths = arena_take(arena, sizeof *paths);
	struct search s = {
		.graph = graph, .arena = arena, .paths = paths, .out = out,
		.size = graph_size(graph), .allowed = allowed,
		.longest = (size_t)policy->max_depth * 2 + 3, .between = policy->max_depth,
		.most_found = policy->most.paths, .most_steps = policy->most.path_steps,
	};

	if (s.longest > s.size + 1)
		s.longest = s.size + 1; /* no certificate stands twice */
	paths->list = arena_array(arena, s.most_found + 1 + BRANCH_MOST, sizeof *paths->list);
	s.issuers = arena_array(arena, s.size, sizeof *s.issuers);
	measure(&s);
	find_complete(&s, leaf);
	if (paths->cut)
		findings_add(out, WORD_CEILING_PATHS, ABOUT_TARGET, 0,
			"%zu paths and %zu steps were examined", s.found, s.steps);
	find_branches(&s, leaf);
	if (graph_exhausted(graph)) {
		paths->cut = true;
		findings_add(out, WORD_CEILING_SIGNATURES, ABOUT_TARGET, 0,
			"%zu signatures were checked", policy->most.signature_checks);
	}
	return paths;
}

bool root_set_has(const struct root_set *set, const uint8_t sha256[32])
{
	size_t low = 0, high = set == NULL ? 0 : set->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = memcmp(sha256, set->list[middle], sizeof set->list[middle]);

		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}
