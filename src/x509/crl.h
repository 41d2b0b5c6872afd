/* crl: one certificate revocation list, read by ourselves, no opinion.
 *
 * The one object that we do not let libcrypto decode: it builds an object per
 * entry. crl_read walks the whole list once, without copying and without
 * memory per entry, and checks the form of every entry to the last byte, so
 * that a malformed entry behind the one that matters is never missed
 * (judgement section 3, row 1). Views look into the DER given, which must
 * outlive the crl (keep the blob). RFC 5280 section 5. */
#ifndef LENCR_X509_CRL_H
#define LENCR_X509_CRL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

enum crl_reason { /* RFC 5280 section 5.3.1; 7 is not used */
	CRL_UNSPECIFIED = 0, CRL_KEY_COMPROMISE = 1, CRL_CA_COMPROMISE = 2,
	CRL_AFFILIATION_CHANGED = 3, CRL_SUPERSEDED = 4, CRL_CESSATION = 5, CRL_HOLD = 6,
	CRL_REMOVE = 8, CRL_PRIVILEGE_WITHDRAWN = 9, CRL_AA_COMPROMISE = 10,
};
bool crl_is_compromise(int reason);      /* of the CA's or the subject's key */
const char *crl_reason_word(int reason); /* "keyCompromise" …; "unspecified" for 0; "unknown" */

/* issuingDistributionPoint, section 5.2.5. */
struct crl_idp {
	bool present, critical;
	bool has_point;
	struct view *names; size_t name_count;  /* fullName GeneralName TLVs */
	struct view relative;                   /* nameRelativeToCRLIssuer content, or empty */
	bool only_user, only_ca, only_attribute, indirect;
	bool has_reasons; uint16_t reasons;     /* onlySomeReasons, bit n = flag n */
};

struct crl {
	struct view der, tbs, sig_alg /* outer AlgorithmIdentifier TLV */, signature /* bits */;
	int version;                       /* 0 = v1, 1 = v2 */
	struct view issuer;                /* Name TLV */
	int64_t this_update, next_update;  /* next_update WHEN_NONE when absent */
	struct view entries;               /* content of revokedCertificates, may be empty */
	uint64_t entry_count;
	bool has_number; struct view number;           /* CRLNumber content octets */
	bool number_critical;
	bool is_delta; struct view base_number;        /* deltaCRLIndicator */
	bool has_aki; struct view aki;                 /* keyIdentifier */
	struct crl_idp idp;
	bool has_freshest;
	char **freshest_urls; size_t freshest_url_count;
	char *unknown_critical;            /* OID of a critical CRL extension unknown to us, or NULL */
	char *entry_unknown_critical;      /* the same in any entry */
	bool any_cert_issuer;              /* an entry has certificateIssuer */
	bool was_pem;                      /* set by crl_read_any */
};

struct crl_entry {
	struct view serial;       /* INTEGER content */
	int64_t revoked_at;
	bool has_reason; int reason;
	bool has_invalidity; int64_t invalidity;
	struct view cert_issuer;  /* certificateIssuer of this or the nearest earlier entry that
	                             has one: content of GeneralNames; empty: the CRL's issuer */
	bool unknown_critical;
	struct view whole;        /* the entry's TLV */
};

/* False with *err (ERR_INPUT) naming what is wrong and at which offset.
 *
 * Accepts what is DER to the last byte and has the form of RFC 5280: version
 * absent or v2; v2 when anything has extensions; both AlgorithmIdentifiers
 * the same bytes; times in the forms of section 4.1.2.5; minimal serials; no
 * extension twice, no empty list of extensions; no unused bits in the
 * signature; at most one onlyContains… in the issuingDistributionPoint, which
 * is not empty. An empty revokedCertificates is accepted (libcrypto does) and
 * so is a reason code that RFC 5280 does not know: the entry revokes anyway.
 * Known critical extensions: the ones with fields above; everything else that
 * is critical goes to unknown_critical. */
bool crl_read(struct arena *, struct view der, struct crl *out, struct err *);

/* The same from DER or from PEM ("X509 CRL", exactly one such block; the DER
 * then lives in the arena). was_pem says which it was. */
bool crl_read_any(struct arena *, struct view body, struct crl *out, struct err *);

/* Cursor over the entries. Start with { 0 }. */
struct crl_cursor { size_t at; struct view cert_issuer; uint64_t index; };
bool crl_next(const struct crl *, struct crl_cursor *, struct crl_entry *out);

/* First entry for SERIAL at or after the cursor (serial_equal); all entries of
 * one serial are found by calling again. Faster than crl_next. */
bool crl_find(const struct crl *, struct crl_cursor *, struct view serial, struct crl_entry *out);

/* Number of extra appearances of serials listed more than once is not
 * computed here; see verify. */

#endif
