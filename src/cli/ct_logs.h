/* ct_logs: the log list of --ct-logs, ready for use. */
#ifndef LENCR_CLI_CT_LOGS_H
#define LENCR_CLI_CT_LOGS_H

#include "cli/settings.h"
#include "verify/rules_sct.h"

/* *OUT is NULL without the option. False with *err (ERR_USAGE). */
bool ct_logs_open(struct settings *, const struct sct_logs **out, struct err *);
/* The same with bytes that are there already; NAME is for messages. */
bool ct_logs_take(struct settings *, const char *name, struct blob *, const struct sct_logs **out,
	struct err *);

#endif
