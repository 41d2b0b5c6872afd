/* Pieces to contacts: what belongs to one visit becomes one. Works in the order
 * of time, so that the order of arrival does not matter, and machine by machine,
 * since nothing of one belongs to another: a busy hour of many machines then costs
 * little more than as many quiet ones. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/contact_merge.h"

#define CONNECT_AFTER_QUESTION (60 * SECOND)
#define RETRY_SPAN (60 * SECOND)        /* SYNs repeated in vain */
#define TWICE (2 * SECOND)              /* the same in two inputs */

static int order(const void *a, const void *b)
{
	const struct piece *x = *(struct piece *const *)a, *y = *(struct piece *const *)b;
	int names;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->input != y->input)
		return x->input < y->input ? -1 : 1;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	if (x->client.port != y->client.port)
		return x->client.port < y->client.port ? -1 : 1;
	names = strcmp(x->host, y->host);
	return names != 0 ? names : strcmp(x->url == NULL ? "" : x->url, y->url == NULL ? "" : y->url);
}

bool pieces_same_party(const struct run *r, const struct piece *a, const struct piece *b)
{
	struct party pa = party_of_piece(a), pb = party_of_piece(b);

	return same_machine(r->k, &pa, &pb);
}

struct making *making_new(struct merge *g, size_t group, int64_t at)
{
	struct run *r = g->r;
	struct making *m, **slot;

	if (r->count >= r->k->o.max_contacts) {
		r->k->contacts_dropped++;
		return NULL;
	}
	m = arena_take(r->a, sizeof *m);
	m->c = arena_take(r->a, sizeof *m->c);
	m->at = m->done_at = at;
	m->earlier = g->latest[group];
	g->latest[group] = m;
	slot = arena_more(r->a, &r->all, r->count, &r->space, sizeof(struct making *));
	*slot = m;
	r->count++;
	return m;
}

/* --- requests ------------------------------------------------------------------------ */

static bool seen_twice(const struct piece *a, const struct piece *b)
{
	return a->scope != b->scope && a->client.port != 0 && endpoint_equal(&a->client, &b->client) &&
		endpoint_equal(&a->server, &b->server) && a->kind == b->kind && strcmp(a->host, b->host) == 0 &&
		(a->kind != PIECE_HTTP || strcmp(a->url, b->url) == 0);
}

static bool richer(const struct piece *a, const struct piece *b)
{
	return a->fetched != NULL && b->fetched != NULL &&
		a->fetched->content.state > b->fetched->content.state;
}

/* A request or handshake that another input told of already. */
static bool repeated(struct making *latest, struct piece *p)
{
	for (struct making *m = latest; m != NULL && p->at - m->at <= TWICE; m = m->earlier) {
		const struct piece *old = making_request(m);

		if (old->kind == PIECE_TLS && p->kind == PIECE_TLS && p->connection != 0 &&
		    old->scope == p->scope && old->connection == p->connection)
			return true;
		if (!seen_twice(old, p))
			continue;
		if (richer(p, old))
			m->http = p;
		return true;
	}
	return false;
}

static void take_requests(struct merge *g)
{
	for (size_t i = 0; i < g->r->piece_count; i++) {
		struct piece *p = g->r->pieces[i];
		struct making *m;

		if ((p->kind != PIECE_HTTP && p->kind != PIECE_TLS) || repeated(g->latest[p->group], p))
			continue;
		m = making_new(g, p->group, p->at);
		if (m == NULL)
			continue;
		if (p->kind == PIECE_HTTP)
			m->http = p;
		else
			m->tls = p;
		for (struct making *n = m->earlier; n != NULL && p->connection != 0 && !m->later_of_connection;
		    n = n->earlier)
			m->later_of_connection = n->http != NULL && n->http->scope == p->scope &&
				n->http->connection == p->connection;
	}
}

/* --- connections -------------------------------------------------------------------------- */

static bool same_connection(const struct piece *a, const struct piece *b)
{
	if (a->scope == b->scope && a->connection != 0)
		return a->connection == b->connection;
	return a->client.port != 0 && endpoint_equal(&a->client, &b->client) &&
		endpoint_equal(&a->server, &b->server) && llabs((long long)(a->at - b->at)) <= 60 * SECOND;
}

static bool has_address(const struct piece *dns, const struct endpoint *e)
{
	for (size_t i = 0; i < dns->address_count; i++)
		if (endpoint_same_address(&dns->addresses[i], e))
			return true;
	return false;
}

/* Of two visits that a connection may be of the later one has it; one that began with a
 * connection of its own before one that began with a question. */
static bool rather(const struct making *m, const struct making *best)
{
	if (best == NULL || (m->dns == NULL) != (best->dns == NULL))
		return best == NULL || m->dns == NULL;
	return m->at > best->at;
}

/* Whose connection it is; NULL: nobody's yet. *TAKEN: it is part of a request that is known. */
static struct making *visit_of(struct merge *g, const struct piece *p, bool *taken)
{
	struct making *best = NULL;

	*taken = false;
	for (struct making *m = g->latest[p->group]; m != NULL; m = m->earlier) {
		const struct piece *own = making_request(m);
		bool may = false;

		if (own != NULL) {
			/* The first request of the connection. */
			if (same_connection(own, p)) {
				*taken = true;
				best = m;
			}
			continue;
		}
		if (*taken)
			continue;
		if (m->connect != NULL)
			may = p->at - m->connect->at <= RETRY_SPAN &&
				endpoint_same_address(&m->connect->server, &p->server) &&
				pieces_same_party(g->r, m->connect, p);
		else if (m->dns != NULL)
			may = p->at >= m->dns->at && p->at - m->dns->at <= CONNECT_AFTER_QUESTION &&
				has_address(m->dns, &p->server) && pieces_same_party(g->r, m->dns, p);
		if (may && rather(m, best))
			best = m;
	}
	return best;
}

static void take_connections(struct merge *g)
{
	for (size_t i = 0; i < g->r->piece_count; i++) {
		struct piece *p = g->r->pieces[i];
		struct making *m;
		bool taken;

		if (p->kind != PIECE_CONNECT)
			continue;
		m = visit_of(g, p, &taken);
		/* Addresses are shared by many names: an answered connection of which nothing else is
		 * known is a visit only where the name had been asked for. */
		if (m == NULL && !p->answered)
			m = making_new(g, p->group, p->at);
		if (m == NULL || (m->connect != NULL && !taken)) {
			if (m != NULL && p->at > m->done_at)
				m->done_at = p->at;
			continue;
		}
		if (m->connect == NULL && !m->later_of_connection)
			m->connect = p;
		if (!taken && p->at > m->done_at)
			m->done_at = p->at;
	}
}

void contacts_merge(struct run *r)
{
	struct merge g = { .r = r };

	r->pieces = arena_array(r->a, r->k->piece_count + 1, sizeof(struct piece *));
	for (size_t i = 0; i < r->k->piece_count; i++) {
		struct party party = party_of_piece(r->k->pieces[i]);

		if (party_wanted(r->k, &party))
			r->pieces[r->piece_count++] = r->k->pieces[i];
	}
	if (r->piece_count == 0)
		return;
	qsort(r->pieces, r->piece_count, sizeof(struct piece *), order);
	pieces_group(r);
	g.latest = mem_take(r->piece_count, sizeof *g.latest);
	take_requests(&g);
	questions_take(&g);
	take_connections(&g);
	free(g.latest);
}
