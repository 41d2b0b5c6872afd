/* inputs: files given by hand, sources built from the settings. */
#ifndef LENCR_CLI_INPUTS_H
#define LENCR_CLI_INPUTS_H

#include "check/check.h"
#include "cli/settings.h"
#include "io/store.h"

/* Opens --untrusted, --crl and --ocsp. A file that cannot be opened is a usage
 * error; one that cannot be decoded is a finding later. */
bool inputs_read(struct settings *, struct check_inputs *out, struct err *);
/* Opens --catalog, if it was given, and puts it in use (known/catalog.h). */
bool catalog_open(struct settings *, struct err *);
/* The same with bytes that are there already; NAME is for messages. */
bool catalog_take(struct settings *, const char *name, struct blob *, struct err *);

/* The sources of a check stacked: anchors beside cached beside net. */
struct stack { struct source *net, *cached, *anchors, *top; struct store *store; };
/* False with *err; a cache that cannot be used only loses the cache (one line
 * on stderr). ROOTS: PEM anchors to use instead of --trust, or empty. */
bool stack_open(struct settings *, struct stack *out, struct err *);
/* The same without anchors: for commands that judge nothing. `top` is NULL. */
bool stack_open_fetch(struct settings *, struct stack *out, struct err *);
/* One line on stderr when something could not be kept. */
void stack_tell(const struct stack *);
void stack_close(struct stack *);

/* The cache directory, or NULL where there is no home. */
const char *cache_directory(struct settings *);

#endif
