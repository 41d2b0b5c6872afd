/* crl_doc: what `lencr crl` learned, as documents (lencr.crl/1 and the page). */
#ifndef LENCR_CHECK_CRL_DOC_H
#define LENCR_CHECK_CRL_DOC_H

#include "check/crl_diff.h"
#include "check/crl_lint.h"
#include "check/crl_sweep.h"
#include "doc/doc.h"

/* An input that could not be opened, fetched or decoded: the same members in
 * lencr.crl/1 and lencr.show/1. PROBLEM is safe. */
void crl_doc_problem(struct doc *, const char *what, const char *input, const char *problem);

void crl_doc_lint(struct doc *, const char *input, const struct crl_lint *, int64_t at);
void crl_doc_diff(struct doc *, const char *old_input, const char *new_input,
	const struct crl *old_list, const struct crl *new_list, const struct crl_diff *);
void crl_doc_shard(struct doc *, const struct sweep_row *, int64_t at);
/* With where the COUNT serials FINDS stand. */
void crl_doc_sweep(struct doc *, const struct sweep *, const struct sweep_sum *,
	const struct view *finds, size_t count, int64_t at);
void crl_doc_summary(struct doc *, size_t inputs, size_t failed, size_t unreadable);

/* For `lencr show`, too. */
void crl_doc_rulings(struct node *, const char *key, const struct rulings *);
void crl_doc_rulings_page(struct doc *, const struct rulings *);
/* The fields of a list as members of N. */
void crl_doc_list(struct node *n, struct arena *, const struct crl *);
const char *crl_doc_number(struct arena *, const struct crl *);

#endif
