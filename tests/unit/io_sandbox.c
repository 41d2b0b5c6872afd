/* What is refused under the sandbox, and that everything a check does still works. */
#define _GNU_SOURCE
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "io/file.h"
#include "io/sandbox.h"

static char room[64];
static struct arena *arena;

static char *in_room(const char *name)
{
	return arena_format(arena, "%s/%s", room, name);
}

static void put(const char *path)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs("text\n", f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* --- in the child: each returns a number of its own when it is not as it should be */

static int can_read(const char *path)
{
	int fd = open(path, O_RDONLY);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static int can_write(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static void *nothing(void *context)
{
	return context;
}

static int can_make_thread(void)
{
	pthread_t t;

	return pthread_create(&t, NULL, nothing, NULL) == 0 && pthread_join(t, NULL) == 0;
}

static int can_socket(int family, int type)
{
	int fd = socket(family, type, 0);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool can_look_up(void)
{
	struct addrinfo *found = NULL;
	int rc = getaddrinfo("localhost", "80", NULL, &found);

	if (rc == 0)
		freeaddrinfo(found);
	return rc == 0;
}

static int files_are_locked(void)
{
	struct err e = { 0 };

	if (can_read(in_room("other")) || can_write(in_room("other")) || can_write(in_room("new")))
		return 10;
	if (unlink(in_room("other")) == 0 || rename(in_room("other"), in_room("cache/x")) == 0)
		return 11;
	if (!can_read(in_room("named")) || can_write(in_room("named")))
		return 12;
	if (!can_read(in_room("trust/link")) || can_write(in_room("trust/new")))
		return 13;
	if (!can_read("/etc/passwd") || can_read("/proc/self/environ"))
		return 14;
	if (!file_put(in_room("cache/file"), view_of_text("x"), 0600, &e) ||
	    !file_make_directories(in_room("cache/a/b"), &e) ||
	    rename(in_room("cache/file"), in_room("cache/a/b/file")) != 0 ||
	    truncate(in_room("cache/a/b/file"), 0) != 0 || unlink(in_room("cache/a/b/file")) != 0)
		return 15;
	return 0;
}

static int processes_are_locked(void)
{
	char *const arguments[] = { (char *)(uintptr_t)"true", NULL };
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	if (child > 0)
		return 20;
	execv("/bin/true", arguments);
	if (errno != EPERM && errno != EACCES)
		return 21;
	if (ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0 || kill(getppid(), SIGTERM) == 0)
		return 22;
	if (symlink("/etc/passwd", in_room("cache/link")) == 0)
		return 23;
	return can_make_thread() ? 0 : 24;
}

static int sockets_are_locked(bool network, bool knows_localhost)
{
	if (can_socket(AF_PACKET, SOCK_RAW) || can_socket(AF_VSOCK, SOCK_STREAM))
		return 30;
	if (can_socket(AF_INET, SOCK_STREAM) != network || can_socket(AF_UNIX, SOCK_STREAM) != network)
		return 31;
	return !network || can_look_up() == knows_localhost ? 0 : 32;
}

/* Runs in a process of its own: there is no way back. The status, or 100 and
 * more for what could not be had at all. */
static int in_child(enum sandbox_wish wish, bool network, bool seccomp_only, const char *in_force_wanted)
{
	const char *const reads[] = { in_room("named"), in_room("trust"), in_room("not there") };
	const char *const writes[] = { in_room("cache") };
	const struct sandbox_options o = { reads, 3, writes, 1, network, seccomp_only };
	const char *in_force;
	struct err e = { 0 };
	/* Not where there is no /etc/hosts. */
	bool knows_localhost = can_look_up();
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		int wrong;

		if (!sandbox_enter(wish, &o, &in_force, &e)) {
			fprintf(stderr, "# %s\n", e.text);
			_exit(e.code == ERR_USAGE ? 100 : 101);
		}
		if (strcmp(in_force, in_force_wanted) != 0)
			_exit(102);
		if (wish == SANDBOX_OFF)
			_exit(can_read(in_room("other")) && can_make_thread() ? 0 : 1);
		wrong = !seccomp_only ? files_are_locked() : can_read(in_room("other")) ? 0 : 99;
		wrong = wrong != 0 ? wrong : processes_are_locked();
		_exit(wrong != 0 ? wrong : sockets_are_locked(network, knows_localhost));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static bool had(int status)
{
	if (status == 100 || status == 101)
		print_message("# this %s has not both locks: nothing more to see\n", status == 100 ?
			"build" : "kernel");
	return status < 100;
}

static void locked(void **state)
{
	int status = in_child(SANDBOX_REQUIRE, true, false, "landlock+seccomp");

	(void)state;
	if (!had(status))
		return;
	assert_int_equal(status, 0);
	assert_int_equal(in_child(SANDBOX_AUTO, true, false, "landlock+seccomp"), 0);
}

static void locked_without_network(void **state)
{
	int status = in_child(SANDBOX_REQUIRE, false, false, "landlock+seccomp");

	(void)state;
	if (had(status))
		assert_int_equal(status, 0);
}

/* For who has to see other processes: files are as they were, calls are not. */
static void locked_by_seccomp_alone(void **state)
{
	int status = in_child(SANDBOX_REQUIRE, false, true, "seccomp");

	(void)state;
	if (had(status))
		assert_int_equal(status, 0);
}

static void off(void **state)
{
	(void)state;
	assert_int_equal(in_child(SANDBOX_OFF, true, false, "off"), 0);
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	/* /tmp is one of the places that are not read. */
	strcpy(room, "/tmp/lencr-unit.XXXXXX");
	if (mkdtemp(room) == NULL || mkdir(in_room("cache"), 0700) != 0 ||
	    mkdir(in_room("trust"), 0700) != 0 || mkdir(in_room("elsewhere"), 0700) != 0)
		return -1;
	put(in_room("other"));
	put(in_room("named"));
	put(in_room("elsewhere/root.pem"));
	return symlink("../elsewhere/root.pem", in_room("trust/link"));
}

static int tear_down(void **state)
{
	static const char *const names[] = { "other", "named", "new", "elsewhere/root.pem", "elsewhere",
		"trust/link", "trust", "cache/a/b", "cache/a", "cache", "" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		(void)remove(in_room(names[i]));
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(off), cmocka_unit_test(locked),
		cmocka_unit_test(locked_without_network), cmocka_unit_test(locked_by_seccomp_alone) };

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
