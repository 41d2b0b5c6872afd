/* Error texts and numbers that people paste, and words of findings. */
#include <string.h>

#include "base/str.h"
#include "base/why.h"
#include "known/explain_parts.h"

#define NUMBER_MAX 12 /* digits */

/* The ways out; several errors share one. */
static const char allow[] =
	"Allow TCP port 80 to *.c.lencr.org and *.i.lencr.org (`lencr hosts` lists them), not a single "
	"URL: shard and CA change at renewal. On Windows the system fetches, not the program: it uses "
	"the WinHTTP proxy (netsh winhttp show proxy), also for service accounts, not the user's. Look "
	"with certutil -urlfetch -verify FILE; certutil -urlcache * delete forgets cached failures. curl "
	"has --ssl-revoke-best-effort for offline lists, Git http.schannelCheckRevoke.";
static const char renew[] =
	"On your own server: get a new certificate and load it. When a CA certificate is meant: let the "
	"ACME client fetch the chain again and serve the new one. `lencr check HOST` tells which "
	"certificate of the chain is revoked. On somebody else's: do not go on.";
static const char chain[] =
	"Serve the whole chain that the ACME client wrote (fullchain.pem); `lencr check --as-served HOST` "
	"shows what is missing, --write-chain FILE writes it. On the client: update its trust store.";
static const char give_lists[] =
	"Give the CRLs of every certificate of the chain (-CRL, -crl_download fetches the leaf's alone), "
	"each still in force, or let `lencr check` do all of that.";
static const char newer_list[] =
	"Fetch the list again: Let's Encrypt's shards are good for 9 days, new ones come about hourly. "
	"Check the clock and look for a cache or mirror that serves an old copy.";
static const char java_lists[] =
	"Java asks only where told to: -Dcom.sun.security.enableCRLDP=true for CRLs (there is no OCSP "
	"any more), -Dcom.sun.security.enableAIAcaIssuers=true for missing issuers, and where "
	"com.sun.security.allowedAIALocations exists it must allow them. Allow TCP port 80 to "
	"*.c.lencr.org.";
static const char no_ocsp[] =
	"Take OCSP out of the configuration: Let's Encrypt ended it on 2025-08-06. Switch stapling off, "
	"renew certificates that still demand it (must-staple), check revocation by CRL.";

static const char no_answer[] = "The client wanted to know whether a certificate is revoked and got "
	"no answer: a list could not be fetched, or none is named. It says nothing about the certificate "
	"itself.";
static const char is_revoked[] = "A certificate of the chain is on its CA's list of revoked ones. It "
	"may be the site's or a CA's: three cross-signs of Let's Encrypt were revoked in May 2026.";
static const char no_path[] = "No chain from the certificate to a trusted root was found: the server "
	"sends too few certificates, or the root is not in the client's store.";
static const char old_list[] = "The list that the client has is out of date.";
static const char wrong_list[] = "A list was there and does not cover this certificate: with Let's "
	"Encrypt each list is for one of 128 shards and says so.";
static const char ended_ocsp[] = "The client wanted an OCSP answer and got none. Let's Encrypt ended "
	"OCSP on 2025-08-06; no current certificate names it.";

struct error_row {
	uint32_t number;        /* 0: none */
	const char *text;       /* looked for as whole words, any case; NULL: number only */
	const char *whose, *meaning, *remedy;
};

static const struct error_row rows[] = {
	{ 0x80092010, "CRYPT_E_REVOKED", "Windows", is_revoked, renew },
	{ 0x80092011, "CRYPT_E_NO_REVOCATION_DLL", "Windows", no_answer, allow },
	{ 0x80092012, "CRYPT_E_NO_REVOCATION_CHECK", "Windows (Schannel)", no_answer, allow },
	{ 0x80092013, "CRYPT_E_REVOCATION_OFFLINE", "Windows (Schannel)", no_answer, allow },
	{ 0x80092014, "CRYPT_E_NOT_IN_REVOCATION_DATABASE", "Windows", no_answer, allow },
	{ 0x800b010c, "CERT_E_REVOKED", "Windows", is_revoked, renew },
	{ 0x800b010e, "CERT_E_REVOCATION_FAILURE", "Windows", no_answer, allow },
	{ 0x800b0109, "CERT_E_UNTRUSTEDROOT", "Windows", no_path, chain },
	{ 0x800b010a, "CERT_E_CHAINING", "Windows", no_path, chain },
	{ 0x80090325, "SEC_E_UNTRUSTED_ROOT", "Windows (Schannel)", no_path, chain },
	{ 12057, "ERROR_INTERNET_SEC_CERT_REV_FAILED", "Windows (WinINet, WinHTTP)", no_answer, allow },
	{ 12057, "ERROR_WINHTTP_SECURE_CERT_REV_FAILED", "Windows (WinHTTP)", no_answer, allow },
	{ 12170, "ERROR_INTERNET_SEC_CERT_REVOKED", "Windows (WinINet, WinHTTP)", is_revoked, renew },
	{ 12170, "ERROR_WINHTTP_SECURE_CERT_REVOKED", "Windows (WinHTTP)", is_revoked, renew },
	{ 0, "unable to check revocation for the certificate", "Windows (Schannel)", no_answer, allow },
	{ 0, "revocation server was offline", "Windows (Schannel)", no_answer, allow },
	{ 0, "RevocationStatusUnknown", ".NET", no_answer, allow },
	{ 0, "OfflineRevocation", ".NET", no_answer, allow },
	{ 0, "SEC_ERROR_REVOKED_CERTIFICATE", "Firefox (NSS)", is_revoked, renew },
	{ 0, "SEC_ERROR_REVOKED_KEY", "Firefox (NSS)", is_revoked, renew },
	{ 0, "SEC_ERROR_UNKNOWN_ISSUER", "Firefox (NSS)", no_path, chain },
	{ 0, "SEC_ERROR_OCSP_SERVER_ERROR", "Firefox (NSS)", ended_ocsp, no_ocsp },
	{ 0, "SEC_ERROR_OCSP_TRY_SERVER_LATER", "Firefox (NSS)", ended_ocsp, no_ocsp },
	{ 0, "SEC_ERROR_OCSP_UNKNOWN_CERT", "Firefox (NSS)", ended_ocsp, no_ocsp },
	{ 0, "SEC_ERROR_OCSP_OLD_RESPONSE", "Firefox (NSS)", ended_ocsp, no_ocsp },
	{ 0, "MOZILLA_PKIX_ERROR_REQUIRED_TLS_FEATURE_MISSING", "Firefox", ended_ocsp, no_ocsp },
	{ 0, "ERR_CERT_REVOKED", "Chrome, Edge", is_revoked, renew },
	{ 0, "ERR_CERT_UNABLE_TO_CHECK_REVOCATION", "Chrome, Edge", no_answer, allow },
	{ 0, "ERR_CERT_NO_REVOCATION_MECHANISM", "Chrome, Edge", no_answer, allow },
	{ 0, "ERR_CERT_AUTHORITY_INVALID", "Chrome, Edge", no_path, chain },
	{ 0, "certificate revoked", "OpenSSL (23) and TLS alerts", is_revoked, renew },
	{ 0, "X509_V_ERR_CERT_REVOKED", "OpenSSL (23)", is_revoked, renew },
	{ 0, "unable to get certificate CRL", "OpenSSL (3)", no_answer, give_lists },
	{ 0, "X509_V_ERR_UNABLE_TO_GET_CRL", "OpenSSL (3)", no_answer, give_lists },
	{ 0, "CRL has expired", "OpenSSL (12)", old_list, newer_list },
	{ 0, "X509_V_ERR_CRL_HAS_EXPIRED", "OpenSSL (12)", old_list, newer_list },
	{ 0, "CRL is not yet valid", "OpenSSL (11)", "The list is newer than the client's clock.",
	  newer_list },
	{ 0, "different CRL scope", "OpenSSL (44)", wrong_list, give_lists },
	{ 0, "X509_V_ERR_DIFFERENT_CRL_SCOPE", "OpenSSL (44)", wrong_list, give_lists },
	{ 0, "CRL signature failure", "OpenSSL (8)", "The list is not signed by the certificate's CA: "
	  "another CA's list, damaged, or made up.", give_lists },
	{ 0, "unable to get local issuer certificate", "OpenSSL (20), curl, Python, Node", no_path,
	  chain },
	{ 0, "unable to get issuer certificate", "OpenSSL (2)", no_path, chain },
	{ 0, "unable to verify the first certificate", "OpenSSL (21), Node", no_path, chain },
	{ 0, "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "Node", no_path, chain },
	{ 0, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "Node", no_path, chain },
	{ 0, "UNABLE_TO_GET_CRL", "Node", no_answer, give_lists },
	{ 0, "CRL_HAS_EXPIRED", "Node", old_list, newer_list },
	{ 0, "CERT_REVOKED", "Node", is_revoked, renew },
	{ 0, "Could not determine revocation status", "Java", no_answer, java_lists },
	{ 0, "Unable to determine revocation status", "Java", no_answer, java_lists },
	{ 0, "Certificate does not specify OCSP responder", "Java", ended_ocsp, java_lists },
	{ 0, "CertificateRevokedException", "Java", is_revoked, renew },
	{ 0, "Certificate has been revoked", "Java", is_revoked, renew },
	{ 0, "unable to find valid certification path", "Java", no_path, chain },
	{ 0, "certificate signed by unknown authority", "Go", no_path, chain },
	{ 0, "The certificate chain is revoked", "GnuTLS", is_revoked, renew },
	{ 0, "The revocation or OCSP data are old", "GnuTLS", old_list, newer_list },
	{ 0, "certificate issuer is unknown", "GnuTLS", no_path, chain },
	{ 0, "errSecCertificateRevoked", "Apple", is_revoked, renew },
	{ 0, "CERTIFICATE_VERIFY_FAILED", "OpenSSL, Python", "The certificate was refused; the reason "
	  "stands behind this text.", "Explain the text that stands behind it, or run `lencr check HOST`." },
	{ 0, "no OCSP responder URL", "nginx", ended_ocsp, no_ocsp },
	{ 0, "ssl_stapling\" ignored", "nginx", ended_ocsp, no_ocsp },
};

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* NEEDLE as whole words in TEXT, any case. */
static bool said(const char *text, const char *needle)
{
	size_t size = strlen(needle);

	for (const char *at = text; strlen(at) >= size; at++) {
		size_t same = 0;

		while (same < size && str_lower(at[same]) == str_lower(needle[same]))
			same++;
		if (same == size && (at == text || !letter(at[-1]) || !letter(needle[0])) &&
		    !letter(at[size]))
			return true;
	}
	return false;
}

/* A number as people write it: 0x80092013, 80092013, -2146885613, 12057. */
static uint32_t number_of(const char *word, size_t size)
{
	bool negative = word[0] == '-', hex = false;
	uint64_t value = 0;
	size_t at = negative ? 1 : 0;

	if (size - at > 2 && word[at] == '0' && (word[at + 1] == 'x' || word[at + 1] == 'X')) {
		hex = true;
		at += 2;
	} else if (!negative && size == 8 && strncmp(word, "80", 2) == 0)
		hex = true;
	if (at == size || size - at > NUMBER_MAX)
		return 0;
	for (; at < size; at++) {
		char c = str_lower(word[at]);
		unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0') :
			hex && c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 99;

		if (digit == 99)
			return 0;
		value = value * (hex ? 16 : 10) + digit;
	}
	if (value > UINT32_MAX)
		return 0;
	return negative ? (uint32_t)(0 - value) : (uint32_t)value;
}

static const struct error_row *row_of_number(const char *text)
{
	/* In a line with a URL a small number is rather a size. */
	bool small = strstr(text, "://") == NULL;

	while (*text != '\0') {
		size_t size;
		uint32_t number;

		text += strcspn(text, "-0123456789");
		size = text[0] == '-' ? 1 : 0;
		while (letter(text[size]))
			size++;
		number = size == 0 ? 0 : number_of(text, size);
		for (size_t i = 0; number != 0 && i < sizeof rows / sizeof *rows; i++)
			if (rows[i].number == number && (small || number > 0xffff))
				return &rows[i];
		/* Over the whole word: what begins inside one is no number. */
		text += size == 0 ? (*text != '\0') : size;
	}
	return NULL;
}

bool explain_error(struct explained *e, const char *text)
{
	const struct error_row *found = NULL;

	for (size_t i = 0; found == NULL && i < sizeof rows / sizeof *rows; i++)
		if (said(text, rows[i].text) && strcmp(rows[i].text, "CERTIFICATE_VERIFY_FAILED") != 0)
			found = &rows[i];
	if (found == NULL)
		found = row_of_number(text);
	if (found == NULL && said(text, "CERTIFICATE_VERIFY_FAILED"))
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
			if (strcmp(rows[i].text, "CERTIFICATE_VERIFY_FAILED") == 0)
				found = &rows[i];
	if (found == NULL)
		return false;
	e->kind = "error";
	e->what = found->number == 0 ? arena_format(e->arena, "an error of %s: %s", found->whose,
		found->text) : arena_format(e->arena, found->number > 0xffff ?
		"an error of %s: %s (0x%08lx)" : "an error of %s: %s (%lu)", found->whose, found->text,
		(unsigned long)found->number);
	e->meaning = found->meaning;
	e->remedy = found->remedy;
	if (found->meaning == no_answer)
		explained_note(e, "The certificate need not be of Let's Encrypt; `lencr check HOST` fetches "
			"the lists of a site and tells which one cannot be had from here, and why.");
	return true;
}

static const char *grave(enum severity s)
{
	return s == SEVERITY_FAIL ? "failure" : s == SEVERITY_WARN ? "warning" : "note";
}

/* The words of `lencr why`. */
static bool explain_why_word(struct explained *e, const char *text)
{
	enum evidence_word evidence;
	enum flag_word flag;

	if (flag_from_text(text, &flag)) {
		const struct flag_info *info = flag_info(flag);

		e->what = arena_format(e->arena, "%s (a %s of lencr why)", info->title,
			grave(info->severity));
		e->meaning = info->explanation;
		e->remedy = info->remedy;
		explained_fact(e, "severity", severity_word(info->severity));
	} else if (evidence_from_text(text, &evidence)) {
		const struct evidence_info *info = evidence_info(evidence);

		e->what = arena_format(e->arena, "%s (evidence %s a cause in lencr why)", info->title,
			info->points < 0 ? "against" : "about");
		e->meaning = info->explanation;
		explained_fact(e, "points", arena_format(e->arena, "%+d, which order candidates of one "
			"grade and never make a grade", info->points));
	} else {
		return false;
	}
	e->kind = "finding";
	return true;
}

bool explain_word(struct explained *e, const char *text)
{
	const struct word_info *info;
	enum word word;

	if (!word_from_text(text, &word))
		return explain_why_word(e, text);
	info = word_info(word);
	e->kind = "finding";
	e->what = arena_format(e->arena, "%s (a %s of lencr)", info->title, grave(info->severity));
	e->meaning = info->explanation;
	e->remedy = info->remedy;
	e->reference = info->reference;
	explained_fact(e, "severity", severity_word(info->severity));
	return true;
}
