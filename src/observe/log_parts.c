#include "observe/log_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
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
	reread_drop(run->again);
	run->again = NULL;
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

/* --- lines that may stay unread ------------------------------------------- */

struct rereader {
	struct reread base;         /* first: it is how we are found */
	struct log_run run;
	struct reading reading;
	struct input_report report;
	void (*line)(struct log_run *, void *state);
	void *state;
};

static bool reread_line(struct reread *base, struct view line, uint64_t place, struct sight_sink *sink)
{
	struct rereader *r = (struct rereader *)base;

	r->report.malformed = 0;
	r->reading.sink = sink;
	r->run.line = line;
	r->run.place = place;
	r->line(&r->run, r->state);
	log_empty_room(&r->run);
	return r->report.malformed == 0;
}

static void rereader_free(struct reread *base)
{
	struct rereader *r = (struct rereader *)base;

	free(r->state);
	free(r);
}

void log_rereads(struct log_run *run, void (*line)(struct log_run *, void *), const void *state, size_t size)
{
	struct rereader *r;

	reread_drop(run->again);
	run->again = NULL;
	if (run->reading->sink->glance == NULL)
		return;
	r = mem_take(1, sizeof *r);
	*r = (struct rereader){ .base = { reread_line, rereader_free, 0 }, .line = line };
	r->state = mem_copy(state, size);
	r->reading.number = run->reading->number;
	r->reading.report = &r->report;
	r->run.reading = &r->reading;
	r->run.group = run->group;
	run->again = &r->base;
	reread_hold(run->again);
}

bool log_glance(struct log_run *run, struct glance *g)
{
	struct reading *r = run->reading;

	if (run->again == NULL)
		return false;
	g->input = r->number;
	g->group = run->group;
	g->place = run->place;
	g->line = run->line;
	g->by = run->again;
	if (!r->sink->glance(r->sink, g))
		return false;
	r->report->records++;
	input_report_time(r->report, g->at);
	return true;
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

struct view log_trim(struct view v)
{
	while (v.size > 0 && scan_is_blank(v.data[0]))
		v = view_part(v, 1, v.size);
	while (v.size > 0 && scan_is_blank(v.data[v.size - 1]))
		v.size--;
	return v;
}

struct view log_known(struct view v)
{
	return v.size == 0 || view_is_text(v, "-") ? view_of(NULL, 0) : v;
}

bool log_number(struct view v, uint64_t max, uint64_t *out)
{
	*out = 0;
	return v.size != 0 && !scan_is_blank(v.data[0]) && log_long_number(&v, max, out) && v.size == 0;
}

bool log_long_number(struct view *rest, uint64_t max, uint64_t *out)
{
	struct view v = log_behind_blanks(*rest);
	const uint8_t *end = v.size == 0 ? v.data : v.data + v.size, *p = scan_number(v.data, end, out);
	uint64_t n = *out;

	*out = 0;
	if (p == NULL || p == v.data || p - v.data > 20)
		return false;
	*rest = view_of(p, (size_t)(end - p));
	if (n > max || !log_word_ends(*rest))
		return false;
	*out = n;
	return true;
}
