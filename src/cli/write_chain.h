/* write_chain: the chain as a server should send it, as a PEM file. */
#ifndef LENCR_CLI_WRITE_CHAIN_H
#define LENCR_CLI_WRITE_CHAIN_H

#include "base/err.h"
#include "check/check.h"

/* Writes the certificates of the best path without its anchor, leaf first, to
 * PATH (a temporary file beside it, then renamed). False with *err when there
 * is no path that verifies or the file cannot be written. */
bool chain_write(struct check *, const char *path, struct err *);

#endif
