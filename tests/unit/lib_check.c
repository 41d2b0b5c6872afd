/* The public library, driven without any I/O: the built-in world answers. */
#include "lib_room.h"

#include <stdlib.h>

#define MOST_WANTS 200

static struct lab *lab;
static struct arena *arena;

static struct lencr_options options_at(void)
{
	struct lencr_options o;

	lencr_options_init(&o);
	o.at = lab_clock(lab);
	return o;
}

/* Answers everything that is wanted now, the last want first when BACKWARDS. */
static size_t answer_round(struct lencr_check *c, int backwards, const char *lost)
{
	const struct lencr_want *wants[MOST_WANTS], *want;
	struct lencr_error e;
	size_t count = 0;

	lencr_error_init(&e);
	while (lencr_check_next(c, &want, &e) == LENCR_OK && want != NULL) {
		assert_true(count < MOST_WANTS);
		wants[count++] = want;
	}
	for (size_t i = 0; i < count; i++) {
		const struct lencr_want *w = wants[backwards ? count - 1 - i : i];
		struct lencr_outcome o;

		room_answer(lab, arena, w, &o);
		if (lost != NULL && strstr(w->url, lost) != NULL)
			o.reach = LENCR_UNRESOLVED;
		assert_int_equal(lencr_check_supply(c, w->id, &o, &e), LENCR_OK);
	}
	return count;
}

static struct lencr_check *check_site(const char *site, int backwards, const char *lost)
{
	struct lencr_options o = options_at();
	struct lencr_check *c;
	struct lencr_error e;

	lencr_error_init(&e);
	assert_int_equal(lencr_check_new_host(&c, site, &o, &e), LENCR_OK);
	assert_int_equal(lencr_check_verdict(c), LENCR_UNKNOWN);
	while (!lencr_check_finished(c))
		if (answer_round(c, backwards, lost) == 0)
			break;
	assert_true(lencr_check_finished(c));
	return c;
}

static int has(const struct lencr_check *c, const char *word)
{
	const struct lencr_finding *f;

	for (size_t i = 0; (f = lencr_check_finding(c, i)) != NULL; i++)
		if (strcmp(f->word, word) == 0) {
			assert_non_null(f->title);
			assert_non_null(f->remedy);
			assert_non_null(lencr_word_find(f->word));
			return 1;
		}
	return 0;
}

static void verdicts_of_sites(void **state)
{
	static const struct { const char *site; enum lencr_verdict verdict; const char *reason; }
	rows[] = {
		{ "good-ecdsa.test", LENCR_GOOD, NULL },
		{ "revoked-crl.test", LENCR_REVOKED, "revoked" },
		{ "crl-missing.test", LENCR_UNDETERMINED, "no-revocation-answer" },
		{ "crl-forged.test", LENCR_SUSPICIOUS, NULL },
		{ "must-staple-missing.test", LENCR_INVALID, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lencr_check *c = check_site(rows[i].site, 0, NULL);

		assert_int_equal(lencr_check_verdict(c), rows[i].verdict);
		if (rows[i].reason != NULL)
			assert_true(has(c, rows[i].reason));
		if (rows[i].verdict == LENCR_GOOD) {
			assert_null(lencr_check_reason(c, 0));
			assert_true(lencr_check_usable_until(c) > lab_clock(lab));
		} else {
			assert_non_null(lencr_check_reason(c, 0));
		}
		assert_null(lencr_check_finding(c, 100000));
		lencr_check_free(c);
	}
}

static void order_does_not_matter(void **state)
{
	struct lencr_check *one = check_site("revoked-cross-sign.test", 0, NULL);
	struct lencr_check *two = check_site("revoked-cross-sign.test", 1, NULL);
	char *a, *b;
	size_t size;

	(void)state;
	assert_int_equal(lencr_check_verdict(one), LENCR_GOOD);
	assert_int_equal(lencr_check_verdict_served(one), LENCR_REVOKED);
	assert_int_equal(lencr_check_text(one, "json", &a, &size, NULL), LENCR_OK);
	assert_int_equal(lencr_check_text(two, "json", &b, NULL, NULL), LENCR_OK);
	assert_string_equal(a, b);
	assert_int_equal(strlen(a), size);
	assert_non_null(strstr(a, "\"lencr.check/1\""));
	lencr_free(a);
	lencr_free(b);
	lencr_check_free(one);
	lencr_check_free(two);
}

static void what_is_lost_is_never_good(void **state)
{
	static const char *const lost[] = { "tls://", ".c.", "anchor:" };

	(void)state;
	for (size_t i = 0; i < sizeof lost / sizeof *lost; i++) {
		struct lencr_check *c = check_site("good-ecdsa.test", 0, lost[i]);

		assert_int_not_equal(lencr_check_verdict(c), LENCR_GOOD);
		lencr_check_free(c);
	}
}

/* Anchors and certificates given by hand: nothing but CRLs is wanted. */
static void bytes_and_anchors(void **state)
{
	struct lencr_options o = options_at();
	struct lencr_want tls = { .kind = LENCR_WANT_TLS, .url = "tls://good-rsa.test:443",
		.max_bytes = 1 << 20 };
	struct view roots = lab_roots(lab, arena);
	struct lencr_outcome served;
	struct lencr_check *c;
	const struct lencr_want *want;
	struct lencr_error e;

	(void)state;
	lencr_error_init(&e);
	room_answer(lab, arena, &tls, &served);
	o.name = "good-rsa.test";
	assert_int_equal(lencr_check_new_bytes(&c, "saved", served.bytes, served.byte_count, &o, &e),
		LENCR_OK);
	assert_int_equal(lencr_check_add(c, LENCR_GIVEN_ANCHORS, "roots", roots.data, roots.size, &e),
		LENCR_OK);
	assert_int_equal(lencr_check_add(c, LENCR_GIVEN_ANCHORS, "junk", "junk", 4, &e), LENCR_INPUT);
	assert_non_null(strstr(e.text, "junk"));
	while (!lencr_check_finished(c)) {
		assert_int_equal(lencr_check_next(c, &want, &e), LENCR_OK);
		if (want == NULL)
			continue;
		assert_int_equal(want->kind, LENCR_WANT_GET);
		room_answer(lab, arena, want, &served);
		assert_int_equal(lencr_check_supply(c, want->id, &served, &e), LENCR_OK);
	}
	assert_int_equal(lencr_check_verdict(c), LENCR_GOOD);
	lencr_check_free(c);
}

/* Plain PEM stands for a handshake. */
static void certificates_for_a_handshake(void **state)
{
	struct lencr_options o = options_at();
	struct lencr_check *c;
	const struct lencr_want *want;
	struct lencr_outcome out;
	const char *text;

	(void)state;
	assert_int_equal(lencr_check_new_host(&c, "good-ecdsa.test", &o, NULL), LENCR_OK);
	assert_int_equal(lencr_check_next(c, &want, NULL), LENCR_OK);
	assert_int_equal(want->kind, LENCR_WANT_TLS);
	assert_string_equal(want->url, "tls://good-ecdsa.test:443");
	room_answer(lab, arena, want, &out);
	text = strstr(out.bytes, "-----BEGIN CERT");
	assert_non_null(text);
	out.byte_count -= (size_t)(text - (const char *)out.bytes);
	out.bytes = text;
	assert_int_equal(lencr_check_supply(c, want->id, &out, NULL), LENCR_OK);
	while (!lencr_check_finished(c))
		answer_round(c, 0, NULL);
	assert_int_equal(lencr_check_verdict(c), LENCR_GOOD);
	lencr_check_free(c);
}

static void misuse(void **state)
{
	struct lencr_options o = options_at(), none = { 0 };
	struct { struct lencr_options options; int later; } wider;
	struct lencr_outcome out;
	struct lencr_check *c;
	const struct lencr_want *want;
	struct lencr_error e;
	char *text;

	(void)state;
	lencr_error_init(&e);
	assert_int_equal(lencr_check_new_host(&c, "a b", &o, &e), LENCR_INPUT);
	assert_null(c);
	assert_int_equal(lencr_check_new_host(&c, NULL, &o, &e), LENCR_USAGE);
	assert_int_equal(lencr_check_new_host(&c, "a.test", &none, &e), LENCR_USAGE);
	assert_non_null(strstr(e.text, "lencr_options_init"));
	memset(&wider, 0, sizeof wider);
	wider.options = o;
	wider.options.size = sizeof wider;
	assert_int_equal(lencr_check_new_host(&c, "a.test", &wider.options, &e), LENCR_OK);
	lencr_check_free(c);
	wider.later = 1;
	assert_int_equal(lencr_check_new_host(&c, "a.test", &wider.options, &e), LENCR_USAGE);
	o.scope = (enum lencr_scope)9;
	assert_int_equal(lencr_check_new_host(&c, "a.test", &o, &e), LENCR_USAGE);
	o = options_at();
	o.at = LENCR_NO_TIME;
	assert_int_equal(lencr_check_new_host(&c, "a.test", &o, &e), LENCR_OK);
	assert_int_equal(lencr_check_next(c, &want, &e), LENCR_USAGE);
	assert_null(want);
	lencr_check_free(c);
	o = options_at();
	assert_int_equal(lencr_check_new_host(&c, "a.test", &o, &e), LENCR_OK);
	assert_int_equal(lencr_check_text(c, "json", &text, NULL, &e), LENCR_USAGE);
	lencr_outcome_init(&out);
	assert_int_equal(lencr_check_supply(c, 0, &out, &e), LENCR_USAGE);
	assert_int_equal(lencr_check_next(c, &want, &e), LENCR_OK);
	assert_int_equal(lencr_check_add(c, LENCR_GIVEN_CRLS, "x", "x", 1, &e), LENCR_USAGE);
	assert_int_equal(lencr_check_run(c, NULL, &e), LENCR_USAGE);
	assert_int_equal(lencr_check_stop(c, &e), LENCR_OK);
	assert_int_equal(lencr_check_verdict(c), LENCR_UNREACHABLE);
	assert_int_equal(lencr_check_supply(c, 0, &out, &e), LENCR_USAGE);
	assert_int_equal(lencr_check_text(c, "yaml", &text, NULL, &e), LENCR_USAGE);
	assert_null(text);
	assert_int_equal(lencr_check_verdict(NULL), LENCR_UNKNOWN);
	assert_int_equal(lencr_check_stop(NULL, &e), LENCR_USAGE);
	lencr_check_free(c);
	lencr_check_free(NULL);
	lencr_fetch_free(NULL);
}

static void words_and_formats(void **state)
{
	size_t count = 0;

	(void)state;
	for (const struct lencr_word *w; (w = lencr_word_at(count)) != NULL; count++)
		assert_ptr_equal(lencr_word_find(w->word), w);
	assert_true(count > 50);
	assert_null(lencr_word_find("no-such-word"));
	assert_string_equal(lencr_format(0), "text");
	assert_null(lencr_format(1000));
	assert_string_equal(lencr_verdict_word(LENCR_SUSPICIOUS), "suspicious");
	assert_string_equal(lencr_verdict_word((enum lencr_verdict)77), "unknown");
	assert_int_equal(lencr_verdict_status(LENCR_GOOD), 0);
	assert_int_equal(lencr_verdict_status(LENCR_REVOKED), 3);
	assert_int_equal(lencr_verdict_status(LENCR_UNKNOWN), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_of_sites),
		cmocka_unit_test(order_does_not_matter),
		cmocka_unit_test(what_is_lost_is_never_good),
		cmocka_unit_test(bytes_and_anchors),
		cmocka_unit_test(certificates_for_a_handshake),
		cmocka_unit_test(misuse),
		cmocka_unit_test(words_and_formats),
	};
	int failed;

	lab = room_lab();
	arena = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	lab_free(lab);
	return failed;
}
