#include "response_head.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "io/cached.h"
#include "io/ready.h"

#define URL "http://crl.example/1.crl"
#define START 1795228736 /* Sat, 21 Nov 2026 02:38:56 GMT */

/* --- a source that says what the test tells it -------------------------- */

struct script {
	struct source source;
	struct ready ready;
	int64_t now;
	int asked;
	/* what the last request carried */
	char tag[64], modified[64], control[64];
	struct want last;
	/* the next answers */
	struct step { enum reach reach; int status; const char *body, *head; } steps[4];
	int step;
	struct blob *vouched;
};

static void note(char to[64], const struct want *w, const char *name)
{
	const char *value = w->extra == NULL ? NULL : http_head_get(w->extra, name);

	snprintf(to, 64, "%s", value == NULL ? "" : value);
}

static bool script_ask(struct source *s, const struct want *w, struct err *e)
{
	struct script *x = (struct script *)s;
	struct step *step = &x->steps[x->step++];
	struct outcome o = { .reach = step->reach, .http_status = step->status,
		.asked_at = x->now, .answered_at = x->now };

	(void)e;
	x->asked++;
	x->last = *w;
	note(x->tag, w, "If-None-Match");
	note(x->modified, w, "If-Modified-Since");
	note(x->control, w, "Cache-Control");
	if (step->body != NULL)
		o.body = blob_new(view_of_text(step->body));
	read_head(&o.head, step->head);
	ready_add(&x->ready, w->id, &o);
	return true;
}

static bool script_next(struct source *s, int wait_ms, struct answer *out)
{
	(void)wait_ms;
	return ready_take(&((struct script *)s)->ready, out);
}

static void script_drop(struct source *s, uint32_t id)
{
	ready_drop(&((struct script *)s)->ready, id);
}

static void script_vouch(struct source *s, const struct vouch *v)
{
	((struct script *)s)->vouched = v->body;
}

static void script_free(struct source *s)
{
	ready_clear(&((struct script *)s)->ready);
}

static const struct source_ops script_ops = {
	script_ask, script_next, script_drop, script_vouch, script_free
};

static int64_t script_now(void *context)
{
	return ((struct script *)context)->now;
}

/* --- the room ----------------------------------------------------------- */

struct room {
	char path[64];
	struct script script;
	struct store *store;
	struct cached_options options;
	struct source *cached;
	struct outcome got;
};

static int open_room(void **state)
{
	struct room *r = calloc(1, sizeof *r);

	strcpy(r->path, "/tmp/lencr-cached-XXXXXX");
	r->script.source.ops = &script_ops;
	r->script.now = START;
	r->options = (struct cached_options){ .now = script_now, .context = &r->script };
	*state = r;
	if (mkdtemp(r->path) == NULL)
		return -1;
	r->store = store_open(r->path, true, NULL);
	r->cached = cached_new(r->store, &r->script.source, &r->options);
	return r->store == NULL ? -1 : 0;
}

static int close_room(void **state)
{
	struct room *r = *state;
	char line[100];

	outcome_clear(&r->got);
	source_free(r->cached);
	source_free(&r->script.source);
	store_free(r->store);
	snprintf(line, sizeof line, "rm -rf '%s'", r->path);
	free(r);
	return system(line) == 0 ? 0 : -1;
}

static void again(struct room *r)
{
	source_free(r->cached);
	r->cached = cached_new(r->store, &r->script.source, &r->options);
}

static void script(struct room *r, int n, enum reach reach, int status, const char *body,
	const char *head)
{
	r->script.steps[n] = (struct step){ reach, status, body, head };
	r->script.step = 0;
	r->script.asked = 0;
}

static const struct outcome *ask_for(struct room *r, const struct want *w)
{
	struct answer a;

	outcome_clear(&r->got);
	assert_true(source_ask(r->cached, w, NULL));
	assert_true(source_next(r->cached, -1, &a));
	assert_int_equal(a.want_id, w->id);
	r->got = a.outcome;
	assert_false(source_next(r->cached, -1, &a));
	return &r->got;
}

static const struct outcome *ask(struct room *r)
{
	return ask_for(r, &(struct want){ .id = 9, .kind = WANT_GET, .why = WHY_CRL, .url = URL,
		.max_bytes = 1000 });
}

static void vouch(struct room *r, int64_t this_update, int64_t next_update)
{
	struct vouch v = { .url = URL, .body = r->got.body, .kind = "crl", .issuer_key = { 1 },
		.this_update = this_update, .next_update = next_update };

	source_vouch(r->cached, &v);
	assert_ptr_equal(r->script.vouched, r->got.body);
}

static void fetch(struct room *r, const char *body, const char *head, int64_t next_update)
{
	script(r, 0, REACH_OK, 200, body, head);
	ask(r);
	assert_int_equal(r->got.from, FROM_NETWORK);
	assert_true(view_is_text(blob_view(r->got.body), body));
	vouch(r, r->script.now, next_update);
}

static void assert_body(const struct outcome *o, const char *body)
{
	assert_int_equal(o->reach, REACH_OK);
	assert_true(view_is_text(blob_view(o->body), body));
}

static void fresh_is_not_asked(void **state)
{
	struct room *r = *state;

	fetch(r, "one", "Cache-Control: max-age=100\nETag: \"a\"\nSet-Cookie: x\n", WHEN_NONE);
	again(r);
	script(r, 0, REACH_REFUSED, 0, NULL, NULL);
	r->script.now = START + 99;
	assert_body(ask(r), "one");
	assert_int_equal(r->script.asked, 0);
	assert_int_equal(r->got.from, FROM_CACHE);
	assert_true(r->got.http_fresh);
	assert_false(r->got.not_revalidated);
	assert_int_equal(r->got.answered_at, START);
	assert_int_equal(r->got.http_status, 200);
	assert_string_equal(http_head_get(&r->got.head, "etag"), "\"a\"");
	assert_null(http_head_get(&r->got.head, "Set-Cookie"));
	/* a clock before the fetch: ask */
	r->script.now = START - 1;
	assert_body(ask(r), "one");
	assert_int_equal(r->script.asked, 1);
	assert_true(r->got.not_revalidated);
	/* refresh asks past other caches */
	r->script.now = START + 1;
	r->options.refresh = true;
	again(r);
	script(r, 0, REACH_OK, 200, "two", "");
	assert_body(ask(r), "two");
	assert_string_equal(r->script.control, "no-cache");
	assert_string_equal(r->script.tag, "");
	assert_true(view_is_text(blob_view(r->got.previous), "one"));
}

static void nothing_is_kept_without_a_vouch(void **state)
{
	struct room *r = *state;
	struct vouch v = { .url = URL, .kind = "crl", .this_update = START, .next_update = WHEN_NONE };

	script(r, 0, REACH_OK, 200, "portal", "Cache-Control: max-age=100\n");
	ask(r);
	v.body = blob_new(view_of_text("another"));
	source_vouch(r->cached, &v); /* for another body */
	v.url = "http://other/";
	source_vouch(r->cached, &v);
	blob_drop(v.body);
	script(r, 0, REACH_OK, 200, "real", "");
	assert_body(ask(r), "real");
	assert_int_equal(r->script.asked, 1);
	assert_null(r->got.previous);
	/* nor what forbids it */
	script(r, 0, REACH_OK, 200, "secret", "Cache-Control: no-store, max-age=100\n");
	ask(r);
	vouch(r, START, WHEN_NONE);
	script(r, 0, REACH_TIMED_OUT, 0, NULL, NULL);
	assert_int_equal(ask(r)->reach, REACH_TIMED_OUT);
}

static void stale_is_revalidated(void **state)
{
	struct room *r = *state;

	fetch(r, "one", "Cache-Control: max-age=100\nETag: \"a\"\nAge: 7\n"
		"Last-Modified: Fri, 20 Nov 2026 02:38:56 GMT\nX-Kept: 1\nX-New: 1\n", WHEN_NONE);
	again(r);
	r->script.now = START + 200;
	script(r, 0, REACH_OK, 304, NULL, "Cache-Control: max-age=50\nETag: W/\"a\"\nX-New: 2\n"
		"Content-Length: 0\n");
	assert_body(ask(r), "one");
	assert_string_equal(r->script.tag, "\"a\"");
	assert_string_equal(r->script.modified, "Fri, 20 Nov 2026 02:38:56 GMT");
	assert_string_equal(r->script.control, "");
	assert_int_equal(r->got.from, FROM_REVALIDATED);
	assert_int_equal(r->got.http_status, 200);
	assert_null(r->got.previous);
	assert_false(r->got.not_revalidated);
	assert_string_equal(http_head_get(&r->got.head, "X-Kept"), "1");
	assert_string_equal(http_head_get(&r->got.head, "X-New"), "2");
	assert_null(http_head_get(&r->got.head, "Age"));
	assert_null(http_head_get(&r->got.head, "Content-Length"));
	/* fresh anew, for another run too */
	again(r);
	r->script.now = START + 249;
	script(r, 0, REACH_REFUSED, 0, NULL, NULL);
	assert_body(ask(r), "one");
	assert_int_equal(r->script.asked, 0);
	assert_true(r->got.http_fresh);
	/* replaced */
	r->script.now = START + 250;
	script(r, 0, REACH_OK, 200, "two", "ETag: \"b\"\n");
	assert_body(ask(r), "two");
	assert_int_equal(r->script.asked, 1);
	assert_int_equal(r->got.from, FROM_NETWORK);
	assert_true(view_is_text(blob_view(r->got.previous), "one"));
	vouch(r, START + 250, WHEN_NONE);
	/* nothing was said about it: asked each time */
	script(r, 0, REACH_OK, 304, NULL, "");
	assert_body(ask(r), "two");
	assert_int_equal(r->script.asked, 1);
	assert_string_equal(r->script.tag, "\"b\"");
	assert_string_equal(r->script.modified, "");
}

static void without_a_validator_it_is_fetched_anew(void **state)
{
	struct room *r = *state;

	fetch(r, "one", "Cache-Control: no-cache, max-age=100\n", WHEN_NONE);
	script(r, 0, REACH_OK, 200, "one", "");
	assert_body(ask(r), "one");
	assert_int_equal(r->script.asked, 1);
	assert_null(r->script.last.extra);
	assert_int_equal(r->got.from, FROM_NETWORK);
	assert_null(r->got.previous); /* the same */
}

static void failing_gives_the_stored_copy(void **state)
{
	struct room *r = *state;
	static const enum reach failures[] = { REACH_UNRESOLVED, REACH_TIMED_OUT, REACH_BAD_STATUS,
		REACH_TOO_BIG };

	fetch(r, "one", "Cache-Control: max-age=1, must-revalidate\nETag: \"a\"\n", WHEN_NONE);
	r->script.now = START + 10;
	for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
		script(r, 0, failures[i], failures[i] == REACH_BAD_STATUS ? 503 : 0, NULL, NULL);
		assert_body(ask(r), "one");
		assert_int_equal(r->got.from, FROM_CACHE);
		assert_true(r->got.not_revalidated);
		assert_false(r->got.http_fresh);
		assert_int_equal(r->got.retry_reach, failures[i]);
		assert_null(r->got.previous);
	}
	/* failures are not kept */
	script(r, 0, REACH_OK, 200, "two", "");
	assert_body(ask(r), "two");
}

static void past_its_next_update_it_is_fetched_whole(void **state)
{
	struct room *r = *state;

	fetch(r, "one", "Cache-Control: max-age=1000\nETag: \"a\"\n", START + 50);
	r->script.now = START + 50;
	script(r, 0, REACH_OK, 304, NULL, NULL);
	assert_body(ask(r), "one"); /* not fresh past it; 304 is an answer up to it */
	assert_int_equal(r->script.asked, 1);
	assert_int_equal(r->got.from, FROM_REVALIDATED);
	r->script.now = START + 51;
	script(r, 0, REACH_OK, 200, "two", "ETag: \"b\"\n");
	assert_body(ask(r), "two");
	assert_int_equal(r->script.asked, 1);
	assert_string_equal(r->script.tag, "");
	assert_string_equal(r->script.control, "no-cache");
	/* a server that says 304 all the same */
	script(r, 0, REACH_OK, 304, NULL, NULL);
	assert_body(ask(r), "one");
	assert_true(r->got.not_revalidated);
	assert_int_equal(r->got.retry_reach, REACH_BAD_STATUS);
}

static void another_tag_in_a_304_is_not_believed(void **state)
{
	struct room *r = *state;

	fetch(r, "one", "ETag: \"a\"\n", WHEN_NONE);
	script(r, 0, REACH_OK, 304, NULL, "ETag: \"b\"\n");
	script(r, 1, REACH_OK, 200, "two", "ETag: \"b\"\n");
	assert_body(ask(r), "two");
	assert_int_equal(r->script.asked, 2);
	assert_string_equal(r->script.tag, "");
	assert_string_equal(r->script.control, "no-cache");
	/* and never more than twice */
	script(r, 0, REACH_OK, 304, NULL, "ETag: \"c\"\n");
	script(r, 1, REACH_OK, 304, NULL, "ETag: \"c\"\n");
	assert_body(ask(r), "one");
	assert_int_equal(r->script.asked, 2);
	assert_true(r->got.not_revalidated);
}

static void an_older_list_does_not_replace_a_newer(void **state)
{
	struct room *r = *state;

	fetch(r, "new", "", START + 1000);
	script(r, 0, REACH_OK, 200, "old", "Cache-Control: max-age=100\n");
	assert_body(ask(r), "old");
	assert_true(view_is_text(blob_view(r->got.previous), "new"));
	vouch(r, START - 500, START + 400);
	again(r);
	script(r, 0, REACH_OK, 200, "old", "");
	assert_body(ask(r), "old");
	assert_int_equal(r->script.asked, 1);
	assert_true(view_is_text(blob_view(r->got.previous), "new"));
	/* out of time, the newer one gives way */
	r->script.now = START + 1001;
	script(r, 0, REACH_OK, 200, "old", "");
	ask(r);
	vouch(r, START - 500, START + 4000);
	script(r, 0, REACH_REFUSED, 0, NULL, NULL);
	assert_body(ask(r), "old");
}

static void offline_uses_what_is_there(void **state)
{
	struct room *r = *state;

	fetch(r, "one", "Cache-Control: max-age=100\nETag: \"a\"\n", WHEN_NONE);
	r->options.offline = true;
	again(r);
	script(r, 0, REACH_OK, 200, "two", "");
	assert_body(ask(r), "one");
	assert_true(r->got.http_fresh);
	r->script.now = START + 1000;
	assert_body(ask(r), "one");
	assert_false(r->got.http_fresh);
	assert_true(r->got.not_revalidated);
	assert_int_equal(r->got.retry_reach, REACH_OFFLINE);
	ask_for(r, &(struct want){ .id = 1, .kind = WANT_GET, .url = "http://other/" });
	assert_int_equal(r->got.reach, REACH_OFFLINE);
	ask_for(r, &(struct want){ .id = 2, .kind = WANT_TLS, .url = "tls://x:443" });
	assert_int_equal(r->got.reach, REACH_OFFLINE);
	assert_int_equal(r->script.asked, 0);
	source_free(r->cached);
	r->cached = cached_new(r->store, NULL, &r->options);
	assert_body(ask(r), "one");
}

static void posts_are_kept_by_what_was_sent(void **state)
{
	struct room *r = *state;
	struct want w = { .id = 4, .kind = WANT_POST, .why = WHY_OCSP, .url = URL,
		.body = view_of("q1", 2) };
	struct vouch v = { .url = URL, .post = view_of("q1", 2), .kind = "ocsp", .this_update = START,
		.next_update = WHEN_NONE };

	script(r, 0, REACH_OK, 200, "a1", "Cache-Control: max-age=100\n");
	ask_for(r, &w);
	v.body = r->got.body;
	source_vouch(r->cached, &v);
	script(r, 0, REACH_OK, 200, "a2", "");
	assert_body(ask_for(r, &w), "a1");
	w.body = view_of("q2", 2);
	assert_body(ask_for(r, &w), "a2");
	assert_int_equal(r->script.asked, 1);
	w.kind = WANT_GET;
	w.body = (struct view){ 0 };
	script(r, 0, REACH_OK, 200, "a3", "");
	assert_body(ask_for(r, &w), "a3");
}

static void passes_on_and_forgets(void **state)
{
	struct room *r = *state;
	struct want w = { .id = 5, .kind = WANT_TLS, .url = "tls://x:443" };
	struct answer a;

	script(r, 0, REACH_OK, 0, "handshake", NULL);
	assert_body(ask_for(r, &w), "handshake");
	w = (struct want){ .id = 6, .kind = WANT_GET, .url = URL };
	script(r, 0, REACH_OK, 200, "x", NULL);
	assert_true(source_ask(r->cached, &w, NULL));
	source_drop(r->cached, 6);
	assert_false(source_next(r->cached, 0, &a));
	assert_true(source_ask(r->cached, &w, NULL)); /* closed with it open */
}

static void a_store_that_fails_only_forgets(void **state)
{
	struct room *r = *state;
	char line[256];

	snprintf(line, sizeof line, "rm -rf '%s'/* && touch '%s/blob' '%s/want'", r->path, r->path,
		r->path);
	assert_int_equal(system(line), 0);
	assert_null(cached_trouble(r->cached));
	fetch(r, "one", "Cache-Control: max-age=100\n", WHEN_NONE);
	assert_non_null(cached_trouble(r->cached));
	script(r, 0, REACH_OK, 200, "two", "");
	assert_body(ask(r), "two");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, open_room, close_room)
int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(fresh_is_not_asked),
		EACH(nothing_is_kept_without_a_vouch), EACH(stale_is_revalidated),
		EACH(without_a_validator_it_is_fetched_anew), EACH(failing_gives_the_stored_copy),
		EACH(past_its_next_update_it_is_fetched_whole),
		EACH(another_tag_in_a_304_is_not_believed),
		EACH(an_older_list_does_not_replace_a_newer), EACH(offline_uses_what_is_there),
		EACH(posts_are_kept_by_what_was_sent), EACH(passes_on_and_forgets),
		EACH(a_store_that_fails_only_forgets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
