#include "base/words.h"

#include <stddef.h>
#include <string.h>

static const struct word_info table[WORD_COUNT] = {
#define FINDING(id, word, severity, title, explanation, remedy, reference) \
	{ word, SEVERITY_##severity, title, explanation, remedy, reference },
#include "base/finding.def"
#undef FINDING
};

const char *severity_word(enum severity s)
{
	static const char *const words[] = { "note", "warn", "fail" };

	return words[s];
}

const struct word_info *word_info(enum word w)
{
	return &table[w];
}

const char *word_text(enum word w)
{
	return table[w].word;
}

bool word_from_text(const char *text, enum word *out)
{
	*out = WORD_COUNT;
	for (int w = 0; w < WORD_COUNT; w++)
		if (strcmp(table[w].word, text) == 0) {
			*out = (enum word)w;
			return true;
		}
	return false;
}
