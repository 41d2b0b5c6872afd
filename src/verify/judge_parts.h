/* judge_parts: what the files behind judge() share. Internal to verify. */
#ifndef LENCR_VERIFY_JUDGE_PARTS_H
#define LENCR_VERIFY_JUDGE_PARTS_H

#include "verify/judge.h"

/* One path on its way to a verdict. */
struct judged {
	struct judged_path out;
	struct findings says;     /* of the path, its certificates and its links */
	bool compromised;         /* holds a CA key that is known as compromised */
	bool staple_fails;
};

struct court {
	const struct facts *f;
	struct judged *list;      /* complete paths and branches */
	size_t count, complete;
	struct judgement *j;
};

/* Everything about one path but what other paths say about it. judge_path.c */
void judge_path(const struct facts *, struct path *, struct judged *);
/* A leaf revoked on one path is revoked on all; a compromised key likewise. */
void judge_spread(struct court *);
/* The verdict, once all is known. */
enum verdict judge_verdict(const struct facts *, const struct judged *);

/* cli.md's order. judge_rank.c */
void judge_sort(struct court *);
/* Fails of PATH as words, worst first, no doubles. */
void judge_reasons(struct arena *, const struct judged *, enum word **reasons, size_t *count);

/* Findings about what was presented. judge_served.c */
void judge_served(struct court *);
/* Whose chain it is: interception, roots that the store lacks, expiry ahead.
 * judge_reasons.c */
void judge_remarks(struct court *);
/* All findings with their final severities, in their final order. */
void judge_findings(struct court *);

#endif
