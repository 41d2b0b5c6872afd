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

static void add_addresses(struct piece *to, const struct piece *from)
{
	/* The lists of visits are of this file's making. */
	struct endpoint *list = (struct endpoint *)(uintptr_t)to->addresses;

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

/* Questions of one visit, as one. Whoever asks again what was answered is on another
 * visit, of the same CHAIN: the number of the first. */
struct visit { struct piece *all; int64_t last; size_t chain; struct making *m; };
struct visits { struct visit *list; size_t count, space; };

/* What was answered first of each type that a visit asked for. */
struct replies { struct { unsigned type; uint64_t scope; int64_t at; } list[8]; size_t count; };

static bool asked_again(const struct replies *known, const struct piece *p)
{
	for (size_t i = 0; i < known->count; i++)
		if (known->list[i].type == p->type && known->list[i].scope == p->scope)
			return p->at > known->list[i].at;
	return false;
}

static void note_reply(struct replies *known, const struct piece *p)
{
	if (p->type == 0 || p->address_count == 0 || p->answered_at == SIGHT_NEVER || known->count == 8)
		return;
	for (size_t i = 0; i < known->count; i++)
		if (known->list[i].type == p->type && known->list[i].scope == p->scope)
			return;
	known->list[known->count].type = p->type;
	known->list[known->count].scope = p->scope;
	known->list[known->count++].at = p->answered_at;
}

static void absorb(struct piece *all, const struct piece *p)
{
	add_addresses(all, p);
	all->rcode = better_rcode(all->rcode, p->rcode);
	all->blocked = all->blocked || p->blocked;
	if (p->answered_at != SIGHT_NEVER && (all->answered_at == SIGHT_NEVER || p->answered_at > all->answered_at))
		all->answered_at = p->answered_at;
	if (all->process == NULL) {
		all->process = p->process;
		all->pid = p->pid;
	}
}

/* The visit of which the AT-th piece is the first question. */
static void gather_questions(struct run *r, struct visits *all, size_t at)
{
	struct piece *first = r->pieces[at];
	struct visit *v = arena_more(r->a, &all->list, all->count, &all->space, sizeof *v);
	size_t number = all->count++;
	struct replies known = { .count = 0 };

	*v = (struct visit){ .all = arena_take(r->a, sizeof *v->all), .last = first->at,
		.chain = first->chain == 0 ? number : first->chain - 1 };
	*v->all = *first;
	v->all->address_count = 0;
	v->all->addresses = arena_array(r->a, ADDRESSES_MAX, sizeof *first->addresses);
	for (size_t i = at; i < r->piece_count && r->pieces[i]->at - v->last <= QUESTION_GAP; i++) {
		struct piece *p = r->pieces[i];

		if (p->kind != PIECE_DNS || p->used || strcmp(p->host, first->host) != 0 ||
		    !same_party(r, p, first))
			continue;
		if (asked_again(&known, p)) {
			p->chain = v->chain + 1;
			continue;
		}
		p->used = true;
		v->last = p->at;
		absorb(v->all, p);
		note_reply(&known, p);
	}
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

/* Whether the question may have been asked for that request. */
static bool may_be_for(const struct run *r, const struct piece *dns, const struct making *m)
{
	const struct piece *p = m->http != NULL ? m->http : m->tls;

	return !p->by_proxy && strcmp(p->host, dns->host) == 0 && same_party(r, p, dns) &&
		(p->opened_at == SIGHT_NEVER || p->opened_at >= dns->at - SECOND);
}

static struct making *request_of(struct run *r, size_t requests, const struct visit *v)
{
	for (size_t i = request_from(r, requests, v->all->at); i < requests; i++) {
		struct making *m = r->all[i];

		if (m->at - v->last > QUESTION_TO_REQUEST)
			return NULL;
		if (m->dns == NULL && may_be_for(r, v->all, m))
			return m;
	}
	return NULL;
}

/* Whether another request may have been what was asked for: of programs of one machine
 * that fetch at the same time it cannot be told which asked. */
static bool has_rival(const struct run *r, size_t requests, const struct visit *v, const struct making *m)
{
	for (size_t i = request_from(r, requests, v->all->at); i < requests; i++) {
		const struct making *other = r->all[i];

		if (other->at - m->at > QUESTION_GAP)
			return false;
		if (other != m && !other->later_of_connection && may_be_for(r, v->all, other))
			return true;
	}
	return false;
}

/* "yr1.c.lencr.org.corp.example": resolvers try names with their own domain behind,
 * and are told that there is no such name. Nobody's imitation. */
static bool search_list(const struct piece *dns)
{
	return dns->address_count == 0 && strstr(dns->host, ".lencr.org.") != NULL;
}

/* The latest questions first, so that none of them is taken for an earlier one's. */
static void match_questions(struct run *r, size_t requests, struct visits *all)
{
	for (size_t i = all->count; i > 0; i--) {
		struct visit *v = &all->list[i - 1];
		struct making *m = request_of(r, requests, v);

		if (m == NULL)
			continue;
		m->dns = v->all;
		m->dns_unsure = has_rival(r, requests, v, m);
		v->m = m;
		all->list[v->chain].m = m;
	}
}

/* Questions that led to nothing are contacts of their own, once for each chain. */
static void leave_questions(struct run *r, struct visits *all)
{
	for (size_t i = 0; i < all->count; i++) {
		struct visit *v = &all->list[i], *head = &all->list[v->chain];

		if (v->m != NULL)
			continue;
		if (head->m == NULL) {
			if (search_list(v->all) || (head->m = making_new(r, v->all->at)) == NULL)
				continue;
			head->m->dns = head->all;
			head->m->done_at = v->last;
		} else if (head->m->dns == head->all && head->m->http == NULL && head->m->tls == NULL) {
			absorb(head->all, v->all);
			head->m->done_at = v->last;
		}
	}
}

static void take_questions(struct run *r, size_t requests)
{
	struct visits all = { .list = NULL };

	for (size_t i = 0; i < r->piece_count; i++)
		if (r->pieces[i]->kind == PIECE_DNS && !r->pieces[i]->used)
			gather_questions(r, &all, i);
	/* Whatever of a chain's answers led to a connection. */
	for (size_t i = 0; i < all.count; i++)
		if (all.list[i].chain != i)
			add_addresses(all.list[all.list[i].chain].all, all.list[i].all);
	for (size_t i = 0; i < all.count; i++)
		if (all.list[i].chain != i)
			add_addresses(all.list[i].all, all.list[all.list[i].chain].all);
	match_questions(r, requests, &all);
	leave_questions(r, &all);
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
		r->k->pieces[i]->chain = 0;
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
