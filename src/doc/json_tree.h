/* json_tree: the data of a document as JSON text. Only json.c and jsonl.c
 * include this. */
#ifndef LENCR_DOC_JSON_TREE_H
#define LENCR_DOC_JSON_TREE_H

#include "doc/format.h"

/* Puts NODE to OUT (may be NULL: to W): compact on one line, or indented, with
 * DEPTH more levels before every line but the first. */
void json_put_node(struct writer *, struct str *out, const struct node *, bool compact,
	unsigned depth);
/* "key": (with the space unless compact). */
void json_put_key(struct writer *, struct str *out, const char *key, bool compact);

#endif
