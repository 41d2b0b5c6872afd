#include "observe/log_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/str.h"

struct listing { struct arena *arena; struct log_file *files; size_t count, space, looked; };

static void entry_add(struct listing *l, const char *folder, const char *name)
{
	size_t size = strlen(folder);
	const char *slash = size > 0 && folder[size - 1] == '/' ? "" : "/";
	struct log_file *f;
	struct stat st;
	char *path;

	if (name[0] == '.' || l->looked++ >= LOG_FOLDER_MAX)
		return;
	path = arena_format(l->arena, "%s%s%s", folder, slash, name);
	if (stat(path, &st) != 0 || !(S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)))
		return;
	f = arena_more(l->arena, &l->files, l->count, &l->space, sizeof *f);
	f->path = path;
	f->name = arena_text(l->arena, name);
	f->folder = S_ISDIR(st.st_mode);
	l->count++;
}

static bool folder_add(struct listing *l, const char *path, struct err *e)
{
	DIR *d = opendir(path);
	const struct dirent *one;

	if (d == NULL)
		return err_set(e, ERR_INPUT, "%s: %s", str_safe_text(l->arena, path), strerror(errno));
	while (l->looked < LOG_FOLDER_MAX && (one = readdir(d)) != NULL)
		entry_add(l, path, one->d_name);
	closedir(d);
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct log_file *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return strcmp(x->path, y->path);
}

void log_folder_sort(struct log_file *files, size_t count)
{
	if (count > 1)
		qsort(files, count, sizeof *files, compare);
}

bool log_folder_list(struct arena *a, const char *path, bool deep, struct log_file **out, size_t *count,
	struct err *e)
{
	struct listing l = { .arena = a };
	bool good = folder_add(&l, path, e);
	size_t here = l.count;

	log_folder_sort(l.files, l.count);
	/* A folder below that cannot be read has nothing for us. */
	for (size_t i = 0; deep && i < here; i++)
		if (l.files[i].folder)
			folder_add(&l, l.files[i].path, NULL);
	log_folder_sort(l.files, l.count);
	*out = l.files;
	*count = l.count;
	return good;
}

bool log_folder_read(struct arena *a, const struct log_file *f, const char *format,
	bool (*read)(struct reading *, struct err *), unsigned first_number, const struct read_limits *limits,
	struct sight_sink *sink, const volatile int *stop, struct log_reports *reports, struct err *e)
{
	struct input_report *report = arena_more(a, &reports->all, reports->count, &reports->space,
		sizeof *report);
	struct err why = { 0 };
	struct input *in = input_open(f->path, &why);
	bool good;

	*report = (struct input_report){ .name = str_safe_text(a, f->path), .format = format,
		.first = SIGHT_NEVER, .last = SIGHT_NEVER };
	if (in == NULL) {
		report->broken = arena_text(a, why.text);
		reports->count++;
		return true;
	}
	good = read(&(struct reading){ .arena = a, .input = in,
		.number = first_number + (unsigned)reports->count, .path = f->path, .limits = limits,
		.sink = sink, .report = report, .stop = stop }, e);
	reports->count++;
	input_free(in);
	return good;
}
