/* Several clients within milliseconds of each other, their parts in every order:
 * each contact has the cause of its own client, and the grade that it has alone. */
#include "observe_stories.h"

#include "../support/neighbours.h"
#include "observe/reader.h"

#define ROUNDS 40

struct heard { struct arena *a; struct correlate *k; const struct contacts *all; };

static void hear(struct heard *h, struct view text, enum neighbours_form form)
{
	struct input *in = input_of(text, "test");
	struct input_report report = { .first = SIGHT_NEVER, .last = SIGHT_NEVER };
	struct correlate_options o = { .now = NEIGHBOURS_START };
	struct err e = { 0 };
	const struct reader *r = NULL;

	h->k = correlate_new(h->a, &o);
	for (const struct reader *const *t = reader_table(); *t != NULL && r == NULL; t++)
		r = (*t)->likes(input_head(in), "test") ? *t : NULL;
	if (r == NULL)
		fail_msg("%s: nobody reads it", neighbours_form_word(form));
	struct reading reading = { .arena = h->a, .input = in, .path = "test", .limits = &read_limits_default,
		.sink = correlate_sink(h->k), .report = &report };
	assert_true(r->read(&reading, &e));
	assert_int_equal(report.malformed, 0);
	assert_null(report.broken);
	input_free(in);
	h->all = correlate_result(h->k);
}

static bool is_of(const struct heard *h, const struct contact *c, const struct neighbour *n)
{
	struct endpoint client;

	assert_true(endpoint_read(view_of_text(n->address), &client));
	if (!endpoint_same_address(&c->client, &client) || c->request.seen == n->only_asks)
		return false;
	return n->only_asks || strcmp(c->request.url, arena_format(h->a, "http://%s%s", n->host, n->path)) == 0;
}

/* The one contact of N. */
static const struct contact *of(const struct heard *h, const struct neighbour *n)
{
	const struct contact *found = NULL;

	for (size_t i = 0; i < h->all->count; i++)
		if (is_of(h, h->all->all[i], n)) {
			assert_null(found);
			found = h->all->all[i];
		}
	return found;
}

static const char *cause_of(const struct contact *c)
{
	return c == NULL ? "(no contact)" : c->candidate_count == 0 ? "(no cause)" :
		c->candidates[0].name == NULL ? "(no name)" : c->candidates[0].name;
}

/* What a form can bear at all: bytes and CertIDs are exact, serials in logs are not. */
static enum grade due(enum neighbours_form form, const struct neighbour *n)
{
	if (n->only_asks)
		return GRADE_POSSIBLE;
	return form == AS_EVENTS || form == AS_CAPTURE || n->ocsp ? GRADE_PROVEN : GRADE_LIKELY;
}

static void alone(struct neighbours *all, enum neighbours_form form, enum grade grades[NEIGHBOURS_MAX])
{
	for (size_t i = 0; i < all->count; i++) {
		struct heard h = { .a = all->a };
		const struct contact *c;

		for (size_t n = 0; n < all->count; n++)
			all->all[n].there = n == i;
		hear(&h, neighbours_tell(all, form), form);
		assert_int_equal(h.all->count, 1);
		c = of(&h, &all->all[i]);
		assert_string_equal(cause_of(c), all->all[i].site);
		grades[i] = c->grade;
		assert_int_equal(grades[i], due(form, &all->all[i]));
		correlate_free(h.k);
	}
	for (size_t n = 0; n < all->count; n++)
		all->all[n].there = true;
}

static void together(struct neighbours *all, enum neighbours_form form, unsigned seed, bool one_address)
{
	enum grade grades[NEIGHBOURS_MAX];
	struct heard h = { .a = all->a };

	alone(all, form, grades);
	hear(&h, neighbours_tell(all, form), form);
	for (size_t i = 0; i < all->count; i++) {
		const struct neighbour *n = &all->all[i];
		const struct contact *c = of(&h, n);

		if (c != NULL && c->grade == grades[i] && strcmp(cause_of(c), n->site) == 0)
			continue;
		fail_msg("seed %u, %s, %zu clients%s: that of %s is %s by %s, and alone %s\n%s", seed,
			neighbours_form_word(form), all->count, one_address ? " of one address" : "", n->site,
			c == NULL ? "-" : grade_word(c->grade), cause_of(c), grade_word(grades[i]),
			contacts_text(all->a, h.all));
	}
	/* Nothing was left over of anybody. */
	assert_int_equal(h.all->count, all->count);
	correlate_free(h.k);
}

static void all_forms(bool one_address)
{
	for (unsigned seed = 1; seed <= ROUNDS; seed++)
		for (enum neighbours_form form = 0; form < NEIGHBOURS_FORMS; form++) {
			struct arena *a = arena_new();
			struct neighbours all;

			neighbours_draw(&all, a, seed, 2 + seed % (NEIGHBOURS_MAX - 1), one_address);
			together(&all, form, seed, one_address);
			arena_free(a);
		}
}

static void clients_of_their_own(void **state)
{
	(void)state;
	all_forms(false);
}

/* Programs of one machine, or machines behind one address. */
static void behind_one_address(void **state)
{
	(void)state;
	all_forms(true);
}

/* Another program asks for the name before, is answered, and fetches nothing: its
 * question is not the first sign of this fetch. */
static void asked_by_another(void **state)
{
	struct arena *a = arena_new();
	struct story *s = story_new(a);
	struct correlate *k;
	const struct contacts *all;

	(void)state;
	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 200,
		story_bytes(a, story_cert(a, "yr1", SERIAL_13, URL_13, NULL)));
	story_dns(s, 1005, CLIENT, "yr1.c.lencr.org", LENCR);
	story_dns(s, 1100, CLIENT, "yr1.c.lencr.org", "198.51.100.81");
	story_http(s, 1110, CLIENT, LENCR, URL_13);
	all = story_tell(s, &(struct telling){ 0 }, &k);
	/* One visit as before: of names that nobody visits there is no contact. */
	assert_int_equal(all->count, 1);
	assert_int_equal(all->all[0]->grade, GRADE_PROVEN);
	assert_int_equal(all->all[0]->dns.address_count, 2);
	assert_false(all->all[0]->suspicious);
	correlate_free(k);
	/* The same question again, unanswered, is the same visit: the fetch may have been
	 * wanted before the certificate came. */
	s->list[1]->dns = arena_copy(a, s->list[1]->dns, sizeof *s->list[1]->dns);
	((struct sight_dns *)(uintptr_t)s->list[1]->dns)->address_count = 0;
	all = story_tell(s, &(struct telling){ 0 }, &k);
	assert_int_equal(all->count, 1);
	assert_int_equal(all->all[0]->grade, GRADE_POSSIBLE);
	correlate_free(k);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clients_of_their_own),
		cmocka_unit_test(behind_one_address),
		cmocka_unit_test(asked_by_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
