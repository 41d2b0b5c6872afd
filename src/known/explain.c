/* What kind of thing is this? The explainers are asked in the order of a table. */
#include "known/explain.h"

#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "known/explain_parts.h"

static const struct { bool (*explain)(struct explained *, const char *text); } readers[] = {
	{ explain_word }, { explain_request_line }, { explain_url }, { explain_path },
	{ explain_error }, { explain_cache_name }, { explain_ari }, { explain_hex }, { explain_ca_name },
	{ explain_base64 }, { explain_host },
};

static void begin(struct explained *e, struct doc *d, const struct explain_options *options,
	struct view input)
{
	*e = (struct explained){ .arena = doc_arena(d), .options = options, .input = input,
		.this_update = WHEN_NONE, .next_update = WHEN_NONE, .not_before = WHEN_NONE,
		.not_after = WHEN_NONE };
}

/* Without blanks, quotes and brackets around. */
static char *trimmed(struct arena *arena, struct view v)
{
	static const char around[] = " \t\r\n\"'`<>";

	while (v.size > 0 && strchr(around, v.data[0]) != NULL && v.data[0] != '\0')
		v = view_part(v, 1, SIZE_MAX);
	while (v.size > 0 && strchr(around, v.data[v.size - 1]) != NULL && v.data[v.size - 1] != '\0')
		v.size--;
	return arena_textn(arena, (const char *)v.data, v.size);
}

/* "hxxp://x1[.]c[.]lencr[.]org" as analysts write it so that nobody clicks. */
static char *refanged(struct arena *arena, const char *text)
{
	static const char *const forms[][2] = { { "hxxp", "http" }, { "hXXp", "http" },
		{ "[.]", "." }, { "(.)", "." }, { "[:]", ":" }, { "[://]", "://" }, { "[dot]", "." } };
	size_t size = 0, step;
	char *out;

	if (strstr(text, "hxxp") == NULL && strstr(text, "hXXp") == NULL && strpbrk(text, "[(") == NULL)
		return arena_text(arena, text);
	out = arena_take(arena, strlen(text) + 1);
	for (; *text != '\0'; text += step) {
		step = 0;
		for (size_t i = 0; step == 0 && i < sizeof forms / sizeof *forms; i++)
			if (str_starts(text, forms[i][0])) {
				step = strlen(forms[i][0]);
				memcpy(out + size, forms[i][1], strlen(forms[i][1]));
				size += strlen(forms[i][1]);
			}
		if (step == 0) {
			out[size++] = *text;
			step = 1;
		}
	}
	return out;
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

enum explain_outcome explain_text(struct doc *d, struct view thing,
	const struct explain_options *options)
{
	struct explained e;
	char *text;

	begin(&e, d, options, thing);
	if (thing.size > EXPLAIN_LINE_MAX || memchr(thing.size == 0 ? (const void *)"" :
	    (const void *)thing.data, 0, thing.size) != NULL) {
		e.outcome = EXPLAIN_FOREIGN;
		e.kind = "foreign";
		e.what = thing.size > EXPLAIN_LINE_MAX ? "too long to be looked into" : "no text";
		e.input = view_part(thing, 0, 4096);
		explained_put(d, &e);
		return e.outcome;
	}
	text = refanged(e.arena, trimmed(e.arena, thing));
	if (!explain_one(&e, text) && !(strpbrk(text, " \t") != NULL &&
	    (explain_within(&e, text) || explain_hex_within(&e, text)))) {
		e.outcome = EXPLAIN_FOREIGN;
		e.kind = "foreign";
		e.what = "nothing that is known of lencr.org or Let's Encrypt";
	}
	explained_put(d, &e);
	return e.outcome;
}

enum explain_outcome explain_object(struct doc *d, const char *name, struct view der,
	const struct explain_options *options)
{
	struct explained e;

	begin(&e, d, options, view_of_text(name));
	explain_der(&e, der);
	explained_put(d, &e);
	return e.outcome;
}

enum explain_outcome explain_other_file(struct doc *d, const char *name, const char *what,
	const struct explain_options *options)
{
	struct explained e;

	begin(&e, d, options, view_of_text(name));
	e.outcome = EXPLAIN_FOREIGN;
	e.kind = "foreign";
	e.what = arena_format(e.arena, "%s: no certificate, CRL, OCSP request or response", what);
	explained_put(d, &e);
	return e.outcome;
}
