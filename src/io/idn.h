/* idn: internationalised host names, by libidn2, independent of the locale. */
#ifndef LENCR_IO_IDN_H
#define LENCR_IO_IDN_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

/* NAME (UTF-8 or ASCII) as A-labels in lower case (IDNA 2008, non-transitional,
 * with UTS 46 mapping). Names that are ASCII already are only lower-cased.
 * False (ERR_INPUT) names what is wrong. */
bool idn_to_ascii(struct arena *, const char *name, char **out, struct err *);

#endif
