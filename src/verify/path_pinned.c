#include "verify/path_pinned.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "verify/path_errors.h"

#define POLICIES_FEW 30 /* of a whole path; genuine ones have two or three a certificate */

/* What the callbacks need; hangs on the context. */
struct pinned {
	struct path_scope *scope;
	enum weight weight;
	bool strict, mute;
	bool spoke;        /* something was said, raised or not */
};

static size_t position(const struct path_scope *s, const X509 *x)
{
	for (size_t i = 0; i < s->path->count; i++)
		if (scope_cert(s, i)->x == x)
			return i;
	return SIZE_MAX;
}

/* Only the neighbours of this path issued one another, and a self-signed anchor
 * itself: that is how libcrypto finds a leaf that is its own anchor. */
static int check_issued(X509_STORE_CTX *ctx, X509 *subject, X509 *issuer)
{
	const struct pinned *p = X509_STORE_CTX_get_app_data(ctx);
	size_t s = position(p->scope, subject), i = position(p->scope, issuer);

	if (s == SIZE_MAX || i == SIZE_MAX)
		return 0;
	return i == s + 1 || (s == i && scope_is_anchor(p->scope, s));
}

/* A child owes no AKI to an anchor that has nothing it could point to. */
static bool aki_not_owed(const struct path_scope *s, size_t i)
{
	const struct cert *issuer = scope_issuer(s, i);

	return issuer != NULL && scope_is_anchor(s, i + 1) && !issuer->has_ski;
}

/* What libcrypto calls "out of memory" when a tree of policies outgrows its
 * ceiling (CVE-2023-0464); a path with few of them ran out of memory indeed. */
static bool policies_multiply(const struct path_scope *s)
{
	int count = 0;

	for (size_t i = 0; i < s->path->count; i++) {
		POLICY_MAPPINGS *maps = X509_get_ext_d2i(scope_cert(s, i)->x, NID_policy_mappings,
			NULL, NULL);
		CERTIFICATEPOLICIES *all = X509_get_ext_d2i(scope_cert(s, i)->x,
			NID_certificate_policies, NULL, NULL);

		count += (maps != NULL ? sk_POLICY_MAPPING_num(maps) : 0) +
			(all != NULL ? sk_POLICYINFO_num(all) : 0);
		sk_POLICY_MAPPING_pop_free(maps, POLICY_MAPPING_free);
		CERTIFICATEPOLICIES_free(all);
	}
	ERR_clear_error();
	return count > POLICIES_FEW;
}

static void take_error(struct pinned *p, int code, int depth)
{
	struct path_scope *s = p->scope;
	const struct path_error *e = path_error_find(code);
	const char *text = X509_verify_cert_error_string(code);
	size_t i = depth < 0 ? 0 : (size_t)depth;

	p->spoke = true;
	if (p->mute)
		return;
	if (i >= s->path->count)
		i = s->path->count - 1;
	if (code == X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER && aki_not_owed(s, i))
		return;
	if (!e->below_anchor)
		scope_raise(s, i, p->weight, e->word, "%s", text);
	else if (p->weight == ALWAYS)
		scope_fail(s, i, e->word, "%s", text);
}

/* Collects, and goes on: one error must not hide the next. */
static int take_verdict(int ok, X509_STORE_CTX *ctx)
{
	if (ok != 1)
		take_error(X509_STORE_CTX_get_app_data(ctx), X509_STORE_CTX_get_error(ctx),
			X509_STORE_CTX_get_error_depth(ctx));
	return 1;
}

static bool set_policies(X509_VERIFY_PARAM *param, const struct policy *policy)
{
	unsigned long flags = X509_V_FLAG_POLICY_CHECK;

	/* An empty initial set means any policy; libcrypto wants that said. */
	for (size_t i = 0; i < policy->policy_count || i == 0; i++) {
		const char *oid = i < policy->policy_count ? policy->policies[i] : "2.5.29.32.0";
		ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);

		if (object == NULL)
			return false;
		if (X509_VERIFY_PARAM_add0_policy(param, object) != 1) {
			ASN1_OBJECT_free(object);
			return false;
		}
	}
	if (policy->explicit_policy)
		flags |= X509_V_FLAG_EXPLICIT_POLICY;
	if (policy->inhibit_any)
		flags |= X509_V_FLAG_INHIBIT_ANY;
	if (policy->inhibit_mapping)
		flags |= X509_V_FLAG_INHIBIT_MAP;
	return X509_VERIFY_PARAM_set_flags(param, flags) == 1;
}

static bool set_purpose(X509_VERIFY_PARAM *param, enum purpose purpose)
{
	static const int libcrypto[] = {
		[PURPOSE_SERVER] = X509_PURPOSE_SSL_SERVER,
		[PURPOSE_CLIENT] = X509_PURPOSE_SSL_CLIENT,
	};

	/* With X509_PURPOSE_ANY libcrypto asks for nothing; CA flags are asked for anyway. */
	return purpose == PURPOSE_ANY ||
		X509_VERIFY_PARAM_set_purpose(param, libcrypto[purpose]) == 1;
}

static bool set_param(X509_VERIFY_PARAM *param, const struct pinned *p)
{
	const struct path_scope *s = p->scope;
	/* Partial chains always: an anchor need not be self-signed, and the pinning
	 * leaves nothing else to choose. */
	unsigned long flags = X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN;

	if (p->strict)
		flags |= X509_V_FLAG_X509_STRICT;
	if (X509_VERIFY_PARAM_set_flags(param, flags) != 1)
		return false;
	X509_VERIFY_PARAM_set_auth_level(param, p->strict ? 2 : 1);
	/* Else a host name in the CN would be held against name constraints. */
	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	X509_VERIFY_PARAM_set_depth(param, (int)s->path->count);
	return set_purpose(param, s->policy->purpose) && set_policies(param, s->policy);
}

/* The chain that was judged must be the one that was meant. */
static bool same_chain(X509_STORE_CTX *ctx, const struct path_scope *s)
{
	STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(ctx);

	if (chain == NULL || sk_X509_num(chain) != (int)s->path->count)
		return false;
	for (size_t i = 0; i < s->path->count; i++)
		if (X509_cmp(sk_X509_value(chain, (int)i), scope_cert(s, i)->x) != 0)
			return false;
	return true;
}

static void refuse(struct pinned *p, const char *why)
{
	p->spoke = true;
	if (!p->mute)
		scope_fail(p->scope, 0, WORD_PATH_INVALID, "%s", why);
}

static void run(X509_STORE_CTX *ctx, struct pinned *p)
{
	struct path_scope *s = p->scope;
	int verdict;

	X509_STORE_CTX_set_app_data(ctx, p);
	X509_STORE_CTX_set_verify_cb(ctx, take_verdict);
	if (!set_param(X509_STORE_CTX_get0_param(ctx), p)) {
		refuse(p, "libcrypto does not take these parameters");
		return;
	}
	verdict = X509_verify_cert(ctx);
	if (verdict != 1 && X509_STORE_CTX_get_error(ctx) == X509_V_ERR_OUT_OF_MEM &&
	    policies_multiply(s)) {
		p->spoke = true;
		if (!p->mute)
			scope_fail(s, 0, WORD_CEILING_POLICIES, NULL);
	} else if (verdict != 1) {
		refuse(p, X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
	} else if (!same_chain(ctx, s)) {
		refuse(p, "libcrypto judged another chain");
	}
}

static void verify(struct pinned *p)
{
	struct path_scope *s = p->scope;
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *between = sk_X509_new_null();
	size_t last = s->path->count - 1;
	bool ready = store != NULL && ctx != NULL && between != NULL &&
		X509_STORE_add_cert(store, scope_cert(s, last)->x) == 1;

	for (size_t i = 1; ready && i < last; i++)
		ready = sk_X509_push(between, scope_cert(s, i)->x) > 0;
	if (ready) {
		X509_STORE_set_check_issued(store, check_issued);
		ready = X509_STORE_CTX_init(ctx, store, scope_cert(s, 0)->x, between) == 1;
	}
	if (ready)
		run(ctx, p);
	else
		refuse(p, "libcrypto could not begin");
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	sk_X509_free(between);
	ERR_clear_error();
}

void pinned_verify(struct path_scope *s, enum strictness strictness, enum weight weight)
{
	struct pinned p = { .scope = s, .weight = weight, .strict = strictness == PINNED_WEBPKI };

	verify(&p);
}

bool pinned_quiet(struct path_scope *s, enum strictness strictness)
{
	struct pinned p = { .scope = s, .strict = strictness == PINNED_WEBPKI, .mute = true };

	verify(&p);
	return !p.spoke;
}
