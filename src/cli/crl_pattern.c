#include "cli/crl_pattern.h"

#include <string.h>

#include "base/str.h"
#include "cli/fetch.h"
#include "known/catalog.h"
#include "known/lencr_url.h"

#define MOST_URLS 10000
#define MOST_NUMBER 65535

static bool no_pattern(struct arena *a, const char *text, struct err *e)
{
	return err_set(e, ERR_USAGE, "'%s': write {1..128} once, with numbers up to %d and at most %d of "
		"them", str_safe_text(a, text), MOST_NUMBER, MOST_URLS);
}

static bool make(struct arena *a, const char *before, const char *after, unsigned long from,
	unsigned long to, struct crl_urls *out)
{
	size_t count = to - from + 1;

	out->urls = arena_array(a, count, sizeof *out->urls);
	out->shards = arena_array(a, count, sizeof *out->shards);
	for (size_t i = 0; i < count; i++) {
		out->urls[i] = arena_format(a, "%s%lu%s", before, from + i, after);
		out->shards[i] = from + i;
	}
	out->count = count;
	return true;
}

static bool one(struct arena *a, const char *url, struct crl_urls *out)
{
	out->urls = arena_array(a, 1, sizeof *out->urls);
	out->shards = arena_array(a, 1, sizeof *out->shards);
	out->urls[0] = url;
	out->count = 1;
	return true;
}

static bool read_range(struct arena *a, const char *text, struct crl_urls *out, struct err *e)
{
	const char *open = strchr(text, '{'), *close = strchr(text, '}'), *dots;
	unsigned long from, to;

	if (open == NULL && close == NULL)
		return one(a, text, out);
	if (open == NULL || close == NULL || close < open || strpbrk(close + 1, "{}") != NULL)
		return no_pattern(a, text, e);
	dots = strstr(open, "..");
	if (dots == NULL || dots > close ||
	    !str_number(arena_textn(a, open + 1, (size_t)(dots - open - 1)), MOST_NUMBER, &from) ||
	    !str_number(arena_textn(a, dots + 2, (size_t)(close - dots - 2)), MOST_NUMBER, &to) ||
	    to < from || to - from >= MOST_URLS)
		return no_pattern(a, text, e);
	return make(a, arena_textn(a, text, (size_t)(open - text)), close + 1, from, to, out);
}

/* The certificate of that label or name that publishes lists. */
static const struct catalog_cert *find(struct arena *a, const char *text)
{
	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *c = catalog_at(i);

		if (c->crl_host != NULL && ((c->label != NULL && str_same(c->label, text)) ||
		    str_same(c->ca, text) || str_same(c->id, text) || str_same(catalog_name(a, c), text)))
			return c;
	}
	return NULL;
}

bool crl_pattern_read(struct arena *a, const char *text, struct crl_urls *out, struct err *e)
{
	const struct catalog_cert *c;

	*out = (struct crl_urls){ 0 };
	if (fetch_is_url(text))
		return read_range(a, text, out, e);
	c = find(a, text);
	if (c == NULL)
		return err_set(e, ERR_USAGE, "'%s' is no CA of the built-in facts that publishes CRLs; write "
			"its URLs, as in 'http://ye1.c.lencr.org/{1..128}.crl'", str_safe_text(a, text));
	if (!c->shards)
		return one(a, arena_format(a, "http://%s/", c->crl_host), out);
	return make(a, arena_format(a, "http://%s/", c->crl_host), ".crl", 1, LENCR_SHARDS, out);
}
