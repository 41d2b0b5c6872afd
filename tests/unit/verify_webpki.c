/* Each rule of the profiles, by a certificate that breaks it and nothing else. */
#include "unit.h"

#include <string.h>

#include "../support/forge.h"
#include "base/when.h"
#include "verify/path.h"

#define AT INT64_C(1767225600) /* 2026-01-01 */

struct row {
	const char *what;
	struct forge leaf, ca, root;   /* what departs from the usual */
	enum word word;
	bool about_private;           /* a fault in the other profiles, too */
	bool letter;                  /* a fault in the rfc5280 profile, too */
};

struct room {
	struct arena *arena;
	EVP_PKEY *root, *ca, *leaf, *rsa1024, *rsa2052, *p224, *rsa;
};

static int open_room(void **state)
{
	struct arena *a = arena_new();
	struct room *r = arena_take(a, sizeof *r);

	r->arena = a;
	r->root = forge_key(a);
	r->ca = forge_key(a);
	r->leaf = forge_key(a);
	r->rsa = forge_rsa(a, 2048);
	r->rsa1024 = forge_rsa(a, 1024);
	r->rsa2052 = forge_rsa(a, 2052);
	r->p224 = forge_curve(a, "P-224");
	*state = r;
	return 0;
}

static int close_room(void **state)
{
	arena_free(((struct room *)*state)->arena);
	return 0;
}

/* Root, CA and leaf with the usual fields where the row says nothing. */
static struct path *build(const struct room *r, const struct row *row, struct graph **graph,
	const struct policy *policy)
{
	struct forge root = row->root, ca = row->ca, leaf = row->leaf;
	struct findings out;
	struct paths *paths;
	uint32_t id;

	root.kind = FORGE_ROOT;
	root.subject = root.subject == NULL ? "Root" : root.subject;
	root.key = root.key == NULL ? r->root : root.key;
	ca.kind = FORGE_CA;
	ca.subject = ca.subject == NULL ? "CA" : ca.subject;
	ca.key = ca.key == NULL ? r->ca : ca.key;
	ca.issuer = root.subject;
	ca.issuer_key = root.key;
	leaf.kind = leaf.kind == FORGE_LEAF ? FORGE_LEAF : leaf.kind;
	leaf.subject = leaf.subject == NULL ? "www.example.com" : leaf.subject;
	leaf.key = leaf.key == NULL ? r->leaf : leaf.key;
	leaf.issuer = ca.subject;
	leaf.issuer_key = ca.key;
	findings_init(&out, r->arena);
	*graph = graph_new(r->arena, &policy->most);
	graph_put(*graph, forge_cert(r->arena, &root), ORIGIN_STORE, NULL);
	graph_put(*graph, forge_cert(r->arena, &ca), ORIGIN_GIVEN, NULL);
	id = graph_put(*graph, forge_cert(r->arena, &leaf), ORIGIN_FILE, NULL);
	paths = paths_find(*graph, id, ~0U, policy, &out);
	assert_int_equal(paths->complete, 1);
	return paths->list[0];
}

static struct path *judged(const struct room *r, const struct row *row, enum profile profile,
	const struct root_set *roots)
{
	struct policy policy;
	struct graph *graph;
	struct path *path;

	policy_init(&policy);
	policy.profile = profile;
	path = build(r, row, &graph, &policy);
	path_validate(graph, path, &policy, roots, AT);
	assert_true(path->validated);
	return path;
}

static const struct finding *found(const struct path *path, enum word word)
{
	for (size_t i = 0; i < path->findings.count; i++)
		if (path->findings.list[i].word == word)
			return &path->findings.list[i];
	return NULL;
}

static void say(const char *what, const struct path *path)
{
	for (size_t i = 0; i < path->findings.count; i++)
		print_message("# %s: %s %s %s\n", what, severity_word(path->findings.list[i].severity),
			word_text(path->findings.list[i].word),
			path->findings.list[i].detail == NULL ? "" : path->findings.list[i].detail);
}

static void check_row(const struct room *r, const struct row *row)
{
	struct path *strict = judged(r, row, PROFILE_WEBPKI, NULL);
	struct path *private = judged(r, row, PROFILE_RFC5280, NULL);
	struct path *automatic = judged(r, row, PROFILE_AUTO, NULL);
	const struct finding *f = found(strict, row->word);
	bool right = f != NULL && f->severity == SEVERITY_FAIL && !strict->valid &&
		private->valid == !(row->about_private || row->letter) &&
		automatic->valid == !row->about_private;

	if (!right) {
		say(row->what, strict);
		say("rfc5280", private);
	}
	assert_true(right);
}

static void the_usual_is_good(void **state)
{
	static const enum profile profiles[] = { PROFILE_WEBPKI, PROFILE_RFC5280, PROFILE_AUTO };
	const struct row row = { .what = "nothing" };

	for (size_t i = 0; i < 3; i++) {
		struct path *path = judged(*state, &row, profiles[i], NULL);

		say("usual", path);
		assert_true(path->valid);
		/* Ten years of a leaf: a warning, since no public root stands behind it. */
		assert_int_equal(path->webpki_binding, profiles[i] == PROFILE_WEBPKI);
	}
}

static void rules_of_names(void **state)
{
	const struct row rows[] = {
		{ .what = "no SAN", .leaf.san = "", .word = WORD_WEBPKI_NO_SAN },
		{ .what = "CN in no SAN", .leaf = { .subject = "a.example.com",
			.san = "DNS:b.example.com" }, .word = WORD_WEBPKI_CN_NOT_IN_SAN },
		{ .what = "CN in other case", .leaf = { .subject = "A.example.com",
			.san = "DNS:a.example.com" }, .word = WORD_WEBPKI_CN_NOT_IN_SAN },
		{ .what = "CN with zeros", .leaf = { .subject = "192.000.002.001",
			.san = "IP:192.0.2.1" }, .word = WORD_WEBPKI_CN_NOT_IN_SAN },
		{ .what = "CN in hex", .leaf = { .subject = "0xC0000201",
			.san = "IP:192.0.2.1" }, .word = WORD_WEBPKI_CN_NOT_IN_SAN },
		{ .what = "CN not by RFC 5952", .leaf = { .subject = "2001:db8:0:0:1:0:0:1",
			.san = "IP:2001:db8::1:0:0:1" }, .word = WORD_WEBPKI_CN_NOT_IN_SAN },
		{ .what = "wildcard inside", .leaf.san = "DNS:a*.example.com,DNS:www.example.com",
			.word = WORD_WEBPKI_WILDCARD },
		{ .what = "wildcard over TLD", .leaf.san = "DNS:*.com,DNS:www.example.com",
			.word = WORD_WEBPKI_WILDCARD },
		{ .what = "wildcard over public suffix",
			.leaf.san = "DNS:*.co.uk,DNS:www.example.com", .word = WORD_WEBPKI_WILDCARD },
		{ .what = "underscore", .leaf.san = "DNS:a_b.example.com,DNS:www.example.com",
			.word = WORD_WEBPKI_SAN_FORM,
			.letter = true },
		{ .what = "leading dot", .leaf.san = "DNS:.example.com,DNS:www.example.com",
			.word = WORD_WEBPKI_SAN_FORM,
			.letter = true },
		{ .what = "empty subject", .leaf = { .subject = "", .san = "DNS:www.example.com" },
			.word = WORD_WEBPKI_EMPTY_SUBJECT,
			.letter = true },
		{ .what = "critical SAN", .leaf.san = "critical,DNS:www.example.com",
			.word = WORD_WEBPKI_CRITICAL_AIA },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_row(*state, &rows[i]);
}

static void rules_of_leaves(void **state)
{
	const struct room *r = *state;
	const struct row rows[] = {
		{ .what = "zero serial", .leaf.serial = "00", .word = WORD_WEBPKI_SERIAL },
		{ .what = "negative serial", .leaf.serial = "-05", .word = WORD_WEBPKI_SERIAL },
		{ .what = "long serial", .leaf.serial = "0102030405060708090a0b0c0d0e0f101112131415",
			.word = WORD_WEBPKI_SERIAL,
			.letter = true },
		{ .what = "odd RSA", .leaf.key = r->rsa2052, .word = WORD_WEBPKI_KEY_SIZE },
		{ .what = "P-224", .leaf.key = r->p224, .word = WORD_WEBPKI_KEY_SIZE },
		{ .what = "weak key", .leaf.key = r->rsa1024, .word = WORD_WEAK_KEY },
		{ .what = "SHA-224", .leaf.digest = "SHA224", .word = WORD_WEBPKI_SIGNATURE },
		{ .what = "SHA-1", .leaf.digest = "SHA1", .word = WORD_WEAK_SIGNATURE,
			.about_private = true },
		{ .what = "no AKI", .leaf.extensions = { "authorityKeyIdentifier=" },
			.word = WORD_WEBPKI_NO_AKI },
		{ .what = "AKI of another key", .leaf.extensions = { "authorityKeyIdentifier=",
			"2.5.29.35=DER:30048002abcd" }, .word = WORD_WEBPKI_AKI_FORM },
		{ .what = "no EKU", .leaf.extensions = { "extendedKeyUsage=" },
			.word = WORD_WEBPKI_EKU },
		{ .what = "critical EKU", .leaf.extensions = { "extendedKeyUsage=critical,serverAuth" },
			.word = WORD_WEBPKI_EKU },
		{ .what = "any EKU", .leaf.extensions = {
			"extendedKeyUsage=serverAuth,anyExtendedKeyUsage" }, .word = WORD_WEBPKI_EKU },
		{ .what = "code signing", .leaf.extensions = {
			"extendedKeyUsage=serverAuth,codeSigning" }, .word = WORD_WEBPKI_EKU },
		{ .what = "client only", .leaf.extensions = { "extendedKeyUsage=clientAuth" },
			.word = WORD_PURPOSE_MISMATCH, .about_private = true },
		{ .what = "critical AIA", .leaf.extensions = {
			"authorityInfoAccess=critical,caIssuers;URI:http://a.example/" },
			.word = WORD_WEBPKI_CRITICAL_AIA, .about_private = true },
		{ .what = "keyCertSign", .leaf.extensions = {
			"keyUsage=critical,digitalSignature,keyCertSign" },
			.word = WORD_WEBPKI_KEY_USAGE },
		{ .what = "no digitalSignature", .leaf.extensions = {
			"keyUsage=critical,keyAgreement" }, .word = WORD_WEBPKI_KEY_USAGE },
		{ .what = "RSA without use", .leaf = { .key = r->rsa, .extensions = {
			"keyUsage=critical,nonRepudiation" } }, .word = WORD_WEBPKI_KEY_USAGE,
			.about_private = true },
		{ .what = "CA as leaf", .leaf.extensions = { "basicConstraints=critical,CA:TRUE" },
			.word = WORD_WEBPKI_BASIC_CONSTRAINTS },
		{ .what = "name constraints", .leaf.extensions = {
			"nameConstraints=critical,permitted;DNS:example.com" },
			.word = WORD_WEBPKI_NAME_CONSTRAINTS,
			.letter = true },
		{ .what = "version 1", .leaf.v1 = true, .word = WORD_WEBPKI_VERSION },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_row(r, &rows[i]);
}

static void rules_of_authorities(void **state)
{
	const struct room *r = *state;
	const struct row rows[] = {
		{ .what = "no SKI", .ca.extensions = { "subjectKeyIdentifier=" },
			.word = WORD_WEBPKI_SKI },
		{ .what = "no key usage", .ca.extensions = { "keyUsage=" },
			.word = WORD_WEBPKI_KEY_USAGE },
		{ .what = "constraints not critical", .ca.extensions = { "basicConstraints=CA:TRUE" },
			.word = WORD_WEBPKI_BASIC_CONSTRAINTS },
		{ .what = "no CA", .ca.extensions = { "basicConstraints=critical,CA:FALSE" },
			.word = WORD_CA_FLAG_MISSING, .about_private = true },
		{ .what = "may not sign", .ca.extensions = { "keyUsage=critical,cRLSign" },
			.word = WORD_CA_MAY_NOT_SIGN, .about_private = true },
		{ .what = "DNS constraint with a dot", .ca.extensions = {
			"nameConstraints=critical,permitted;DNS:.example.com" },
			.word = WORD_WEBPKI_NAME_CONSTRAINTS,
			.letter = true },
		{ .what = "odd mask", .ca.extensions = {
			"nameConstraints=critical,permitted;IP:192.0.2.0/255.0.255.0" },
			.word = WORD_WEBPKI_NAME_CONSTRAINTS,
			.letter = true },
		{ .what = "empty constraints", .ca.extensions = { "2.5.29.30=critical,DER:3000" },
			.word = WORD_WEBPKI_NAME_CONSTRAINTS,
			.letter = true },
		{ .what = "policy constraints not critical", .ca.extensions = {
			/* libcrypto 3.0 leaks the constraints of a certificate without policies */
			"certificatePolicies=2.5.29.32.0", "policyConstraints=requireExplicitPolicy:3" },
			.word = WORD_WEBPKI_CRITICAL_AIA },
		{ .what = "path length without keyCertSign", .root.extensions = {
			"basicConstraints=critical,CA:TRUE,pathlen:3", "keyUsage=critical,cRLSign" },
			.word = WORD_WEBPKI_NEGATIVE_PATH_LENGTH },
		{ .what = "negative path length", .ca.extensions = { "basicConstraints=",
			"2.5.29.19=critical,DER:30060101ff0201ff" },
			.word = WORD_WEBPKI_NEGATIVE_PATH_LENGTH, .about_private = true },
		{ .what = "path length", .root.extensions = {
			"basicConstraints=critical,CA:TRUE,pathlen:0" },
			.word = WORD_PATH_LENGTH_EXCEEDED, .about_private = true },
		{ .what = "unknown critical", .ca.extensions = { "1.2.3.4=critical,DER:0500" },
			.word = WORD_UNKNOWN_CRITICAL_EXTENSION, .about_private = true },
		/* The anchor is a name and a key, unless the profile is asked for by name. */
		{ .what = "weak root", .root.key = r->rsa1024, .word = WORD_WEBPKI_KEY_SIZE },
		{ .what = "root with EKU", .root.extensions = { "extendedKeyUsage=serverAuth" },
			.word = WORD_WEBPKI_EKU },
		{ .what = "root without SKI", .root.extensions = { "subjectKeyIdentifier=" },
			.word = WORD_WEBPKI_SKI },
		{ .what = "root that is no CA", .root.extensions = { "basicConstraints=" },
			.word = WORD_CA_FLAG_MISSING },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_row(r, &rows[i]);
}

static void constraints_that_libcrypto_lets_through(void **state)
{
	const struct row rows[] = {
		{ .what = "wildcard over excluded", .leaf = { .subject = "*.example.com" },
			.ca.extensions = { "nameConstraints=critical,excluded;DNS:bar.example.com" },
			.word = WORD_NAME_CONSTRAINT_VIOLATED, .about_private = true },
		{ .what = "malformed mailbox", .leaf = {
			.san = "DNS:www.example.com,email:a@b@example.com" },
			.ca.extensions = { "nameConstraints=critical,permitted;email:example.com" },
			.word = WORD_NAME_CONSTRAINT_VIOLATED, .about_private = true },
		{ .what = "URI of an address", .leaf.san = "DNS:www.example.com,URI:http://192.0.2.1/",
			.ca.extensions = { "nameConstraints=critical,excluded;URI:example.com" },
			.word = WORD_NAME_CONSTRAINT_VIOLATED, .about_private = true },
		{ .what = "registered ID", .leaf.san = "DNS:www.example.com,RID:1.2.3",
			.ca.extensions = { "nameConstraints=critical,excluded;RID:1.2.4" },
			.word = WORD_NAME_CONSTRAINT_UNSUPPORTED, .about_private = true },
		{ .what = "excluded", .leaf.san = "DNS:www.example.com",
			.ca.extensions = { "nameConstraints=critical,excluded;DNS:example.com" },
			.word = WORD_NAME_CONSTRAINT_VIOLATED, .about_private = true },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_row(*state, &rows[i]);
}

static void public_roots_bind(void **state)
{
	const struct row row = { .what = "no EKU", .leaf.extensions = { "extendedKeyUsage=" },
		.root.extensions = { "subjectKeyIdentifier=" } };
	struct room *r = *state;
	struct root_set roots = { 0 };
	struct path *path = judged(r, &row, PROFILE_AUTO, &roots);
	uint8_t one[1][32];

	/* Not a public root: notes in the words of the profile. */
	assert_true(path->valid);
	assert_int_equal(found(path, WORD_WEBPKI_EKU)->severity, SEVERITY_NOTE);

	/* ECDSA signatures are random, so the root is taken from a path and judged again. */
	{
		struct policy policy;
		struct graph *graph;

		policy_init(&policy);
		path = build(r, &row, &graph, &policy);
		memcpy(one[0], graph_cert(graph, path->certs[2])->sha256, 32);
		roots = (struct root_set){ .list = (const uint8_t (*)[32])one, .count = 1 };
		assert_true(root_set_has(&roots, one[0]));
		path_validate(graph, path, &policy, &roots, AT);
	}
	assert_true(path->webpki_binding);
	assert_false(path->valid);
	assert_int_equal(found(path, WORD_WEBPKI_EKU)->severity, SEVERITY_FAIL);
	assert_int_equal(found(path, WORD_WEBPKI_LIFETIME)->severity, SEVERITY_FAIL);
	assert_int_equal(found(path, WORD_ANCHOR_ODDITY)->severity, SEVERITY_NOTE);
	assert_null(found(path, WORD_WEBPKI_NO_AKI));
}

static void forms_that_hold_everywhere(void **state)
{
	const struct row rows[] = {
		{ .what = "poison", .leaf.extensions = { "1.3.6.1.4.1.11129.2.4.3=critical,DER:0500" },
			.word = WORD_PRECERTIFICATE, .about_private = true },
		{ .what = "noRevAvail", .leaf.extensions = { "2.5.29.56=DER:0500",
			"crlDistributionPoints=URI:http://a.example/" },
			.word = WORD_NOREVAVAIL_MISUSED, .about_private = true },
		{ .what = "broken AIA", .leaf.extensions = { "1.3.6.1.5.5.7.1.1=DER:04026162" },
			.word = WORD_MALFORMED_EXTENSION, .about_private = true },
		{ .what = "empty EKU", .leaf.extensions = { "extendedKeyUsage=", "2.5.29.37=DER:3000" },
			.word = WORD_MALFORMED_EXTENSION, .about_private = true },
		{ .what = "expired", .leaf.not_after = AT - 1, .word = WORD_EXPIRED,
			.about_private = true },
		{ .what = "not yet", .ca.not_before = AT + 1, .word = WORD_NOT_YET_VALID,
			.about_private = true },
		{ .what = "expired anchor", .root.not_after = AT - 1, .word = WORD_ANCHOR_EXPIRED,
			.about_private = true },
	};
	const struct row last = { .leaf.not_after = AT, .ca.not_before = AT };
	struct path *path;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_row(*state, &rows[i]);
	for (size_t i = 4; i < 7; i++)
		assert_true(judged(*state, &rows[i], PROFILE_RFC5280, NULL)->only_times);
	assert_false(judged(*state, &rows[0], PROFILE_RFC5280, NULL)->only_times);
	path = judged(*state, &last, PROFILE_WEBPKI, NULL);
	assert_true(path->valid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_usual_is_good), cmocka_unit_test(rules_of_names),
		cmocka_unit_test(rules_of_leaves),
		cmocka_unit_test(rules_of_authorities),
		cmocka_unit_test(constraints_that_libcrypto_lets_through),
		cmocka_unit_test(public_roots_bind), cmocka_unit_test(forms_that_hold_everywhere),
	};

	return cmocka_run_group_tests(tests, open_room, close_room);
}
