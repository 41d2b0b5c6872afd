/* Setters of the options that say how to get in: protocols, passwords, addresses. */
#include <string.h>

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

SETTER(all_addresses) { (void)value, (void)e; s->all_addresses = true; return true; }

SETTER(resume)
{
	if (value[0] == '\0')
		return err_set(e, ERR_USAGE, "an empty name of a file");
	s->resume = value;
	return true;
}

SETTER(sandbox)
{
	(void)e;
	s->sandbox = strcmp(value, "off") == 0 ? SANDBOX_OFF :
		strcmp(value, "require") == 0 ? SANDBOX_REQUIRE : SANDBOX_AUTO;
	return true;
}

SETTER(catalog) { (void)e; s->catalog = value; return true; }
