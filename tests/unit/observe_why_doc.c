/* Contacts as pages, data and pictures. With the name of a format as argument
 * the program prints a report (tests/cli/schema.sh, tests/cli/browser.sh); a
 * second one is how many times the six contacts come. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "doc_render.h"
#include "why_scene.h"

static char *report(struct arena *a, const char *format, const struct writer_options *options, size_t repeat)
{
	struct writer_options with = *options;
	struct doc *head = doc_new(a), *tail = doc_new(a);
	const struct doc **items;
	struct why_report r;

	scene_report(a, repeat, &r);
	items = arena_array(a, r.found->count, sizeof *items);
	with.items = "contacts";
	why_doc_head(head, &r);
	for (size_t i = 0; i < r.found->count; i++) {
		struct doc *d = doc_new(a);

		why_doc_contact(d, &r, r.found->all[i]);
		items[i] = d;
	}
	why_doc_tail(tail, &r);
	return render(format, &with, head, items, r.found->count, tail);
}

static char *page(struct arena *a, unsigned width, int level, size_t repeat)
{
	const struct writer_options options = { .width = width, .utf8 = true, .level = level };

	return report(a, "text", &options, repeat);
}

static void has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("lacks: %s\nin: %s", part, text);
}

static void lacks(const char *text, const char *part)
{
	if (strstr(text, part) != NULL)
		fail_msg("has: %s\nin: %s", part, text);
}

static void blocks_say_it(void **state)
{
	struct arena *a = arena_new();
	char *text = page(a, 120, 0, 1);

	(void)state;
	has(text, "6 contacts with lencr.org by 4 machines, 2025-11-28 14:02:11 to 14:09:40 UTC\n"
		"2 proven, 1 likely, 2 possible, 1 unexplained, 1 suspicious\n");
	has(text, "#1 14:02:11.482  10.0.0.21  GET http://yr1.c.lencr.org/13.crl  200, 41 kB\n"
		"  object    CRL shard 13 of 128 of YR1\n"
		"  content   verified: signed by YR1, IDP equals URL\n"
		"  fetched   consistent with Windows CryptoAPI (User-Agent, order of headers)\n"
		"  caused    PROVEN  shop.example.test (203.0.113.7:443)  0.21 s earlier  TLS 1.2\n"
		"            +\u00a0Its certificate 06ed04\u20265e8c names exactly this URL   +\u00a0The fetch lies");
	has(text, "others    news.example.net 9.10 s earlier\n");
	has(text, "not       2 ruled out: certificates of other CAs\n");
	has(text, "caused    PROVEN  as #1 (same burst): shop.example.test\n");
	has(text, "process   java (4711), user tomcat\n");
	has(text, "-\u00a0It resumed an earlier session");
	has(text, "caused    POSSIBLE  10 connections came before it\n");
	has(text, "            1 cdn.example.org (203.0.113.7:443)  0.40 s earlier  TLS 1.3, "
		"certificate hidden\n            2 img");
	/* Of one among several what is more than time and name. */
	has(text, "\n            +\u00a0Its certificate names exactly this URL   -\u00a0Its certificate came only ");
	has(text, "(203.0.113.7)  1.12 s earlier\n");
	has(text, "and 5 more");
	has(text, "chance    that an unrelated one of them fits this list: 7.5 %\n");
	has(text, "DNS question for r3.o.lencr.org  no such name\n");
	has(text, "10.0.0.23 (printer-3)");
	has(text, "caused    UNEXPLAINED  no connection in the 30 s before it could have caused it\n"
		"  perhaps   The capture began");
	has(text, "content   MISMATCH: not a CRL\n");
	has(text, "fail      The body is not a CRL");
	has(text, "fix       Treat the server");
	has(text, "broken    the gzip data ends too early; what came before is in this report\n");
	has(text, "lost      2 unreadable, 1 too long\n");
	lacks(text, "SHA-256");
	free(text);
	arena_free(a);
}

static void levels_differ(void **state)
{
	struct arena *a = arena_new();
	char *text = page(a, 100, 1, 1);

	(void)state;
	has(text, "+\u00a0Its certificate 06ed04\u20265e8c names exactly this URL [cert-lists-url +100]\n");
	has(text, "[resumed -25]\n");
	has(text, "7 m\u00fcnchen.example");
	has(text, "where     monday.pcapng, packet 112, to 198.0.113.9:80");
	has(text, "certificate 06ed041e68894803a4235faed4ce54e55e8c of R12 (capture)\n");
	free(text);
	text = page(a, 60, -1, 1);
	assert_int_equal(strncmp(text, "#1 14:02:11.482 10.0.0.21 http://yr1.c.lencr.org/13.crl PROVEN "
		"shop.example.test, 0.21 s earlier\n#2 ", 100), 0);
	has(text, "POSSIBLE ");
	has(text, " SUSPICIOUS\n");
	lacks(text, "object");
	free(text);
	arena_free(a);
}

static void many_have_sums(void **state)
{
	struct arena *a = arena_new();
	char *text = page(a, 100, 0, 20);

	(void)state;
	has(text, "120 contacts with lencr.org by 4 machines, 2025-11-28 14:02:11 to 2025-11-29 09:09:40 UTC\n");
	has(text, "machine");
	has(text, "10.0.0.21 ");
	has(text, "because of");
	has(text, "(several possible)");
	has(text, "#1 2025-11-28 14:02:11.482  ");
	free(text);
	text = page(a, 100, 0, 0);
	has(text, "no contact with lencr.org in what could be read\n"); /* one input was cut off */
	lacks(text, "#1");
	free(text);
	arena_free(a);
}

static void fits_every_width(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		const struct writer_options options = { .width = 60 + i / 2 * 40, .utf8 = i % 2 == 0, .level = 1 };
		char *text = report(a, "text", &options, 2);

		for (const char *line = text; *line != '\0';) {
			size_t size = strcspn(line, "\n");
			char *one = arena_textn(a, line, size);

			/* A URL is never broken. */
			if (strstr(one, "://") == NULL)
				assert_true(widest(one) <= options.width);
			line += size + (line[size] == '\n');
		}
		for (const char *c = text; i % 2 == 1 && *c != '\0'; c++)
			assert_true((unsigned char)*c < 0x80);
		free(text);
	}
	arena_free(a);
}

static void pictures_are_harmless(void **state)
{
	static const char *const formats[] = { "html", "svg" };
	const struct writer_options options = { .utf8 = true };
	struct arena *a = arena_new();

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		char *text = report(a, formats[i], &options, 1);

		assert_true(str_is_utf8(view_of_text(text)));
		lacks(text, "<script");
		lacks(text, "<img");
		lacks(text, "href=\"http");
		lacks(text, "javascript:");
		lacks(text, "url(");
		has(text, "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
		has(text, "href=\"#contact-1\"");
		has(text, "prefers-color-scheme:dark");
		free(text);
	}
	arena_free(a);
}

static void page_is_whole(void **state)
{
	const struct writer_options options = { .utf8 = true };
	struct arena *a = arena_new();
	char *text = report(a, "html", &options, 1);

	(void)state;
	has(text, "content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"");
	has(text, "<title>lencr why</title>");
	has(text, "<article id=\"contact-6\">");
	has(text, "<summary>The picture as a table</summary>");
	has(text, "<details><summary>More</summary>");
	has(text, "[cert-lists-url +100]");
	free(text);
	arena_free(a);
}

/* Ten times the contacts are not ten times the picture. */
static void pictures_are_bounded(void **state)
{
	const struct writer_options options = { .utf8 = true };
	struct arena *a = arena_new();
	char *text = report(a, "svg", &options, 150), *more = report(a, "svg", &options, 1500);

	(void)state;
	assert_true(strlen(more) < 2 * strlen(text));
	has(more, "8800 more are not drawn");
	free(text);
	free(more);
	text = report(a, "html", &options, 100);
	has(text, "Only the first 500 are shown in full");
	has(text, "<article class=\"short\" id=\"contact-600\">");
	free(text);
	arena_free(a);
}

static int print(const char *format, const char *repeat)
{
	const struct writer_options options = { .width = 100, .utf8 = true };
	struct arena *a = arena_new();
	char *text = report(a, format, &options, repeat == NULL ? 1 : strtoul(repeat, NULL, 10));

	fputs(text, stdout);
	free(text);
	arena_free(a);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_say_it), cmocka_unit_test(levels_differ),
		cmocka_unit_test(many_have_sums), cmocka_unit_test(fits_every_width),
		cmocka_unit_test(pictures_are_harmless), cmocka_unit_test(page_is_whole),
		cmocka_unit_test(pictures_are_bounded),
	};

	if (argc > 1)
		return print(argv[1], argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
