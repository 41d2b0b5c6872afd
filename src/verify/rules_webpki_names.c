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
		scope_raise(s, i, PROFILE, WORD_WEBPKI_SAN_FORM, "%s", san->text);
	}
}

/* RFC 5280 section 4.2.1.6 and BR 7.1.2.7.12 */
void webpki_leaf_names(struct path_scope *s, size_t i)
{
	const struct cert *c = scope_cert(s, i);
	bool empty = X509_NAME_entry_count(X509_get_subject_name(c->x)) == 0;
	size_t before = s->path->findings.count;

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

/* An IP address in whatever spelling: digits and dots, 0x…, hex and colons. */
static bool looks_like_address(struct view v)
{
	bool colon = memchr(v.data, ':', v.size) != NULL;

	if (v.size > 2 && v.data[0] == '0' && (v.data[1] | 0x20) == 'x')
		return true;
	for (size_t i = 0; i < v.size; i++) {
		char ch = (char)v.data[i];
		bool digit = ch >= '0' && ch <= '9';
		bool hex = (ch | 0x20) >= 'a' && (ch | 0x20) <= 'f';

		if (!digit && ch != '.' && !(colon && (hex || ch == ':')))
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

/* Whether CN is what BR 7.1.4.3 wants it to be: one of the names, to the letter.
 * The CN is never used as a name, so this is asked only where the certificate
 * has names of the kind that the CN pretends to be, and a domain may stand for
 * the hosts in it. */
static bool cn_ok(const struct cert *c, struct view cn)
{
	bool address = looks_like_address(cn), any = false;

	if (!address && !looks_like_host(cn))
		return true;
	for (size_t k = 0; k < c->san_count; k++) {
		const struct san *san = &c->sans[k];

		if (san->kind != (address ? SAN_IP : SAN_DNS))
			continue;
		if (cn_stands(san, name_form_of(san), cn))
			return true;
		any = true;
	}
	return !any;
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

		if (size > 0 && !cn_ok(c, view_of(text, (size_t)size)))
			scope_raise(s, i, PROFILE, WORD_WEBPKI_CN_NOT_IN_SAN, "%s",
				str_safe(s->path->findings.arena, view_of(text, (size_t)size)));
		OPENSSL_free(text);
	}
}
