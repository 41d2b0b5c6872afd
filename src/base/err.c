#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void err_clear(struct err *e)
{
	if (e != NULL)
		*e = (struct err){ .code = ERR_NONE };
}

bool err_set(struct err *e, enum err_code code, const char *format, ...)
{
	va_list list;

	if (e == NULL)
		return false;
	e->code = code;
	va_start(list, format);
	vsnprintf(e->text, sizeof e->text, format, list);
	va_end(list);
	return false;
}

bool err_wrap(struct err *e, const char *format, ...)
{
	char inner[sizeof e->text];
	va_list list;
	size_t used;

	if (e == NULL)
		return false;
	memcpy(inner, e->text, sizeof inner);
	va_start(list, format);
	vsnprintf(e->text, sizeof e->text, format, list);
	va_end(list);
	used = strlen(e->text);
	snprintf(e->text + used, sizeof e->text - used, ": %s", inner);
	return false;
}
