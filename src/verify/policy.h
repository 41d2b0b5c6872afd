/* policy: everything the user may choose about judging, and every ceiling.
 * judgement sections 1, 2 and 6. policy_init gives the defaults of cli.md. */
#ifndef LENCR_VERIFY_POLICY_H
#define LENCR_VERIFY_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum revocation_mode { REVOCATION_REQUIRE, REVOCATION_OFFERED, REVOCATION_SOFT, REVOCATION_OFF };
enum scope_mode { SCOPE_CHAIN, SCOPE_LEAF };
enum method_mode { METHOD_ANY, METHOD_CRL, METHOD_OCSP, METHOD_BOTH };
enum profile { PROFILE_AUTO, PROFILE_WEBPKI, PROFILE_RFC5280 };
enum purpose { PURPOSE_SERVER, PURPOSE_CLIENT, PURPOSE_ANY };
enum name_kind { NAME_NONE, NAME_DNS, NAME_IP, NAME_EMAIL };

struct ceilings {
	size_t certs;             /* in one graph: 200 */
	size_t paths;             /* enumerated to the end: 64 */
	size_t path_steps;        /* work of the enumeration: 4096 */
	size_t signature_checks;  /* of certificates, a target: 400 */
	size_t urls_per_cert;     /* of one kind: 4 */
	size_t fetches;           /* a target: 24 */
	size_t fetch_depth;       /* fetched issuers above the target's own: 6 */
	size_t pkcs7_certs;       /* taken from one AIA body: 50 */
	size_t cert_bytes;        /* 100 KiB */
	size_t aia_bytes;         /* 256 KiB */
	size_t ocsp_bytes;        /* 64 KiB */
	size_t crl_bytes;         /* 128 MiB; --max-crl */
};

struct policy {
	enum revocation_mode revocation;
	enum scope_mode scope;
	enum method_mode method;
	enum profile profile;
	enum purpose purpose;
	enum name_kind name_kind;
	const char *name;              /* A-label, numeric address or mailbox; NULL: none */
	bool name_given;               /* by --name, not derived from the target */
	int64_t max_age;               /* seconds; 0: none */
	unsigned max_depth;            /* certificates between leaf and anchor, self-issued ones
	                                  not counted: 8 */
	const char *const *policies;   /* initial policy set, OIDs; empty: any */
	size_t policy_count;
	bool explicit_policy, inhibit_any, inhibit_mapping;
	bool as_served;                /* judge only what was presented plus anchors */
	bool no_fetch, offline;
	bool ocsp_nonce;
	int64_t warn_left;             /* seconds; 0: a third of the lifetime, half under 10 days */
	int64_t skew;                  /* on evidence: 300 */
	struct ceilings most;
};

void policy_init(struct policy *);
/* Sets name and name_kind from TEXT: an IP literal (IPv6 also in brackets), text
 * with '@' as e-mail, else DNS. NULL or empty: no name. TEXT is not copied and
 * must outlive the policy; letter case and one final dot do not matter where it
 * is compared. */
void policy_set_name(struct policy *, const char *text);

#endif
