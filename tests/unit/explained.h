/* What an explanation says, member by member, for the tests of known/explain. */
#ifndef LENCR_TESTS_EXPLAINED_H
#define LENCR_TESTS_EXPLAINED_H

#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "doc/tree.h"
#include "known/explain.h"

#define NOW INT64_C(1795219200) /* 2026-11-21 */

/* A file of the shared folder, which may be absent. */
static inline char *shared_path(struct arena *a, const char *path)
{
	const char *base = getenv("LENCR_SHARED"), *top = getenv("top_srcdir");

	return base != NULL ? arena_format(a, "%s/%s", base, path) :
		arena_format(a, "%s/../shared/%s", top == NULL ? "." : top, path);
}

/* The member at a path of keys with '/' between ("ca/label"), or NULL. */
static inline const struct node *member(const struct doc *d, const char *path)
{
	const struct node *n = d->data;

	while (n != NULL && *path != '\0') {
		size_t size = strcspn(path, "/");
		const struct node *child = n->first;

		while (child != NULL && (child->key == NULL || strlen(child->key) != size ||
		    strncmp(child->key, path, size) != 0))
			child = child->next;
		n = child;
		path += size + (path[size] == '/');
	}
	return n;
}

static inline const char *said(const struct doc *d, const char *path)
{
	const struct node *n = member(d, path);

	return n == NULL || n->text == NULL ? "" : n->text;
}

static inline int64_t number(const struct doc *d, const char *path)
{
	const struct node *n = member(d, path);

	return n == NULL ? -1 : n->number;
}

/* Whether an entry of "odd" has WORD. */
static inline bool odd(const struct doc *d, const char *word)
{
	const struct node *list = member(d, "odd");

	for (const struct node *n = list->first; n != NULL; n = n->next)
		for (const struct node *m = n->first; m != NULL; m = m->next)
			if (strcmp(m->key, "word") == 0 && strcmp(m->text, word) == 0)
				return true;
	return false;
}

static inline struct doc *explained_at(struct arena *a, const char *text, int64_t at,
	enum explain_outcome expected)
{
	struct explain_options options = { .at = at, .at_given = true };
	struct doc *d = doc_new(a);
	enum explain_outcome o = explain_text(d, view_of_text(text), &options);

	if (o != expected)
		print_message("# %s: %s\n", text, explain_outcome_word(o));
	assert_int_equal(o, expected);
	assert_string_equal(said(d, "outcome"), explain_outcome_word(o));
	assert_true(said(d, "kind")[0] != '\0' && said(d, "what")[0] != '\0');
	return d;
}

static inline struct doc *explained(struct arena *a, const char *text)
{
	return explained_at(a, text, NOW, EXPLAIN_KNOWN);
}

#endif
