/* Name constraints where libcrypto is too kind. It decides by itself what a
 * permitted or excluded subtree means (RFC 5280 section 4.2.1.10); here stands
 * only what it lets through: kinds that it does not know, names so malformed
 * that nobody can say where they lie, and wildcards that cover an excluded name. */
#include "verify/path_scope.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/str.h"
#include "verify/name_form.h"

#define CHECKS_MOST ((size_t)1 << 20)

/* The subtrees of one CA, met by the names of one certificate below it. */
struct meeting {
	struct path_scope *scope;
	size_t subject;
	size_t checks;
	bool told;   /* one violation a certificate is enough */
};

static struct view text_of(const ASN1_IA5STRING *s)
{
	return view_of(ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s));
}

static bool kind_is(const struct san *san, int type)
{
	switch (type) {
	case GEN_DNS:
		return san->kind == SAN_DNS;
	case GEN_EMAIL:
		return san->kind == SAN_EMAIL;
	case GEN_URI:
		return san->kind == SAN_URI;
	case GEN_IPADD:
		return san->kind == SAN_IP;
	case GEN_DIRNAME:
		return san->kind == SAN_DIRNAME;
	default:
		/* The context tag is the number that libcrypto uses. */
		return san->kind == SAN_OTHER && san->raw.size > 0 &&
			(san->raw.data[0] & 0x1f) == type;
	}
}

static void violated(struct meeting *m, const struct san *san, const char *why)
{
	m->told = true;
	scope_fail(m->scope, m->subject, WORD_NAME_CONSTRAINT_VIOLATED, "%s: %s", san->text, why);
}

static void meet_dns(struct meeting *m, const struct san *san, struct view base, bool excluded)
{
	struct view name = name_form_of(san);

	if (!name_form_wildcard_host(name))
		violated(m, san, "not a host name, so no constraint can be shown to hold");
	else if (excluded && name.data[0] == '*' &&
		 name_form_same(name_form_parent(name), name_form_parent(base)))
		violated(m, san, "the wildcard covers an excluded name");
}

static void meet_uri(struct meeting *m, const struct san *san)
{
	struct view host = name_form_uri_host(name_form_of(san));

	if (host.size == 0 || name_form_is_address(host))
		violated(m, san, "a URI without a host name under a constraint on URIs");
}

static void meet(struct meeting *m, const struct san *san, const GENERAL_NAME *base, bool excluded)
{
	switch (base->type) {
	case GEN_DNS:
		meet_dns(m, san, text_of(base->d.dNSName), excluded);
		break;
	case GEN_EMAIL:
		if (!name_form_mailbox(name_form_of(san)))
			violated(m, san, "not a mailbox, so no constraint can be shown to hold");
		break;
	case GEN_URI:
		meet_uri(m, san);
		break;
	case GEN_IPADD:
	case GEN_DIRNAME:
		break;
	default:
		m->told = true;
		scope_fail(m->scope, m->subject, WORD_NAME_CONSTRAINT_UNSUPPORTED,
			"%s under a constraint on names of its kind", san->text);
	}
}

static void meet_subtrees(struct meeting *m, const STACK_OF(GENERAL_SUBTREE) *trees, bool excluded)
{
	const struct cert *c = scope_cert(m->scope, m->subject);
	int count = trees == NULL ? 0 : sk_GENERAL_SUBTREE_num(trees);

	for (int t = 0; t < count && !m->told; t++) {
		const GENERAL_SUBTREE *tree = sk_GENERAL_SUBTREE_value(trees, t);

		for (size_t i = 0; i < c->san_count && m->checks < CHECKS_MOST && !m->told; i++) {
			m->checks++;
			if (kind_is(&c->sans[i], tree->base->type))
				meet(m, &c->sans[i], tree->base, excluded);
		}
	}
}

/* Self-issued CA certificates are exempt, the last certificate never is. */
static void check_ca(struct path_scope *s, size_t ca, const NAME_CONSTRAINTS *nc)
{
	struct meeting m = { .scope = s };

	for (m.subject = 0; m.subject < ca; m.subject++) {
		if (m.subject > 0 && scope_cert(s, m.subject)->self_issued)
			continue;
		m.told = false;
		meet_subtrees(&m, nc->permittedSubtrees, false);
		meet_subtrees(&m, nc->excludedSubtrees, true);
	}
	if (m.checks >= CHECKS_MOST)
		scope_fail(s, ca, WORD_CEILING_CONSTRAINTS, "%zu comparisons", m.checks);
}

void rules_path_constraints(struct path_scope *s)
{
	for (size_t ca = 1; ca < s->path->count; ca++) {
		NAME_CONSTRAINTS *nc =
			X509_get_ext_d2i(scope_cert(s, ca)->x, NID_name_constraints, NULL, NULL);

		if (nc != NULL)
			check_ca(s, ca, nc);
		NAME_CONSTRAINTS_free(nc);
	}
	ERR_clear_error();
}
