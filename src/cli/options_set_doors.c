/* Setters of the options that say how to get in: protocols, passwords, addresses. */
#include "cli/options_set.h"

#define SETTER(name) bool set_##name(struct settings *s, const char *value, struct err *e)

/* The table has already refused names that there are not. */
SETTER(starttls)
{
	(void)e;
	s->starttls = value;
	return true;
}

SETTER(pass_file) { (void)e; s->pass_file = value; return true; }
