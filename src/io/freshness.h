/* freshness: what response header fields say about keeping a response, for a
 * private cache (RFC 9111). Pure. */
#ifndef LENCR_IO_FRESHNESS_H
#define LENCR_IO_FRESHNESS_H

#include "base/source.h"

struct freshness {
	bool keep;       /* false: no-store */
	int64_t until;   /* fresh while the clock is before; WHEN_NONE: never */
};
/* ASKED and ANSWERED: when the request went out and the response came
 * (section 4.2.3). s-maxage, private and must-revalidate mean nothing here. */
struct freshness freshness_of(const struct http_head *, int64_t asked, int64_t answered);

/* The stored head with the fields of a 304 put in their place (section 3.2). */
void freshness_update(struct http_head *stored, const struct http_head *newer);
/* Without the fields that belong to a connection or a user (section 3.1). */
void freshness_trim(struct http_head *);

#endif
