#include "observe/owner_proc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/steady.h"

#define RECENT 16           /* processes that had the latest sockets */
#define YOUNG 48            /* numbers below the latest that are tried before /proc is listed */
#define PROCESSES_MAX 65536

struct owner_search {
	int root;
	int64_t recent[RECENT]; size_t recent_at;
	int64_t *pids; size_t count, space;
	/* of one run: */
	struct owner_wanted *wanted; size_t wanted_count, left;
	size_t links;
	int64_t until_us;
};

struct owner_search *owner_search_new(const char *root)
{
	int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct owner_search *s;

	if (fd < 0)
		return NULL;
	s = mem_take(1, sizeof *s);
	s->root = fd;
	return s;
}

void owner_search_free(struct owner_search *s)
{
	if (s == NULL)
		return;
	close(s->root);
	free(s->pids);
	free(s);
}

static bool over(const struct owner_search *s)
{
	return s->left == 0 || s->links >= OWNER_LINKS || steady_us() >= s->until_us;
}

/* --- one process ------------------------------------------------------------- */

/* "socket:[12345]" and nothing else; a file of that name would have a path before it. */
static bool socket_inode(const char *text, size_t size, uint32_t *out)
{
	uint64_t n = 0;

	if (size < 10 || size > 18 || memcmp(text, "socket:[", 8) != 0 || text[size - 1] != ']')
		return false;
	for (size_t i = 8; i + 1 < size; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		n = n * 10 + (uint64_t)(text[i] - '0');
	}
	*out = (uint32_t)n;
	return n <= UINT32_MAX;
}

static size_t read_small(int dir, const char *name, char *out, size_t space)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, out, space - 1);

	if (fd >= 0)
		close(fd);
	got = got < 0 ? 0 : got;
	out[got] = '\0';
	return (size_t)got;
}

/* The kernel cuts a command's name to 15 octets; its file tells the rest. */
static void read_name(int process, char out[OWNER_NAME])
{
	char comm[OWNER_NAME], exe[4096];
	size_t size = read_small(process, "comm", comm, sizeof comm);
	ssize_t got;
	const char *base;

	if (size > 0 && comm[size - 1] == '\n')
		comm[--size] = '\0';
	for (size_t i = 0; i < size; i++)
		out[i] = comm[i] == '\0' ? '?' : comm[i];
	out[size] = '\0';
	if (size != 15)
		return;
	got = readlinkat(process, "exe", exe, sizeof exe - 1);
	if (got <= 0)
		return;
	exe[got] = '\0';
	base = strrchr(exe, '/');
	if (base != NULL && strncmp(base + 1, comm, size) == 0)
		snprintf(out, OWNER_NAME, "%s", base + 1);
}

static void found(struct owner_search *s, struct owner_wanted *w, int process, int64_t pid)
{
	w->pid = pid;
	read_name(process, w->name);
	s->left--;
	for (size_t i = 0; i < RECENT; i++)
		if (s->recent[i] == pid)
			return;
	s->recent[s->recent_at] = pid;
	s->recent_at = (s->recent_at + 1) % RECENT;
}

static void look_at_links(struct owner_search *s, int process, int64_t pid, DIR *list)
{
	const struct dirent *d;

	while (s->left != 0 && s->links < OWNER_LINKS && (d = readdir(list)) != NULL) {
		char text[32];
		ssize_t size = d->d_name[0] == '.' ? 0 : readlinkat(dirfd(list), d->d_name, text, sizeof text);
		uint32_t inode;

		s->links++;
		if (size <= 0 || !socket_inode(text, (size_t)size, &inode))
			continue;
		for (size_t i = 0; i < s->wanted_count; i++)
			if (s->wanted[i].pid < 0 && s->wanted[i].inode == inode)
				found(s, &s->wanted[i], process, pid);
	}
}

static void look_at_process(struct owner_search *s, int64_t pid)
{
	char name[24];
	int process, fds;
	DIR *list;

	snprintf(name, sizeof name, "%lld", (long long)pid);
	process = openat(s->root, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (process < 0)
		return;
	fds = openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	list = fds < 0 ? NULL : fdopendir(fds);
	if (list != NULL) {
		look_at_links(s, process, pid, list);
		closedir(list);
	} else if (fds >= 0) {
		close(fds);
	}
	close(process);
}

/* --- which, and in which order ------------------------------------------------- */

/* The number that was given last stands at the end of loadavg. */
static int64_t latest_pid(const struct owner_search *s)
{
	char text[128];
	size_t size = read_small(s->root, "loadavg", text, sizeof text);
	const char *at = size == 0 ? NULL : strrchr(text, ' ');
	long long pid = at == NULL ? 0 : strtoll(at + 1, NULL, 10);

	return pid > 0 && pid <= INT32_MAX ? pid : 0;
}

void owner_list_processes(int root, int64_t **pids, size_t *count, size_t *space)
{
	int fd = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *d;

	*count = 0;
	if (list == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while (*count < PROCESSES_MAX && (d = readdir(list)) != NULL) {
		char *end;
		long long pid = strtoll(d->d_name, &end, 10);

		if (*end != '\0' || pid <= 0 || pid > INT32_MAX)
			continue;
		if (*count == *space) {
			*space = *space == 0 ? 1024 : *space * 2;
			*pids = mem_resize(*pids, *space, sizeof **pids);
		}
		(*pids)[(*count)++] = pid;
	}
	closedir(list);
}

/* Numbers go round: those up to the latest from above, then the others from above. */
static void look_at_all(struct owner_search *s, int64_t latest)
{
	owner_list_processes(s->root, &s->pids, &s->count, &s->space);
	for (int way = 0; way < 2; way++)
		for (size_t i = s->count; i > 0 && !over(s); i--)
			if ((s->pids[i - 1] <= latest) == (way == 0))
				look_at_process(s, s->pids[i - 1]);
}

bool owner_search_run(struct owner_search *s, struct owner_wanted *wanted, size_t count)
{
	int64_t latest = latest_pid(s);

	s->wanted = wanted;
	s->wanted_count = s->left = count;
	s->links = 0;
	for (size_t i = 0; i < count; i++) {
		wanted[i].pid = -1;
		wanted[i].name[0] = '\0';
	}
	s->until_us = steady_us() + OWNER_SPAN_MS * 1000;
	for (int64_t pid = latest; pid > 0 && pid > latest - YOUNG && !over(s); pid--)
		look_at_process(s, pid);
	for (size_t i = 0; i < RECENT && !over(s); i++)
		if (s->recent[i] > 0)
			look_at_process(s, s->recent[i]);
	if (!over(s))
		look_at_all(s, latest);
	return s->left == 0 || !over(s);
}
