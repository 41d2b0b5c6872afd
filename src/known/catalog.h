/* catalog: what we know about Let's Encrypt without asking.
 *
 * Facts from data/catalog.tsv, compiled in; nothing here is ever an anchor.
 * Pointers returned are constants of the program, or live as long as the
 * catalog that catalog_use was given. */
#ifndef LENCR_KNOWN_CATALOG_H
#define LENCR_KNOWN_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/view.h"
#include "doc/language.h"

enum ca_role { CA_ROOT, CA_INTERMEDIATE, CA_CROSS, CA_OCSP_SIGNER };
enum ca_status { CA_ACTIVE, CA_BACKUP, CA_RETIRED, CA_EXPIRED, CA_REVOKED, CA_OTHER };

struct catalog_cert {
	const char *id;            /* "prod/int-ye1" */
	const char *ca;            /* short name "YE1", "ISRG Root X1" */
	const char *environment;   /* "production" "staging" … as the catalog has it */
	const char *generation;
	enum ca_role role;
	enum ca_status status;
	const char *status_word;        /* as the catalog has it: "not-yet-trusted", "staging" … */
	const char *status_since;       /* "2026-07-08", "2026-05", or NULL */
	const char *subject, *issuer;   /* text */
	const char *serial;             /* hex without the sign's octet: see catalog_serial() */
	uint8_t sha256[32], spki_sha256[32];
	/* CertID hashes of what it issues. */
	uint8_t name_sha1[20], key_sha1[20], name_sha256[32], key_sha256[32];
	int64_t not_before, not_after;
	int64_t revoked_at;             /* WHEN_NONE */
	int revoked_reason;
	const char *replaced_by;        /* id of the certificate to serve instead, or NULL */
	const char *label;              /* "ye1" of ye1.c.lencr.org, or NULL */
	const char *aia_host, *crl_host, *ocsp_host; /* where it publishes as an issuer, or NULL */
	bool shards;                    /* its subscriber CRLs are sharded (128) */
	struct view subject_der, spki_der;
};

struct catalog { const char *date; const struct catalog_cert *certs; size_t count; };
const struct catalog *catalog_builtin(void);
/* All functions below speak of CATALOG from now on; NULL: of the built-in one,
 * as they do from the start. It must outlive every use. Not for a program with
 * threads that look something up at the time: cli calls it once, before
 * anything is checked; the library never does. */
void catalog_use(const struct catalog *);

const char *catalog_date(void);   /* "2026-11-21" */
size_t catalog_count(void);
const struct catalog_cert *catalog_at(size_t);
const struct catalog_cert *catalog_by_sha256(const uint8_t[32]);
const struct catalog_cert *catalog_by_id(const char *id);
/* The best known certificate of a key or label: root, then intermediate, then
 * cross-sign. */
const struct catalog_cert *catalog_by_spki(const uint8_t[32]);
const struct catalog_cert *catalog_by_label(const char *label);
/* "Let's Encrypt YE1", "ISRG Root X1", "Root YR cross-sign of 2025 (by ISRG Root X1)". */
char *catalog_name(struct arena *, const struct catalog_cert *);
/* The serial with all octets of its INTEGER, as reports write it of certificates that
 * were seen: with 00 before a first octet from 80 on. */
char *catalog_serial(struct arena *, const struct catalog_cert *);
/* "active", "retired since 2026-07-08", "revoked May 2026: serve the one with
 * serial 00f24b6d17… instead", "expired 2025-09-15". As of catalog_date(). */
char *catalog_state(struct arena *, const struct catalog_cert *);
/* The same in another language than English. */
char *catalog_name_in(struct arena *, const struct catalog_cert *, const struct tongue *);
char *catalog_state_in(struct arena *, const struct catalog_cert *, const struct tongue *);
/* A date for people: "2026-05-13", in words where that is not English. */
char *date_in(struct arena *, int64_t, const struct tongue *);

/* SHA-256 of the roots that browsers trust (the Mozilla set), sorted. */
const uint8_t (*catalog_public_roots(size_t *count))[32];

#endif
