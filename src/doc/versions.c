#include "doc/versions.h"

#include <jansson.h>

const char *versions_jansson(struct arena *a)
{
	return arena_format(a, "jansson %s", JANSSON_VERSION);
}
