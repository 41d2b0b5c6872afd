#include "verify/finding.h"

#include <string.h>

const char *about_word(enum about_kind kind)
{
	static const char *const words[] = {
		"target", "certificate", "link", "path", "evidence",
	};

	return words[kind];
}

void findings_init(struct findings *f, struct arena *arena)
{
	*f = (struct findings){ .arena = arena };
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static struct finding *put(struct findings *f, enum word word, enum about_kind about,
	uint32_t id, const char *detail)
{
	struct finding *one;

	for (size_t i = 0; i < f->count; i++) {
		one = &f->list[i];
		if (one->word == word && one->about == about && one->id == id &&
		    same_text(one->detail, detail))
			return one;
	}
	one = arena_more(f->arena, &f->list, f->count, &f->space, sizeof *one);
	f->count++;
	one->word = word;
	one->severity = word_info(word)->severity;
	one->about = about;
	one->id = id;
	one->detail = detail;
	return one;
}

struct finding *findings_add(struct findings *f, enum word word, enum about_kind about,
	uint32_t id, const char *format, ...)
{
	char *detail = NULL;
	va_list args;

	if (format != NULL) {
		va_start(args, format);
		detail = arena_vformat(f->arena, format, args);
		va_end(args);
	}
	return put(f, word, about, id, detail);
}

bool findings_have(const struct findings *f, enum word word)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->list[i].word == word)
			return true;
	return false;
}

void findings_add_all(struct findings *to, const struct findings *from)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct finding *one = &from->list[i];
		size_t before = to->count;
		struct finding *mine = put(to, one->word, one->about, one->id, one->detail);

		/* What is said twice keeps the graver of the two severities. */
		if (to->count > before || one->severity > mine->severity)
			mine->severity = one->severity;
		if (mine->remedy == NULL)
			mine->remedy = one->remedy;
	}
}
