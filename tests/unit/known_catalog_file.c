/* Facts from a file: read strictly, joined so that nothing is taken back. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/blob.h"
#include "base/str.h"
#include "base/when.h"
#include "known/catalog_file.h"

#define YR_OLD "revoked/cross-root-yr-by-x1-2025"
#define STATUS 5
#define WORD 6
#define SINCE 7
#define REVOKED_AT 19
#define REASON 20
#define SHARDS 26

static struct arena *arena;
static struct view ours;

/* The built-in table of DATE, with FIELD of the certificate ID made VALUE (or
 * left out, FIELD < 0), up to twice. */
struct edit { const char *id; int field; const char *value; };

static void put_row(struct str *out, const char *line, size_t size, const struct edit *edits,
	size_t count)
{
	char *row = arena_textn(arena, line, size), *at = row;

	for (int field = 0; at != NULL; field++) {
		char *tab = strchr(at, '\t');
		const char *value = at;

		if (tab != NULL)
			*tab = '\0';
		for (size_t i = 0; i < count; i++) {
			bool mine = strncmp(line, edits[i].id, strlen(edits[i].id)) == 0 &&
				line[strlen(edits[i].id)] == '\t';

			if (mine && edits[i].field < 0)
				return;
			if (mine && edits[i].field == field)
				value = edits[i].value;
		}
		str_put_format(out, "%s%s", field == 0 ? "" : "\t", value);
		at = tab == NULL ? NULL : tab + 1;
	}
	str_put_char(out, '\n');
}

static struct view edited(const char *date, const struct edit *edits, size_t count)
{
	struct view rest = ours;
	struct str out;
	char *text;

	str_init(&out, CATALOG_FILE_MAX);
	while (rest.size > 0) {
		size_t size = view_find(rest, view_of_text("\n"));
		const char *line = (const char *)rest.data;

		if (strncmp(line, "#date\t", 6) == 0)
			str_put_format(&out, "#date\t%s\n", date);
		else
			put_row(&out, line, size, edits, count);
		rest = view_part(rest, size + 1, SIZE_MAX);
	}
	text = arena_text(arena, str_text(&out));
	str_clear(&out);
	return view_of_text(text);
}

static bool use(struct view text, struct err *e)
{
	struct catalog *c = arena_take(arena, sizeof *c);

	err_clear(e);
	if (!catalog_file_read(arena, text, c, e))
		return false;
	catalog_use(c);
	return true;
}

static void same_facts(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_true(use(ours, &e));
	assert_int_equal(catalog_count(), catalog_builtin()->count);
	assert_string_equal(catalog_date(), catalog_builtin()->date);
	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *old = &catalog_builtin()->certs[i], *now = catalog_at(i);

		assert_string_equal(now->id, old->id);
		assert_string_equal(now->status_word, old->status_word);
		assert_int_equal(now->revoked_at, old->revoked_at);
		assert_int_equal(now->role, old->role);
		assert_int_equal(now->shards, old->shards);
		assert_memory_equal(now->key_sha256, old->key_sha256, 32);
		assert_true(view_equal(now->spki_der, old->spki_der));
		assert_string_equal(catalog_state(arena, now), catalog_state(arena, old));
	}
}

static void newer_facts_hold(void **state)
{
	static const struct edit edits[] = { { "prod/int-ye1", STATUS, "revoked" },
		{ "prod/int-ye1", WORD, "revoked" }, { "prod/int-ye1", SINCE, "2026-12-01" },
		{ "prod/int-ye1", REVOKED_AT, "1796083200" }, { "prod/int-ye1", REASON, "1" },
		{ "prod/int-ye3", STATUS, "active" }, { "prod/int-ye3", WORD, "active" } };
	struct err e = { 0 };

	(void)state;
	assert_true(use(edited("2026-12-02", edits, 7), &e));
	assert_string_equal(catalog_date(), "2026-12-02");
	assert_int_equal(catalog_by_id("prod/int-ye1")->revoked_at, 1796083200);
	assert_int_equal(catalog_by_id("prod/int-ye1")->revoked_reason, 1);
	assert_string_equal(catalog_state(arena, catalog_by_id("prod/int-ye1")), "revoked 2026-12-01");
	assert_string_equal(catalog_state(arena, catalog_by_id("prod/int-ye3")), "active");
}

/* Neither by another status, nor by leaving it out, nor by a later time. */
static void nothing_is_absolved(void **state)
{
	static const struct edit active[] = { { YR_OLD, STATUS, "active" }, { YR_OLD, WORD, "active" },
		{ YR_OLD, SINCE, "" }, { YR_OLD, REVOKED_AT, "" }, { YR_OLD, REASON, "" } };
	static const struct edit absent[] = { { YR_OLD, -1, NULL } };
	static const struct edit later[] = { { YR_OLD, REVOKED_AT, "1796083200" } };
	const struct { const struct edit *edits; size_t count; } rows[] = { { active, 5 }, { absent, 1 },
		{ later, 1 } };
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(use(edited("2026-12-02", rows[i].edits, rows[i].count), &e));
		assert_int_equal(catalog_count(), catalog_builtin()->count);
		assert_int_equal(catalog_by_id(YR_OLD)->revoked_at, 1778688000);
		assert_int_equal(catalog_by_id(YR_OLD)->status, CA_REVOKED);
		assert_string_equal(catalog_by_id(YR_OLD)->replaced_by, "prod/cross-root-yr-by-x1");
	}
}

/* Of two revocations the earlier date and the worse reason hold. */
static void the_worse_reason_holds(void **state)
{
	static const struct edit later[] = { { YR_OLD, REVOKED_AT, "1796083200" }, { YR_OLD, REASON, "1" } };
	struct err e = { 0 };

	(void)state;
	for (unsigned newer = 0; newer < 2; newer++) {
		assert_true(use(edited(newer != 0 ? "2026-12-02" : "2026-01-02", later, 2), &e));
		assert_int_equal(catalog_by_id(YR_OLD)->revoked_at, 1778688000);
		assert_int_equal(catalog_by_id(YR_OLD)->revoked_reason, 1);
	}
}

static void older_facts_only_revoke(void **state)
{
	static const struct edit edits[] = { { "prod/int-ye2", STATUS, "revoked" },
		{ "prod/int-ye2", WORD, "revoked" }, { "prod/int-ye2", REVOKED_AT, "1776083200" },
		{ "prod/int-r13", STATUS, "active" }, { "prod/int-r13", WORD, "active" },
		{ "prod/int-r13", SHARDS, "" } };
	struct err e = { 0 };

	(void)state;
	assert_true(use(edited("2026-01-02", edits, 6), &e));
	assert_string_equal(catalog_date(), catalog_builtin()->date);
	assert_int_equal(catalog_by_id("prod/int-ye2")->revoked_at, 1776083200);
	assert_string_equal(catalog_state(arena, catalog_by_id("prod/int-r13")),
		"retired since 2026-07-08");
	assert_true(catalog_by_id("prod/int-r13")->shards);
}

/* One certificate alone is a catalog; the best of a key stays the first. */
static void few_rows(void **state)
{
	struct edit edits[128];
	size_t count = 0;
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < catalog_builtin()->count; i++)
		if (strcmp(catalog_builtin()->certs[i].id, YR_OLD) != 0)
			edits[count++] = (struct edit){ catalog_builtin()->certs[i].id, -1, NULL };
	assert_true(use(edited("2026-12-02", edits, count), &e));
	assert_int_equal(catalog_count(), catalog_builtin()->count);
	assert_string_equal(catalog_by_label("yr")->id, "prod/root-yr");
	assert_string_equal(catalog_by_spki(catalog_by_id(YR_OLD)->spki_sha256)->id, "prod/root-yr");
}

static void refused(struct view text, const char *what)
{
	struct err e = { 0 };

	assert_false(use(text, &e));
	assert_int_equal(e.code, ERR_USAGE);
	if (strstr(e.text, what) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", e.text, what);
}

static void refused_edit(int field, const char *value, const char *what)
{
	const struct edit edit = { "prod/int-ye1", field, value };

	refused(edited("2026-12-02", &edit, 1), what);
}

static void strictness(void **state)
{
	static const struct edit twice[] = { { "prod/int-ye1", 0, "prod/int-ye2" } };

	(void)state;
	refused(view_of_text(""), "this is no catalog");
	refused(view_of_text("# nothing\n"), "no line '#date");
	refused(view_of_text("a certificate\n"), "line 1: column 1 is 'a certificate'");
	refused(view_of("#date\t2026-12-02\n\0", 18), "NUL");
	refused(view_part(ours, 0, ours.size - 1), "cut off");
	refused(edited("2026-02-30", NULL, 0), "line 3: the date");
	refused(edited("2026-12-02", twice, 1), "the id stands in an earlier line");
	refused_edit(1, "", "ca should be a text");
	refused_edit(1, "a\033[2Jb", "ca should be");
	refused_edit(4, "king", "role should be root, intermediate");
	refused_edit(STATUS, "fine", "status should be");
	refused_edit(STATUS, "revoked", "go together");
	refused_edit(SINCE, "2026-13", "status_since should be");
	refused_edit(10, "5DDD", "serial should be");
	refused_edit(11, "a2", "sha256 should be 64");
	refused_edit(12, "a2372d06431e9716365eeed47ec020351497d182fcc038e457e58168a03cac07",
		"spki_sha256 is not the digest");
	refused_edit(13, "a1f78b8278ca264e1a48f10512552d9b199f865e", "name_sha1 is not");
	refused_edit(17, "soon", "not_before should be");
	refused_edit(18, "1", "not_after is before not_before");
	refused_edit(18, "1851551998", "times are others");
	refused_edit(10, "5ddd", "serial, names, key");
	refused_edit(REASON, "7", "revoked_reason should be");
	refused_edit(22, "YE1", "label should be");
	refused_edit(24, "ye1.c.lencr.org; accept", "crl_host should be");
	refused_edit(SHARDS, "yes", "shards should be");
	refused_edit(28, "", "spki_der should be");
	refused_edit(28, "00\t00", "30 fields instead of 29");
}

static int set_up(void **state)
{
	const char *top = getenv("top_srcdir");
	struct blob *b;
	struct err e = { 0 };

	(void)state;
	arena = arena_new();
	b = blob_open(arena_format(arena, "%s/data/catalog.tsv", top == NULL ? "." : top),
		CATALOG_FILE_MAX, &e);
	if (b == NULL) {
		fprintf(stderr, "%s\n", e.text);
		return -1;
	}
	ours = blob_view(blob_keep(arena, b));
	blob_drop(b);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	catalog_use(NULL);
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_facts), cmocka_unit_test(newer_facts_hold),
		cmocka_unit_test(nothing_is_absolved), cmocka_unit_test(the_worse_reason_holds),
		cmocka_unit_test(older_facts_only_revoke),
		cmocka_unit_test(few_rows), cmocka_unit_test(strictness),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
