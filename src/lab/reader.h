/* reader: how lines of a world become settings.
 *
 * A kind of block is a table of properties; a property names a field of the
 * block's struct and how its words are read. A new setting is a new row. */
#ifndef LENCR_LAB_READER_H
#define LENCR_LAB_READER_H

#include "lab/world.h"

struct reader {
	struct world *world;
	struct arena *arena;
	unsigned line;
	int64_t at, now;           /* as given to lab_new */
	bool blocks_begun;
	struct err *err;
	const struct block *block; /* the open one */
	void *object;
};

/* Always false; the message gets "FILE:LINE: " in front. */
bool reader_fail(struct reader *, const char *format, ...) __attribute__((format(printf, 2, 3)));

enum property_kind {
	SET_BY,      /* the function reads the words */
	SET_FLAG,    /* bool: true; no word */
	SET_TEXT,    /* const char *: one word */
	SET_TEXTS,   /* struct texts: any words, added */
	SET_REF,     /* struct ref */
	SET_REFS,    /* struct refs: any words, added */
	SET_NUMBER,  /* unsigned */
	SET_HASH,    /* enum hash_kind */
	SET_HEX,     /* struct view */
	SET_OID,     /* const char *: dotted */
	SET_YES_NO,  /* enum yes_no */
};
struct property {
	const char *word;
	enum property_kind kind;
	size_t field;
	bool (*set)(struct reader *, void *object, char **words, size_t count);
	const char *use;           /* what stands behind the word, for messages */
};
struct block {
	const char *word;
	const struct property *properties;
	size_t count;
	/* Properties that are not here: those of another struct. May be NULL. */
	const struct block *also;
	void *(*also_object)(struct reader *, void *object);
};

extern const struct block block_ca, block_cert, block_site, block_crl, block_ocsp;

/* A line of the open block, the property's word first. */
bool reader_set(struct reader *, char **words, size_t count);

/* Values; false with a message. */
bool read_time(struct reader *, const char *, int64_t *);
bool read_number(struct reader *, const char *, unsigned long max, unsigned *);
bool read_hex(struct reader *, const char *, struct view *);
bool read_key_kind(struct reader *, const char *, enum key_kind *);
/* "keyCompromise" …; -1 for "none". */
bool read_reason(struct reader *, const char *, int *);
bool read_oid(struct reader *, const char *);
/* Words [TIME] [REASON] [in crl|ocsp] of a revocation. */
bool read_revocation(struct reader *, char **words, size_t count, int64_t *at, bool *has_at,
	int *reason);
void texts_add(struct arena *, struct texts *, const char *);
void refs_add(struct arena *, struct refs *, const char *name, unsigned line);
struct wserve *site_serve(struct reader *, struct wsite *);

/* A new certificate of the world (a leaf when CA is NULL) with defaults. */
struct wcert *reader_add_cert(struct reader *, const char *name, struct wca *);

/* After the last line: names become pointers, defaults are filled in. */
bool world_resolve(struct reader *);

#endif
