/* path_scope: one path while it is being validated. Private to the files of
 * path validation: path_validate.c, path_pinned.c and the rules_*.c.
 *
 * A rule looks at the scope and raises words. What a raised word weighs is
 * decided here and nowhere else (judgement section 2, point 3):
 *   ALWAYS   a fault in every profile;
 *   PROFILE  a fault where the webpki profile binds; otherwise a note under
 *            `auto`, and nothing under `rfc5280`.
 *   PUBLIC   as PROFILE where the anchor is a public root; under other anchors
 *            a warning at most, because clients ask it of public CAs only.
 * The anchor is a name and a key: what is raised about it is the note
 * anchor-oddity, except its validity, what the leaf must be when it is both,
 * and under an explicit `--profile webpki` for an anchor that is no public root. */
#ifndef LENCR_VERIFY_PATH_SCOPE_H
#define LENCR_VERIFY_PATH_SCOPE_H

#include "verify/path.h"

/* What a rule binds: every path; webpki and, being a MUST of RFC 5280 itself, an
 * explicit rfc5280, too; webpki; webpki below a public root. */
enum weight { ALWAYS, LETTER, PROFILE, PUBLIC };

struct path_scope {
	struct graph *graph;
	struct path *path;
	const struct policy *policy;
	int64_t at;
	bool webpki;          /* the webpki profile binds */
	bool notes;           /* where it does not bind, its words are notes */
	bool public_root;     /* the anchor is in the root set */
	bool strict_anchor;   /* the anchor itself is held to the profile */
};

/* Certificate I of the path: 0 the leaf, count - 1 the anchor. */
const struct cert *scope_cert(const struct path_scope *, size_t i);
/* The certificate that issued I in this path; for the anchor itself NULL. */
const struct cert *scope_issuer(const struct path_scope *, size_t i);
bool scope_is_anchor(const struct path_scope *, size_t i);

void scope_raise(struct path_scope *, size_t i, enum weight, enum word, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* A fault whatever the certificate is: validity, names, our own machinery. */
void scope_fail(struct path_scope *, size_t i, enum word, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Rules, each a function over the whole path. */
void rules_path_times(struct path_scope *);
void rules_path_forms(struct path_scope *);
void rules_path_names(struct path_scope *);
void rules_path_constraints(struct path_scope *);
void rules_webpki(struct path_scope *);

#endif
