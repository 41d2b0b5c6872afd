/* The end that is told: starts the process that looks, and reads what it says. */
#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "observe/owner.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "observe/owner_parts.h"

#ifdef __linux__

#define SEND_ROOM (1024 * 1024)

bool owner_possible(void) { return true; }

struct owner { int fd; pid_t pid; bool over; };

/* A terminal's interrupt goes to both processes: it is the other one that decides. */
static _Noreturn void live_there(struct live *starts, int fd)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	owner_serve(starts, fd);
	_exit(0);
}

struct owner *owner_start(const char *interface, struct err *e)
{
	struct live *starts = live_open(LIVE_STARTS, interface, e);
	struct owner *o;
	int pair[2], room = SEND_ROOM;
	pid_t pid;

	if (starts == NULL)
		return NULL;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0) {
		err_set(e, ERR_INTERNAL, "a socket pair cannot be made: %s", strerror(errno));
		live_close(starts);
		return NULL;
	}
	setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
	pid = fork();
	if (pid == 0) {
		close(pair[0]);
		live_there(starts, pair[1]);
	}
	close(pair[1]);
	live_close(starts);
	if (pid < 0) {
		close(pair[0]);
		err_set(e, ERR_INTERNAL, "a process cannot be made: %s", strerror(errno));
		return NULL;
	}
	o = mem_take(1, sizeof *o);
	*o = (struct owner){ .fd = pair[0], .pid = pid };
	return o;
}

int owner_descriptor(const struct owner *o)
{
	return o->over ? -1 : o->fd;
}

bool owner_read(struct owner *o, struct owner_fact *f)
{
	ssize_t got = o->over ? -1 : recv(o->fd, f, sizeof *f, 0);

	if (o->over)
		return false;
	if (got == (ssize_t)sizeof *f) {
		f->name[OWNER_NAME - 1] = f->user[OWNER_NAME - 1] = '\0';
		return f->client.size <= 16 && f->server.size <= 16;
	}
	o->over = got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
	return false;
}

bool owner_over(const struct owner *o)
{
	return o->over;
}

void owner_end(struct owner *o)
{
	if (o == NULL)
		return;
	close(o->fd);
	while (waitpid(o->pid, NULL, 0) < 0 && errno == EINTR)
		;
	free(o);
}

#else

bool owner_possible(void) { return false; }

struct owner { int none; };

struct owner *owner_start(const char *interface, struct err *e)
{
	(void)interface;
	err_set(e, ERR_INPUT, "whose connections are is found out on Linux alone");
	return NULL;
}

int owner_descriptor(const struct owner *o) { (void)o; return -1; }
bool owner_read(struct owner *o, struct owner_fact *f) { (void)o; (void)f; return false; }
bool owner_over(const struct owner *o) { (void)o; return true; }
void owner_end(struct owner *o) { (void)o; }

#endif
