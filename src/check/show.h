/* show: what a body holds, decoded, as a document (lencr.show/1 and the page).
 * No judgement. */
#ifndef LENCR_CHECK_SHOW_H
#define LENCR_CHECK_SHOW_H

#include "doc/doc.h"
#include "verify/rules_sct.h"
#include "x509/cert.h"

struct show_options {
	const struct view *finds; size_t find_count; /* serials to look for in CRLs */
	struct cert *const *issuers; size_t issuer_count;
	const struct sct_logs *logs;                 /* NULL: none given */
	int64_t at;                                  /* for ages on the page and for SCTs */
};

/* Puts everything that BODY holds. False: something in it is malformed; what
 * could be decoded and the reason are in the document all the same. */
bool show_body(struct doc *, const char *input, struct view body, const struct show_options *);

#endif
