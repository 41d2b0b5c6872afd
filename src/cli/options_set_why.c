/* Setters of `lencr why`. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "cli/options_set.h"
#include "doc/writer.h"
#include "observe/contact.h"

#define SETTER(name) bool set_##name(struct settings *s, const char *value, struct err *e)
#define NO_VALUE() ((void)value, (void)e)
#define WINDOW_MOST_MS (INT64_C(7) * WHEN_DAY * 1000)
#define FLOWS_MOST 1048576

/* "auto" is what happens without it. */
SETTER(reader)
{
	(void)e;
	s->reader = strcmp(value, "auto") == 0 ? NULL : value;
	return true;
}

SETTER(window)
{
	if (!when_read_span(value, &s->window_ms) || s->window_ms == 0 || s->window_ms > WINDOW_MOST_MS)
		return err_set(e, ERR_USAGE, "'%s' is not a span up to 7 days; write a number with ms, s, m, h "
			"or d, as in 30s", str_safe_text(s->arena, value));
	return true;
}

SETTER(client)
{
	struct endpoint at, *slot;

	if (!endpoint_read(view_of_text(value), &at))
		return err_set(e, ERR_USAGE, "'%s' is not an IPv4 or IPv6 address", str_safe_text(s->arena, value));
	slot = arena_more(s->arena, &s->clients, s->client_count++, &s->client_space, sizeof *slot);
	*slot = at;
	return true;
}

SETTER(certs) { (void)e; texts_put(&s->certs, s->arena, value); return true; }
SETTER(cts) { (void)e; texts_put(&s->cts, s->arena, value); return true; }
SETTER(confirm) { NO_VALUE(); s->confirm = true; return true; }
SETTER(yes) { NO_VALUE(); s->yes = true; return true; }
SETTER(all_cas) { NO_VALUE(); s->all_cas = true; return true; }

SETTER(fail_grade)
{
	(void)e;
	s->fail_grade = strcmp(value, grade_word(GRADE_POSSIBLE)) == 0 ? GRADE_POSSIBLE : GRADE_UNEXPLAINED;
	return true;
}

SETTER(max_flows)
{
	unsigned long n;

	if (!str_number(value, FLOWS_MOST, &n) || n < 1)
		return err_set(e, ERR_USAGE, "'%s' is not a number from 1 to %d", str_safe_text(s->arena, value),
			FLOWS_MOST);
	s->max_flows = n;
	return true;
}

SETTER(why_format)
{
	if (strcmp(value, "svg") != 0)
		return set_format(s, value, e) || err_set(e, ERR_USAGE, "'%s' is not a format; there are: text, "
			"json, jsonl, html, svg", str_safe_text(s->arena, value));
	s->format = "svg";
	return true;
}
