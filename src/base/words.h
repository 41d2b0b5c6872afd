/* words: the stable vocabulary of findings, from finding.def. */
#ifndef LENCR_BASE_WORDS_H
#define LENCR_BASE_WORDS_H

#include <stdbool.h>

enum severity { SEVERITY_NOTE, SEVERITY_WARN, SEVERITY_FAIL };
const char *severity_word(enum severity); /* note warn fail */

enum word {
#define FINDING(id, word, severity, title, explanation, remedy, reference) WORD_##id,
#include "base/finding.def"
#undef FINDING
	WORD_COUNT
};

struct word_info {
	const char *word;
	enum severity severity;    /* unless who raises it says otherwise */
	const char *title, *explanation, *remedy, *reference;
};
const struct word_info *word_info(enum word);
const char *word_text(enum word);
bool word_from_text(const char *, enum word *out);

#endif
