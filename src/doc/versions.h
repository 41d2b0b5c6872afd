/* versions: which jansson this process runs with. */
#ifndef LENCR_DOC_VERSIONS_H
#define LENCR_DOC_VERSIONS_H

#include "base/arena.h"

const char *versions_jansson(struct arena *); /* "jansson 2.14" */

#endif
