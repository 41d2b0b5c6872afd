#include "unit.h"

#include <string.h>

#include "verify/name_form.h"
#include "verify/public_suffix.h"

#define V(text) view_of(text, sizeof(text) - 1)

static void hosts(void **state)
{
	static const char *const good[] = {
		"a", "example.com", "EXAMPLE.com", "xn--bcher-kva.example", "1.2.3", "a-b.c",
	};
	static const char *const bad[] = {
		"", ".", ".example.com", "example.com.", "a..b", "-a.b", "a-.b", "foo_bar.example.com",
		"*.example.com", "a b.c", "\xc3\xbc.example",
		"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg.b",
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(name_form_host(view_of_text(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(name_form_host(view_of_text(bad[i])));
	assert_false(name_form_host(V("good.example\0.evil.example")));
	assert_true(name_form_wildcard_host(V("*.example.com")));
	assert_false(name_form_wildcard_host(V("*")));
	assert_false(name_form_wildcard_host(V("*.")));
	assert_false(name_form_wildcard_host(V("a*.example.com")));
	assert_false(name_form_wildcard_host(V("*.*.example.com")));
}

static void mailboxes(void **state)
{
	static const char *const good[] = {
		"a@b", "*@example.com", "\"a@b\"@example.com", "o'neill+x@example.com",
	};
	static const char *const bad[] = {
		"", "@", "a@", "@b", "a@b@c", "a", "a@.b", "a@b.", "\"a@b", "a\n@b",
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(name_form_mailbox(view_of_text(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(name_form_mailbox(view_of_text(bad[i])));
}

static void uri_hosts(void **state)
{
	static const struct { const char *uri, *host; } rows[] = {
		{ "http://a.example/x", "a.example" }, { "http://u:p@a.example:80/x", "a.example" },
		{ "http://a.example", "a.example" }, { "http://a.example?b@c", "a.example" },
		{ "http://[::1]:8/", "[::1]" }, { "http://[::1", "" }, { "mailto:a@b", "" },
		{ "://a", "" }, { "x:///path", "" }, { "http://u@v@a.example/", "a.example" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_true(view_is_text(name_form_uri_host(view_of_text(rows[i].uri)), rows[i].host));
	assert_true(name_form_is_address(V("[::1]")));
	assert_true(name_form_is_address(V("192.0.2.1")));
	assert_false(name_form_is_address(V("a.example")));
	assert_false(name_form_is_address(V("[]")));
}

static void containment(void **state)
{
	(void)state;
	assert_true(name_form_within(V("a.Example.com"), V("example.COM")));
	assert_true(name_form_within(V("example.com"), V("example.com")));
	assert_true(name_form_within(V("anything"), V("")));
	assert_false(name_form_within(V("badexample.com"), V("example.com")));
	assert_false(name_form_within(V("com"), V("example.com")));
	assert_true(view_is_text(name_form_parent(V("a.b.c")), "b.c"));
	assert_int_equal(name_form_parent(V("a")).size, 0);
}

static void public_suffixes(void **state)
{
	static const char *const yes[] = { "co.uk", "CO.UK", "com.au", "or.jp", "org.za" };
	static const char *const no[] = {
		"example.uk", "co.de", "example.com", "uk", "", "co", "c.uk", "o.uk", "co org.uk",
	};

	(void)state;
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		assert_true(public_suffix_has(view_of_text(yes[i])));
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		assert_false(public_suffix_has(view_of_text(no[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts), cmocka_unit_test(mailboxes), cmocka_unit_test(uri_hosts),
		cmocka_unit_test(containment), cmocka_unit_test(public_suffixes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
