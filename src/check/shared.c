#include "check/shared.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define BUCKETS 1024

struct waiter { size_t who; uint32_t want_id; };

struct item {
	struct item *next_in_bucket;
	struct item *newer;            /* of those kept, oldest first */
	struct want want;              /* id: ours, for the source */
	uint8_t *post;
	struct waiter *waiters;
	size_t waiter_count, waiter_space;
	bool open, vouched;
	struct outcome outcome;
};

struct shared {
	struct source *source;
	size_t keep_bytes, kept_bytes, open_count;
	uint32_t next_id;
	struct item *buckets[BUCKETS];
	struct item *oldest, *newest;
};

struct shared *shared_new(struct source *source, size_t keep_bytes)
{
	struct shared *s = mem_take(1, sizeof *s);

	s->source = source;
	s->keep_bytes = keep_bytes;
	return s;
}

static size_t bucket_of(const struct want *want)
{
	size_t hash = 2166136261u;

	for (const char *at = want->url; *at; at++)
		hash = (hash ^ (unsigned char)*at) * 16777619u;
	return (hash ^ want->body.size) % BUCKETS;
}

static bool same(const struct want *a, const struct want *b)
{
	return a->kind == b->kind && a->why == b->why && a->anew == b->anew && strcmp(a->url, b->url) == 0 &&
		view_equal(a->body, b->body);
}

static struct item *find(const struct shared *s, const struct want *want)
{
	struct item *item = s->buckets[bucket_of(want)];

	while (item && !same(&item->want, want))
		item = item->next_in_bucket;
	return item;
}

static struct item *find_open(const struct shared *s, uint32_t id)
{
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct item *item = s->buckets[i]; item; item = item->next_in_bucket)
			if (item->open && item->want.id == id)
				return item;
	return NULL;
}

static void item_free(struct item *item)
{
	outcome_clear(&item->outcome);
	free((char *)(uintptr_t)item->want.url);
	free(item->post);
	free(item->waiters);
	free(item);
}

static void unlink_item(struct shared *s, struct item *item)
{
	struct item **at = &s->buckets[bucket_of(&item->want)];

	while (*at != item)
		at = &(*at)->next_in_bucket;
	*at = item->next_in_bucket;
	item_free(item);
}

void shared_free(struct shared *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < BUCKETS; i++)
		while (s->buckets[i]) {
			if (s->buckets[i]->open)
				source_drop(s->source, s->buckets[i]->want.id);
			unlink_item(s, s->buckets[i]);
		}
	free(s);
}

static struct item *put(struct shared *s, const struct want *want)
{
	struct item *item = mem_take(1, sizeof *item);
	size_t bucket = bucket_of(want);

	item->want = *want;
	item->want.id = s->next_id++;
	item->want.url = mem_text(want->url);
	if (want->body.size > 0)
		item->post = mem_copy(want->body.data, want->body.size);
	item->want.body = view_of(item->post, want->body.size);
	item->open = true;
	item->next_in_bucket = s->buckets[bucket];
	s->buckets[bucket] = item;
	return item;
}

bool shared_ask(struct shared *s, size_t who, const struct want *want,
	const struct outcome **ready, struct err *err)
{
	struct item *item = find(s, want);

	*ready = NULL;
	if (item && !item->open) {
		*ready = &item->outcome;
		return true;
	}
	if (!item) {
		item = put(s, want);
		if (!source_ask(s->source, &item->want, err)) {
			unlink_item(s, item);
			return false;
		}
		s->open_count++;
	}
	if (item->waiter_count == item->waiter_space) {
		item->waiter_space = item->waiter_space ? item->waiter_space * 2 : 4;
		item->waiters = mem_resize(item->waiters, item->waiter_space,
			sizeof *item->waiters);
	}
	item->waiters[item->waiter_count++] = (struct waiter){ who, want->id };
	return true;
}

void shared_forget(struct shared *s, size_t who)
{
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct item *item = s->buckets[i], *next; item; item = next) {
			size_t left = 0;

			next = item->next_in_bucket;
			for (size_t k = 0; k < item->waiter_count; k++)
				if (item->waiters[k].who != who)
					item->waiters[left++] = item->waiters[k];
			item->waiter_count = left;
			if (item->open && left == 0) {
				source_drop(s->source, item->want.id);
				s->open_count--;
				unlink_item(s, item);
			}
		}
}

size_t shared_open(const struct shared *s)
{
	return s->open_count;
}

static size_t body_size(const struct item *item)
{
	return blob_view(item->outcome.body).size + blob_view(item->outcome.previous).size;
}

/* Keeps ITEM for later askers, at the cost of the oldest. */
static void keep(struct shared *s, struct item *item)
{
	if (item->want.kind == WANT_TLS || body_size(item) > s->keep_bytes) {
		unlink_item(s, item);
		return;
	}
	if (s->newest)
		s->newest->newer = item;
	else
		s->oldest = item;
	s->newest = item;
	s->kept_bytes += body_size(item);
	while (s->kept_bytes > s->keep_bytes) {
		struct item *old = s->oldest;

		s->oldest = old->newer;
		s->kept_bytes -= body_size(old);
		unlink_item(s, old);
	}
}

bool shared_take(struct shared *s, int wait_ms,
	void (*give)(void *context, size_t who, uint32_t want_id, const struct outcome *),
	void *context)
{
	struct answer answer = { 0 };
	struct waiter *waiters;
	struct item *item;
	size_t count;

	if (!source_next(s->source, wait_ms, &answer))
		return false;
	item = find_open(s, answer.want_id);
	if (!item) {
		outcome_clear(&answer.outcome);
		return true;
	}
	item->open = false;
	item->outcome = answer.outcome;
	s->open_count--;
	waiters = item->waiters;
	count = item->waiter_count;
	item->waiters = NULL;
	item->waiter_count = item->waiter_space = 0;
	for (size_t i = 0; i < count; i++)
		give(context, waiters[i].who, waiters[i].want_id, &item->outcome);
	free(waiters);
	keep(s, item);
	return true;
}

void shared_vouch(struct shared *s, const struct vouch *vouch)
{
	static const enum want_why whys[] = { WHY_ISSUER, WHY_CRL, WHY_OCSP };

	for (size_t i = 0; i < sizeof whys / sizeof whys[0]; i++) {
		struct want want = { .kind = vouch->post.size > 0 ? WANT_POST : WANT_GET,
			.why = whys[i], .url = vouch->url, .body = vouch->post };
		struct item *item = find(s, &want);

		if (!item || item->open || item->outcome.body != vouch->body)
			continue;
		if (item->vouched)
			return;
		item->vouched = true;
	}
	source_vouch(s->source, vouch);
}
