/* contact: one visit to lencr.org (or to a host of the same story), merged
 * from what was seen of it: the DNS question, the connection, the request, the
 * answer; with what it was about, whether its content is genuine, and which
 * connection caused it.
 *
 * Everything here is a result, filled by correlate.c and its parts, in the
 * arena of the run; why_doc and the timeline only show it. Texts are safe
 * (str_safe) unless said otherwise. Words are stable and stand in the schema. */
#ifndef LENCR_OBSERVE_CONTACT_H
#define LENCR_OBSERVE_CONTACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/words.h"
#include "observe/sighting.h"

/* By the class of the evidence, never by a score (traffic.md 5.2 has the rules;
 * man lencr-why tells them). */
enum grade { GRADE_UNEXPLAINED, GRADE_POSSIBLE, GRADE_LIKELY, GRADE_PROVEN };
const char *grade_word(enum grade);

/* One reason for or against a candidate. */
struct cause_evidence {
	const char *word;       /* "cert-lists-url" "certid-equal" "serial-shard" "nested" "before" … */
	int points;             /* order inside a grade only; negative: against */
	const char *text;       /* a sentence without full stop */
};

struct cause_cert {
	const char *issuer, *subject, *serial, *sha256; /* NULL: not known */
	const char *source;     /* "capture" "log" "given" "ct" "earlier-connection" "confirmed" "task" */
};

/* A connection that may have caused the contact. */
struct candidate {
	enum grade grade;
	int points;
	const char *name;       /* SNI, name by DNS, or NULL */
	struct endpoint server, client;
	bool inbound;           /* the contact's machine was the server of it */
	bool elsewhere;         /* of machines that cannot be linked to the contact's */
	int64_t at;             /* SIGHT_* microseconds */
	int64_t before;         /* contact's first sign − at, microseconds */
	const char *tls;        /* "TLS 1.3" "QUIC" or NULL */
	bool resumed, hidden;   /* HIDDEN: its certificate could not be seen */
	const char *process; int64_t pid;
	unsigned input; uint64_t place;
	const struct cause_cert *cert;              /* or NULL */
	const struct cause_evidence *evidence; size_t evidence_count;
};

/* Something about the contact that should be known; the severities are those
 * of findings. FAIL makes it suspicious. */
struct contact_flag { const char *word; enum severity severity; const char *text; const char *remedy; };

enum content_state { CONTENT_NOT_CAPTURED, CONTENT_PARTIAL, CONTENT_NONE, CONTENT_UNCHECKED,
	CONTENT_VERIFIED, CONTENT_MISMATCH };
const char *content_word(enum content_state);   /* "not-captured" "partial" "none" "unchecked" "verified" "mismatch" */

struct contact {
	unsigned n;             /* from 1, by time */
	int64_t at;             /* first sign of it */
	struct endpoint client, server;
	const char *client_mac, *client_name;   /* or NULL */
	const char *process, *user; int64_t pid;
	const char *host;       /* the name visited */

	struct { bool seen, answered; int64_t at; int rcode; bool blocked;
		const char *const *addresses; size_t address_count; } dns;
	struct { bool seen, answered, refused; int64_t at; } connection;
	struct { bool seen; int64_t at, done_at; const char *method, *url; unsigned version;
		const char *user_agent; bool no_user_agent; int status;
		int64_t bytes; bool by_proxy; } request;

	/* What it was about: known/explain's answer, boiled down. */
	struct { const char *kind;      /* "shard-crl" "root-crl" "issuer" "ocsp" "site" "other" "name-only" */
		const char *what;           /* "CRL shard 13 of 128 of YR1" */
		const char *ca, *environment, *state;   /* at the time of the event */
		unsigned shard; const char *serial, *issuer_name_hash, *issuer_key_hash;
		bool claimed;               /* the certificate asked about is a log's word for the answer */
		bool known; } object;

	struct { enum content_state state; const char *what;   /* "signed by YR1, IDP equals URL" */
		const char *signer; int64_t this_update, next_update; /* seconds, WHEN_NONE */
		const char *sha256; int64_t bytes; } content;

	/* What a log says of the answer's body: its word, and none of ours. */
	struct { bool any;
		const char *text;           /* what it comes to; NULL: nothing */
		bool other;                 /* it is not what the URL stands for */
		const char *sha256, *sha1, *type; int64_t bytes;    /* NULL, -1: not said */
		const char *is;             /* the catalog's certificate with that SHA-256; or NULL */
		const char *status;         /* "good" "revoked" "unknown"; NULL: not said */
		const char *serial, *issuer_name_hash, *issuer_key_hash;    /* of which certificate */
		const char *reason; int64_t revoked_at, this_update, next_update; } claimed;

	/* The software, as "consistent with". */
	struct { const char *name; const char *const *reasons; size_t reason_count;
		const char *mark; } fetcher;    /* MARK: measured, source, capture, report */

	const struct contact_flag *flags; size_t flag_count;
	bool suspicious;

	enum grade grade;       /* of the best candidate */
	/* Best first, at most 20, or 5 where there are over 2000 contacts. */
	const struct candidate *candidates; size_t candidate_count;
	size_t more_candidates; /* beyond those */
	size_t dropped;         /* ruled out, with the reasons below */
	const char *dropped_why;
	const struct contact *as;       /* same burst: explained as that one, or NULL */
	double chance;          /* that an unrelated one of the candidates fits by chance; < 0: does not apply */
	const char *const *reasons; size_t reason_count; /* why unexplained: what fits */
	unsigned input; uint64_t place; uint64_t connection_id;
};

/* Everything that one run found. */
struct contacts {
	const struct contact *const *all; size_t count;    /* by time */
	uint64_t contacts_dropped;      /* over the ceiling */
	uint64_t candidates_dropped;    /* forgotten before a contact could ask for them */
	uint64_t files_dropped;         /* what logs say of answers, which was forgotten */
	uint64_t sightings;
	int64_t first, last;
};

#endif
