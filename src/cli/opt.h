/* opt: the option table and the reader of command lines.
 *
 * One row an option. Help, completions and the manual are compared with this
 * table by tests (`lencr self options` prints it), so that they cannot drift. */
#ifndef LENCR_CLI_OPT_H
#define LENCR_CLI_OPT_H

#include "cli/settings.h"

enum command_bit {
	CMD_CHECK = 1, CMD_SERVE = 2, CMD_DEMO = 4, CMD_SELF = 8,
	CMD_EXPLAIN = 16, CMD_HOSTS = 32, CMD_SHOW = 64, CMD_CRL = 128, CMD_CACHE = 256, CMD_WHY = 512,
	CMD_WATCH = 1024,
	CMD_ALL = CMD_CHECK | CMD_SERVE | CMD_DEMO | CMD_SELF | CMD_EXPLAIN | CMD_HOSTS | CMD_SHOW |
		CMD_CRL | CMD_CACHE | CMD_WHY | CMD_WATCH,
};

struct opt {
	const char *name;        /* without the dashes */
	char letter;             /* or 0 */
	unsigned commands;       /* command_bit values that take it */
	const char *argument;    /* what --help calls the argument; NULL: a flag */
	const char *values;      /* "a|b|c" when only these are taken; NULL */
	bool list;               /* may be repeated, values add up */
	const char *group;       /* heading in --help */
	const char *text;        /* one line */
	bool (*set)(struct settings *, const char *value, struct err *);
};

/* All rows; the last has name NULL. */
const struct opt *opt_table(void);

/* Reads argv[1..] for COMMAND. "--" ends options; an option given twice: the
 * last holds (lists add up). False: ERR_USAGE, naming the option, what is
 * wrong and the nearest that there is. */
bool opt_read(struct settings *, unsigned command, int argc, char **argv, struct err *);

/* Does what "--NAME VALUE" on the command line does (VALUE NULL for a flag). */
bool opt_apply(struct settings *, unsigned command, const char *name, const char *value,
	struct err *);

/* The nearest of COUNT words to WORD by edit distance, or NULL when none is near. */
const char *opt_nearest(const char *word, const char *const *words, size_t count);

#endif
