/* mint: certificates, lists and responses for tests, made at run time by
 * libcrypto. Everything wrong can be made on purpose. Aborts when libcrypto
 * refuses, since then the test itself is wrong. */
#ifndef LENCR_TESTS_MINT_H
#define LENCR_TESTS_MINT_H

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/view.h"

#define MINT_NOW INT64_C(1800000000) /* 2027-01-15T08:00:00Z */
#define MINT_NONE INT64_MAX          /* leave the field out */
#define MINT_DAY 86400

/* P-256 keys, one for each name, alive as long as the process. */
EVP_PKEY *mint_key(const char *name);

/* Offsets are seconds from MINT_NOW; 0 takes the default. EXT is the text of
 * an OpenSSL configuration whose section "ext" lists the extensions; other
 * sections may follow. Names are one CN. */
struct mint_cert {
	const char *subject, *issuer;  /* issuer NULL: self-issued */
	const char *key, *signer;      /* NULL: as the subject, as the issuer */
	const char *serial;            /* hex; NULL: "1234" */
	int64_t from, until;           /* -30 days, +60 days */
	const char *ext;
};
X509 *mint_cert(struct arena *, const struct mint_cert *);

struct mint_entry {
	const char *serial;            /* hex; NULL ends the list */
	int64_t at;                    /* -2 hours */
	int reason;                    /* 0: none; else the CRLReason, 100: unspecified (0) */
	const char *cert_issuer;       /* CN; NULL: no certificateIssuer */
	bool unknown_critical;
};
struct mint_crl {
	const char *issuer, *signer;   /* signer NULL: the issuer's key */
	int64_t from, until;           /* -1 hour, +1 day */
	const char *ext;
	struct mint_entry entries[4];
	bool sha1, no_aki;
	const char *aki;               /* whose key the AKI names; NULL: the signer's */
	bool damage;                   /* one bit of the signature */
};
struct view mint_crl(struct arena *, const struct mint_crl *);

struct mint_single {
	X509 *cert, *issuer;           /* cert NULL ends the list */
	int status;                    /* V_OCSP_CERTSTATUS_* */
	int64_t from, until;           /* -1 hour, +1 day */
	int64_t revoked_at;            /* -2 hours */
	int reason;                    /* 0: none */
	bool sha256, critical;
};
struct mint_ocsp {
	struct mint_single singles[4];
	X509 *signer;                  /* whose name or key is the ResponderID */
	const char *key;               /* that signs */
	X509 *embed[12];
	int64_t produced;              /* -1 hour */
	bool by_key, sha1, damage, critical;
	const char *nonce;             /* text; NULL: none */
};
struct view mint_ocsp(struct arena *, const struct mint_ocsp *);
/* A response that says only STATUS (RFC 6960 section 4.2.1). */
struct view mint_ocsp_error(struct arena *, int status);

struct view mint_der(struct arena *, X509 *);

#endif
