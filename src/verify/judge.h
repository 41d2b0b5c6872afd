/* judge: from everything known about one target to its verdict. Pure: the same
 * facts give the same judgement, byte for byte. judgement section 1. */
#ifndef LENCR_VERIFY_JUDGE_H
#define LENCR_VERIFY_JUDGE_H

#include "verify/evidence.h"
#include "verify/path.h"

/* What is compiled in may revoke, never absolve. */
struct known_revocation { uint8_t sha256[32]; int64_t revoked_at; int reason; const char *text; };

struct facts {
	struct arena *arena;
	const struct policy *policy;
	int64_t at;
	struct graph *graph;
	struct evidence_list *evidence;
	uint32_t leaf;                    /* NO_CERT: the target gave none */
	bool is_host;                     /* a TLS target; else a file */
	const uint32_t *presented; size_t presented_count; /* graph ids in the order presented (host)
	                                     or as they stand in the file; duplicates stay */
	bool fetched_fully;               /* nothing more will be asked */
	const struct known_revocation *known; size_t known_count;
	const uint8_t (*sharding_keys)[32]; size_t sharding_count; /* SPKI SHA-256 of CAs that shard their CRLs */
	struct root_set roots;
	struct findings *found;           /* raised while acquiring and fetching */
};

enum verdict { VERDICT_GOOD, VERDICT_INVALID, VERDICT_REVOKED, VERDICT_UNDETERMINED,
	VERDICT_UNREACHABLE, VERDICT_SUSPICIOUS };
const char *verdict_word(enum verdict);
int verdict_exit(enum verdict);                      /* cli.md's table */
bool verdict_worse(enum verdict a, enum verdict b);  /* 3, 6, 1, 4, 5, 0 */

enum status { STATUS_GOOD, STATUS_REVOKED, STATUS_UNKNOWN, STATUS_STALE, STATUS_UNREACHABLE,
	STATUS_NO_SOURCE, STATUS_NOT_APPLICABLE, STATUS_NOT_CHECKED };
const char *status_word(enum status);

enum answer_method { ANSWER_CRL, ANSWER_OCSP, ANSWER_STAPLE, ANSWER_CATALOG };
const char *answer_method_word(enum answer_method);

/* What one piece of evidence says about one link. */
struct link_answer {
	enum answer_method method;
	enum status status;               /* good, revoked, stale, unreachable, unknown */
	uint32_t evidence;                /* id; UINT32_MAX for the catalog */
	enum word why;                    /* the word of the cause when neither good nor revoked; WORD_COUNT else */
	int64_t this_update, fresh_until; /* WHEN_NONE where there is none */
	int64_t revoked_at; int reason;   /* revoked; reason -1: none given */
	bool forged;                      /* names N, points to K, fails under every key known for N */
	bool counts_as_good;              /* may absolve (not presented evidence, unless nothing else) */
};

/* One certificate of a path under the issuer that it has in this path. */
struct link {
	uint32_t subject, issuer;         /* graph ids */
	enum status status;
	struct link_answer *answers; size_t answer_count;
	int64_t fresh_until, revoked_at; int reason;
	bool settled;                     /* good or revoked: no more fetching is needed (method any) */
};

/* Judges one link of PATH (I: index of the subject; I+1 is its issuer) from
 * the evidence that is there now. Findings go to OUT (may be NULL). */
void link_judge(const struct facts *, const struct path *, size_t i, struct link *out,
	struct findings *);

/* What could still be asked about a link, in order of preference by the
 * policy's method: CRL URLs of all points, OCSP URLs. Only http(s)/ldap as
 * written; refusing is the source's business. In the arena. */
struct link_sources { const char **crl_urls; size_t crl_count; const char **ocsp_urls; size_t ocsp_count; };
void link_sources(const struct facts *, const struct path *, size_t i, struct link_sources *out);
/* Whether anything is owed at all (scope, revocation off, not-applicable). */
bool link_wanted(const struct facts *, const struct path *, size_t i);

struct judged_path {
	const struct path *path;
	enum verdict verdict;
	struct link *links; size_t link_count;   /* one per certificate below the anchor */
	enum word *reasons; size_t reason_count; /* worst first, no doubles */
	bool as_served;                          /* made of presented certificates and the anchor alone */
};

struct judgement {
	enum verdict verdict;
	enum word *reasons; size_t reason_count;
	bool has_served; enum verdict served; enum word *served_reasons; size_t served_reason_count;
	struct judged_path *paths; size_t path_count; /* cli.md's order; branches last */
	size_t best;                              /* index; SIZE_MAX: none */
	struct findings findings;                 /* all, final severities, stable order */
	int64_t usable_until;                     /* least fresh_until of the best path's links; WHEN_NONE */
};

/* PATHS: from paths_find over all origins, validated. */
struct judgement *judge(const struct facts *, struct paths *);

#endif
