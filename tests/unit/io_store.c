#include "store_room.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(gives_back_everything), EACH(keeps_every_reach), EACH(damage_is_absence),
		EACH(foreign_files_do_no_harm), EACH(opens_only_what_is_its_own),
		EACH(names_hold_no_outside_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
