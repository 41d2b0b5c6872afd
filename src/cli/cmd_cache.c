/* lencr cache: what the disk cache holds, and getting rid of it. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/str.h"
#include "base/when.h"
#include "cli/cache_doc.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/term.h"
#include "io/file.h"

#define USUAL_MAX ((uint64_t)512 * 1024 * 1024)
#define NAME_MOST 120

struct caching {
	struct settings *settings;
	struct store *store;         /* NULL: there is no cache */
	struct writer *writer;
	struct cache_totals totals;
	int64_t now;
	bool *found;                 /* of each operand */
	struct err trouble;
	const char *line;            /* the last one, or NULL for the usual */
};

struct action {
	const char *word;
	bool changes;                /* opens the store for writing */
	size_t least, most;          /* operands behind the word */
	const char *missing;         /* what is wrong when they are not there */
	int (*run)(struct caching *);
};

static void tell(struct caching *c, const struct store_entry *entry, const char *exported, bool full)
{
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);
	const struct cache_note note = { exported, NULL };

	cache_doc_item(d, entry, &note, c->now, full);
	writer_item(c->writer, d);
	arena_free(a);
}

static void count(struct caching *c, const struct store_entry *entry)
{
	c->totals.entries++;
	c->totals.bytes += entry->bytes;
	c->totals.damaged += entry->problem != NULL;
}

/* Whether an operand names this record; without operands all are named. */
static bool is_named(struct caching *c, const struct store_entry *entry)
{
	const struct texts *t = &c->settings->operands;
	bool named = t->count == 1;

	for (size_t i = 1; i < t->count; i++)
		if (entry->record != NULL && strcmp(entry->record->url, t->list[i]) == 0)
			named = c->found[i] = true;
	return named;
}

static bool each(struct caching *c, bool deep, bool (*visit)(void *, const struct store_entry *))
{
	return c->store == NULL || store_each(c->store, deep, visit, c, &c->trouble);
}

static int unfound(struct caching *c)
{
	const struct texts *t = &c->settings->operands;
	int status = EXIT_GOOD;

	for (size_t i = 1; i < t->count; i++)
		if (!c->found[i]) {
			say("cache: %s is not in the cache", str_safe_text(c->settings->arena, t->list[i]));
			status = EXIT_INVALID;
		}
	return status;
}

/* --- ls, show, verify -------------------------------------------------- */

static bool list_one(void *context, const struct store_entry *entry)
{
	count(context, entry);
	tell(context, entry, NULL, false);
	return true;
}

static int list(struct caching *c)
{
	each(c, false, list_one);
	return EXIT_GOOD;
}

static bool show_one(void *context, const struct store_entry *entry)
{
	struct caching *c = context;

	if (!is_named(c, entry))
		return true;
	count(c, entry);
	tell(c, entry, NULL, true);
	return true;
}

static int show(struct caching *c)
{
	each(c, false, show_one);
	if (c->settings->operands.count > 1)
		c->line = arena_format(c->settings->arena, "%zu entries shown, %s", c->totals.entries,
			cache_size_text(c->settings->arena, c->totals.bytes));
	return unfound(c);
}

static bool verify_one(void *context, const struct store_entry *entry)
{
	count(context, entry);
	if (entry->problem != NULL)
		tell(context, entry, NULL, false);
	return true;
}

static int verify(struct caching *c)
{
	each(c, true, verify_one);
	c->line = c->totals.damaged == 0 ?
		arena_format(c->settings->arena, "%zu entries, all digests agree", c->totals.entries) :
		arena_format(c->settings->arena, "%zu of %zu entries are damaged; they are not used, and "
			"lencr cache prune removes them", c->totals.damaged, c->totals.entries);
	return c->totals.damaged == 0 ? EXIT_GOOD : EXIT_INVALID;
}

/* --- prune, rm --------------------------------------------------------- */

static void note_swept(struct caching *c, const struct store_swept *swept)
{
	c->totals.removed += swept->files;
	c->totals.removed_bytes += swept->bytes;
	c->totals.bytes = swept->left;
}

static bool count_one(void *context, const struct store_entry *entry)
{
	struct caching *c = context;

	c->totals.entries++;
	(void)entry;
	return true;
}

static void recount(struct caching *c, const struct store_swept *swept)
{
	c->totals.entries = c->totals.damaged = 0;
	each(c, false, count_one);
	note_swept(c, swept);
}

static int prune(struct caching *c)
{
	const struct settings *s = c->settings;
	bool usual = !s->max_size_given && !s->max_count_given && s->max_age_ms == 0;
	const struct store_limits most = {
		.bytes = s->max_size_given ? s->max_size : usual ? USUAL_MAX : UINT64_MAX,
		.records = s->max_count_given ? s->max_count : SIZE_MAX,
		.used_before = s->max_age_ms == 0 ? WHEN_NONE : c->now - s->max_age_ms / 1000,
		.now = c->now,
	};
	struct store_swept swept = { 0 };

	if (c->store == NULL)
		return EXIT_GOOD;
	if (!store_prune(c->store, &most, &swept, &c->trouble))
		return say_error(&c->trouble);
	recount(c, &swept);
	return EXIT_GOOD;
}

static bool remove_named(void *context, const struct store_entry *entry)
{
	struct caching *c = context;
	const struct store_record *r = entry->record;

	if (r == NULL || !(c->settings->all || is_named(c, entry)))
		return true;
	tell(c, entry, NULL, false);
	if (!store_remove(c->store, &(struct want){ .kind = r->kind, .url = r->url, .body = r->post },
	    &c->trouble))
		return false;
	c->totals.removed++;
	return true;
}

static int remove_some(struct caching *c)
{
	struct store_swept swept = { 0 };

	if (c->store == NULL)
		return unfound(c);
	each(c, false, remove_named);
	if (c->trouble.code != ERR_NONE || !store_sweep(c->store, &swept, &c->trouble))
		return say_error(&c->trouble);
	recount(c, &swept);
	return unfound(c);
}

/* --- export ------------------------------------------------------------ */

/* What may stand in a file name of ours, from what stands in the URL. */
static char *export_name(struct arena *a, const struct store_record *r, unsigned copy)
{
	static const char *const endings[] = { "", ".cer", ".crl", ".ocsp", "" };
	const char *url = strstr(r->url, "://"), *ending = endings[r->why];
	struct str name;
	char *text;

	str_init(&name, NAME_MOST);
	for (url = url == NULL ? r->url : url + 3; *url != '\0'; url++) {
		bool plain = (*url >= '0' && *url <= '9') || (str_lower(*url) >= 'a' &&
			str_lower(*url) <= 'z') || strchr("-.", *url) != NULL;

		str_put_char(&name, plain ? *url : '_');
	}
	while (name.size > 0 && strchr("_.", name.text[name.size - 1]) != NULL)
		name.text[--name.size] = '\0';
	text = name.text != NULL && name.text[0] == '.' ? name.text + 1 : name.text;
	if (text == NULL || text[0] == '\0')
		text = arena_text(a, "body");
	if (strlen(text) >= strlen(ending) && ending[0] != '\0' &&
	    str_same(text + strlen(text) - strlen(ending), ending))
		text[strlen(text) - strlen(ending)] = '\0';
	text = copy == 0 ? arena_format(a, "%s%s", text, ending) :
		arena_format(a, "%s-%u%s", text, copy + 1, ending);
	str_clear(&name);
	return text;
}

static bool export_one(void *context, const struct store_entry *entry)
{
	struct caching *c = context;
	const struct store_record *r = entry->record;
	const char *dir = c->settings->operands.list[1];
	struct store_record whole;
	struct arena *a = arena_new();
	struct stat st;
	char *path;
	bool fine = true;

	if (r == NULL || entry->problem != NULL ||
	    !store_get(c->store, &(struct want){ .kind = r->kind, .url = r->url, .body = r->post,
		.max_bytes = STORE_BODY_MAX }, &whole)) {
		c->totals.damaged++;
		arena_free(a);
		return true;
	}
	path = arena_format(a, "%s/%s", dir, export_name(a, r, 0));
	for (unsigned i = 1; stat(path, &st) == 0 && i < 1000; i++)
		path = arena_format(a, "%s/%s", dir, export_name(a, r, i));
	if (whole.outcome.body != NULL)
		fine = file_put(path, blob_view(whole.outcome.body), 0644, &c->trouble);
	if (fine) {
		c->totals.entries++;
		c->totals.bytes += blob_view(whole.outcome.body).size;
		tell(c, entry, path, false);
	}
	store_record_clear(&whole);
	arena_free(a);
	return fine;
}

static bool is_empty(const char *dir)
{
	DIR *d = opendir(dir);
	bool empty = true;

	if (d == NULL)
		return errno == ENOENT;
	for (struct dirent *f; (f = readdir(d)) != NULL;)
		empty = empty && (strcmp(f->d_name, ".") == 0 || strcmp(f->d_name, "..") == 0);
	closedir(d);
	return empty;
}

static int export(struct caching *c)
{
	const char *dir = c->settings->operands.list[1];

	c->line = "nothing was written";
	if (!is_empty(dir)) {
		say("cache export: %s is not an empty folder; name a new one",
			str_safe_text(c->settings->arena, dir));
		return EXIT_USAGE;
	}
	if (!file_make_directories(dir, &c->trouble))
		return say_error(&c->trouble);
	each(c, false, export_one);
	c->line = arena_format(c->settings->arena, "%zu files written, %s", c->totals.entries,
		cache_size_text(c->settings->arena, c->totals.bytes));
	return c->trouble.code == ERR_NONE ? EXIT_GOOD : say_error(&c->trouble);
}

/* --- the command ------------------------------------------------------- */

static const struct action actions[] = {
	{ "ls", false, 0, 0, "takes no operands", list },
	{ "show", false, 0, SIZE_MAX, "", show },
	{ "verify", false, 0, 0, "takes no operands", verify },
	{ "prune", true, 0, 0, "takes no operands; --max-size, --max-count and --max-age say how far", prune },
	{ "rm", true, 0, SIZE_MAX, "", remove_some },
	{ "export", false, 1, 1, "takes the name of a new folder", export },
};

static const struct action *find_action(const struct settings *s)
{
	const char *word = s->operands.count == 0 ? "" : s->operands.list[0];

	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (strcmp(actions[i].word, word) == 0) {
			size_t operands = s->operands.count - 1;

			if (actions[i].run == remove_some && s->all == (operands > 0)) {
				say("cache rm: takes URLs as `lencr cache ls` shows them, or --all");
				return NULL;
			}
			if (operands >= actions[i].least && operands <= actions[i].most)
				return &actions[i];
			say("cache %s: %s", word, actions[i].missing);
			return NULL;
		}
	say("cache: what is to be done? ls, show, verify, prune, rm or export");
	return NULL;
}

/* A cache that was never written is empty; one that was named must be there. */
static bool open_store(struct caching *c, const char *dir, bool changes, struct err *e)
{
	struct stat st;

	if (c->settings->cache_dir == NULL && stat(dir, &st) != 0 && errno == ENOENT)
		return true;
	/* Opening for writing would make it. */
	c->store = stat(dir, &st) != 0 ? store_open(dir, false, e) : store_open(dir, changes, e);
	return c->store != NULL || err_wrap(e, "cache");
}

static bool report(struct caching *c, const struct action *action, const char *dir, int *status,
	struct err *e)
{
	struct settings *s = c->settings;
	struct writer_options options;
	struct doc *d = doc_new(s->arena);
	bool fine;

	term_writer_options(s, &options);
	c->writer = writer_new(s->format, stdout, &options, e);
	if (c->writer == NULL)
		return false;
	c->totals.action = action->word;
	c->totals.directory = dir;
	cache_doc_head(d, LENCR_VERSION);
	writer_begin(c->writer, d);
	*status = action->run(c);
	d = doc_new(s->arena);
	cache_doc_tail(d, &c->totals, c->line != NULL ? c->line : c->totals.removed != 0 ?
		arena_format(s->arena, "%zu entries, %s; %zu files removed, %s", c->totals.entries,
			cache_size_text(s->arena, c->totals.bytes), c->totals.removed,
			cache_size_text(s->arena, c->totals.removed_bytes)) :
		arena_format(s->arena, "%zu entries, %s in %s", c->totals.entries,
			cache_size_text(s->arena, c->totals.bytes), str_safe_text(s->arena, dir)));
	fine = writer_end(c->writer, d, e);
	writer_free(c->writer);
	return fine;
}

int cmd_cache(struct settings *s)
{
	const struct action *action = find_action(s);
	const char *dir = cache_directory(s);
	struct caching c = { .settings = s, .now = term_now(NULL) };
	struct err e = { 0 };
	int status = EXIT_GOOD;

	if (action == NULL)
		return EXIT_USAGE;
	if (dir == NULL) {
		say("cache: there is no home folder to have a cache in; --cache names one");
		return EXIT_UNREACHABLE;
	}
	c.found = arena_array(s->arena, s->operands.count, sizeof *c.found);
	if (!open_store(&c, dir, action->changes, &e) || !report(&c, action, dir, &status, &e))
		status = say_error(&e);
	store_free(c.store);
	return status;
}
