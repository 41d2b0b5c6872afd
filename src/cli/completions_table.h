/* completions_table: made from completions/ at build time, for
 * `lencr self completions`. */
#ifndef LENCR_CLI_COMPLETIONS_TABLE_H
#define LENCR_CLI_COMPLETIONS_TABLE_H

/* A shell and the lines of its completion, NULL after the last. */
struct completion_row { const char *shell; const char *const *lines; };
extern const struct completion_row completion_rows[]; /* the last has shell NULL */

#endif
