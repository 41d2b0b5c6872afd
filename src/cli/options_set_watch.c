/* Setters of `lencr watch`. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "cli/options_set.h"

#define SETTER(name) bool set_##name(struct settings *s, const char *value, struct err *e)
#define FOR_MOST_MS (INT64_C(3650) * WHEN_DAY * 1000)
#define COUNT_MOST 1000000000
#define NAME_MOST 255

SETTER(interface)
{
	if (value[0] == '\0' || strlen(value) > NAME_MOST)
		return err_set(e, ERR_USAGE, "'%s' is no name of an interface", str_safe_text(s->arena, value));
	s->interface = value;
	return true;
}

SETTER(for)
{
	if (!when_read_span(value, &s->for_ms) || s->for_ms == 0 || s->for_ms > FOR_MOST_MS)
		return err_set(e, ERR_USAGE, "'%s' is not a span of time; write a number with ms, s, m, h or d, as in "
			"10m", str_safe_text(s->arena, value));
	return true;
}

SETTER(contact_count)
{
	if (!str_number(value, COUNT_MOST, &s->contact_count) || s->contact_count == 0)
		return err_set(e, ERR_USAGE, "'%s' is not a number from 1 to %d", str_safe_text(s->arena, value),
			COUNT_MOST);
	return true;
}

SETTER(write)
{
	if (value[0] == '\0')
		return err_set(e, ERR_USAGE, "a file is missing");
	s->write = value;
	return true;
}

/* A page with a picture is made when all is known. */
SETTER(watch_format)
{
	if (strcmp(value, "text") != 0 && strcmp(value, "json") != 0 && strcmp(value, "jsonl") != 0)
		return err_set(e, ERR_USAGE, "'%s' is not a format of watch; there are: text, json, jsonl (for others, "
			"--write a file and give it to lencr why)", str_safe_text(s->arena, value));
	s->format = value;
	return true;
}
