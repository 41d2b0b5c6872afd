/* What several contacts tell together: lists fetched in series or again and
 * again, the resolver or proxy behind a client, objects of one burst. */
#include <string.h>

#include "observe/correlate_run.h"

#define SERIES_LENGTH 6                 /* shards one after another, by number */
#define SERIES_GAP (60 * SECOND)
#define AGAIN_COUNT 4                   /* whole fetches of one list … */
#define AGAIN_SPAN (3600 * SECOND)      /* … in that time */
#define BEHIND (2 * SECOND)             /* a resolver or proxy passes on */
#define BURST (1 * SECOND)

/* --- series ------------------------------------------------------------------------------ */

static bool next_in_series(const struct run *r, const struct making *a, const struct making *b, int step)
{
	return b->kind == OBJECT_SHARD && a->object->label != NULL && b->object->label != NULL &&
		strcmp(a->object->label, b->object->label) == 0 &&
		(int)b->object->shard - (int)a->object->shard == step && making_same_machine(r, a, b);
}

static void mark_series(struct run *r, size_t from, int step)
{
	size_t list[SERIES_LENGTH], count = 1, at = from;

	list[0] = from;
	for (size_t i = from + 1; i < r->count && r->all[i]->at - r->all[at]->at <= SERIES_GAP; i++) {
		if (!next_in_series(r, r->all[at], r->all[i], step))
			continue;
		at = i;
		if (count < SERIES_LENGTH)
			list[count] = i;
		if (++count == SERIES_LENGTH)
			break;
	}
	for (size_t i = 0; count == SERIES_LENGTH && i < count; i++)
		r->all[list[i]]->bulk = true;
}

static void find_series(struct run *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->all[i]->kind == OBJECT_SHARD) {
			mark_series(r, i, 1);
			mark_series(r, i, -1);
		}
	for (size_t i = 0; i < r->count; i++)
		if (r->all[i]->bulk)
			flag_raise_plain(r, r->all[i], FLAG_IN_BULK);
}

/* --- again and again ------------------------------------------------------------------------ */

static bool fetched_whole(const struct making *m)
{
	return m->http != NULL && m->http->status == 200 && (m->kind == OBJECT_SHARD || m->kind == OBJECT_ROOT);
}

static void find_repeats(struct run *r)
{
	for (size_t i = 0; i < r->count; i++) {
		unsigned count = 1;

		if (!fetched_whole(r->all[i]))
			continue;
		for (size_t n = i; n > 0 && count < AGAIN_COUNT &&
		    r->all[i]->at - r->all[n - 1]->at <= AGAIN_SPAN; n--)
			count += fetched_whole(r->all[n - 1]) &&
				strcmp(r->all[n - 1]->http->url, r->all[i]->http->url) == 0 &&
				making_same_machine(r, r->all[n - 1], r->all[i]);
		if (count >= AGAIN_COUNT)
			flag_raise_plain(r, r->all[i], FLAG_REFETCHED);
	}
}

/* --- who asks for others ------------------------------------------------------------------------ */

/* B was made by the resolver or proxy that A's machine had asked. */
static bool passed_on(const struct run *r, const struct making *a, const struct making *b)
{
	if (strcmp(a->c->host, b->c->host) != 0 || b->c->client.size == 0)
		return false;
	if (a->http != NULL && a->http->by_proxy && same_address(r->k, &a->http->server, &b->c->client))
		return b->http == NULL || strcmp(a->http->url, b->http->url) == 0;
	return a->dns != NULL && b->http == NULL && b->tls == NULL && b->dns != NULL &&
		same_address(r->k, &a->dns->server, &b->c->client);
}

static void find_behind(struct run *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct making *b = r->all[i];

		for (size_t n = i + 1; n > 0 && b->c->as == NULL; n--) {
			struct making *a = r->all[n - 1];
			int64_t end = a->done_at > a->at + BEHIND ? a->done_at : a->at + BEHIND;

			if (b->at - a->at > 60 * SECOND)
				break;
			if (a != b && b->at <= end && passed_on(r, a, b) && a->c->as == NULL)
				b->c->as = a->c;
		}
	}
}

void contacts_series(struct run *r)
{
	find_series(r);
	find_repeats(r);
	find_behind(r);
}

/* --- bursts ---------------------------------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Whether the shared object M is needed for what LEAF is about. */
static bool belongs(const struct making *m, const struct making *leaf)
{
	if (leaf->kind != OBJECT_SHARD && !(leaf->kind == OBJECT_OCSP && leaf->object->serial != NULL))
		return false;
	if (m->object->ca == NULL || leaf->object->ca == NULL)
		return same_text(m->object->label, leaf->object->label);
	return ca_is_above(m->object->ca, leaf->object->ca);
}

static struct making *leaf_of(const struct run *r, size_t at)
{
	const struct making *m = r->all[at];
	struct making *best = NULL;

	for (size_t way = 0; way < 2; way++)
		for (size_t i = at; way == 0 ? i > 0 : i + 1 < r->count; i += way == 0 ? SIZE_MAX : 1) {
			struct making *leaf = r->all[way == 0 ? i - 1 : i + 1];
			int64_t gap = leaf->at > m->at ? leaf->at - m->done_at : m->at - leaf->done_at;

			if ((leaf->at > m->at ? leaf->at - m->at : m->at - leaf->at) > 60 * SECOND)
				break;
			if (gap > BURST || leaf->http == NULL || !belongs(m, leaf) ||
			    !making_same_machine(r, m, leaf) ||
			    !same_text(leaf->c->request.user_agent, m->c->request.user_agent))
				continue;
			if (best == NULL || leaf->c->grade > best->c->grade)
				best = leaf;
		}
	return best;
}

/* A shared object inherits the answer of the leaf's fetch, as "likely" at best:
 * that both belong together is told by time alone. */
void contacts_bursts(struct run *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct making *m = r->all[i], *leaf;

		if (m->c->as != NULL) {
			if (m->c->grade < m->c->as->grade)
				m->c->grade = m->c->as->grade > GRADE_LIKELY ? GRADE_LIKELY : m->c->as->grade;
			continue;
		}
		if (m->http == NULL || m->bulk || !(m->kind == OBJECT_ROOT || m->kind == OBJECT_ISSUER))
			continue;
		leaf = leaf_of(r, i);
		if (leaf == NULL || m->c->grade > leaf->c->grade || m->c->grade == GRADE_PROVEN)
			continue;
		m->c->as = leaf->c;
		m->c->grade = leaf->c->grade > GRADE_LIKELY ? GRADE_LIKELY : leaf->c->grade;
	}
}
