#include "cli/write_chain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "x509/pem.h"

#define MOST_BYTES ((size_t)4 * 1024 * 1024)

static bool write_all(int fd, struct view v)
{
	while (v.size > 0) {
		ssize_t put = write(fd, v.data, v.size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		v = view_part(v, (size_t)put, SIZE_MAX);
	}
	return true;
}

/* A device, a pipe or a link is written to: a rename would put a file in its place. */
static bool write_in_place(struct arena *a, const char *path, struct view text, struct err *e)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC), saved;
	bool fine = fd >= 0 && write_all(fd, text);

	saved = errno;
	if (fd >= 0 && close(fd) != 0 && fine) {
		fine = false;
		saved = errno;
	}
	return fine || err_set(e, ERR_IO, "%s: cannot be written: %s", str_safe_text(a, path),
		strerror(saved));
}

static bool write_new(struct arena *a, const char *path, struct view text, struct err *e)
{
	char *temporary = arena_format(a, "%s.XXXXXX", path);
	int fd = mkstemp(temporary), saved;
	bool fine;

	if (fd < 0)
		return err_set(e, ERR_IO, "%s: cannot be written: %s", str_safe_text(a, path),
			strerror(errno));
	fine = write_all(fd, text) && fchmod(fd, 0644) == 0 && fsync(fd) == 0;
	saved = errno;
	if (close(fd) != 0 && fine) {
		fine = false;
		saved = errno;
	}
	if (fine && rename(temporary, path) == 0)
		return true;
	if (fine)
		saved = errno;
	unlink(temporary);
	return err_set(e, ERR_IO, "%s: cannot be written: %s", str_safe_text(a, path), strerror(saved));
}

static bool write_file(struct arena *a, const char *path, struct view text, struct err *e)
{
	struct stat status;

	if (lstat(path, &status) == 0 && !S_ISREG(status.st_mode))
		return write_in_place(a, path, text, e);
	return write_new(a, path, text, e);
}

bool chain_write(struct check *c, const char *path, struct err *e)
{
	const struct judgement *j = check_judgement(c);
	const struct facts *f = check_facts(c);
	const struct path *best;
	struct arena *a;
	struct str text;
	bool fine;

	if (j->best == SIZE_MAX || !j->paths[j->best].path->anchored || !j->paths[j->best].path->valid)
		return err_set(e, ERR_INPUT, "no chain was written: no path to a trust anchor verifies");
	best = j->paths[j->best].path;
	a = arena_new();
	str_init(&text, MOST_BYTES);
	for (size_t i = 0; i < best->count && (i == 0 || i + 1 < best->count); i++)
		pem_put_certificate(a, &text, graph_cert(f->graph, best->certs[i])->der);
	fine = write_file(a, path, view_of(text.text, text.size), e);
	str_clear(&text);
	arena_free(a);
	return fine;
}
