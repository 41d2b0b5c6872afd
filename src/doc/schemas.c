#include "doc/schemas.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "doc/schemas_table.h"

/* '/' of a schema's name is '-' in its file's name. */
static bool is_named(const char *asked, const char *name)
{
	for (; *name != '\0'; name++, asked++)
		if (*asked != *name && !(*name == '/' && *asked == '-'))
			return false;
	return *asked == '\0' || strcmp(asked, ".json") == 0;
}

const char *schema_text(const char *name)
{
	for (unsigned i = 0; i < schema_row_count; i++)
		if (is_named(name, schema_rows[i].name))
			return schema_rows[i].text;
	return NULL;
}

const char *const *schema_names(void)
{
	return schema_row_names;
}
