/* Who fetches, how often, and what breaks when it cannot: by kind of object.
 * Only what was measured, read in source code or seen in captures is said. */
#include <string.h>

#include "base/when.h"
#include "known/explain_parts.h"

/* The responders were switched off on that day, the last certificate with an
 * OCSP URL had been issued on the other. */
#define OCSP_ENDED INT64_C(1754438400)       /* 2025-08-06 */
#define OCSP_LAST_NAMED INT64_C(1746576000)  /* 2025-05-07 */

struct service_row { const char *fetched_by, *how_often, *if_blocked; };

static const struct service_row services[] = {
	[SERVICE_ISSUER] = {
		N_("clients that complete a chain which the server sent incompletely: Windows CryptoAPI, "
		"Apple's trustd, Chrome's own verifier, .NET on Linux, Java where it is switched on, "
		"Caddy, and proxies that look into TLS. Not Firefox, nor curl with OpenSSL"),
		N_("once when a certificate is missing, then it is kept; never for sites that send their "
		"whole chain"),
		N_("sites that send an incomplete chain fail for these clients; others work as before") },
	[SERVICE_CRL] = {
		N_("clients that check revocation by CRL: Windows CryptoAPI (curl and Git with Schannel, "
		"PowerShell, Office, .NET), .NET on Linux and Java where revocation is switched on, "
		"GnuPG's dirmngr, openssl with -crl_download; monitors and collectors fetch many shards "
		"in sequence"),
		N_("at the first visit to a site whose certificate is in this shard, then again when the "
		"copy runs out: a list is good for 9 days and a new one comes about hourly; in practice "
		"Windows keeps it for about a day"),
		N_("clients that insist on an answer refuse the site: on Windows CRYPT_E_REVOCATION_OFFLINE "
		"(0x80092013); Java and .NET hang until their time-outs. Others go on without an answer, "
		"and a revoked certificate is accepted") },
	[SERVICE_ROOT_CRL] = {
		N_("clients that check the CA certificates of a chain, too: Windows CryptoAPI, Java with CRL "
		"checks (this list first, then the shard), .NET with revocation checks of the whole chain"),
		N_("with the first site of Let's Encrypt that is visited, then when the copy runs out: the "
		"list changes by ceremony and is good for up to a year"),
		N_("clients that insist on an answer for the whole chain refuse every site of Let's Encrypt; "
		"CA certificates that were revoked are accepted by the others") },
	[SERVICE_OCSP] = {
		N_("until 2025: Windows CryptoAPI, Apple's trustd, Java, Firefox, and servers that staple "
		"(nginx, HAProxy, Caddy). Today nothing with a current certificate"),
		N_("until 2025: at the first visit to a site, then when the answer ran out; today never"),
		N_("nothing: the service has ended, and no valid certificate names it") },
	[SERVICE_OCSP_THEN] = {
		N_("Windows CryptoAPI, Apple's trustd, Java, Firefox, and servers that staple (nginx, HAProxy, "
		"Caddy)"),
		N_("at the first visit to a site, then when the answer ran out"),
		N_("clients that insisted on an answer refused the site: on Windows "
		"CRYPT_E_REVOCATION_OFFLINE (0x80092013); Java hung until its time-out. Others went on "
		"without an answer, and servers had none to staple") },
	[SERVICE_OLD] = {
		N_("clients that met certificates which had expired by the time of the event; monitors and "
		"collectors"),
		N_("never for a certificate that is valid at that time"),
		N_("nothing that works with valid certificates") },
};

void explained_service(struct explained *e, enum service s)
{
	if (s == SERVICE_OCSP && e->options->at < OCSP_ENDED)
		s = SERVICE_OCSP_THEN;
	else if (e->over && s != SERVICE_OCSP)
		s = SERVICE_OLD;
	e->fetched_by = tell(e, services[s].fetched_by);
	e->how_often = tell(e, services[s].how_often);
	e->if_blocked = tell(e, services[s].if_blocked);
}

void explained_ocsp_state(struct explained *e)
{
	int64_t at = e->options->at;

	if (e->state != NULL && strcmp(e->state, "not-yet") == 0)
		return;         /* no more did its service */
	if (at < OCSP_LAST_NAMED) {
		explained_state(e, "current", "normal at the time of the event: certificates named this "
			"service until 2025-05-07");
		return;
	}
	if (at < OCSP_ENDED) {
		explained_state(e, "current", "normal at the time of the event: certificates issued before "
			"2025-05-07 named this service, which ended on 2025-08-06");
		return;
	}
	explained_state(e, "ended", "ended: switched off on 2025-08-06; certificates have not named it "
		"since 2025-05-07");
	explained_odd(e, "ended", SEVERITY_NOTE, "No certificate that is valid at the time of the event "
		"names this URL. Left are: a certificate that has expired, a stapling or monitoring "
		"configuration that holds on to it, a wrong clock or old firmware, an old capture, or an "
		"imitation.");
	if (!e->options->at_given)
		explained_note(e, "Before 2025-08-06 this was perfectly normal; give the time of the event "
			"with --at.");
}
