/* why: the stable vocabulary of `lencr why`, from why.def: evidence for and
 * against a cause, and flags of a contact. Constants of the program. */
#ifndef LENCR_BASE_WHY_H
#define LENCR_BASE_WHY_H

#include <stdbool.h>

#include "base/words.h"

enum evidence_word {
#define EVIDENCE(id, word, points, title, explanation) EVIDENCE_##id,
#define WHY_FLAG(id, word, severity, title, explanation, remedy)
#include "base/why.def"
#undef EVIDENCE
#undef WHY_FLAG
	EVIDENCE_COUNT
};

struct evidence_info {
	const char *word;
	int points;         /* order inside a grade, unless who gives it says otherwise */
	const char *title, *explanation;
};
const struct evidence_info *evidence_info(enum evidence_word);
bool evidence_from_text(const char *, enum evidence_word *out);

enum flag_word {
#define EVIDENCE(id, word, points, title, explanation)
#define WHY_FLAG(id, word, severity, title, explanation, remedy) FLAG_##id,
#include "base/why.def"
#undef EVIDENCE
#undef WHY_FLAG
	FLAG_COUNT
};

struct flag_info {
	const char *word;
	enum severity severity;     /* unless who raises it says otherwise; FAIL: suspicious */
	const char *title, *explanation, *remedy;
};
const struct flag_info *flag_info(enum flag_word);
bool flag_from_text(const char *, enum flag_word *out);

#endif
