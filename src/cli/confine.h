/* confine: --sandbox of a check: what it still has to read and write, and then
 * locking the rest away (io/sandbox.h). */
#ifndef LENCR_CLI_CONFINE_H
#define LENCR_CLI_CONFINE_H

#include "cli/settings.h"
#include "cli/targets.h"

/* After everything named was opened, before anything from outside is read.
 * *IN_FORCE as sandbox_enter says. */
bool confine(struct settings *, const struct target_list *, const char **in_force, struct err *);

#endif
