/* A store in a folder of its own, for the tests of io/store. */
#ifndef LENCR_TESTS_STORE_ROOM_H
#define LENCR_TESTS_STORE_ROOM_H

#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/when.h"
#include "io/file.h"
#include "io/store.h"
#include "io/store_record.h"

#define URL "http://crl.example/1.crl"

struct room { char path[64], store[80]; };

static inline int open_room(void **state)
{
	struct room *r = calloc(1, sizeof *r);

	strcpy(r->path, "/tmp/lencr-store-XXXXXX");
	*state = r;
	if (mkdtemp(r->path) == NULL)
		return -1;
	snprintf(r->store, sizeof r->store, "%s/a/b/store", r->path);
	return 0;
}

static inline void run(const char *format, const char *path)
{
	char line[400];

	/* the format is one of this file's */
	snprintf(line, sizeof line, "%s '%s'", format, path);
	assert_int_equal(system(line), 0);
}

static inline int close_room(void **state)
{
	struct room *r = *state;

	run("rm -rf", r->path);
	free(r);
	return 0;
}

static inline struct store *open_store(struct room *r)
{
	struct err e;
	struct store *s;

	err_clear(&e);
	s = store_open(r->store, true, &e);
	if (s == NULL)
		fail_msg("%s", e.text);
	return s;
}

static inline struct want want_of(const char *url)
{
	return (struct want){ .kind = WANT_GET, .why = WHY_CRL, .url = url };
}

static inline void put_until(struct store *s, const char *url, const char *body, int64_t next_update)
{
	struct store_record r = { .kind = WANT_GET, .why = WHY_CRL, .url = url, .vouched = true,
		.this_update = 5, .next_update = next_update, .fresh_until = WHEN_NONE };
	struct err e;

	r.outcome.body = blob_new(view_of_text(body));
	if (!store_put(s, &r, &e))
		fail_msg("%s", e.text);
	outcome_clear(&r.outcome);
}

static inline void put(struct store *s, const char *url, const char *body)
{
	put_until(s, url, body, WHEN_NONE);
}

static inline bool has(struct store *s, const char *url, const char *body)
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

static inline void file_of(struct room *r, const char *url, char out[240])
{
	char key[65];

	store_key(WANT_GET, url, (struct view){ 0 }, key);
	snprintf(out, 240, "%s/want/%.2s/%s", r->store, key, key);
}

static inline void body_file_of(struct room *r, const char *body, char out[240])
{
	struct blob *b = blob_new(view_of_text(body));
	char hex[65];

	store_hex(blob_sha256(b), hex);
	blob_drop(b);
	snprintf(out, 240, "%s/blob/%.2s/%s", r->store, hex, hex);
}

static inline void flip(const char *path, long at, int with)
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

#define EACH(test) cmocka_unit_test_setup_teardown(test, open_room, close_room)

#endif
