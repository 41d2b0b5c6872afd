/* reader: one format of input, a row in the table of reader.c.
 *
 * A reader looks at the head of an input and says whether it knows it, then
 * reads it to its end, handing sightings to the sink. What is broken, too long
 * or too much is counted, never silently left out. A corrupt tail ends the
 * reading with what came before it and `broken` set. */
#ifndef LENCR_OBSERVE_READER_H
#define LENCR_OBSERVE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "observe/input.h"
#include "observe/sighting.h"

struct read_limits {
	size_t max_flows;           /* connections followed at a time (65536) */
	size_t flow_bytes;          /* buffered of one connection (256 KiB) */
	size_t body_bytes;          /* kept of one body that is worth keeping (16 MiB) */
	size_t total_bytes;         /* buffered of all of them (64 MiB) */
	int64_t now;                /* SIGHT_*: after which nothing can have been seen, for logs whose times
	                               lack the year and whose file has no date; 0: not known */
};
extern const struct read_limits read_limits_default;

/* What one input held, for the report. Numbers that do not apply stay 0. */
struct input_report {
	const char *name;           /* of the input, safe text, in the arena */
	const char *format;         /* word of the reader; NULL: not recognised */
	int64_t first, last;        /* of what was seen, SIGHT_NEVER */
	uint64_t packets, lines, records, bytes;
	uint64_t malformed;         /* packets, lines or records that could not be read */
	uint64_t too_long;          /* lines over the limit */
	uint64_t flows, flows_dropped, bytes_dropped, gaps;  /* connections; dropped by a limit */
	uint64_t clipped;           /* packets cut short by the capture's snap length */
	uint64_t lost;              /* packets of a live capture that the kernel had no room for */
	bool secrets;               /* decryption secrets are in it (pcapng); not used */
	const char *broken;         /* why it ended before its end, or NULL; in the arena */
	const char *note;           /* what else should be said, or NULL */
};

struct reading {
	struct arena *arena;        /* of the run: for what the report keeps */
	struct input *input;
	unsigned number;            /* of the input, for sightings */
	const char *path;           /* as given */
	const struct read_limits *limits;
	struct sight_sink *sink;
	struct input_report *report;
	const volatile int *stop;   /* non-zero: end early; may be NULL */
	bool late;                  /* as the reader that was chosen has it */
	struct capture *capture;    /* while one is being read (capture.h): for whoever lets time pass; else NULL */
};

struct reader {
	const char *name;           /* word of --input: "pcap" "zeek" "eve" … */
	const char *what;           /* "packet capture (pcap)" */
	/* HEAD: as input_head() gives it. */
	bool (*likes)(struct view head, const char *path);
	/* Errors are those of our own work only; bad input is in the report. */
	bool (*read)(struct reading *, struct err *);
	/* Its lines tell of connections when these end: others may be open that nobody has told of. */
	bool late;
};
/* In the order in which they are asked; NULL ends the list. A reader is a row
 * there: each stands in its own file, as reader_NAME. */
const struct reader *const *reader_table(void);
const struct reader *reader_find(const char *name);

/* Directories as a whole: logs that belong together (Zeek), or a folder whose
 * file names tell (CryptnetUrlCache). Others are read file by file. */
struct folder_reader {
	const char *name, *what;
	bool (*likes)(struct arena *, const char *path);
	/* May read many files, each with a report of its own in *REPORTS (arena). */
	bool (*read)(struct arena *, const char *path, unsigned first_number, const struct read_limits *,
		struct sight_sink *, const volatile int *stop,
		struct input_report **reports, size_t *count, struct err *);
};
const struct folder_reader *const *folder_reader_table(void);     /* NULL ends the list */

/* What goes on: READING with everything but the format filled in, of an input that may have a tap. Read to
 * its end by FORMAT, or, where that is NULL, by the first reader that likes what has come of its head. The
 * report is whole then, as those of read_paths. Errors are those of our own work only. */
bool read_stream(struct reading *, const char *format, struct err *);
/* Whether there is such a format of files (ERR_USAGE); NULL: yes. */
bool read_format_check(struct arena *, const char *format, struct err *);

/* Reads every path in order: files by the reader that likes them (or by FORMAT,
 * a reader's name, where it is not NULL), folders by a folder reader or file by
 * file (by name, hidden ones left out, not into folders below but for one level).
 * False with *err when a path cannot be opened (ERR_INPUT), FORMAT does not exist
 * or does not fit (ERR_USAGE); what was read before stays in *REPORTS. An input
 * that nobody recognises has a report without format; so has a file of a folder
 * that cannot be opened, with the reason in `broken`. */
bool read_paths(struct arena *, const char *const *paths, size_t path_count, const char *format,
	const struct read_limits *, struct sight_sink *, const volatile int *stop,
	struct input_report **reports, size_t *count, struct err *);

/* Shared by the readers: notes a time in the report's first and last. */
void input_report_time(struct input_report *, int64_t at);

#endif
