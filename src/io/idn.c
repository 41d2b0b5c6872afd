#include "io/idn.h"

#include <idn2.h>
#include <string.h>

#include "base/str.h"

static bool is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text > 0x7e)
			return false;
	return true;
}

bool idn_to_ascii(struct arena *a, const char *name, char **out, struct err *e)
{
	char *found = NULL;
	int rc;

	*out = NULL;
	if (is_ascii(name)) {
		*out = arena_text(a, name);
	} else {
		rc = idn2_to_ascii_8z(name, &found, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
		if (rc != IDN2_OK)
			return err_set(e, ERR_INPUT, "'%s' is no host name: %s", str_safe_text(a, name),
				idn2_strerror(rc));
		*out = arena_text(a, found);
		idn2_free(found);
	}
	for (char *p = *out; *p != '\0'; p++)
		*p = str_lower(*p);
	return true;
}
