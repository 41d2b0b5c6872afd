/* bundle: reads what io/record.h wrote.
 *
 * Nothing is believed before everything agrees: bundle_open compares the
 * manifest's check sum, every record with the digest that the manifest has of
 * it, every body with the digest in its record, and refuses records that the
 * manifest does not name. That shows damage and careless editing, not who wrote
 * the bundle. No network code is needed or used. */
#ifndef LENCR_IO_BUNDLE_H
#define LENCR_IO_BUNDLE_H

#include "io/manifest.h"
#include "io/store.h"

struct bundle_dir;
/* NULL with *err (ERR_INPUT) that names the place inside DIR. */
struct bundle_dir *bundle_open(const char *dir, struct err *);
void bundle_free(struct bundle_dir *); /* NULL is fine */
const struct manifest *bundle_manifest(const struct bundle_dir *);
struct store *bundle_store(struct bundle_dir *);

/* The body of a file, kept by the arena; NULL with *err when it is gone since. */
struct blob *bundle_body(struct bundle_dir *, const struct manifest_ref *, struct arena *,
	struct err *);

/* The answers of one target. */
struct bundle_answers { struct store_record *list; size_t count; };
bool bundle_answers_read(struct bundle_dir *, size_t target, struct bundle_answers *, struct err *);
void bundle_answers_clear(struct bundle_answers *);
/* The answer to WANT; NULL: the target was not supplied with one. */
const struct outcome *bundle_answer(const struct bundle_answers *, const struct want *);

#endif
