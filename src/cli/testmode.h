/* testmode: a lab behind a server, for `serve` and `demo`. */
#ifndef LENCR_CLI_TESTMODE_H
#define LENCR_CLI_TESTMODE_H

#include "cli/settings.h"
#include "io/serve.h"
#include "lab/lab.h"

struct testmode {
	struct lab *lab;
	struct serve *server;
	char *root_path;        /* PEM of the anchors */
	bool root_temporary;    /* removed by testmode_close */
	char via[32];           /* "127.0.0.1:PORT" */
};

/* Reads WORLD (a file name, or NULL for the built-in one), puts the faults of
 * the settings on it, binds the port, writes the anchors. SEEN: for a log of
 * requests, may be NULL. */
bool testmode_open(struct settings *, const char *world,
	void (*seen)(void *, const struct serve_seen *), struct testmode *out, struct err *);
/* Writes PEM to --root-out, or to a temporary file that the caller removes. */
bool roots_write(struct settings *, struct view pem, char **path, bool *temporary, struct err *);
void testmode_close(struct testmode *);

#endif
