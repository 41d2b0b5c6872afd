/* schemas: the JSON Schemas of what the tool prints, compiled in. */
#ifndef LENCR_DOC_SCHEMAS_H
#define LENCR_DOC_SCHEMAS_H

/* The text of "lencr.check/1" (also "lencr.check-1" and the file name
 * "lencr.check-1.json"); NULL when there is no such schema. */
const char *schema_text(const char *name);
/* "lencr.check/1" …; NULL-terminated. */
const char *const *schema_names(void);

#endif
