/* The file of --resume: what a kill leaves of it, what it must not touch. */
#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/blob.h"
#include "io/resume.h"

static char path[64];

static void put(const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void holds(const char *text)
{
	struct err e = { 0 };
	struct blob *b = blob_open(path, 100000, &e);

	assert_non_null(b);
	assert_true(view_is_text(blob_view(b), text));
	blob_drop(b);
}

static struct resume *opened(void)
{
	struct err e = { 0 };
	struct resume *r = resume_open(path, &e);

	if (r == NULL)
		fail_msg("%s", e.text);
	return r;
}

static void refused(const char *why, enum err_code code)
{
	struct err e = { 0 };

	assert_null(resume_open(path, &e));
	assert_int_equal(e.code, code);
	if (strstr(e.text, why) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", e.text, why);
}

static void notes_and_finds(void **state)
{
	struct err e = { 0 };
	struct resume *r;

	(void)state;
	unlink(path);
	r = opened();
	assert_false(resume_take(r, "a.example"));
	assert_true(resume_add(r, "good", "a.example", &e));
	assert_true(resume_add(r, "revoked", "file with\nline feed, 100% odd \001", &e));
	assert_true(resume_add(r, "good", "a.example", &e));
	/* What this run noted is not taken for an earlier one's. */
	assert_false(resume_take(r, "a.example"));
	resume_close(r);
	holds("lencr-resume 1\ngood: a.example\n"
		"revoked: file with%0aline feed, 100%25 odd %01\ngood: a.example\n");
	r = opened();
	assert_true(resume_take(r, "a.example"));
	assert_true(resume_take(r, "a.example"));
	assert_false(resume_take(r, "a.example"));
	assert_true(resume_take(r, "file with\nline feed, 100% odd \001"));
	assert_false(resume_take(r, "a"));
	assert_false(resume_take(r, "z"));
	resume_close(r);
}

/* Cut off anywhere, the file is one of what stood in whole lines. */
static void every_cut(void **state)
{
	static const char whole[] = "lencr-resume 1\ngood: a\ninvalid: b\n";
	char cut[sizeof whole];

	(void)state;
	for (size_t size = 0; size < sizeof whole; size++) {
		struct err e = { 0 };
		struct resume *r;

		memcpy(cut, whole, size);
		cut[size] = '\0';
		put(cut);
		r = opened();
		assert_int_equal(resume_take(r, "a"), size >= 23);
		assert_int_equal(resume_take(r, "b"), size >= 34);
		assert_true(resume_add(r, "good", "c", &e));
		resume_close(r);
		holds(size < 23 ? "lencr-resume 1\ngood: c\n" : size < 34 ?
			"lencr-resume 1\ngood: a\ngood: c\n" :
			"lencr-resume 1\ngood: a\ninvalid: b\ngood: c\n");
	}
}

static void leaves_others_alone(void **state)
{
	static const char *const others[] = { "www.example.org\n", "lencr-resume 2\ngood: a\n",
		"lencr-resume 10", "x" };

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		put(others[i]);
		refused("no file of --resume", ERR_USAGE);
		holds(others[i]);
	}
	put("lencr-resume 1\ngood: a\nfine: b\ngood: c\n");
	refused("line 3", ERR_USAGE);
	holds("lencr-resume 1\ngood: a\nfine: b\ngood: c\n");
}

static void one_run_at_a_time(void **state)
{
	struct resume *r;
	pid_t child;
	int status;

	(void)state;
	unlink(path);
	r = opened();
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct err e = { 0 };

		_exit(resume_open(path, &e) == NULL && e.code == ERR_USAGE &&
			strstr(e.text, "in use") != NULL ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	resume_close(r);
	resume_close(opened());
}

static int set_up(void **state)
{
	int fd;

	(void)state;
	strcpy(path, "/tmp/lencr-unit.XXXXXX");
	fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(notes_and_finds), cmocka_unit_test(every_cut),
		cmocka_unit_test(leaves_others_alone), cmocka_unit_test(one_run_at_a_time),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
