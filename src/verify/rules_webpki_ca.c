#include "verify/rules_webpki.h"

#include <openssl/x509v3.h>

#include "verify/name_form.h"

/* A mask is ones, then zeros (RFC 4632). */
static bool mask_ok(struct view mask)
{
	bool ended = false;

	for (size_t i = 0; i < mask.size * 8; i++) {
		bool bit = (mask.data[i / 8] & (0x80 >> (i % 8))) != 0;

		if (bit && ended)
			return false;
		ended = !bit;
	}
	return true;
}

/* A host, or the hosts below a domain as ".example.com": e-mail and URI only. */
static bool domain_ok(struct view v)
{
	if (v.size > 1 && v.data[0] == '.')
		v = view_part(v, 1, v.size);
	return name_form_host(v);
}

/* RFC 5280 section 4.2.1.10 */
static const char *base_fault(const GENERAL_NAME *base)
{
	int type;
	const ASN1_STRING *value = GENERAL_NAME_get0_value(base, &type);
	struct view v;

	if (type != GEN_DNS && type != GEN_EMAIL && type != GEN_URI && type != GEN_IPADD)
		return NULL;
	v = view_of(ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value));
	if (type == GEN_DNS && v.size > 0 && !name_form_host(v))
		return "a DNS constraint that is no host name";
	if (type == GEN_EMAIL && v.size > 0 && !domain_ok(v) && !name_form_mailbox(v))
		return "an e-mail constraint that is neither mailbox, host nor domain";
	if (type == GEN_URI && v.size > 0 && !domain_ok(v))
		return "a URI constraint that is neither host nor domain";
	if (type == GEN_IPADD && ((v.size != 8 && v.size != 32) ||
	    !mask_ok(view_part(v, v.size / 2, v.size / 2))))
		return "an address constraint that is no address and mask";
	return NULL;
}

static const char *trees_fault(const STACK_OF(GENERAL_SUBTREE) *trees)
{
	int count = trees == NULL ? 0 : sk_GENERAL_SUBTREE_num(trees);
	const char *fault = NULL;

	if (trees != NULL && count == 0)
		return "an empty list";
	for (int i = 0; i < count && fault == NULL; i++) {
		const GENERAL_SUBTREE *tree = sk_GENERAL_SUBTREE_value(trees, i);

		if ((tree->minimum != NULL && ASN1_INTEGER_get(tree->minimum) != 0) ||
		    tree->maximum != NULL)
			fault = "minimum or maximum";
		else
			fault = base_fault(tree->base);
	}
	return fault;
}

/* BR 7.1.2.5.2 and 7.1.2.10.8 */
void webpki_ca_names(struct path_scope *s, size_t i)
{
	NAME_CONSTRAINTS *nc =
		X509_get_ext_d2i(scope_cert(s, i)->x, NID_name_constraints, NULL, NULL);
	const char *fault;

	if (nc == NULL)
		return;
	fault = trees_fault(nc->permittedSubtrees);
	if (fault == NULL)
		fault = trees_fault(nc->excludedSubtrees);
	if (nc->permittedSubtrees == NULL && nc->excludedSubtrees == NULL)
		fault = "neither permits nor excludes";
	if (fault != NULL)
		scope_raise(s, i, LETTER, WORD_WEBPKI_NAME_CONSTRAINTS, "%s", fault);
	NAME_CONSTRAINTS_free(nc);
}

/* RFC 5280 section 4.2.1.9; libcrypto asks for the rest. */
void webpki_ca_constraints(struct path_scope *s, size_t i)
{
	BASIC_CONSTRAINTS *basic =
		X509_get_ext_d2i(scope_cert(s, i)->x, NID_basic_constraints, NULL, NULL);

	if (basic != NULL && basic->pathlen != NULL &&
	    ASN1_STRING_type(basic->pathlen) == V_ASN1_NEG_INTEGER)
		scope_raise(s, i, PROFILE, WORD_WEBPKI_NEGATIVE_PATH_LENGTH, "negative");
	BASIC_CONSTRAINTS_free(basic);
}

/* BR 7.1.2.1.2: a root certificate has none. */
void webpki_anchor_purposes(struct path_scope *s, size_t i)
{
	const struct cert *c = scope_cert(s, i);

	if (c->has_eku && c->self_issued)
		scope_raise(s, i, PROFILE, WORD_WEBPKI_EKU, "a root with extended key usage");
}
