/* The certificates of a candidate against the object of a contact. */
#include <string.h>

#include "observe/correlate_run.h"

/* The best of a candidate's certificates. */
struct best { enum fit fit; const struct known_cert *cert; bool leaf, any; };

static void look_at(struct run *r, const struct making *m, const struct known_cert *c, bool leaf,
	struct best *out)
{
	enum fit fit;

	c = cert_of_digest(r->k, c);
	fit = cert_fit(r, m, c, leaf);
	if (!c->filled)
		return;
	/* CA certificates of the chain speak for it only by what they name. */
	if (!leaf && fit != FIT_CHAIN_URL && fit != FIT_CERTID)
		return;
	if (!out->any || fit > out->fit)
		*out = (struct best){ fit, c, leaf, true };
}

static struct best best_of(struct run *r, const struct making *m, const struct verdict *v)
{
	const struct cand *c = v->cand;
	struct best out = { 0 };

	/* Of a connection to this machine the other side's certificate is what it checks. */
	if (v->inbound && c->client_cert != NULL)
		look_at(r, m, c->client_cert, true, &out);
	for (size_t i = 0; i < c->cert_count; i++)
		look_at(r, m, c->certs[i], i == 0, &out);
	return out;
}

static void drop(struct verdict *v, enum fit fit, struct making *m)
{
	v->dropped = true;
	if (fit == FIT_OTHER_CA)
		m->other_ca++;
	else if (fit == FIT_OTHER_SHARD)
		m->other_shard++;
	else
		m->other++;
}

/* Its certificate was there before the fetch began. False also when that is not known. */
static bool in_time(struct run *r, const struct making *m, struct verdict *v, bool *later)
{
	*later = v->cand->cert_at != SIGHT_NEVER && v->cand->cert_at > m->at;
	if (*later)
		cause_add_plain(r, v, EVIDENCE_CERT_LATER);
	return v->cand->cert_at != SIGHT_NEVER && v->cand->cert_at <= m->at;
}

static void weigh_best(struct run *r, const struct making *m, struct verdict *v, const struct best *b)
{
	bool later, timely;

	switch (b->fit) {
	case FIT_CERTID:
		cause_add(r, v, EVIDENCE_CERTID_EQUAL, evidence_info(EVIDENCE_CERTID_EQUAL)->points,
			m->c->object.claimed ? "The OCSP answer is, by a log's word, about exactly its certificate" :
			evidence_info(EVIDENCE_CERTID_EQUAL)->title);
		timely = in_time(r, m, v, &later);
		/* Serial and issuer name one certificate only, so that a log's word for them is exact. */
		v->exact = v->lists = timely || !later;
		break;
	case FIT_URL:
	case FIT_CHAIN_URL:
		cause_add_plain(r, v, b->fit == FIT_URL ? EVIDENCE_CERT_LISTS_URL :
			EVIDENCE_CHAIN_LISTS_URL);
		timely = in_time(r, m, v, &later);
		v->lists = !later;
		v->exact = timely && b->cert->seen;
		v->matches = v->lists && !v->exact;
		break;
	case FIT_SERIAL:
		cause_add(r, v, EVIDENCE_SERIAL_SHARD, evidence_info(EVIDENCE_SERIAL_SHARD)->points,
			m->kind == OBJECT_OCSP ? "The OCSP request asks about its certificate's serial" :
			"Its certificate's serial belongs to this shard (by chance 1 in 128)");
		in_time(r, m, v, &later);
		v->lists = v->matches = !later;
		break;
	case FIT_CA:
		cause_add_plain(r, v, EVIDENCE_CA_FITS);
		in_time(r, m, v, &later);
		v->fits = !later;
		break;
	default:
		break;
	}
}

/* A client fetches the issuer that it was not given. */
static void weigh_chain(struct run *r, const struct making *m, struct verdict *v)
{
	const struct cand *c = v->cand;

	if (m->kind != OBJECT_ISSUER || v->inbound || c->cert_count == 0 || !c->certs[0]->seen)
		return;
	if (c->cert_count == 1)
		cause_add_plain(r, v, EVIDENCE_ISSUER_NOT_SENT);
	for (size_t i = 1; i < c->cert_count; i++) {
		const struct known_cert *issuer = c->certs[i];

		if (issuer->subject != NULL && c->certs[0]->issuer != NULL &&
		    strcmp(issuer->subject, c->certs[0]->issuer) == 0 && m->object->label != NULL &&
		    strcmp(c->certs[0]->label, m->object->label) == 0) {
			cause_add_plain(r, v, EVIDENCE_ISSUER_SENT);
			return;
		}
	}
}

static bool same_ca(const struct making *m, const struct known_cert *c)
{
	return m->object->label != NULL && strcmp(m->object->label, c->label) == 0;
}

void cause_weigh_certs(struct run *r, struct making *m, struct verdict *v)
{
	struct best best = best_of(r, m, v);
	const struct cand *c = v->cand;

	if (!best.any) {
		v->hidden = true;
		m->hidden++;
		if (!c->bare && !c->tunnel && !c->asked)
			cause_add_plain(r, v, EVIDENCE_CERT_HIDDEN);
		cause_weigh_known(r, m, v);
		return;
	}
	v->cert = best.cert;
	v->cert_source = best.cert->seen ? "capture" : best.cert->source;
	m->examined += same_ca(m, best.cert);
	if (fit_excludes(best.fit)) {
		/* A server that checked its client may have had other reasons. */
		drop(v, best.fit, m);
		return;
	}
	if (best.fit == FIT_UNKNOWN)
		m->hidden++;
	weigh_best(r, m, v, &best);
	weigh_chain(r, m, v);
}
