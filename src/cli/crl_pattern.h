/* crl_pattern: the URLs of all lists of a CA, from its name or from a pattern. */
#ifndef LENCR_CLI_CRL_PATTERN_H
#define LENCR_CLI_CRL_PATTERN_H

#include "cli/settings.h"

struct crl_urls { const char **urls; unsigned long *shards; size_t count; };

/* TEXT: a label or name of the catalog ("YE1", "ye1", "ISRG Root X1"), or a URL with
 * {FROM..TO} in it, or a URL alone. False with *err (ERR_USAGE). */
bool crl_pattern_read(struct arena *, const char *text, struct crl_urls *out, struct err *);

#endif
