/* Which grade for which evidence: every rule by a story of its own, with what
 * must hold of all of them: the order of telling changes nothing, and nothing
 * is proven once certificate bytes and other exact links are gone. */
#include "observe_told.h"

#include "base/str.h"

static struct arena *arena;

#define STORIES (sizeof stories / sizeof *stories)

static struct story *story_of(size_t i)
{
	struct story *s = story_new(arena);

	stories[i].tell(s);
	return s;
}

static void expected_grades(void **state)
{
	(void)state;
	for (size_t i = 0; i < STORIES; i++) {
		struct correlate *k;
		const struct contacts *all = story_tell(story_of(i), &(struct telling){ 0 }, &k);
		const struct contact *c;

		assert_true(all->count >= 1);
		c = all->all[0];
		print_message("# %s: %s\n", stories[i].name, contact_line(arena, c));
		assert_int_equal(c->grade, stories[i].grade);
		assert_int_equal(c->dropped, stories[i].dropped);
		assert_true((c->dropped != 0) == (c->dropped_why != NULL));
		assert_int_equal(c->grade == GRADE_UNEXPLAINED, c->candidate_count == 0);
		if (stories[i].best != NULL)
			assert_string_equal(c->candidates[0].name, stories[i].best);
		if (stories[i].evidence != NULL)
			assert_true(has_evidence(&c->candidates[0], stories[i].evidence));
		if (c->grade == GRADE_UNEXPLAINED)
			assert_true(c->reason_count != 0);
		correlate_free(k);
	}
}

static void order_changes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < STORIES; i++) {
		struct story *s = story_of(i);
		struct correlate *k;
		char *text = contacts_text(arena, story_tell(s, &(struct telling){ 0 }, &k));

		correlate_free(k);
		for (unsigned seed = 1; seed <= 20; seed++) {
			assert_string_equal(contacts_text(arena, story_tell(s, &(struct telling){ seed, false },
				&k)), text);
			assert_string_equal(contacts_text(arena, correlate_result(k)), text);
			correlate_free(k);
		}
	}
}

static void nothing_proven_without_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < STORIES; i++)
		for (unsigned seed = 0; seed < 3; seed++) {
			struct correlate *k;
			const struct contacts *all = story_tell(story_of(i), &(struct telling){ seed, true }, &k);

			for (size_t n = 0; n < all->count; n++) {
				assert_true(all->all[n]->grade < GRADE_PROVEN);
				for (size_t j = 0; j < all->all[n]->candidate_count; j++)
					assert_true(all->all[n]->candidates[j].grade < GRADE_PROVEN);
			}
			correlate_free(k);
		}
}

static const struct contact *only(void (*tell)(struct story *), struct correlate **k)
{
	struct story *s = story_new(arena);
	const struct contacts *all;

	tell(s);
	all = story_tell(s, &(struct telling){ 0 }, k);
	return all->all[0];
}

static void numbers(void **state)
{
	struct correlate *k;
	const struct contact *c = only(twenty_hidden, &k);
	struct confirm_target *targets;

	(void)state;
	/* 1 - (127/128)^25 */
	assert_true(c->chance > 0.178 && c->chance < 0.179);
	assert_int_equal(c->candidate_count, 20);
	assert_int_equal(c->more_candidates, 5);
	assert_int_equal(correlate_confirm(k, 5, &targets), 5);
	assert_string_equal(targets[0].name, "site24.example");
	correlate_free(k);
	c = only(serial_in_log, &k);
	assert_true(c->chance > 0.0155 && c->chance < 0.0156);
	assert_string_equal(c->candidates[0].cert->source, "log");
	assert_string_equal(c->candidates[0].cert->serial, SERIAL_13);
	assert_int_equal(correlate_confirm(k, 5, &targets), 0);
	correlate_free(k);
	c = only(clear_certificate, &k);
	assert_true(c->chance < 0);
	assert_int_equal(c->candidates[0].before, 100000);
	assert_string_equal(c->candidates[0].cert->source, "capture");
	assert_string_equal(c->candidates[0].tls, "TLS 1.2");
	assert_true(has_evidence(&c->candidates[0], "nested") && has_evidence(&c->candidates[0], "first-visit"));
	correlate_free(k);
	c = only(inbound, &k);
	assert_true(c->candidates[0].inbound);
	correlate_free(k);
}

/* Which certificate an OCSP request means is told also where nobody's connection explains it. */
static void meant_certificates(void **state)
{
	struct correlate *k;
	const struct contact *c = only(certid_of_a_server, &k);
	struct confirm_target *targets;

	(void)state;
	assert_true(c->candidates[0].elsewhere && !c->candidates[0].inbound);
	assert_string_equal(c->candidates[0].cert->serial, SERIAL_13);
	assert_true(has_reason(c, "its server may fetch from another of its addresses"));
	assert_int_equal(correlate_confirm(k, 5, &targets), 0);
	correlate_free(k);
	c = only(certid_long_ago, &k);
	assert_true(has_reason(c, "was presented by 203.0.113.7:443 to 198.51.100.44 (shop.example), 3600 s before"));
	correlate_free(k);
	c = only(certid, &k);
	assert_int_equal(c->reason_count, 0);
	correlate_free(k);
	c = only(certid_of_another, &k);
	assert_false(has_reason(c, "presented by"));
	correlate_free(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expected_grades),
		cmocka_unit_test(order_changes_nothing),
		cmocka_unit_test(nothing_proven_without_bytes),
		cmocka_unit_test(numbers),
		cmocka_unit_test(meant_certificates),
	};
	int failed;

	arena = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
