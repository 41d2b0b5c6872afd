#include "known/catalog.h"

#include <string.h>

#include "base/when.h"

#include "known/catalog_rows.h"
#include "known/root_rows.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct catalog builtin = { catalog_rows_date, catalog_rows, COUNT(catalog_rows) };
static const struct catalog *catalog_in_use = &builtin;

const struct catalog *catalog_builtin(void)
{
	return &builtin;
}

void catalog_use(const struct catalog *catalog)
{
	catalog_in_use = catalog != NULL ? catalog : &builtin;
}

const char *catalog_date(void)
{
	return catalog_in_use->date;
}

size_t catalog_count(void)
{
	return catalog_in_use->count;
}

const struct catalog_cert *catalog_at(size_t i)
{
	return i < catalog_in_use->count ? &catalog_in_use->certs[i] : NULL;
}

const struct catalog_cert *catalog_by_sha256(const uint8_t sha256[32])
{
	for (size_t i = 0; i < catalog_in_use->count; i++)
		if (memcmp(catalog_in_use->certs[i].sha256, sha256, 32) == 0)
			return &catalog_in_use->certs[i];
	return NULL;
}

const struct catalog_cert *catalog_by_spki(const uint8_t sha256[32])
{
	for (size_t i = 0; i < catalog_in_use->count; i++)
		if (memcmp(catalog_in_use->certs[i].spki_sha256, sha256, 32) == 0)
			return &catalog_in_use->certs[i];
	return NULL;
}

const struct catalog_cert *catalog_by_id(const char *id)
{
	for (size_t i = 0; id && i < catalog_in_use->count; i++)
		if (strcmp(catalog_in_use->certs[i].id, id) == 0)
			return &catalog_in_use->certs[i];
	return NULL;
}

const struct catalog_cert *catalog_by_label(const char *label)
{
	for (size_t i = 0; label && i < catalog_in_use->count; i++)
		if (catalog_in_use->certs[i].label &&
		    strcmp(catalog_in_use->certs[i].label, label) == 0)
			return &catalog_in_use->certs[i];
	return NULL;
}

/* The common name of a name in RFC 4514 form; our own facts, so no escapes. */
static char *common_name(struct arena *arena, const char *name)
{
	const char *from = strncmp(name, "CN=", 3) == 0 ? name + 3 : name;

	return arena_textn(arena, from, strcspn(from, ","));
}

/* "YE1" -> "Let's Encrypt YE1"; names that say whose they are stay. */
static const char *ca_text(struct arena *arena, const struct catalog_cert *cert)
{
	static const char staging[] = "(STAGING) ";

	if (strncmp(cert->ca, staging, strlen(staging)) == 0)
		return arena_format(arena, "Let's Encrypt staging %s", cert->ca + strlen(staging));
	if (strncmp(cert->ca, "Let's Encrypt", 13) == 0 || !cert->label ||
	    cert->role == CA_ROOT || cert->role == CA_OCSP_SIGNER || !cert->shards)
		return cert->ca;
	return arena_format(arena, "Let's Encrypt %s", cert->ca);
}

static const char *const months[] = { N_("January"), N_("February"), N_("March"), N_("April"),
	N_("May"), N_("June"), N_("July"), N_("August"), N_("September"), N_("October"),
	N_("November"), N_("December") };

char *date_in(struct arena *arena, int64_t at, const struct tongue *t)
{
	const char *month;
	struct when_civil c;

	if (t == NULL || t->language == NULL)
		return when_date(arena, at);
	when_to_civil(at, &c);
	month = tongue_text(t, arena, months[(c.month - 1) % 12]);
	if (c.day == 1)
		return tongue_format(t, arena, "first of %1$s %2$d", month, c.year);
	return tongue_format(t, arena, "%1$d %2$s %3$d", c.day, month, c.year);
}

char *catalog_name_in(struct arena *arena, const struct catalog_cert *cert, const struct tongue *t)
{
	const char *ca = ca_text(arena, cert);
	struct when_civil from;

	if (cert->role != CA_CROSS)
		return arena_text(arena, ca);
	when_to_civil(cert->not_before, &from);
	if (cert->shards)
		return tongue_format(t, arena, "%1$s (by %2$s)", ca, common_name(arena, cert->issuer));
	return tongue_format(t, arena, "%1$s cross-sign of %2$d (by %3$s)", ca, from.year,
		common_name(arena, cert->issuer));
}

char *catalog_name(struct arena *arena, const struct catalog_cert *cert)
{
	return catalog_name_in(arena, cert, NULL);
}

/* "2026-05" -> "May 2026"; whole dates stay, in English. */
static const char *since_text(struct arena *arena, const char *since, const struct tongue *t)
{
	int month, year = 0;
	int64_t at;

	if (strlen(since) < 7)
		return since;
	if (strlen(since) == 10 && when_read(arena_format(arena, "%sT00:00:00Z", since), &at))
		return date_in(arena, at, t);
	month = (since[5] - '0') * 10 + (since[6] - '0');
	for (int i = 0; i < 4; i++)
		year = year * 10 + (since[i] - '0');
	return tongue_format(t, arena, "%1$s %2$d", tongue_text(t, arena, months[(month - 1) % 12]),
		year);
}

char *catalog_serial(struct arena *arena, const struct catalog_cert *cert)
{
	return arena_format(arena, "%s%s", cert->serial[0] > '7' ? "00" : "", cert->serial);
}

static char *revoked_text(struct arena *arena, const struct catalog_cert *cert,
	const struct tongue *t)
{
	const struct catalog_cert *instead = catalog_by_id(cert->replaced_by);
	const char *since = since_text(arena, cert->status_since ? cert->status_since : "", t);

	if (!instead)
		return tongue_format(t, arena, "revoked %s", since);
	return tongue_format(t, arena, "revoked %1$s: serve the one with serial %2$.10s… "
		"instead", since, catalog_serial(arena, instead));
}

/* The words that the catalog has for what is none of the usual. */
static const char *other_state(const struct catalog_cert *cert)
{
	static const struct { const char *word, *text; } states[] = {
		{ "not-yet-trusted", N_("new: not in the trust stores yet") },
		{ "active", N_("active") }, { "staging", N_("staging") },
	};

	for (size_t i = 0; i < COUNT(states); i++)
		if (strcmp(cert->status_word, states[i].word) == 0)
			return states[i].text;
	return cert->status_word;
}

char *catalog_state_in(struct arena *arena, const struct catalog_cert *cert,
	const struct tongue *t)
{
	switch (cert->status) {
	case CA_REVOKED:
		return revoked_text(arena, cert, t);
	case CA_RETIRED:
		if (cert->status_since)
			return tongue_format(t, arena, "retired since %s", since_text(arena,
				cert->status_since, t));
		return arena_text(arena, tongue_text(t, arena, N_("retired")));
	case CA_EXPIRED:
		return tongue_format(t, arena, "expired %s", date_in(arena, cert->not_after, t));
	case CA_BACKUP:
		return arena_text(arena, tongue_text(t, arena, "backup: may start to issue at any time"));
	case CA_ACTIVE:
	case CA_OTHER:
		break;
	}
	return arena_text(arena, tongue_text(t, arena, other_state(cert)));
}

char *catalog_state(struct arena *arena, const struct catalog_cert *cert)
{
	return catalog_state_in(arena, cert, NULL);
}

const uint8_t (*catalog_public_roots(size_t *count))[32]
{
	*count = COUNT(root_rows);
	return root_rows;
}
