#include "doc/doc.h"

#include <limits.h>
#include <stdarg.h>
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "doc/tree.h"

struct doc *doc_new(struct arena *a)
{
	struct doc *d = arena_take(a, sizeof *d);

	d->arena = a;
	d->data = arena_take(a, sizeof *d->data);
	d->data->arena = a;
	return d;
}

struct arena *doc_arena(struct doc *d)
{
	return d->arena;
}

struct node *doc_data(struct doc *d)
{
	return d->data;
}

const char *doc_keep_text(struct arena *a, const char *text, bool layout)
{
	char *flat;

	if (str_is_safe(view_of_text(text)))
		return arena_text(a, text);
	if (!layout)
		return str_safe_text(a, text);
	flat = arena_text(a, text);
	for (char *c = flat; *c != '\0'; c++)
		if (*c == '\n' || *c == '\t')
			*c = ' ';
	return str_is_safe(view_of_text(flat)) ? arena_text(a, text) : str_safe_text(a, text);
}

static struct node *node_put(struct node *parent, enum node_kind kind, const char *key)
{
	struct node *n = arena_take(parent->arena, sizeof *n);

	n->kind = kind;
	n->arena = parent->arena;
	n->parent = parent;
	if (parent->kind == NODE_OBJECT)
		n->key = doc_keep_text(parent->arena, key, false);
	if (parent->last == NULL)
		parent->first = n;
	else
		parent->last->next = n;
	parent->last = n;
	parent->count++;
	return n;
}

struct node *node_object(struct node *parent, const char *key)
{
	return node_put(parent, NODE_OBJECT, key);
}

struct node *node_array(struct node *parent, const char *key)
{
	return node_put(parent, NODE_ARRAY, key);
}

void node_text(struct node *parent, const char *key, const char *text)
{
	if (text != NULL)
		node_put(parent, NODE_TEXT, key)->text = doc_keep_text(parent->arena, text, true);
}

void node_outside(struct node *parent, const char *key, struct view v)
{
	node_put(parent, NODE_TEXT, key)->text = str_safe(parent->arena, v);
	if (parent->kind == NODE_OBJECT && !str_is_safe(v))
		node_hex(parent, arena_format(parent->arena, "%s_hex", key), v);
}

void node_hex(struct node *parent, const char *key, struct view v)
{
	node_put(parent, NODE_TEXT, key)->text = view_hex(parent->arena, v);
}

void node_number(struct node *parent, const char *key, int64_t number)
{
	node_put(parent, NODE_NUMBER, key)->number = number;
}

void node_bool(struct node *parent, const char *key, bool value)
{
	node_put(parent, NODE_BOOL, key)->number = value;
}

void node_decimal(struct node *parent, const char *key, double value)
{
	node_put(parent, NODE_DECIMAL, key)->decimal = value;
}

void node_time(struct node *parent, const char *key, int64_t when)
{
	if (when != WHEN_NONE)
		node_put(parent, NODE_TEXT, key)->text = when_text(parent->arena, when);
}

void node_moment(struct node *parent, const char *key, int64_t us)
{
	if (us != INT64_MIN)
		node_put(parent, NODE_TEXT, key)->text = when_moment_text(parent->arena, us);
}

struct arena *node_arena(const struct node *n)
{
	return n->arena;
}

size_t node_count(const struct node *n)
{
	return n->count;
}

struct part *doc_put_part(struct doc *d, enum part_kind kind, int level)
{
	struct part *p = arena_take(d->arena, sizeof *p);

	p->kind = kind;
	p->level = level;
	p->most = INT_MAX;
	if (kind == PART_LINE || kind == PART_HEADING || kind == PART_REMARK) {
		p->line = arena_take(d->arena, sizeof *p->line);
		p->line->arena = d->arena;
	}
	if (d->last == NULL)
		d->first = p;
	else
		d->last->next = p;
	d->last = p;
	return p;
}

struct line *page_line(struct doc *d, int level, unsigned indent)
{
	struct line *l = doc_put_part(d, PART_LINE, level)->line;

	l->indent = indent;
	return l;
}

void line_put(struct line *l, enum tone tone, const char *text)
{
	struct span *s;

	if (text == NULL || *text == '\0')
		return;
	s = arena_take(l->arena, sizeof *s);
	s->tone = tone;
	s->text = doc_keep_text(l->arena, text, false);
	if (l->last == NULL)
		l->first = s;
	else
		l->last->next = s;
	l->last = s;
}

void line_format(struct line *l, enum tone tone, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	line_put(l, tone, arena_vformat(l->arena, format, list));
	va_end(list);
}

void page_blank(struct doc *d, int level)
{
	doc_put_part(d, PART_BLANK, level);
}

void page_until(struct doc *d, int level)
{
	if (d->last != NULL)
		d->last->most = level;
}

void page_heading(struct doc *d, int level, const char *text)
{
	line_put(doc_put_part(d, PART_HEADING, level)->line, TONE_STRONG, text);
}

struct line *page_remark(struct doc *d, int level, enum tone tone, const char *label)
{
	struct line *l = doc_put_part(d, PART_REMARK, level)->line;

	l->label_tone = tone;
	l->label = doc_keep_text(d->arena, label, false);
	return l;
}

struct rows *page_rows(struct doc *d, int level)
{
	struct rows *r = arena_take(d->arena, sizeof *r);

	r->arena = d->arena;
	doc_put_part(d, PART_ROWS, level)->rows = r;
	return r;
}

void rows_header(struct rows *rows, const char *const *cells, unsigned count)
{
	struct row *r = rows_add(rows, 0);

	r->header = true;
	for (unsigned i = 0; i < count; i++)
		row_put(r, TONE_STRONG, cells[i]);
}

void rows_indent(struct rows *rows, unsigned columns)
{
	rows->indent = columns > 40 ? 40 : columns;
}

void rows_soft(struct rows *rows, unsigned column)
{
	if (column < 32)
		rows->soft |= UINT32_C(1) << column;
}

struct row *rows_add(struct rows *rows, unsigned depth)
{
	struct row *r = arena_take(rows->arena, sizeof *r);

	r->arena = rows->arena;
	r->depth = depth;
	if (rows->last == NULL)
		rows->first = r;
	else
		rows->last->next = r;
	rows->last = r;
	return r;
}

void row_put(struct row *r, enum tone tone, const char *text)
{
	struct cell *c = arena_take(r->arena, sizeof *c);

	c->tone = tone;
	c->text = text == NULL ? "" : doc_keep_text(r->arena, text, false);
	if (r->last == NULL)
		r->first = c;
	else
		r->last->next = c;
	r->last = c;
	r->count++;
}

void row_format(struct row *r, enum tone tone, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	row_put(r, tone, arena_vformat(r->arena, format, list));
	va_end(list);
}

void row_or(struct row *r, const char *text)
{
	struct cell *c = arena_take(r->arena, sizeof *c), *at = r->last;

	if (at == NULL)
		return;
	while (at->shorter != NULL)
		at = at->shorter;
	c->tone = at->tone;
	c->text = doc_keep_text(r->arena, text, false);
	at->shorter = c;
}

void rows_shorten(struct rows *rows, unsigned column)
{
	if (rows->steps < sizeof rows->plan / sizeof *rows->plan && column < 32)
		rows->plan[rows->steps++] = column;
}

void rows_stack(struct rows *rows)
{
	rows->stack = true;
}
