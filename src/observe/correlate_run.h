/* correlate_run: what contacts and their causes are made with at the end, or when they are
 * ripe, from what was kept (correlate_parts.h). Private to the files of correlate.h. */
#ifndef LENCR_OBSERVE_CORRELATE_RUN_H
#define LENCR_OBSERVE_CORRELATE_RUN_H

#include "observe/correlate_parts.h"

enum object_kind { OBJECT_SHARD, OBJECT_ROOT, OBJECT_ISSUER, OBJECT_OCSP, OBJECT_SITE, OBJECT_OTHER,
	OBJECT_NAME };

/* A contact in the making. */
struct making {
	struct contact *c;
	struct making *earlier;     /* of the same machine, while merging */
	struct piece *dns, *connect, *http, *tls;   /* DNS: the questions of one visit as one */
	bool dns_unsure;            /* they may be of another fetch of that time: their time is not its first sign */
	int64_t at, done_at;        /* first and last sign of the fetch */
	uint64_t scope;             /* of the contact's connection number */
	enum object_kind kind;
	const struct known_object *object;
	struct contact_flag *flags; size_t flag_count, flag_space;
	const char **reasons; size_t reason_count, reason_space;
	bool later_of_connection;   /* not the first request of its connection */
	bool bulk, incomplete;
	struct verdict *verdicts; size_t verdict_count, more;
	size_t examined;            /* certificates of the same CA that were compared */
	size_t hidden;              /* candidates whose certificate cannot be seen */
	size_t other_ca, other_shard, other;    /* ruled out */
	bool shown_elsewhere;       /* what an OCSP request asks about was presented to or by others, in the window */
	const struct cand *shown_once;  /* … or at another time */
};

struct cand_ref { uint64_t key; int64_t at; const struct cand *cand; bool inbound; };

struct name_ref { uint64_t key; size_t extra; };

struct run {
	struct correlate *k;
	struct arena *a, *scratch;  /* of the result; of one contact's causes */
	struct contacts *out;
	struct piece **pieces; size_t piece_count;
	struct making **all; size_t count, space;
	struct cand_ref *refs; size_t ref_count;
	struct cand_ref *shown; size_t shown_count;     /* by the serial of the certificate presented */
	uint64_t *first_keys; int64_t *first_times; size_t first_space; /* first visit with a name */
	struct name_ref *names; size_t name_count;      /* of certificates that were given */
	const struct file_fact **files; size_t file_count;      /* that contacts asked for, by key */
};

/* One candidate under judgement. */
struct verdict {
	const struct cand *cand;    /* NULL: a task */
	const struct task *task;
	bool inbound, dropped;
	bool elsewhere;             /* a connection of others; its certificate is what an OCSP request asks about */
	struct cause_evidence *evidence; size_t count, space;
	int points;
	enum grade grade;
	bool task_several;
	bool exact;                 /* an exact link */
	bool lists;                 /* its certificate has the object, however known */
	bool fits;                  /* as well as that: the object is of its certificate's CA, or of one above */
	bool matches;               /* a strong match that is not exact */
	bool nested, same_process, hidden;
	const struct known_cert *cert;  /* that is told of */
	const char *cert_source, *name;
	uint64_t site;              /* equal: the same site for this purpose */
	const char *process; int64_t pid;
};

/* contact_flags.c */
void flag_raise(struct run *, struct making *, enum flag_word, enum severity, const char *text);
void flag_raise_plain(struct run *, struct making *, enum flag_word);
void contact_flags_put(struct run *, struct making *);
struct party party_of_making(const struct making *);
bool making_same_machine(const struct run *, const struct making *, const struct making *);

/* contact_merge.c: pieces to contacts, in the order of time */
void contacts_merge(struct run *);
/* contact_object.c: fills the contact's fields but for causes and flags */
void contact_describe(struct run *, struct making *);
/* contact_claims.c: what a log says of the answer */
/* What an OCSP request was about by the log's word for its answer; or NULL. */
const struct known_object *claims_object(struct run *, const struct making *);
void contact_claims_put(struct run *, struct making *);
/* contact_series.c: what several contacts tell together */
void contacts_series(struct run *);
void contacts_bursts(struct run *);

/* cause_gather.c */
/* By key, then by time. */
void cand_refs_sort(struct cand_ref *, size_t count);
/* The first of those so sorted that is beyond KEY, or of KEY and later than AT. */
size_t cand_refs_after(const struct cand_ref *, size_t count, uint64_t key, int64_t at);
void causes_index(struct run *);
void causes_gather(struct run *, struct making *);
bool first_visit(const struct run *, const struct cand *);
/* correlate.c: everything that is worked out of what was seen. */
void run_work(struct run *);
/* Live: nobody asks for its cause any more. */
bool told_long_ago(const struct correlate *, const struct making *);
/* The servers of its contacts' candidates that are worth asking: k->confirm. */
void run_put_confirm(struct run *);
void run_free(struct run *);
/* cause_evidence.c */
void cause_weigh(struct run *, struct making *, struct verdict *);
void cause_add(struct run *, struct verdict *, enum evidence_word, int points, const char *text);
void cause_add_plain(struct run *, struct verdict *, enum evidence_word);
/* cause_certs.c: what a certificate has to do with a contact's object */
void cause_weigh_certs(struct run *, struct making *, struct verdict *);
/* Whether the object is named by every certificate of its CA. */
bool object_is_shared(const struct making *);
/* cause_fit.c */
enum fit { FIT_UNKNOWN, FIT_OTHER_CA, FIT_OTHER_SHARD, FIT_NO_POINTER, FIT_CA, FIT_SERIAL, FIT_CHAIN_URL,
	FIT_URL, FIT_CERTID };
enum fit cert_fit(struct run *, const struct making *, const struct known_cert *, bool leaf);
bool fit_excludes(enum fit);
/* cause_known.c: --certs, --ct, --confirm, earlier handshakes */
void causes_index_names(struct run *);
void cause_weigh_known(struct run *, struct making *, struct verdict *);
/* The recorded certificate that is the subject of a task; NULL: none, or several. */
const struct known_cert *cert_of_task(const struct run *, const struct task *);
/* cause_elsewhere.c: a certificate that others were shown */
void causes_index_shown(struct run *);
/* Up to MOST verdicts in all. */
void causes_gather_elsewhere(struct run *, struct making *, size_t most);
void cause_weigh_elsewhere(struct run *, const struct making *, struct verdict *);
const char *reason_elsewhere(struct run *, const struct making *);  /* or NULL */
/* cause_grade.c */
void causes_grade(struct run *, struct making *);
/* cause_reasons.c */
void causes_reasons(struct run *, struct making *);

#endif
