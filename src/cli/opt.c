#include "cli/opt.h"

#include <string.h>

#include "base/str.h"

/* What a word that is close enough to be a slip differs by at most; short ones
 * by less. */
#define NEAR_ENOUGH 3
#define LONGEST_WORD 40

static size_t distance(const char *a, const char *b)
{
	size_t row[LONGEST_WORD + 1], size = strlen(b);

	if (strlen(a) > LONGEST_WORD || size > LONGEST_WORD)
		return LONGEST_WORD;
	for (size_t j = 0; j <= size; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= size; j++) {
			size_t above = row[j], best = corner + (a[i - 1] == b[j - 1] ? 0 : 1);

			if (above + 1 < best)
				best = above + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
			corner = above;
		}
	}
	return row[size];
}

const char *opt_nearest(const char *word, const char *const *words, size_t count)
{
	const char *best = NULL;
	size_t third = 1 + strlen(word) / 3, least = (third < NEAR_ENOUGH ? third : NEAR_ENOUGH) + 1;

	for (size_t i = 0; i < count; i++) {
		size_t d = distance(word, words[i]);

		if (strlen(word) >= 3 && str_starts(words[i], word))
			d = 1;
		if (d < least && d < strlen(words[i])) {
			least = d;
			best = words[i];
		}
	}
	return best;
}

static bool unknown(const struct settings *s, unsigned command, const char *name, struct err *e)
{
	const char *words[128] = { 0 }, *near;
	const struct opt *elsewhere = NULL;
	size_t count = 0;

	for (const struct opt *o = opt_table(); o->name != NULL; o++) {
		if (strcmp(o->name, name) == 0)
			elsewhere = o;
		if ((o->commands & command) != 0 && count < sizeof words / sizeof *words)
			words[count++] = o->name;
	}
	near = opt_nearest(name, words, count);
	name = str_safe_text(s->arena, name);
	if (elsewhere != NULL)
		return err_set(e, ERR_USAGE, "--%s: not an option of this command; --help lists those "
			"that are", name);
	if (near != NULL)
		return err_set(e, ERR_USAGE, "--%s: no such option; did you mean --%s?", name, near);
	return err_set(e, ERR_USAGE, "--%s: no such option; --help lists those that are", name);
}

/* Whether VALUE is one of the words in VALUES ("a|b|c"), not several. */
static bool value_listed(const char *values, const char *value)
{
	size_t size = strlen(value);

	if (size == 0 || strchr(value, '|') != NULL)
		return false;

	for (const char *at = values; at != NULL; at = strchr(at, '|')) {
		if (*at == '|')
			at++;
		if (strncmp(at, value, size) == 0 && (at[size] == '|' || at[size] == '\0'))
			return true;
	}
	return false;
}

static bool not_listed(struct settings *s, const struct opt *o, const char *value, struct err *e)
{
	const char *words[32], *near;
	size_t count = 0;

	for (const char *at = o->values; at != NULL && count < sizeof words / sizeof *words;) {
		size_t size = strcspn(at, "|");

		words[count++] = arena_textn(s->arena, at, size);
		at = at[size] == '\0' ? NULL : at + size + 1;
	}
	near = opt_nearest(value, words, count);
	return err_set(e, ERR_USAGE, near == NULL ? "--%s: '%s' is not one of %s" :
		"--%s: '%s' is not one of %s; did you mean %s?", o->name,
		str_safe_text(s->arena, value), o->values, near);
}

static bool apply(struct settings *s, const struct opt *o, const char *value, struct err *e)
{
	struct given_option *slot;

	if (o->values != NULL && value != NULL && !value_listed(o->values, value))
		return not_listed(s, o, value, e);
	if (!o->set(s, value, e)) {
		if (e->code == ERR_NONE)
			err_set(e, ERR_USAGE, "'%s' is not %s", str_safe_text(s->arena, value), o->argument);
		return err_wrap(e, "--%s", o->name);
	}
	slot = arena_more(s->arena, &s->given, s->given_count, &s->given_space, sizeof *slot);
	*slot = (struct given_option){ o, value };
	s->given_count++;
	return true;
}

bool opt_apply(struct settings *s, unsigned command, const char *name, const char *value,
	struct err *e)
{
	for (const struct opt *o = opt_table(); o->name != NULL; o++)
		if ((o->commands & command) != 0 && strcmp(o->name, name) == 0 &&
		    (o->argument == NULL) == (value == NULL))
			return apply(s, o, value, e);
	return err_set(e, ERR_USAGE, "--%s: no such option", str_safe_text(s->arena, name));
}

static bool read_long(struct settings *s, unsigned command, const char *word, int *i, int argc,
	char **argv, struct err *e)
{
	const char *equals = strchr(word, '=');
	char *name = equals == NULL ? arena_text(s->arena, word) :
		arena_textn(s->arena, word, (size_t)(equals - word));

	for (const struct opt *o = opt_table(); o->name != NULL; o++) {
		if ((o->commands & command) == 0 || strcmp(o->name, name) != 0)
			continue;
		if (o->argument == NULL && equals != NULL)
			return err_set(e, ERR_USAGE, "--%s: takes no value", name);
		if (o->argument == NULL)
			return apply(s, o, NULL, e);
		if (equals != NULL)
			return apply(s, o, equals + 1, e);
		if (*i + 1 >= argc)
			return err_set(e, ERR_USAGE, "--%s: needs a value (%s)", name, o->argument);
		return apply(s, o, argv[++*i], e);
	}
	return unknown(s, command, name, e);
}

static bool read_letters(struct settings *s, unsigned command, const char *letters, int *i,
	int argc, char **argv, struct err *e)
{
	for (; *letters != '\0'; letters++) {
		const struct opt *o = opt_table();

		while (o->name != NULL && ((o->commands & command) == 0 || o->letter != *letters))
			o++;
		if (o->name == NULL)
			return err_set(e, ERR_USAGE, "-%s: no such option; --help lists those that are",
				str_safe(s->arena, view_of(letters, 1)));
		if (o->argument == NULL) {
			if (!apply(s, o, NULL, e))
				return false;
			continue;
		}
		if (letters[1] != '\0')
			return apply(s, o, letters + 1, e);
		if (*i + 1 >= argc)
			return err_set(e, ERR_USAGE, "-%c: needs a value (%s)", o->letter, o->argument);
		return apply(s, o, argv[++*i], e);
	}
	return true;
}

/* "-2146885613", as errors are printed: no letters of options are that long. */
static bool negative_number(const char *word)
{
	size_t digits = strspn(word + 1, "0123456789");

	return digits >= 3 && word[1 + digits] == '\0';
}

bool opt_read(struct settings *s, unsigned command, int argc, char **argv, struct err *e)
{
	bool ended = false;

	err_clear(e);
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];
		bool fine = true;

		if (ended || word[0] != '-' || word[1] == '\0' || negative_number(word))
			texts_put(&s->operands, s->arena, word);
		else if (strcmp(word, "--") == 0)
			ended = true;
		else if (word[1] == '-')
			fine = read_long(s, command, word + 2, &i, argc, argv, e);
		else
			fine = read_letters(s, command, word + 1, &i, argc, argv, e);
		if (!fine)
			return false;
	}
	return true;
}
