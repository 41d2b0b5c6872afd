/* manifest: the text that says what a recorded bundle is about. Pure.
 *
 *	lencr-bundle 1
 *	version: 0.1.0            the tool and the libraries that recorded it
 *	openssl: …  curl: …  sandbox: …  catalog: …
 *	at: 1795219200            as of when was judged
 *	seed: <64 hex digits>     nonces were made of it; absent: none were sent
 *	redacted: yes             names of the user's were left out
 *	relaxed: via=…            what the report calls relaxed
 *	option: NAME[=VALUE]      in the order of the command line
 *	file: <key> <sum> NAME    a file given by hand, under the option before it
 *	target: INPUT             then of this target:
 *	kind: host|file|bad
 *	host: …  port: …  address: …  url: tls://…  path: …  problem: …  remedy: …
 *	stopped: yes              ended by a time limit or a signal
 *	body: <key> <sum>         the bytes of a file
 *	answer: <key> <sum>       what was supplied, in the order of supply
 *	sum: <sha256 of all bytes before this line>
 *
 * KEY names a record of the store (want/aa/KEY), SUM is the SHA-256 of that
 * record's file, which names its bodies by their digests: so the last line
 * stands for every byte of the bundle. Values are written as in
 * io/store_record.h; lines with other names are ignored. */
#ifndef LENCR_IO_MANIFEST_H
#define LENCR_IO_MANIFEST_H

#include "base/arena.h"
#include "base/str.h"
#include "base/view.h"

#define MANIFEST_NAME "manifest"
#define MANIFEST_MAX ((size_t)256 * 1024 * 1024)

struct manifest_ref { char key[65], sum[65]; };
struct manifest_option { const char *name, *value; };  /* VALUE NULL: a flag */
struct manifest_file { struct manifest_ref ref; const char *name; size_t option; /* its index */ };
struct manifest_target {
	const char *input, *kind, *host, *address, *url, *path, *problem, *remedy; /* NULL: not there */
	unsigned port;
	bool stopped, has_body;
	struct manifest_ref body;
	struct manifest_ref *answers; size_t answer_count, answer_space;
};
struct manifest {
	const char *version, *openssl, *curl, *sandbox, *catalog;
	int64_t at;
	const char *seed;   /* hex, or NULL */
	bool redacted;
	const char **relaxed; size_t relaxed_count, relaxed_space;
	struct manifest_option *options; size_t option_count, option_space;
	struct manifest_file *files; size_t file_count, file_space;
	struct manifest_target *targets; size_t target_count, target_space;
};

/* False: over MANIFEST_MAX. The caller clears OUT either way. */
bool manifest_write(const struct manifest *, struct str *out);
/* False with *WHY in a few words. Texts and lists live in the arena. */
bool manifest_read(struct arena *, struct view, struct manifest *, const char **why);

#endif
