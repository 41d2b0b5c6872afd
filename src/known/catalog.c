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

char *catalog_name(struct arena *arena, const struct catalog_cert *cert)
{
	const char *ca = ca_text(arena, cert);
	struct when_civil from;

	if (cert->role != CA_CROSS)
		return arena_text(arena, ca);
	when_to_civil(cert->not_before, &from);
	if (cert->shards)
		return arena_format(arena, "%s (by %s)", ca, common_name(arena, cert->issuer));
	return arena_format(arena, "%s cross-sign of %d (by %s)", ca, from.year,
		common_name(arena, cert->issuer));
}

/* "2026-05" -> "May 2026"; whole dates stay. */
static const char *since_text(struct arena *arena, const char *since)
{
	static const char *const months[] = { "January", "February", "March", "April", "May",
		"June", "July", "August", "September", "October", "November", "December" };
	int month;

	if (strlen(since) != 7)
		return since;
	month = (since[5] - '0') * 10 + (since[6] - '0');
	return arena_format(arena, "%s %.4s", months[(month - 1) % 12], since);
}

static char *revoked_text(struct arena *arena, const struct catalog_cert *cert)
{
	const struct catalog_cert *instead = catalog_by_id(cert->replaced_by);
	const char *since = since_text(arena, cert->status_since ? cert->status_since : "");

	if (!instead)
		return arena_format(arena, "revoked %s", since);
	return arena_format(arena, "revoked %s: serve the one with serial %.8s\xe2\x80\xa6 instead",
		since, instead->serial);
}

char *catalog_state(struct arena *arena, const struct catalog_cert *cert)
{
	switch (cert->status) {
	case CA_REVOKED:
		return revoked_text(arena, cert);
	case CA_RETIRED:
		if (cert->status_since)
			return arena_format(arena, "retired since %s", cert->status_since);
		return arena_text(arena, "retired");
	case CA_EXPIRED:
		return arena_format(arena, "expired %s", when_date(arena, cert->not_after));
	case CA_BACKUP:
		return arena_text(arena, "backup: may start to issue at any time");
	case CA_ACTIVE:
	case CA_OTHER:
		break;
	}
	if (strcmp(cert->status_word, "not-yet-trusted") == 0)
		return arena_text(arena, "new: not in the trust stores yet");
	return arena_text(arena, cert->status_word);
}

const uint8_t (*catalog_public_roots(size_t *count))[32]
{
	*count = COUNT(root_rows);
	return root_rows;
}
