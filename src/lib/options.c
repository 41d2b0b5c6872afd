/* options: the structs that programs fill, and how they are read. */
#include "lib/edge.h"

#include <string.h>

#include "base/when.h"

#define DEFAULT_TIMEOUT_MS 120000
#define MOST_DEPTH 100

_Static_assert(LENCR_NO_TIME == WHEN_NONE, "one value for no time");
_Static_assert((int)LENCR_ANY_PURPOSE == (int)PURPOSE_ANY &&
	(int)LENCR_RFC5280 == (int)PROFILE_RFC5280 && (int)LENCR_OFF == (int)REVOCATION_OFF &&
	(int)LENCR_LEAF == (int)SCOPE_LEAF && (int)LENCR_BOTH == (int)METHOD_BOTH,
	"the public values are those of verify/policy.h");

void lencr_options_init(struct lencr_options *o)
{
	struct policy p;

	policy_init(&p);
	memset(o, 0, sizeof *o);
	o->size = sizeof *o;
	o->at = LENCR_NO_TIME;
	o->purpose = (enum lencr_purpose)p.purpose;
	o->profile = (enum lencr_profile)p.profile;
	o->revocation = (enum lencr_revocation)p.revocation;
	o->scope = (enum lencr_scope)p.scope;
	o->method = (enum lencr_method)p.method;
	o->max_age = p.max_age;
	o->warn_left = p.warn_left;
	o->max_crl = p.most.crl_bytes;
	o->max_depth = p.max_depth;
}

static bool sound(const struct lencr_options *o, struct err *err)
{
	if (o->max_age < 0)
		return err_set(err, ERR_USAGE, "max_age: a negative span");
	if (o->max_depth > MOST_DEPTH)
		return err_set(err, ERR_USAGE, "max_depth: %u is more than %d", o->max_depth, MOST_DEPTH);
	if (o->max_crl == 0 || o->max_crl > SIZE_MAX / 4)
		return err_set(err, ERR_USAGE, "max_crl: %zu is no size of a list", o->max_crl);
	if (o->key != NULL && strcmp(o->key, "rsa") != 0 && strcmp(o->key, "ecdsa") != 0)
		return err_set(err, ERR_USAGE, "key: is neither \"rsa\" nor \"ecdsa\"");
	return edge_choice("purpose", (int)o->purpose, LENCR_ANY_PURPOSE + 1, err) &&
		edge_choice("profile", (int)o->profile, LENCR_RFC5280 + 1, err) &&
		edge_choice("revocation", (int)o->revocation, LENCR_OFF + 1, err) &&
		edge_choice("scope", (int)o->scope, LENCR_LEAF + 1, err) &&
		edge_choice("method", (int)o->method, LENCR_BOTH + 1, err);
}

bool options_take(struct lencr_check *c, const struct lencr_options *given, struct err *err)
{
	struct lencr_options o;
	struct policy *p = &c->policy;

	lencr_options_init(&o);
	if (!edge_read(&o, sizeof o, sizeof o, given, "lencr_options", err) || !sound(&o, err))
		return false;
	policy_init(p);
	p->purpose = (enum purpose)o.purpose;
	p->profile = (enum profile)o.profile;
	p->revocation = (enum revocation_mode)o.revocation;
	p->scope = (enum scope_mode)o.scope;
	p->method = (enum method_mode)o.method;
	p->max_age = o.max_age;
	p->warn_left = o.warn_left;
	p->most.crl_bytes = o.max_crl;
	p->max_depth = o.max_depth;
	p->as_served = o.as_served != 0;
	p->no_fetch = o.no_fetch != 0;
	if (o.name != NULL) {
		policy_set_name(p, arena_text(c->arena, o.name));
		p->name_given = true;
	}
	c->at_given = o.at != LENCR_NO_TIME;
	c->at = o.at;
	return true;
}

void lencr_fetch_options_init(struct lencr_fetch_options *o)
{
	memset(o, 0, sizeof *o);
	o->size = sizeof *o;
	o->timeout_ms = DEFAULT_TIMEOUT_MS;
}

bool fetch_options_read(struct lencr_fetch_options *out, const struct lencr_fetch_options *given,
	struct err *err)
{
	lencr_fetch_options_init(out);
	if (!edge_read(out, sizeof *out, sizeof *out, given, "lencr_fetch_options", err))
		return false;
	if (out->timeout_ms < 0)
		return err_set(err, ERR_USAGE, "timeout_ms: a negative span");
	if (out->timeout_ms == 0)
		out->timeout_ms = DEFAULT_TIMEOUT_MS;
	if (out->only_v4 && out->only_v6)
		return err_set(err, ERR_USAGE, "only_v4 and only_v6 leave no addresses");
	return true;
}

void lencr_outcome_init(struct lencr_outcome *o)
{
	memset(o, 0, sizeof *o);
	o->size = sizeof *o;
	o->asked_at = o->answered_at = LENCR_NO_TIME;
}

bool outcome_read(struct lencr_outcome *out, const struct lencr_outcome *given, struct err *err)
{
	lencr_outcome_init(out);
	if (given == NULL)
		return err_set(err, ERR_USAGE, "no outcome was given");
	return edge_read(out, sizeof *out, sizeof *out, given, "lencr_outcome", err) &&
		edge_choice("reach", (int)out->reach, LENCR_INTERRUPTED + 1, err);
}
