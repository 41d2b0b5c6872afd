/* CAs by any of their names, and their state at a time. */
#include <string.h>

#include "base/digest.h"
#include "base/str.h"
#include "base/when.h"
#include "known/explain_parts.h"

static const char *without_prefix(const char *name)
{
	static const char *const prefixes[] = { "Let's Encrypt staging ", "(STAGING) " };

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		size_t size = strlen(prefixes[i]), same = 0;

		while (same < size && str_lower(name[same]) == str_lower(prefixes[i][same]))
			same++;
		if (same == size)
			return name + size;
	}
	return name;
}

const struct catalog_cert *ca_by_name(const char *name)
{
	const char *plain = without_prefix(name);

	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *c = catalog_at(i);

		if (str_same(c->ca, name) || str_same(without_prefix(c->ca), plain) ||
		    (c->label != NULL && str_same(c->label, name)))
			return c;
	}
	/* "Let's Encrypt YE1" */
	if (strlen(name) > 14 && str_lower(name[0]) == 'l' && str_lower(name[13]) == ' ')
		for (size_t i = 0; i < catalog_count(); i++)
			if (str_same(catalog_at(i)->ca, name + 14))
				return catalog_at(i);
	return NULL;
}

const struct catalog_cert *ca_by_hashes(struct view name_hash, struct view key_hash)
{
	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *c = catalog_at(i);

		if ((view_equal(name_hash, view_of(c->name_sha1, 20)) &&
		     view_equal(key_hash, view_of(c->key_sha1, 20))) ||
		    (view_equal(name_hash, view_of(c->name_sha256, 32)) &&
		     view_equal(key_hash, view_of(c->key_sha256, 32))))
			return c;
	}
	return NULL;
}

/* SHA-1 of the key bits, or RFC 7093 method 1 since 2024. */
const struct catalog_cert *ca_by_key_id(struct view id)
{
	for (size_t i = 0; id.size == 20 && i < catalog_count(); i++) {
		const struct catalog_cert *c = catalog_at(i);

		if (memcmp(id.data, c->key_sha1, 20) == 0 || memcmp(id.data, c->key_sha256, 20) == 0)
			return c;
	}
	return NULL;
}

const struct catalog_cert *ca_by_subject(struct view name_der)
{
	uint8_t hash[20];

	digest_sha1(name_der, hash);
	for (size_t i = 0; i < catalog_count(); i++)
		if (memcmp(catalog_at(i)->name_sha1, hash, 20) == 0)
			return catalog_at(i);
	return NULL;
}

bool ca_label_form(const char *label)
{
	const char *at = str_starts(label, "stg-") ? label + 4 : label;
	size_t letters = strspn(at, "abcdefghijklmnopqrstuvwxyz");
	size_t digits = strspn(at + letters, "0123456789");

	return letters >= 1 && letters <= 3 && digits <= 3 && at[letters + digits] == '\0' &&
		(digits > 0 || letters == 2);
}

const char *ca_short(struct explained *e)
{
	char *text;

	if (e->ca != NULL)
		return e->ca->ca;
	if (e->ca_label == NULL)
		return "an unknown CA";
	text = arena_text(e->arena, str_starts(e->ca_label, "stg-") ? e->ca_label + 4 : e->ca_label);
	for (char *c = text; *c != '\0'; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	return text;
}

/* Sites' certificates have never lived longer than 90 days. */
#define LONGEST_LEAF (90 * WHEN_DAY)

/* "2026-07-08" or "2026-05" (its end) as a time. */
static int64_t since_time(const char *since)
{
	struct when_civil civil = { 0 };
	unsigned long part;
	int64_t at;
	char text[5] = { 0 };

	if (since == NULL || strlen(since) < 7)
		return WHEN_NONE;
	memcpy(text, since, 4);
	if (!str_number(text, 9999, &part))
		return WHEN_NONE;
	civil.year = (int)part;
	civil.month = (since[5] - '0') * 10 + (since[6] - '0');
	civil.day = strlen(since) == 10 ? (since[8] - '0') * 10 + (since[9] - '0') : 28;
	return when_from_civil(&civil, &at) ? at : WHEN_NONE;
}

static void state_of(struct explained *e, const char *word, const char *text)
{
	e->state = word;
	e->state_text = text;
}

static void dated_state(struct explained *e, const struct catalog_cert *c, const char *day)
{
	struct arena *a = e->arena;
	int64_t at = e->options->at, since = since_time(c->status_since);

	if (c->status == CA_REVOKED && at >= (c->revoked_at == WHEN_NONE ? since : c->revoked_at))
		state_of(e, "revoked", catalog_state(a, c));
	else if (c->status == CA_RETIRED && since != WHEN_NONE && at >= since + LONGEST_LEAF) {
		state_of(e, "retired", arena_format(a, "%s: what it issued to sites had expired by %s",
			catalog_state(a, c), when_date(a, since + LONGEST_LEAF)));
		e->over = true;
	} else if (c->status == CA_RETIRED && (since == WHEN_NONE || at >= since))
		state_of(e, "retired", arena_format(a, "%s: issues no more, its lists go on until what "
			"it issued has expired", catalog_state(a, c)));
	else if (c->status == CA_RETIRED || c->status == CA_REVOKED || c->status == CA_EXPIRED)
		state_of(e, "current", arena_format(a, "valid on %s", day));
	else
		state_of(e, "current", arena_format(a, "%s (facts of %s)", catalog_state(a, c),
			catalog_date()));
}

/* The state of a CA is that of the certificate by which it is best known. */
static void put_state(struct explained *e)
{
	const struct catalog_cert *c = e->ca;
	struct arena *a = e->arena;
	const char *day = when_date(a, e->options->at);

	if (e->options->at < c->not_before)
		state_of(e, "not-yet", arena_format(a, "did not exist on %s: its certificate begins %s",
			day, when_date(a, c->not_before)));
	else if (e->options->at > c->not_after) {
		state_of(e, "expired", arena_format(a, "expired %s", when_date(a, c->not_after)));
		e->over = true;
	} else
		dated_state(e, c, day);
	if (strcmp(e->state, "not-yet") == 0)
		explained_odd(e, "not-yet", SEVERITY_WARN, arena_format(a, "On %s this CA did not exist "
			"yet: a wrong clock, a wrong date of the event, or something made up.", day));
}

void explained_ca(struct explained *e, const struct catalog_cert *c)
{
	e->ca = c;
	e->ca_label = c->label;
	e->environment = c->environment;
	put_state(e);
}

void explained_label(struct explained *e, const char *label)
{
	const struct catalog_cert *c = catalog_by_label(label);

	if (c != NULL) {
		explained_ca(e, c);
		return;
	}
	e->ca_label = arena_text(e->arena, label);
	e->environment = str_starts(label, "stg-") ? "staging" : "production";
	state_of(e, "unknown", arena_format(e->arena, "not among the CAs known on %s",
		catalog_date()));
	if (ca_label_form(label))
		explained_note(e, arena_format(e->arena, "The catalog of %s has no CA with the label "
			"\"%s\"; this is read from the form of the name alone. Let's Encrypt may begin a new "
			"CA any day.", catalog_date(), label));
	else
		explained_odd(e, "unknown-label", SEVERITY_WARN, arena_format(e->arena, "No CA of Let's "
			"Encrypt has the label \"%s\", and it has not the form of their labels.", label));
}

bool explain_ca_name(struct explained *e, const char *text)
{
	const struct catalog_cert *c = ca_by_name(text);
	struct arena *a = e->arena;
	bool root;

	if (c == NULL)
		return false;
	explained_ca(e, c);
	root = c->role == CA_ROOT;
	e->kind = "ca";
	e->what = arena_format(a, "the CA %s%s", catalog_name(a, c), root ? ", a root" :
		c->role == CA_OCSP_SIGNER ? ", a signer of OCSP responses" : "");
	if (c->aia_host != NULL)
		explained_fact(e, "cert", arena_format(a, "http://%s/", c->aia_host));
	if (c->crl_host != NULL)
		explained_fact(e, "lists", arena_format(a, c->shards ? "http://%s/1.crl to /128.crl" :
			"http://%s/", c->crl_host));
	if (c->ocsp_host != NULL)
		explained_fact(e, "OCSP", arena_format(a, "http://%s, ended 2025-08-06", c->ocsp_host));
	return true;
}
