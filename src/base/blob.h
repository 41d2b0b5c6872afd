/* blob: immutable counted bytes known by their SHA-256.
 *
 * A blob owns its bytes (on the heap or as a mapped file) until the last
 * holder drops it. The digest is computed on first demand. Not for use from
 * two threads at once. */
#ifndef LENCR_BASE_BLOB_H
#define LENCR_BASE_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/view.h"

struct arena;
struct blob;

/* A copy of the bytes; or takes over malloc'd BYTES. One reference each. */
struct blob *blob_new(struct view);
struct blob *blob_take(uint8_t *bytes, size_t size);
/* Maps a whole regular file of at most MAX bytes read-only; small files are
 * read instead of mapped. The names that shells give to what <(command) writes,
 * /dev/fd/N and their like, are read to the end as blob_read does; anything else
 * that is no regular file is refused, since it could keep us waiting for ever.
 * The mapping is private: a file that another process
 * truncates while we read it may still kill us with SIGBUS, so files that
 * others write (the cache) are only ever replaced by rename. */
struct blob *blob_open(const char *path, size_t max, struct err *);
/* All that comes from FD until its end, of at most MAX bytes and never more
 * than BLOB_STREAM_MAX. NAME is for the error. Once a signal sets *STOP, the
 * waiting ends with an error; STOP NULL: signals are of no concern. */
#define BLOB_STREAM_MAX ((size_t)256 * 1024 * 1024)
struct blob *blob_read(int fd, const char *name, size_t max, const volatile int *stop,
	struct err *);

struct blob *blob_hold(struct blob *);
void blob_drop(struct blob *); /* NULL is fine */
/* The arena holds one more reference. Returns BLOB. */
struct blob *blob_keep(struct arena *, struct blob *);

struct view blob_view(const struct blob *); /* empty for NULL */
/* 32 bytes, living in the blob. */
const uint8_t *blob_sha256(struct blob *);

#endif
