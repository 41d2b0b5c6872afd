/* What kind of thing is this? The explainers are asked in the order of a table. */
#include "known/explain.h"

#include <string.h>

#include "base/str.h"
#include "known/explain_parts.h"

static const struct { bool (*explain)(struct explained *, const char *text); } readers[] = {
	{ explain_word }, { explain_request_line }, { explain_ari }, { explain_url }, { explain_path },
	{ explain_error }, { explain_cache_name }, { explain_hex }, { explain_ca_name },
	{ explain_base64 }, { explain_host },
};

/* The octets of the blank, quote or bracket at the beginning or the end; 0: there is none. */
static size_t wrapping(struct view v, bool at_end)
{
	static const char *const around[] = { " ", "\t", "\r", "\n", "\"", "'", "`", "<", ">",
		"\u00a0", "\u00ab", "\u00bb", "\u2018", "\u2019", "\u201a", "\u201c", "\u201d", "\u201e",
		"\u2026", "\u2039", "\u203a" };

	for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
		size_t size = strlen(around[i]);

		if (v.size >= size && memcmp(v.data + (at_end ? v.size - size : 0), around[i], size) == 0)
			return size;
	}
	return 0;
}

/* Without blanks, quotes and brackets around. */
static char *trimmed(struct arena *arena, struct view v)
{
	size_t size;

	while ((size = wrapping(v, false)) != 0)
		v = view_part(v, size, SIZE_MAX);
	while ((size = wrapping(v, true)) != 0)
		v.size -= size;
	return arena_textn(arena, (const char *)v.data, v.size);
}

/* A form of writing and what is meant, which is never longer. */
struct form { const char *written, *meant; };

static char *without_forms(struct arena *arena, const char *text, const struct form *forms,
	size_t count)
{
	char *out = arena_take(arena, strlen(text) + 1);
	size_t size = 0, step;

	for (; *text != '\0'; text += step) {
		step = 0;
		for (size_t i = 0; step == 0 && i < count; i++)
			if (str_starts(text, forms[i].written)) {
				step = strlen(forms[i].written);
				memcpy(out + size, forms[i].meant, strlen(forms[i].meant));
				size += strlen(forms[i].meant);
			}
		if (step == 0) {
			out[size++] = *text;
			step = 1;
		}
	}
	out[size] = '\0';
	return out;
}

/* "hxxp://x1[.]c[.]lencr[.]org" as analysts write it so that nobody clicks, and
 * "http:\/\/x1.c.lencr.org\/" as some writers of JSON do. */
static char *refanged(struct arena *arena, char *text)
{
	static const struct form safe[] = { { "hxxp", "http" }, { "hXXp", "http" }, { "[.]", "." },
		{ "(.)", "." }, { "[:]", ":" }, { "[://]", "://" }, { "[dot]", "." } };
	static const struct form json[] = { { "\\/", "/" }, { "\\u002b", "+" }, { "\\u002B", "+" },
		{ "\\u002f", "/" }, { "\\u002F", "/" }, { "\\u003d", "=" }, { "\\u003D", "=" },
		{ "\\u0026", "&" } };

	if (strstr(text, "hxxp") != NULL || strstr(text, "hXXp") != NULL || strpbrk(text, "[(") != NULL)
		text = without_forms(arena, text, safe, sizeof safe / sizeof *safe);
	if (strstr(text, ":\\/\\/") != NULL || strstr(text, "\\u00") != NULL)
		text = without_forms(arena, text, json, sizeof json / sizeof *json);
	return text;
}

static bool explain_one(struct explained *e, const char *text)
{
	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
		if (readers[i].explain(e, text))
			return true;
	return false;
}

/* Hex in a log line counts when it is known: a serial, a hash, a cache file's name. */
static bool explain_hex_within(struct explained *e, const char *text)
{
	static const char digits[] = "0123456789abcdefABCDEF:";
	const struct explained before = *e;

	for (const char *at = text; *at != '\0';) {
		size_t size = strspn(at, digits);
		char *word = arena_textn(e->arena, at, size);

		if (size >= 32 && (explain_cache_name(e, word) || explain_hex(e, word)) &&
		    e->outcome == EXPLAIN_KNOWN)
			return true;
		*e = before;
		at += size;
		at += strcspn(at, digits);
	}
	return false;
}

/* A log line: the first word in it that is a URL, else a host of lencr.org. */
static bool explain_within(struct explained *e, const char *text)
{
	static const char blanks[] = " \t\"'<>,;|()[]=";

	for (unsigned pass = 0; pass < 2; pass++)
		for (const char *at = text + strspn(text, blanks); *at != '\0';) {
			size_t size = strcspn(at, pass == 0 ? " \t\"'<>|" : blanks);
			char *word = arena_textn(e->arena, at, size);

			if (pass == 0 ? (str_starts(word, "http://") || str_starts(word, "https://")) &&
			    explain_url(e, word) : strstr(word, "lencr.org") != NULL && explain_host(e, word))
				return true;
			at += size;
			at += strspn(at, blanks);
		}
	return false;
}

/* A sentence's end behind a URL: ".crl." and "x1.c.lencr.org/," name no such path. */
static void without_punctuation(char *text)
{
	size_t size = strlen(text);

	if (strpbrk(text, " \t") != NULL || strstr(text, "lencr.org") == NULL)
		return;
	while (size > 0 && strchr(",;)]}", text[size - 1]) != NULL)
		text[--size] = '\0';
	if (size > 5 && strcmp(text + size - 5, ".crl.") == 0)
		text[size - 1] = '\0';
}

static void find_text(struct explained *e, const void *thing)
{
	const struct view *v = thing;
	char *text;

	if (v->size > EXPLAIN_LINE_MAX || memchr(v->size == 0 ? (const void *)"" :
	    (const void *)v->data, 0, v->size) != NULL) {
		e->kind = "foreign";
		if (v->size > EXPLAIN_LINE_MAX)
			explained_foreign(e, "too long to be looked into");
		else
			explained_foreign(e, "no text");
		return;
	}
	text = refanged(e->arena, trimmed(e->arena, *v));
	without_punctuation(text);
	if (explain_one(e, text))
		return;
	if (strpbrk(text, " \t=,;") != NULL && (explain_within(e, text) || explain_hex_within(e, text)))
		return;
	e->kind = "foreign";
	explained_foreign(e, "nothing that is known of lencr.org or Let's Encrypt");
}

enum explain_outcome explain_text(struct doc *d, struct view thing,
	const struct explain_options *options)
{
	return explained_put(d, options, view_part(thing, 0, thing.size > EXPLAIN_LINE_MAX ? 4096 :
		SIZE_MAX), find_text, &thing);
}

static void find_object(struct explained *e, const void *thing)
{
	explain_der(e, *(const struct view *)thing);
}

enum explain_outcome explain_object(struct doc *d, const char *name, struct view der,
	const struct explain_options *options)
{
	return explained_put(d, options, view_of_text(name), find_object, &der);
}

static void find_other_file(struct explained *e, const void *thing)
{
	e->kind = "foreign";
	explained_foreign(e, "%s: no certificate, CRL, OCSP request or response", tell(e, thing));
}

enum explain_outcome explain_other_file(struct doc *d, const char *name, const char *what,
	const struct explain_options *options)
{
	return explained_put(d, options, view_of_text(name), find_other_file, what);
}
