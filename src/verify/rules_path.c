/* Rules that hold in every profile: validity, form, the name asked for. */
#include "verify/path_scope.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/str.h"
#include "base/when.h"

#define NAMES_SHOWN 3

/* RFC 5280 section 4.1.2.5: from notBefore to notAfter, both included. */
static void check_time(struct path_scope *s, size_t i)
{
	const struct cert *c = scope_cert(s, i);
	bool anchor = scope_is_anchor(s, i) && s->path->count > 1;
	char text[21];

	if (!c->times_ok) {
		scope_fail(s, i, WORD_BAD_TIMES, NULL);
	} else if (s->at > c->not_after) {
		when_format(c->not_after, text);
		scope_fail(s, i, anchor ? WORD_ANCHOR_EXPIRED : WORD_EXPIRED, "since %s", text);
	} else if (s->at < c->not_before) {
		when_format(c->not_before, text);
		scope_fail(s, i, WORD_NOT_YET_VALID, "before %s", text);
	}
}

void rules_path_times(struct path_scope *s)
{
	for (size_t i = 0; i < s->path->count; i++)
		check_time(s, i);
}

/* The first extension that libcrypto knows and cannot decode, or NULL. */
static const char *undecodable(const struct cert *c)
{
	int count = X509_get_ext_count(c->x);

	for (int i = 0; i < count; i++) {
		X509_EXTENSION *ext = X509_get_ext(c->x, i);
		const X509V3_EXT_METHOD *method = X509V3_EXT_get(ext);
		void *decoded;

		if (method == NULL)
			continue;
		decoded = X509V3_EXT_d2i(ext);
		if (decoded == NULL) {
			ERR_clear_error();
			return OBJ_nid2sn(OBJ_obj2nid(X509_EXTENSION_get_object(ext)));
		}
		if (method->it != NULL)
			ASN1_item_free(decoded, ASN1_ITEM_ptr(method->it));
		else
			method->ext_free(decoded);
	}
	return NULL;
}

static void check_form(struct path_scope *s, size_t i)
{
	const struct cert *c = scope_cert(s, i);
	const char *bad = c->malformed != NULL ? c->malformed : undecodable(c);

	if (bad != NULL)
		scope_raise(s, i, ALWAYS, WORD_MALFORMED_EXTENSION, "%s", bad);
	if (c->has_eku && c->eku_count == 0)
		scope_raise(s, i, ALWAYS, WORD_MALFORMED_EXTENSION, "extendedKeyUsage is empty");
	if (c->poison)
		scope_fail(s, i, WORD_PRECERTIFICATE, NULL);
	/* RFC 9608 section 3 */
	if (c->no_rev_avail && (c->is_ca || c->has_crldp || c->has_freshest ||
	    c->ocsp_url_count > 0))
		scope_raise(s, i, ALWAYS, WORD_NOREVAVAIL_MISUSED, NULL);
}

void rules_path_forms(struct path_scope *s)
{
	for (size_t i = 0; i < s->path->count; i++)
		check_form(s, i);
}

/* A leading dot would mean "any subdomain" to libcrypto, and an empty name "do
 * not check": neither is a name that a certificate can carry. */
static bool dns_matches(const struct cert *c, const char *name)
{
	const unsigned flags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
		X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
	size_t size = strlen(name);

	if (size > 0 && name[size - 1] == '.')
		size--;
	return size > 0 && name[0] != '.' &&
		X509_check_host(c->x, name, size, flags, NULL) == 1;
}

static bool address_matches(const struct cert *c, const char *name)
{
	size_t size = strlen(name);
	char bare[64];

	if (size < sizeof bare && size > 2 && name[0] == '[' && name[size - 1] == ']') {
		memcpy(bare, name + 1, size - 2);
		bare[size - 2] = '\0';
		name = bare;
	}
	return X509_check_ip_asc(c->x, name, 0) == 1;
}

static bool name_matches(const struct cert *c, const struct policy *policy)
{
	switch (policy->name_kind) {
	case NAME_DNS:
		return dns_matches(c, policy->name);
	case NAME_IP:
		return address_matches(c, policy->name);
	case NAME_EMAIL:
		return X509_check_email(c->x, policy->name, 0,
			X509_CHECK_FLAG_NEVER_CHECK_SUBJECT) == 1;
	case NAME_NONE:
		break;
	}
	return policy->name == NULL;
}

void rules_path_names(struct path_scope *s)
{
	const struct cert *leaf = scope_cert(s, 0);
	struct str text;

	if (name_matches(leaf, s->policy))
		return;
	str_init(&text, 1000);
	str_put_safe(&text, view_of_text(s->policy->name));
	str_put(&text, leaf->san_count == 0 ? ": the certificate names nothing" : " is not among ");
	for (size_t i = 0; i < leaf->san_count && i < NAMES_SHOWN; i++)
		str_put_format(&text, "%s%s", i == 0 ? "" : ", ", leaf->sans[i].text);
	if (leaf->san_count > NAMES_SHOWN)
		str_put_format(&text, " and %zu more", leaf->san_count - NAMES_SHOWN);
	scope_fail(s, 0, WORD_NAME_MISMATCH, "%s", str_text(&text));
	str_clear(&text);
}
