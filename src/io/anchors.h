/* anchors: trust anchors by subject hash, from hashed directories without
 * reading what no path needs, and from files. Answers WANT_ANCHOR
 * (anchor:HHHHHHHH) with the PEM of every anchor of that hash;
 * REACH_NOT_FOUND when there is none. came_from FROM_FILE. */
#ifndef LENCR_IO_ANCHORS_H
#define LENCR_IO_ANCHORS_H

#include "base/source.h"

/* WHERE: "system", "none", files (PEM, DER; every certificate in them) or
 * directories (hashed: looked up; else every file read once). "system":
 * SSL_CERT_DIR / SSL_CERT_FILE as given (may be NULL), else the usual places
 * of Debian, Fedora, Alpine, Arch, macOS-Homebrew; the hashed directory first.
 * A file that cannot be read or holds no certificate: NULL, ERR_USAGE. */
struct source *anchors_new(const char *const *where, size_t count, const char *env_dir,
	const char *env_file, struct err *);
/* A short text for reports: "/etc/ssl/certs", "2 files"; lives with it. */
const char *anchors_text(const struct source *);

/* GET, POST and TLS go to WEB (may be NULL: REACH_OFFLINE), ANCHOR to ANCHORS.
 * Does not own either. */
struct source *split_new(struct source *web, struct source *anchors);

#endif
