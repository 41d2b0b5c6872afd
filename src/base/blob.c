#define _POSIX_C_SOURCE 200809L
#include "base/blob.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/memory.h"

/* Below this size a read is cheaper than the page faults of a mapping. */
#define MAP_FROM ((size_t)256 * 1024)
#define STREAM_FIRST ((size_t)16 * 1024)

struct blob {
	size_t holders;
	uint8_t *bytes;
	size_t size;
	bool mapped, hashed;
	uint8_t sha256[32];
};

struct blob *blob_take(uint8_t *bytes, size_t size)
{
	struct blob *b = mem_take(1, sizeof *b);

	b->holders = 1;
	b->bytes = bytes;
	b->size = size;
	return b;
}

struct blob *blob_new(struct view v)
{
	return blob_take(mem_copy(v.data, v.size), v.size);
}

static bool read_whole(int fd, const char *path, uint8_t *bytes, size_t size, struct err *e)
{
	for (size_t at = 0; at < size;) {
		ssize_t got = read(fd, bytes + at, size - at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(e, ERR_INPUT, "%s: cannot be read: %s", path, strerror(errno));
		if (got == 0)
			return err_set(e, ERR_INPUT, "%s: became shorter while it was read", path);
		at += (size_t)got;
	}
	return true;
}

static struct blob *blob_from(int fd, const char *path, size_t max, struct err *e)
{
	struct stat st;
	struct blob *b;
	size_t size;

	if (fstat(fd, &st) != 0) {
		err_set(e, ERR_INPUT, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if (!S_ISREG(st.st_mode)) {
		err_set(e, ERR_INPUT, S_ISDIR(st.st_mode) ? "%s: is a directory" :
			"%s: is not a regular file", path);
		return NULL;
	}
	if (st.st_size < 0 || (uintmax_t)st.st_size > max) {
		err_set(e, ERR_INPUT, "%s: is larger than the %zu bytes allowed here", path, max);
		return NULL;
	}
	size = (size_t)st.st_size;
	if (size >= MAP_FROM) {
		void *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);

		if (map != MAP_FAILED) {
			b = blob_take(map, size);
			b->mapped = true;
			return b;
		}
	}
	b = blob_take(mem_take(1, size), size);
	if (!read_whole(fd, path, b->bytes, size, e)) {
		blob_drop(b);
		return NULL;
	}
	return b;
}

struct blob *blob_read(int fd, const char *name, size_t max, const volatile int *stop,
	struct err *e)
{
	uint8_t *bytes = NULL;
	size_t size = 0, space = 0;
	ssize_t got;

	if (max > BLOB_STREAM_MAX)
		max = BLOB_STREAM_MAX;
	do {
		if (size == space) {
			space = space == 0 ? STREAM_FIRST : space * 2;
			bytes = mem_resize(bytes, space, 1);
		}
		got = read(fd, bytes + size, space - size);
		size += got > 0 ? (size_t)got : 0;
	} while ((got > 0 && size <= max) || (got < 0 && errno == EINTR && (stop == NULL || *stop == 0)));
	if (got == 0)
		return blob_take(bytes, size);
	if (got < 0)
		err_set(e, ERR_INPUT, "%s: %s", name, errno == EINTR ? "interrupted" : strerror(errno));
	else
		err_set(e, ERR_INPUT, "%s: is larger than the %zu bytes allowed here", name, max);
	free(bytes);
	return NULL;
}

/* As shells name what <(command) and their redirections give. */
static bool is_descriptor(const char *path)
{
	return strncmp(path, "/dev/fd/", strlen("/dev/fd/")) == 0 ||
		strncmp(path, "/proc/self/fd/", strlen("/proc/self/fd/")) == 0 ||
		strcmp(path, "/dev/stdin") == 0;
}

static struct blob *open_descriptor(const char *path, size_t max, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	struct blob *b;

	if (fd < 0) {
		err_set(e, ERR_INPUT, "%s: %s", path, strerror(errno));
		return NULL;
	}
	b = fstat(fd, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode) ?
		blob_read(fd, path, max, NULL, e) : blob_from(fd, path, max, e);
	close(fd);
	return b;
}

struct blob *blob_open(const char *path, size_t max, struct err *e)
{
	struct blob *b;
	int fd;

	if (is_descriptor(path))
		return open_descriptor(path, max, e);
	/* O_NONBLOCK: a FIFO under the name must not hang us. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		err_set(e, ERR_INPUT, "%s: %s", path, strerror(errno));
		return NULL;
	}
	b = blob_from(fd, path, max, e);
	close(fd);
	return b;
}

struct blob *blob_hold(struct blob *b)
{
	if (b != NULL)
		b->holders++;
	return b;
}

void blob_drop(struct blob *b)
{
	if (b == NULL || --b->holders > 0)
		return;
	if (b->mapped)
		munmap(b->bytes, b->size);
	else
		free(b->bytes);
	free(b);
}

static void drop(void *b)
{
	blob_drop(b);
}

struct blob *blob_keep(struct arena *a, struct blob *b)
{
	arena_keep(a, blob_hold(b), drop);
	return b;
}

struct view blob_view(const struct blob *b)
{
	return b == NULL ? (struct view){ 0 } : view_of(b->bytes, b->size);
}

const uint8_t *blob_sha256(struct blob *b)
{
	if (!b->hashed) {
		digest_sha256(blob_view(b), b->sha256);
		b->hashed = true;
	}
	return b->sha256;
}
