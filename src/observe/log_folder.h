/* log_folder: the files of a folder, for folder readers. */
#ifndef LENCR_OBSERVE_LOG_FOLDER_H
#define LENCR_OBSERVE_LOG_FOLDER_H

#include "observe/log_parts.h"

#define LOG_FOLDER_MAX ((size_t)65536)  /* entries looked at */

struct log_file { const char *path, *name; bool folder; unsigned rank; };

/* Entries of a folder by name, hidden ones left out; with DEEP, those of the
 * folders in it as well (one level). Regular files and folders only; symbolic
 * links count as what they lead to. False: it cannot be read. */
bool log_folder_list(struct arena *, const char *path, bool deep, struct log_file **out, size_t *count,
	struct err *);
/* By rank, then by path. */
void log_folder_sort(struct log_file *, size_t count);
/* Reads one file by a reader, its report in the next of *REPORTS. A file that
 * cannot be opened has a report that says so. */
struct log_reports { struct input_report *all; size_t count, space; };
bool log_folder_read(struct arena *, const struct log_file *, const char *format,
	bool (*read)(struct reading *, struct err *), unsigned first_number, const struct read_limits *,
	struct sight_sink *, const volatile int *stop, struct log_reports *, struct err *);

#endif
