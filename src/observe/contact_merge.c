/* Pieces to contacts: what belongs to one visit becomes one. Works in the order
 * of time, so that the order of arrival does not matter. */
#include <stdlib.h>
#include <string.h>

#include "observe/correlate_parts.h"

#define QUESTION_GAP (5 * SECOND)       /* repeated questions of one visit */
#define QUESTION_TO_REQUEST (15 * SECOND)
#define CONNECT_AFTER_QUESTION (60 * SECOND)
#define RETRY_SPAN (60 * SECOND)        /* SYNs repeated in vain */
#define TWICE (2 * SECOND)              /* the same in two inputs */
#define ADDRESSES_MAX 32

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

static bool same_party(const struct run *r, const struct piece *a, const struct piece *b)
{
	struct party pa = party_of_piece(a), pb = party_of_piece(b);

	return same_machine(r->k, &pa, &pb);
}

static struct making *making_new(struct run *r, int64_t at)
{
	struct making *m, **slot;

	if (r->count >= r->k->o.max_contacts) {
		r->k->contacts_dropped++;
		return NULL;
	}
	m = arena_take(r->a, sizeof *m);
	m->c = arena_take(r->a, sizeof *m->c);
	m->at = m->done_at = at;
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
static bool repeated(struct run *r, const struct piece *p)
{
	for (size_t i = r->count; i > 0; i--) {
		struct making *m = r->all[i - 1];
		const struct piece *old = m->http != NULL ? m->http : m->tls;

		if (p->at - m->at > TWICE)
			return false;
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

static void take_requests(struct run *r)
{
	for (size_t i = 0; i < r->piece_count; i++) {
		struct piece *p = r->pieces[i];
		struct making *m;

		if ((p->kind != PIECE_HTTP && p->kind != PIECE_TLS) || repeated(r, p))
			continue;
		m = making_new(r, p->at);
		if (m == NULL)
			continue;
		if (p->kind == PIECE_HTTP)
			m->http = p;
		else
			m->tls = p;
		for (size_t n = r->count - 1; n > 0 && p->connection != 0 && !m->later_of_connection; n--) {
			const struct piece *old = r->all[n - 1]->http;

			m->later_of_connection = old != NULL && old->scope == p->scope &&
				old->connection == p->connection;
		}
	}
}

/* --- questions ------------------------------------------------------------------------- */

static void add_addresses(struct piece *to, struct endpoint *list, const struct piece *from)
{
	for (size_t i = 0; i < from->address_count && to->address_count < ADDRESSES_MAX; i++) {
		bool there = false;

		for (size_t n = 0; n < to->address_count; n++)
			there = there || endpoint_same_address(&list[n], &from->addresses[i]);
		if (!there)
			list[to->address_count++] = from->addresses[i];
	}
}

/* The more telling answer: addresses, then a denial, then any error. */
static int better_rcode(int a, int b)
{
	if (a == 0 || b == 0)
		return 0;
	if (a == 3 || b == 3)
		return 3;
	return a > b ? a : b;
}

/* All questions of one visit, from the AT-th piece on, as one; *LAST its end. */
static struct piece *gather_questions(struct run *r, size_t at, int64_t *last)
{
	struct endpoint *list = arena_array(r->a, ADDRESSES_MAX, sizeof *list);
	struct piece *first = r->pieces[at], *all = arena_take(r->a, sizeof *all);

	*all = *first;
	all->address_count = 0;
	all->addresses = list;
	*last = first->at;
	for (size_t i = at; i < r->piece_count && r->pieces[i]->at - *last <= QUESTION_GAP; i++) {
		struct piece *p = r->pieces[i];

		if (p->kind != PIECE_DNS || p->used || strcmp(p->host, first->host) != 0 ||
		    !same_party(r, p, first))
			continue;
		p->used = true;
		*last = p->at;
		add_addresses(all, list, p);
		all->rcode = better_rcode(all->rcode, p->rcode);
		all->blocked = all->blocked || p->blocked;
		if (p->answered_at != SIGHT_NEVER && (all->answered_at == SIGHT_NEVER ||
		    p->answered_at > all->answered_at))
			all->answered_at = p->answered_at;
		if (all->process == NULL) {
			all->process = p->process;
			all->pid = p->pid;
		}
	}
	return all;
}

/* The first request, of those sorted by time, that is not before AT. */
static size_t request_from(const struct run *r, size_t requests, int64_t at)
{
	size_t low = 0, high = requests;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->all[middle]->at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct making *request_of(struct run *r, size_t requests, const struct piece *dns, int64_t last)
{
	for (size_t i = request_from(r, requests, dns->at); i < requests; i++) {
		struct making *m = r->all[i];
		const struct piece *p = m->http != NULL ? m->http : m->tls;

		if (m->at - last > QUESTION_TO_REQUEST)
			return NULL;
		if (m->dns != NULL || p->by_proxy || strcmp(p->host, dns->host) != 0 || !same_party(r, p, dns) ||
		    (p->opened_at != SIGHT_NEVER && p->opened_at < dns->at - SECOND))
			continue;
		return m;
	}
	return NULL;
}

/* "yr1.c.lencr.org.corp.example": resolvers try names with their own domain behind,
 * and are told that there is no such name. Nobody's imitation. */
static bool search_list(const struct piece *dns)
{
	return dns->address_count == 0 && strstr(dns->host, ".lencr.org.") != NULL;
}

static void take_questions(struct run *r, size_t requests)
{
	for (size_t i = 0; i < r->piece_count; i++) {
		struct piece *all;
		struct making *m;
		int64_t last;

		if (r->pieces[i]->kind != PIECE_DNS || r->pieces[i]->used)
			continue;
		all = gather_questions(r, i, &last);
		m = request_of(r, requests, all, last);
		if (m == NULL && search_list(all))
			continue;
		if (m == NULL && (m = making_new(r, all->at)) != NULL)
			m->done_at = last;
		if (m != NULL)
			m->dns = all;
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

/* Whose connection it is; NULL: nobody's yet. *TAKEN: it is part of a request that is known. */
static struct making *visit_of(struct run *r, size_t requests, const struct piece *p, bool *taken)
{
	struct making *best = NULL;

	*taken = false;
	for (size_t i = 0; i < r->count; i++) {
		struct making *m = r->all[i];
		const struct piece *own = m->http != NULL ? m->http : m->tls;

		if (i < requests && same_connection(own, p)) {
			*taken = true;
			return m;
		}
		if (own == NULL && m->connect != NULL && p->at - m->connect->at <= RETRY_SPAN &&
		    endpoint_same_address(&m->connect->server, &p->server) && same_party(r, m->connect, p))
			best = m;
		else if (own == NULL && m->connect == NULL && m->dns != NULL && p->at >= m->dns->at &&
		    p->at - m->dns->at <= CONNECT_AFTER_QUESTION && has_address(m->dns, &p->server) &&
		    same_party(r, m->dns, p))
			best = m;
	}
	return best;
}

static void take_connections(struct run *r, size_t requests)
{
	for (size_t i = 0; i < r->piece_count; i++) {
		const struct piece *p = r->pieces[i];
		struct making *m;
		bool taken;

		if (p->kind != PIECE_CONNECT)
			continue;
		m = visit_of(r, requests, p, &taken);
		/* Addresses are shared by many names: an answered connection of which nothing else is
		 * known is a visit only where the name had been asked for. */
		if (m == NULL && !p->answered)
			m = making_new(r, p->at);
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
	size_t requests;

	r->pieces = arena_array(r->a, r->k->piece_count + 1, sizeof(struct piece *));
	for (size_t i = 0; i < r->k->piece_count; i++) {
		struct party party = party_of_piece(r->k->pieces[i]);

		r->k->pieces[i]->used = false;
		if (party_wanted(r->k, &party))
			r->pieces[r->piece_count++] = r->k->pieces[i];
	}
	if (r->piece_count != 0)
		qsort(r->pieces, r->piece_count, sizeof(struct piece *), order);
	take_requests(r);
	requests = r->count;
	take_questions(r, requests);
	take_connections(r, requests);
}
