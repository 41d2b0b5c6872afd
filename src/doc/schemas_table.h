/* schemas_table: made from doc/schemas at build time; see doc/schemas.h. */
#ifndef LENCR_DOC_SCHEMAS_TABLE_H
#define LENCR_DOC_SCHEMAS_TABLE_H

struct schema_row { const char *name, *text; };
extern const struct schema_row schema_rows[];
extern const char *const schema_row_names[];
extern const unsigned schema_row_count;

#endif
