/* command: the sub-commands and what they share. */
#ifndef LENCR_CLI_COMMAND_H
#define LENCR_CLI_COMMAND_H

#include "check/check.h"
#include "check/check_doc.h"
#include "cli/opt.h"

enum exit_status { EXIT_GOOD = 0, EXIT_INVALID = 1, EXIT_USAGE = 2, EXIT_REVOKED = 3,
	EXIT_UNDETERMINED = 4, EXIT_UNREACHABLE = 5, EXIT_SUSPICIOUS = 6, EXIT_BROKEN = 7 };

struct command {
	const char *name;
	unsigned bit;
	const char *operands;   /* "TARGET..." for the usage line */
	const char *text;       /* one line */
	const char *examples;   /* lines of --help, or NULL */
	int (*run)(struct settings *);   /* the exit status */
	bool has_texts;         /* its text is there in other languages than English */
};
/* All commands; the last has name NULL. */
const struct command *command_table(void);

int cmd_check(struct settings *);
int cmd_cache(struct settings *);
int cmd_serve(struct settings *);
int cmd_demo(struct settings *);
int cmd_self(struct settings *);
int cmd_explain(struct settings *);
int cmd_hosts(struct settings *);
int cmd_show(struct settings *);
int cmd_crl(struct settings *);
int cmd_why(struct settings *);
int cmd_watch(struct settings *);

/* Says one line on stderr: "lencr: TEXT". */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Says the error and gives the exit status of its code. */
int say_error(const struct err *);

/* Set by SIGINT and SIGTERM (the signal's number); the only writable global. */
extern volatile int stop_signal;
void stop_on_signals(void);

void help_show(const struct command *);      /* NULL: of the tool itself */
void version_show(struct arena *);
void report_info_fill(struct settings *, struct report_info *out);

#endif
