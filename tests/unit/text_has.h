/* What a text must and must not hold, with the text where it does not. */
#ifndef LENCR_TESTS_TEXT_HAS_H
#define LENCR_TESTS_TEXT_HAS_H

#include <string.h>

#include "unit.h"

static inline void has(const char *text, const char *what)
{
	if (strstr(text, what) == NULL)
		fail_msg("\"%s\" is not in:\n%s", what, text);
}

static inline void has_not(const char *text, const char *what)
{
	if (strstr(text, what) != NULL)
		fail_msg("\"%s\" is in:\n%s", what, text);
}

#endif
