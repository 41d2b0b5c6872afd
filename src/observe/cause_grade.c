/* Grades, by the class of the evidence alone; points only order candidates of
 * one grade. The rules:
 *   proven   an exact link (the certificate's bytes name the URL and came before
 *            the fetch; the OCSP CertID is the certificate's; one task), which no
 *            other candidate has; of what every certificate of a CA names, only
 *            where no candidate's certificate is hidden or of that CA, too
 *   likely   the fetch is nested in the handshake of one site only; or the
 *            certificate, known in another way, fits for one site only; or one
 *            process made both, with one site only
 *   possible everything else that was not ruled out */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "observe/correlate_run.h"

#define SHOWN 20
#define SHOWN_OF_MANY 5     /* where there are more contacts than anybody reads */
#define MANY 2000

/* How many sites have a thing. */
struct tally { uint64_t site; bool any, several; };

static void tally(struct tally *t, bool has, uint64_t site)
{
	if (!has)
		return;
	t->several = t->several || (t->any && t->site != site);
	t->any = true;
	t->site = site;
}

struct tallies { struct tally lists, fits, nested, process; };

static bool alone(const struct tally *t)
{
	return t->any && !t->several;
}

/* LATE: connections may be open that will be told of when they end. A tunnel's certificate is known by
 * its name alone, and any other tunnel may have one that fits as well. */
static enum grade grade_of(const struct making *m, const struct verdict *v, const struct tallies *t, bool late)
{
	bool only = v->lists && alone(&t->lists), shared = object_is_shared(m) && v->task == NULL;
	/* What every certificate of a CA names, one that was not seen, or seen without
	 * its pointers or its chain, may have named as well. */
	bool others = shared && (late || m->hidden != 0 || !alone(&t->fits));

	if (m->bulk || (late && v->cand != NULL && v->cand->tunnel))
		return GRADE_POSSIBLE;
	if (v->exact && only && !m->incomplete && !others)
		return GRADE_PROVEN;
	if (v->nested && alone(&t->nested))
		return GRADE_LIKELY;
	if ((v->exact || v->matches) && only && (!shared || (v->exact && !others)))
		return GRADE_LIKELY;
	if (v->same_process && alone(&t->process))
		return GRADE_LIKELY;
	return GRADE_POSSIBLE;
}

/* Better first; the rest settles ties, so that the order is always the same. */
static int better(const void *a, const void *b)
{
	const struct verdict *x = *(struct verdict *const *)a, *y = *(struct verdict *const *)b;

	if (x->grade != y->grade)
		return x->grade > y->grade ? -1 : 1;
	if (x->points != y->points)
		return x->points > y->points ? -1 : 1;
	if (x->cand == NULL || y->cand == NULL)
		return (x->cand == NULL) - (y->cand == NULL);
	if (x->cand->at != y->cand->at)
		return x->cand->at > y->cand->at ? -1 : 1;
	if (x->cand->input != y->cand->input)
		return x->cand->input < y->cand->input ? -1 : 1;
	return x->cand->place < y->cand->place ? -1 : x->cand->place > y->cand->place;
}

/* --- handing over ------------------------------------------------------------------------ */

static const char *copied(struct run *r, const char *text)
{
	return text == NULL ? NULL : arena_text(r->a, text);
}

static const struct cause_cert *cert_of(struct run *r, const struct verdict *v)
{
	struct cause_cert *out;

	if (v->cert == NULL && v->task == NULL)
		return NULL;
	out = arena_take(r->a, sizeof *out);
	out->source = v->cert_source;
	if (v->cert == NULL) {
		out->subject = copied(r, v->task->subject);
		return out;
	}
	out->issuer = copied(r, v->cert->issuer);
	out->subject = copied(r, v->cert->subject);
	if (v->cert->serial_size != 0)
		out->serial = view_hex(r->a, view_of(v->cert->serial, v->cert->serial_size));
	if (v->cert->sha256_known)
		out->sha256 = view_hex(r->a, view_of(v->cert->sha256, 32));
	return out;
}

static const char *tls_of(const struct cand *c)
{
	switch (c->version) {
	case 0x0304:
		return c->quic ? "QUIC" : "TLS 1.3";
	case 0x0303:
		return "TLS 1.2";
	case 0x0302:
		return "TLS 1.1";
	case 0x0301:
		return "TLS 1.0";
	case 0x0300:
		return "SSL 3.0";
	default:
		return c->quic ? "QUIC" : NULL;
	}
}

/* Titles are constants; only what was written for this candidate is copied. */
static bool constant(const char *text)
{
	for (int w = 0; w < EVIDENCE_COUNT; w++)
		if (evidence_info((enum evidence_word)w)->title == text)
			return true;
	return false;
}

static void put_evidence(struct run *r, const struct verdict *v, struct candidate *out)
{
	struct cause_evidence *list = arena_array(r->a, v->count + 1, sizeof *list);

	for (size_t i = 0; i < v->count; i++) {
		list[i] = v->evidence[i];
		if (!constant(list[i].text))
			list[i].text = arena_text(r->a, list[i].text);
	}
	out->evidence = list;
	out->evidence_count = v->count;
}

static void put_candidate(struct run *r, const struct making *m, const struct verdict *v,
	struct candidate *out)
{
	const struct cand *c = v->cand;

	*out = (struct candidate){ .grade = v->grade, .points = v->points, .name = copied(r, v->name),
		.process = copied(r, v->process), .pid = v->pid, .cert = cert_of(r, v), .hidden = v->hidden };
	put_evidence(r, v, out);
	if (c == NULL) {
		out->client = m->c->client;
		out->at = v->task->at;
		out->before = m->c->at == SIGHT_NEVER || v->task->at == SIGHT_NEVER ? 0 : m->at - v->task->at;
		out->input = v->task->input;
		out->place = v->task->place;
		return;
	}
	out->server = c->server;
	out->client = c->client;
	out->inbound = v->inbound;
	out->elsewhere = v->elsewhere;
	out->at = c->at;
	out->before = m->at - c->at;
	out->tls = tls_of(c);
	out->resumed = c->resumed;
	out->input = c->input;
	out->place = c->place;
}

static void put_dropped(struct run *r, struct making *m)
{
	struct str s;

	m->c->dropped = m->other_ca + m->other_shard + m->other;
	if (m->c->dropped == 0)
		return;
	str_init(&s, 500);
	if (m->other_ca != 0)
		str_put_format(&s, "%zu with certificates of other CAs", m->other_ca);
	if (m->other_shard != 0)
		str_put_format(&s, "%s%zu with certificates that belong to another list or CA of Let's Encrypt",
			s.size == 0 ? "" : ", ", m->other_shard);
	if (m->other != 0)
		str_put_format(&s, "%s%zu with certificates that name no such URL", s.size == 0 ? "" : ", ",
			m->other);
	m->c->dropped_why = arena_text(r->a, str_text(&s));
	str_clear(&s);
}

/* That one or more of COUNT unrelated certificates of the CA lie in a given shard. */
static double chance_of(size_t count)
{
	double none = 1;

	for (size_t i = 0; i < count && i < 10000; i++)
		none *= 127.0 / 128.0;
	return 1 - none;
}

static void put_chance(struct making *m, const struct verdict *best)
{
	size_t count;

	if (m->kind != OBJECT_SHARD || best == NULL || best->grade == GRADE_PROVEN)
		return;
	count = m->examined + m->hidden;
	if (best->matches && best->cert != NULL && strcmp(best->cert_source, "log") == 0)
		count = m->examined;
	if (count != 0)
		m->c->chance = chance_of(count);
}

void causes_grade(struct run *r, struct making *m)
{
	struct verdict **list = arena_array(r->scratch, m->verdict_count + 1, sizeof(struct verdict *));
	struct tallies t = { 0 };
	struct candidate *out;
	size_t most = r->count > MANY ? SHOWN_OF_MANY : SHOWN;
	uint64_t proven = 0;
	bool any_proven = false;
	size_t count = 0;

	for (size_t i = 0; i < m->verdict_count; i++) {
		struct verdict *v = &m->verdicts[i];

		if (v->dropped)
			continue;
		list[count++] = v;
		tally(&t.lists, v->lists, v->site);
		tally(&t.fits, v->lists || v->fits, v->site);
		tally(&t.nested, v->nested, v->site);
		tally(&t.process, v->same_process, v->site);
	}
	for (size_t i = 0; i < count; i++) {
		list[i]->grade = grade_of(m, list[i], &t, r->k->late);
		/* What makes it proven or likely by its certificate, others do not have. */
		if (list[i]->lists ? t.lists.several : list[i]->nested && t.nested.several)
			cause_add_plain(r, list[i], EVIDENCE_SHARED_PROOF);
		if (list[i]->grade == GRADE_PROVEN) {
			any_proven = true;
			proven = list[i]->site;
		}
	}
	/* One fetch has one cause. */
	for (size_t i = 0; i < count && any_proven; i++)
		if (list[i]->grade == GRADE_LIKELY && list[i]->site != proven)
			list[i]->grade = GRADE_POSSIBLE;
	if (count != 0)
		qsort(list, count, sizeof(struct verdict *), better);
	/* Of several connections to the proven site it is the site that is proven. */
	for (size_t i = 1; i < count; i++)
		if (list[i]->grade == GRADE_PROVEN)
			list[i]->grade = GRADE_LIKELY;
	out = arena_array(r->a, (count < most ? count : most) + 1, sizeof *out);
	for (size_t i = 0; i < count && i < most; i++)
		put_candidate(r, m, list[i], &out[i]);
	m->c->candidates = out;
	m->c->candidate_count = count < most ? count : most;
	m->c->more_candidates = count - m->c->candidate_count + m->more;
	m->c->grade = count == 0 ? GRADE_UNEXPLAINED : list[0]->grade;
	put_dropped(r, m);
	put_chance(m, count == 0 ? NULL : list[0]);
}
