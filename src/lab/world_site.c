#include <stddef.h>
#include <string.h>

#include "base/words.h"
#include "lab/reader.h"

/* Settings of TLS sites. */

static const char *const verdicts[] = {
	"good", "invalid", "revoked", "undetermined", "unreachable", "suspicious",
};

static bool is_verdict(const char *word)
{
	for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
		if (strcmp(word, verdicts[i]) == 0)
			return true;
	return false;
}

static bool add_words(struct reader *r, struct texts *to, char **words, size_t count)
{
	enum word word;

	for (size_t i = 0; i < count; i++) {
		if (!word_from_text(words[i], &word))
			return reader_fail(r, "no such word of a finding: \"%s\"", words[i]);
		texts_add(r->arena, to, words[i]);
	}
	return true;
}

/* The first word of the first line is a verdict; all others are findings. */
static bool set_expect(struct reader *r, void *object, char **words, size_t count)
{
	struct wsite *s = object;

	if (count > 0 && s->site.expect == NULL && is_verdict(words[0])) {
		s->site.expect = words[0];
		words++;
		count--;
	}
	return add_words(r, &s->words, words, count);
}

static bool set_served(struct reader *r, void *object, char **words, size_t count)
{
	struct wsite *s = object;

	if (count != 1 || !is_verdict(words[0]))
		return reader_fail(r, "expect-served needs: a verdict");
	s->site.expect_served = words[0];
	return true;
}

static bool set_refuse(struct reader *r, void *object, char **words, size_t count)
{
	struct wsite *s = object;

	return add_words(r, &s->refuse, words, count);
}

static bool set_port(struct reader *r, void *object, char **words, size_t count)
{
	struct wsite *s = object;

	return count == 1 ? read_number(r, words[0], 65535, &s->site.port) :
		reader_fail(r, "port needs: a number");
}

static bool tls_version(const char *word, int *out)
{
	*out = strcmp(word, "1.2") == 0 ? 12 : strcmp(word, "1.3") == 0 ? 13 : 0;
	return *out != 0;
}

static bool set_tls(struct reader *r, void *object, char **words, size_t count)
{
	struct wsite *s = object;

	if (count == 1 && tls_version(words[0], &s->min_tls)) {
		s->max_tls = s->min_tls;
		return true;
	}
	return reader_fail(r, "tls needs: 1.2 or 1.3");
}

static bool set_serve(struct reader *r, void *object, char **words, size_t count)
{
	struct wsite *s = object;
	struct wserve *serve = arena_more(r->arena, &s->serves, s->serve_count, &s->serve_space,
		sizeof *s->serves);

	s->serve_count++;
	serve->line = r->line;
	for (size_t i = 0; i < count; i++)
		refs_add(r->arena, &serve->certs, words[i], r->line);
	return count > 0 || reader_fail(r, "serve needs: certificates (leaf is the site's own)");
}

struct wserve *site_serve(struct reader *r, struct wsite *s)
{
	if (s->serve_count == 0) {
		struct wserve *serve = arena_more(r->arena, &s->serves, s->serve_count,
			&s->serve_space, sizeof *s->serves);

		serve->line = s->line;
		s->serve_count++;
	}
	return &s->serves[s->serve_count - 1];
}

static bool add_staple(struct reader *r, struct wsite *s, size_t at, const char *spec)
{
	struct wserve *serve = site_serve(r, s);
	struct staple_line *line = arena_more(r->arena, &serve->staples, serve->staple_count,
		&serve->staple_space, sizeof *serve->staples);

	serve->staple_count++;
	line->at = at;
	line->spec = spec;
	line->name = (struct ref){ spec, r->line };
	return true;
}

static bool set_staple(struct reader *r, void *object, char **words, size_t count)
{
	return count == 1 ? add_staple(r, object, 0, words[0]) :
		reader_fail(r, "staple needs: true good revoked unknown stale other empty garbage "
			"try-later, or an ocsp block");
}

static bool set_staple_at(struct reader *r, void *object, char **words, size_t count)
{
	unsigned at;

	if (count != 2)
		return reader_fail(r, "staple-at needs: a position and what to staple");
	return read_number(r, words[0], 100, &at) && add_staple(r, object, at, words[1]);
}

static void *own_leaf(struct reader *r, void *object)
{
	struct wsite *s = object;

	if (s->own == NULL)
		s->own = reader_add_cert(r, s->site.name, NULL);
	return s->own;
}

#define S(field) offsetof(struct wsite, field)
static const struct property site_properties[] = {
	{ "serve", SET_BY, 0, set_serve, NULL },
	{ "staple", SET_BY, 0, set_staple, NULL },
	{ "staple-at", SET_BY, 0, set_staple_at, NULL },
	{ "port", SET_BY, 0, set_port, NULL },
	{ "tls", SET_BY, 0, set_tls, NULL },
	{ "note", SET_TEXT, S(site.note), NULL, "a text in quotes" },
	{ "check", SET_TEXTS, S(options), NULL, "options of lencr check" },
	{ "expect", SET_BY, 0, set_expect, NULL },
	{ "expect-served", SET_BY, 0, set_served, NULL },
	{ "refuse", SET_BY, 0, set_refuse, NULL },
	{ "dead", SET_TEXTS, S(dead), NULL, "addresses" },
};
const struct block block_site = { "site", site_properties,
	sizeof site_properties / sizeof *site_properties, &block_cert, own_leaf };
