#include "io/store_disk.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/when.h"
#include "io/file.h"
#include "io/store_record.h"

#define NAMES_MAX ((size_t)1000000)
#define WEEK (7 * (int64_t)86400)

/* Names of 64 hex digits below "want" or "blob", sorted. */
struct names { char (*at)[65]; size_t count, space; };

static bool is_digest(const char *name)
{
	return strspn(name, "0123456789abcdef") == 64 && name[64] == '\0';
}

static void add_names(struct names *n, int parent, const char *shelf)
{
	int fd = openat(parent, shelf, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	for (struct dirent *d; (d = readdir(dir)) != NULL && n->count < NAMES_MAX;) {
		if (!is_digest(d->d_name) || strncmp(d->d_name, shelf, 2) != 0)
			continue;
		if (n->count == n->space) {
			n->space = n->space == 0 ? 64 : n->space * 2;
			n->at = mem_resize(n->at, n->space, sizeof *n->at);
		}
		memcpy(n->at[n->count++], d->d_name, 65);
	}
	closedir(dir);
}

static int compare_names(const void *a, const void *b)
{
	return memcmp(a, b, 64);
}

static void list_names(const struct store *s, const char *below, struct names *n)
{
	int parent = openat(s->dir, below, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	*n = (struct names){ 0 };
	for (unsigned i = 0; parent >= 0 && i < 256; i++) {
		char shelf[3];

		snprintf(shelf, sizeof shelf, "%02x", i);
		add_names(n, parent, shelf);
	}
	if (parent >= 0)
		close(parent);
	if (n->count != 0)
		qsort(n->at, n->count, sizeof *n->at, compare_names);
}

static bool has_name(const struct names *n, const char *name)
{
	return n->count != 0 && bsearch(name, n->at, n->count, sizeof *n->at, compare_names) != NULL;
}

static const char *check_body(const struct store *s, const char *sha256, uint64_t size, bool deep,
	uint64_t *bytes)
{
	char name[STORE_NAME];
	struct stat st;
	struct blob *b;

	if (sha256[0] == '\0')
		return NULL;
	store_blob_name(sha256, name);
	if (!store_stat(s, name, &st))
		return "its body is absent";
	*bytes += (uint64_t)st.st_size;
	if ((uint64_t)st.st_size != size)
		return "its body has another size";
	if (!deep)
		return NULL;
	b = store_load_body(s, sha256, STORE_BODY_MAX);
	blob_drop(b);
	return b == NULL ? "its body is damaged" : NULL;
}

bool store_each(struct store *s, bool deep, bool (*visit)(void *, const struct store_entry *),
	void *context, struct err *e)
{
	struct names n;
	bool go = true;

	(void)e;
	list_names(s, "want", &n);
	for (size_t i = 0; go && i < n.count; i++) {
		char name[STORE_NAME];
		struct store_record r;
		struct store_entry entry = { .file = name };
		struct stat st;

		store_want_name(n.at[i], name);
		if (store_stat(s, name, &st))
			entry.bytes = (uint64_t)st.st_size;
		if (store_load_record(s, name, &r, &entry.problem)) {
			const char *previous;

			entry.record = &r;
			entry.problem = check_body(s, r.body_sha256, r.body_size, deep, &entry.bytes);
			previous = check_body(s, r.previous_sha256, r.previous_size, deep,
				&entry.bytes);
			if (entry.problem == NULL)
				entry.problem = previous;
		}
		go = visit(context, &entry);
		store_record_clear(&r);
	}
	free(n.at);
	return true;
}

/* --- tidying ----------------------------------------------------------- */

struct used { char key[65]; int64_t at; uint64_t bytes; bool expired; };
struct tidying { struct store *store; struct names bodies; struct used *used; size_t count, space;
	struct store_swept *swept; int64_t now; };

static void drop_file(struct store *s, const char *name, struct store_swept *swept)
{
	struct stat st;
	bool regular = store_stat(s, name, &st);

	if (unlinkat(s->dir, name, 0) != 0)
		return;
	swept->files++;
	if (regular)
		swept->bytes += (uint64_t)st.st_size;
}

static void keep_name(struct names *n, const char *sha256)
{
	if (sha256[0] == '\0')
		return;
	if (n->count == n->space) {
		n->space = n->space == 0 ? 64 : n->space * 2;
		n->at = mem_resize(n->at, n->space, sizeof *n->at);
	}
	memcpy(n->at[n->count++], sha256, 65);
}

static bool sweep_one(void *context, const struct store_entry *entry)
{
	struct tidying *t = context;

	if (entry->record == NULL) {
		drop_file(t->store, entry->file, t->swept);
		return true;
	}
	t->swept->left += entry->bytes;
	keep_name(&t->bodies, entry->record->body_sha256);
	keep_name(&t->bodies, entry->record->previous_sha256);
	return true;
}

/* The disk's idea of the time, by writing the mark of the last tidying. */
static bool mark_swept(struct store *s, int64_t *now, struct err *e)
{
	if (!s->writable)
		return err_set(e, ERR_IO, "%s: was opened for reading only", s->path);
	return file_put_at(s->dir, s->dir, "swept", (struct view){ 0 }, 0600, now, s->path, e);
}

bool store_sweep(struct store *s, struct store_swept *out, struct err *e)
{
	struct tidying t = { .store = s, .swept = out };
	struct names there;
	int64_t now = 0;

	*out = (struct store_swept){ 0 };
	if (!mark_swept(s, &now, e))
		return false;
	/* Bodies first: one that comes after this list is not touched. */
	list_names(s, "blob", &there);
	store_each(s, false, sweep_one, &t, e);
	if (t.bodies.count != 0)
		qsort(t.bodies.at, t.bodies.count, sizeof *t.bodies.at, compare_names);
	for (size_t i = 0; i < there.count; i++) {
		char name[STORE_NAME];

		store_blob_name(there.at[i], name);
		if (!has_name(&t.bodies, there.at[i]))
			drop_file(s, name, out);
	}
	store_drop_temporary(s, now, out);
	free(t.bodies.at);
	free(there.at);
	return true;
}

static bool note_used(void *context, const struct store_entry *entry)
{
	struct tidying *t = context;

	if (entry->record == NULL)
		return true;
	if (t->count == t->space) {
		t->space = t->space == 0 ? 64 : t->space * 2;
		t->used = mem_resize(t->used, t->space, sizeof *t->used);
	}
	t->used[t->count] = (struct used){ .at = entry->record->used_at, .bytes = entry->bytes,
		.expired = entry->record->next_update != WHEN_NONE && entry->record->next_update < t->now };
	memcpy(t->used[t->count++].key, entry->file + strlen("want/aa/"), 65);
	return true;
}

/* What is expired last, the latest first; the key makes the order total. */
static int compare_used(const void *a, const void *b)
{
	const struct used *x = a, *y = b;

	if (x->expired != y->expired)
		return x->expired ? 1 : -1;
	return x->at != y->at ? (x->at < y->at) - (x->at > y->at) : strcmp(x->key, y->key);
}

bool store_prune(struct store *s, const struct store_limits *most, struct store_swept *out,
	struct err *e)
{
	struct tidying t = { .store = s, .swept = out, .now = most->now };
	struct store_swept pruned = { 0 };
	uint64_t sum = 0;
	size_t kept = 0;
	bool ok;

	*out = (struct store_swept){ 0 };
	if (!s->writable)
		return err_set(e, ERR_IO, "%s: was opened for reading only", s->path);
	store_each(s, false, note_used, &t, e);
	if (t.count != 0)
		qsort(t.used, t.count, sizeof *t.used, compare_used);
	for (size_t i = 0; i < t.count; i++) {
		char name[STORE_NAME];

		sum = t.used[i].bytes > UINT64_MAX - sum ? UINT64_MAX : sum + t.used[i].bytes;
		if (sum <= most->bytes && kept < most->records &&
		    (most->used_before == WHEN_NONE || t.used[i].at >= most->used_before)) {
			kept++;
			continue;
		}
		store_want_name(t.used[i].key, name);
		drop_file(s, name, &pruned);
	}
	free(t.used);
	ok = store_sweep(s, out, e);
	out->files += pruned.files;
	out->bytes += pruned.bytes;
	return ok;
}

void store_tidy(struct store *s, const struct store_limits *most)
{
	struct store_swept swept;
	struct stat last;

	if (s->writable && (!store_stat(s, "swept", &last) || last.st_mtime <= most->now - WEEK ||
	    last.st_mtime > most->now + WEEK))
		(void)store_prune(s, most, &swept, NULL);
}
