/* What tests of the correlator share: asking a contact what it says. */
#ifndef LENCR_TESTS_OBSERVE_STORIES_H
#define LENCR_TESTS_OBSERVE_STORIES_H

#include "unit.h"

#include <string.h>

#include "../support/story.h"

#define CLIENT "10.0.0.21"
#define LENCR "198.51.100.80"
/* Serials of sites: the last octet tells the shard (0c: 13, 98: 25, 8c: 13). */
#define SERIAL_13 "06ed041e68894803a4235faed4ce54e55e8c"
#define SERIAL_25 "064c2126fb8df57c7a65848c4ffa30990118"
#define URL_13 "http://yr1.c.lencr.org/13.crl"

static inline bool has_evidence(const struct candidate *c, const char *word)
{
	for (size_t i = 0; i < c->evidence_count; i++)
		if (strcmp(c->evidence[i].word, word) == 0)
			return true;
	return false;
}

static inline const struct contact_flag *flag_of(const struct contact *c, const char *word)
{
	for (size_t i = 0; i < c->flag_count; i++)
		if (strcmp(c->flags[i].word, word) == 0)
			return &c->flags[i];
	return NULL;
}

static inline bool has_reason(const struct contact *c, const char *part)
{
	for (size_t i = 0; i < c->reason_count; i++)
		if (strstr(c->reasons[i], part) != NULL)
			return true;
	return false;
}

/* What a contact says, in one line, for comparing two tellings. */
static inline char *contact_line(struct arena *a, const struct contact *c)
{
	char *line = arena_format(a, "%u %lld %s %s %s grade=%s n=%zu dropped=%zu as=%u flags=%zu%s", c->n,
		(long long)c->at, c->host, c->object.kind, c->request.url == NULL ? "-" : c->request.url,
		grade_word(c->grade), c->candidate_count, c->dropped, c->as == NULL ? 0 : c->as->n,
		c->flag_count, c->suspicious ? " suspicious" : "");

	for (size_t i = 0; i < c->candidate_count; i++)
		line = arena_format(a, "%s [%s %s %d]", line, c->candidates[i].name == NULL ? "-" :
			c->candidates[i].name, grade_word(c->candidates[i].grade), c->candidates[i].points);
	for (size_t i = 0; i < c->flag_count; i++)
		line = arena_format(a, "%s +%s", line, c->flags[i].word);
	return line;
}

static inline char *contacts_text(struct arena *a, const struct contacts *c)
{
	char *text = arena_text(a, "");

	for (size_t i = 0; i < c->count; i++)
		text = arena_format(a, "%s%s\n", text, contact_line(a, c->all[i]));
	return text;
}

#endif
