#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/rand.h>

#include "base/memory.h"

#define TRIES 8

static bool name_temporary(char out[40])
{
	unsigned char random[16];

	if (RAND_bytes(random, sizeof random) != 1)
		return false;
	memcpy(out, "tmp-", 5);
	for (size_t i = 0; i < sizeof random; i++)
		snprintf(out + 4 + 2 * i, 3, "%02x", random[i]);
	return true;
}

static int open_temporary(int dir, mode_t mode, char name[40])
{
	for (int i = 0; i < TRIES; i++) {
		int fd;

		errno = EIO;
		if (!name_temporary(name))
			return -1;
		fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

static bool write_whole(int fd, struct view v)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
	    v.size > limit.rlim_cur) {
		errno = EFBIG;
		return false;
	}
	while (v.size != 0) {
		ssize_t put = write(fd, v.data, v.size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0) {
			errno = put == 0 ? ENOSPC : errno;
			return false;
		}
		v = view_part(v, (size_t)put, SIZE_MAX);
	}
	return true;
}

bool file_put_at(int tmp_dir, int dir, const char *name, struct view v, mode_t mode,
	int64_t *now, const char *where, struct err *e)
{
	char temporary[40];
	struct stat st;
	int fd = open_temporary(tmp_dir, mode, temporary), saved;
	bool ok;

	if (fd < 0)
		return err_set(e, ERR_IO, "%s: cannot be written: %s", where, strerror(errno));
	ok = write_whole(fd, v) && fstat(fd, &st) == 0;
	saved = errno;
	/* Some file systems report a full disk only here. */
	if (close(fd) != 0 && ok) {
		saved = errno;
		ok = false;
	}
	if (ok && renameat(tmp_dir, temporary, dir, name) != 0) {
		saved = errno;
		ok = false;
	}
	if (!ok) {
		unlinkat(tmp_dir, temporary, 0);
		return err_set(e, ERR_IO, "%s: cannot be written: %s", where, strerror(saved));
	}
	if (now != NULL)
		*now = (int64_t)st.st_mtime;
	return true;
}

bool file_put(const char *path, struct view v, mode_t mode, struct err *e)
{
	const char *slash = strrchr(path, '/');
	char *parent = slash == NULL ? mem_text(".") : mem_text(slash == path ? "/" : path);
	int dir;
	bool ok;

	if (slash != NULL && slash != path)
		parent[slash - path] = '\0';
	dir = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(parent);
	if (dir < 0)
		return err_set(e, ERR_IO, "%s: cannot be written: %s", path, strerror(errno));
	ok = file_put_at(dir, dir, slash == NULL ? path : slash + 1, v, mode, NULL, path, e);
	close(dir);
	return ok;
}

bool file_make_directories(const char *path, struct err *e)
{
	char *part = mem_text(path);
	bool ok = true;

	for (char *at = part; ok && *at != '\0';) {
		char kept;

		at += strspn(at, "/");
		at += strcspn(at, "/");
		kept = *at;
		*at = '\0';
		ok = *part == '\0' || mkdir(part, 0700) == 0 || errno == EEXIST ||
			/* a parent on a read-only or automounted tree */
			((errno == EROFS || errno == EACCES) && access(part, X_OK) == 0);
		if (!ok)
			err_set(e, ERR_IO, "%s: cannot be made: %s", part, strerror(errno));
		*at = kept;
	}
	free(part);
	return ok;
}
