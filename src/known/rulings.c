#include "known/rulings.h"

#include <stdarg.h>
#include <string.h>

const char *ruled_word(enum ruled r)
{
	static const char *const words[] = { "holds", "broken", "skipped" };

	return words[r];
}

void rulings_init(struct rulings *out, struct arena *a, const struct rule_row *rows, size_t count)
{
	*out = (struct rulings){ .arena = a, .count = count };
	out->list = arena_array(a, count, sizeof *out->list);
	for (size_t i = 0; i < count; i++)
		out->list[i] = (struct ruling){ .rule = rows[i].rule, .title = rows[i].title,
			.source = rows[i].source, .result = RULED_SKIPPED };
}

static struct ruling *find(const struct rulings *r, const char *rule)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->list[i].rule, rule) == 0)
			return &r->list[i];
	return NULL;
}

const struct ruling *rulings_find(const struct rulings *r, const char *rule)
{
	return find(r, rule);
}

void rulings_hold(struct rulings *r, const char *rule)
{
	struct ruling *one = find(r, rule);

	if (one != NULL && one->result == RULED_SKIPPED)
		one->result = RULED_HOLDS;
}

static void add_detail(struct rulings *r, struct ruling *one, const char *text)
{
	one->detail = one->detail == NULL ? text :
		arena_format(r->arena, "%s; %s", one->detail, text);
}

static void break_rule(struct rulings *r, const char *rule, enum severity severity,
	const char *detail)
{
	struct ruling *one = find(r, rule);

	if (one == NULL)
		return;
	if (one->result != RULED_BROKEN || severity > one->severity)
		one->severity = severity;
	if (one->result != RULED_BROKEN)
		one->detail = NULL;
	one->result = RULED_BROKEN;
	add_detail(r, one, detail);
}

void rulings_break(struct rulings *r, const char *rule, enum severity severity,
	const char *format, ...)
{
	va_list list;

	va_start(list, format);
	break_rule(r, rule, severity, arena_vformat(r->arena, format, list));
	va_end(list);
}

void rulings_say(struct rulings *r, const char *rule, bool good, enum severity severity,
	const char *format, ...)
{
	va_list list;

	if (good) {
		rulings_hold(r, rule);
		return;
	}
	va_start(list, format);
	break_rule(r, rule, severity, arena_vformat(r->arena, format, list));
	va_end(list);
}

void rulings_note(struct rulings *r, const char *rule, const char *format, ...)
{
	struct ruling *one = find(r, rule);
	va_list list;

	if (one == NULL)
		return;
	va_start(list, format);
	add_detail(r, one, arena_vformat(r->arena, format, list));
	va_end(list);
}

size_t rulings_count(const struct rulings *r, enum severity severity)
{
	size_t count = 0;

	for (size_t i = 0; i < r->count; i++)
		if (r->list[i].result == RULED_BROKEN && r->list[i].severity == severity)
			count++;
	return count;
}
