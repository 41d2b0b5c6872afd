#include "verify/rules_ocsp.h"

#include "base/when.h"

#define NO_NEXT_UPDATE_AGE WHEN_DAY

bool ocsp_concerns(const struct ocsp *o, const struct cert *c, const struct cert *issuer)
{
	for (size_t i = 0; i < o->single_count; i++)
		if (ocsp_certid_matches(&o->singles[i].id, c, issuer))
			return true;
	return false;
}

/* RFC 6960 section 4.2.1; 4 is not used. */
static enum word response_status_word(int status)
{
	switch (status) {
	case 1: return WORD_OCSP_MALFORMED_REQUEST;
	case 2: return WORD_OCSP_INTERNAL_ERROR;
	case 3: return WORD_OCSP_TRY_LATER;
	case 5: return WORD_OCSP_SIG_REQUIRED;
	case 6: return WORD_OCSP_UNAUTHORIZED;
	default: return WORD_OCSP_MALFORMED;
	}
}

static enum word judge_form(const struct pair *p, const struct evidence *e, const char **detail)
{
	const struct ocsp *o = e->ocsp;

	*detail = e->malformed;
	if (o == NULL)
		return blob_view(e->body).size > OCSP_MAX_BYTES ? WORD_CEILING_SIZE : WORD_OCSP_MALFORMED;
	if (o->response_status != 0) {
		*detail = ocsp_response_word(o->response_status);
		return response_status_word(o->response_status);
	}
	if (!o->is_basic) {
		*detail = o->not_basic;
		return o->other_type ? WORD_OCSP_WRONG_TYPE : WORD_OCSP_MALFORMED;
	}
	if (o->too_many_singles) {
		*detail = "more single responses than are read";
		return WORD_OCSP_MALFORMED;
	}
	if (o->too_many_certs)
		return WORD_OCSP_TOO_MANY_CERTIFICATES;
	return ocsp_concerns(o, p->cert, p->issuer) ? WORD_COUNT : WORD_OCSP_CERTID_MISMATCH;
}

static enum word judge_extensions(const struct evidence *e, const char **detail,
	bool *no_nonce)
{
	const struct ocsp *o = e->ocsp;

	*detail = o->unknown_critical;
	for (size_t i = 0; i < o->single_count && *detail == NULL; i++)
		*detail = o->singles[i].unknown_critical;
	if (*detail != NULL)
		return WORD_OCSP_UNKNOWN_CRITICAL;
	if (e->sent_nonce && o->has_nonce && !view_equal(o->nonce, e->nonce))
		return WORD_OCSP_NONCE_MISMATCH;
	*no_nonce = e->sent_nonce && !o->has_nonce;
	return WORD_COUNT;
}

static enum word judge_times(const struct facts *f, const struct ocsp *o,
	const struct ocsp_single *s, int64_t *until)
{
	int64_t age = f->at - s->this_update, most = f->policy->max_age;
	int64_t bound = most > 0 ? most : NO_NEXT_UPDATE_AGE;
	enum word why = WORD_COUNT;

	*until = s->next_update;
	if (s->this_update > f->at + f->policy->skew || o->produced_at > f->at + f->policy->skew) {
		why = WORD_OCSP_NOT_YET_VALID;
	} else if (s->next_update != WHEN_NONE) {
		if (f->at > s->next_update + f->policy->skew)
			why = WORD_OCSP_STALE;
	} else if (age > bound) {
		why = WORD_OCSP_NO_NEXT_UPDATE;
	}
	if (s->next_update == WHEN_NONE || (most > 0 && *until > s->this_update + most))
		*until = s->this_update + bound;
	if (why == WORD_COUNT && most > 0 && age > most)
		why = WORD_OCSP_TOO_OLD;
	return why;
}

static int gravity(const struct ocsp_opinion *one)
{
	switch (one->status) {
	case STATUS_REVOKED: return one->held ? 3 : 4;
	case STATUS_UNKNOWN: return 2;
	case STATUS_STALE: return 1;
	default: return 0;
	}
}

/* One SingleResponse of an authentic response. */
static void judge_single(const struct pair *p, const struct ocsp *o, const struct ocsp_single *s,
	struct ocsp_opinion *out)
{
	const struct facts *f = p->facts;
	enum word times = judge_times(f, o, s, &out->fresh_until);

	out->this_update = s->this_update;
	out->current = times == WORD_COUNT;
	out->why = times;
	out->status = times == WORD_COUNT ? STATUS_GOOD :
		times == WORD_OCSP_NOT_YET_VALID ? STATUS_UNKNOWN : STATUS_STALE;
	if (s->status == OCSP_UNKNOWN && times == WORD_COUNT) {
		out->status = STATUS_UNKNOWN;
		out->why = WORD_OCSP_UNKNOWN;
	}
	if (s->status != OCSP_REVOKED)
		return;
	out->held = s->has_reason && s->reason == CRL_HOLD;
	out->not_issued = out->held && s->revoked_at == 0;
	/* As with lists: a hold counts only while current, anything else for good. */
	if (!out->current && out->held)
		return;
	if (s->this_update > f->at + f->policy->skew && s->revoked_at > f->at) {
		out->revoked_later = true;
		out->later_at = s->revoked_at;
		return;
	}
	out->status = STATUS_REVOKED;
	out->why = WORD_COUNT;
	out->revoked_at = s->revoked_at;
	out->reason = s->has_reason ? s->reason : -1;
}

static void judge_singles(const struct pair *p, const struct ocsp *o, struct ocsp_opinion *out)
{
	struct ocsp_opinion worst = { 0 };
	bool first = true, differ = false;

	for (size_t i = 0; i < o->single_count; i++) {
		struct ocsp_opinion one = *out;

		if (!ocsp_certid_matches(&o->singles[i].id, p->cert, p->issuer))
			continue;
		judge_single(p, o, &o->singles[i], &one);
		differ |= !first && one.status != worst.status;
		if (first || gravity(&one) > gravity(&worst) ||
		    (gravity(&one) == gravity(&worst) && one.fresh_until < worst.fresh_until))
			worst = one;
		first = false;
	}
	*out = worst;
	out->conflict = differ;
}

void ocsp_judge(const struct pair *p, struct evidence *e, struct ocsp_opinion *out)
{
	const struct cert *signer;

	*out = (struct ocsp_opinion){ .from = e, .status = STATUS_UNKNOWN, .why = WORD_COUNT,
		.tolerated = WORD_COUNT, .later_at = WHEN_NONE, .this_update = WHEN_NONE,
		.fresh_until = WHEN_NONE, .revoked_at = WHEN_NONE, .reason = -1 };
	out->why = judge_form(p, e, &out->detail);
	if (out->why != WORD_COUNT)
		return;
	out->matches = true;
	out->why = ocsp_signer(p, e, &signer, out);
	if (out->why == WORD_COUNT)
		out->why = judge_extensions(e, &out->detail, &out->no_nonce);
	if (out->why == WORD_COUNT)
		judge_singles(p, e->ocsp, out);
}
