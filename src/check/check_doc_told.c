/* Details taken apart: which URL, which place, what happened. */
#include <string.h>

#include "base/str.h"
#include "check/check_doc_parts.h"

/* The length of "URL: " at the start of TEXT, of the URL alone in *URL. */
static size_t url_prefix(const char *text, size_t *url)
{
	const char *end = strstr(text, ": "), *mark = strstr(text, "://");

	*url = end == NULL ? strlen(text) : (size_t)(end - text);
	if (mark == NULL || mark > text + *url || memchr(text, ' ', *url) != NULL)
		return 0;
	return end == NULL ? *url : *url + 2;
}

/* "HOST port 80 (192.0.2.1), answered: HTTP status 404" */
static void read_place(const struct report *r, struct told *t)
{
	const char *port = strstr(t->text, " port "), *colon, *comma;

	if (port == NULL || (colon = strstr(port, ": ")) == NULL)
		return;
	for (comma = colon; comma > port && *comma != ','; comma--)
		;
	if (comma == port)
		return;
	t->place = arena_format(r->arena, "%.*s", (int)(comma - t->text), t->text);
	t->text = colon + 2;
}

struct told report_told(const struct report *r, const char *detail)
{
	struct told t = { .text = detail };
	size_t size = 0, url = 0;

	if (detail == NULL || *detail == '\0')
		return (struct told){ 0 };
	while ((size = url_prefix(t.text, &url)) != 0) {
		if (t.url == NULL)
			t.url = arena_format(r->arena, "%.*s", (int)url, t.text);
		t.text += size;
	}
	read_place(r, &t);
	if (*t.text == '\0')
		t.text = NULL;
	return t;
}

const char *report_url(const struct report *r, const char *url)
{
	const size_t most = 60;
	const char *path = strstr(url, "://");

	if (strlen(url) <= most || path == NULL || (path = strchr(path + 3, '/')) == NULL ||
	    (size_t)(path - url) > most)
		return url;
	return arena_format(r->arena, "%.*s/\u2026", (int)(path - url), url);
}

/* "The certificate has expired" -> "the certificate has expired". */
const char *report_in_sentence(const struct report *r, const char *text)
{
	char *copy = arena_text(r->arena, text);

	if (copy[0] >= 'A' && copy[0] <= 'Z' && !(copy[1] >= 'A' && copy[1] <= 'Z'))
		copy[0] = str_lower(copy[0]);
	return copy;
}

const char *report_capitalised(const struct report *r, const char *text)
{
	char *copy = arena_text(r->arena, text);

	if (copy[0] >= 'a' && copy[0] <= 'z')
		copy[0] = (char)(copy[0] - 'a' + 'A');
	return copy;
}
