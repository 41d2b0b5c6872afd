/* cert: one X.509 certificate, decoded; no opinion.
 *
 * cert_read guarantees: one whole DER certificate without trailing bytes that
 * libcrypto decodes, with every extension named below either decoded or
 * marked malformed. It does not guarantee that anything is sensible: times,
 * names and keys may be anything. libcrypto's lazy checks (X509_check_purpose)
 * are not run here.
 *
 * Everything lives in the arena; views look into `der`. */
#ifndef LENCR_X509_CERT_H
#define LENCR_X509_CERT_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"
#include "x509/name.h"

#define CERT_MAX_BYTES ((size_t)100 * 1024)
#define CERT_MAX_NAMES 10000 /* SANs decoded; more: malformed */
#define CERT_MAX_KEY_BITS 16384 /* larger: malformed, key NULL, its size still told */

/* One DistributionPoint (RFC 5280 section 4.2.1.13). */
struct dist_point {
	struct view *names;     /* fullName: each GeneralName as whole TLV */
	size_t name_count;
	struct view relative;   /* nameRelativeToCRLIssuer: the RDN's content, or empty */
	struct view *crl_issuers; /* cRLIssuer: GeneralName TLVs */
	size_t crl_issuer_count;
	char **urls;            /* the URI names among `names`, as safe text */
	size_t url_count;
	bool has_reasons;
	uint16_t reasons;       /* ReasonFlags, bit n = reason bit n */
};

enum san_kind { SAN_DNS, SAN_IP, SAN_EMAIL, SAN_URI, SAN_DIRNAME, SAN_OTHER };
struct san { enum san_kind kind; struct view raw; char *text; /* safe; IPs numeric */ };

struct cert {
	struct view der;
	uint8_t sha256[32];
	X509 *x;                        /* owned by the arena */
	int version;                    /* 0 = v1, 2 = v3 */
	struct view subject, issuer;    /* Name TLVs */
	char *subject_text, *issuer_text; /* RFC 4514 style, safe */
	char *short_name;               /* CN, else first SAN, else O, else subject; safe */
	struct view serial;             /* content octets of the INTEGER, all of them */
	struct view spki;               /* SubjectPublicKeyInfo TLV */
	struct view key_bits;           /* content of subjectPublicKey without the unused-bits octet */
	uint8_t spki_sha256[32];
	EVP_PKEY *key;                  /* NULL: libcrypto cannot decode it */
	const char *key_type;           /* "RSA" "EC" "Ed25519" "Ed448" "DSA" or "unknown" */
	int key_bits_count;
	char *curve;                    /* EC: "P-256" …, else NULL */
	int64_t not_before, not_after;  /* WHEN_NONE when not even libcrypto can read it */
	bool times_ok;                  /* both in RFC 5280's strict forms */
	char *sig_alg;                  /* long name as libcrypto prints it, or the OID */

	bool has_basic, basic_critical, is_ca, has_path_len;
	int64_t path_len;
	bool has_key_usage, key_usage_critical;
	uint16_t key_usage;             /* bit n = KeyUsage bit n: 0 digitalSignature … 5 keyCertSign,
	                                   6 cRLSign, 8 decipherOnly */
	bool has_eku, eku_critical;
	bool eku_server, eku_client, eku_any, eku_ocsp;
	char **ekus; size_t eku_count;  /* OIDs in dotted form, all of them */
	bool has_ski, has_aki;
	struct view ski;                /* keyIdentifier octets */
	struct view aki;                /* keyIdentifier octets; may be empty though AKI is there */
	bool has_san, san_critical;
	struct san *sans; size_t san_count;
	char *cn; size_t cn_count;      /* last CN of the subject, safe; how many there are */

	struct dist_point *points; size_t point_count;         /* CRLDP */
	struct dist_point *fresh_points; size_t fresh_count;   /* freshestCRL */
	bool has_crldp, has_freshest;
	/* caIssuers and OCSP URIs, safe text, in order, duplicates removed */
	char **issuer_urls; size_t issuer_url_count;
	char **ocsp_urls; size_t ocsp_url_count;
	bool must_staple;               /* TLS feature 5 (RFC 7633) */
	bool no_rev_avail;              /* RFC 9608 */
	bool ocsp_nocheck;
	bool poison;                    /* precertificate, RFC 6962 */
	struct view scts;               /* SignedCertificateTimestampList content, or empty */
	/* OID of the first critical extension unknown to us, or NULL. Known are all that
	 * have fields here, the constraints and policies that libcrypto's path validation
	 * handles, and what X509_supported_extension() names besides (RFC 3779, proxies);
	 * not issuerAltName or subjectInfoAccess, which nobody here processes. */
	char *unknown_critical;
	/* Which extension (or "subjectPublicKeyInfo", "extensions") could not be decoded, or
	 * NULL. Also: an extension that is there twice, an empty list where RFC 5280 wants one
	 * or more, an address in the SAN that is neither 4 nor 16 octets, more than 10000
	 * names, 200 extensions, 1000 points, names of a point or access descriptions. What
	 * was decoded before the fault stays. */
	char *malformed;
	char **policies; size_t policy_count; /* certificatePolicies OIDs */
	bool self_issued;               /* subject equals issuer by RFC 5280 section 7.1 */
	unsigned long subject_hash, issuer_hash; /* X509_NAME_hash_ex, for anchor look-ups */
};

/* NULL with *err (ERR_INPUT) when DER is not exactly one certificate or is
 * over CERT_MAX_BYTES. DER is copied into the arena. */
struct cert *cert_read(struct arena *, struct view der, struct err *);

/* Whether the certificate's own signature verifies under KEY (exactly: the
 * inner and outer algorithms agree and X509_verify() == 1). */
bool cert_signed_by(const struct cert *, EVP_PKEY *key);

/* Serial as the lower-case hex of all its octets. */
char *cert_serial_hex(struct arena *, const struct cert *);
/* Serials are compared as integers: sign and value; redundant leading octets
 * of a non-minimal encoding do not count. */
bool serial_equal(struct view, struct view);
bool serial_negative(struct view);
/* Without redundant leading octets: equal serials become equal bytes. */
struct view serial_minimal(struct view);

/* Lifetime including its last second, RFC 5280 section 4.1.2.5; 0 when a time
 * cannot be read. */
int64_t cert_lifetime(const struct cert *);

#endif
