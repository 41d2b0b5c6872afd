/* why_doc: what `lencr why` found, as documents: the head with the picture and
 * the sums, an item a contact, the tail with the inputs (lencr.why/1).
 *
 * Shows and counts; decides nothing. Everything given lives longer than the
 * documents are built; texts from readers and correlate are safe already, and
 * whatever is not is escaped when it is put (doc/doc.h). */
#ifndef LENCR_OBSERVE_WHY_DOC_H
#define LENCR_OBSERVE_WHY_DOC_H

#include "doc/doc.h"
#include "observe/contact.h"
#include "observe/reader.h"

/* A server that was asked for its certificate (--confirm). */
struct why_asked {
	const char *name;           /* SNI sent, safe */
	struct endpoint server;
	const char *reach;          /* word of base/source.h */
	const char *detail;         /* or NULL */
	const char *offer;          /* "rsa" "ecdsa": the one kind of key that was offered; NULL: any */
	const char *serial, *issuer;    /* of what it showed; NULL: nothing */
	const char *key;            /* "rsa", or "ecdsa" for every other; NULL: nothing was shown */
	int64_t not_before, not_after;  /* WHEN_NONE */
};

/* What contacts come to, by machine and by site; keeps no contact, and of names no more than some
 * thousand. In the arena. */
struct why_totals;
struct why_totals *why_totals_new(struct arena *);
void why_totals_add(struct why_totals *, const struct contact *);

struct why_report {
	const struct contacts *found;
	const struct why_totals *totals;        /* NULL: of FOUND; else of contacts that are shown already */
	bool live;                  /* of a capture that went on until somebody ended it */
	const struct input_report *inputs; size_t input_count;
	const struct why_asked *asked; size_t asked_count;
	const char *version, *catalog, *openssl, *pcap;
	const char *const *relaxed; size_t relaxed_count;
	int64_t window;             /* microseconds */
	bool interrupted;           /* ended early by a signal */
};

void why_doc_head(struct doc *, const struct why_report *);
void why_doc_contact(struct doc *, const struct why_report *, const struct contact *);
void why_doc_tail(struct doc *, const struct why_report *);

/* By grade, over all contacts. */
struct why_counts { size_t contacts, grades[GRADE_PROVEN + 1], suspicious; };

#endif
