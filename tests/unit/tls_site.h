/* tls_site: what a TLS server of a test needs. */
#ifndef LENCR_TESTS_TLS_SITE_H
#define LENCR_TESTS_TLS_SITE_H

#include <openssl/evp.h>
#include <openssl/x509.h>

/* Self-signed, valid for a day. */
static inline X509 *make_certificate(EVP_PKEY *key, const char *name, long serial)
{
	X509 *x = X509_new();

	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), serial);
	X509_gmtime_adj(X509_getm_notBefore(x), -100);
	X509_gmtime_adj(X509_getm_notAfter(x), 86400);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
		(const unsigned char *)name, -1, -1, 0);
	X509_set_issuer_name(x, X509_get_subject_name(x));
	X509_set_pubkey(x, key);
	assert_true(X509_sign(x, key, EVP_sha256()) > 0);
	return x;
}

#endif
