/* Event logs of Windows as XML: <Event> after <Event>, within <Events> or
 * without, one a line or over many, in UTF-8 or UTF-16 of either order (what
 * wevtutil, Get-WinEvent and the Event Viewer write). Events are cut out of the
 * stream and read one by one; one over the limit is left out and counted. */
#include "observe/windows.h"

#include <string.h>

#include "base/str.h"

#define EVENT_MAX ((size_t)1 << 20)
#define CHUNK ((size_t)64 * 1024)

enum code { CODE_UTF8, CODE_UTF16_LE, CODE_UTF16_BE };

struct windows {
	struct log_run run;
	struct windows_begun begun[WINDOWS_BEGUN_MAX];
	enum code code;
	uint8_t half; bool has_half;    /* an octet of UTF-16 that waits for its other */
	uint32_t high;                  /* the first of a surrogate pair, or 0 */
	/* What was read and not yet used: from EVENT on an event's text. */
	struct str text;
	size_t looked;              /* up to here there is no end of it */
	bool in_event, too_long;
	uint64_t too_long_count;
};

static enum code code_of(struct view head)
{
	if (log_starts(head, "\xff\xfe") || (head.size > 1 && head.data[0] == '<' && head.data[1] == 0))
		return CODE_UTF16_LE;
	if (log_starts(head, "\xfe\xff") || (head.size > 1 && head.data[0] == 0 && head.data[1] == '<'))
		return CODE_UTF16_BE;
	return CODE_UTF8;
}

/* --- from UTF-16 ---------------------------------------------------------------------- */

static void code_point_put(struct str *s, uint32_t c)
{
	char out[4];
	size_t size = 0;

	if (c < 0x80) {
		out[size++] = (char)c;
	} else if (c < 0x800) {
		out[size++] = (char)(0xc0 | c >> 6);
	} else if (c < 0x10000) {
		out[size++] = (char)(0xe0 | c >> 12);
		out[size++] = (char)(0x80 | (c >> 6 & 63));
	} else {
		out[size++] = (char)(0xf0 | c >> 18);
		out[size++] = (char)(0x80 | (c >> 12 & 63));
		out[size++] = (char)(0x80 | (c >> 6 & 63));
	}
	if (c >= 0x80)
		out[size++] = (char)(0x80 | (c & 63));
	str_put_view(s, view_of(out, size));
}

/* A surrogate alone becomes U+FFFD. */
static void unit_put(struct windows *w, uint32_t unit)
{
	if (w->high != 0 && unit >= 0xdc00 && unit < 0xe000) {
		code_point_put(&w->text, 0x10000 + ((w->high - 0xd800) << 10) + (unit - 0xdc00));
		w->high = 0;
		return;
	}
	if (w->high != 0)
		code_point_put(&w->text, 0xfffd);
	w->high = unit >= 0xd800 && unit < 0xdc00 ? unit : 0;
	if (w->high == 0)
		code_point_put(&w->text, unit >= 0xdc00 && unit < 0xe000 ? 0xfffd : unit);
}

static void chunk_put(struct windows *w, struct view v)
{
	if (w->code == CODE_UTF8) {
		str_put_view(&w->text, v);
		return;
	}
	for (size_t i = 0; i < v.size; i++) {
		if (!w->has_half) {
			w->half = v.data[i];
			w->has_half = true;
			continue;
		}
		w->has_half = false;
		unit_put(w, w->code == CODE_UTF16_LE ? (uint32_t)(v.data[i] << 8 | w->half) :
			(uint32_t)(w->half << 8 | v.data[i]));
	}
}

/* --- cutting --------------------------------------------------------------------------- */

/* What comes before SIZE is done with. */
static void drop(struct windows *w, size_t size)
{
	memmove(w->text.text, w->text.text + size, w->text.size - size);
	w->text.size -= size;
	w->text.over = false;
	w->looked = 0;
}

/* Where "<Event>" or "<Event " stands; SIZE_MAX: nowhere. */
static size_t event_begin(struct view text)
{
	static const char mark[] = "<Event";

	for (size_t from = 0, at; (at = view_find(view_part(text, from, text.size),
		view_of(mark, sizeof mark - 1))) != SIZE_MAX; from += at + 1) {
		size_t after = from + at + sizeof mark - 1;

		if (after < text.size && strchr("> \t\r\n", text.data[after]) != NULL && text.data[after] != '\0')
			return from + at;
	}
	return SIZE_MAX;
}

static bool matters(struct view event)
{
	return log_has(event, "CAPI2") || log_has(event, "Sysmon");
}

static void event_done(struct windows *w, struct view event)
{
	struct windows_event e;

	w->run.place++;
	if (matters(event) && (!windows_event_read(&w->run, event, &e) ||
	    !windows_event_see(&w->run, w->begun, &e)))
		log_malformed(&w->run);
	log_empty_room(&w->run);
}

static const char end_mark[] = "</Event>";
#define END_SIZE (sizeof end_mark - 1)

/* All events that are there as a whole; the begin of the next one stays. */
static void events_take(struct windows *w)
{
	size_t done = 0;

	for (;;) {
		struct view rest = view_part(view_of(w->text.text, w->text.size), done, w->text.size);
		size_t at, from = 0;

		if (!w->in_event) {
			at = event_begin(rest);
			/* A mark may be cut at the end. */
			done += at != SIZE_MAX ? at : rest.size > 8 ? rest.size - 8 : 0;
			w->looked = 0;
			w->in_event = at != SIZE_MAX;
			if (!w->in_event)
				break;
			continue;
		}
		from = w->looked;
		at = view_find(view_part(rest, from, rest.size), view_of(end_mark, END_SIZE));
		if (at == SIZE_MAX) {
			w->looked = rest.size > END_SIZE ? rest.size - END_SIZE : 0;
			break;
		}
		event_done(w, view_part(rest, 0, from + at + END_SIZE));
		done += from + at + END_SIZE;
		w->in_event = false;
	}
	if (done > 0) {
		size_t looked = w->looked;

		drop(w, done);
		w->looked = w->in_event ? looked : 0;
	}
}

/* An event that is too long is given up; the next one begins anew. */
static void bound(struct windows *w)
{
	if (w->text.size <= EVENT_MAX)
		return;
	w->too_long_count++;
	drop(w, w->text.size - END_SIZE);
	w->in_event = false;
}

static bool read_windows(struct reading *r, struct err *e)
{
	struct windows *w = arena_take(r->arena, sizeof *w);
	struct view v;

	(void)e;
	log_begin(&w->run, r);
	/* Of UTF-16 a chunk becomes half as much again. */
	str_init(&w->text, EVENT_MAX + 2 * CHUNK);
	w->code = code_of(input_head_part(r->input, 2));
	while (!log_stopped(&w->run) && (v = input_take(r->input, CHUNK)).size > 0) {
		chunk_put(w, v);
		if (w->text.size > 0)
			events_take(w);
		bound(w);
	}
	log_end(&w->run);
	r->report->lines = 0;
	r->report->too_long = w->too_long_count;
	if (r->report->broken == NULL && w->in_event && !log_stopped(&w->run))
		r->report->broken = arena_text(r->arena, "the file ends in the middle of an event");
	str_clear(&w->text);
	return true;
}

/* The first element is <Events> or <Event>, in any of the three codes. */
static bool likes_windows(struct view head, const char *path)
{
	char text[600];
	size_t size = 0, step = code_of(head) == CODE_UTF8 ? 1 : 2;
	size_t from = code_of(head) == CODE_UTF16_BE ? 1 : 0;
	struct view v;

	(void)path;
	for (size_t i = from; i < head.size && size < sizeof text; i += step)
		text[size++] = (char)head.data[i];
	v = view_of(text, size);
	/* The byte order mark, as it looks in this view. */
	while (v.size > 0 && v.data[0] >= 0x80)
		v = view_part(v, 1, v.size);
	while (v.size > 0 && strchr(" \t\r\n", v.data[0]) != NULL && v.data[0] != '\0')
		v = view_part(v, 1, v.size);
	if (log_starts(v, "<?xml ")) {
		size_t end = view_find(v, view_of_text("?>"));

		v = end == SIZE_MAX ? view_of("", 0) : view_part(v, end + 2, v.size);
	}
	while (v.size > 0 && strchr(" \t\r\n", v.data[0]) != NULL && v.data[0] != '\0')
		v = view_part(v, 1, v.size);
	return log_starts(v, "<Events>") || log_starts(v, "<Events ") || log_starts(v, "<Event>") ||
		log_starts(v, "<Event ");
}

const struct reader reader_windows = { "windows", "event log of Windows as XML (CAPI2, Sysmon)",
	likes_windows, read_windows, false };
