/* store: blobs and the requests they answered, in one directory.
 *
 * Cache, recorded bundle, replay source and seeds are this one format:
 *	DIR/lencr-store        the format's name and version, "lencr-store 1\n"
 *	DIR/blob/aa/<sha256>   bodies, named by their digest
 *	DIR/want/aa/<sha256 of the request key>   one text record a request
 * Every file is written to a temporary name in the same directory and renamed
 * (atomic; readers see the old or the new whole). Safe for many processes
 * without locks: the last writer wins, and a body is never changed. Records
 * carry the digest of their body and a check sum of their own; what does not
 * agree is ignored as if it were absent and reported by store_each. */
#ifndef LENCR_IO_STORE_H
#define LENCR_IO_STORE_H

#include "base/source.h"

struct store;
/* Creates DIR (mode 0700, parents too) when CREATE. NULL with *err. */
struct store *store_open(const char *dir, bool create, struct err *);
void store_free(struct store *);
const char *store_path(const struct store *);

/* KIND_OF_REQUEST, URL and POST body make the key. */
struct store_record {
	enum want_kind kind; enum want_why why;
	const char *url; struct view post;
	struct outcome outcome;            /* body is read on demand */
	bool vouched; char issuer_key[65]; /* hex, or "" */
	int64_t this_update, next_update;
	int64_t fresh_until;               /* HTTP freshness ends; WHEN_NONE: at once */
	int64_t used_at;
};
bool store_get(struct store *, const struct want *, struct store_record *out);
bool store_put(struct store *, const struct store_record *, struct err *);
void store_record_clear(struct store_record *);
bool store_remove(struct store *, const struct want *, struct err *);

#endif
