/* A report as one HTML file that needs nothing else: no script, nothing that
 * is loaded, no link that leaves it. The head is a header, every item an
 * article, the tail a footer. What the verbosity hides is folded away. After
 * ARTICLES items only their shortest form is shown, so that the file stays of
 * a size that browsers like; the data has all of it. */
#include <string.h>

#include "doc/html_page.h"

enum { ARTICLES = 500 };

/* "lencr.why/1" is called "lencr why". */
static void put_name(struct writer *w, const struct doc *head)
{
	const struct node *n = head == NULL ? NULL : head->data->first;

	while (n != NULL && (n->kind != NODE_TEXT || strcmp(n->key, "schema") != 0))
		n = n->next;
	if (n == NULL) {
		writer_put_text(w, "lencr");
		return;
	}
	for (const char *c = n->text; *c != '\0' && *c != '/'; c++) {
		char one[2] = { *c == '.' ? ' ' : *c, '\0' };

		markup_text(w, one);
	}
}

static void begin(struct writer *w, const struct doc *head)
{
	writer_put_text(w, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
		"<meta name=\"referrer\" content=\"no-referrer\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	put_name(w, head);
	writer_put_text(w, "</title>\n<style>\n");
	writer_put_text(w, style_picture);
	writer_put_text(w, style_page);
	writer_put_text(w, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#results\">To the results</a>\n"
		"<header>\n<h1>");
	put_name(w, head);
	writer_put_text(w, "</h1>\n");
	if (head != NULL)
		html_put_parts(w, head, w->options.level, false);
	writer_put_text(w, "</header>\n<main id=\"results\">\n");
}

static void item(struct writer *w, const struct doc *d)
{
	bool brief = w->written >= ARTICLES;

	if (d == NULL)
		return;
	if (w->written == ARTICLES)
		markup_put(w, "<p class=\"d\">Only the first %d are shown in full; --format json has all.</p>\n",
			ARTICLES);
	writer_put_text(w, brief ? "<article class=\"short\"" : "<article");
	if (d->name != NULL) {
		writer_put_text(w, " id=\"");
		markup_text(w, d->name);
		writer_put_text(w, "\"");
	}
	writer_put_text(w, ">\n");
	html_put_parts(w, d, brief ? -1 : w->options.level, true);
	writer_put_text(w, "</article>\n");
}

static void end(struct writer *w, const struct doc *tail)
{
	writer_put_text(w, "</main>\n<footer>\n");
	if (tail != NULL)
		html_put_parts(w, tail, w->options.level, false);
	writer_put_text(w, "</footer>\n</body>\n</html>\n");
}

const struct format format_html = { "html", begin, item, end };
