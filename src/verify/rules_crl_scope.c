/* Rows 7 to 9: which certificates a list is about. */
#include "verify/rules_crl.h"

/* One side of the comparison of distribution point names: general names, or
 * one name that was completed from a relative one. */
struct point_names {
	const struct view *names;
	size_t count;
	struct view whole;  /* Name TLV; empty: none */
};

static bool same_name(struct view general, struct view whole)
{
	struct view directory = general_name_directory(general);

	return directory.size > 0 && whole.size > 0 && name_equal(directory, whole);
}

static bool share_name(const struct point_names *a, const struct point_names *b)
{
	if (a->whole.size > 0 && b->whole.size > 0 && name_equal(a->whole, b->whole))
		return true;
	for (size_t i = 0; i < a->count; i++) {
		if (same_name(a->names[i], b->whole))
			return true;
		for (size_t k = 0; k < b->count; k++)
			if (general_name_equal(a->names[i], b->names[k]))
				return true;
	}
	for (size_t k = 0; k < b->count; k++)
		if (same_name(b->names[k], a->whole))
			return true;
	return false;
}

/* False: a relative name that cannot be completed matches nothing. */
static bool idp_names(const struct pair *p, const struct crl *crl, struct point_names *out)
{
	*out = (struct point_names){ .names = crl->idp.names, .count = crl->idp.name_count };
	return crl->idp.relative.size == 0 ||
		name_append(p->facts->arena, crl->issuer, crl->idp.relative, &out->whole);
}

/* The names of a point; where it has none, those of its cRLIssuer. */
static bool dp_names(const struct pair *p, const struct dist_point *dp, struct point_names *out)
{
	struct view base = p->issuer->subject;

	*out = (struct point_names){ .names = dp->names, .count = dp->name_count };
	if (dp->relative.size > 0) {
		if (dp->crl_issuer_count > 1)
			return false; /* RFC 5280 section 4.2.1.13: exactly one then */
		if (dp->crl_issuer_count == 1)
			base = general_name_directory(dp->crl_issuers[0]);
		return base.size > 0 &&
			name_append(p->facts->arena, base, dp->relative, &out->whole);
	}
	if (dp->name_count == 0) {
		out->names = dp->crl_issuers;
		out->count = dp->crl_issuer_count;
	}
	return true;
}

/* RFC 5280 section 6.3.3 (b)(1): who may issue the list of this point. Where it names
 * somebody, be it the certificate's own issuer, the list must be an indirect one; where
 * it names nobody (section 4.2.1.13: the issuer's own list), it must not. */
static bool point_issuer_fits(const struct crl *crl, bool direct, const struct dist_point *dp)
{
	if (dp->crl_issuer_count == 0)
		return direct && !(crl->idp.present && crl->idp.indirect);
	return point_appoints(dp, crl->issuer) && crl->idp.present && crl->idp.indirect;
}

static bool point_fits(const struct pair *p, const struct crl *crl, bool direct,
	const struct dist_point *dp)
{
	struct point_names ours, theirs;

	if (!point_issuer_fits(crl, direct, dp))
		return false;
	if (!crl->idp.present || !crl->idp.has_point)
		return true;
	return dp_names(p, dp, &ours) && idp_names(p, crl, &theirs) && share_name(&ours, &theirs);
}

/* Without distribution points the point's name is the issuer's. */
static bool issuer_fits(const struct pair *p, const struct crl *crl, bool direct)
{
	struct point_names ours = { .whole = p->issuer->subject }, theirs;

	if (!direct)
		return false;
	if (!crl->idp.present || !crl->idp.has_point)
		return true;
	return idp_names(p, crl, &theirs) && share_name(&ours, &theirs);
}

static bool kind_fits(const struct crl_idp *idp, const struct cert *c)
{
	if (idp->only_user + idp->only_ca + idp->only_attribute > 1 || idp->only_attribute)
		return false;
	return !(idp->only_user && c->is_ca) && !(idp->only_ca && !c->is_ca);
}

enum word crl_scope(const struct pair *p, const struct crl *crl, bool direct, uint16_t *reasons)
{
	const struct cert *c = p->cert;

	*reasons = 0;
	if (!kind_fits(&crl->idp, c))
		return WORD_CRL_SCOPE_KIND;
	if (!c->has_crldp && issuer_fits(p, crl, direct))
		*reasons = CRL_ALL_REASONS;
	for (size_t i = 0; i < c->point_count; i++) {
		const struct dist_point *dp = &c->points[i];

		if (!point_fits(p, crl, direct, dp))
			continue;
		/* Section 6.3.3 (d); a list without an IDP is complete whatever
		 * the point says. */
		*reasons |= dp->has_reasons && crl->idp.present ? dp->reasons & CRL_ALL_REASONS :
			CRL_ALL_REASONS;
	}
	if (*reasons == 0)
		return WORD_CRL_WRONG_SCOPE;
	if (crl->idp.has_reasons)
		*reasons &= crl->idp.reasons;
	return WORD_COUNT;
}
