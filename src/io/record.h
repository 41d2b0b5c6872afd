/* record: writes a bundle while checks run.
 *
 * A bundle is a store (io/store.h) with a manifest (io/manifest.h) beside its
 * records. What every single check was supplied with is kept, failures too, in
 * the order of supply: so it does not matter which targets shared a fetch, or
 * that a server answered twice differently. The manifest is written last; a
 * bundle without one is incomplete and not read.
 *
 * Failing to write does not disturb the checks: the first failure is kept and
 * told by record_finish. */
#ifndef LENCR_IO_RECORD_H
#define LENCR_IO_RECORD_H

#include "io/manifest.h"
#include "io/store.h"

struct record;
/* DIR must not exist or be an empty directory: ERR_USAGE. */
struct record *record_new(const char *dir, struct err *);
void record_free(struct record *); /* NULL is fine */

/* The manifest that record_finish will write; its texts must live until then.
 * Targets are made by record_target. */
struct manifest *record_manifest(struct record *);
/* The entry of target INDEX (in the order of the report), made when it is new.
 * The pointer holds until the next call. */
struct manifest_target *record_target(struct record *, size_t index);
/* Target INDEX was supplied with OUTCOME for WANT. */
void record_answer(struct record *, size_t index, const struct want *, const struct outcome *);
/* The bytes of a file, under a name of its own ("crl/0", "target/7"). */
struct manifest_ref record_body(struct record *, const char *name, struct blob *);
/* Whether a header field is one that anything here looks at. The others are left
 * out of records that would become too large. */
bool record_keeps_field(const char *name);
/* Only the first COUNT targets were finished. False: *err says what could not
 * be written (ERR_IO). */
bool record_finish(struct record *, size_t count, struct err *);

#endif
