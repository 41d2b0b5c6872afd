/* The rules for lists that are about HTTP; tests/cli/rulings.py has the others. */
#include "unit.h"

#include <string.h>

#include "../support/mint.h"
#include "base/when.h"
#include "check/crl_lint.h"

#define URL "http://ye1.c.lencr.org/13.crl"

/* What came, and which rule breaks by it; NULL: none. */
struct row {
	int status, seconds;
	const char *type, *expires, *broken;
};

static const struct ruling *ruled(struct arena *a, const struct row *row, const char *rule)
{
	struct outcome outcome = { .reach = REACH_OK, .from = FROM_NETWORK, .asked_at = MINT_NOW,
		.answered_at = MINT_NOW + row->seconds, .http_status = row->status };
	struct crl_lint_input in = { .url = URL, .outcome = &outcome, .at = MINT_NOW };
	struct crl_lint *lint = arena_take(a, sizeof *lint);
	struct http_field fields[2];

	outcome.head.fields = fields;
	if (row->type != NULL)
		fields[outcome.head.count++] = (struct http_field){ arena_text(a, "Content-Type"),
			arena_text(a, row->type) };
	if (row->expires != NULL)
		fields[outcome.head.count++] = (struct http_field){ arena_text(a, "Expires"),
			arena_text(a, row->expires) };
	in.body = mint_crl(a, &(struct mint_crl){ .issuer = "CA" });
	crl_lint(a, &in, lint);
	return rulings_find(&lint->rulings, rule);
}

static void holds_answers_to_their_rules(void **state)
{
	/* The list's nextUpdate is a day after MINT_NOW, 2027-01-15T08:00:00Z. */
	static const struct row rows[] = {
		{ 200, 10, "application/pkix-crl", "Sat, 16 Jan 2027 08:00:00 GMT", NULL },
		{ 203, 0, "application/pkix-crl", NULL, "C29" },
		{ 200, 0, "text/plain", NULL, "C29" },
		{ 200, 0, NULL, NULL, "C29" },
		{ 200, 0, "application/pkix-crl", "Sat, 16 Jan 2027 08:00:01 GMT", "C29" },
		{ 200, 11, "application/pkix-crl", NULL, "C30" },
	};
	static const char *const rules[] = { "C29", "C30" };
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (size_t k = 0; k < 2; k++) {
			const struct ruling *r = ruled(a, &rows[i], rules[k]);
			bool broken = rows[i].broken != NULL && strcmp(rows[i].broken, rules[k]) == 0;

			assert_int_equal(r->result, broken ? RULED_BROKEN : RULED_HOLDS);
			if (broken)
				assert_int_equal(r->severity, k == 0 ? SEVERITY_WARN : SEVERITY_NOTE);
		}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(holds_answers_to_their_rules) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
