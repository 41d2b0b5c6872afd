/* resume: the file that says which targets of a long list are finished, so
 * that a run that was cut off can go on.
 *
 *	lencr-resume 1
 *	good: example.org
 *	unreachable: other.example:8443
 *
 * One line a finished target, "VERDICT: KEY", the key written as values of
 * io/store_record.h are. Lines are only ever appended, each by one write that
 * has reached the disk before the next target is noted: a process that is
 * killed, or a machine that loses power, leaves at worst the beginning of a
 * last line, which counts as absent. */
#ifndef LENCR_IO_RESUME_H
#define LENCR_IO_RESUME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

#define RESUME_MAX ((size_t)256 * 1024 * 1024)

/* Opens PATH, or makes it; an incomplete last line is cut off. It is locked
 * against other runs until it is closed. ERR_USAGE: another run has it, or it is
 * something else, which is left untouched; ERR_IO: it cannot be written. */
struct resume;
struct resume *resume_open(const char *path, struct err *);
void resume_close(struct resume *); /* NULL is fine */

/* Whether KEY is there. A line stands for one target: the second of two equal
 * ones is found only when there are two lines. */
bool resume_take(struct resume *, const char *key);
/* Notes KEY as finished. False: it could not be kept (ERR_IO). */
bool resume_add(struct resume *, const char *verdict, const char *key, struct err *);

/* --- the format, pure -------------------------------------------------------- */

/* The keys in the arena, in the order of the file. USED: how many bytes of TEXT
 * are whole; what follows is the beginning of a line. False with *WHY. */
struct resume_keys { const char **list; size_t count, space; };
bool resume_read(struct arena *, struct view text, struct resume_keys *, size_t *used,
	const char **why);

#endif
