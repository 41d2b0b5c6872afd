/* file: writing a file so that others see the old one or the whole new one.
 *
 * The bytes go to a name nobody else has (128 random bits, O_EXCL, O_NOFOLLOW)
 * and are renamed. No fsync: after a power failure a file may be empty or old;
 * who cannot bear that compares a digest. A process that is killed in between
 * leaves a file "tmp-…" behind. RLIMIT_FSIZE is looked at beforehand, so no
 * SIGXFSZ is raised. */
#ifndef LENCR_IO_FILE_H
#define LENCR_IO_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/view.h"

/* Relative to open directories: temporary in TMP_DIR, then NAME in DIR, both on
 * one file system. *NOW (may be NULL): the disk's idea of the time, seconds.
 * WHERE names the place in the error text (ERR_IO). */
bool file_put_at(int tmp_dir, int dir, const char *name, struct view, mode_t mode,
	int64_t *now, const char *where, struct err *);
/* PATH, with the temporary file in the same directory. A symbolic link under
 * PATH is replaced, not followed. */
bool file_put(const char *path, struct view, mode_t mode, struct err *);

/* Makes PATH and its parents, each 0700; true when it is there already. */
bool file_make_directories(const char *path, struct err *);

#endif
