/* check_doc: a finished check as a document (lencr.check/1 and the page). */
#ifndef LENCR_CHECK_CHECK_DOC_H
#define LENCR_CHECK_CHECK_DOC_H

#include "check/check.h"
#include "doc/doc.h"

struct report_info {             /* the head of a report */
	const char *schema;          /* "lencr.check/1" */
	const char *version, *openssl, *curl, *sandbox;
	const char *catalog;         /* date of the facts in use, "2026-11-21", or NULL */
	const char *const *relaxed; size_t relaxed_count;
	bool at_given;               /* --at: shown in every report */
	bool page_only;              /* nobody reads the data: digests of bodies are left out */
	const char *trust;           /* where anchors come from, safe; NULL: "trust store" */
};
void check_doc_head(struct doc *, const struct report_info *);
/* FAILED_ON: words of --fail-on that are there, or NULL. */
void check_doc_item(struct doc *, struct check *, const struct report_info *,
	const enum word *failed_on, size_t failed_on_count);
struct check_totals { size_t by_verdict[6]; };
void check_doc_tail(struct doc *, const struct check_totals *);

#endif
