/* A thing from a log, and the same as an object: explained without a crash, to
 * a document that holds together; the worse of what it may be always said why. */
#include <string.h>

#include "base/str.h"
#include "doc/tree.h"
#include "fuzz.h"
#include "known/explain.h"

static void check(const struct doc *d, enum explain_outcome o)
{
	bool outcome = false, what = false, failed = false;

	PROMISED(o < EXPLAIN_OUTCOMES);
	for (const struct node *n = d->data->first; n != NULL; n = n->next) {
		PROMISED(n->text == NULL || str_is_utf8(view_of_text(n->text)));
		outcome = outcome || (strcmp(n->key, "outcome") == 0 &&
			strcmp(n->text, explain_outcome_word(o)) == 0);
		what = what || (strcmp(n->key, "what") == 0 && n->text[0] != '\0');
		if (strcmp(n->key, "odd") != 0)
			continue;
		for (const struct node *one = n->first; one != NULL; one = one->next)
			for (const struct node *m = one->first; m != NULL; m = m->next)
				failed = failed || (strcmp(m->key, "severity") == 0 && strcmp(m->text, "fail") == 0);
	}
	PROMISED(outcome && what);
	PROMISED(failed == (o == EXPLAIN_IMITATION));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct explain_options options = { .at = 1795219200, .host = "r3.o.lencr.org" };
	struct arena *a = arena_new();
	struct explain_file f;
	struct doc *d = doc_new(a);

	/* In French the page is made by a run of its own. */
	language_find("fr", &options.tongue.language);
	options.tongue.ascii = size % 2 == 1;
	check(d, explain_text(d, view_of(data, size), &options));
	explain_file_read(a, view_of(data, size), &f);
	for (size_t i = 0; i < f.count; i++) {
		d = doc_new(a);
		check(d, explain_object(d, "file", f.objects[i], &options));
	}
	arena_free(a);
	return 0;
}
