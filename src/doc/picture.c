/* Builders of pictures, and the names that their marks lead to. */
#include <string.h>

#include "doc/tree.h"

/* NULL for what could not stand in an attribute as it is. */
static const char *name_keep(struct arena *a, const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

	if (name[0] == '\0' || name[strspn(name, allowed)] != '\0')
		return NULL;
	return doc_keep_text(a, name, false);
}

void doc_name(struct doc *d, const char *name)
{
	d->name = name_keep(d->arena, name);
}

struct picture *page_picture(struct doc *d, int level, const char *title)
{
	struct picture *p = arena_take(d->arena, sizeof *p);

	p->arena = d->arena;
	p->title = doc_keep_text(d->arena, title, false);
	doc_put_part(d, PART_PICTURE, level)->picture = p;
	return p;
}

void picture_key(struct picture *p, enum strength s, const char *name, const char *meaning)
{
	p->key[s].name = doc_keep_text(p->arena, name, false);
	p->key[s].meaning = doc_keep_text(p->arena, meaning, false);
}

void picture_alarm_key(struct picture *p, const char *name, const char *meaning)
{
	p->key[STRENGTHS].name = doc_keep_text(p->arena, name, false);
	p->key[STRENGTHS].meaning = doc_keep_text(p->arena, meaning, false);
}

struct lane *picture_lane(struct picture *p, const char *name)
{
	struct lane *l = arena_take(p->arena, sizeof *l);

	l->arena = p->arena;
	l->name = doc_keep_text(p->arena, name, false);
	if (p->last == NULL)
		p->first = l;
	else
		p->last->next = l;
	p->last = l;
	p->count++;
	return l;
}

struct mark *lane_mark(struct lane *l, int64_t at, enum strength s, const char *label,
	const char *by, const char *text)
{
	struct mark *m = arena_take(l->arena, sizeof *m);

	m->arena = l->arena;
	m->at = at;
	m->strength = s;
	m->label = doc_keep_text(l->arena, label, false);
	m->by = by == NULL ? NULL : doc_keep_text(l->arena, by, false);
	m->text = doc_keep_text(l->arena, text, false);
	if (l->last == NULL)
		l->first = m;
	else
		l->last->next = m;
	l->last = m;
	l->count++;
	return m;
}

void mark_alarm(struct mark *m)
{
	m->alarm = true;
}

void mark_leads_to(struct mark *m, const char *name)
{
	m->leads_to = name_keep(m->arena, name);
}

void mark_cause(struct mark *m, int64_t before, enum strength s, const char *label)
{
	struct cause *c = arena_take(m->arena, sizeof *c);

	c->before = before;
	c->strength = s;
	c->label = doc_keep_text(m->arena, label, false);
	if (m->last == NULL)
		m->first = c;
	else
		m->last->next = c;
	m->last = c;
	m->count++;
}
