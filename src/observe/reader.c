#include "observe/reader.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/str.h"
#include "observe/capture.h"
#include "observe/logs.h"

const struct read_limits read_limits_default = {
	.max_flows = 65536,
	.flow_bytes = (size_t)256 * 1024,
	.body_bytes = (size_t)16 * 1024 * 1024,
	.total_bytes = (size_t)64 * 1024 * 1024,
};

/* --- the tables -------------------------------------------------------- */

const struct reader *const *reader_table(void)
{
	static const struct reader *const table[] = { &reader_pcap, &reader_pcapng, &reader_zeek,
		&reader_eve, &reader_events, &reader_adguard, &reader_har, &reader_windows, &reader_w3c,
		&reader_squid, &reader_clf, &reader_dns, NULL };

	return table;
}

const struct folder_reader *const *folder_reader_table(void)
{
	static const struct folder_reader *const table[] = { &folder_zeek, &folder_cryptnet, NULL };

	return table;
}

const struct reader *reader_find(const char *name)
{
	for (const struct reader *const *r = reader_table(); *r != NULL; r++)
		if (strcmp((*r)->name, name) == 0)
			return *r;
	return NULL;
}

static const struct folder_reader *folder_reader_find(const char *name)
{
	for (const struct folder_reader *const *r = folder_reader_table(); *r != NULL; r++)
		if (strcmp((*r)->name, name) == 0)
			return *r;
	return NULL;
}

void input_report_time(struct input_report *r, int64_t at)
{
	if (at == SIGHT_NEVER)
		return;
	if (r->first == SIGHT_NEVER || at < r->first)
		r->first = at;
	if (r->last == SIGHT_NEVER || at > r->last)
		r->last = at;
}

/* --- files ------------------------------------------------------------- */

struct run {
	struct arena *arena;
	const char *format;
	const struct read_limits *limits;
	struct sight_sink *sink;
	const volatile int *stop;
	struct input_report *reports;
	size_t count, space;
};

static bool stopped(const struct run *run)
{
	return run->stop != NULL && *run->stop != 0;
}

static void put_report(struct run *run, const struct input_report *report)
{
	struct input_report *r = arena_more(run->arena, &run->reports, run->count, &run->space, sizeof *r);

	*r = *report;
	run->count++;
}

static struct input_report new_report(struct run *run, const char *name)
{
	return (struct input_report){ .name = str_safe_text(run->arena, name), .first = SIGHT_NEVER,
		.last = SIGHT_NEVER };
}

static const struct reader *who_likes(struct view head, const char *path)
{
	for (const struct reader *const *r = reader_table(); *r != NULL; r++)
		if ((*r)->likes(head, path))
			return *r;
	return NULL;
}

/* "No contact" must not be said of a file that was taken for what it is not. */
static bool nothing_read(const struct input_report *r)
{
	uint64_t bad = r->malformed + r->too_long;

	return r->first == SIGHT_NEVER && bad != 0 && r->lines != 0 && bad >= r->lines - r->lines / 2;
}

/* READER NULL: nobody knows what it is. */
static bool read_by(const struct reader *reader, struct reading *r, struct err *e)
{
	struct input_report *report = r->report;
	bool ok = true;

	if (reader != NULL) {
		report->format = reader->name;
		r->late = reader->late;
		ok = reader->read(r, e);
	}
	report->bytes = input_bytes(r->input);
	if (input_lines_skipped(r->input) != 0)
		report->too_long = input_lines_skipped(r->input);
	/* That it ended where we ended it is no fault of its own. */
	if (input_cut(r->input))
		report->broken = NULL;
	else if (report->broken == NULL && input_broken(r->input) != NULL)
		report->broken = str_safe_text(r->arena, input_broken(r->input));
	if (report->broken == NULL && nothing_read(report))
		report->broken = "most of its lines are not such as this format has";
	return ok;
}

static bool read_input(struct run *run, struct input *in, const char *path, struct err *e)
{
	struct input_report report = new_report(run, input_name(in));
	struct reading reading = { .arena = run->arena, .input = in, .number = (unsigned)run->count,
		.path = path, .limits = run->limits, .sink = run->sink, .report = &report, .stop = run->stop };
	bool ok = read_by(run->format != NULL ? reader_find(run->format) : who_likes(input_head(in), path),
		&reading, e);

	put_report(run, &report);
	return ok;
}

static bool read_file(struct run *run, const char *path, struct err *e)
{
	struct input *in = input_open(path, e);
	bool ok = in != NULL && read_input(run, in, path, e);

	input_free(in);
	return ok;
}

/* --- what goes on ------------------------------------------------------ */

/* Captures are known by their first octets, logs by whole lines: of one that is not
 * whole too little may be there to tell it from another format's. */
static const struct reader *who_likes_so_far(struct view head, bool all, size_t seen, const char *path)
{
	struct view lines = head;

	if (all)
		return who_likes(head, path);
	if (reader_pcap.likes(head, path))
		return &reader_pcap;
	if (reader_pcapng.likes(head, path))
		return &reader_pcapng;
	while (lines.size != 0 && lines.data[lines.size - 1] != '\n')
		lines.size--;
	/* Looked at before. */
	return lines.size <= seen ? NULL : who_likes(lines, path);
}

/* By what has come, as soon as that tells. */
static const struct reader *choose_early(struct input *in, const char *path)
{
	size_t seen = 0;

	for (;;) {
		struct view head = input_head_part(in, seen + 1);
		bool all = head.size <= seen || head.size >= INPUT_HEAD;
		const struct reader *r = who_likes_so_far(head, all, seen, path);

		if (r != NULL || all)
			return r;
		seen = head.size;
	}
}

bool read_stream(struct reading *r, const char *format, struct err *e)
{
	return read_by(format != NULL ? reader_find(format) : choose_early(r->input, r->path), r, e);
}

/* --- folders ----------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* The paths of what is in the folder, by name, hidden ones left out. */
static bool list_folder(struct arena *a, const char *path, const char ***out, size_t *count, struct err *e)
{
	DIR *dir = opendir(path);
	size_t space = 0;
	bool slash = path[0] != '\0' && path[strlen(path) - 1] == '/';

	*out = NULL;
	*count = 0;
	if (dir == NULL)
		return err_set(e, ERR_INPUT, "%s: %s", path, strerror(errno));
	for (struct dirent *d; (d = readdir(dir)) != NULL;) {
		const char **new;

		if (d->d_name[0] == '.')
			continue;
		new = arena_more(a, out, *count, &space, sizeof *new);
		*new = arena_format(a, "%s%s%s", path, slash ? "" : "/", d->d_name);
		++*count;
	}
	closedir(dir);
	if (*count != 0)
		qsort(*out, *count, sizeof **out, by_name);
	return true;
}

static void put_broken(struct run *run, const char *path, const char *why)
{
	struct input_report report = new_report(run, path);

	report.broken = str_safe_text(run->arena, why);
	put_report(run, &report);
}

/* A file or folder that cannot be opened must not keep the others of its folder from us. */
static bool read_file_of_folder(struct run *run, const char *path, struct err *e)
{
	struct err own = { 0 };
	struct input *in = input_open(path, &own);
	bool ok;

	if (in == NULL) {
		put_broken(run, path, own.text);
		return true;
	}
	ok = read_input(run, in, path, e);
	input_free(in);
	return ok;
}

static bool read_by_folder_reader(struct run *run, const struct folder_reader *reader, const char *path, struct err *e)
{
	struct input_report *reports = NULL;
	size_t count = 0;
	bool ok = reader->read(run->arena, path, (unsigned)run->count, run->limits, run->sink, run->stop,
		&reports, &count, e);

	for (size_t i = 0; i < count; i++)
		put_report(run, &reports[i]);
	return ok;
}

static const struct folder_reader *choose_folder(const struct run *run, const char *path)
{
	if (run->format != NULL)
		return folder_reader_find(run->format);
	for (const struct folder_reader *const *r = folder_reader_table(); *r != NULL; r++)
		if ((*r)->likes(run->arena, path))
			return *r;
	return NULL;
}

/* The folder, and where BELOW the folders in it. */
static bool read_folder(struct run *run, const char *path, bool below, struct err *e)
{
	const struct folder_reader *reader = choose_folder(run, path);
	struct err own = { 0 };
	const char **list;
	size_t count;
	bool ok = true;

	if (reader != NULL)
		return read_by_folder_reader(run, reader, path, e);
	if (!list_folder(run->arena, path, &list, &count, below ? e : &own)) {
		if (!below)
			put_broken(run, path, own.text);
		return !below;
	}
	for (size_t i = 0; ok && i < count && !stopped(run); i++) {
		struct stat st;

		if (stat(list[i], &st) != 0 || S_ISREG(st.st_mode))
			ok = read_file_of_folder(run, list[i], e);
		else if (S_ISDIR(st.st_mode) && below)
			ok = read_folder(run, list[i], false, e);
	}
	return ok;
}

/* --- all paths --------------------------------------------------------- */

static bool no_such_format(struct arena *a, const char *format, bool folders, struct err *e)
{
	struct str known;

	str_init(&known, 400);
	for (const struct reader *const *r = reader_table(); *r != NULL; r++)
		str_put_format(&known, " %s", (*r)->name);
	for (const struct folder_reader *const *r = folder_reader_table(); folders && *r != NULL; r++)
		if (reader_find((*r)->name) == NULL)
			str_put_format(&known, " %s", (*r)->name);
	err_set(e, ERR_USAGE, "%s: there is no such format of input; there are:%s",
		str_safe_text(a, format), str_text(&known));
	str_clear(&known);
	return false;
}

bool read_format_check(struct arena *a, const char *format, struct err *e)
{
	if (format == NULL || reader_find(format) != NULL)
		return true;
	if (folder_reader_find(format) == NULL)
		return no_such_format(a, format, false, e);
	return err_set(e, ERR_USAGE, "the format %s is one of folders, and what goes on is none", format);
}

static bool check_format(const struct run *run, struct err *e)
{
	return run->format == NULL || reader_find(run->format) != NULL || folder_reader_find(run->format) != NULL ||
		no_such_format(run->arena, run->format, true, e);
}

static bool read_path(struct run *run, const char *path, struct err *e)
{
	struct stat st;
	bool folder = strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode);

	if (folder)
		return read_folder(run, path, true, e);
	if (run->format != NULL && reader_find(run->format) == NULL)
		return err_set(e, ERR_USAGE, "%s: is a file, and the format %s is one of folders; name the folder",
			path, run->format);
	return read_file(run, path, e);
}

bool read_paths(struct arena *a, const char *const *paths, size_t path_count, const char *format,
	const struct read_limits *limits, struct sight_sink *sink, const volatile int *stop,
	struct input_report **reports, size_t *count, struct err *e)
{
	struct run run = { .arena = a, .format = format, .limits = limits, .sink = sink, .stop = stop };
	bool ok = check_format(&run, e);

	for (size_t i = 0; ok && i < path_count && !stopped(&run); i++)
		ok = read_path(&run, paths[i], e);
	*reports = run.reports;
	*count = run.count;
	return ok;
}
