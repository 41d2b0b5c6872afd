/* why_doc_parts: shared by why_doc*.c. */
#ifndef LENCR_OBSERVE_WHY_DOC_PARTS_H
#define LENCR_OBSERVE_WHY_DOC_PARTS_H

#include "observe/why_doc.h"

/* The contact that tells the cause: itself, or at the end of "same burst". */
const struct contact *why_told_by(const struct contact *);
/* The best candidate of what tells the cause, or NULL. */
const struct candidate *why_cause(const struct contact *);
/* "shop.example.test", or its address, or "a server of unknown name". */
const char *why_candidate_name(struct arena *, const struct candidate *);
/* The machine: its address, its name in the log, its MAC address or "unknown". */
const char *why_machine(struct arena *, const struct contact *);
/* The address without port; NULL where it is not known. */
const char *why_address(struct arena *, const struct endpoint *);
/* "14:02:11.482", with its date where the contacts span several days. */
const char *why_clock(struct arena *, const struct why_report *, int64_t at);
/* "41 kB" */
const char *why_bytes(struct arena *, int64_t);
enum tone why_grade_tone(enum grade);
/* "PROVEN" */
const char *why_grade_shout(enum grade);

/* why_doc_data.c */
void why_data_contact(struct node *, const struct contact *);
void why_data_inputs(struct node *root, const struct why_report *);
void why_data_asked(struct node *root, const struct why_report *);
/* why_doc_page.c */
void why_page_contact(struct doc *, const struct why_report *, const struct contact *);
/* why_doc_cause.c */
void why_page_cause(struct doc *, const struct why_report *, const struct contact *);
/* why_doc_sums.c: by machine and by site. */
const struct why_totals *why_totals_of(struct arena *, const struct why_report *);
const struct why_counts *why_totals_counts(const struct why_totals *);
size_t why_totals_machines(const struct why_totals *);
void why_sums_data(struct node *summary, const struct why_totals *);
void why_sums_page(struct doc *, const struct why_totals *);
/* why_doc_picture.c */
void why_picture(struct doc *, const struct why_report *, const char *title);

#endif
