/* Runs worlds: each site of each world is one test.
 *
 * world_run [-v] [WORLD…]; without worlds, the built-in one and all of
 * $top_srcdir/tests/worlds.
 * A site passes when verdict, as-served verdict and words are those that its
 * world says; when the judgement is the same for any order of answers; and
 * when no answer could be taken away so that a verdict that was not good, and
 * rests on no revocation, becomes good. */
#include "world_run.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/when.h"

#define DUMP_MAX ((size_t)4 * 1024 * 1024)
#define WORLDS_NOW INT64_C(1795228736) /* for worlds that say "clock now" */

/* --- what must come out ------------------------------------------------------------ */

static bool have(const struct judgement *j, const char *text)
{
	enum word word;

	return word_from_text(text, &word) && findings_have(&j->findings, word);
}

static bool as_expected(const struct trial *t, const struct judgement *j, struct str *out)
{
	const struct lab_site *site = t->site;
	bool ok = true;

	if (site->expect && strcmp(verdict_word(j->verdict), site->expect) != 0) {
		str_put_format(out, "# verdict is %s, not %s\n", verdict_word(j->verdict),
			site->expect);
		ok = false;
	}
	if (site->expect_served && (!j->has_served ||
	    strcmp(verdict_word(j->served), site->expect_served) != 0)) {
		str_put_format(out, "# as served it is %s, not %s\n",
			j->has_served ? verdict_word(j->served) : "absent", site->expect_served);
		ok = false;
	}
	for (size_t i = 0; i < site->expect_word_count; i++)
		if (!have(j, site->expect_words[i])) {
			str_put_format(out, "# %s is not there\n", site->expect_words[i]);
			ok = false;
		}
	for (size_t i = 0; i < site->refuse_word_count; i++)
		if (have(j, site->refuse_words[i])) {
			str_put_format(out, "# %s is there\n", site->refuse_words[i]);
			ok = false;
		}
	return ok;
}

/* Invariants that hold for every judgement, whatever the world says. */
static bool consistent(const struct judgement *j, struct str *out)
{
	for (size_t i = 0; j->verdict == VERDICT_GOOD && i < j->findings.count; i++)
		if (j->findings.list[i].severity == SEVERITY_FAIL) {
			str_put_format(out, "# good, yet %s is a failure\n",
				word_text(j->findings.list[i].word));
			return false;
		}
	if (j->verdict != VERDICT_GOOD && j->reason_count == 0) {
		str_put(out, "# not good, and no reason given\n");
		return false;
	}
	return true;
}

static bool same_text(struct check *check, const char *expected,
	void (*dump)(struct str *, struct check *))
{
	struct str text;
	bool same;

	str_init(&text, DUMP_MAX);
	dump(&text, check);
	same = str_text(&text)[0] != '\0' && strcmp(str_text(&text), expected) == 0;
	str_clear(&text);
	return same;
}

static bool order_free(struct trial *t, const char *dump, const char *json, struct str *out)
{
	for (unsigned i = 0; i < 3; i++) {
		struct arena *arena = arena_new();
		struct check *check = trial_run(t, arena, i == 0 ? ORDER_REVERSED : ORDER_SHUFFLED,
			i * 7919u + 1, SIZE_MAX, NULL);
		bool same = same_text(check, dump, dump_check) && same_text(check, json, dump_json);

		arena_free(arena);
		if (!same) {
			str_put_format(out, "# order %u of answers gives another report\n", i);
			return false;
		}
	}
	return true;
}

/* What URL gave condemned (an answer, or a CA certificate that is revoked): then
 * its removal may leave what absolves (OCSP beside a CRL), or, where the user
 * asked for softness, nothing. */
static bool condemned_by(struct check *check, const struct policy *policy, const char *url)
{
	const struct judgement *j = check_judgement(check);
	const struct evidence_list *all = check_facts(check)->evidence;

	for (size_t p = 0; p < j->path_count; p++)
		for (size_t l = 0; l < j->paths[p].link_count; l++) {
			const struct link *link = &j->paths[p].links[l];
			const struct node_cert *node = graph_get(check_facts(check)->graph,
				link->subject);

			for (size_t u = 0; u < node->url_count && link->status == STATUS_REVOKED; u++)
				if (strcmp(node->urls[u], url) == 0)
					return true;
			for (size_t a = 0; a < link->answer_count; a++) {
				const struct link_answer *one = &link->answers[a];
				bool forged = one->forged && policy->revocation == REVOCATION_SOFT;

				if ((one->status == STATUS_REVOKED || forged) &&
				    one->evidence < all->count && all->list[one->evidence]->url &&
				    strcmp(all->list[one->evidence]->url, url) == 0)
					return true;
			}
		}
	return false;
}

/* What is missing must be told, the less of it there is to condemn. */
static bool tells_of_loss(const struct judgement *j)
{
	return findings_have(&j->findings, WORD_FETCH_TIMED_OUT_WAITING);
}

/* No verdict but good becomes good when something does not arrive; and a good
 * one does not stay silent about it. */
static bool removal_safe(struct trial *t, struct check *whole, const struct asked *asked,
	struct str *out)
{
	bool safe = true, was_good = check_judgement(whole)->verdict == VERDICT_GOOD;

	for (size_t i = 0; i < asked->count; i++) {
		struct arena *arena = arena_new();
		struct check *check = trial_run(t, arena, ORDER_ASKED, 0, i, NULL);
		const struct judgement *j = check_judgement(check);
		bool good = j->verdict == VERDICT_GOOD;

		if (good && !tells_of_loss(j)) {
			str_put_format(out, "# good, and no word about %s\n", asked->urls[i]);
			safe = false;
		} else if (good && !was_good && !condemned_by(whole, &t->policy, asked->urls[i])) {
			str_put_format(out, "# good without %s\n", asked->urls[i]);
			safe = false;
		}
		arena_free(arena);
	}
	return safe;
}

/* --- sites and worlds ------------------------------------------------------------ */

struct totals { unsigned tests, failed; bool verbose; };

static void say(struct totals *totals, bool ok, const char *world, const char *site,
	const char *notes)
{
	totals->tests++;
	totals->failed += ok ? 0 : 1;
	printf("%sok %u - %s: %s\n%s", ok ? "" : "not ", totals->tests, world, site, notes);
}

static bool try_site(struct totals *totals, struct trial *t, struct str *notes)
{
	struct asked asked = { 0 };
	struct check *check = trial_run(t, t->arena, ORDER_ASKED, 0, SIZE_MAX, &asked);
	const struct judgement *j = check_judgement(check);
	struct str dump, json;
	bool ok;

	str_init(&dump, DUMP_MAX);
	str_init(&json, DUMP_MAX);
	dump_check(&dump, check);
	dump_json(&json, check);
	ok = as_expected(t, j, notes);
	ok = consistent(j, notes) && ok;
	ok = order_free(t, str_text(&dump), str_text(&json), notes) && ok;
	ok = removal_safe(t, check, &asked, notes) && ok;
	if (!ok || totals->verbose)
		for (const char *at = str_text(&dump); *at; ) {
			size_t size = strcspn(at, "\n");

			str_put_format(notes, "# | %.*s\n", (int)size, at);
			at += size + (at[size] != 0);
		}
	str_clear(&dump);
	str_clear(&json);
	return ok;
}

static void run_site(struct totals *totals, struct lab *lab, const struct lab_site *site,
	const char *world)
{
	struct trial trial = { .lab = lab, .site = site, .arena = arena_new(),
		.at = lab_clock(lab) };
	const char *why = "";
	struct str notes;
	bool ok;

	str_init(&notes, DUMP_MAX);
	trial_aim(&trial);
	ok = trial_options(&trial, &why);
	if (!ok)
		str_put_format(&notes, "# the runner does not know %s\n", why);
	else
		ok = try_site(totals, &trial, &notes);
	say(totals, ok, world, site->name, str_text(&notes));
	str_clear(&notes);
	arena_free(trial.arena);
}

static void run_text(struct totals *totals, struct view text, const char *name, struct err *err)
{
	struct lab *lab = lab_new(text, name, WHEN_NONE, WORLDS_NOW, err);

	if (!lab) {
		printf("# %s\n", err->text);
		say(totals, false, name, "cannot be made", "");
	}
	for (size_t i = 0; lab && i < lab_site_count(lab); i++)
		run_site(totals, lab, lab_site(lab, i), name);
	lab_free(lab);
}

static void run_world(struct totals *totals, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct err err = { 0 };
	struct blob *text = blob_open(path, (size_t)1024 * 1024, &err);

	if (text)
		run_text(totals, blob_view(text), name, &err);
	else
		say(totals, false, name, "cannot be read", "");
	blob_drop(text);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void run_folder(struct totals *totals, struct arena *arena, const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	char **paths = NULL;
	size_t count = 0, space = 0;

	while (dir && (entry = readdir(dir))) {
		size_t size = strlen(entry->d_name);

		if (size <= 6 || strcmp(entry->d_name + size - 6, ".world") != 0)
			continue;
		arena_more(arena, &paths, count, &space, sizeof *paths);
		paths[count++] = arena_format(arena, "%s/%s", folder, entry->d_name);
	}
	if (dir)
		closedir(dir);
	if (count > 0)
		qsort(paths, count, sizeof *paths, by_name);
	for (size_t i = 0; i < count; i++)
		run_world(totals, paths[i]);
	if (count == 0)
		say(totals, false, folder, "no worlds there", "");
}

int main(int argc, char **argv)
{
	struct totals totals = { 0 };
	struct arena *arena = arena_new();
	const char *top = getenv("top_srcdir");
	int first = 1;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1 && strcmp(argv[1], "-v") == 0) {
		totals.verbose = true;
		first = 2;
	}
	for (int i = first; i < argc; i++)
		run_world(&totals, argv[i]);
	if (first == argc) {
		struct err err = { 0 };

		run_text(&totals, lab_builtin(), "the built-in world", &err);
		run_folder(&totals, arena, arena_format(arena, "%s/tests/worlds",
			top ? top : "."));
	}
	printf("1..%u\n", totals.tests);
	arena_free(arena);
	return totals.failed > 0;
}
