/* why_certs: --certs and --ct, certificates that the user knows of. */
#ifndef LENCR_CLI_WHY_CERTS_H
#define LENCR_CLI_WHY_CERTS_H

#include "cli/settings.h"
#include "observe/correlate.h"

/* Tells the correlator all of them. False: a file that cannot be opened or has
 * none in it (a usage error that names the option). */
bool why_certs_read(struct settings *, struct correlate *, struct err *);

#endif
