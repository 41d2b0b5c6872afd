#include "check/crl_sweep.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/when.h"
#include "x509/name.h"

#define SERIAL_OCTETS 20
#define MOST_SERIALS ((size_t)20 * 1000 * 1000)
#define MOST_LISTED 100

const char *sweep_state_word(enum sweep_state s)
{
	static const char *const words[] = { "ok", "wrong", "malformed", "missing", "unreached" };

	return words[s];
}

/* Right-aligned; what is longer is cut and may look like a double. */
struct seen { uint8_t serial[SERIAL_OCTETS]; uint16_t size; uint16_t shard; };

struct sweep {
	struct arena *arena;
	struct cert *const *issuers;
	size_t issuer_count;
	int64_t at;
	struct seen *seen;
	size_t seen_count, seen_space;
	struct view *names;
	size_t name_count, name_space;
	struct sweep_sum sum;
};

struct sweep *sweep_new(struct arena *a, struct cert *const *issuers, size_t issuer_count,
	int64_t at)
{
	struct sweep *s = arena_take(a, sizeof *s);

	s->arena = a;
	s->issuers = issuers;
	s->issuer_count = issuer_count;
	s->at = at;
	s->sum.oldest = s->sum.newest = WHEN_NONE;
	return s;
}

void sweep_free(struct sweep *s)
{
	if (s != NULL)
		free(s->seen);
}

static void fill(struct seen *one, struct view serial, unsigned long shard)
{
	serial = serial_minimal(serial);
	if (serial.size > SERIAL_OCTETS)
		serial = view_part(serial, serial.size - SERIAL_OCTETS, SERIAL_OCTETS);
	memset(one, 0, sizeof *one);
	if (serial.size != 0)
		memcpy(one->serial + SERIAL_OCTETS - serial.size, serial.data, serial.size);
	one->size = (uint16_t)serial.size;
	one->shard = (uint16_t)shard;
}

static void see_serial(struct sweep *s, struct view serial, unsigned long shard)
{

	if (s->seen_count == MOST_SERIALS) {
		s->sum.cut = true;
		return;
	}
	if (s->seen_count == s->seen_space) {
		s->seen_space = s->seen_space == 0 ? 4096 : s->seen_space * 2;
		s->seen = mem_resize(s->seen, s->seen_space, sizeof *s->seen);
	}
	fill(&s->seen[s->seen_count++], serial, shard);
}

static void see_issuer(struct sweep *s, struct view issuer)
{
	struct view *slot;

	for (size_t i = 0; i < s->name_count; i++)
		if (view_equal(s->names[i], issuer))
			return;
	slot = arena_more(s->arena, &s->names, s->name_count, &s->name_space, sizeof *slot);
	*slot = view_of(arena_copy(s->arena, issuer.data, issuer.size), issuer.size);
	s->name_count++;
}

static const char *first_fail(struct sweep *s, const struct rulings *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->list[i].result == RULED_BROKEN && r->list[i].severity == SEVERITY_FAIL)
			return arena_format(s->arena, "%s: %s", r->list[i].rule, r->list[i].detail);
	return NULL;
}

static void see_list(struct sweep *s, struct sweep_row *row, const struct outcome *o)
{
	struct arena *a = arena_new();
	struct crl_lint_input in = { .body = blob_view(o->body), .url = row->url, .outcome = o,
		.issuers = s->issuers, .issuer_count = s->issuer_count, .at = s->at };
	struct crl_cursor cursor = { 0 };
	struct crl_entry e;
	struct crl_lint lint;

	crl_lint(a, &in, &lint);
	row->bytes = in.body.size;
	row->state = !lint.decoded ? SWEEP_MALFORMED :
		rulings_count(&lint.rulings, SEVERITY_FAIL) != 0 ? SWEEP_WRONG : SWEEP_OK;
	row->problem = first_fail(s, &lint.rulings);
	row->warnings = rulings_count(&lint.rulings, SEVERITY_WARN);
	if (lint.decoded) {
		const struct crl *c = &lint.crl;

		row->entries = c->entry_count;
		row->this_update = c->this_update;
		row->next_update = c->next_update;
		row->number = view_of(arena_copy(s->arena, c->number.data, c->number.size),
			c->number.size);
		row->issuer = arena_text(s->arena, name_text(a, c->issuer));
		row->signed_by = lint.signed_by == NULL ? NULL : arena_text(s->arena, lint.signed_by);
		see_issuer(s, c->issuer);
		while (crl_next(c, &cursor, &e))
			see_serial(s, e.serial, row->shard);
	}
	arena_free(a);
}

static void sum_up(struct sweep *s, const struct sweep_row *row)
{
	struct sweep_sum *m = &s->sum;

	m->rows++;
	m->states[row->state]++;
	m->warned += row->warnings != 0;
	m->entries += row->entries;
	m->bytes += row->bytes;
	if (row->this_update == WHEN_NONE)
		return;
	if (m->oldest == WHEN_NONE || row->this_update < m->oldest)
		m->oldest = row->this_update;
	if (m->newest == WHEN_NONE || row->this_update > m->newest)
		m->newest = row->this_update;
}

const struct sweep_row *sweep_add(struct sweep *s, const char *url, unsigned long shard,
	const struct outcome *o)
{
	struct sweep_row *row = arena_take(s->arena, sizeof *row);

	row->index = s->sum.rows;
	row->shard = shard;
	row->url = arena_text(s->arena, url);
	row->reach = o->reach;
	row->http_status = o->http_status;
	row->this_update = row->next_update = WHEN_NONE;
	if (o->reach == REACH_OK && o->body != NULL) {
		see_list(s, row, o);
	} else {
		row->state = o->reach == REACH_BAD_STATUS &&
			(o->http_status == 404 || o->http_status == 410) ? SWEEP_MISSING : SWEEP_UNREACHED;
		row->problem = o->detail != NULL ? arena_text(s->arena, o->detail) : reach_word(o->reach);
	}
	sum_up(s, row);
	return row;
}

static int compare_serials(const struct seen *a, const struct seen *b)
{
	int order = memcmp(a->serial, b->serial, SERIAL_OCTETS);

	return order != 0 ? order : (int)a->size - (int)b->size;
}

static int compare(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;
	int order = compare_serials(x, y);

	return order != 0 ? order : (int)x->shard - (int)y->shard;
}

static void find_doubles(struct sweep *s)
{
	struct sweep_sum *m = &s->sum;

	m->list = arena_array(s->arena, MOST_LISTED, sizeof *m->list);
	for (size_t i = 1; i < s->seen_count; i++) {
		const struct seen *a = &s->seen[i - 1], *b = &s->seen[i];

		if (compare_serials(a, b) != 0 || a->shard == b->shard)
			continue;
		m->doubles++;
		if (m->count == MOST_LISTED)
			continue;
		m->list[m->count++] = (struct sweep_double){
			.serial = view_of(arena_copy(s->arena, a->serial + SERIAL_OCTETS - a->size, a->size),
				a->size),
			.shards = { a->shard, b->shard } };
	}
}

void sweep_end(struct sweep *s, struct sweep_sum *out)
{
	if (s->seen_count != 0)
		qsort(s->seen, s->seen_count, sizeof *s->seen, compare);
	find_doubles(s);
	s->sum.issuers = s->name_count;
	*out = s->sum;
}

size_t sweep_find(const struct sweep *s, struct view serial, unsigned long *shards, size_t max)
{
	struct seen key;
	size_t found = 0;

	fill(&key, serial, 0);
	for (size_t i = 0; i < s->seen_count; i++)
		if (compare_serials(&s->seen[i], &key) == 0 && found++ < max)
			shards[found - 1] = s->seen[i].shard;
	return found;
}
