/* lencr explain: things from the command line, files and standard input. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/term.h"
#include "doc/writer.h"
#include "known/explain.h"

#define INPUT_MAX ((size_t)64 * 1024 * 1024)  /* an object from standard input */

struct explaining {
	struct settings *settings;
	struct explain_options options;
	struct writer *writer;
	size_t totals[EXPLAIN_OUTCOMES];
	enum explain_outcome worst;
};

static void put(struct explaining *x, struct doc *d, enum explain_outcome o)
{
	writer_item(x->writer, d);
	x->totals[o]++;
	if (o > x->worst)
		x->worst = o;
}

static void explain_thing(struct explaining *x, struct view thing)
{
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);
	enum explain_outcome o = explain_text(d, thing, &x->options);

	put(x, d, o);
	arena_free(a);
}

/* Lines that hold nothing but blanks are none. */
static void explain_line(struct explaining *x, struct view line)
{
	size_t blank = 0;

	if (line.size > 0 && line.data[line.size - 1] == '\r')
		line.size--;
	while (blank < line.size && (line.data[blank] == ' ' || line.data[blank] == '\t'))
		blank++;
	if (blank < line.size)
		explain_thing(x, line);
}

static void explain_lines(struct explaining *x, struct view text)
{
	while (text.size > 0) {
		const uint8_t *end = memchr(text.data, '\n', text.size);
		size_t size = end == NULL ? text.size : (size_t)(end - text.data);

		explain_line(x, view_part(text, 0, size));
		text = view_part(text, size + 1, SIZE_MAX);
	}
}

/* Whether a file is named as Windows names those of its cache of URLs. */
static bool named_by_windows(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
	size_t digits = strspn(name, "0123456789ABCDEF");

	return digits == 32 && (name[32] == '\0' || (name[32] == '_' &&
		strspn(name + 33, "0123456789ABCDEF") == 32 && name[65] == '\0'));
}

static void explain_bytes(struct explaining *x, const char *name, struct view bytes)
{
	struct arena *a = arena_new();
	struct explain_file f;

	explain_file_read(a, bytes, &f);
	if (f.lines)
		explain_lines(x, bytes);
	for (size_t i = 0; i < f.count; i++) {
		struct doc *d = doc_new(a);
		const char *called = f.count == 1 ? name : arena_format(a, "%s (%zu of %zu)", name, i + 1,
			f.count);

		put(x, d, explain_object(d, called, f.objects[i], &x->options));
	}
	if (!f.lines && f.count == 0 && named_by_windows(name))
		explain_thing(x, view_of_text(name));
	else if (!f.lines && f.count == 0) {
		struct doc *d = doc_new(a);

		put(x, d, explain_other_file(d, name, f.what, &x->options));
	}
	arena_free(a);
}

/* Whether what begins with this line is one object and not lines: PEM, or DER, which
 * has octets in its first few that no text has. */
static bool begins_object(struct view line)
{
	if (line.size >= 5 && memcmp(line.data, "-----", 5) == 0)
		return true;
	if (line.size < 2 || line.data[0] != 0x30)
		return false;
	for (size_t i = 0; i < line.size; i++)
		if (line.data[i] < 0x20 && line.data[i] != '\t' && line.data[i] != '\r')
			return true;
	return !str_is_utf8(line);
}

static bool explain_rest(struct explaining *x, const char *line, size_t size, struct err *e)
{
	uint8_t buffer[16384];
	struct str all;
	size_t got;

	str_init(&all, INPUT_MAX);
	str_put_view(&all, view_of(line, size));
	while ((got = fread(buffer, 1, sizeof buffer, stdin)) > 0 && !all.over)
		str_put_view(&all, view_of(buffer, got));
	if (all.over) {
		str_clear(&all);
		return err_set(e, ERR_INPUT, "standard input: larger than 64 MiB");
	}
	explain_bytes(x, "-", view_of(str_text(&all), all.size));
	str_clear(&all);
	return true;
}

/* One line, at most EXPLAIN_LINE_MAX + 1 octets of it; false at the end. */
static bool read_line(struct str *line, bool *ended)
{
	int c;

	line->size = 0;
	line->over = false;
	while ((c = getc_unlocked(stdin)) != EOF && c != '\n')
		if (line->size <= EXPLAIN_LINE_MAX)
			str_put_char(line, (char)c);
	*ended = c == '\n';
	return c != EOF || line->size > 0;
}

static bool explain_input(struct explaining *x, struct err *e)
{
	struct str line;
	bool first = true, fine = true, ended;

	str_init(&line, EXPLAIN_LINE_MAX + 2);
	while (fine && stop_signal == 0 && read_line(&line, &ended)) {
		if (first && begins_object(view_of(str_text(&line), line.size))) {
			if (ended)
				str_put_char(&line, '\n');
			fine = explain_rest(x, str_text(&line), line.size, e);
			break;
		}
		first = false;
		explain_line(x, view_of(str_text(&line), line.size));
	}
	if (fine && ferror(stdin))
		fine = err_set(e, ERR_INPUT, "standard input cannot be read: %s", strerror(errno));
	str_clear(&line);
	return fine;
}

static bool explain_operand(struct explaining *x, const char *thing, struct err *e)
{
	struct stat st;
	struct blob *b;

	if (strcmp(thing, "-") == 0)
		return explain_input(x, e);
	if (stat(thing, &st) != 0 || !S_ISREG(st.st_mode)) {
		explain_thing(x, view_of_text(thing));
		return true;
	}
	b = blob_open(thing, EXPLAIN_FILE_MAX, e);
	if (b == NULL)
		return false;
	explain_bytes(x, str_safe_text(x->settings->arena, thing), blob_view(b));
	blob_drop(b);
	return true;
}

static bool explain_all(struct explaining *x, struct err *e)
{
	struct settings *s = x->settings;
	bool fine = true;

	if (s->operands.count == 0 && s->serial == NULL)
		return explain_input(x, e);
	for (size_t i = 0; i < s->operands.count && stop_signal == 0; i++)
		if (!explain_operand(x, s->operands.list[i], e)) {
			say("%s", e->text);
			fine = false;
		}
	return fine;
}

static bool open_report(struct explaining *x, struct err *e)
{
	struct settings *s = x->settings;
	struct doc *head = doc_new(s->arena), *item = doc_new(s->arena);
	struct writer_options options;
	enum explain_outcome o = EXPLAIN_KNOWN;

	if (s->issuer != NULL && s->serial == NULL)
		return err_set(e, ERR_USAGE, "--issuer: goes with --serial");
	/* A wrong serial is told before the report begins. */
	if (s->serial != NULL && !explain_serial(item, s->serial, s->issuer, &x->options, &o, e))
		return false;
	term_writer_options(s, &options);
	x->writer = writer_new(s->format, stdout, &options, e);
	if (x->writer == NULL)
		return false;
	explain_doc_head(head, LENCR_VERSION);
	writer_begin(x->writer, head);
	if (s->serial != NULL)
		put(x, item, o);
	return true;
}

int cmd_explain(struct settings *s)
{
	static const int statuses[] = { EXIT_GOOD, EXIT_INVALID, EXIT_SUSPICIOUS };
	struct explaining x = { .settings = s, .options = { .at = s->at_given ? s->at : term_now(NULL),
		.at_given = s->at_given, .host = s->of_host } };
	struct doc *tail = doc_new(s->arena);
	struct err e = { 0 }, unread = { 0 };
	bool read, written;

	if (strcmp(s->format, "text") == 0)
		x.options.tongue = s->tongue;
	if (!open_report(&x, &e))
		return say_error(&e);
	stop_on_signals();
	read = explain_all(&x, &unread);
	explain_doc_tail(tail, x.totals);
	written = writer_end(x.writer, tail, &e);
	writer_free(x.writer);
	if (!written)
		return say_error(&e);
	/* 6 before 1 before 5, as everywhere. */
	if (x.worst == EXPLAIN_KNOWN && !read)
		return EXIT_UNREACHABLE;
	return statuses[x.worst];
}
