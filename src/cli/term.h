/* term: what the terminal can do. The environment (COLUMNS, NO_COLOR, TERM,
 * LC_ALL, LC_CTYPE, LANG) is read here and in main.c alone. */
#ifndef LENCR_CLI_TERM_H
#define LENCR_CLI_TERM_H

#include "cli/settings.h"
#include "doc/writer.h"

/* Whether text goes out in UTF-8; else in ASCII. */
bool term_utf8(const struct settings *);
/* Options for a writer to stdout. */
void term_writer_options(const struct settings *, struct writer_options *out);

/* A progress line on stderr: shown when stderr is a terminal, --quiet is not
 * given and the work lasts over half a second; erased by progress_clear. */
struct progress { bool wanted, shown; int64_t began_ms, drawn_ms; unsigned width; };
void progress_init(struct progress *, const struct settings *);
/* A bar with counts, the rate and what time is left; EXTRA (bytes) is appended, may
 * be NULL. */
void progress_draw(struct progress *, size_t done, size_t total, const char *extra);
/* Where no total is known: TEXT and how long it has lasted. */
void progress_say(struct progress *, const char *text);
void progress_clear(struct progress *);

/* Monotonic milliseconds, and wall-clock seconds. */
int64_t term_clock_ms(void *);
int64_t term_now(void *);

#endif
