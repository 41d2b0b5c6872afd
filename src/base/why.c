#include "base/why.h"

#include <string.h>

static const struct evidence_info evidences[EVIDENCE_COUNT] = {
#define EVIDENCE(id, word, points, title, explanation) { word, points, title, explanation },
#define WHY_FLAG(id, word, severity, title, explanation, remedy)
#include "base/why.def"
#undef EVIDENCE
#undef WHY_FLAG
};

static const struct flag_info flags[FLAG_COUNT] = {
#define EVIDENCE(id, word, points, title, explanation)
#define WHY_FLAG(id, word, severity, title, explanation, remedy) \
	{ word, SEVERITY_##severity, title, explanation, remedy },
#include "base/why.def"
#undef EVIDENCE
#undef WHY_FLAG
};

const struct evidence_info *evidence_info(enum evidence_word w)
{
	return &evidences[w];
}

bool evidence_from_text(const char *text, enum evidence_word *out)
{
	*out = EVIDENCE_COUNT;
	for (int w = 0; w < EVIDENCE_COUNT; w++)
		if (strcmp(evidences[w].word, text) == 0) {
			*out = (enum evidence_word)w;
			return true;
		}
	return false;
}

const struct flag_info *flag_info(enum flag_word w)
{
	return &flags[w];
}

bool flag_from_text(const char *text, enum flag_word *out)
{
	*out = FLAG_COUNT;
	for (int w = 0; w < FLAG_COUNT; w++)
		if (strcmp(flags[w].word, text) == 0) {
			*out = (enum flag_word)w;
			return true;
		}
	return false;
}
