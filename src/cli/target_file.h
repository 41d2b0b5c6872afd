/* target_file: opening what the user named, key stores with passwords included. */
#ifndef LENCR_CLI_TARGET_FILE_H
#define LENCR_CLI_TARGET_FILE_H

#include "check/check.h"
#include "cli/settings.h"

/* Everything from stdin, up to 64 MiB. */
struct blob *stdin_read(struct err *);

/* Reads --pass-file, if it was given: its first line. */
bool password_read(struct settings *, struct err *);

/* Opens a file target; its bytes are kept by the arena. On failure `problem`
 * is set. A PKCS#12 key store becomes the certificates in it, the one with the
 * key first: with the password of --pass-file, with none, or with the one that
 * a person types when stdin and stderr are a terminal (asked once a run). */
void target_open(struct target *, struct settings *, struct arena *);

#endif
