#include "verify/rules_crl.h"

#include "base/when.h"
#include "x509/der.h"

#define NO_NEXT_UPDATE_AGE (INT64_C(7) * WHEN_DAY)
#define NUMBER_MOST 20 /* octets, RFC 5280 section 5.2.3 */

bool point_appoints(const struct dist_point *dp, struct view issuer)
{
	for (size_t i = 0; i < dp->crl_issuer_count; i++) {
		struct view name = general_name_directory(dp->crl_issuers[i]);

		if (name.size > 0 && name_equal(name, issuer))
			return true;
	}
	return false;
}

bool crl_concerns(const struct pair *p, const struct crl *crl, bool *direct)
{
	*direct = name_equal(crl->issuer, p->issuer->subject);
	if (*direct)
		return true;
	for (size_t i = 0; i < p->cert->point_count; i++)
		if (point_appoints(&p->cert->points[i], crl->issuer))
			return true;
	return false;
}

bool crl_self_appointed(const struct pair *p, const struct crl *crl)
{
	if (!name_equal(crl->issuer, p->cert->subject))
		return false;
	for (size_t i = 0; i < p->cert->point_count; i++)
		if (point_appoints(&p->cert->points[i], p->cert->subject))
			return true;
	return false;
}

/* Whether the entry is about certificates of ISSUER. RFC 5280 section 5.3.3. */
static bool entry_of_issuer(const struct crl *crl, const struct crl_entry *entry,
	struct view issuer)
{
	struct der names = der_of(entry->cert_issuer);
	struct tlv one;

	if (entry->cert_issuer.size == 0)
		return name_equal(crl->issuer, issuer);
	while (der_next(&names, &one)) {
		struct view name = general_name_directory(one.whole);

		if (name.size > 0 && name_equal(name, issuer))
			return true;
	}
	return false;
}

static void listing_add(struct crl_listing *l, const struct crl_entry *entry)
{
	int reason = entry->has_reason ? entry->reason : -1;
	int weight = reason == CRL_HOLD ? 1 : reason == CRL_REMOVE ? 2 : 3;
	int now = l->lasting ? 3 : l->removed ? 2 : l->held ? 1 : 0;

	l->count++;
	if (weight > now || (weight == now && entry->revoked_at < l->revoked_at)) {
		l->reason = reason;
		l->revoked_at = entry->revoked_at;
	}
	l->held |= weight == 1;
	l->removed |= weight == 2;
	l->lasting |= weight == 3;
}

/* All entries are looked at, also behind a match (E2, E13). */
static void find_listing(const struct pair *p, const struct crl *crl, struct crl_listing *l)
{
	struct crl_cursor at = { 0 };
	struct crl_entry entry;

	*l = (struct crl_listing){ .reason = -1, .revoked_at = WHEN_NONE };
	if (crl->any_cert_issuer) {
		while (crl_next(crl, &at, &entry))
			if (serial_equal(entry.serial, p->cert->serial) &&
			    entry_of_issuer(crl, &entry, p->issuer->subject))
				listing_add(l, &entry);
		return;
	}
	if (!name_equal(crl->issuer, p->issuer->subject))
		return;
	while (crl_find(crl, &at, p->cert->serial, &entry))
		listing_add(l, &entry);
}

/* Row 4. */
static enum word judge_times(const struct facts *f, const struct crl *crl, int64_t *until)
{
	int64_t age = f->at - crl->this_update, most = f->policy->max_age;
	enum word why = WORD_COUNT;

	*until = crl->next_update;
	if (crl->this_update > f->at + f->policy->skew) {
		why = WORD_CRL_NOT_YET_VALID;
	} else if (crl->next_update != WHEN_NONE) {
		if (f->at > crl->next_update + f->policy->skew)
			why = WORD_CRL_STALE;
	} else {
		*until = crl->this_update + NO_NEXT_UPDATE_AGE;
		if (age > NO_NEXT_UPDATE_AGE)
			why = WORD_CRL_NO_NEXT_UPDATE;
	}
	if (most > 0 && *until > crl->this_update + most)
		*until = crl->this_update + most;
	if (why == WORD_COUNT && most > 0 && age > most)
		why = WORD_CRL_TOO_OLD;
	return why;
}

static enum word judge_form(const struct crl *crl, const char **detail)
{
	if (crl->unknown_critical != NULL || crl->entry_unknown_critical != NULL) {
		*detail = crl->unknown_critical != NULL ? crl->unknown_critical :
			crl->entry_unknown_critical;
		return WORD_CRL_UNKNOWN_CRITICAL;
	}
	/* RFC 5280 section 5.1.2.6: absent when nothing is revoked. */
	if (crl->entries.data != NULL && crl->entries.size == 0) {
		*detail = "the list of entries is there and empty";
		return WORD_CRL_MALFORMED;
	}
	if (crl->any_cert_issuer && !crl->idp.indirect) {
		*detail = "an entry names another issuer in a list that is not indirect";
		return WORD_CRL_MALFORMED;
	}
	return WORD_COUNT;
}

bool crl_misnumbered(const struct crl *crl)
{
	return !crl->has_number || crl->number_critical || crl->number.size > NUMBER_MOST;
}

void crl_judge(const struct pair *p, struct evidence *e, const struct crl *crl, bool remembered,
	struct crl_opinion *out)
{
	enum word times;

	*out = (struct crl_opinion){ .from = e, .crl = crl, .remembered = remembered,
		.why = WORD_COUNT, .status = STATUS_UNKNOWN, .fresh_until = WHEN_NONE };
	if (crl == NULL) {
		out->why = WORD_CRL_MALFORMED;
		out->detail = e->malformed;
		return;
	}
	if (!crl_concerns(p, crl, &out->direct)) {
		out->why = WORD_CRL_WRONG_ISSUER;
		out->detail = name_text(p->facts->arena, crl->issuer);
		return;
	}
	out->why = crl_signer(p, e, crl, out->direct, &out->signer, &out->forged);
	if (out->why == WORD_COUNT)
		out->why = judge_form(crl, &out->detail);
	if (out->why != WORD_COUNT)
		return;
	out->authentic = true;
	find_listing(p, crl, &out->listing);
	out->why = crl_scope(p, crl, out->direct, &out->reasons);
	out->in_scope = out->why == WORD_COUNT;
	times = judge_times(p->facts, crl, &out->fresh_until);
	out->current = times == WORD_COUNT;
	if (out->in_scope)
		out->why = times;
	if (out->why == WORD_COUNT && p->path->webpki_binding && crl_misnumbered(crl)) {
		out->why = WORD_CRL_NO_NUMBER;
		out->in_scope = false;
	}
}
