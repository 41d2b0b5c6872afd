#include "io/store_disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/when.h"
#include "io/file.h"
#include "io/store_record.h"

#define MARK "lencr-store"
#define MARK_TEXT "lencr-store 1\n"
/* A body that was replaced may still be wanted by who read the record just
 * before; nobody reads for an hour. */
#define GRACE 3600

/* --- opening ----------------------------------------------------------- */

/* Whether the directory holds nothing but what two processes that make the same
 * store at once may have put there. */
static bool is_new(const struct store *s)
{
	int fd = openat(s->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	bool new = true;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	for (struct dirent *d; (d = readdir(dir)) != NULL;)
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0 &&
		    strncmp(d->d_name, "tmp-", 4) != 0 && strcmp(d->d_name, MARK) != 0)
			new = false;
	closedir(dir);
	return new;
}

static bool check_owner(const struct store *s, struct err *e)
{
	struct stat st;

	if (fstat(s->dir, &st) != 0)
		return err_set(e, ERR_IO, "%s: %s", s->path, strerror(errno));
	if (st.st_uid != geteuid())
		return err_set(e, ERR_INPUT, "%s: belongs to another user (%lu); name a directory "
			"of your own", s->path, (unsigned long)st.st_uid);
	if ((st.st_mode & 022) != 0)
		return err_set(e, ERR_INPUT, "%s: others may write to it; take that away "
			"(chmod go-w) or name another directory", s->path);
	return true;
}

static bool check_mark(struct store *s, bool create, struct err *e)
{
	struct stat st;
	struct blob *b;
	bool ok, there = store_stat(s, MARK, &st);

	if (!there && !create)
		return err_set(e, ERR_INPUT, "%s: is no store of lencr", s->path);
	if (!there && is_new(s))
		return file_put_at(s->dir, s->dir, MARK, view_of_text(MARK_TEXT), 0600, NULL,
			s->path, e);
	/* Looked at again: another process may have made the store, and filled it, between
	 * our two looks. Whoever fills one has marked it before. */
	if (!there && !store_stat(s, MARK, &st))
		return err_set(e, ERR_INPUT, "%s: is not empty and no store of lencr; "
			"name a new or empty directory", s->path);
	b = store_load(s, MARK, 64);
	ok = b != NULL && view_is_text(blob_view(b), MARK_TEXT);
	blob_drop(b);
	/* Empty after a power failure, or of a later version. */
	if (!ok && create && st.st_size == 0)
		return file_put_at(s->dir, s->dir, MARK, view_of_text(MARK_TEXT), 0600, NULL,
			s->path, e);
	return ok || err_set(e, ERR_INPUT, "%s: is a store of another version; name another "
		"directory", s->path);
}

struct store *store_open(const char *dir, bool create, struct err *e)
{
	struct store *s;
	int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (create ? O_NOFOLLOW : 0), fd;

	if (create && !file_make_directories(dir, e))
		return NULL;
	fd = open(dir, flags);
	if (fd < 0) {
		bool link = create && (errno == ELOOP || errno == ENOTDIR);

		err_set(e, ERR_INPUT, "%s: %s", dir, link ?
			"is a symbolic link or no directory; name a directory" : strerror(errno));
		return NULL;
	}
	s = mem_take(1, sizeof *s);
	*s = (struct store){ mem_text(dir), fd, create };
	if ((create && !check_owner(s, e)) || !check_mark(s, create, e)) {
		store_free(s);
		return NULL;
	}
	return s;
}

void store_free(struct store *s)
{
	if (s == NULL)
		return;
	close(s->dir);
	free(s->path);
	free(s);
}

const char *store_path(const struct store *s)
{
	return s->path;
}

/* --- single records ---------------------------------------------------- */

static void name_of(const struct want *w, char out[STORE_NAME])
{
	char key[65];

	store_key(w->kind, w->url, w->kind == WANT_POST ? w->body : (struct view){ 0 }, key);
	store_want_name(key, out);
}

static bool load_bodies(const struct store *s, struct store_record *r, size_t max)
{
	if (r->body_sha256[0] != '\0') {
		if (r->outcome.reach != REACH_OK || r->body_size > max)
			return false;
		r->outcome.body = store_load_body(s, r->body_sha256, max);
		if (r->outcome.body == NULL)
			return false;
	} else if (r->outcome.reach == REACH_OK) {
		return false;
	}
	/* What was seen earlier is a bonus: without it the answer is still whole. */
	if (r->previous_sha256[0] != '\0')
		r->outcome.previous = store_load_body(s, r->previous_sha256, STORE_BODY_MAX);
	return true;
}

bool store_get(struct store *s, const struct want *w, struct store_record *out)
{
	size_t max = w->max_bytes == 0 || w->max_bytes > STORE_BODY_MAX ? STORE_BODY_MAX :
		w->max_bytes;
	char name[STORE_NAME];
	const char *why;

	name_of(w, name);
	/* Again, when somebody replaced the record and its body in between. */
	for (int i = 0; i < 2; i++) {
		if (!store_load_record(s, name, out, &why))
			return false;
		if (load_bodies(s, out, max))
			return true;
		store_record_clear(out);
	}
	return false;
}

bool store_get_exactly(struct store *s, const char key[65], const char sum[65],
	struct store_record *out, const char **why)
{
	char name[STORE_NAME], hex[65] = "";
	struct blob *b;

	store_want_name(key, name);
	if (!store_load_record(s, name, out, why))
		return false;
	b = store_load(s, name, STORE_RECORD_MAX);
	if (b != NULL)
		store_hex(blob_sha256(b), hex);
	blob_drop(b);
	*why = strcmp(hex, sum) != 0 ? "is another record than the one that was written" :
		"its body is absent or damaged";
	if (strcmp(hex, sum) == 0 && load_bodies(s, out, STORE_BODY_MAX) &&
	    (out->previous_sha256[0] == '\0' || out->outcome.previous != NULL)) {
		*why = NULL;
		return true;
	}
	store_record_clear(out);
	return false;
}

static bool save_body(struct store *s, struct blob *body, int64_t *now, struct err *e)
{
	char hex[65], name[STORE_NAME];
	struct blob *there;

	if (body == NULL)
		return true;
	if (blob_view(body).size > STORE_BODY_MAX)
		return err_set(e, ERR_IO, "%s: a body is too large to be kept", s->path);
	store_hex(blob_sha256(body), hex);
	store_blob_name(hex, name);
	there = store_load_body(s, hex, STORE_BODY_MAX);
	if (there == NULL)
		return store_save(s, name, blob_view(body), now, e);
	blob_drop(there);
	/* Young again, so that nobody who tidies takes it for left over. */
	(void)utimensat(s->dir, name, NULL, AT_SYMLINK_NOFOLLOW);
	return true;
}

/* The body that this request had before, unless the new record names it too. */
static void drop_former(struct store *s, const struct store_record *former,
	const struct store_record *r, int64_t now)
{
	struct blob *keep[] = { r->outcome.body, r->outcome.previous };
	char name[STORE_NAME], hex[65];
	struct stat st;

	if (former->body_sha256[0] == '\0')
		return;
	for (size_t i = 0; i < 2; i++) {
		if (keep[i] == NULL)
			continue;
		store_hex(blob_sha256(keep[i]), hex);
		if (strcmp(hex, former->body_sha256) == 0)
			return;
	}
	store_blob_name(former->body_sha256, name);
	if (store_stat(s, name, &st) && (int64_t)st.st_mtime <= now - GRACE)
		unlinkat(s->dir, name, 0);
}

bool store_put(struct store *s, const struct store_record *r, struct err *e)
{
	struct store_record former;
	char name[STORE_NAME], key[65];
	const char *why;
	int64_t now = WHEN_NONE;
	struct str text;
	bool ok, had;

	if (!s->writable)
		return err_set(e, ERR_IO, "%s: was opened for reading only", s->path);
	if (!store_record_write(r, &text)) {
		str_clear(&text);
		return err_set(e, ERR_IO, "%s: a record is too large to be kept", s->path);
	}
	store_record_key(r, key);
	store_want_name(key, name);
	had = store_load_record(s, name, &former, &why);
	ok = save_body(s, r->outcome.body, &now, e) && save_body(s, r->outcome.previous, &now, e) &&
		store_save(s, name, view_of(text.text, text.size), &now, e);
	if (ok && had)
		drop_former(s, &former, r, now);
	store_record_clear(&former);
	str_clear(&text);
	return ok;
}

void store_touch(struct store *s, const struct want *w)
{
	char name[STORE_NAME];

	name_of(w, name);
	if (s->writable)
		(void)utimensat(s->dir, name, NULL, AT_SYMLINK_NOFOLLOW);
}

bool store_remove(struct store *s, const struct want *w, struct err *e)
{
	char name[STORE_NAME];

	name_of(w, name);
	if (unlinkat(s->dir, name, 0) == 0 || errno == ENOENT || errno == ENOTDIR)
		return true;
	return err_set(e, ERR_IO, "%s/%s: cannot be removed: %s", s->path, name, strerror(errno));
}
