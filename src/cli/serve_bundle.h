/* serve_bundle: a recorded bundle behind the server of the test mode.
 *
 * HTTP alone: what a URL gave is given again, failures as far as a server can
 * play them. A TLS site cannot be shown, because its key is not in the bundle;
 * its handshake is a file in the bundle that can be checked instead. */
#ifndef LENCR_CLI_SERVE_BUNDLE_H
#define LENCR_CLI_SERVE_BUNDLE_H

#include "cli/settings.h"
#include "io/bundle.h"
#include "io/serve.h"

struct served_bundle {
	const char *dir;
	struct bundle_dir *bundle;
	struct serve *server;
	struct served_record { struct store_record record; char *host, *path; } *records;
	size_t record_count, record_space;
	struct arena *arena;
	char *root_path;       /* PEM of the recorded anchors */
	bool root_temporary;
	char via[32];          /* "127.0.0.1:PORT" */
};
/* SEEN as in cli/testmode.h. */
bool serve_bundle_open(struct settings *, const char *dir,
	void (*seen)(void *, const struct serve_seen *), struct served_bundle *, struct err *);
/* How each target can be checked against this server. */
void serve_bundle_show(struct settings *, struct served_bundle *);
void serve_bundle_close(struct served_bundle *);

#endif
