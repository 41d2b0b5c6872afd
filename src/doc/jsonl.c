/* One envelope a line: the members of the head, then "result"; the last line
 * has the members of the tail instead. */
#include "doc/format.h"
#include "doc/json_tree.h"

static void put_members(struct writer *w, struct str *out, const struct doc *d)
{
	const struct node *n = d == NULL ? NULL : d->data->first;

	for (; n != NULL; n = n->next) {
		if (out->size != 0)
			str_put(out, ",");
		json_put_key(w, out, n->key, true);
		json_put_node(w, out, n, true, 0);
	}
}

static void begin(struct writer *w, const struct doc *head)
{
	put_members(w, &w->head, head);
}

static void put_head(struct writer *w)
{
	writer_put_text(w, "{");
	writer_put(w, str_text(&w->head), w->head.size);
}

static void item(struct writer *w, const struct doc *d)
{
	if (d == NULL)
		return;
	put_head(w);
	if (w->head.size != 0)
		writer_put_text(w, ",");
	json_put_key(w, NULL, "result", true);
	json_put_node(w, NULL, d->data, true, 0);
	writer_put_text(w, "}\n");
	writer_push(w);
}

static void end(struct writer *w, const struct doc *tail)
{
	put_members(w, &w->head, tail);
	put_head(w);
	writer_put_text(w, "}\n");
}

const struct format format_jsonl = { "jsonl", begin, item, end };
