/* One indented document: members of the head, the array of items, members of
 * the tail. Items go out as they come. */
#include "doc/format.h"
#include "doc/json_tree.h"

/* The members of the root object, each with a comma behind it. */
static void put_members(struct writer *w, const struct doc *d)
{
	const struct node *n = d == NULL ? NULL : d->data->first;

	for (; n != NULL; n = n->next) {
		writer_put_text(w, "  ");
		json_put_key(w, NULL, n->key, false);
		json_put_node(w, NULL, n, false, 1);
		writer_put_text(w, ",\n");
	}
}

static void begin(struct writer *w, const struct doc *head)
{
	writer_put_text(w, "{\n");
	put_members(w, head);
	writer_put_text(w, "  ");
	json_put_key(w, NULL, w->items, false);
	writer_put_text(w, "[");
}

static void item(struct writer *w, const struct doc *d)
{
	if (d == NULL)
		return;
	writer_put_text(w, w->written == 0 ? "\n    " : ",\n    ");
	json_put_node(w, NULL, d->data, false, 2);
}

static void end(struct writer *w, const struct doc *tail)
{
	const struct node *n = tail == NULL ? NULL : tail->data->first;

	writer_put_text(w, w->written == 0 ? "]" : "\n  ]");
	for (; n != NULL; n = n->next) {
		writer_put_text(w, ",\n  ");
		json_put_key(w, NULL, n->key, false);
		json_put_node(w, NULL, n, false, 1);
	}
	writer_put_text(w, "\n}\n");
}

const struct format format_json = { "json", begin, item, end };
