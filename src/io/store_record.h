/* store_record: the text form of a record of io/store. Pure.
 *
 *	lencr-want 1
 *	kind: get
 *	url: http://…
 *	…
 *	sum: <sha256 of all bytes before this line>
 *
 * Lines "name: value"; bytes below 0x20, 0x7f and '%' of a value are written
 * %XX. Unknown lines are ignored, so that a later program may add some. */
#ifndef LENCR_IO_STORE_RECORD_H
#define LENCR_IO_STORE_RECORD_H

#include "base/str.h"
#include "io/store.h"

/* False: over STORE_RECORD_MAX. Bodies are written by their digests. */
bool store_record_write(const struct store_record *, struct str *out);
/* False with *WHY in a few words. On success the caller clears OUT; bodies are
 * not set, only their digests and sizes. */
bool store_record_read(struct view text, struct store_record *out, const char **why);
/* SHA-256 in hex of the request, with final NUL. */
void store_key(enum want_kind, const char *url, struct view post, char out[65]);
void store_record_key(const struct store_record *, char out[65]); /* with its take */

/* What other text forms of a store are made of: a line (nothing for NULL), its
 * value undone in place, and the final line with the check sum. */
void store_line_put(struct str *, const char *name, const char *value);
bool store_line_undo(char *value);
#define STORE_SUM_SIZE ((size_t)70) /* "sum: ", 64 digits, line feed */
void store_sum_put(struct str *);
bool store_sum_agrees(struct view text);
bool store_is_hex(const char *text); /* 64 lower-case digits */
void store_hex(const uint8_t digest[32], char out[65]);

#endif
