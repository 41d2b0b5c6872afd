#include "io/store_disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/file.h"
#include "io/store_record.h"

void store_blob_name(const char *sha256, char out[STORE_NAME])
{
	snprintf(out, STORE_NAME, "blob/%.2s/%.64s", sha256, sha256);
}

void store_want_name(const char *key, char out[STORE_NAME])
{
	snprintf(out, STORE_NAME, "want/%.2s/%.64s", key, key);
}

bool store_stat(const struct store *s, const char *name, struct stat *st)
{
	return fstatat(s->dir, name, st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st->st_mode);
}

struct blob *store_load(const struct store *s, const char *name, size_t max)
{
	size_t size = strlen(s->path) + 1 + strlen(name) + 1;
	struct stat st;
	struct blob *b;
	char *path;

	if (!store_stat(s, name, &st) || st.st_size < 0 || (uintmax_t)st.st_size > max)
		return NULL;
	path = mem_take(size, 1);
	snprintf(path, size, "%s/%s", s->path, name);
	b = blob_open(path, max, NULL);
	free(path);
	return b;
}

struct blob *store_load_body(const struct store *s, const char *sha256, size_t max)
{
	char name[STORE_NAME], hex[65];
	struct blob *b;

	store_blob_name(sha256, name);
	b = store_load(s, name, max);
	if (b == NULL)
		return NULL;
	store_hex(blob_sha256(b), hex);
	if (strcmp(hex, sha256) == 0)
		return b;
	blob_drop(b);
	return NULL;
}

bool store_load_record(const struct store *s, const char *name, struct store_record *out,
	const char **why)
{
	struct stat st;
	struct blob *b;
	char key[65];
	bool ok;

	*out = (struct store_record){ 0 };
	*why = "is absent or not a regular file";
	if (!store_stat(s, name, &st))
		return false;
	*why = "cannot be read or is too large";
	b = store_load(s, name, STORE_RECORD_MAX);
	if (b == NULL)
		return false;
	ok = store_record_read(blob_view(b), out, why);
	blob_drop(b);
	if (!ok)
		return false;
	out->used_at = (int64_t)st.st_mtime;
	store_record_key(out, key);
	if (strcmp(key, name + strlen("want/aa/")) == 0)
		return true;
	/* A whole record under another request's name answers the wrong question. */
	*why = "answers another request than its name says";
	store_record_clear(out);
	return false;
}

/* Opens "blob/aa" of NAME, making both; no link is followed. */
static int open_shelf(const struct store *s, const char *name)
{
	char first[8] = "", second[8] = "";
	int outer, inner;

	memcpy(first, name, 4);
	memcpy(second, name + 5, 2);
	if (mkdirat(s->dir, first, 0700) != 0 && errno != EEXIST)
		return -1;
	outer = openat(s->dir, first, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (outer < 0)
		return -1;
	inner = mkdirat(outer, second, 0700) != 0 && errno != EEXIST ? -1 :
		openat(outer, second, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	close(outer);
	return inner;
}

bool store_save(struct store *s, const char *name, struct view v, int64_t *now, struct err *e)
{
	int shelf = open_shelf(s, name);
	bool ok;

	if (shelf < 0)
		return err_set(e, ERR_IO, "%s/%s: cannot be written: %s", s->path, name,
			strerror(errno));
	ok = file_put_at(s->dir, shelf, name + strlen("blob/aa/"), v, 0600, now, s->path, e);
	close(shelf);
	return ok;
}

void store_drop_temporary(struct store *s, int64_t now, struct store_swept *swept)
{
	int fd = openat(s->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	for (struct dirent *d; (d = readdir(dir)) != NULL;) {
		struct stat st;

		if (strncmp(d->d_name, "tmp-", 4) != 0 || !store_stat(s, d->d_name, &st) ||
		    (int64_t)st.st_mtime > now - 3600 || unlinkat(s->dir, d->d_name, 0) != 0)
			continue;
		swept->files++;
		swept->bytes += (uint64_t)st.st_size;
	}
	closedir(dir);
}
