#include "verify/rules_webpki.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#define SERIAL_MOST 20              /* octets, RFC 5280 section 4.1.2.2 */
#define YEAR_2050 INT64_C(2524608000)

enum place { LEAF = 1, CA = 2, ANCHOR = 4, ALL = LEAF | CA | ANCHOR };

static const struct { unsigned places; void (*check)(struct path_scope *, size_t); } table[] = {
	{ ALL, webpki_version },
	{ ALL, webpki_serial },
	{ ALL, webpki_key },
	{ LEAF | CA, webpki_signature },
	{ ALL, webpki_key_ids },
	{ ALL, webpki_criticality },
	{ ALL, webpki_time_form },
	{ LEAF, webpki_leaf_lifetime },
	{ LEAF, webpki_leaf_usage },
	{ LEAF, webpki_leaf_purposes },
	{ LEAF, webpki_leaf_constraints },
	{ LEAF, webpki_leaf_names },
	{ LEAF, webpki_leaf_cn },
	{ CA | ANCHOR, webpki_ca_constraints },
	{ CA | ANCHOR, webpki_ca_names },
	{ ANCHOR, webpki_anchor_purposes },
};

static enum place place_of(const struct path_scope *s, size_t i)
{
	if (i == 0)
		return LEAF;
	return scope_is_anchor(s, i) ? ANCHOR : CA;
}

void rules_webpki(struct path_scope *s)
{
	for (size_t i = 0; i < s->path->count; i++)
		for (size_t rule = 0; rule < sizeof table / sizeof *table; rule++)
			if ((table[rule].places & place_of(s, i)) != 0)
				table[rule].check(s, i);
	ERR_clear_error();
}

/* BR 7.1.1 */
void webpki_version(struct path_scope *s, size_t i)
{
	int version = scope_cert(s, i)->version;

	if (version != 2)
		scope_raise(s, i, PROFILE, WORD_WEBPKI_VERSION, "v%d", version + 1);
}

static bool is_zero(struct view integer)
{
	for (size_t i = 0; i < integer.size; i++)
		if (integer.data[i] != 0)
			return false;
	return true;
}

/* RFC 5280 section 4.1.2.2 */
void webpki_serial(struct path_scope *s, size_t i)
{
	struct view serial = scope_cert(s, i)->serial;

	if (is_zero(serial))
		scope_raise(s, i, PROFILE, WORD_WEBPKI_SERIAL, "zero");
	else if (serial_negative(serial))
		scope_raise(s, i, PROFILE, WORD_WEBPKI_SERIAL, "negative");
	else if (serial.size > SERIAL_MOST)
		scope_raise(s, i, LETTER, WORD_WEBPKI_SERIAL, "%zu octets", serial.size);
}

/* BR 6.1.6: the exponent is an odd number of three or more. */
static bool exponent_ok(EVP_PKEY *key)
{
	BIGNUM *e = NULL;
	bool good = EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &e) == 1 &&
		BN_is_odd(e) && !BN_is_one(e);

	BN_free(e);
	return good;
}

/* BR 6.1.5 and 6.1.6 */
void webpki_key(struct path_scope *s, size_t i)
{
	static const char *const curves[] = { "P-256", "P-384", "P-521" };
	const struct cert *c = scope_cert(s, i);

	if (strcmp(c->key_type, "RSA") == 0) {
		if (c->key_bits_count < 2048 || c->key_bits_count % 8 != 0)
			scope_raise(s, i, PROFILE, WORD_WEBPKI_KEY_SIZE, "RSA of %d bits",
				c->key_bits_count);
		else if (!exponent_ok(c->key))
			scope_raise(s, i, PROFILE, WORD_WEBPKI_KEY_SIZE, "RSA exponent");
		return;
	}
	if (strcmp(c->key_type, "EC") == 0 && c->curve != NULL)
		for (size_t k = 0; k < sizeof curves / sizeof *curves; k++)
			if (strcmp(c->curve, curves[k]) == 0)
				return;
	scope_raise(s, i, PROFILE, WORD_WEBPKI_KEY_SIZE, "%s%s%s", c->key_type,
		c->curve == NULL ? "" : " on ", c->curve == NULL ? "" : c->curve);
}

/* BR 7.1.3.2; what an anchor's own signature is made with does not matter. */
void webpki_signature(struct path_scope *s, size_t i)
{
	static const int allowed[] = {
		NID_sha256WithRSAEncryption, NID_sha384WithRSAEncryption,
		NID_sha512WithRSAEncryption, NID_rsassaPss, NID_ecdsa_with_SHA256,
		NID_ecdsa_with_SHA384, NID_ecdsa_with_SHA512,
	};
	const struct cert *c = scope_cert(s, i);
	int nid = X509_get_signature_nid(c->x);

	for (size_t k = 0; k < sizeof allowed / sizeof *allowed; k++)
		if (nid == allowed[k])
			return;
	scope_raise(s, i, PROFILE, WORD_WEBPKI_SIGNATURE, "%s", c->sig_alg);
}

/* BR 7.1.2.1.3 (a root's points to itself) and 7.1.2.11.1 */
static const char *key_ids_fault(const struct path_scope *s, size_t i, const AUTHORITY_KEYID *aki)
{
	const struct cert *c = scope_cert(s, i);
	const struct cert *issuer = scope_issuer(s, i);

	if (aki->issuer != NULL || aki->serial != NULL)
		return "it holds an issuer name or serial number";
	if (aki->keyid == NULL)
		return "it holds no key identifier";
	if (issuer == NULL && c->self_issued)
		issuer = c;
	if (issuer != NULL && issuer->has_ski && !view_equal(c->aki, issuer->ski))
		return "it is not the subject key identifier of the issuer";
	return NULL;
}

/* RFC 5280 section 4.2.1.1 excuses a key that comes as self-signed certificate. */
static bool signs_itself(const struct cert *c)
{
	return c->self_issued || (c->key != NULL && cert_signed_by(c, c->key));
}

void webpki_key_ids(struct path_scope *s, size_t i)
{
	AUTHORITY_KEYID *aki = X509_get_ext_d2i(scope_cert(s, i)->x,
		NID_authority_key_identifier, NULL, NULL);
	const char *fault = aki == NULL ? NULL : key_ids_fault(s, i, aki);

	/* libcrypto does not ask the last certificate of a chain. */
	if (aki == NULL && i > 0 && scope_is_anchor(s, i) && !signs_itself(scope_cert(s, i)))
		scope_raise(s, i, PROFILE, WORD_WEBPKI_NO_AKI, NULL);
	if (fault != NULL)
		scope_raise(s, i, PROFILE, WORD_WEBPKI_AKI_FORM, "%s", fault);
	AUTHORITY_KEYID_free(aki);
}

/* RFC 5280 section 4.2: which extensions must be critical and which must not. */
void webpki_criticality(struct path_scope *s, size_t i)
{
	static const struct { int nid; bool critical; } rules[] = {
		{ NID_info_access, false },
		{ NID_authority_key_identifier, false },
		{ NID_subject_key_identifier, false },
		{ NID_crl_distribution_points, false },
		{ NID_freshest_crl, false },
		{ NID_policy_constraints, true },
		{ NID_inhibit_any_policy, true },
	};
	X509 *x = scope_cert(s, i)->x;

	for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
		int at = X509_get_ext_by_NID(x, rules[k].nid, -1);

		if (at >= 0 && (X509_EXTENSION_get_critical(X509_get_ext(x, at)) != 0) !=
		    rules[k].critical)
			scope_raise(s, i, PROFILE, WORD_WEBPKI_CRITICAL_AIA, "%s",
				OBJ_nid2sn(rules[k].nid));
	}
}

/* RFC 5280 section 4.1.2.5: dates through 2049 are UTCTime. */
void webpki_time_form(struct path_scope *s, size_t i)
{
	const struct cert *c = scope_cert(s, i);

	if ((ASN1_STRING_type(X509_get0_notBefore(c->x)) == V_ASN1_GENERALIZEDTIME &&
	     c->not_before < YEAR_2050) ||
	    (ASN1_STRING_type(X509_get0_notAfter(c->x)) == V_ASN1_GENERALIZEDTIME &&
	     c->not_after < YEAR_2050))
		scope_raise(s, i, PROFILE, WORD_BAD_TIMES, "GeneralizedTime before 2050");
}
