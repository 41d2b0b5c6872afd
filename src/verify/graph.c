#include "verify/graph.h"

#include <string.h>

enum { UNTRIED, ISSUED, NOT_ISSUED };

/* What the outside sees, and what only this file needs. */
struct node {
	struct node_cert shown;
	uint32_t key;      /* index of the public key among all keys seen */
	uint8_t *tried;    /* by key index; NULL until the first try */
};

struct graph {
	struct arena *arena;
	size_t max_certs, max_checks;
	struct node **nodes;
	size_t count, space;
	uint32_t keys;
	size_t checks;
	bool exhausted;
};

struct graph *graph_new(struct arena *arena, const struct ceilings *most)
{
	struct graph *g = arena_take(arena, sizeof *g);

	g->arena = arena;
	g->max_certs = most->certs;
	g->max_checks = most->signature_checks;
	return g;
}

uint32_t graph_find(const struct graph *g, const uint8_t sha256[32])
{
	for (size_t i = 0; i < g->count; i++)
		if (memcmp(g->nodes[i]->shown.cert->sha256, sha256, 32) == 0)
			return (uint32_t)i;
	return NO_CERT;
}

/* Twins of one CA share their key, and with it the outcome of every check. */
static uint32_t key_index(struct graph *g, const struct cert *cert)
{
	for (size_t i = 0; i < g->count; i++)
		if (memcmp(g->nodes[i]->shown.cert->spki_sha256, cert->spki_sha256, 32) == 0)
			return g->nodes[i]->key;
	return g->keys++;
}

static struct node *node_add(struct graph *g, struct cert *cert)
{
	struct node *node = arena_take(g->arena, sizeof *node);
	struct node **slot;

	node->key = key_index(g, cert);
	slot = arena_more(g->arena, &g->nodes, g->count, &g->space, sizeof(struct node *));
	*slot = node;
	node->shown.id = (uint32_t)g->count++;
	node->shown.cert = cert;
	return node;
}

static void node_add_url(struct graph *g, struct node_cert *node, const char *url)
{
	char **slot;

	for (size_t i = 0; i < node->url_count; i++)
		if (strcmp(node->urls[i], url) == 0)
			return;
	slot = arena_more(g->arena, &node->urls, node->url_count, &node->url_space,
		sizeof(char *));
	*slot = arena_text(g->arena, url);
	node->url_count++;
}

/* What was given must not crowd out what is fetched, nor both the anchors. */
static size_t room_for(const struct graph *g, unsigned origin)
{
	if ((origin & ORIGIN_STORE) != 0)
		return g->max_certs;
	return g->max_certs - g->max_certs / ((origin & ORIGIN_FETCHED) != 0 ? 16 : 8);
}

uint32_t graph_put(struct graph *g, struct cert *cert, unsigned origin, const char *url)
{
	uint32_t id = graph_find(g, cert->sha256);
	struct node *node;

	if (id == NO_CERT && g->count >= room_for(g, origin))
		return NO_CERT;
	node = id == NO_CERT ? node_add(g, cert) : g->nodes[id];
	node->shown.origins |= origin;
	if ((origin & ORIGIN_STORE) != 0)
		node->shown.anchor = true;
	if (url != NULL)
		node_add_url(g, &node->shown, url);
	return node->shown.id;
}

void graph_set_anchor(struct graph *g, uint32_t id)
{
	g->nodes[id]->shown.anchor = true;
}

size_t graph_size(const struct graph *g)
{
	return g->count;
}

const struct node_cert *graph_get(const struct graph *g, uint32_t id)
{
	return &g->nodes[id]->shown;
}

const struct cert *graph_cert(const struct graph *g, uint32_t id)
{
	return g->nodes[id]->shown.cert;
}

bool graph_names(const struct graph *g, uint32_t subject, uint32_t issuer)
{
	const struct cert *s = graph_cert(g, subject);
	const struct cert *i = graph_cert(g, issuer);

	return s->issuer_hash == i->subject_hash &&
		X509_NAME_cmp(X509_get_issuer_name(s->x), X509_get_subject_name(i->x)) == 0;
}

bool graph_same_ca(const struct graph *g, uint32_t a, uint32_t b)
{
	const struct cert *x = graph_cert(g, a), *y = graph_cert(g, b);

	return g->nodes[a]->key == g->nodes[b]->key && x->subject_hash == y->subject_hash &&
		X509_NAME_cmp(X509_get_subject_name(x->x), X509_get_subject_name(y->x)) == 0;
}

bool graph_issued(struct graph *g, uint32_t subject, uint32_t issuer)
{
	struct node *s = g->nodes[subject];
	const struct node *i = g->nodes[issuer];
	uint8_t *seen;

	if (!graph_names(g, subject, issuer) || i->shown.cert->key == NULL)
		return false;
	if (s->tried == NULL)
		s->tried = arena_take(g->arena, g->max_certs);
	seen = &s->tried[i->key];
	if (*seen == UNTRIED) {
		if (g->checks >= g->max_checks) {
			g->exhausted = true;
			return false;
		}
		g->checks++;
		*seen = cert_signed_by(s->shown.cert, i->shown.cert->key) ? ISSUED : NOT_ISSUED;
	}
	return *seen == ISSUED;
}

bool graph_exhausted(const struct graph *g)
{
	return g->exhausted;
}
