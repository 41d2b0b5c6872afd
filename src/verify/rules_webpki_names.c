#include "verify/rules_webpki.h"

#include <arpa/inet.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/str.h"
#include "verify/name_form.h"
#include "verify/public_suffix.h"

/* BR 7.1.2.7.12, RFC 9525 section 6.3: "*." and a host, not over a public suffix. */
static const char *wildcard_fault(struct view name)
{
	struct view base = name_form_parent(name);

	if (name.data[0] != '*' || !name_form_wildcard_host(name))
		return "not a whole left-most label";
	if (name_form_parent(base).size == 0)
		return "over a top-level domain";
	if (public_suffix_has(base))
		return "over a public suffix";
	return NULL;
}

static void check_san(struct path_scope *s, size_t i, const struct san *san)
{
	struct view name = name_form_of(san);
	const char *fault;

	if (san->kind == SAN_DNS && name_form_has_wildcard(name)) {
		fault = wildcard_fault(name);
		if (fault != NULL)
			scope_raise(s, i, PROFILE, WORD_WEBPKI_WILDCARD, "%s: %s", san->text, fault);
	} else if ((san->kind == SAN_DNS && !name_form_host(name)) ||
		   (san->kind == SAN_EMAIL && !name_form_mailbox(name)) ||
		   (san->kind == SAN_IP && name.size != 4 && name.size != 16)) {
		scope_raise(s, i, LETTER, WORD_WEBPKI_SAN_FORM, "%s", san->text);
	}
}

/* RFC 5280 section 4.2.1.6 and BR 7.1.2.7.12 */
void webpki_leaf_names(struct path_scope *s, size_t i)
{
	const struct cert *c = scope_cert(s, i);
	bool empty = X509_NAME_entry_count(X509_get_subject_name(c->x)) == 0;
	size_t before = s->path->findings.count;

	/* libcrypto says the same, but under webpki only. */
	if (empty && !c->san_critical)
		scope_raise(s, i, LETTER, WORD_WEBPKI_EMPTY_SUBJECT, NULL);
	if (c->san_count == 0) {
		scope_raise(s, i, PROFILE, WORD_WEBPKI_NO_SAN, NULL);
		return;
	}
	if (c->san_critical && !empty)
		scope_raise(s, i, PROFILE, WORD_WEBPKI_CRITICAL_AIA,
			"subjectAltName beside a subject");
	/* A few examples of what is wrong are enough. */
	for (size_t k = 0; k < c->san_count && s->path->findings.count < before + 5; k++)
		check_san(s, i, &c->sans[k]);
}

/* The text that BR 7.1.4.3 wants for an address: RFC 3986, RFC 5952. */
static bool address_is(struct view address, struct view text)
{
	char want[INET6_ADDRSTRLEN];
	int family = address.size == 4 ? AF_INET : AF_INET6;

	return (address.size == 4 || address.size == 16) &&
		inet_ntop(family, address.data, want, sizeof want) != NULL &&
		view_is_text(text, want);
}

/* An IP address in whatever spelling: digits and dots, 0x…, hex and colons, in brackets. */
static bool looks_like_address(struct view v)
{
	bool colon = memchr(v.data, ':', v.size) != NULL;

	if (v.size > 2 && v.data[0] == '0' && (v.data[1] | 0x20) == 'x')
		return true;
	for (size_t i = 0; i < v.size; i++) {
		char ch = (char)v.data[i];
		bool digit = ch >= '0' && ch <= '9';
		bool hex = (ch | 0x20) >= 'a' && (ch | 0x20) <= 'f';

		if (!digit && ch != '.' && !(colon && (hex || strchr(":[]", ch) != NULL)))
			return false;
	}
	return true;
}

static bool looks_like_host(struct view v)
{
	if (memchr(v.data, '.', v.size) == NULL)
		return false;
	for (size_t i = 0; i < v.size; i++)
		if (v.data[i] <= ' ' || v.data[i] == '@')
			return false;
	return true;
}

static bool cn_stands(const struct san *san, struct view name, struct view cn)
{
	if (san->kind == SAN_IP)
		return address_is(name, cn);
	/* Or the domain that the name lies in: "example.com" beside "*.example.com". */
	return view_equal(name, cn) || (name.size > cn.size &&
		name.data[name.size - cn.size - 1] == '.' &&
		view_equal(view_part(name, name.size - cn.size, cn.size), cn));
}

/* The last two labels are the same; ASCII case and a final dot do not matter. */
static bool same_domain(struct view a, struct view b)
{
	struct view up;

	if (b.data[b.size - 1] == '.')
		b.size--;
	while ((up = name_form_parent(name_form_parent(a))).size > 0)
		a = name_form_parent(a);
	while ((up = name_form_parent(name_form_parent(b))).size > 0)
		b = name_form_parent(b);
	return name_form_same(a, b);
}

/* An IDN, in letters or as A-label. */
static bool is_idn(struct view name)
{
	for (size_t i = 0; i < name.size; i++)
		if ((name.data[i] & 0x80) != 0)
			return true;
	for (; name.size > 0; name = name_form_parent(name))
		if (name.size > 4 && name_form_same(view_part(name, 0, 4), view_of_text("xn--")))
			return true;
	return false;
}

/* Written as BR 7.1.4.3 wants an address, whichever it is; an IPv4 one not as IPv6. */
static bool address_proper(struct arena *a, struct view cn)
{
	struct in6_addr address;
	char text[INET6_ADDRSTRLEN];
	int family = memchr(cn.data, ':', cn.size) == NULL ? AF_INET : AF_INET6;

	return inet_pton(family, str_safe(a, cn), &address) == 1 &&
		!(family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&address)) &&
		inet_ntop(family, &address, text, sizeof text) != NULL && view_is_text(cn, text);
}

enum cn_fit { CN_FITS, CN_FOREIGN, CN_AMISS };

/* Whether CN is what BR 7.1.4.3 wants it to be: one of the names, to the letter.
 * The CN is never used as a name, so this is asked only where the certificate
 * has names of the kind that the CN pretends to be, and a domain may stand for
 * the hosts in it. Foreign: nothing that could be taken for another spelling of
 * a name, or for a name of the same domain that was left out. */
static enum cn_fit cn_fit(struct arena *a, const struct cert *c, struct view cn)
{
	bool address = looks_like_address(cn), any = false, near = false;

	if (!address && !looks_like_host(cn))
		return CN_FITS;
	for (size_t k = 0; k < c->san_count; k++) {
		const struct san *san = &c->sans[k];
		struct view name = name_form_of(san);

		if (san->kind != (address ? SAN_IP : SAN_DNS))
			continue;
		if (cn_stands(san, name, cn))
			return CN_FITS;
		any = true;
		near = near || (!address && same_domain(name, cn));
	}
	if (!any)
		return CN_FITS;
	if (address)
		return address_proper(a, cn) ? CN_FOREIGN : CN_AMISS;
	return near || is_idn(cn) ? CN_AMISS : CN_FOREIGN;
}

void webpki_leaf_cn(struct path_scope *s, size_t i)
{
	const struct cert *c = scope_cert(s, i);
	const X509_NAME *subject = X509_get_subject_name(c->x);
	int at = -1;

	if (s->policy->purpose == PURPOSE_CLIENT)
		return;
	while ((at = X509_NAME_get_index_by_NID((X509_NAME *)subject, NID_commonName, at)) >= 0) {
		const ASN1_STRING *value =
			X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
		unsigned char *text = NULL;
		int size = ASN1_STRING_to_UTF8(&text, value);
		struct view cn = view_of(text, size < 0 ? 0 : (size_t)size);
		struct arena *arena = s->path->findings.arena;
		enum cn_fit fit = cn.size == 0 ? CN_FITS : cn_fit(arena, c, cn);

		if (fit != CN_FITS)
			scope_raise(s, i, fit == CN_AMISS ? PROFILE : PUBLIC,
				WORD_WEBPKI_CN_NOT_IN_SAN, "%s", str_safe(arena, cn));
		OPENSSL_free(text);
	}
}
