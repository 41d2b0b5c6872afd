#include "doc/json_tree.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/memory.h"

#define STEP 2 /* columns a level */

static json_t *need(json_t *value)
{
	if (value == NULL)
		mem_out();
	return value;
}

/* Texts were made valid UTF-8 when they were put; a NULL here is a bug or no
 * memory, never a member that silently goes missing. */
static json_t *value_of(const struct node *n)
{
	switch (n->kind) {
	case NODE_OBJECT:
		return need(json_object());
	case NODE_ARRAY:
		return need(json_array());
	case NODE_TEXT:
		return need(json_string(n->text));
	case NODE_NUMBER:
		return need(json_integer(n->number));
	case NODE_DECIMAL:
		return need(json_real(n->decimal));
	case NODE_BOOL:
		return need(json_boolean(n->number != 0));
	}
	return need(NULL);
}

static void hang(json_t *parent, const struct node *n, json_t *value)
{
	int failed = n->key != NULL ? json_object_set_new(parent, n->key, value) :
		json_array_append_new(parent, value);

	if (failed != 0)
		mem_out();
}

/* The tree of TOP. Iterative: the stack is as deep as the tree. */
static json_t *tree_of(const struct node *top)
{
	json_t *root = value_of(top), **stack = NULL;
	size_t depth = 0, space = 0;
	const struct node *n = top->first;

	if (n == NULL)
		return root;
	space = 16;
	stack = mem_take(space, sizeof *stack);
	stack[depth++] = root;
	while (n != NULL) {
		json_t *value = value_of(n);

		hang(stack[depth - 1], n, value);
		if (n->first != NULL) {
			if (depth == space)
				stack = mem_resize(stack, space *= 2, sizeof *stack);
			stack[depth++] = value;
			n = n->first;
			continue;
		}
		while (n != top && n->next == NULL) {
			n = n->parent;
			depth--;
		}
		n = n == top ? NULL : n->next;
	}
	free(stack);
	return root;
}

struct sink {
	struct writer *writer;
	struct str *out;
	unsigned depth;
};

static void sink_put(struct sink *s, const char *text, size_t size)
{
	if (s->out != NULL)
		str_put_view(s->out, view_of(text, size));
	else
		writer_put(s->writer, text, size);
}

/* jansson escapes line feeds in strings, so one that arrives here is layout. */
static int sink_take(const char *text, size_t size, void *context)
{
	struct sink *s = context;
	size_t from = 0;

	for (size_t i = 0; i < size; i++) {
		if (text[i] != '\n' || s->depth == 0)
			continue;
		sink_put(s, text + from, i + 1 - from);
		for (unsigned d = 0; d < s->depth * STEP; d++)
			sink_put(s, " ", 1);
		from = i + 1;
	}
	sink_put(s, text + from, size - from);
	return 0;
}

static void dump(struct sink *s, json_t *value, bool compact)
{
	size_t flags = JSON_ENCODE_ANY | JSON_REAL_PRECISION(12) | (compact ? JSON_COMPACT : JSON_INDENT(STEP));

	if (json_dump_callback(value, sink_take, s, flags) != 0)
		mem_out();
	json_decref(value);
}

void json_put_node(struct writer *w, struct str *out, const struct node *n, bool compact,
	unsigned depth)
{
	struct sink s = { w, out, depth };

	dump(&s, tree_of(n), compact);
}

void json_put_key(struct writer *w, struct str *out, const char *key, bool compact)
{
	struct sink s = { w, out, 0 };

	dump(&s, need(json_string(key)), true);
	sink_put(&s, ": ", compact ? 1 : 2);
}
