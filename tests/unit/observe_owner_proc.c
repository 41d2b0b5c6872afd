/* Looking for sockets in a folder that looks like /proc. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "observe/owner_proc.h"

static char root[64];

static void put_file(const char *path, const char *text, size_t size)
{
	char full[256];
	FILE *f;

	snprintf(full, sizeof full, "%s/%s", root, path);
	f = fopen(full, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, size, f), size);
	assert_int_equal(fclose(f), 0);
}

static void put_link(const char *path, const char *to)
{
	char full[256];

	snprintf(full, sizeof full, "%s/%s", root, path);
	assert_int_equal(symlink(to, full), 0);
}

static void put_process(unsigned pid, const char *comm, const char *exe)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%u", root, pid);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/%u/fd", root, pid);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%u/comm", pid);
	put_file(path, comm, strlen(comm));
	snprintf(path, sizeof path, "%u/exe", pid);
	put_link(path, exe);
}

static int set_up(void **state)
{
	(void)state;
	snprintf(root, sizeof root, "%s", "/tmp/lencr-proc.XXXXXX");
	if (mkdtemp(root) == NULL)
		return -1;
	put_file("loadavg", "0.1 0.2 0.3 1/100 310\n", 22);
	put_process(12, "old\n", "/usr/bin/old");
	put_link("12/fd/0", "/dev/null");
	put_link("12/fd/3", "socket:[100]");
	put_process(300, "systemd-resolve\n", "/usr/lib/systemd/systemd-resolved");
	put_link("300/fd/12", "socket:[200]");
	put_link("300/fd/13", "/tmp/socket:[300]");     /* a file of that name */
	put_link("300/fd/14", "socket:[4294967296]");
	put_link("300/fd/15", "socket:[0300]x");
	put_link("300/fd/16", "socket:[]");
	put_process(400, "\033[31mred\n", "/bin/red");
	put_link("400/fd/1", "socket:[400]");
	put_process(310, "fifteen-letters\n", "/opt/other-program");
	put_link("310/fd/1", "socket:[310]");
	return 0;
}

static int tear_down(void **state)
{
	char command[3][96];
	pid_t pid;

	(void)state;
	snprintf(command[0], sizeof command[0], "%s", root);
	pid = fork();
	if (pid == 0) {
		execlp("rm", "rm", "-rf", command[0], (char *)NULL);
		_exit(1);
	}
	return 0;
}

static void finds(void **state)
{
	struct owner_search *s = owner_search_new(root);
	struct owner_wanted w[] = { { .inode = 310 }, { .inode = 100 }, { .inode = 200 }, { .inode = 400 } };

	(void)state;
	assert_non_null(s);
	assert_true(owner_search_run(s, w, 4));
	assert_int_equal(w[0].pid, 310);
	/* Cut by the kernel to 15 letters, and its file has another name. */
	assert_string_equal(w[0].name, "fifteen-letters");
	assert_int_equal(w[1].pid, 12);
	assert_string_equal(w[1].name, "old");
	assert_int_equal(w[2].pid, 300);
	assert_string_equal(w[2].name, "systemd-resolved");
	/* What a process calls itself is handed over as it is. */
	assert_int_equal(w[3].pid, 400);
	assert_string_equal(w[3].name, "\033[31mred");
	/* Again, now that they are known. */
	assert_true(owner_search_run(s, w, 4));
	assert_int_equal(w[2].pid, 300);
	owner_search_free(s);
}

static void finds_nothing(void **state)
{
	struct owner_search *s = owner_search_new(root);
	struct owner_wanted w[] = { { .inode = 300 }, { .inode = 0 }, { .inode = 30 } };

	(void)state;
	assert_true(owner_search_run(s, w, 3));
	assert_int_equal(w[0].pid, -1);
	assert_int_equal(w[1].pid, -1);
	assert_int_equal(w[2].pid, -1);
	assert_string_equal(w[0].name, "");
	owner_search_free(s);
	assert_null(owner_search_new("/nowhere/at/all"));
}

/* It ends, and says that it did so early. */
static void bounded(void **state)
{
	struct owner_search *s;
	struct owner_wanted w = { .inode = 1 };
	char path[128];

	(void)state;
	put_process(305, "many\n", "/bin/many");
	for (unsigned i = 0; i < OWNER_LINKS + 10; i++) {
		snprintf(path, sizeof path, "305/fd/%u", i);
		put_link(path, "pipe:[1]");
	}
	s = owner_search_new(root);
	assert_false(owner_search_run(s, &w, 1));
	assert_int_equal(w.pid, -1);
	owner_search_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds), cmocka_unit_test(finds_nothing), cmocka_unit_test(bounded),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
