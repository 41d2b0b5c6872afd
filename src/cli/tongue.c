#include "cli/tongue.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/command.h"
#include "cli/term.h"

/* The first language of a list as in LANGUAGE that there is; false: none. */
static bool first_of(struct arena *a, const char *list, const struct language **out)
{
	while (*list != '\0') {
		size_t size = strcspn(list, ":");

		if (size > 0 && language_find(arena_textn(a, list, size), out))
			return true;
		list += size;
		list += *list == ':';
	}
	return false;
}

static void from_environment(struct settings *s)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *list = getenv("LANGUAGE");

	if (list != NULL && first_of(s->arena, list, &s->tongue.language))
		return;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && value[0] != '\0') {
			language_find(value, &s->tongue.language);
			return;
		}
	}
}

static void say_unknown(struct settings *s)
{
	const char *const *names = language_names();
	struct str list;

	str_init(&list, 300);
	for (size_t i = 0; names[i] != NULL; i++)
		str_put_format(&list, "%s%s", i == 0 ? "" : ", ", names[i]);
	say("--lang: there are no texts in '%.40s', so they are in English; there are: %s",
		str_safe_text(s->arena, s->lang), str_text(&list));
	str_clear(&list);
}

void tongue_choose(struct settings *s, const char *command, bool has_texts)
{
	if (s->lang == NULL)
		from_environment(s);
	else if (!language_find(s->lang, &s->tongue.language))
		say_unknown(s);
	else if (!has_texts && s->tongue.language != NULL && strcmp(s->format, "text") == 0)
		say("--lang: the text of `lencr %s` is in English only", command);
	if (!has_texts)
		s->tongue.language = NULL;
	s->tongue.ascii = !term_utf8(s);
}
