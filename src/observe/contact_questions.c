/* Questions about names: those of one visit become one, and go to the request that
 * they were asked for. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/contact_merge.h"

#define QUESTION_GAP (5 * SECOND)       /* repeated questions of one visit */
#define QUESTION_TO_REQUEST (15 * SECOND)
#define ADDRESSES_MAX 32
#define LOOKED_AT_MAX 256   /* others of the same machine and name, from each question on */

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

/* The questions of one machine about one name, in the order of time; its requests for
 * that name, too; and the visits that they make up. */
struct asking {
	struct merge *g;
	struct piece **questions; size_t count;
	struct making **requests; size_t request_count;
	struct visit *visits; size_t visit_count, visit_space;
};

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
	/* That there is no such name is an answer, too; after others a resolver asks again. */
	if (p->type == 0 || (p->address_count == 0 && p->rcode != 3) || p->answered_at == SIGHT_NEVER ||
	    known->count == 8)
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
	all->told = p->told > all->told ? p->told : all->told;
	all->arrived = p->arrived > all->arrived ? p->arrived : all->arrived;
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

/* The visit of which the AT-th question is the first. */
static void gather(struct asking *a, size_t at)
{
	struct arena *arena = a->g->r->a;
	struct piece *first = a->questions[at];
	struct visit *v = arena_more(arena, &a->visits, a->visit_count, &a->visit_space, sizeof *v);
	size_t number = a->visit_count++, others = 0;
	struct replies known = { .count = 0 };

	*v = (struct visit){ .all = arena_take(arena, sizeof *v->all), .last = first->at,
		.chain = first->chain == 0 ? number : first->chain - 1 };
	*v->all = *first;
	v->all->address_count = 0;
	v->all->addresses = arena_array(arena, ADDRESSES_MAX, sizeof *first->addresses);
	for (size_t i = at; i < a->count && a->questions[i]->at - v->last <= QUESTION_GAP && others < LOOKED_AT_MAX;
	    i++) {
		struct piece *p = a->questions[i];

		if (p->used || !pieces_same_party(a->g->r, p, first)) {
			others++;
			continue;
		}
		if (asked_again(&known, p)) {
			p->chain = v->chain + 1;
			others++;
			continue;
		}
		p->used = true;
		p->merged = v->all;
		v->last = p->at;
		absorb(v->all, p);
		note_reply(&known, p);
	}
}

/* The first request that is not before AT. */
static size_t request_from(const struct asking *a, int64_t at)
{
	size_t low = 0, high = a->request_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (a->requests[middle]->at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whether the question may have been asked for that request. */
static bool may_be_for(const struct asking *a, const struct piece *dns, const struct making *m)
{
	const struct piece *p = making_request(m);

	return !p->by_proxy && pieces_same_party(a->g->r, p, dns) &&
		(p->opened_at == SIGHT_NEVER || p->opened_at >= dns->at - SECOND);
}

static struct making *request_of(const struct asking *a, const struct visit *v)
{
	size_t first = request_from(a, v->all->at);

	for (size_t i = first; i < a->request_count && i - first < LOOKED_AT_MAX; i++) {
		struct making *m = a->requests[i];

		if (m->at - v->last > QUESTION_TO_REQUEST)
			return NULL;
		if (m->dns == NULL && may_be_for(a, v->all, m))
			return m;
	}
	return NULL;
}

/* Whether another request may have been what was asked for: of programs of one machine
 * that fetch at the same time it cannot be told which asked. */
static bool has_rival(const struct asking *a, const struct visit *v, const struct making *m)
{
	size_t first = request_from(a, v->all->at);

	for (size_t i = first; i < a->request_count && i - first < LOOKED_AT_MAX; i++) {
		const struct making *other = a->requests[i];

		if (other->at - m->at > QUESTION_GAP)
			return false;
		if (other != m && !other->later_of_connection && may_be_for(a, v->all, other))
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
static void match(struct asking *a)
{
	for (size_t i = a->visit_count; i > 0; i--) {
		struct visit *v = &a->visits[i - 1];
		struct making *m = request_of(a, v);

		if (m == NULL)
			continue;
		m->dns = v->all;
		m->dns_unsure = has_rival(a, v, m);
		v->m = m;
		a->visits[v->chain].m = m;
	}
}

/* Questions that led to nothing are contacts of their own, once for each chain. */
static void leave(struct asking *a)
{
	for (size_t i = 0; i < a->visit_count; i++) {
		struct visit *v = &a->visits[i], *head = &a->visits[v->chain];

		if (v->m != NULL)
			continue;
		if (head->m == NULL) {
			if (search_list(v->all) ||
			    (head->m = making_new(a->g, v->all->group, v->all->at)) == NULL)
				continue;
			head->m->dns = head->all;
			head->m->done_at = v->last;
		} else if (head->m->dns == head->all && making_request(head->m) == NULL) {
			absorb(head->all, v->all);
			head->m->done_at = v->last;
		}
	}
}

static void one_name(struct asking *a)
{
	for (size_t i = 0; i < a->count; i++)
		if (!a->questions[i]->used)
			gather(a, i);
	/* Whatever of a chain's answers led to a connection. */
	for (size_t i = 0; i < a->visit_count; i++)
		if (a->visits[i].chain != i)
			add_addresses(a->visits[a->visits[i].chain].all, a->visits[i].all);
	for (size_t i = 0; i < a->visit_count; i++)
		if (a->visits[i].chain != i)
			add_addresses(a->visits[i].all, a->visits[a->visits[i].chain].all);
	match(a);
	leave(a);
}

/* --- by machine and name ------------------------------------------------------------------ */

static int by_name(const struct piece *x, const struct piece *y)
{
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return strcmp(x->host, y->host);
}

/* A question, or the request of a making, in the order of time. */
struct numbered { struct piece *piece; struct making *m; size_t number; };

static int order(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;
	int names = by_name(x->piece, y->piece);

	return names != 0 ? names : x->number < y->number ? -1 : x->number > y->number;
}

static void each_name(struct merge *g, struct piece **questions, size_t count, struct numbered *requests,
	struct making **makings, size_t request_count)
{
	size_t at = 0;

	for (size_t from = 0, until; from < count; from = until) {
		struct asking a = { .g = g, .questions = questions + from };
		size_t end;

		for (until = from; until < count && by_name(questions[until], questions[from]) == 0;)
			until++;
		while (at < request_count && by_name(requests[at].piece, questions[from]) < 0)
			at++;
		for (end = at; end < request_count && by_name(requests[end].piece, questions[from]) == 0;)
			end++;
		a.count = until - from;
		a.requests = makings + at;
		a.request_count = end - at;
		one_name(&a);
	}
}

void questions_take(struct merge *g)
{
	struct run *r = g->r;
	size_t request_count = r->count, count = 0;
	struct numbered *requests = mem_take(request_count + 1, sizeof *requests);
	struct making **makings = mem_take(request_count + 1, sizeof(struct making *));
	struct numbered *asked = mem_take(r->piece_count, sizeof *asked);
	struct piece **questions = mem_take(r->piece_count, sizeof(struct piece *));

	for (size_t i = 0; i < request_count; i++)
		requests[i] = (struct numbered){ making_request(r->all[i]), r->all[i], i };
	if (request_count != 0)
		qsort(requests, request_count, sizeof *requests, order);
	for (size_t i = 0; i < request_count; i++)
		makings[i] = requests[i].m;
	for (size_t i = 0; i < r->piece_count; i++)
		if (r->pieces[i]->kind == PIECE_DNS)
			asked[count++] = (struct numbered){ r->pieces[i], NULL, i };
	if (count != 0)
		qsort(asked, count, sizeof *asked, order);
	for (size_t i = 0; i < count; i++) {
		questions[i] = asked[i].piece;
		questions[i]->used = false;
		questions[i]->chain = 0;
	}
	each_name(g, questions, count, requests, makings, request_count);
	free(requests);
	free(makings);
	free(asked);
	free(questions);
}
