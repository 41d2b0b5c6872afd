#include "verify/rules_webpki.h"

#include <openssl/objects.h>
#include <string.h>

#include "base/when.h"

enum key_usage_bit {
	DIGITAL_SIGNATURE = 1 << 0, KEY_ENCIPHERMENT = 1 << 2, KEY_CERT_SIGN = 1 << 5,
	CRL_SIGN = 1 << 6,
};

/* BR 6.3.2 over time: the limit that was in force at notBefore. Browsers hold
 * certificates below public roots to it and leave private CAs alone. */
void webpki_leaf_lifetime(struct path_scope *s, size_t i)
{
	static const struct { int64_t from; int days; } limits[] = { /* the newest first */
		{ INT64_C(1868227200), 47 },    /* 2029-03-15 */
		{ INT64_C(1805068800), 100 },   /* 2027-03-15 */
		{ INT64_C(1773532800), 200 },   /* 2026-03-15 */
		{ INT64_C(1598918400), 398 },   /* 2020-09-01 */
		{ INT64_C(1519862400), 825 },   /* 2018-03-01 */
		{ INT64_C(1427846400), 1188 },  /* 2015-04-01, 39 months */
		{ INT64_C(1341100800), 1827 },  /* 2012-07-01, 60 months */
	};
	const struct cert *c = scope_cert(s, i);
	int64_t lifetime = cert_lifetime(c);

	for (size_t k = 0; k < sizeof limits / sizeof *limits; k++) {
		if (c->not_before < limits[k].from)
			continue;
		if (lifetime > (int64_t)limits[k].days * WHEN_DAY)
			scope_raise(s, i, PUBLIC, WORD_WEBPKI_LIFETIME, "%lld days of %d",
				(long long)((lifetime + WHEN_DAY - 1) / WHEN_DAY),
				limits[k].days);
		return;
	}
}

/* BR 7.1.2.7.11 */
void webpki_leaf_usage(struct path_scope *s, size_t i)
{
	const struct cert *c = scope_cert(s, i);
	unsigned use = c->key_usage;
	bool rsa = strcmp(c->key_type, "RSA") == 0;

	if (!c->has_key_usage)
		return;
	if ((use & (KEY_CERT_SIGN | CRL_SIGN)) != 0)
		scope_raise(s, i, PROFILE, WORD_WEBPKI_KEY_USAGE,
			"a leaf that may sign certificates or CRLs");
	if ((use & (DIGITAL_SIGNATURE | (rsa ? KEY_ENCIPHERMENT : 0U))) == 0)
		scope_raise(s, i, PROFILE, WORD_WEBPKI_KEY_USAGE, "%s", rsa ?
			"neither digitalSignature nor keyEncipherment" : "no digitalSignature");
}

/* BR 7.1.2.7.10 */
void webpki_leaf_purposes(struct path_scope *s, size_t i)
{
	static const char *const forbidden[] = {
		"2.5.29.37.0",                /* anyExtendedKeyUsage */
		"1.3.6.1.5.5.7.3.3",          /* codeSigning */
		"1.3.6.1.5.5.7.3.4",          /* emailProtection */
		"1.3.6.1.5.5.7.3.8",          /* timeStamping */
		"1.3.6.1.5.5.7.3.9",          /* OCSPSigning */
		"1.3.6.1.4.1.11129.2.4.4",    /* precertificate signing */
	};
	const struct cert *c = scope_cert(s, i);
	bool server = s->policy->purpose == PURPOSE_SERVER;

	if (!c->has_eku)
		scope_raise(s, i, PROFILE, WORD_WEBPKI_EKU, "missing");
	else if (c->eku_critical)
		scope_raise(s, i, PROFILE, WORD_WEBPKI_EKU, "critical");
	else if (server && !c->eku_server)
		scope_raise(s, i, PROFILE, WORD_WEBPKI_EKU, "without serverAuth");
	for (size_t k = 0; server && k < c->eku_count; k++)
		for (size_t f = 0; f < sizeof forbidden / sizeof *forbidden; f++)
			if (strcmp(c->ekus[k], forbidden[f]) == 0)
				scope_raise(s, i, PROFILE, WORD_WEBPKI_EKU, "%s is not allowed",
					c->ekus[k]);
}

/* BR 7.1.2.7.8, RFC 5280 sections 4.2.1.9 and 4.2.1.10 */
void webpki_leaf_constraints(struct path_scope *s, size_t i)
{
	const struct cert *c = scope_cert(s, i);

	if (c->is_ca)
		scope_raise(s, i, PROFILE, WORD_WEBPKI_BASIC_CONSTRAINTS, "a CA as leaf");
	else if (c->has_path_len)
		scope_raise(s, i, PROFILE, WORD_WEBPKI_NEGATIVE_PATH_LENGTH, "without cA");
	if (!c->is_ca && X509_get_ext_by_NID(c->x, NID_name_constraints, -1) >= 0)
		scope_raise(s, i, LETTER, WORD_WEBPKI_NAME_CONSTRAINTS, "in a leaf");
}
