#include "io/bundle.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/store_disk.h"
#include "io/store_record.h"

struct bundle_dir {
	struct arena *arena;
	struct store *store;
	struct manifest manifest;
	struct manifest_ref *refs; size_t ref_count; /* all, each once, by key */
};

static int compare_refs(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct manifest_ref));
}

/* All that the manifest names, sorted. */
static void collect(struct bundle_dir *b)
{
	const struct manifest *m = &b->manifest;
	size_t count = m->file_count, left = 0;

	for (size_t i = 0; i < m->target_count; i++)
		count += m->targets[i].answer_count + 1;
	b->refs = arena_array(b->arena, count + 1, sizeof *b->refs);
	count = 0;
	for (size_t i = 0; i < m->file_count; i++)
		b->refs[count++] = m->files[i].ref;
	for (size_t i = 0; i < m->target_count; i++) {
		const struct manifest_target *t = &m->targets[i];

		if (t->has_body)
			b->refs[count++] = t->body;
		for (size_t k = 0; k < t->answer_count; k++)
			b->refs[count++] = t->answers[k];
	}
	qsort(b->refs, count, sizeof *b->refs, compare_refs);
	for (size_t i = 0; i < count; i++)
		if (left == 0 || compare_refs(&b->refs[left - 1], &b->refs[i]) != 0)
			b->refs[left++] = b->refs[i];
	b->ref_count = left;
}

static bool is_named(const struct bundle_dir *b, const char *key)
{
	size_t low = 0, high = b->ref_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(b->refs[middle].key, key);

		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static bool refuse(const struct bundle_dir *b, const char *file, const char *why, struct err *e)
{
	return err_set(e, ERR_INPUT, "%s/%s: %s; the bundle is not used: record it again, or take an "
		"undamaged copy", store_path(b->store), file, why);
}

static bool refuse_record(const struct bundle_dir *b, const struct manifest_ref *ref,
	const char *why, struct err *e)
{
	char name[STORE_NAME];

	store_want_name(ref->key, name);
	return refuse(b, name, why, e);
}

struct stranger { const struct bundle_dir *bundle; char file[STORE_NAME]; };

static bool look(void *context, const struct store_entry *entry)
{
	struct stranger *s = context;

	if (is_named(s->bundle, entry->file + strlen("want/aa/")))
		return true;
	memcpy(s->file, entry->file, strlen(entry->file) + 1);
	return false;
}

static bool check_all(struct bundle_dir *b, struct err *e)
{
	struct stranger stranger = { b, "" };
	struct store_record record;
	const char *why;

	for (size_t i = 0; i < b->ref_count; i++) {
		if (!store_get_exactly(b->store, b->refs[i].key, b->refs[i].sum, &record, &why))
			return refuse_record(b, &b->refs[i], why, e);
		store_record_clear(&record);
	}
	if (!store_each(b->store, false, look, &stranger, e))
		return false;
	return stranger.file[0] == '\0' ||
		refuse(b, stranger.file, "is not in the manifest: it was put there later", e);
}

static bool read_all(struct bundle_dir *b, struct err *e)
{
	struct blob *text = store_load(b->store, MANIFEST_NAME, MANIFEST_MAX);
	const char *why;
	bool ok;

	if (text == NULL)
		return refuse(b, MANIFEST_NAME, "is absent: this is no bundle, or its recording was "
			"not finished", e);
	ok = manifest_read(b->arena, blob_view(text), &b->manifest, &why);
	blob_drop(text);
	if (!ok)
		return refuse(b, MANIFEST_NAME, why, e);
	collect(b);
	return check_all(b, e);
}

struct bundle_dir *bundle_open(const char *dir, struct err *e)
{
	struct store *store = store_open(dir, false, e);
	struct bundle_dir *b;

	if (store == NULL)
		return NULL;
	b = mem_take(1, sizeof *b);
	b->store = store;
	b->arena = arena_new();
	if (read_all(b, e))
		return b;
	bundle_free(b);
	return NULL;
}

void bundle_free(struct bundle_dir *b)
{
	if (b == NULL)
		return;
	store_free(b->store);
	arena_free(b->arena);
	free(b);
}

const struct manifest *bundle_manifest(const struct bundle_dir *b)
{
	return &b->manifest;
}

struct store *bundle_store(struct bundle_dir *b)
{
	return b->store;
}

struct blob *bundle_body(struct bundle_dir *b, const struct manifest_ref *ref, struct arena *a,
	struct err *e)
{
	struct store_record record;
	const char *why;
	struct blob *body;

	if (!store_get_exactly(b->store, ref->key, ref->sum, &record, &why)) {
		refuse_record(b, ref, why, e);
		return NULL;
	}
	body = record.outcome.body == NULL ? NULL : blob_keep(a, record.outcome.body);
	store_record_clear(&record);
	if (body == NULL)
		refuse_record(b, ref, "holds no bytes", e);
	return body;
}

bool bundle_answers_read(struct bundle_dir *b, size_t target, struct bundle_answers *out,
	struct err *e)
{
	const struct manifest_target *t = &b->manifest.targets[target];
	const char *why;

	*out = (struct bundle_answers){ mem_take(t->answer_count + 1, sizeof *out->list), 0 };
	for (size_t i = 0; i < t->answer_count; i++) {
		if (!store_get_exactly(b->store, t->answers[i].key, t->answers[i].sum,
			&out->list[i], &why)) {
			bundle_answers_clear(out);
			return refuse_record(b, &t->answers[i], why, e);
		}
		out->count++;
	}
	return true;
}

void bundle_answers_clear(struct bundle_answers *answers)
{
	for (size_t i = 0; i < answers->count; i++)
		store_record_clear(&answers->list[i]);
	free(answers->list);
	*answers = (struct bundle_answers){ 0 };
}

const struct outcome *bundle_answer(const struct bundle_answers *answers, const struct want *w)
{
	for (size_t i = 0; i < answers->count; i++) {
		const struct store_record *r = &answers->list[i];

		if (r->kind == w->kind && r->why == w->why && r->anew == w->anew &&
		    strcmp(r->url, w->url) == 0 &&
		    view_equal(r->post, w->kind == WANT_POST ? w->body : (struct view){ 0 }))
			return &r->outcome;
	}
	return NULL;
}
