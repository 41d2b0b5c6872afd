/* The picture: a lane a machine, a mark a contact, its candidates before it. */
#include <string.h>

#include "base/when.h"
#include "observe/why_doc_parts.h"

enum { LANES = 256 };

struct lanes { struct lane *lane; const char *name; };

static enum strength strength_of(enum grade g)
{
	static const enum strength of[] = { [GRADE_UNEXPLAINED] = STRENGTH_NONE,
		[GRADE_POSSIBLE] = STRENGTH_FAINT, [GRADE_LIKELY] = STRENGTH_FIRM,
		[GRADE_PROVEN] = STRENGTH_FULL };

	return of[g];
}

static void put_keys(struct picture *p, const struct why_report *r)
{
	bool suspicious = false;

	for (size_t i = 0; i < r->found->count; i++)
		suspicious = suspicious || r->found->all[i]->suspicious;
	picture_key(p, STRENGTH_FULL, "proven", "a certificate seen on the wire, or another exact link, ties the "
		"contact to that connection alone");
	picture_key(p, STRENGTH_FIRM, "likely", "strong evidence for one connection that leaves a small doubt");
	picture_key(p, STRENGTH_FAINT, "possible", "nothing but time and name, or several fit alike");
	picture_key(p, STRENGTH_NONE, "unexplained", "no connection was seen that could have caused it");
	if (suspicious)
		picture_alarm_key(p, "suspicious", "claims to be of lencr.org and is not, whatever caused it");
}

static void put_mark(struct lane *lane, const struct why_report *r, const struct contact *c, const char *machine)
{
	struct arena *a = arena_new();
	const struct contact *told = why_told_by(c);
	const struct candidate *k = why_cause(c);
	const char *what = c->object.what != NULL ? c->object.what : c->host != NULL ? c->host : "unknown object";
	const char *by = NULL;
	struct mark *m;

	if (k != NULL && c->grade > GRADE_UNEXPLAINED)
		by = told != c ? arena_format(a, "as #%u, %s", c->as->n, why_candidate_name(a, k)) :
			c->grade == GRADE_POSSIBLE && c->candidate_count + c->more_candidates > 1 ?
			arena_format(a, "%zu candidates", c->candidate_count + c->more_candidates) :
			why_candidate_name(a, k);
	m = lane_mark(lane, c->at, strength_of(c->grade), arena_format(a, "#%u  %s", c->n, what), by,
		arena_format(a, "#%u, %s, %s: %s; %s%s%s%s", c->n, why_clock(a, r, c->at), machine, what,
			grade_word(c->grade), by == NULL ? "" : ", ", by == NULL ? "" : by,
			c->suspicious ? "; suspicious" : ""));
	if (c->suspicious)
		mark_alarm(m);
	mark_leads_to(m, arena_format(a, "contact-%u", c->n));
	for (size_t i = 0; told == c && i < c->candidate_count; i++)
		mark_cause(m, c->candidates[i].before, strength_of(c->candidates[i].grade),
			arena_format(a, "%s, %s %s, %s", why_candidate_name(a, &c->candidates[i]),
				when_moment_span(a, c->candidates[i].before),
				c->candidates[i].before < 0 ? "later" : "earlier", grade_word(c->candidates[i].grade)));
	arena_free(a);
}

void why_picture(struct doc *d, const struct why_report *r, const char *title)
{
	struct arena *a = doc_arena(d);
	struct picture *p = page_picture(d, 0, title);
	struct lanes lanes[LANES];
	size_t count = 0;

	put_keys(p, r);
	for (size_t i = 0; i < r->found->count; i++) {
		const struct contact *c = r->found->all[i];
		const char *machine = why_machine(a, c);
		size_t k = 0;

		while (k < count && strcmp(lanes[k].name, machine) != 0)
			k++;
		if (k == LANES)
			k--;    /* the last one is for all others, and says so */
		else if (k == count) {
			lanes[k].name = k + 1 == LANES ? "others" : machine;
			lanes[k].lane = picture_lane(p, lanes[k].name);
			count++;
		}
		put_mark(lanes[k].lane, r, c, machine);
	}
}
