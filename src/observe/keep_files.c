/* What logs say of bodies, until a request asks for it by its key. Requests are
 * mostly read first; what comes before them waits in a ring, the oldest of which
 * is forgotten. Who asked for one that is not there is counted, where some were
 * forgotten. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/correlate_run.h"

#define WAITING ((size_t)32768)
#define ASKED_FOR ((size_t)32768)

uint64_t file_key(uint64_t scope, struct view key)
{
	return key.size == 0 ? 0 : hash_bytes(scope + 23, key.data, key.size) | 1;
}

void files_ask(struct correlate *k, uint64_t key)
{
	if (key != 0)
		keyset_put(&k->files.asked, key);
}

/* --- keeping ------------------------------------------------------------------------ */

/* Words of registries: letters, digits and what stands between them. */
static void word_put(char *out, size_t space, struct view v)
{
	bool plain = v.size < space;

	for (size_t i = 0; i < v.size && plain; i++) {
		uint8_t c = v.data[i], low = c | 0x20;

		plain = (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || (c != 0 && strchr("/+.-_", c) != NULL);
	}
	if (plain && v.size != 0)
		memcpy(out, v.data, v.size);
}

static bool octets_put(uint8_t *out, size_t space, uint8_t *size, struct view v)
{
	if (v.size == 0 || v.size > space)
		return false;
	memcpy(out, v.data, v.size);
	*size = (uint8_t)v.size;
	return true;
}

static bool hash_size(struct view v)
{
	return v.size == 20 || v.size == 32;
}

/* False: it is of no use. */
static bool fill(struct file_fact *out, const struct sight_file *f)
{
	const struct sight_status *status = f->status;

	out->size = f->size;
	word_put(out->type, sizeof out->type, f->type);
	out->sha256_known = f->sha256.size == 32;
	if (out->sha256_known)
		memcpy(out->sha256, f->sha256.data, 32);
	out->sha1_known = f->sha1.size == 20;
	if (out->sha1_known)
		memcpy(out->sha1, f->sha1.data, 20);
	if (status == NULL)
		return out->size >= 0 || out->sha256_known || out->sha1_known;
	out->status = true;
	out->said = status->said;
	out->revoked_at = status->revoked_at;
	out->this_update = status->this_update;
	out->next_update = status->next_update;
	word_put(out->reason, sizeof out->reason, status->reason);
	return hash_size(status->name_hash) && status->key_hash.size == status->name_hash.size &&
		octets_put(out->name_hash, sizeof out->name_hash, &out->hash_size, status->name_hash) &&
		octets_put(out->key_hash, sizeof out->key_hash, &out->hash_size, status->key_hash) &&
		octets_put(out->serial, sizeof out->serial, &out->serial_size, status->serial);
}

static void keep(struct file_facts *all, const struct file_fact *fact)
{
	if (all->kept_count >= ASKED_FOR) {
		all->dropped++;
		return;
	}
	if (all->kept_count == all->kept_space) {
		all->kept_space = all->kept_space == 0 ? 64 : all->kept_space * 2;
		all->kept = mem_resize(all->kept, all->kept_space, sizeof *all->kept);
	}
	all->kept[all->kept_count++] = *fact;
}

static void wait(struct file_facts *all, const struct file_fact *fact)
{
	struct file_fact *place;

	if (all->waiting_count == all->waiting_space && all->waiting_space < WAITING) {
		all->waiting_space = all->waiting_space == 0 ? 64 : all->waiting_space * 2;
		all->waiting = mem_resize(all->waiting, all->waiting_space, sizeof *all->waiting);
	}
	place = &all->waiting[all->waiting_count % WAITING];
	if (all->waiting_count >= WAITING) {
		if (keyset_has(&all->asked, place->key))
			keep(all, place);
		else
			all->lost = true;
	}
	*place = *fact;
	all->waiting_count++;
}

static bool of_the_story(struct correlate *k, struct view host)
{
	size_t ignored = 0;
	char *name;
	bool is;

	if (host.data == NULL || k->o.all)
		return true;
	name = host.size > NAME_MAX_BYTES ? NULL : keep_name(host, NAME_MAX_BYTES, &ignored);
	is = name != NULL && keep_relevance(k, name) != HOST_FOREIGN;
	free(name);
	return is;
}

void keep_file(struct correlate *k, const struct sighting *s)
{
	struct file_fact fact;

	memset(&fact, 0, sizeof fact);
	fact.key = file_key(sighting_scope(s), s->file->key);
	fact.at = s->at;
	fact.input = s->input;
	fact.place = s->place;
	if (fact.key == 0 || !of_the_story(k, s->file->host) || !fill(&fact, s->file))
		return;
	if (keyset_has(&k->files.asked, fact.key))
		keep(&k->files, &fact);
	else
		wait(&k->files, &fact);
}

void keep_files_free(struct correlate *k)
{
	free(k->files.waiting);
	free(k->files.kept);
	free(k->files.asked.slots);
}

/* --- asking -------------------------------------------------------------------------- */

static int order(const void *a, const void *b)
{
	const struct file_fact *x = *(const struct file_fact *const *)a, *y = *(const struct file_fact *const *)b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->input != y->input)
		return x->input < y->input ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static size_t waiting_most(const struct file_facts *all)
{
	return all->waiting_count < WAITING ? all->waiting_count : WAITING;
}

void files_index(struct run *r)
{
	const struct file_facts *all = &r->k->files;
	size_t count = all->kept_count;

	for (size_t i = 0; i < waiting_most(all); i++)
		count += keyset_has(&all->asked, all->waiting[i].key);
	r->files = arena_array(r->a, count + 1, sizeof(struct file_fact *));
	for (size_t i = 0; i < all->kept_count; i++)
		r->files[r->file_count++] = &all->kept[i];
	for (size_t i = 0; i < waiting_most(all); i++)
		if (keyset_has(&all->asked, all->waiting[i].key))
			r->files[r->file_count++] = &all->waiting[i];
	if (count != 0)
		qsort(r->files, count, sizeof(struct file_fact *), order);
}

const struct file_fact *const *files_of(const struct run *r, uint64_t key, size_t *count)
{
	size_t low = 0, high = r->file_count;

	*count = 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->files[middle]->key < key)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + *count < r->file_count && r->files[low + *count]->key == key)
		++*count;
	return r->files + low;
}
