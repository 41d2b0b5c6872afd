#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "doc/glyph.h"
#include "doc_render.h"

static void counts_columns(void **state)
{
	(void)state;
	assert_int_equal(glyph_width("abc", SIZE_MAX), 3);
	assert_int_equal(glyph_width("b\u00fccher", SIZE_MAX), 6);
	assert_int_equal(glyph_width("u\u0308", SIZE_MAX), 1);
	assert_int_equal(glyph_width("\u65e5\u672c\u8a9e", SIZE_MAX), 6);
	assert_int_equal(glyph_width("\U0001f600", SIZE_MAX), 2);
	assert_int_equal(glyph_width("\uff21\uff61", SIZE_MAX), 3);
	assert_int_equal(glyph_fit("\u65e5\u672c", 3), 3);
	assert_int_equal(glyph_fit("u\u0308x", 1), 3);
}

static void wraps_lines(void **state)
{
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);
	struct line *l = page_line(d, 0, 4);
	char *text;

	(void)state;
	line_put(l, TONE_STRONG, "shop.example.org:443  GOOD  ");
	line_put(l, TONE_PLAIN, "trusted, none of 3 certificates revoked; oldest answer 12 days");
	text = render_page(d, 60, 0);
	assert_string_equal(text,
		"shop.example.org:443  GOOD  trusted, none of 3 certificates\n"
		"    revoked; oldest answer 12 days\n");
	free(text);
	arena_free(a);
}

static void breaks_long_words_but_urls(void **state)
{
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);
	struct line *l = page_line(d, 0, 2);
	char word[200], *text;

	(void)state;
	memset(word, 'x', sizeof word - 1);
	word[sizeof word - 1] = '\0';
	line_put(l, TONE_PLAIN, word);
	text = render_page(d, 60, 0);
	assert_int_equal(widest(text), 60);
	free(text);
	memcpy(word, "http://", 7);
	d = doc_new(a);
	line_format(page_line(d, 0, 2), TONE_PLAIN, "see %s today", word);
	text = render_page(d, 60, 0);
	assert_int_equal(widest(text), 201);
	assert_non_null(strstr(text, word));
	free(text);
	arena_free(a);
}

static void clamps_the_width(void **state)
{
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);
	struct line *l = page_line(d, 0, 0);

	(void)state;
	for (int i = 0; i < 400; i++)
		line_put(l, TONE_PLAIN, "a ");
	for (unsigned width = 0; width < 400; width += 7) {
		char *text = render_page(d, width, 0);
		unsigned most = widest(text), limit = width == 0 ? 80 : width < 60 ? 60 :
			width > 200 ? 200 : width;

		assert_in_range(most, limit - 1, limit);
		free(text);
	}
	arena_free(a);
}

static struct rows *chain(struct doc *d)
{
	struct rows *r = page_rows(d, 0);
	static const char *const names[] = { "shop.example.org", "YR1", "Root YR", "ISRG Root X1" };

	rows_indent(r, 2);
	rows_soft(r, 0);
	rows_soft(r, 2);
	for (unsigned i = 0; i < 4; i++) {
		struct row *row = rows_add(r, i);

		row_put(row, TONE_PLAIN, names[i]);
		row_put(row, TONE_GOOD, "not revoked");
		row_format(row, TONE_DIM, "CRL shard %u of a list with quite a long name, 5 h old", i);
	}
	return r;
}

static void draws_a_tree(void **state)
{
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);
	struct rows *r = page_rows(d, 0);
	char *text;

	(void)state;
	row_put(rows_add(r, 0), TONE_PLAIN, "a");
	row_put(rows_add(r, 1), TONE_PLAIN, "b");
	row_put(rows_add(r, 2), TONE_PLAIN, "c");
	row_put(rows_add(r, 2), TONE_PLAIN, "d");
	row_put(rows_add(r, 1), TONE_PLAIN, "e");
	row_put(rows_add(r, 2), TONE_PLAIN, "f");
	row_put(rows_add(r, 0), TONE_PLAIN, "g");
	text = render_page(d, 80, 0);
	assert_string_equal(text, "a\n\u251c\u2500 b\n\u2502  \u251c\u2500 c\n\u2502  \u2514\u2500 d\n"
		"\u2514\u2500 e\n   \u2514\u2500 f\ng\n");
	free(text);
	arena_free(a);
}

static void columns_shrink(void **state)
{
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);

	(void)state;
	chain(d);
	for (unsigned width = 60; width <= 200; width += 10) {
		char *text = render_page(d, width, 0);

		assert_true(widest(text) <= width);
		assert_non_null(strstr(text, "  shop.example.org       not revoked  CRL sh"));
		assert_int_equal(strstr(text, "\u2026") != NULL, width < 91);
		free(text);
	}
	arena_free(a);
}

static void any_width_of_cells_fits(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (unsigned columns = 1; columns < 9; columns++) {
		struct doc *d = doc_new(a);
		struct rows *r = page_rows(d, 0);

		for (unsigned i = 0; i < 40; i++) {
			struct row *row = rows_add(r, i);

			for (unsigned c = 0; c < columns; c++)
				row_put(row, TONE_PLAIN,
					"\u65e5\u672c\u8a9e a text that is far too long for a cell "
					"of any table on any page that a person would print it on");
		}
		for (unsigned width = 60; width <= 200; width += 13) {
			char *text = render_page(d, width, 0);

			assert_true(widest(text) <= width);
			assert_true(str_is_utf8(view_of_text(text)));
			free(text);
		}
	}
	arena_free(a);
}

static void ascii_is_ascii(void **state)
{
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);
	const struct writer_options options = { .width = 60 };
	const struct doc *item = d;
	char *text;

	(void)state;
	chain(d);
	line_put(page_line(d, 0, 0), TONE_PLAIN, "b\u00fccher \u2013 \u201cquoted\u201d\u2026");
	text = render("text", &options, NULL, &item, 1, NULL);
	for (const char *c = text; *c != '\0'; c++)
		assert_true(*c == '\n' || (*c >= ' ' && *c <= '~'));
	assert_non_null(strstr(text, "`- YR1"));
	assert_non_null(strstr(text, "b\\u{00fc}cher - \"quoted\"..."));
	assert_true(widest(text) <= 60);
	free(text);
	arena_free(a);
}

static void colour_only_when_asked(void **state)
{
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);
	struct writer_options options = { .width = 80, .utf8 = true, .colour = true };
	const struct doc *item = d;
	char *text, *plain, *to;

	(void)state;
	chain(d);
	line_put(page_remark(d, 0, TONE_WARN, "warn"), TONE_BAD, "something is amiss");
	text = render("text", &options, NULL, &item, 1, NULL);
	plain = render_page(d, 80, 0);
	assert_non_null(strstr(text, "\033[32mnot revoked\033[0m"));
	assert_non_null(strstr(text, "  \033[33mwarn\033[0m  \033[1;31msomething is amiss\033[0m\n"));
	assert_null(strchr(plain, '\033'));
	to = text;
	for (const char *from = text; *from != '\0'; from++) {
		if (*from == '\033')
			from = strchr(from, 'm');
		else
			*to++ = *from;
	}
	*to = '\0';
	assert_string_equal(text, plain);
	free(text);
	free(plain);
	arena_free(a);
}

static void levels_choose(void **state)
{
	static const char *const lines[] = { "-1", "0", "1", "2" };
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);

	(void)state;
	for (int i = -1; i <= 2; i++)
		line_put(page_line(d, i, 0), TONE_PLAIN, lines[i + 1]);
	for (int level = -1; level <= 2; level++) {
		char *text = render_page(d, 80, level);
		size_t count = 0;

		for (const char *c = text; *c != '\0'; c++)
			count += *c == '\n';
		assert_int_equal(count, level + 2);
		free(text);
	}
	arena_free(a);
}

static void hostile_names_are_harmless(void **state)
{
	static const char hostile[] = "evil\033[2J\r\nGOOD \u202egnp.exe\u2028 \xff\xc3 \xc2\x9b" "31m\u200b";
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);
	struct row *row = rows_add(page_rows(d, 0), 0);
	char *text;
	size_t lines = 0;

	(void)state;
	row_put(row, TONE_PLAIN, hostile);
	row_put(row, TONE_PLAIN, hostile);
	line_put(page_line(d, 0, 0), TONE_PLAIN, hostile);
	line_put(page_remark(d, 0, TONE_BAD, hostile), TONE_PLAIN, hostile);
	page_heading(d, 0, hostile);
	text = render_page(d, 200, 0);
	for (const char *c = text; *c != '\0'; c++)
		lines += *c == '\n';
	assert_int_equal(lines, 4);
	assert_true(str_is_utf8(view_of_text(text)));
	assert_null(strchr(text, '\033'));
	assert_null(strchr(text, '\r'));
	assert_null(strstr(text, "\u202e"));
	assert_null(strstr(text, "\u2028"));
	assert_null(strstr(text, "\xc2\x9b"));
	assert_null(strstr(text, "\u200b"));
	assert_non_null(strstr(text, "\\x1b[2J\\x0d\\x0aGOOD \\u{202e}gnp.exe"));
	free(text);
	arena_free(a);
}

static void blank_lines_between_long_items(void **state)
{
	struct arena *a = arena_new();
	struct doc *d[3];
	const struct writer_options options = { .utf8 = true, .level = 0 }, quiet = { .level = -1 };
	char *text;

	(void)state;
	for (int i = 0; i < 3; i++) {
		d[i] = doc_new(a);
		line_format(page_line(d[i], -1, 0), TONE_PLAIN, "item %d", i);
	}
	line_put(page_line(d[1], 0, 0), TONE_PLAIN, "  more");
	text = render("text", &options, NULL, (const struct doc *const *)d, 3, NULL);
	assert_string_equal(text, "item 0\n\nitem 1\n  more\n\nitem 2\n");
	free(text);
	text = render("text", &quiet, NULL, (const struct doc *const *)d, 3, NULL);
	assert_string_equal(text, "item 0\nitem 1\nitem 2\n");
	free(text);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_columns), cmocka_unit_test(wraps_lines),
		cmocka_unit_test(breaks_long_words_but_urls), cmocka_unit_test(clamps_the_width),
		cmocka_unit_test(draws_a_tree), cmocka_unit_test(columns_shrink),
		cmocka_unit_test(any_width_of_cells_fits), cmocka_unit_test(ascii_is_ascii),
		cmocka_unit_test(colour_only_when_asked), cmocka_unit_test(levels_choose),
		cmocka_unit_test(hostile_names_are_harmless),
		cmocka_unit_test(blank_lines_between_long_items),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
