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
void report_put_remarks(struct doc *, const struct report *, bool before_tree);
void report_put_all_paths(struct doc *, const struct report *);
void report_put_all_evidence(struct doc *, const struct report *);

/* words (check_doc_words.c); texts live in the arena of the report */
const char *report_name(const struct report *, uint32_t id);       /* of a certificate */
const char *report_what(const struct report *, uint32_t id, bool is_leaf);
const char *report_source(const struct report *, const struct link *, const struct link_answer *);
const char *report_age(const struct report *, int64_t then);       /* "5 h old" */
const char *report_capitals(const struct report *, const char *word);
enum tone report_tone(enum verdict);
/* The answer that decided about a link, or came nearest to it; NULL: none. */
const struct link_answer *report_answer(const struct link *);
/* What a finding says, in one line: title, subject, detail. */
const char *report_finding(const struct report *, const struct finding *);
/* The first finding of WORD, the gravest first; NULL: none. */
const struct finding *report_find(const struct report *, enum word);
const char *report_remedy(const struct finding *);                 /* "" when there is none */

#endif
