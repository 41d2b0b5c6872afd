#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "check/shared.h"

/* A source that keeps what it is asked until the test lets it answer. */
struct slow {
	struct source source;
	uint32_t open[16];
	size_t open_count, asked, dropped, vouched;
	size_t body_size;
	bool broken;
};

static bool slow_ask(struct source *source, const struct want *want, struct err *err)
{
	struct slow *s = (struct slow *)source;

	if (s->broken)
		return err_set(err, ERR_IO, "broken");
	s->asked++;
	s->open[s->open_count++] = want->id;
	return true;
}

static bool slow_next(struct source *source, int wait_ms, struct answer *answer)
{
	struct slow *s = (struct slow *)source;

	(void)wait_ms;
	if (s->open_count == 0)
		return false;
	*answer = (struct answer){ .want_id = s->open[--s->open_count] };
	answer->outcome.body = blob_take(calloc(1, s->body_size + 1), s->body_size);
	return true;
}

static void slow_drop(struct source *source, uint32_t id)
{
	struct slow *s = (struct slow *)source;

	s->dropped++;
	for (size_t i = 0; i < s->open_count; i++)
		if (s->open[i] == id)
			s->open[i] = s->open[--s->open_count];
}

static void slow_vouch(struct source *source, const struct vouch *vouch)
{
	(void)vouch;
	((struct slow *)source)->vouched++;
}

static const struct source_ops slow_ops = { slow_ask, slow_next, slow_drop, slow_vouch, NULL };

static struct want get(uint32_t id, const char *url)
{
	return (struct want){ .id = id, .kind = WANT_GET, .why = WHY_CRL, .url = url,
		.max_bytes = 100 };
}

struct given { size_t count; size_t who[8]; uint32_t id[8]; };

static void give(void *context, size_t who, uint32_t id, const struct outcome *outcome)
{
	struct given *g = context;

	assert_int_equal(outcome->reach, REACH_OK);
	g->who[g->count] = who;
	g->id[g->count++] = id;
}

static void asks_once(void **state)
{
	struct slow slow = { .source = { &slow_ops }, .body_size = 10 };
	struct shared *s = shared_new(&slow.source, 1000);
	struct want a = get(7, "http://a/"), b = get(9, "http://a/"), other = get(7, "http://b/");
	const struct outcome *ready;
	struct given given = { 0 };

	(void)state;
	assert_true(shared_ask(s, 0, &a, &ready, NULL));
	assert_null(ready);
	assert_true(shared_ask(s, 1, &b, &ready, NULL));
	assert_null(ready);
	assert_true(shared_ask(s, 1, &other, &ready, NULL));
	assert_int_equal(slow.asked, 2);
	assert_int_equal(shared_open(s), 2);
	while (shared_take(s, 0, give, &given))
		continue;
	assert_int_equal(given.count, 3);
	assert_int_equal(shared_open(s), 0);
	/* Later askers are served from memory. */
	assert_true(shared_ask(s, 2, &a, &ready, NULL));
	assert_non_null(ready);
	assert_int_equal(slow.asked, 2);
	shared_free(s);
	assert_int_equal(slow.dropped, 0);
}

static void another_purpose_is_another_want(void **state)
{
	struct slow slow = { .source = { &slow_ops }, .body_size = 10 };
	struct shared *s = shared_new(&slow.source, 1000);
	struct want a = get(1, "http://a/"), b = get(2, "http://a/"), c = get(3, "http://a/");
	const struct outcome *ready;

	(void)state;
	b.why = WHY_ISSUER;
	c.kind = WANT_POST;
	c.body = view_of_text("x");
	assert_true(shared_ask(s, 0, &a, &ready, NULL) && shared_ask(s, 0, &b, &ready, NULL) &&
		shared_ask(s, 0, &c, &ready, NULL));
	assert_int_equal(slow.asked, 3);
	shared_free(s);
	assert_int_equal(slow.dropped, 3);
}

static void forgets(void **state)
{
	struct slow slow = { .source = { &slow_ops }, .body_size = 10 };
	struct shared *s = shared_new(&slow.source, 1000);
	struct want a = get(1, "http://a/"), b = get(2, "http://b/");
	const struct outcome *ready;
	struct given given = { 0 };

	(void)state;
	assert_true(shared_ask(s, 0, &a, &ready, NULL) && shared_ask(s, 1, &a, &ready, NULL) &&
		shared_ask(s, 0, &b, &ready, NULL));
	shared_forget(s, 0);
	assert_int_equal(slow.dropped, 1);
	assert_int_equal(shared_open(s), 1);
	while (shared_take(s, 0, give, &given))
		continue;
	assert_int_equal(given.count, 1);
	assert_int_equal(given.who[0], 1);
	shared_free(s);
}

static void keeps_within_bounds(void **state)
{
	struct slow slow = { .source = { &slow_ops }, .body_size = 400 };
	struct shared *s = shared_new(&slow.source, 1000);
	static const char *const urls[] = { "http://a/", "http://b/", "http://c/" };
	const struct outcome *ready;
	struct given given = { 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct want want = get(1, urls[i]);

		assert_true(shared_ask(s, 0, &want, &ready, NULL));
		assert_true(shared_take(s, 0, give, &given));
	}
	for (size_t i = 3; i-- > 0; ) {
		struct want want = get(1, urls[i]);

		assert_true(shared_ask(s, 0, &want, &ready, NULL));
		assert_int_equal(ready != NULL, i > 0);
	}
	shared_free(s);
}

static void handshakes_are_not_kept(void **state)
{
	struct slow slow = { .source = { &slow_ops }, .body_size = 10 };
	struct shared *s = shared_new(&slow.source, 1000);
	struct want want = get(1, "tls://a:443");
	const struct outcome *ready;
	struct given given = { 0 };

	(void)state;
	want.kind = WANT_TLS;
	assert_true(shared_ask(s, 0, &want, &ready, NULL));
	assert_true(shared_take(s, 0, give, &given));
	assert_true(shared_ask(s, 0, &want, &ready, NULL));
	assert_null(ready);
	assert_int_equal(slow.asked, 2);
	shared_free(s);
}

static void vouches_once(void **state)
{
	struct slow slow = { .source = { &slow_ops }, .body_size = 10 };
	struct shared *s = shared_new(&slow.source, 1000);
	struct want want = get(1, "http://a/");
	struct vouch vouch = { .url = "http://a/", .kind = "crl" };
	const struct outcome *ready;
	struct given given = { 0 };

	(void)state;
	assert_true(shared_ask(s, 0, &want, &ready, NULL));
	assert_true(shared_take(s, 0, give, &given));
	assert_true(shared_ask(s, 0, &want, &ready, NULL));
	vouch.body = ready->body;
	shared_vouch(s, &vouch);
	shared_vouch(s, &vouch);
	assert_int_equal(slow.vouched, 1);
	shared_free(s);
}

static void a_broken_source_is_an_error(void **state)
{
	struct slow slow = { .source = { &slow_ops }, .broken = true };
	struct shared *s = shared_new(&slow.source, 1000);
	struct want want = get(1, "http://a/");
	const struct outcome *ready;
	struct err err = { 0 };

	(void)state;
	assert_false(shared_ask(s, 0, &want, &ready, &err));
	assert_string_equal(err.text, "broken");
	assert_int_equal(shared_open(s), 0);
	shared_free(s);
	assert_int_equal(slow.dropped, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_once),
		cmocka_unit_test(another_purpose_is_another_want),
		cmocka_unit_test(forgets),
		cmocka_unit_test(keeps_within_bounds),
		cmocka_unit_test(handshakes_are_not_kept),
		cmocka_unit_test(vouches_once),
		cmocka_unit_test(a_broken_source_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
