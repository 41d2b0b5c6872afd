#include "observe/log_parts.h"

#include <string.h>

#include "base/str.h"

void log_begin(struct log_run *run, struct reading *r)
{
	*run = (struct log_run){ .reading = r };
}

bool log_stopped(const struct log_run *run)
{
	return run->reading->stop != NULL && *run->reading->stop != 0;
}

void log_empty_room(struct log_run *run)
{
	arena_free(run->room);
	run->room = NULL;
}

struct arena *log_room(struct log_run *run)
{
	if (run->room == NULL)
		run->room = arena_new();
	return run->room;
}

bool log_next(struct log_run *run)
{
	struct input *in = run->reading->input;

	if (run->room != NULL)
		log_empty_room(run);
	do {
		if (log_stopped(run) || !input_line(in, &run->line))
			return false;
		run->place = input_line_number(in);
		if (run->place == 1 && log_starts(run->line, "\xef\xbb\xbf"))
			run->line = view_part(run->line, 3, run->line.size);
	} while (run->line.size == 0);
	return true;
}

void log_end(struct log_run *run)
{
	struct input *in = run->reading->input;
	struct input_report *report = run->reading->report;
	const char *broken = input_broken(in);

	log_empty_room(run);
	report->lines = input_line_number(in);
	report->too_long = input_lines_skipped(in);
	report->bytes = input_bytes(in);
	if (broken != NULL)
		report->broken = arena_text(run->reading->arena, broken);
	if (run->zoneless)
		log_note(run, "times without a zone were read as UTC");
}

void log_malformed(struct log_run *run)
{
	run->reading->report->malformed++;
}

void log_note(struct log_run *run, const char *text)
{
	struct input_report *report = run->reading->report;

	if (report->note == NULL)
		report->note = arena_text(run->reading->arena, text);
	else if (strstr(report->note, text) == NULL)
		report->note = arena_format(run->reading->arena, "%s; %s", report->note, text);
}

void log_see(struct log_run *run, struct sighting *s)
{
	struct reading *r = run->reading;

	s->input = r->number;
	s->group = run->group;
	s->place = run->place;
	r->report->records++;
	if (s->at != SIGHT_NEVER)
		input_report_time(r->report, s->at);
	r->sink->see(r->sink, s);
}

bool log_head_has(struct view head, bool (*line_is)(struct view line))
{
	if (log_starts(head, "\xef\xbb\xbf"))
		head = view_part(head, 3, head.size);
	for (int lines = 0; lines < 5 && head.size > 0;) {
		struct view line = log_cut(&head, '\n');

		if (line.size > 0 && line.data[line.size - 1] == '\r')
			line.size--;
		line = log_trim(line);
		if (line.size == 0)
			continue;
		if (line_is(line))
			return true;
		lines++;
	}
	return false;
}

/* --- texts --------------------------------------------------------------- */

bool log_starts(struct view v, const char *prefix)
{
	size_t size = strlen(prefix);

	return v.size >= size && memcmp(v.data, prefix, size) == 0;
}

bool log_ends(struct view v, const char *suffix)
{
	size_t size = strlen(suffix);

	return v.size >= size && memcmp(v.data + v.size - size, suffix, size) == 0;
}

bool log_has(struct view v, const char *part)
{
	return view_find(v, view_of_text(part)) != SIZE_MAX;
}

bool log_same(struct view v, const char *text)
{
	size_t i = 0;

	while (i < v.size && text[i] != '\0' && str_lower((char)v.data[i]) == str_lower(text[i]))
		i++;
	return i == v.size && text[i] == '\0';
}

struct view log_cut(struct view *rest, char by)
{
	const uint8_t *hit = rest->size == 0 ? NULL : memchr(rest->data, by, rest->size);
	struct view first = *rest;

	if (hit != NULL)
		first.size = (size_t)(hit - rest->data);
	*rest = view_part(*rest, first.size + (hit != NULL), rest->size);
	return first;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

struct view log_word(struct view *rest)
{
	struct view word;
	size_t from = 0, to;

	while (from < rest->size && is_blank(rest->data[from]))
		from++;
	for (to = from; to < rest->size && !is_blank(rest->data[to]);)
		to++;
	word = view_part(*rest, from, to - from);
	*rest = view_part(*rest, to, rest->size);
	return word;
}

struct view log_trim(struct view v)
{
	while (v.size > 0 && is_blank(v.data[0]))
		v = view_part(v, 1, v.size);
	while (v.size > 0 && is_blank(v.data[v.size - 1]))
		v.size--;
	return v;
}

struct view log_known(struct view v)
{
	return v.size == 0 || view_is_text(v, "-") ? view_of(NULL, 0) : v;
}

bool log_number(struct view v, uint64_t max, uint64_t *out)
{
	uint64_t n = 0;

	*out = 0;
	if (v.size == 0 || v.size > 20)
		return false;
	for (size_t i = 0; i < v.size; i++) {
		uint64_t digit = (uint64_t)(v.data[i] - '0');

		if (v.data[i] < '0' || digit > 9 || n > (UINT64_MAX - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	if (n > max)
		return false;
	*out = n;
	return true;
}
