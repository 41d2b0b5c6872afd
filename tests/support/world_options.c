/* The few options of `lencr check` that worlds need. */
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "world_run.h"

struct choice { const char *option, *value; int result; };

static const struct choice choices[] = {
	{ "--revocation", "require", REVOCATION_REQUIRE },
	{ "--revocation", "offered", REVOCATION_OFFERED },
	{ "--revocation", "soft", REVOCATION_SOFT },
	{ "--revocation", "off", REVOCATION_OFF },
	{ "--scope", "chain", SCOPE_CHAIN },
	{ "--scope", "leaf", SCOPE_LEAF },
	{ "--method", "any", METHOD_ANY },
	{ "--method", "crl", METHOD_CRL },
	{ "--method", "ocsp", METHOD_OCSP },
	{ "--method", "both", METHOD_BOTH },
	{ "--profile", "auto", PROFILE_AUTO },
	{ "--profile", "webpki", PROFILE_WEBPKI },
	{ "--profile", "rfc5280", PROFILE_RFC5280 },
	{ "--purpose", "server", PURPOSE_SERVER },
	{ "--purpose", "client", PURPOSE_CLIENT },
	{ "--purpose", "any", PURPOSE_ANY },
};

static bool set_choice(struct policy *p, const char *option, int value)
{
	if (strcmp(option, "--revocation") == 0)
		p->revocation = (enum revocation_mode)value;
	else if (strcmp(option, "--scope") == 0)
		p->scope = (enum scope_mode)value;
	else if (strcmp(option, "--method") == 0)
		p->method = (enum method_mode)value;
	else if (strcmp(option, "--profile") == 0)
		p->profile = (enum profile)value;
	else
		p->purpose = (enum purpose)value;
	return true;
}

static bool set_flag(struct trial *t, const char *option)
{
	static const struct { const char *option; size_t field; } flags[] = {
		{ "--as-served", offsetof(struct policy, as_served) },
		{ "--no-fetch", offsetof(struct policy, no_fetch) },
		{ "--offline", offsetof(struct policy, offline) },
		{ "--ocsp-nonce", offsetof(struct policy, ocsp_nonce) },
		{ "--explicit-policy", offsetof(struct policy, explicit_policy) },
		{ "--inhibit-any", offsetof(struct policy, inhibit_any) },
		{ "--inhibit-mapping", offsetof(struct policy, inhibit_mapping) },
	};

	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
		if (strcmp(option, flags[i].option) == 0) {
			*(bool *)((unsigned char *)&t->policy + flags[i].field) = true;
			return true;
		}
	return false;
}

static bool set_policy_oid(struct trial *t, const char *oid)
{
	const char **list = arena_array(t->arena, t->policy.policy_count + 1, sizeof(char *));

	for (size_t i = 0; i < t->policy.policy_count; i++)
		list[i] = t->policy.policies[i];
	list[t->policy.policy_count++] = arena_text(t->arena, oid);
	t->policy.policies = list;
	return true;
}

static bool set_value(struct trial *t, const char *option, const char *value)
{
	int64_t ms;
	unsigned long n;

	for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++)
		if (strcmp(option, choices[i].option) == 0 && strcmp(value, choices[i].value) == 0)
			return set_choice(&t->policy, option, choices[i].result);
	if (strcmp(option, "--max-age") == 0 && when_read_span(value, &ms)) {
		t->policy.max_age = ms / 1000;
		return true;
	}
	if (strcmp(option, "--max-depth") == 0 && str_number(value, 100, &n)) {
		t->policy.max_depth = (unsigned)n;
		return true;
	}
	if (strcmp(option, "--warn-days") == 0 && str_number(value, 10000, &n)) {
		t->policy.warn_left = (int64_t)n * WHEN_DAY;
		return true;
	}
	if (strcmp(option, "--name") == 0) {
		policy_set_name(&t->policy, arena_text(t->arena, value));
		t->policy.name_given = true;
		return true;
	}
	if (strcmp(option, "--trust") == 0 && strcmp(value, "none") == 0)
		return t->no_anchors = true;
	if (strcmp(option, "--at") == 0)
		return when_read(value, &t->at);
	return strcmp(option, "--policy") == 0 && set_policy_oid(t, value);
}

bool trial_options(struct trial *t, const char **why)
{
	const struct lab_site *site = t->site;

	for (size_t i = 0; i < site->option_count; i++) {
		const char *option = site->options[i], *equals = strchr(option, '=');

		*why = option;
		if (set_flag(t, option))
			continue;
		if (equals) {
			option = arena_textn(t->arena, option, (size_t)(equals - option));
			if (!set_value(t, option, equals + 1))
				return false;
		} else if (i + 1 >= site->option_count ||
			   !set_value(t, option, site->options[++i])) {
			return false;
		}
	}
	return true;
}
