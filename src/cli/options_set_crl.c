/* Setters of `lencr show` and `lencr crl`. */
#include "base/str.h"
#include "base/view.h"
#include "cli/options_set.h"

#define SETTER(name) bool set_##name(struct settings *s, const char *value, struct err *e)
#define MOST_SERIAL 64

SETTER(find)
{
	const char *hex = value[0] == '0' && (value[1] == 'x' || value[1] == 'X') ? value + 2 : value;
	struct view serial;
	struct view *slot;

	if (!view_from_hex(s->arena, hex, MOST_SERIAL, &serial) || serial.size == 0) {
		/* Printed as a number, a serial loses its leading zero. */
		char *padded = arena_format(s->arena, "0%s", hex);

		if (!view_from_hex(s->arena, padded, MOST_SERIAL, &serial) || serial.size == 0)
			return err_set(e, ERR_USAGE, "'%s' is not a serial; write its hex digits",
				str_safe_text(s->arena, value));
	}
	slot = arena_more(s->arena, &s->finds, s->find_count, &s->find_space, sizeof *slot);
	*slot = serial;
	s->find_count++;
	return true;
}

SETTER(issuers)
{
	(void)e;
	texts_put(&s->issuers, s->arena, value);
	return true;
}

SETTER(ct_logs)
{
	(void)e;
	s->ct_logs = value;
	return true;
}
