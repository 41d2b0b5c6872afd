/* Hosts of the same story outside the grammar of lencr.org: generation 1,
 * IdenTrust's companions of the cross-signs, ACME, web pages, test sites. */
#include <string.h>

#include "base/str.h"
#include "known/explain_parts.h"

struct older {
	const char *host;       /* begins with '.': every host that ends so */
	const char *kind, *what, *environment;
	const char *ca;         /* id in the catalog, or NULL */
	const char *state, *state_text;
	bool old;               /* fetched by nothing any more */
	const char *meaning;
};

#define EXPIRED "expired", \
	N_("its certificates have all expired; the service is not used any more"), true
#define LIVE "current", N_("in use"), false

static const struct older rows[] = {
	{ "ocsp.int-x1.letsencrypt.org", "old-url", N_("OCSP service of the intermediate X1"),
	  "production", "prod/int-x1", EXPIRED, NULL },
	{ "ocsp.int-x2.letsencrypt.org", "old-url", N_("OCSP service of the intermediate X2"),
	  "production", "prod/int-x2", EXPIRED, NULL },
	{ "ocsp.int-x3.letsencrypt.org", "old-url", N_("OCSP service of the intermediate X3"),
	  "production", "prod/int-x3", EXPIRED, NULL },
	{ "ocsp.int-x4.letsencrypt.org", "old-url", N_("OCSP service of the intermediate X4"),
	  "production", "prod/int-x4", EXPIRED, NULL },
	{ "cert.int-x1.letsencrypt.org", "old-url", N_("certificate of the intermediate X1"),
	  "production", "prod/int-x1", EXPIRED, NULL },
	{ "cert.int-x2.letsencrypt.org", "old-url", N_("certificate of the intermediate X2"),
	  "production", "prod/int-x2", EXPIRED, NULL },
	{ "cert.int-x3.letsencrypt.org", "old-url", N_("certificate of the intermediate X3"),
	  "production", "prod/int-x3", EXPIRED, NULL },
	{ "cert.int-x4.letsencrypt.org", "old-url", N_("certificate of the intermediate X4"),
	  "production", "prod/int-x4", EXPIRED, NULL },
	{ "ocsp.root-x1.letsencrypt.org", "old-url",
	  N_("OCSP service of the root X1, for intermediates"), "production", "prod/root-x1", EXPIRED,
	  NULL },
	{ "crl.root-x1.letsencrypt.org", "old-url", N_("CRL of the root X1, under its first name"),
	  "production", "prod/root-x1", EXPIRED, NULL },
	{ "cert.root-x1.letsencrypt.org", "old-url",
	  N_("certificate of the root X1, under its first name"), "production", "prod/root-x1", EXPIRED,
	  NULL },
	{ ".stg-int-x1.letsencrypt.org", "old-url", N_("service of the staging intermediate of 2016"),
	  "staging", "staging/int-fake-le-x1", EXPIRED, NULL },
	{ ".stg-root-x1.letsencrypt.org", "old-url", N_("service of the staging root of 2016"),
	  "staging", "staging/root-fake-le-x1", EXPIRED, NULL },
	{ "cps.letsencrypt.org", "old-url",
	  N_("the policy document that certificates named until 2023-06-15"), "production", NULL, LIVE,
	  N_("People follow this link; verifiers do not.") },
	{ "isrg.trustid.ocsp.identrust.com", "identrust-url",
	  N_("IdenTrust's OCSP service for the cross-signs by DST Root CA X3"), "external",
	  "external/root-dst-x3", EXPIRED,
	  N_("Part of chains of Let's Encrypt until 2024; IdenTrust's host, not Let's Encrypt's.") },
	{ "apps.identrust.com", "identrust-url",
	  N_("IdenTrust's copy of DST Root CA X3 (/roots/dstrootcax3.p7c), a PKCS#7 file"), "external",
	  "external/root-dst-x3", EXPIRED,
	  N_("Part of chains of Let's Encrypt until 2024; IdenTrust's host, not Let's Encrypt's.") },
	{ "crl.identrust.com", "identrust-url",
	  N_("IdenTrust's CRL of DST Root CA X3 (/DSTROOTCAX3CRL.crl)"), "external",
	  "external/root-dst-x3", EXPIRED,
	  N_("Part of chains of Let's Encrypt until 2024; IdenTrust's host, not Let's Encrypt's.") },
	{ "acme-v02.api.letsencrypt.org", "acme", N_("Let's Encrypt's ACME service (HTTPS)"),
	  "production", NULL, LIVE,
	  N_("An ACME client on this machine orders, renews or asks about certificates. Not part of "
	  "verifying anybody's certificate.") },
	{ "acme-staging-v02.api.letsencrypt.org", "acme",
	  N_("Let's Encrypt's ACME service of the staging environment (HTTPS)"), "staging", NULL, LIVE,
	  N_("Somebody tries an ACME client.") },
	{ ".test-certs.letsencrypt.org", "test-site",
	  N_("a site with a valid, a revoked or an expired certificate, for tests"), "production", NULL,
	  LIVE, NULL },
	{ ".staging-test-certs.letsencrypt.org", "test-site",
	  N_("a site with a valid, a revoked or an expired staging certificate, for tests"), "staging",
	  NULL, LIVE, NULL },
	{ "lencr.org", "website", N_("redirects to Let's Encrypt's page about lencr.org"), "production",
	  NULL, LIVE,
	  N_("Fetched by a person or a crawler, not by a verifier: no certificate names it.") },
	{ "www.lencr.org", "website", N_("redirects to Let's Encrypt's page about lencr.org"),
	  "production", NULL, LIVE,
	  N_("Fetched by a person or a crawler, not by a verifier: no certificate names it.") },
	{ "letsencrypt.org", "website", N_("Let's Encrypt's web site"), "production", NULL, LIVE,
	  NULL },
	{ ".letsencrypt.org", "website", N_("a host of Let's Encrypt that no verifier needs"),
	  "production", NULL, LIVE, NULL },
};

static bool matches(const char *host, const char *pattern)
{
	size_t size = strlen(host), tail = strlen(pattern);

	if (pattern[0] != '.')
		return strcmp(host, pattern) == 0;
	return size > tail && strcmp(host + size - tail, pattern) == 0;
}

/* IdenTrust's hosts serve others, too. */
static bool ours_at(const struct older *row, const char *path)
{
	if (strcmp(row->kind, "identrust-url") != 0 || strcmp(path, "/") == 0 ||
	    str_starts(row->host, "isrg."))
		return true;
	return str_same(path, "/roots/dstrootcax3.p7c") || str_same(path, "/DSTROOTCAX3CRL.crl");
}

/* Requests went to these hosts too; what they ask is the same as ever. */
static bool put_request(struct explained *e, const char *host, const char *path)
{
	struct spelling how;
	const char *label = e->ca_label;

	if (strstr(host, "ocsp.") == NULL || strcmp(path, "/") == 0 ||
	    !spelling_read(e->arena, path, &how))
		return false;
	/* The hosts of IdenTrust and of roots are not named by the label of the asked CA. */
	e->ca_label = NULL;
	if (explain_ocsp_request(e, how.der, &how) && e->outcome == EXPLAIN_KNOWN)
		return true;
	e->ca_label = label;
	return false;
}

bool explain_older_host(struct explained *e, const char *host, const char *path)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct older *row = &rows[i];
		const struct catalog_cert *ca = catalog_by_id(row->ca);
		struct explained before = *e;

		if (!matches(host, row->host) || !ours_at(row, path))
			continue;
		if (put_request(e, host, path))
			return true;
		*e = before;
		e->kind = row->kind;
		e->what = tell(e, row->what);
		if (ca != NULL)
			explained_ca(e, ca);
		e->environment = row->environment;
		if (ca == NULL || e->options->at > ca->not_after || strcmp(ca->ca, "ISRG Root X1") == 0)
			explained_state(e, row->state, "%s", tell(e, row->state_text));
		if (row->old)
			explained_service(e, SERVICE_OLD);
		if (row->meaning != NULL)
			e->meaning = tell(e, row->meaning);
		return true;
	}
	return false;
}
