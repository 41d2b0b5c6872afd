/* versions: which libraries this process runs with, for --version and reports. */
#ifndef LENCR_IO_VERSIONS_H
#define LENCR_IO_VERSIONS_H

#include "base/arena.h"

const char *versions_openssl(void);      /* "OpenSSL 3.0.22 25 Aug 2026" */
const char *versions_curl(struct arena *); /* "libcurl 7.88.1" */

#endif
