/* Texts in the tongue of an explanation. */
#include <stdarg.h>
#include <string.h>

#include "base/when.h"
#include "known/explain_parts.h"

const char *tell(struct explained *e, const char *text)
{
	return tongue_text(e->tongue, e->arena, text);
}

char *tell_format(struct explained *e, const char *format, ...)
{
	va_list list;
	char *text;

	va_start(list, format);
	text = tongue_vformat(e->tongue, e->arena, format, list);
	va_end(list);
	return text;
}

char *tell_date(struct explained *e, int64_t at)
{
	return date_in(e->arena, at, e->tongue);
}

/* The text of a function that has a FORMAT as its last named parameter. */
#define TOLD(e, out, format) do { \
	va_list list; \
	\
	va_start(list, format); \
	(out) = tongue_vformat((e)->tongue, (e)->arena, format, list); \
	va_end(list); \
} while (0)

void explained_what(struct explained *e, const char *format, ...)
{
	TOLD(e, e->what, format);
}

void explained_titled(struct explained *e, const char *form, const char *text)
{
	const char *told = tell(e, form), *at = strstr(told, "%s");

	e->what = at == NULL ? told : arena_format(e->arena, "%.*s%s%s", (int)(at - told), told, text,
		at + 2);
}

void explained_foreign(struct explained *e, const char *format, ...)
{
	e->outcome = EXPLAIN_FOREIGN;
	TOLD(e, e->what, format);
}

void explained_state(struct explained *e, const char *word, const char *format, ...)
{
	e->state = word;
	TOLD(e, e->state_text, format);
}

void explained_odd(struct explained *e, const char *word, enum severity severity,
	const char *format, ...)
{
	struct odd *o = arena_more(e->arena, &e->odds, e->odd_count, &e->odd_space, sizeof *o);

	*o = (struct odd){ .word = word, .severity = severity };
	TOLD(e, o->text, format);
	e->odd_count++;
}

void explained_imitation(struct explained *e, const char *word, const char *format, ...)
{
	const char *text;

	TOLD(e, text, format);
	e->outcome = EXPLAIN_IMITATION;
	explained_odd(e, word, SEVERITY_FAIL, "%s", text);
}

void explained_note(struct explained *e, const char *format, ...)
{
	const char **slot = arena_more(e->arena, &e->notes, e->note_count, &e->note_space,
		sizeof *slot);

	TOLD(e, *slot, format);
	e->note_count++;
}

void explained_fact(struct explained *e, const char *label, const char *format, ...)
{
	struct fact *f = arena_more(e->arena, &e->facts, e->fact_count, &e->fact_space, sizeof *f);

	*f = (struct fact){ .label = label };
	TOLD(e, f->text, format);
	e->fact_count++;
}
