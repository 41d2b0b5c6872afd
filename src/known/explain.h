/* explain: what a thing that was met in a log, a URL, a file or an error
 * message is; from what we know alone, never from the network.
 *
 * Says what the object is, whose, its state at a time, what normally fetches
 * it, what breaks when it cannot be had, and what is odd about it. Never says
 * more than the thing bears out: a URL can be written by anybody, so that only
 * signed objects (certificate, CRL, OCSP response) are ever said to be
 * genuine, and only when their signature verifies under a key of the catalog.
 *
 * The result is a document of one item of lencr.explain/1. */
#ifndef LENCR_KNOWN_EXPLAIN_H
#define LENCR_KNOWN_EXPLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"
#include "doc/doc.h"
#include "doc/language.h"

/* Larger things on a line, or files, are not looked into. */
#define EXPLAIN_LINE_MAX ((size_t)256 * 1024)
#define EXPLAIN_FILE_MAX ((size_t)256 * 1024 * 1024)

/* The worst of several is the greatest. */
enum explain_outcome {
	EXPLAIN_KNOWN,      /* "explained" */
	EXPLAIN_FOREIGN,    /* "foreign": not of lencr.org or Let's Encrypt */
	EXPLAIN_IMITATION,  /* "imitation": made to look like it */
	EXPLAIN_OUTCOMES,
};
const char *explain_outcome_word(enum explain_outcome);

struct explain_options {
	int64_t at;         /* time of the event */
	bool at_given;      /* false: AT is the time of asking */
	const char *host;   /* of request lines and paths without one, or NULL */
	struct tongue tongue; /* of the page; the data are in English always */
};

/* THING: URL, host, request line, OCSP request in any spelling, serial, hash,
 * name of a Windows cache file, ARI identifier, CA, finding word, error text,
 * or a log line with one of these in it. */
enum explain_outcome explain_text(struct doc *, struct view thing,
	const struct explain_options *);
/* A serial in hex, and optionally whose: name or label of a CA. False with
 * *err (ERR_USAGE) when SERIAL is not hex or ISSUER cannot be a CA's name. */
bool explain_serial(struct doc *, const char *serial, const char *issuer,
	const struct explain_options *, enum explain_outcome *out, struct err *);

/* What a file holds: the objects in it (DER; views into BYTES or the arena),
 * or lines of text. */
struct explain_file {
	struct view *objects; size_t count;
	bool lines;         /* no object: a text whose lines are things */
	const char *what;   /* neither: what it is instead; else NULL */
};
void explain_file_read(struct arena *, struct view bytes, struct explain_file *out);
/* One DER object; NAME is what it is called in the report (safe text). */
enum explain_outcome explain_object(struct doc *, const char *name, struct view der,
	const struct explain_options *);
/* A file that holds nothing that can be explained. */
enum explain_outcome explain_other_file(struct doc *, const char *name, const char *what,
	const struct explain_options *);

/* The members of head and tail: schema and tool; how many had which outcome. */
void explain_doc_head(struct doc *, const char *version);
void explain_doc_tail(struct doc *, const size_t totals[EXPLAIN_OUTCOMES]);

#endif
