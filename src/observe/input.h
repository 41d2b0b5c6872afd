/* input: one file, or standard input, as a stream of bytes that is read once.
 *
 * gzip is undone on the way (any number of members); xz, zstd, bzip2, lz4 and
 * zip are named in the error. Memory is constant however large the input is.
 * The first bytes can be looked at without being taken, so that a reader can
 * be chosen. */
#ifndef LENCR_OBSERVE_INPUT_H
#define LENCR_OBSERVE_INPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/view.h"

#define INPUT_HEAD ((size_t)16 * 1024)     /* what input_head() shows at the most */
#define INPUT_LINE_MAX ((size_t)1024 * 1024) /* longer lines are skipped and counted */
#define INPUT_FRONT ((size_t)32)

struct input;

/* For inputs that go on: who reads them may do other things while nothing comes. */
struct input_tap {
	/* Before each read: returns when FD can be read, however long that takes. False: the input
	 * ends here for us; a line that is not whole by then is left out. */
	bool (*wait)(struct input_tap *, int fd);
	/* What was read, as it came: compressed, where it is. */
	void (*took)(struct input_tap *, struct view);
};

/* PATH "-" is standard input. NULL with *err (ERR_INPUT). */
struct input *input_open(const char *path, struct err *);
/* The same for what goes on: nothing is read before it is asked for. Of compressions that are not undone
 * it is then broken, and has no bytes. A FIFO is opened when somebody has it open for writing. */
struct input *input_open_stream(const char *path, struct err *);
void input_tap(struct input *, struct input_tap *);     /* which must outlive it */
int input_descriptor(const struct input *);     /* -1: bytes in memory */
bool input_cut(const struct input *);           /* the tap ended it */
/* BYTES in place of a file: for tests and fuzzing. They must outlive it. Where they
 * are compressed with something else than gzip, it is broken and has no bytes. */
struct input *input_of(struct view bytes, const char *name);
void input_free(struct input *);    /* NULL is fine */

const char *input_name(const struct input *);
/* The first bytes (after decompression), at least INPUT_HEAD where there are as many. */
struct view input_head(struct input *);
/* What there is of it without waiting for more than WANT bytes. */
struct view input_head_part(struct input *, size_t want);
/* At most SIZE bytes; fewer only at the end or where the stream is broken. */
size_t input_read(struct input *, void *out, size_t size);
/* At least one, and not waiting for others; 0 at the end. */
size_t input_read_some(struct input *, void *out, size_t size);
/* Without copying: a view of at least one and at most SIZE bytes, valid until the next call; empty at the end. */
struct view input_take(struct input *, size_t size);
/* EXACT bytes in one piece (at most 1 MiB), valid until the next call; false when fewer are left (they stay). */
bool input_need(struct input *, size_t exact, struct view *out);
bool input_skip(struct input *, uint64_t size);
/* The next line without its end (LF or CR LF), valid until the next call. A
 * line over INPUT_LINE_MAX is left out and counted. False at the end. The byte
 * order mark of UTF-8 before the first line is left out, too. */
bool input_line(struct input *, struct view *out);
uint64_t input_line_number(const struct input *);   /* of the last line, from 1 */
uint64_t input_lines_skipped(const struct input *);
uint64_t input_bytes(const struct input *);         /* taken so far, decompressed */
/* The stream broke (read error, corrupt gzip): the text, or NULL. The bytes before it were given. */
const char *input_broken(const struct input *);
/* As a FILE for libraries that want one; close it before input_free. It begins with FRONT (at most
 * INPUT_FRONT bytes, copied) in place of as many of the input's own. */
FILE *input_stream(struct input *, struct view front, struct err *);

#endif
