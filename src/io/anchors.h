/* anchors: trust anchors by subject hash, from hashed directories without
 * reading what no path needs, and from files. Answers WANT_ANCHOR
 * (anchor:HHHHHHHH, as X509_NAME_hash_ex and `openssl x509 -hash` say it) with
 * the PEM of every anchor of that hash, each once, always as CERTIFICATE;
 * REACH_NOT_FOUND when there is none. came_from FROM_FILE, detail the file of
 * the first. No clock is read: asked_at and answered_at are 0. Other kinds of
 * want are answered REACH_OFFLINE.
 *
 * A TRUSTED CERTIFICATE (OpenSSL's form with trust settings) whose settings
 * exclude TLS servers is no anchor. Whether an anchor is a CA, in date or
 * self-signed is for who judges. */
#ifndef LENCR_IO_ANCHORS_H
#define LENCR_IO_ANCHORS_H

#include "base/source.h"

/* WHERE: "system", "none", files (PEM, DER; every certificate in them) or
 * directories (hashed: looked up; else every file read once, by content, those
 * without certificates passed over). "system": SSL_CERT_DIR (several, between
 * colons) / SSL_CERT_FILE as given (NULL or "": not set), else the usual places
 * of Debian, Fedora, Alpine, Arch, SUSE, BSD, macOS-Homebrew; the first hashed
 * directory, else the first file. No WHERE at all is like "none".
 * A file or directory that cannot be read or holds no certificate: NULL,
 * ERR_USAGE with a text that says which, why and what to do. A directory's
 * files are looked at when it is opened or asked; a damaged one in a hashed
 * directory is as if it were absent and named in the outcome's detail. */
struct source *anchors_new(const char *const *where, size_t count, const char *env_dir,
	const char *env_file, struct err *);

/* The usual places of "system", each list ending with NULL. */
struct anchors_usual { const char *const *directories, *const *files; };
/* anchors_new with other usual places (NULL: the built-in ones). */
struct source *anchors_new_usual(const char *const *where, size_t count, const char *env_dir,
	const char *env_file, const struct anchors_usual *, struct err *);

/* A short text for reports: "/etc/ssl/certs", "2 files", "none"; safe text that
 * lives with the source. */
const char *anchors_text(const struct source *);

/* GET, POST and TLS go to WEB (may be NULL: REACH_OFFLINE), ANCHOR to ANCHORS
 * (may be NULL: REACH_NOT_FOUND). Does not own either. */
struct source *split_new(struct source *web, struct source *anchors);

#endif
