/* fetch: files and URLs named on the command line, opened in one way. URLs go
 * through the same guarded sources as those of a check. */
#ifndef LENCR_CLI_FETCH_H
#define LENCR_CLI_FETCH_H

#include "cli/inputs.h"

struct fetched {
	const char *input;          /* as typed, or as made from a pattern */
	const char *url;            /* NULL: a file */
	struct blob *body;          /* kept by the arena; NULL: nothing came */
	struct outcome outcome;     /* of a URL; cleared by fetch_clear */
	const char *problem;        /* why there is no body, safe; NULL */
};

bool fetch_is_url(const char *input);
/* Opens a file ("-": stdin) or fetches a URL; waits for it. STACK may be
 * without sources when INPUT is a file. False: the source broke. */
bool fetch_one(struct settings *, struct stack *, const char *input, struct fetched *out,
	struct err *);
void fetch_clear(struct fetched *);

/* Fetches COUNT URLs, several at a time, and gives each to TAKE in the order
 * of the list. Ends early on a signal: the rest is then REACH_INTERRUPTED. */
bool fetch_all(struct settings *, struct stack *, const char *const *urls, size_t count,
	void (*take)(void *context, size_t index, const struct outcome *), void *context,
	struct err *);

/* All certificates of FILE, whatever its form. A file without is a usage error
 * that names OPTION. */
struct cert_list { struct cert **list; size_t count, space; };
bool fetch_certs(struct settings *, const char *option, const char *file, struct cert_list *,
	struct err *);

#endif
