#include "store_room.h"

#include "io/bundle.h"
#include "io/record.h"
#include "io/redact.h"

static struct want get(const char *url)
{
	return (struct want){ .kind = WANT_GET, .why = WHY_CRL, .url = url };
}

/* A recording of two targets, which the caller fills. */
static struct record *start(struct room *r)
{
	struct record *record = record_new(r->store, NULL);
	struct manifest *m = record_manifest(record);

	assert_non_null(record);
	m->version = "1";
	m->at = 1795228736;
	for (size_t i = 0; i < 2; i++)
		*record_target(record, i) = (struct manifest_target){ .input = "h", .kind = "host",
			.host = "h", .port = 443, .url = "tls://h:443" };
	return record;
}

static void finish(struct record *record)
{
	struct err e = { 0 };

	if (!record_finish(record, 2, &e))
		fail_msg("%s", e.text);
	record_free(record);
}

static void every_failure_comes_back(void **state)
{
	struct room *room = *state;
	struct record *record = start(room);
	struct bundle_answers answers;
	struct bundle_dir *b;
	struct err e = { 0 };

	for (int i = REACH_OK + 1; i < REACH_COUNT; i++) {
		struct outcome o = { .reach = (enum reach)i, .asked_at = 5, .answered_at = 7,
			.detail = mem_text("line\none %"), .not_revalidated = i % 2 == 0,
			.retry_reach = i % 2 == 0 ? REACH_TOO_SLOW : REACH_OK };
		char url[64];
		struct want w = get(url);

		snprintf(url, sizeof url, "http://h/%d", i);
		record_answer(record, 0, &w, &o);
		outcome_clear(&o);
	}
	finish(record);
	b = bundle_open(room->store, &e);
	if (b == NULL)
		fail_msg("%s", e.text);
	assert_true(bundle_answers_read(b, 0, &answers, &e));
	for (int i = REACH_OK + 1; i < REACH_COUNT; i++) {
		const struct outcome *o;
		char url[64];
		struct want w = get(url);

		snprintf(url, sizeof url, "http://h/%d", i);
		o = bundle_answer(&answers, &w);
		assert_non_null(o);
		assert_int_equal(o->reach, i);
		assert_string_equal(o->detail, "line\none %");
		assert_int_equal(o->answered_at, 7);
		assert_int_equal(o->retry_reach, i % 2 == 0 ? REACH_TOO_SLOW : REACH_OK);
		/* Another reason to ask is another question. */
		w.why = WHY_ISSUER;
		assert_null(bundle_answer(&answers, &w));
		w.why = WHY_CRL;
		w.anew = true;
		assert_null(bundle_answer(&answers, &w));
	}
	bundle_answers_clear(&answers);
	bundle_free(b);
}

static void expect_body(struct bundle_dir *b, size_t target, const char *body)
{
	struct bundle_answers answers;
	struct want w = get(URL);
	const struct outcome *o;

	assert_true(bundle_answers_read(b, target, &answers, NULL));
	o = bundle_answer(&answers, &w);
	assert_non_null(o);
	assert_true(view_is_text(blob_view(o->body), body));
	bundle_answers_clear(&answers);
}

/* Two targets that were given different answers to one request keep them. */
static void answers_are_told_apart(void **state)
{
	struct room *room = *state;
	struct record *record = start(room);
	struct bundle_dir *b;
	struct want w = get(URL);

	for (size_t i = 0; i < 2; i++) {
		struct outcome o = { .reach = REACH_OK, .http_status = 200,
			.body = blob_new(view_of_text(i == 0 ? "first" : "second")) };

		record_answer(record, i, &w, &o);
		record_answer(record, i, &w, &o);
		outcome_clear(&o);
	}
	finish(record);
	b = bundle_open(room->store, NULL);
	assert_non_null(b);
	expect_body(b, 0, "first");
	expect_body(b, 1, "second");
	bundle_free(b);
}

/* More header than a record holds: what nobody looks at goes. */
static void long_heads_are_cut(void **state)
{
	struct room *room = *state;
	struct record *record = start(room);
	struct bundle_answers answers;
	struct bundle_dir *b;
	struct want w = get(URL);
	struct outcome o = { .reach = REACH_REFUSED };
	const struct outcome *back;

	o.head.fields = mem_take(2, sizeof *o.head.fields);
	o.head.count = 2;
	o.head.fields[0].name = mem_text("X-Long");
	o.head.fields[0].value = mem_take(70000, 1);
	memset(o.head.fields[0].value, 'x', 69999);
	o.head.fields[1].name = mem_text("Age");
	o.head.fields[1].value = mem_text("9");
	record_answer(record, 0, &w, &o);
	outcome_clear(&o);
	finish(record);
	b = bundle_open(room->store, NULL);
	assert_non_null(b);
	assert_true(bundle_answers_read(b, 0, &answers, NULL));
	back = bundle_answer(&answers, &w);
	assert_non_null(back);
	assert_int_equal(back->head.count, 1);
	assert_string_equal(http_head_get(&back->head, "age"), "9");
	bundle_answers_clear(&answers);
	bundle_free(b);
}

static void expect_redacted(const char *text, const char *clean)
{
	static const char *const secrets[] = { "/home/alice/x.pem", "/home/alice", "box7" };
	const struct redact r = { secrets, 3 };
	struct arena *a = arena_new();

	assert_string_equal(redact_text(&r, a, text), clean);
	arena_free(a);
}

static void texts_are_redacted(void **state)
{
	(void)state;
	expect_redacted("c.example port 80 (192.168.3.4), connecting",
		"c.example port 80 ([redacted]), connecting");
	expect_redacted("at 10.0.0.1:8080.", "at [redacted]:8080.");
	expect_redacted("[fd00::7]:80 and ::1", "[[redacted]]:80 and [redacted]");
	expect_redacted("23.45.67.89 stays, 12 of 10.5 too", "23.45.67.89 stays, 12 of 10.5 too");
	expect_redacted("a10.0.0.1 x1.10.0.0.1", "a10.0.0.1 x1.10.0.0.1");
	expect_redacted("/home/alice/x.pem of box7: /home/alice/y", "[redacted] of [redacted]: [redacted]/y");
	expect_redacted("", "");
}

static void only_empty_folders(void **state)
{
	struct room *room = *state;
	struct err e = { 0 };

	finish(start(room));
	assert_null(record_new(room->store, &e));
	assert_int_equal(e.code, ERR_USAGE);
	assert_non_null(strstr(e.text, "not empty"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_failure_comes_back, open_room, close_room),
		cmocka_unit_test_setup_teardown(answers_are_told_apart, open_room, close_room),
		cmocka_unit_test_setup_teardown(long_heads_are_cut, open_room, close_room),
		cmocka_unit_test(texts_are_redacted),
		cmocka_unit_test_setup_teardown(only_empty_folders, open_room, close_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
