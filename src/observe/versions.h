/* versions: which libpcap this process runs with, for --version. */
#ifndef LENCR_OBSERVE_VERSIONS_H
#define LENCR_OBSERVE_VERSIONS_H

#include "base/arena.h"

const char *versions_libpcap(struct arena *); /* "libpcap 1.10.3" */

#endif
