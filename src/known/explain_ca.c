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
		return tell(e, "an unknown CA");
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

static void dated_state(struct explained *e, const struct catalog_cert *c, const char *day)
{
	int64_t at = e->options->at, since = since_time(c->status_since);
	const char *state = catalog_state_in(e->arena, c, e->tongue);

	if (c->status == CA_REVOKED && at >= (c->revoked_at == WHEN_NONE ? since : c->revoked_at))
		explained_state(e, "revoked", "%s", state);
	else if (c->status == CA_RETIRED && since != WHEN_NONE && at >= since + LONGEST_LEAF) {
		explained_state(e, "retired", "%1$s: what it issued to sites had expired by %2$s", state,
			tell_date(e, since + LONGEST_LEAF));
		e->over = true;
	} else if (c->status == CA_RETIRED && (since == WHEN_NONE || at >= since))
		explained_state(e, "retired", "%s: issues no more, its lists go on until what it issued has "
			"expired", state);
	else if (c->status == CA_RETIRED || c->status == CA_REVOKED || c->status == CA_EXPIRED)
		explained_state(e, "current", "valid on %s", day);
	else
		explained_state(e, "current", "%1$s (facts of %2$s)", state, catalog_date());
}

/* The state of a CA is that of the certificate by which it is best known. */
static void put_state(struct explained *e)
{
	const struct catalog_cert *c = e->ca;
	const char *day = tell_date(e, e->options->at);

	if (e->options->at < c->not_before)
		explained_state(e, "not-yet", "did not exist on %1$s: its certificate begins %2$s", day,
			tell_date(e, c->not_before));
	else if (e->options->at > c->not_after) {
		explained_state(e, "expired", "expired %s", tell_date(e, c->not_after));
		e->over = true;
	} else
		dated_state(e, c, day);
	if (strcmp(e->state, "not-yet") == 0)
		explained_odd(e, "not-yet", SEVERITY_WARN, "On %s this CA did not exist yet: a wrong clock, "
			"a wrong date of the event, or something made up.", day);
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
	explained_state(e, "unknown", "not among the CAs known on %s", catalog_date());
	if (ca_label_form(label))
		explained_note(e, "The catalog of %1$s has no CA with the label \"%2$s\"; this is read from "
			"the form of the name alone. Let's Encrypt may begin a new CA any day.", catalog_date(),
			label);
	else
		explained_odd(e, "unknown-label", SEVERITY_WARN, "No CA of Let's Encrypt has the label "
			"\"%s\", and it has not the form of their labels.", label);
}

char *explain_common_name(struct arena *a, const char *text)
{
	static const char *const ours[] = { "Let's Encrypt", "ISRG", "Internet Security Research Group",
		"Digital Signature Trust", "STAGING", "Fake LE" };
	const char *at = text;
	bool our = false;

	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		our = our || strstr(text, ours[i]) != NULL;
	for (; our && at != NULL && *at != '\0'; at = strpbrk(at, ",/+")) {
		size_t size;

		at += strspn(at, ",/+ ");
		if (!str_starts(at, "CN=") && !str_starts(at, "CN ="))
			continue;
		at += strcspn(at, "=") + 1;
		at += strspn(at, " ");
		size = strcspn(at, ",/+");
		while (size > 0 && at[size - 1] == ' ')
			size--;
		return arena_textn(a, at, size);
	}
	return NULL;
}

/* As people shorten names: "ISRG Root YE" of Let's Encrypt's page for "Root YE", "X3"
 * for "Let's Encrypt Authority X3". */
static const struct catalog_cert *ca_by_other_name(struct arena *a, const char *text)
{
	const struct catalog_cert *c = ca_by_name(text);

	if (c == NULL && str_starts(text, "ISRG "))
		c = ca_by_name(text + 5);
	if (c == NULL && strlen(text) <= 12)
		c = ca_by_name(arena_format(a, "Let's Encrypt Authority %s", text));
	return c;
}

/* "YR9", "R15": the form of the names of CAs that are not yet known. */
static bool new_name(struct explained *e, const char *text)
{
	static const char *const series[] = { "r", "e", "yr", "ye" };
	char *label = arena_text(e->arena, text);
	size_t letters;

	for (char *c = label; *c != '\0'; c++)
		*c = str_lower(*c);
	letters = strcspn(label, "0123456789");
	for (size_t i = 0; i < sizeof series / sizeof *series; i++)
		if (ca_label_form(label) && label[letters] != '\0' && strlen(series[i]) == letters &&
		    strncmp(label, series[i], letters) == 0) {
			explained_label(e, label);
			e->kind = "ca";
			explained_what(e, "a name in the form of Let's Encrypt's CAs: %s", ca_short(e));
			return true;
		}
	return false;
}

bool explain_ca_name(struct explained *e, const char *text)
{
	const char *common = explain_common_name(e->arena, text);
	const struct catalog_cert *c;
	const char *name;

	text = common == NULL ? text : common;
	c = ca_by_other_name(e->arena, text);
	if (c == NULL)
		return new_name(e, text);
	explained_ca(e, c);
	name = catalog_name_in(e->arena, c, e->tongue);
	e->kind = "ca";
	if (c->role == CA_ROOT)
		explained_what(e, "the CA %s, a root", name);
	else if (c->role == CA_OCSP_SIGNER)
		explained_what(e, "the CA %s, a signer of OCSP responses", name);
	else
		explained_what(e, "the CA %s", name);
	if (c->aia_host != NULL)
		explained_fact(e, "cert", "http://%s/", c->aia_host);
	if (c->crl_host != NULL && c->shards)
		explained_fact(e, "lists", "http://%s/1.crl to /128.crl", c->crl_host);
	else if (c->crl_host != NULL)
		explained_fact(e, "lists", "http://%s/", c->crl_host);
	if (c->ocsp_host != NULL)
		explained_fact(e, "OCSP", "http://%s, ended 2025-08-06", c->ocsp_host);
	return true;
}
