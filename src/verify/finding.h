/* finding: something we learned about a target, however bad.
 *
 * Appended, never travelling upwards as an error. One word per cause; the
 * list of words with their texts is base/finding.def. */
#ifndef LENCR_VERIFY_FINDING_H
#define LENCR_VERIFY_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/words.h"

enum about_kind { ABOUT_TARGET, ABOUT_CERTIFICATE, ABOUT_LINK, ABOUT_PATH, ABOUT_EVIDENCE };
const char *about_word(enum about_kind);

struct finding {
	enum word word;
	enum severity severity;
	enum about_kind about;
	uint32_t id;          /* certificate: graph id; link: graph id of its subject;
	                         path: index; evidence: id; target: 0 */
	const char *detail;   /* one line, safe text; may be NULL */
	const char *remedy;   /* a more exact remedy than the word's own; may be NULL */
};

struct findings {
	struct arena *arena;
	struct finding *list;
	size_t count, space;
};

void findings_init(struct findings *, struct arena *);
/* Appends unless the same word is already said about the same thing with the
 * same detail. FORMAT may be NULL (no detail). Returns the finding (new or
 * old); the pointer is good until the next add. */
struct finding *findings_add(struct findings *, enum word, enum about_kind, uint32_t id,
	const char *format, ...) __attribute__((format(printf, 5, 6)));
bool findings_have(const struct findings *, enum word);
void findings_add_all(struct findings *to, const struct findings *from);

#endif
