/* forge: certificates made at run time for tests, by libcrypto.
 *
 * A certificate is described by what is special about it; the rest is what the
 * webpki profile wants. Everything lives in the arena given. Any failure of
 * libcrypto ends the test program. */
#ifndef LENCR_TESTS_FORGE_H
#define LENCR_TESTS_FORGE_H

#include "x509/cert.h"

enum forge_kind { FORGE_LEAF, FORGE_CA, FORGE_ROOT };

struct forge {
	enum forge_kind kind;
	const char *subject;           /* CN; "": an empty name */
	EVP_PKEY *key;
	const char *issuer;            /* CN; NULL: self-issued */
	EVP_PKEY *issuer_key;          /* NULL: self-signed */
	int64_t not_before, not_after; /* 0: 2024-01-01 and 2034-01-01 */
	const char *serial;            /* hex with optional '-'; NULL: 01020304 */
	const char *digest;            /* NULL: SHA256 */
	const char *san;               /* leaf: NULL means DNS: and the subject */
	/* As in a configuration file, "name=value"; replaces the usual extension of
	 * that name; an empty value leaves it out. Up to the first NULL. */
	const char *extensions[6];
	bool v1;
};

EVP_PKEY *forge_key(struct arena *);                 /* EC P-256 */
EVP_PKEY *forge_rsa(struct arena *, unsigned bits);
EVP_PKEY *forge_curve(struct arena *, const char *curve);
struct cert *forge_cert(struct arena *, const struct forge *);

#endif
