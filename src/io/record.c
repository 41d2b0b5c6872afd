#include "io/record.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "base/when.h"
#include "io/file.h"
#include "io/store_disk.h"
#include "io/store_record.h"

#define BUCKETS 1024

/* A record that was written. */
struct written { struct written *next; struct manifest_ref ref; };

struct record {
	struct arena *arena;
	struct store *store;
	struct manifest manifest;
	struct written *buckets[BUCKETS];
	struct err trouble;
};

static bool check_empty(const char *dir, struct err *e)
{
	DIR *d = opendir(dir);
	bool empty = true;

	if (d == NULL)
		return errno == ENOENT || err_set(e, ERR_USAGE, "%s: %s", dir, strerror(errno));
	for (struct dirent *f; (f = readdir(d)) != NULL;)
		empty = empty && (strcmp(f->d_name, ".") == 0 || strcmp(f->d_name, "..") == 0);
	closedir(d);
	return empty || err_set(e, ERR_USAGE, "%s: is not empty; a bundle wants a folder of its own, "
		"name a new or empty one", dir);
}

struct record *record_new(const char *dir, struct err *e)
{
	struct record *r;
	struct store *store;

	if (!check_empty(dir, e))
		return NULL;
	store = store_open(dir, true, e);
	if (store == NULL)
		return NULL;
	r = mem_take(1, sizeof *r);
	r->arena = arena_new();
	r->store = store;
	return r;
}

void record_free(struct record *r)
{
	if (r == NULL)
		return;
	store_free(r->store);
	arena_free(r->arena);
	free(r);
}

struct manifest *record_manifest(struct record *r)
{
	return &r->manifest;
}

struct manifest_target *record_target(struct record *r, size_t index)
{
	struct manifest *m = &r->manifest;

	while (m->target_count <= index) {
		arena_more(r->arena, &m->targets, m->target_count, &m->target_space,
			sizeof *m->targets);
		m->target_count++;
	}
	return &m->targets[index];
}

static void note(struct record *r, const struct err *e)
{
	if (r->trouble.code == ERR_NONE)
		r->trouble = *e;
}

/* --- records ----------------------------------------------------------- */

bool record_keeps_field(const char *name)
{
	static const char *const used[] = { "Age", "Cache-Control", "Content-Length", "Content-Type",
		"Date", "ETag", "Expires", "Last-Modified", "Location", "Retry-After", "Server" };

	for (size_t i = 0; i < sizeof used / sizeof *used; i++)
		if (str_same(used[i], name))
			return true;
	return false;
}

static void drop_unused(struct arena *a, struct http_head *h)
{
	struct http_field *kept = arena_array(a, h->count, sizeof *kept);
	size_t count = 0;

	for (size_t i = 0; i < h->count; i++)
		if (record_keeps_field(h->fields[i].name))
			kept[count++] = h->fields[i];
	*h = (struct http_head){ count, kept };
}

static struct written **bucket_of(struct record *r, const char *key)
{
	unsigned n = 0;

	for (size_t i = 0; i < 4; i++)
		n = n * 16 + (unsigned)(key[i] <= '9' ? key[i] - '0' : key[i] - 'a' + 10);
	return &r->buckets[n % BUCKETS];
}

static const struct written *find(struct record *r, const char *key)
{
	const struct written *w = *bucket_of(r, key);

	while (w != NULL && strcmp(w->ref.key, key) != 0)
		w = w->next;
	return w;
}

static bool sum_of(const struct store_record *record, char sum[65])
{
	uint8_t digest[32];
	struct str text;
	bool ok = store_record_write(record, &text);

	digest_sha256(view_of(text.text, text.size), digest);
	store_hex(digest, sum);
	str_clear(&text);
	return ok;
}

/* Writes the record, unless it was written before. */
static struct manifest_ref put(struct record *r, struct store_record *record)
{
	struct manifest_ref ref = { "", "" };
	struct arena *a = arena_new();
	struct written *w;
	struct err e = { 0 };

	for (;; record->take++) {
		const struct written *there;

		if (!sum_of(record, ref.sum)) {
			drop_unused(a, &record->outcome.head);
			sum_of(record, ref.sum);
		}
		store_record_key(record, ref.key);
		there = find(r, ref.key);
		if (there != NULL && strcmp(there->ref.sum, ref.sum) == 0)
			break;
		if (there != NULL)
			continue;
		if (r->trouble.code == ERR_NONE && !store_put(r->store, record, &e))
			note(r, &e);
		w = arena_take(r->arena, sizeof *w);
		*w = (struct written){ *bucket_of(r, ref.key), ref };
		*bucket_of(r, ref.key) = w;
		break;
	}
	arena_free(a);
	return ref;
}

void record_answer(struct record *r, size_t index, const struct want *w, const struct outcome *o)
{
	struct manifest_target *t = record_target(r, index);
	struct manifest_ref *slot = arena_more(r->arena, &t->answers, t->answer_count,
		&t->answer_space, sizeof *slot);
	struct store_record record = { .kind = w->kind, .why = w->why, .url = w->url, .anew = w->anew,
		.post = w->kind == WANT_POST ? w->body : (struct view){ 0 }, .outcome = *o,
		.this_update = WHEN_NONE, .next_update = WHEN_NONE, .fresh_until = WHEN_NONE };

	/* Only an answer that was had has a body. */
	if (o->reach != REACH_OK)
		record.outcome.body = NULL;
	*slot = put(r, &record);
	t->answer_count++;
}

struct manifest_ref record_body(struct record *r, const char *name, struct blob *body)
{
	struct arena *a = arena_new();
	struct store_record record = { .kind = WANT_GET, .why = WHY_TARGET,
		.url = arena_format(a, "given:%s", name),
		.outcome = { .reach = REACH_OK, .from = FROM_FILE, .body = body },
		.this_update = WHEN_NONE, .next_update = WHEN_NONE, .fresh_until = WHEN_NONE };
	struct manifest_ref ref = put(r, &record);

	arena_free(a);
	return ref;
}

bool record_finish(struct record *r, size_t count, struct err *e)
{
	struct manifest *m = &r->manifest;
	struct str text;
	bool ok;

	if (r->trouble.code != ERR_NONE) {
		err_set(e, ERR_IO, "%s", r->trouble.text);
		return false;
	}
	if (m->target_count > count)
		m->target_count = count;
	ok = manifest_write(m, &text);
	if (!ok)
		err_set(e, ERR_IO, "%s: the manifest is too large", store_path(r->store));
	else
		ok = file_put_at(r->store->dir, r->store->dir, MANIFEST_NAME,
			view_of(text.text, text.size), 0600, NULL, store_path(r->store), e);
	str_clear(&text);
	return ok;
}
