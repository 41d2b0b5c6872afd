/* What the options of bundles and of the cache do. */
#include "cli/options_set.h"

#include "base/str.h"
#include "base/when.h"

#define SETTER(name) bool set_##name(struct settings *s, const char *value, struct err *e)

static bool directory(const char **to, const char *value, struct err *e)
{
	if (value[0] == '\0')
		return err_set(e, ERR_USAGE, "an empty name of a directory");
	*to = value;
	return true;
}

SETTER(record) { return directory(&s->record, value, e); }
SETTER(replay) { return directory(&s->replay, value, e); }
SETTER(redact) { (void)value, (void)e; s->redact = true; return true; }
SETTER(all) { (void)value, (void)e; s->all = true; return true; }

SETTER(max_size)
{
	if (!when_read_size(value, &s->max_size))
		return err_set(e, ERR_USAGE, "'%s' is not a size; write a number with k, M or G, as in 64M",
			str_safe_text(s->arena, value));
	s->max_size_given = true;
	return true;
}

SETTER(max_count)
{
	if (!str_number(value, 1000000000, &s->max_count))
		return err_set(e, ERR_USAGE, "'%s' is not a number of objects, as in 1000",
			str_safe_text(s->arena, value));
	s->max_count_given = true;
	return true;
}

SETTER(unused_for)
{
	if (!when_read_span(value, &s->max_age_ms) || s->max_age_ms == 0)
		return err_set(e, ERR_USAGE, "'%s' is not a span; write a number with s, m, h or d, as in 30d",
			str_safe_text(s->arena, value));
	return true;
}
