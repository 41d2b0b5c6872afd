/* contact_merge: how pieces become contacts; what its files share. Private to
 * contact_merge.c, contact_questions.c and contact_groups.c. */
#ifndef LENCR_OBSERVE_CONTACT_MERGE_H
#define LENCR_OBSERVE_CONTACT_MERGE_H

#include "observe/correlate_run.h"

struct merge {
	struct run *r;              /* its pieces in the order of time */
	struct making **latest;     /* of each group of pieces the last making, linked by `earlier` */
};

/* NULL: there are too many contacts, which is counted. */
struct making *making_new(struct merge *, size_t group, int64_t at);
/* The request or handshake, or NULL. */
static inline struct piece *making_request(const struct making *m)
{
	return m->http != NULL ? m->http : m->tls;
}
bool pieces_same_party(const struct run *, const struct piece *, const struct piece *);

/* contact_groups.c: numbers the pieces by machine: whatever could be of one machine, or
 * of one connection, has the same `group`, below piece_count. */
void pieces_group(struct run *);
/* contact_questions.c: questions go to the requests that they were asked for; the others
 * become contacts of their own. After all requests. */
void questions_take(struct merge *);

#endif
