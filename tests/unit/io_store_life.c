#include "store_room.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

/* Eight writers on one key, readers beside them. */
static void writer(struct room *r, unsigned n)
{
	struct store *s = store_open(r->store, true, NULL);
	char text[3000];

	memset(text, (int)('a' + n), sizeof text - 1);
	text[sizeof text - 1] = '\0';
	for (int i = 0; s != NULL && i < 60; i++) {
		struct store_record in = { .url = URL, .next_update = WHEN_NONE,
			.this_update = (int64_t)('a' + n), .fresh_until = WHEN_NONE };
		bool ok;

		text[0] = (char)('0' + i);
		in.outcome.body = blob_new(view_of_text(text));
		ok = store_put(s, &in, NULL);
		outcome_clear(&in.outcome);
		if (!ok)
			_exit(3);
	}
	_exit(s == NULL ? 4 : 0);
}

static void many_writers(void **state)
{
	struct room *r = *state;
	struct want w = want_of(URL);
	struct store *s;
	int left = 8, failed = 0;
	unsigned got = 0, missed = 0;

	for (unsigned n = 0; n < 8; n++)
		if (fork() == 0)
			writer(r, n);
	while (left > 0) {
		struct store_record out;
		int status;

		if (waitpid(-1, &status, WNOHANG) > 0) {
			left--;
			failed += status != 0;
		}
		s = store_open(r->store, true, NULL);
		if (s == NULL)
			continue;
		if (store_get(s, &w, &out)) {
			struct view v = blob_view(out.outcome.body);

			got++;
			assert_int_equal(v.size, 2999);
			for (size_t i = 1; i < v.size; i++)
				assert_int_equal(v.data[i], out.this_update);
			store_record_clear(&out);
		} else {
			missed += got != 0;
		}
		store_free(s);
	}
	assert_int_equal(failed, 0);
	assert_true(got > 0);
	assert_int_equal(missed, 0);
}

struct seen { size_t count, broken; char last[80]; };

static bool see(void *context, const struct store_entry *entry)
{
	struct seen *x = context;

	x->count++;
	x->broken += entry->problem != NULL;
	assert_true(strcmp(x->last, entry->file) < 0);
	snprintf(x->last, sizeof x->last, "%s", entry->file);
	assert_true(entry->bytes > 0);
	return true;
}

static struct seen look(struct store *s, bool deep)
{
	struct seen x = { .count = 0 };

	assert_true(store_each(s, deep, see, &x, NULL));
	return x;
}

static void age(const char *path, time_t seconds)
{
	struct timespec times[2] = { { .tv_sec = time(NULL) - seconds },
		{ .tv_sec = time(NULL) - seconds } };

	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void tidies(void **state)
{
	struct room *r = *state;
	struct store *s = open_store(r);
	struct want w = want_of("http://1/");
	struct store_limits most = { UINT64_MAX, SIZE_MAX, WHEN_NONE, 0 };
	struct store_swept swept;
	char file[240], temporary[200];

	put(s, "http://1/", "one");
	put(s, "http://2/", "two");
	put(s, "http://3/", "three");
	assert_int_equal(look(s, true).count, 3);
	body_file_of(r, "two", file);
	flip(file, 0, 1);
	assert_int_equal(look(s, false).broken, 0);
	assert_int_equal(look(s, true).broken, 1);
	file_of(r, "http://3/", file);
	flip(file, 20, 1);
	assert_int_equal(look(s, false).broken, 1);
	assert_true(store_remove(s, &w, NULL));
	assert_true(store_remove(s, &w, NULL));
	assert_false(has(s, "http://1/", "one"));
	snprintf(temporary, sizeof temporary, "%s/tmp-old", r->store);
	assert_true(file_put(temporary, view_of_text("x"), 0600, NULL));
	age(temporary, 4000);
	assert_true(store_sweep(s, &swept, NULL));
	/* the record of 3, the bodies of 1 and 3, the temporary file */
	assert_int_equal(swept.files, 4);
	assert_int_equal(look(s, false).count, 1);
	assert_int_equal(access(temporary, F_OK), -1);
	assert_true(store_sweep(s, &swept, NULL));
	assert_int_equal(swept.files, 0);

	put(s, "http://1/", "one");
	put(s, "http://2/", "two"); /* mended */
	file_of(r, "http://2/", file);
	age(file, 1000);
	assert_true(store_prune(s, &most, &swept, NULL));
	assert_int_equal(swept.files, 0);
	most.bytes = swept.left - 1;
	assert_true(store_prune(s, &most, &swept, NULL));
	assert_int_equal(swept.files, 2);
	assert_true(has(s, "http://1/", "one"));
	assert_false(has(s, "http://2/", "two"));
	most = (struct store_limits){ UINT64_MAX, SIZE_MAX, (int64_t)time(NULL) + 10, 0 };
	assert_true(store_prune(s, &most, &swept, NULL));
	assert_int_equal(look(s, false).count, 0);
	assert_int_equal(swept.left, 0);
	store_free(s);
}

static void limits_the_count(void **state)
{
	struct room *r = *state;
	struct store *s = open_store(r);
	struct store_limits most = { UINT64_MAX, 2, WHEN_NONE, 5001 };
	struct store_swept swept;
	char file[240];

	put(s, "http://1/", "one");
	/* One too many: what is past its time goes before what was used less. */
	put(s, "http://2/", "two");
	file_of(r, "http://1/", file);
	age(file, 1000);
	put_until(s, "http://3/", "three", 5000);
	assert_true(store_prune(s, &most, &swept, NULL));
	assert_false(has(s, "http://3/", "three"));
	assert_true(has(s, "http://1/", "one") && has(s, "http://2/", "two"));
	file_of(r, "http://1/", file);
	age(file, 1000);
	most.records = 1;
	assert_true(store_prune(s, &most, &swept, NULL));
	assert_false(has(s, "http://1/", "one"));
	assert_true(has(s, "http://2/", "two"));
	store_free(s);
}

static void drops_replaced_bodies(void **state)
{
	struct room *r = *state;
	struct store *s = open_store(r);
	char file[240];

	put(s, URL, "first");
	body_file_of(r, "first", file);
	put(s, URL, "second");
	assert_int_equal(access(file, F_OK), 0); /* somebody may be reading it */
	put(s, URL, "first");
	age(file, 4000);
	put(s, URL, "first"); /* used again: young again */
	put(s, URL, "second");
	assert_int_equal(access(file, F_OK), 0);
	put(s, URL, "first");
	age(file, 4000);
	put(s, URL, "third");
	assert_int_equal(access(file, F_OK), -1);
	assert_true(has(s, URL, "third"));
	store_free(s);
}

static void a_full_disk_keeps_the_old(void **state)
{
	struct room *r = *state;
	struct store *s = open_store(r);
	int status;

	put(s, URL, "old");
	if (fork() == 0) {
		struct rlimit limit = { 64, 64 };
		struct store_record in = { .url = URL };
		struct err e;

		setrlimit(RLIMIT_FSIZE, &limit);
		in.outcome.body = blob_new(view_of_text("new"));
		_exit(store_put(s, &in, &e) ? 1 : e.code == ERR_IO ? 0 : 2);
	}
	assert_true(wait(&status) > 0);
	assert_int_equal(status, 0);
	assert_true(has(s, URL, "old"));
	run("f() { test -z \"$(find \"$1\" -name 'tmp-*')\"; }; f", r->store);
	store_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(many_writers), EACH(tidies), EACH(limits_the_count), EACH(drops_replaced_bodies),
		EACH(a_full_disk_keeps_the_old),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
