/* cache_doc: the records of a store as documents (lencr.cache/1 and the page). */
#ifndef LENCR_CLI_CACHE_DOC_H
#define LENCR_CLI_CACHE_DOC_H

#include "doc/doc.h"
#include "io/store.h"

struct cache_totals {
	const char *action, *directory;
	size_t entries, damaged, removed;
	uint64_t bytes, removed_bytes;
};

/* What is told of one record, beside what stands in it; NULL: nothing. */
struct cache_note { const char *exported, *problem; };

void cache_doc_head(struct doc *, const char *version);
/* The record as a row of a list, or with everything in it. */
void cache_doc_item(struct doc *, const struct store_entry *, const struct cache_note *,
	int64_t now, bool full);
void cache_doc_tail(struct doc *, const struct cache_totals *, const char *line);

/* Past its next update; nobody would use it any more. */
bool cache_is_expired(const struct store_record *, int64_t now);
/* "340 B", "12 k", "1.3 M" */
char *cache_size_text(struct arena *, uint64_t bytes);

#endif
