/* check_doc_parts: what the files behind check_doc.h share. Only they include
 * this. A `report` is a finished check taken apart, so that the documents can
 * be made (and tested) without the state machine. */
#ifndef LENCR_CHECK_CHECK_DOC_PARTS_H
#define LENCR_CHECK_CHECK_DOC_PARTS_H

#include "check/check_doc.h"

struct report {
	struct arena *arena;                 /* for texts */
	const struct target *target;
	const struct judgement *judgement;
	const struct facts *facts;
	const struct handshake *handshake;   /* NULL for files */
	const struct report_info *head;
	const enum word *failed_on; size_t failed_on_count;
};

void check_doc_put(struct doc *, const struct report *);

/* data */
void report_put_result(struct node *, const struct report *);
void report_put_certificates(struct node *, const struct report *);
void report_put_paths(struct node *, const struct report *);
void report_put_evidence(struct node *, const struct report *);

/* page */
void report_put_line(struct doc *, const struct report *);
void report_put_tree(struct doc *, const struct report *, const struct judged_path *, int level);
/* Every cause once, what is worth a line by default; and all, for -v. */
void report_put_remarks(struct doc *, const struct report *);
void report_put_all_remarks(struct doc *, const struct report *);
/* One line for the paths that are not shown; and all of them, for -v. */
void report_put_others(struct doc *, const struct report *);
void report_put_all_paths(struct doc *, const struct report *);
void report_put_all_evidence(struct doc *, const struct report *);
/* With --no-fetch: each URL that would be fetched, and what for. */
void report_put_not_fetched(struct doc *, const struct report *);

/* words (check_doc_words.c); texts live in the arena of the report */
const char *report_name(const struct report *, uint32_t id);       /* of a certificate */
const char *report_issuer(const struct report *, const struct cert *); /* name of its issuer */
const char *report_cross(const struct report *, uint32_t id);      /* "NAME by ISSUER" for those */
const char *report_what(const struct report *, uint32_t id, bool is_leaf, bool brief);
/* In three lengths, 0 the longest. */
const char *report_source(const struct report *, const struct link *, const struct link_answer *,
	int brief);
const char *report_source_name(const struct report *, const struct link *,
	const struct link_answer *);                               /* "CRL of YR1" */
const struct evidence *report_evidence(const struct report *, const struct link_answer *);
const char *report_age(const struct report *, int64_t then);       /* "5 h old" */
const char *report_span(const struct report *, int64_t seconds);   /* "5 h", "12 d" */
const char *report_capitals(const struct report *, const char *word);
enum tone report_tone(enum verdict);
/* The answer that decided about a link, or came nearest to it; NULL: none. */
const struct link_answer *report_answer(const struct link *);
/* What a finding says, in one sentence. */
const char *report_finding(const struct report *, const struct finding *);
/* The same in the words of a person, where there is more to say than the
 * title; NULL: there is not. */
const char *report_cause(const struct report *, const struct finding *);
/* What only a page says: who lists a revoked certificate, what to do then. */
const char *report_listing(const struct report *, const struct finding *);
const char *report_page_remedy(const struct report *, const struct finding *);
/* Which certificates of the best path lack a proof, and why; NULL: none. */
const char *report_unproven(const struct report *);
const char *report_unproven_remedy(const struct report *);
const struct finding *report_evidence_finding(const struct report *, const struct link_answer *);
/* The finding that the first line tells; NULL: none. */
const struct finding *report_primary(const struct report *);
/* Whether WORD is told by that other word of the same report. */
bool report_explains(const struct report *, enum word by, enum word word);
/* The first finding of WORD, the gravest first; NULL: none. */
const struct finding *report_find(const struct report *, enum word);
const char *report_remedy(const struct finding *);                 /* "" when there is none */

/* A detail taken apart (check_doc_told.c); what is not there is NULL. */
struct told { const char *url, *place, *text; };
struct told report_told(const struct report *, const char *detail);
const char *report_url(const struct report *, const char *url);    /* long paths cut */
const char *report_in_sentence(const struct report *, const char *title);
const char *report_capitalised(const struct report *, const char *text);

#endif
