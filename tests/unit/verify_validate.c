/* What libcrypto and we say about single paths: names, purposes, policies, and
 * real certificates. */
#include "unit.h"

#include <string.h>

#include "../support/hunt.h"
#include "x509/pem.h"
#include "x509_support.h"

static struct path *one_path(struct hunt *h, const struct forge *leaf)
{
	struct forge m = *leaf;
	uint32_t id;

	hunt_root(h, "Root", 1);
	m.issuer = "Root";
	m.issuer_key = h->room->keys[1];
	m.key = h->room->keys[0];
	id = graph_put(h->graph, forge_cert(h->room->arena, &m), ORIGIN_FILE, NULL);
	hunt_find(h, id);
	assert_int_equal(h->paths->complete, 1);
	path_validate(h->graph, h->paths->list[0], &h->policy, NULL, HUNT_AT);
	return h->paths->list[0];
}

static void names(void **state)
{
	static const struct { const char *san, *name; bool good; } rows[] = {
		{ "DNS:a.example.com", "a.example.com", true },
		{ "DNS:a.example.com", "A.EXAMPLE.com.", true },
		{ "DNS:a.example.com", "a.example.com..", false },
		{ "DNS:a.example.com", ".", false },
		{ "DNS:a.example.com", ".example.com", false },
		{ "DNS:a.example.com", "example.com", false },
		{ "DNS:*.example.com", "a.example.com", true },
		{ "DNS:*.example.com", "a.b.example.com", false },
		{ "DNS:*.example.com", "example.com", false },
		{ "DNS:a*.example.com", "ab.example.com", false },
		{ "DNS:192.0.2.1", "192.0.2.1", false },
		{ "IP:192.0.2.1", "192.0.2.1", true },
		{ "IP:192.0.2.1", "192.0.2.2", false },
		{ "IP:2001:db8::1", "[2001:DB8:0::1]", true },
		{ "IP:2001:db8::1", "2001:db8::1", true },
		{ "email:a@example.com", "a@EXAMPLE.com", true },
		{ "email:a@example.com", "A@example.com", false },
		{ "DNS:example.com", "a@example.com", false },
		/* Never the common name. */
		{ "DNS:other.example", "cn.example", false },
		{ "", "cn.example", false },
		{ "DNS:xn--bcher-kva.example", "xn--bcher-kva.example", true },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct forge leaf = { .subject = "cn.example", .san = rows[i].san };
		struct hunt h;
		struct path *path;

		hunt_open(&h, state);
		h.policy.profile = PROFILE_RFC5280;
		policy_set_name(&h.policy, rows[i].name);
		path = one_path(&h, &leaf);
		if (path->valid != rows[i].good)
			print_message("# %s for %s\n", rows[i].san, rows[i].name);
		assert_int_equal(path->valid, rows[i].good);
		assert_int_equal(findings_have(&path->findings, WORD_NAME_MISMATCH), !rows[i].good);
	}
}

static void purposes(void **state)
{
	static const struct { const char *eku; enum purpose purpose; bool good; } rows[] = {
		{ "extendedKeyUsage=serverAuth", PURPOSE_SERVER, true },
		{ "extendedKeyUsage=serverAuth", PURPOSE_CLIENT, false },
		{ "extendedKeyUsage=clientAuth", PURPOSE_CLIENT, true },
		{ "extendedKeyUsage=clientAuth", PURPOSE_SERVER, false },
		{ "extendedKeyUsage=codeSigning", PURPOSE_ANY, true },
		{ "extendedKeyUsage=", PURPOSE_SERVER, true },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct forge leaf = { .subject = "a.example", .extensions = { rows[i].eku } };
		struct hunt h;

		hunt_open(&h, state);
		h.policy.profile = PROFILE_RFC5280;
		h.policy.purpose = rows[i].purpose;
		assert_int_equal(one_path(&h, &leaf)->valid, rows[i].good);
	}
}

static void policies(void **state)
{
	static const char *const wanted[] = { "1.2.3.4" };
	static const struct { const char *has; bool ask, explicit_policy, good; } rows[] = {
		{ "certificatePolicies=1.2.3.4", false, false, true },
		{ "certificatePolicies=", false, false, true },
		{ "certificatePolicies=", false, true, false },
		{ "certificatePolicies=1.2.3.4", false, true, true },
		{ "certificatePolicies=1.2.3.4", true, true, true },
		{ "certificatePolicies=1.2.3.5", true, true, false },
		{ "certificatePolicies=1.2.3.5", true, false, true },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct forge leaf = { .subject = "a.example", .extensions = { rows[i].has } };
		struct hunt h;
		struct path *path;

		hunt_open(&h, state);
		h.policy.profile = PROFILE_RFC5280;
		h.policy.policies = wanted;
		h.policy.policy_count = rows[i].ask;
		h.policy.explicit_policy = rows[i].explicit_policy;
		path = one_path(&h, &leaf);
		assert_int_equal(path->valid, rows[i].good);
		assert_int_equal(findings_have(&path->findings, WORD_POLICY_FAILED), !rows[i].good);
	}
}

/* An OID that is none is our own fault, and never a good path. */
static void bad_parameters(void **state)
{
	static const char *const wanted[] = { "no oid" };
	const struct forge leaf = { .subject = "a.example" };
	struct hunt h;
	struct path *path;

	hunt_open(&h, state);
	h.policy.policies = wanted;
	h.policy.policy_count = 1;
	path = one_path(&h, &leaf);
	assert_false(path->valid);
	assert_true(findings_have(&path->findings, WORD_PATH_INVALID));
}

/* Certificates of the real world, kept outside the project. */
static void put_folder_file(struct hunt *h, const char *file, unsigned origin)
{
	struct view text = read_file(h->room->arena, file);
	struct bundle bundle;
	struct err err;

	assert_true(bundle_read(h->room->arena, text, 100, &bundle, &err));
	for (size_t i = 0; i < bundle.cert_count; i++)
		graph_put(h->graph, cert_read(h->room->arena, bundle.certs[i], &err), origin, NULL);
}

static struct hunt *current; /* for nftw, which takes no context */

static int visit(const char *file, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)at;
	if (kind == FTW_F && strlen(file) > 4 && strcmp(file + strlen(file) - 4, ".pem") == 0)
		put_folder_file(current, file, ORIGIN_FETCHED);
	return 0;
}

static uint32_t by_name(const struct hunt *h, const char *name, bool self_issued)
{
	for (uint32_t i = 0; i < graph_size(h->graph); i++)
		if (strcmp(graph_cert(h->graph, i)->short_name, name) == 0 &&
		    graph_cert(h->graph, i)->self_issued == self_issued)
			return i;
	return NO_CERT;
}

static void lets_encrypt(void **state)
{
	struct hunt h;
	char *cas, *file;
	size_t by_cross_sign = 0;
	uint32_t id, x1;

	hunt_open(&h, state);
	cas = shared_folder(h.room->arena, "fixtures/letsencrypt");
	file = shared_folder(h.room->arena, "fixtures/leaves/yr1-shortlived-2026-06-revoked.pem");
	if (cas == NULL || file == NULL)
		return;
	id = (uint32_t)graph_size(h.graph);
	put_folder_file(&h, file, ORIGIN_FILE);
	current = &h;
	assert_int_equal(nftw(cas, visit, 8, FTW_PHYS), 0);
	x1 = by_name(&h, "ISRG Root X1", true);
	assert_int_not_equal(x1, NO_CERT);
	graph_set_anchor(h.graph, x1);
	hunt_find(&h, id);
	/* Root YR by ISRG Root X1, the cross-signs of 2025 and of 2026. */
	for (size_t i = 0; i < h.paths->complete; i++) {
		path_validate(h.graph, h.paths->list[i], &h.policy, NULL, INT64_C(1780358400));
		by_cross_sign += h.paths->list[i]->valid && strcmp(hunt_route(&h, i),
			"revoked.x1.test-certs.letsencrypt.org<YR1<Root YR<ISRG Root X1") == 0;
	}
	assert_int_equal(by_cross_sign, 2);
	assert_int_equal(h.paths->complete, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names), cmocka_unit_test(purposes), cmocka_unit_test(policies),
		cmocka_unit_test(bad_parameters), cmocka_unit_test(lets_encrypt),
	};

	return cmocka_run_group_tests(tests, hunt_open_room, hunt_close_room);
}
