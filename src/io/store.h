/* store: blobs and the requests they answered, in one directory.
 *
 * Cache, recorded bundle, replay source and seeds are this one format:
 *	DIR/lencr-store        the format's name and version, "lencr-store 1\n"
 *	DIR/blob/aa/<sha256>   bodies, named by their digest
 *	DIR/want/aa/<sha256 of the request key>   one text record a request
 *	DIR/tmp-<random>       being written; removed when an hour old
 *	DIR/swept              its time says when the store was last tidied
 * No text from outside ever becomes part of a file name.
 *
 * Why no locks are needed: every file is written under a name nobody else has
 * (random, O_EXCL) and renamed, so readers see the old or the new whole; a body
 * is named by its digest and never changed; a record names its body and carries
 * a check sum of its own, and both digests are compared on every read. So the
 * last writer wins, and whatever does not agree (torn by a power failure, which
 * is why there is no fsync either; damaged; foreign; removed by somebody who
 * tidied at that moment) is as if it were absent, and store_each tells. The
 * worst that a race can cost is a copy that has to be fetched again.
 *
 * Nothing in a store is trusted: what is read is judged again from its bytes.
 * A digest shows damage, not who wrote it. */
#ifndef LENCR_IO_STORE_H
#define LENCR_IO_STORE_H

#include "base/source.h"

#define STORE_RECORD_MAX ((size_t)64 * 1024)
#define STORE_BODY_MAX ((size_t)256 * 1024 * 1024)

struct store;
/* CREATE: for writing; makes DIR (mode 0700, parents too) where it is absent;
 * refuses a directory that is a symbolic link, another user's, writable for
 * others, or holds other things and is no store. Without CREATE: for reading
 * only, whoever owns it. Another version of the format is refused. NULL with
 * *err (ERR_INPUT; ERR_IO where it cannot be made). */
struct store *store_open(const char *dir, bool create, struct err *);
void store_free(struct store *);
const char *store_path(const struct store *);

/* KIND, URL and POST body make the key. In records filled by functions here,
 * url, post and outcome are owned: store_record_clear. In records given to
 * store_put they are only looked at. */
struct store_record {
	enum want_kind kind; enum want_why why;
	const char *url; struct view post;
	struct outcome outcome;
	bool anew;                         /* as in the want; always false in caches */
	bool vouched; char issuer_key[65]; /* hex, or "" */
	int64_t this_update, next_update;
	int64_t fresh_until;               /* HTTP freshness ends; WHEN_NONE: at once */
	unsigned take;                     /* part of the key: bundles tell the answers to the same
	                                      request apart, 0 is the first; always 0 in caches */
	/* Of records read; store_put takes them from the outcome. "" and 0: none. */
	char body_sha256[65], previous_sha256[65];
	uint64_t body_size, previous_size;
	int64_t used_at;                   /* last written or touched, by the disk's clock */
};
/* The record with its bodies, digests compared. False: there is none, it or one
 * of its bodies is damaged, or the body is larger than WANT allows. Any reach
 * may be recorded; all three time-outs are told apart. */
bool store_get(struct store *, const struct want *, struct store_record *out);
/* The same by the KEY that names the record's file; SUM is the SHA-256 of that
 * file's bytes. False with *WHY. */
bool store_get_exactly(struct store *, const char key[65], const char sum[65],
	struct store_record *out, const char **why);
/* Bodies first, then the record. The former body of the same request is removed
 * when it has not been written or used for an hour. */
bool store_put(struct store *, const struct store_record *, struct err *);
/* Says that the record was used (for store_prune). Never fails. */
void store_touch(struct store *, const struct want *);
void store_record_clear(struct store_record *);
/* True also when there was none. Bodies go with the next store_sweep. */
bool store_remove(struct store *, const struct want *, struct err *);

/* --- as a whole -------------------------------------------------------- */

struct store_entry {
	const char *file;                  /* inside the store */
	const struct store_record *record; /* without bodies; NULL: not readable */
	const char *problem;               /* what does not agree, or NULL */
	uint64_t bytes;                    /* on disk, with its bodies */
};
/* Every record, in the order of their file names, damaged ones too. DEEP: also
 * compares the digest of every body. The visitor says whether to go on and may
 * remove the record it is shown. */
bool store_each(struct store *, bool deep, bool (*visit)(void *, const struct store_entry *),
	void *context, struct err *);

struct store_swept { size_t files; uint64_t bytes, left; };
/* Removes what no whole record names, damaged records and old temporary files. */
bool store_sweep(struct store *, struct store_swept *, struct err *);
/* How much may stay. Of what is too much, records past their nextUpdate at NOW
 * go first, then the least recently used. */
struct store_limits {
	uint64_t bytes;
	size_t records;
	int64_t used_before;               /* what was last used before goes; WHEN_NONE: nothing */
	int64_t now;
};
/* Removes records down to the limits, then sweeps. */
bool store_prune(struct store *, const struct store_limits *, struct store_swept *, struct err *);
/* The same, at most once a week whoever calls; never fails. */
void store_tidy(struct store *, const struct store_limits *);

#endif
