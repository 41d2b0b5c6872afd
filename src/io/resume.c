#define _POSIX_C_SOURCE 200809L
#include "io/resume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/str.h"
#include "io/store_record.h"

#define FIRST_LINE "lencr-resume 1\n"
#define LINE_MAX_BYTES ((size_t)64 * 1024)

/* A key, and how many lines that have it were taken; of equal ones, in the
 * order of the sorted list, the first counts. */
struct noted { const char *key; size_t taken; };

struct resume {
	struct arena *arena;
	char *path;
	int fd;
	struct noted *noted;
	size_t count;
};

/* --- the format ---------------------------------------------------------------- */

static bool read_line(char *line, const char **key)
{
	static const char *const verdicts[] = { "good", "invalid", "revoked", "undetermined",
		"unreachable", "suspicious" };
	char *colon = strstr(line, ": ");
	bool known = false;

	if (colon == NULL)
		return false;
	*colon = '\0';
	for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
		known = known || strcmp(verdicts[i], line) == 0;
	*key = colon + 2;
	return known && store_line_undo(colon + 2);
}

bool resume_read(struct arena *a, struct view text, struct resume_keys *out, size_t *used,
	const char **why)
{
	const struct view first = view_of_text(FIRST_LINE);
	size_t at = first.size;

	*out = (struct resume_keys){ 0 };
	*used = 0;
	*why = "is no file of --resume; it is left as it is: name another";
	/* Cut off while it was being made. */
	if (text.size < first.size)
		return text.size == 0 || memcmp(text.data, first.data, text.size) == 0;
	if (text.size > RESUME_MAX || !view_equal(view_part(text, 0, first.size), first))
		return false;
	for (;;) {
		struct view rest = view_part(text, at, SIZE_MAX);
		size_t size = view_find(rest, view_of_text("\n"));
		const char **slot;

		*used = at;
		if (size == SIZE_MAX)
			return true;
		slot = arena_more(a, &out->list, out->count, &out->space, sizeof *slot);
		if (memchr(rest.data, 0, size) != NULL ||
		    !read_line(arena_textn(a, (const char *)rest.data, size), slot)) {
			*why = arena_format(a, "is damaged: line %zu is no \"VERDICT: TARGET\"; remove "
				"the line, or name another file", out->count + 2);
			return false;
		}
		out->count++;
		at += size + 1;
	}
}

/* --- the file ------------------------------------------------------------------- */

static int compare_noted(const void *a, const void *b)
{
	return strcmp(((const struct noted *)a)->key, ((const struct noted *)b)->key);
}

static bool fail(const struct resume *r, struct err *e)
{
	return err_set(e, ERR_IO, "--resume: %s cannot be written: %s",
		str_safe_text(r->arena, r->path), strerror(errno));
}

static bool put(const struct resume *r, struct view line, struct err *e)
{
	ssize_t done;

	do {
		done = write(r->fd, line.data, line.size);
	} while (done < 0 && errno == EINTR);
	if (done >= 0 && (size_t)done < line.size)
		errno = ENOSPC;
	return (done >= 0 && (size_t)done == line.size && fdatasync(r->fd) == 0) || fail(r, e);
}

static bool lock(const struct resume *r, struct err *e)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(r->fd, F_SETLK, &whole) == 0)
		return true;
	if (errno != EACCES && errno != EAGAIN)
		return fail(r, e);
	return err_set(e, ERR_USAGE, "--resume: %s is in use by another run; wait for its end, or name "
		"another file", str_safe_text(r->arena, r->path));
}

/* The whole file into *BYTES, malloc'd. By the locked descriptor: to close
 * another of the same file would end the lock. */
static bool slurp(const struct resume *r, uint8_t **bytes, size_t *size, struct err *e)
{
	struct stat st;

	*bytes = NULL;
	*size = 0;
	if (fstat(r->fd, &st) != 0)
		return fail(r, e);
	if (!S_ISREG(st.st_mode) || (uintmax_t)st.st_size > RESUME_MAX)
		return err_set(e, ERR_USAGE, "--resume: %s is no regular file of at most 256 MiB",
			str_safe_text(r->arena, r->path));
	*bytes = mem_take((size_t)st.st_size + 1, 1);
	while (*size < (size_t)st.st_size) {
		ssize_t got = read(r->fd, *bytes + *size, (size_t)st.st_size - *size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail(r, e);
		if (got == 0)
			break;
		*size += (size_t)got;
	}
	return true;
}

static bool read_all(struct resume *r, struct err *e)
{
	struct resume_keys keys;
	const char *why;
	uint8_t *bytes;
	size_t size, used;
	bool fine = slurp(r, &bytes, &size, e);

	if (fine && !resume_read(r->arena, view_of(bytes, size), &keys, &used, &why))
		fine = err_set(e, ERR_USAGE, "--resume: %s %s", str_safe_text(r->arena, r->path), why);
	free(bytes);
	if (!fine)
		return false;
	r->noted = arena_array(r->arena, keys.count, sizeof *r->noted);
	r->count = keys.count;
	for (size_t i = 0; i < keys.count; i++)
		r->noted[i].key = keys.list[i];
	qsort(r->noted, r->count, sizeof *r->noted, compare_noted);
	if (used < size && ftruncate(r->fd, (off_t)used) != 0)
		return fail(r, e);
	return used != 0 || put(r, view_of_text(FIRST_LINE), e);
}

struct resume *resume_open(const char *path, struct err *e)
{
	struct resume *r = mem_take(1, sizeof *r);

	r->arena = arena_new();
	r->path = arena_text(r->arena, path);
	r->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666);
	if (r->fd < 0) {
		err_set(e, ERR_USAGE, "--resume: %s cannot be opened: %s",
			str_safe_text(r->arena, path), strerror(errno));
		resume_close(r);
		return NULL;
	}
	if (!lock(r, e) || !read_all(r, e)) {
		resume_close(r);
		return NULL;
	}
	return r;
}

void resume_close(struct resume *r)
{
	if (r == NULL)
		return;
	if (r->fd >= 0)
		close(r->fd);
	arena_free(r->arena);
	free(r);
}

/* The first of those with that key, or R->count. */
static size_t find(const struct resume *r, const char *key)
{
	size_t low = 0, high = r->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(r->noted[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < r->count && strcmp(r->noted[low].key, key) == 0 ? low : r->count;
}

bool resume_take(struct resume *r, const char *key)
{
	size_t first = find(r, key), at;

	if (first == r->count)
		return false;
	at = first + r->noted[first].taken;
	if (at >= r->count || strcmp(r->noted[at].key, key) != 0)
		return false;
	r->noted[first].taken++;
	return true;
}

bool resume_add(struct resume *r, const char *verdict, const char *key, struct err *e)
{
	struct str line;
	bool fine;

	str_init(&line, LINE_MAX_BYTES);
	store_line_put(&line, verdict, key);
	fine = !line.over ? put(r, view_of(str_text(&line), line.size), e) :
		err_set(e, ERR_IO, "--resume: the name of a target is too long to be kept");
	str_clear(&line);
	return fine;
}
