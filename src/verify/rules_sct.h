/* rules_sct: signed certificate timestamps against a list of logs. RFC 6962.
 *
 * What is found here are remarks: SCTs never make a verdict better or worse.
 * Without a log list nothing is said. */
#ifndef LENCR_VERIFY_RULES_SCT_H
#define LENCR_VERIFY_RULES_SCT_H

#include "base/words.h"
#include "verify/finding.h"
#include "x509/cert.h"
#include "x509/sct.h"

/* One log of a log list. Texts are safe. */
struct sct_log {
	uint8_t id[32];              /* SHA-256 of the key */
	struct view key;             /* SubjectPublicKeyInfo */
	const char *description, *operator_name, *state; /* state: "usable" …, or NULL */
	int64_t state_since;         /* WHEN_NONE */
	int64_t from, until;         /* temporal interval, [from, until); WHEN_NONE: unbounded */
};
struct sct_logs { struct sct_log *list; size_t count; };
const struct sct_log *sct_log_find(const struct sct_logs *, struct view id);

enum sct_way { SCT_EMBEDDED, SCT_STAPLED, SCT_TLS };
const char *sct_way_word(enum sct_way);  /* embedded stapled tls */

enum sct_state {
	SCT_UNCHECKED,      /* no list, no issuer, or another version */
	SCT_VALID,
	SCT_UNKNOWN_LOG,
	SCT_BAD_SIGNATURE,
	SCT_FUTURE,         /* later than AT */
	SCT_OUTSIDE_LIFE,   /* the certificate ends outside the log's interval, or the log had retired */
};
const char *sct_state_word(enum sct_state); /* unchecked valid unknown-log … */

/* Judges one SCT of CERT that came by WAY. ISSUER may be NULL (embedded ones
 * are then unchecked). LOG (may be NULL) gets the log that it names. */
enum sct_state sct_judge(struct arena *, const struct sct *, enum sct_way, const struct cert *,
	const struct cert *issuer, const struct sct_logs *, int64_t at, const struct sct_log **log);

/* The TBSCertificate without the SCT list and the poison, as logs sign it;
 * false: it has not the form of a certificate. */
bool sct_precertificate(struct arena *, const struct cert *, struct view *tbs);

/* Findings about all SCTs of a leaf: one word for each that is wrong, and for
 * too few operators. STAPLED and TLS: SignedCertificateTimestampLists, or empty. */
void rules_sct(struct findings *, const struct cert *leaf, uint32_t id, const struct cert *issuer,
	struct view stapled, struct view tls, const struct sct_logs *, int64_t at);

#endif
