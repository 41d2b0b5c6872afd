/* The explainers of URLs and hosts, for those who want a struct. */
#include "known/object.h"

#include <string.h>

#include "base/when.h"
#include "known/explain_parts.h"

static void begin(struct explained *e, struct arena *a, const struct explain_options *options,
	const char *text)
{
	static const struct tongue english;

	*e = (struct explained){ .arena = a, .options = options, .tongue = &english, .input = view_of_text(text),
		.this_update = WHEN_NONE, .next_update = WHEN_NONE, .not_before = WHEN_NONE,
		.not_after = WHEN_NONE };
}

static void hand_over(struct explained *e, struct known_object *out)
{
	*out = (struct known_object){ .outcome = e->outcome, .kind = e->kind == NULL ? "foreign" : e->kind,
		.what = e->what == NULL ? "nothing that is known of lencr.org or Let's Encrypt" : e->what,
		.ca = e->ca, .label = e->ca_label, .environment = e->environment, .state = e->state,
		.state_text = e->state_text, .shard = e->shard, .serial = e->serial,
		.name_hash = e->name_hash, .key_hash = e->key_hash, .host = e->host, .odds = e->odds,
		.odd_count = e->odd_count };
	if (e->ca != NULL || e->ca_label != NULL)
		out->ca_name = ca_short(e);
}

void object_of_url(struct arena *a, const char *url, struct view body, int64_t at,
	struct known_object *out)
{
	const struct explain_options options = { .at = at, .at_given = true };
	struct explained e;

	begin(&e, a, &options, url);
	if (!explain_url(&e, url)) {
		e.outcome = EXPLAIN_FOREIGN;
		e.kind = "foreign";
	}
	/* A POST carries in its body what a GET has in its path. */
	if (body.size != 0 && e.serial == NULL && e.outcome != EXPLAIN_IMITATION)
		explain_ocsp_request(&e, body, NULL);
	hand_over(&e, out);
}

void object_of_host(struct arena *a, const char *host, int64_t at, struct known_object *out)
{
	const struct explain_options options = { .at = at, .at_given = true };
	struct explained e;

	begin(&e, a, &options, host);
	if (!explain_host(&e, host)) {
		e.outcome = EXPLAIN_FOREIGN;
		e.kind = "foreign";
	}
	hand_over(&e, out);
}

bool object_older_host(struct arena *a, const char *host)
{
	const struct explain_options options = { .at_given = true };
	struct explained e;

	begin(&e, a, &options, host);
	return explain_older_host(&e, host, "/") &&
		(strcmp(e.kind, "old-url") == 0 || strcmp(e.kind, "identrust-url") == 0) &&
		strcmp(host, "cps.letsencrypt.org") != 0;
}

bool object_lookalike(struct arena *a, const char *host, const char **why, bool *sure)
{
	const struct explain_options options = { .at_given = true };
	struct explained e;

	begin(&e, a, &options, host);
	return lookalike(&e, host, why, sure);
}

/* --- who stands above whom ------------------------------------------------ */

#define ABOVE_MAX 64 /* of the catalog's certificates, one a step */

static bool seen(const char *const *list, size_t count, const char *subject)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], subject) == 0)
			return true;
	return false;
}

bool ca_is_above(const struct catalog_cert *upper, const struct catalog_cert *lower)
{
	const char *list[ABOVE_MAX];
	size_t count = 1;

	list[0] = lower->subject;
	for (size_t at = 0; at < count; at++) {
		if (strcmp(list[at], upper->subject) == 0)
			return true;
		for (size_t i = 0; i < catalog_count() && count < ABOVE_MAX; i++) {
			const struct catalog_cert *c = catalog_at(i);

			if (strcmp(c->subject, list[at]) == 0 && !seen(list, count, c->issuer))
				list[count++] = c->issuer;
		}
	}
	return false;
}
