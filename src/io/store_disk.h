/* store_disk: what the parts of io/store share: the open directory and how
 * single files of it are read and written. Not for others. */
#ifndef LENCR_IO_STORE_DISK_H
#define LENCR_IO_STORE_DISK_H

#include <sys/stat.h>

#include "io/store.h"

struct store { char *path; int dir; bool writable; };

/* "blob/aa/<sha256>", "want/aa/<key>"; 80 bytes are enough. */
#define STORE_NAME 80
void store_blob_name(const char *sha256, char out[STORE_NAME]);
void store_want_name(const char *key, char out[STORE_NAME]);

/* A regular file of the store, not through a link. */
bool store_stat(const struct store *, const char *name, struct stat *);
/* A whole file; NULL: absent, no regular file, larger than MAX. */
struct blob *store_load(const struct store *, const char *name, size_t max);
/* A body whose digest is that of its name; NULL otherwise. */
struct blob *store_load_body(const struct store *, const char *sha256, size_t max);
/* NAME is one of the two forms above. *NOW as in io/file.h. */
bool store_save(struct store *, const char *name, struct view, int64_t *now, struct err *);
/* A record without its bodies; false with *WHY. *USED its modification time. */
bool store_load_record(const struct store *, const char *name, struct store_record *,
	const char **why);
/* Removes temporary files older than an hour, as the disk counts time. */
void store_drop_temporary(struct store *, int64_t now, struct store_swept *);

#endif
