#include "unit.h"

#include <string.h>

#include "verify/evidence.h"
#include "verify/finding.h"
#include "verify/policy.h"

static void names_have_kinds(void **state)
{
	static const struct { const char *text; enum name_kind kind; } rows[] = {
		{ "example.com", NAME_DNS }, { "EXAMPLE.com.", NAME_DNS },
		{ "xn--bcher-kva.example", NAME_DNS }, { "localhost", NAME_DNS },
		{ "192.0.2.1", NAME_IP }, { "2001:db8::1", NAME_IP }, { "[2001:db8::1]", NAME_IP },
		{ "::ffff:192.0.2.1", NAME_IP }, { "192.0.2", NAME_DNS }, { "192.0.2.256", NAME_DNS },
		{ "[192.0.2.1]", NAME_DNS }, { "[]", NAME_DNS }, { "[::1", NAME_DNS },
		{ "someone@example.com", NAME_EMAIL }, { "@", NAME_EMAIL }, { "", NAME_NONE },
	};
	struct policy p;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		policy_init(&p);
		policy_set_name(&p, rows[i].text);
		assert_int_equal(p.name_kind, rows[i].kind);
		assert_int_equal(p.name == NULL, rows[i].kind == NAME_NONE);
	}
	policy_set_name(&p, NULL);
	assert_null(p.name);
}

static void defaults(void **state)
{
	struct policy p;

	(void)state;
	policy_init(&p);
	assert_int_equal(p.revocation, REVOCATION_REQUIRE);
	assert_int_equal(p.profile, PROFILE_AUTO);
	assert_int_equal(p.purpose, PURPOSE_SERVER);
	assert_int_equal(p.max_depth, 8);
	assert_int_equal(p.most.certs, 200);
	assert_int_equal(p.most.crl_bytes, 128 * 1024 * 1024);
}

static void findings_stand_once(void **state)
{
	struct arena *a = arena_new();
	struct findings f, g;

	(void)state;
	findings_init(&f, a);
	findings_init(&g, a);
	findings_add(&f, WORD_EXPIRED, ABOUT_CERTIFICATE, 1, "since %d", 2020);
	findings_add(&f, WORD_EXPIRED, ABOUT_CERTIFICATE, 1, "since %d", 2020);
	assert_int_equal(f.count, 1);
	assert_int_equal(f.list[0].severity, SEVERITY_FAIL);
	findings_add(&f, WORD_EXPIRED, ABOUT_CERTIFICATE, 2, "since %d", 2020);
	findings_add(&f, WORD_EXPIRED, ABOUT_CERTIFICATE, 1, NULL);
	findings_add(&f, WORD_EXPIRED, ABOUT_LINK, 1, "since %d", 2020);
	assert_int_equal(f.count, 4);
	assert_true(findings_have(&f, WORD_EXPIRED));
	assert_false(findings_have(&f, WORD_NO_SOURCE));

	findings_add(&g, WORD_EXPIRED, ABOUT_CERTIFICATE, 1, "since %d", 2020)->severity =
		SEVERITY_NOTE;
	findings_add_all(&g, &f);
	assert_int_equal(g.count, 4);
	assert_int_equal(g.list[0].severity, SEVERITY_FAIL);
	f.list[0].severity = SEVERITY_NOTE;
	findings_add_all(&g, &f);
	assert_int_equal(g.list[0].severity, SEVERITY_FAIL);
	arena_free(a);
}

static void evidence_keeps_what_came(void **state)
{
	static const char garbage[] = "<html>not a list</html>";
	struct arena *a = arena_new();
	struct evidence_list l;
	struct outcome o = { .reach = REACH_OK, .from = FROM_CACHE, .http_status = 200,
		.asked_at = 5, .answered_at = 6, .http_fresh = true };
	struct evidence *e, *first;

	(void)state;
	evidence_init(&l, a);
	first = evidence_add(&l, EVIDENCE_ISSUER, BROUGHT_FETCHED);
	first->url = "http://a/1";
	for (int i = 0; i < 100; i++)
		e = evidence_add(&l, EVIDENCE_CRL, BROUGHT_GIVEN);
	assert_ptr_equal(l.list[0], first);
	assert_int_equal(e->id, 100);
	assert_int_equal(e->for_cert, UINT32_MAX);
	o.body = blob_new(view_of_text(garbage));
	evidence_fill(&l, e, &o);
	outcome_clear(&o);
	assert_true(view_is_text(blob_view(e->body), garbage));
	assert_true(e->http_fresh);
	assert_int_equal(e->answered_at, 6);
	evidence_decode(&l, e);
	assert_null(e->crl);
	assert_non_null(e->malformed);
	assert_ptr_equal(evidence_find(&l, EVIDENCE_ISSUER, "http://a/1"), first);
	assert_null(evidence_find(&l, EVIDENCE_CRL, "http://a/1"));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_have_kinds), cmocka_unit_test(defaults),
		cmocka_unit_test(findings_stand_once), cmocka_unit_test(evidence_keeps_what_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
