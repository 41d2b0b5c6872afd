/* Error texts and numbers that people paste, and finding words. */
#include "explained.h"

#include "base/words.h"
#include "known/explain_errors.h"

static struct arena *arena;

static const struct { const char *text, *what, *meaning; } rows[] = {
	{ "0x80092012", "CRYPT_E_NO_REVOCATION_CHECK (0x80092012)", "no answer" },
	{ "80092013", "CRYPT_E_REVOCATION_OFFLINE", "no answer" },
	{ "-2146885613", "CRYPT_E_REVOCATION_OFFLINE", "no answer" },
	{ "2148081683", "CRYPT_E_REVOCATION_OFFLINE", "no answer" },
	{ "12057", "REV_FAILED", "no answer" }, { "0x80072f19", "REV_FAILED", "no answer" },
	{ "error 12170", "REVOKED", "revoked ones" }, { "12175", "SECURE_FAILURE", "several reasons" },
	{ "CRYPT_E_NO_REVOCATION_CHECK", "0x80092012", "no answer" },
	{ "crypt_e_revocation_offline", "Schannel", "no answer" },
	{ "dwErrorStatus = CERT_TRUST_IS_OFFLINE_REVOCATION (0x1000000)", "OFFLINE", "no answer" },
	{ "The certificate chain was issued by an authority that is not trusted.", "authority that is not trusted",
	  "trusted root" },
	{ "RemoteCertificateChainErrors: RevocationStatusUnknown, OfflineRevocation",
	  ".NET: RevocationStatusUnknown", "no answer" },
	{ "SEC_ERROR_REVOKED_CERTIFICATE", "NSS", "revoked ones" }, { "-8180", "REVOKED", "revoked ones" },
	{ "NET::ERR_CERT_REVOKED", "Chrome", "revoked ones" }, { "-67820", "Apple", "revoked ones" },
	{ "curl: (35) schannel: next InitializeSecurityContext failed: Unknown error (0x80092012)",
	  "NO_REVOCATION_CHECK", "no answer" },
	{ "verify error:num=3:unable to get certificate CRL", "OpenSSL", "no answer" },
	{ "verify error:num=23", "certificate revoked (23)", "revoked ones" },
	{ "Verify return code: 21", "first certificate (21)", "trusted root" },
	{ "verify error:num=10:certificate has expired", "(10)", "expired" },
	{ "error 44 at 0 depth lookup: different CRL scope", "scope", "128 shards" },
	{ "SSL alert number 44", "revoked (44)", "revoked ones" },
	{ "self-signed certificate in certificate chain", "(19)", "trusted root" },
	{ "java.security.cert.CertPathValidatorException: Could not determine revocation status",
	  "Could not determine", "no answer" },
	{ "sun.security.validator.ValidatorException: PKIX path validation failed: java.security.cert."
	  "CertPathValidatorException: Unable to determine revocation status due to network error",
	  "network error", "no answer" },
	{ "sun.security.validator.ValidatorException: PKIX path building failed: sun.security.provider."
	  "certpath.SunCertPathBuilderException: unable to find valid certification path to requested "
	  "target", "valid certification path", "trusted root" },
	{ "PKIX path validation failed", "Java", "beside this text" },
	{ "java.security.cert.CertPathValidatorException: validity check failed", "validity", "expired" },
	{ "The certificate is NOT trusted. The certificate chain is revoked. ", "GnuTLS", "revoked ones" },
	{ "hr = 0x80092013L", "CRYPT_E_REVOCATION_OFFLINE", "no answer" },
	{ "[1:2:ERROR:ssl_client_socket_impl.cc(970)] handshake failed; returned -1, SSL error code 1, "
	  "net_error -206", "ERR_CERT_REVOKED (-206)", "revoked ones" },
	{ "NSURLErrorDomain Code=-1204", "NotYetValid (-1204)", "not valid yet" },
	{ "-67635", "errSecIncompleteCertRevocationCheck (-67635)", "no answer" },
	{ "an error 7 at last; error 23 at 1 depth lookup", "certificate revoked (23)", "revoked ones" },
	{ "x509: certificate has expired or is not yet valid: current time 2026-05-13T00:00:00Z is after "
	  "2026-05-12T00:00:00Z", "Go", "has expired" },
	{ "x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:00Z is before "
	  "2026-05-12T00:00:00Z", "Go", "not valid yet" },
	{ "OCSP_basic_verify() failed (SSL: error:27069065:OCSP routines:OCSP_basic_verify:certificate verify "
	  "error:Verify error:unable to get issuer certificate) while requesting certificate status, "
	  "responder: r3.o.lencr.org", "nginx", "ended OCSP" },
	{ "certificate verification failed for mx.example[192.0.2.1]:25: untrusted issuer /O=Digital Signature "
	  "Trust Co./CN=DST Root CA X3", "Postfix", "trusted root" },
	{ "The remote certificate is invalid because of errors in the certificate chain: Revoked", ".NET",
	  "revoked ones" },
	{ "nginx: [warn] \"ssl_stapling\" ignored, no OCSP responder URL in the certificate", "nginx",
	  "ended OCSP" },
};

static void errors(void **state)
{
	static const char *const none[] = { "verify return:1", "error", "23", "exit status 44",
		"-1", "0x80070005", "num=23", "error 23 of", "net_error -2", "206", "-206" };
	size_t count;
	const struct error_row *all = error_rows(&count);

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct doc *d = explained(arena, rows[i].text);
		const char *what = rows[i].what;

		if (strstr(said(d, "what"), what) == NULL || strstr(said(d, "meaning"), rows[i].meaning) == NULL)
			print_message("# %s: %s\n", rows[i].text, said(d, "what"));
		assert_string_equal(said(d, "kind"), "error");
		assert_non_null(strstr(said(d, "what"), what));
		assert_non_null(strstr(said(d, "meaning"), rows[i].meaning));
		assert_true(said(d, "remedy")[0] != '\0');
	}
	for (size_t i = 0; i < count; i++)
		assert_non_null(strstr(said(explained(arena, all[i].text), "what"), all[i].text));
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		explained_at(arena, none[i], NOW, EXPLAIN_FOREIGN);
}

static void finding_words(void **state)
{
	(void)state;
	for (int w = 0; w < WORD_COUNT; w++) {
		struct doc *d = explained(arena, word_text((enum word)w));

		assert_string_equal(said(d, "kind"), "finding");
		assert_string_equal(said(d, "remedy"), word_info((enum word)w)->remedy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors), cmocka_unit_test(finding_words),
	};
	int failed;

	arena = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
