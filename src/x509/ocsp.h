/* ocsp: one OCSP response; and requests. No opinion. RFC 6960.
 *
 * A basic response counts as such only when our own strict walk and libcrypto
 * both decode it; the fields are those of the walk and look into `der`.
 * Everything lives in the arena. */
#ifndef LENCR_X509_OCSP_H
#define LENCR_X509_OCSP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"
#include "x509/cert.h"

#define OCSP_MAX_BYTES ((size_t)64 * 1024)
#define OCSP_MAX_CERTS 10
#define OCSP_MAX_SINGLES 1000

enum ocsp_cert_status { OCSP_GOOD, OCSP_REVOKED, OCSP_UNKNOWN };

struct ocsp_certid {
	char *hash_oid;             /* dotted */
	bool is_sha1, is_sha256;
	struct view name_hash, key_hash, serial; /* serial: INTEGER content */
};

struct ocsp_single {
	struct ocsp_certid id;
	enum ocsp_cert_status status;
	int64_t this_update, next_update;   /* next_update WHEN_NONE when absent */
	int64_t revoked_at; bool has_reason; int reason;
	bool has_archive_cutoff; int64_t archive_cutoff;
	struct view scts;                   /* SignedCertificateTimestampList, or empty */
	char *unknown_critical;             /* OID, or NULL; archive cutoff and SCTs are known */
};

struct ocsp {
	struct view der;
	int response_status;                /* 0 successful, 1 malformedRequest … 6 unauthorized */
	bool is_basic;                      /* id-pkix-ocsp-basic and decodes whole */
	bool other_type;                    /* not_basic: of another type than id-pkix-ocsp-basic */
	const char *not_basic;              /* successful but not is_basic: why; else NULL */
	int64_t produced_at;
	bool by_name; struct view responder_name;  /* Name TLV */
	struct view responder_key;          /* KeyHash octets (SHA-1 of key bits) */
	struct ocsp_single *singles; size_t single_count;
	struct cert **certs; size_t cert_count;    /* embedded, first OCSP_MAX_CERTS */
	bool too_many_certs, too_many_singles;
	bool has_nonce; struct view nonce;
	char *unknown_critical;             /* in responseExtensions */
	struct view tbs, sig_alg, signature; /* for sig_verify */
	char *sig_alg_text;
};

const char *ocsp_response_word(int response_status); /* "tryLater" … */

/* False with *err when DER is not one whole OCSPResponse without trailing
 * bytes. A response that is not successful, or of another type, is true with
 * is_basic false. */
bool ocsp_read(struct arena *, struct view der, struct ocsp *out, struct err *);

/* Whether the CertID names CERT under ISSUER in all four fields (hash
 * algorithm SHA-1 or SHA-256, name hash, key hash, serial). */
bool ocsp_certid_matches(const struct ocsp_certid *, const struct cert *,
	const struct cert *issuer);

/* A request for one certificate; NONCE empty: none. DER in the arena. */
struct view ocsp_request(struct arena *, const struct cert *, const struct cert *issuer,
	bool sha256, struct view nonce);
/* One as a client without a nonce writes it, for a CertID of which the octets alone
 * are known: hashes of 20 (SHA-1) or of 32 octets (SHA-256), a serial of 1 to 20
 * without a leading zero. Data NULL: they have other sizes. */
struct view ocsp_request_about(struct arena *, struct view name_hash, struct view key_hash,
	struct view serial);
/* The GET form of RFC 6960 A.1: URL, '/', percent-encoded base64. */
char *ocsp_get_url(struct arena *, const char *url, struct view request);

struct ocsp_request_info {
	struct ocsp_certid *ids;
	size_t id_count;
	bool has_nonce;
	struct view nonce;
};
/* At least one CertID; signed requests too (the signature is not looked at). */
bool ocsp_request_read(struct arena *, struct view der, struct ocsp_request_info *out,
	struct err *);

#endif
