/* target_hint: what somebody who typed this may have meant. */
#ifndef LENCR_CLI_TARGET_HINT_H
#define LENCR_CLI_TARGET_HINT_H

#include "cli/settings.h"

/* Remembers the names in the current folder, which cannot be listed any more
 * under the sandbox. */
void hint_prepare(struct settings *);
/* For a file that cannot be opened: a remedy in words, safe. Looks at the
 * names in its folder; NULL: nothing better than the usual. */
const char *hint_of_file(struct settings *, const char *path);
/* For a host that has no address: "file NAME" or "directory NAME" in the current
 * folder that is spelled nearly, or just, so, safe; NULL: there is none. */
const char *hint_of_host(struct settings *, const char *input);

#endif
