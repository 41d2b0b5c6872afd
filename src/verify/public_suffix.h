/* public_suffix: the registries' second levels that matter most.
 *
 * Not the Public Suffix List (publicsuffix.org), which has some ten thousand
 * rules and changes weekly: only second levels that a country's registry itself
 * keeps and sells names under, as the registries describe them. A name that is
 * not found may be a public suffix all the same. */
#ifndef LENCR_VERIFY_PUBLIC_SUFFIX_H
#define LENCR_VERIFY_PUBLIC_SUFFIX_H

#include <stdbool.h>

#include "base/view.h"

/* NAME: a host name of two labels; ASCII case does not matter. */
bool public_suffix_has(struct view name);

#endif
