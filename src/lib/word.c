/* word: the vocabulary of findings, as the public header shows it. */
#include <lencr.h>
#include <string.h>

#include "base/words.h"

_Static_assert((int)LENCR_NOTE == (int)SEVERITY_NOTE && (int)LENCR_WARN == (int)SEVERITY_WARN &&
	(int)LENCR_FAIL == (int)SEVERITY_FAIL, "the public severities are those of base/words.h");

static const struct lencr_word words[] = {
#define FINDING(id, word, severity, title, explanation, remedy, reference) \
	{ word, title, explanation, remedy, reference, LENCR_##severity },
#include "base/finding.def"
#undef FINDING
};

#define COUNT (sizeof words / sizeof *words)

const struct lencr_word *lencr_word_at(size_t index)
{
	return index < COUNT ? &words[index] : NULL;
}

const struct lencr_word *lencr_word_find(const char *word)
{
	for (size_t i = 0; word != NULL && i < COUNT; i++)
		if (strcmp(words[i].word, word) == 0)
			return &words[i];
	return NULL;
}

const char *lencr_version(void)
{
	return LENCR_VERSION;
}
