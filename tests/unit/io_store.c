#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/when.h"
#include "io/file.h"
#include "io/store.h"
#include "io/store_record.h"

#define URL "http://crl.example/1.crl"

struct room { char path[64], store[80]; };

static int open_room(void **state)
{
	struct room *r = calloc(1, sizeof *r);

	strcpy(r->path, "/tmp/lencr-store-XXXXXX");
	*state = r;
	if (mkdtemp(r->path) == NULL)
		return -1;
	snprintf(r->store, sizeof r->store, "%s/a/b/store", r->path);
	return 0;
}

static void run(const char *format, const char *path)
{
	char line[400];

	/* the format is one of this file's */
	snprintf(line, sizeof line, "%s '%s'", format, path);
	assert_int_equal(system(line), 0);
}

static int close_room(void **state)
{
	struct room *r = *state;

	run("rm -rf", r->path);
	free(r);
	return 0;
}

static struct store *open_store(struct room *r)
{
	struct err e;
	struct store *s;

	err_clear(&e);
	s = store_open(r->store, true, &e);
	if (s == NULL)
		fail_msg("%s", e.text);
	return s;
}

static struct want want_of(const char *url)
{
	return (struct want){ .kind = WANT_GET, .why = WHY_CRL, .url = url };
}

static void put(struct store *s, const char *url, const char *body)
{
	struct store_record r = { .kind = WANT_GET, .why = WHY_CRL, .url = url, .vouched = true,
		.this_update = 5, .next_update = WHEN_NONE, .fresh_until = WHEN_NONE };
	struct err e;

	r.outcome.body = blob_new(view_of_text(body));
	if (!store_put(s, &r, &e))
		fail_msg("%s", e.text);
	outcome_clear(&r.outcome);
}

static bool has(struct store *s, const char *url, const char *body)
{
	struct want w = want_of(url);
	struct store_record r;
	bool got = store_get(s, &w, &r);

	/* the one thing that must never be */
	if (got && !view_is_text(blob_view(r.outcome.body), body))
		fail_msg("wrong body for %s", url);
	store_record_clear(&r);
	return got;
}

static void file_of(struct room *r, const char *url, char out[240])
{
	char key[65];

	store_key(WANT_GET, url, (struct view){ 0 }, key);
	snprintf(out, 240, "%s/want/%.2s/%s", r->store, key, key);
}

static void body_file_of(struct room *r, const char *body, char out[240])
{
	struct blob *b = blob_new(view_of_text(body));
	char hex[65];

	store_hex(blob_sha256(b), hex);
	blob_drop(b);
	snprintf(out, 240, "%s/blob/%.2s/%s", r->store, hex, hex);
}

static void gives_back_everything(void **state)
{
	struct room *room = *state;
	struct store *s = open_store(room);
	struct http_field fields[] = { { (char *)"ETag", (char *)"\"a%b\"" },
		{ (char *)"X-Odd", (char *)"caf\xc3\xa9 \x01\x7f\xff: z" }, { (char *)"Empty", (char *)"" } };
	struct store_record in = { .kind = WANT_POST, .why = WHY_OCSP,
		.url = "http://o.example/%41?\xff", .post = { (const uint8_t *)"\0\1\2", 3 },
		.vouched = true, .this_update = -7, .next_update = 1795228736,
		.fresh_until = 1795228000 };
	struct want w = { .kind = WANT_POST, .url = in.url, .body = in.post };
	struct store_record out;

	memset(in.issuer_key, 'a', 64);
	in.outcome = (struct outcome){ .reach = REACH_OK, .from = FROM_REVALIDATED, .asked_at = 10,
		.answered_at = 12, .http_status = 200, .head = { 3, fields },
		.detail = (char *)"line one\nline two", .address = (char *)"192.0.2.1",
		.http_fresh = true, .not_revalidated = true, .retry_reach = REACH_TOO_SLOW };
	in.outcome.body = blob_new(view_of("b\0dy", 4));
	in.outcome.previous = blob_new(view_of("old", 3));
	assert_true(store_put(s, &in, NULL));
	assert_true(store_get(s, &w, &out));
	assert_int_equal(out.kind, WANT_POST);
	assert_int_equal(out.why, WHY_OCSP);
	assert_string_equal(out.url, in.url);
	assert_true(view_equal(out.post, in.post));
	assert_true(out.vouched);
	assert_string_equal(out.issuer_key, in.issuer_key);
	assert_int_equal(out.this_update, -7);
	assert_int_equal(out.next_update, in.next_update);
	assert_int_equal(out.fresh_until, in.fresh_until);
	assert_int_equal(out.outcome.from, FROM_REVALIDATED);
	assert_int_equal(out.outcome.asked_at, 10);
	assert_int_equal(out.outcome.answered_at, 12);
	assert_int_equal(out.outcome.http_status, 200);
	assert_int_equal(out.outcome.head.count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(out.outcome.head.fields[i].name, fields[i].name);
		assert_string_equal(out.outcome.head.fields[i].value, fields[i].value);
	}
	assert_string_equal(out.outcome.detail, in.outcome.detail);
	assert_string_equal(out.outcome.address, in.outcome.address);
	assert_true(out.outcome.http_fresh && out.outcome.not_revalidated);
	assert_int_equal(out.outcome.retry_reach, REACH_TOO_SLOW);
	assert_true(view_equal(blob_view(out.outcome.body), view_of("b\0dy", 4)));
	assert_true(view_equal(blob_view(out.outcome.previous), view_of("old", 3)));
	assert_true(out.used_at > 1600000000);
	store_record_clear(&out);

	w.body = view_of("\0\1\3", 3); /* another question */
	assert_false(store_get(s, &w, &out));
	w = (struct want){ .kind = WANT_GET, .url = in.url };
	assert_false(store_get(s, &w, &out));
	w = (struct want){ .kind = WANT_POST, .url = in.url, .body = in.post, .max_bytes = 3 };
	assert_false(store_get(s, &w, &out)); /* over the ceiling asked for */
	blob_drop(in.outcome.body);
	blob_drop(in.outcome.previous);
	store_free(s);
}

static void keeps_every_reach(void **state)
{
	struct store *s = open_store(*state);

	for (int reach = REACH_OK + 1; reach < REACH_COUNT; reach++) {
		struct store_record in = { .url = "tls://x:443", .kind = WANT_TLS,
			.outcome = { .reach = (enum reach)reach } }, out;
		struct want w = { .kind = WANT_TLS, .url = in.url };

		assert_true(store_put(s, &in, NULL));
		assert_true(store_get(s, &w, &out));
		assert_int_equal(out.outcome.reach, reach);
		store_record_clear(&out);
	}
	store_free(s);
}

static void flip(const char *path, long at, int with)
{
	FILE *f = fopen(path, "r+b");
	int c;

	assert_non_null(f);
	fseek(f, at, SEEK_SET);
	c = fgetc(f);
	fseek(f, at, SEEK_SET);
	fputc(c ^ with, f);
	fclose(f);
}

static long size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (long)st.st_size : -1;
}

/* Every byte of the record and of the body; and every length. */
static void damage_is_absence(void **state)
{
	struct room *r = *state;
	struct store *s = open_store(r);
	char files[2][240];

	put(s, URL, "the body");
	put(s, "http://other/", "another body");
	file_of(r, URL, files[0]);
	body_file_of(r, "the body", files[1]);
	for (int i = 0; i < 2; i++) {
		long size = size_of(files[i]);

		assert_true(size > 0);
		for (long at = 0; at < size; at++)
			for (int bit = 1; bit < 256; bit <<= 3) {
				flip(files[i], at, bit);
				assert_false(has(s, URL, "the body"));
				flip(files[i], at, bit);
			}
		assert_true(has(s, URL, "the body"));
		for (long at = size; at-- > 0;) {
			assert_int_equal(truncate(files[i], at), 0);
			assert_false(has(s, URL, "the body"));
		}
		put(s, URL, "the body"); /* mends it */
		assert_true(has(s, URL, "the body"));
	}
	/* a whole record under another's name answers nothing */
	file_of(r, "http://other/", files[1]);
	assert_int_equal(rename(files[1], files[0]), 0);
	assert_false(has(s, URL, "the body"));
	assert_false(has(s, "http://other/", "another body"));
	store_free(s);
}

static void foreign_files_do_no_harm(void **state)
{
	struct room *r = *state;
	struct store *s = open_store(r);
	char record[240], body[240], target[160], moved[260];

	put(s, URL, "x");
	file_of(r, URL, record);
	body_file_of(r, "x", body);
	snprintf(target, sizeof target, "%s/target", r->path);
	snprintf(moved, sizeof moved, "%s.moved", body);
	assert_int_equal(rename(body, moved), 0);
	assert_int_equal(symlink(moved, body), 0);
	assert_false(has(s, URL, "x"));
	put(s, URL, "x"); /* replaces the link, not its target */
	assert_true(has(s, URL, "x"));
	run("test -f", body);
	run("test ! -L", body);

	unlink(record);
	assert_int_equal(mkfifo(record, 0600), 0);
	assert_false(has(s, URL, "x"));
	put(s, URL, "x");
	assert_true(has(s, URL, "x"));
	unlink(record);
	assert_int_equal(mkdir(record, 0700), 0);
	assert_false(has(s, URL, "x"));
	rmdir(record);
	run("rm -rf", body);
	/* a shelf that is a link is not written through */
	*strrchr(record, '/') = '\0';
	run("rm -rf", record);
	assert_int_equal(mkdir(target, 0700), 0);
	assert_int_equal(symlink(target, record), 0);
	{
		struct store_record in = { .url = URL, .outcome = { .reach = REACH_REFUSED } };
		struct err e;

		assert_false(store_put(s, &in, &e));
		assert_int_equal(e.code, ERR_IO);
	}
	assert_int_equal(rmdir(target), 0); /* still empty */
	unlink(record);
	store_free(s);
}

static void refuses(const char *dir, bool create, const char *say)
{
	struct err e;

	err_clear(&e);
	assert_null(store_open(dir, create, &e));
	if (strstr(e.text, say) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", e.text, say);
}

static void opens_only_what_is_its_own(void **state)
{
	struct room *r = *state;
	char dir[120], mark[160];
	struct stat st;
	struct store *s = open_store(r);

	assert_string_equal(store_path(s), r->store);
	put(s, URL, "x");
	store_free(s);
	assert_int_equal(stat(r->store, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	s = store_open(r->store, false, NULL);
	assert_true(has(s, URL, "x"));
	{
		struct store_record in = { .url = URL, .outcome = { .reach = REACH_REFUSED } };

		assert_false(store_put(s, &in, NULL));
	}
	store_free(s);

	snprintf(dir, sizeof dir, "%s/link", r->path);
	assert_int_equal(symlink(r->store, dir), 0);
	refuses(dir, true, "symbolic link");
	assert_int_equal(chmod(r->store, 0777), 0);
	refuses(r->store, true, "others may write");
	assert_int_equal(chmod(r->store, 0700), 0);
	snprintf(dir, sizeof dir, "%s/new", r->path);
	refuses(dir, false, "No such file");
	assert_int_equal(mkdir(dir, 0700), 0);
	refuses(dir, false, "no store");
	snprintf(mark, sizeof mark, "%s/precious", dir);
	assert_true(file_put(mark, view_of_text("x"), 0600, NULL));
	refuses(dir, true, "not empty");
	unlink(mark);
	s = store_open(dir, true, NULL);
	assert_non_null(s);
	store_free(s);
	snprintf(mark, sizeof mark, "%s/lencr-store", dir);
	assert_true(file_put(mark, view_of_text("lencr-store 2\n"), 0600, NULL));
	refuses(dir, true, "another version");
	refuses(mark, true, mark);
}

static void names_hold_no_outside_text(void **state)
{
	struct room *r = *state;
	struct store *s = open_store(r);
	char *long_url = mem_take(4097, 1);

	memset(long_url, 'a', 4096);
	put(s, "http://x/../../../../etc/passwd", "1");
	put(s, "http://x/\n\x1b[31m/.\"'", "2");
	put(s, "", "3");
	put(s, long_url, "4");
	assert_true(has(s, long_url, "4"));
	assert_true(has(s, "", "3"));
	free(long_url);
	run("f() { test -z \"$(cd \"$1\" && find want blob -type f | "
		"grep -vE '^(want|blob)/[0-9a-f]{2}/[0-9a-f]{64}$')\"; }; f", r->store);
	store_free(s);
}

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
	assert_true(store_prune(s, UINT64_MAX, WHEN_NONE, &swept, NULL));
	assert_int_equal(swept.files, 0);
	assert_true(store_prune(s, swept.left - 1, WHEN_NONE, &swept, NULL));
	assert_int_equal(swept.files, 2);
	assert_true(has(s, "http://1/", "one"));
	assert_false(has(s, "http://2/", "two"));
	assert_true(store_prune(s, UINT64_MAX, (int64_t)time(NULL) + 10, &swept, NULL));
	assert_int_equal(look(s, false).count, 0);
	assert_int_equal(swept.left, 0);
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

#define EACH(test) cmocka_unit_test_setup_teardown(test, open_room, close_room)
int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(gives_back_everything), EACH(keeps_every_reach), EACH(damage_is_absence),
		EACH(foreign_files_do_no_harm), EACH(opens_only_what_is_its_own),
		EACH(names_hold_no_outside_text), EACH(many_writers), EACH(tidies),
		EACH(drops_replaced_bodies), EACH(a_full_disk_keeps_the_old),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
