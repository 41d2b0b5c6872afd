/* What the options of explain and hosts do to the settings. */
#include <string.h>

#include "base/str.h"
#include "cli/options_set.h"
#include "known/hosts.h"

#define SETTER(name) bool set_##name(struct settings *s, const char *value, struct err *e)

SETTER(serial) { (void)e; s->serial = value; return true; }
SETTER(issuer) { (void)e; s->issuer = value; return true; }

/* A host name with nothing around it: it becomes part of a URL. */
SETTER(of_host)
{
	if (value[0] == '\0' || strpbrk(value, "/?#@\\ \t\r\n") != NULL)
		return err_set(e, ERR_USAGE, "'%s' is not a host name",
			str_safe_text(s->arena, value));
	s->of_host = value;
	return true;
}

SETTER(needed) { (void)value; (void)e; s->all_hosts = false; return true; }
SETTER(all_hosts) { (void)value; (void)e; s->all_hosts = true; return true; }

SETTER(hosts_format)
{
	static const char *const documents[] = { "json", "jsonl" };
	const char *const *own = hosts_formats();
	bool known = false;

	for (size_t i = 0; own[i] != NULL; i++)
		known = known || strcmp(own[i], value) == 0;
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
		known = known || strcmp(documents[i], value) == 0;
	if (!known)
		return err_set(e, ERR_USAGE, "there is no format '%s'; there are plain, squid, pihole, "
			"nftables, json and jsonl", str_safe_text(s->arena, value));
	s->format = value;
	return true;
}
