/* Whether what was served is what the URL stands for: genuine objects that lie
 * outside the project, and made-up ones. */
#include "observe_stories.h"
#include "x509_support.h"

#include <dirent.h>

#include "base/digest.h"
#include "base/str.h"
#include "base/when.h"
#include "../support/mint.h"
#include "known/catalog.h"
#include "observe/content.h"
#include "x509/ocsp.h"
#include "x509/pem.h"

static struct arena *arena;

static struct content check(const char *url, struct view body, int64_t at)
{
	struct known_object o;
	struct sight_http h;
	struct content out;

	sight_http_init(&h);
	h.method = view_of_text("GET");
	h.status = 200;
	h.answer = body;
	h.answer_whole = true;
	object_of_url(arena, url, (struct view){ 0 }, at, &o);
	content_check(arena, url, &o, &h, &out);
	if (out.what != NULL)
		print_message("# %s: %s, %s\n", url, content_word(out.state), out.what);
	return out;
}

static struct view damaged(struct view v)
{
	uint8_t *copy = arena_copy(arena, v.data, v.size);

	copy[v.size - 1] ^= 1;
	return view_of(copy, v.size);
}

static void issuer_certificates(void **state)
{
	static const char *const folders[] = { "prod", "staging" };
	unsigned verified = 0;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const char *folder = shared_folder(arena, arena_format(arena, "fixtures/letsencrypt/%s",
			folders[i]));
		DIR *d = folder == NULL ? NULL : opendir(folder);
		struct dirent *e;

		while (d != NULL && (e = readdir(d)) != NULL) {
			struct view pem = read_file(arena, arena_format(arena, "%s/%s", folder, e->d_name));
			const struct catalog_cert *ca;
			struct content c;
			struct bundle b;
			struct cert *cert;

			if (!ends_with(e->d_name, ".pem") || !bundle_read(arena, pem, 4, &b, NULL))
				continue;
			cert = cert_read(arena, b.certs[0], NULL);
			ca = catalog_by_sha256(cert->sha256);
			if (ca == NULL || ca->label == NULL)
				continue;
			c = check(arena_format(arena, "http://%s.i.lencr.org/", ca->label), b.certs[0],
				STORY_START);
			assert_int_equal(c.state, CONTENT_VERIFIED);
			assert_string_equal(c.signer, ca->ca);
			verified++;
			/* The certificate of another CA is none of this one. */
			c = check(strcmp(ca->label, "x1") == 0 ? "http://x2.i.lencr.org/" :
				"http://x1.i.lencr.org/", b.certs[0], STORY_START);
			assert_int_equal(c.state, CONTENT_MISMATCH);
		}
		if (d != NULL)
			closedir(d);
		assert_true(d == NULL || verified > 10);
	}
}

static void lists(void **state)
{
	const char *path = shared_folder(arena, "fixtures/crls/r3-105-2025-03-05-empty.pem");
	struct content c;
	struct bundle b;

	(void)state;
	if (path == NULL)
		return;
	assert_true(bundle_read(arena, read_file(arena, path), 1, &b, NULL) && b.crl_count == 1);
	c = check("http://r3.c.lencr.org/105.crl", b.crls[0], STORY_START);
	assert_int_equal(c.state, CONTENT_VERIFIED);
	assert_string_equal(c.signer, "R3");
	assert_true(c.this_update != WHEN_NONE && c.next_update > c.this_update && c.sha256 != NULL);
	c = check("http://r3.c.lencr.org/104.crl", b.crls[0], STORY_START);
	assert_int_equal(c.state, CONTENT_MISMATCH);
	assert_null(c.signer);
	assert_int_equal(check("http://r10.c.lencr.org/105.crl", b.crls[0], STORY_START).state,
		CONTENT_MISMATCH);
	assert_int_equal(check("http://r3.c.lencr.org/105.crl", damaged(b.crls[0]), STORY_START).state,
		CONTENT_MISMATCH);
	assert_int_equal(check("http://r3.i.lencr.org/", b.crls[0], STORY_START).state, CONTENT_MISMATCH);
}

static void responses(void **state)
{
	static const struct { const char *file, *label; } rows[] = { { "r3-good-2022-03.der", "r3" },
		{ "e5-good-2025-01.der", "e5" }, { "e6-good-2025-01.der", "e6" }, { "r10-good-2025-01.der", "r10" } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *path = shared_folder(arena, arena_format(arena, "fixtures/ocsp/%s", rows[i].file));
		struct view der;
		struct ocsp o;
		char *url;

		if (path == NULL)
			continue;
		der = read_file(arena, path);
		assert_true(ocsp_read(arena, der, &o, NULL) && o.single_count == 1);
		url = arena_format(arena, "http://%s.o.lencr.org/%s", rows[i].label, story_ocsp_path(arena,
			rows[i].label, view_hex(arena, o.singles[0].id.serial), ""));
		assert_int_equal(check(url, der, STORY_START).state, CONTENT_VERIFIED);
		assert_int_equal(check(url, damaged(der), STORY_START).state, CONTENT_MISMATCH);
		/* About another certificate than the one asked for. */
		url = arena_format(arena, "http://%s.o.lencr.org/%s", rows[i].label, story_ocsp_path(arena,
			rows[i].label, SERIAL_13, ""));
		assert_int_equal(check(url, der, STORY_START).state, CONTENT_MISMATCH);
		/* The request is not known. */
		url = arena_format(arena, "http://%s.o.lencr.org/", rows[i].label);
		assert_int_equal(check(url, der, STORY_START).state, CONTENT_VERIFIED);
	}
	assert_int_equal(check("http://r3.o.lencr.org/", mint_ocsp_error(arena, 6), STORY_START).state,
		CONTENT_NONE);
}

/* A CA of the catalog whose key the test has. */
static struct catalog *with_ca(struct catalog *out, X509 *ca)
{
	struct catalog_cert *certs = arena_copy(arena, catalog_builtin()->certs,
		catalog_builtin()->count * sizeof *certs);
	const struct cert *c = cert_read(arena, mint_der(arena, ca), NULL);

	for (size_t i = 0; i < catalog_builtin()->count; i++) {
		if (strcmp(certs[i].ca, "R10") != 0)
			continue;
		certs[i].subject_der = c->subject;
		certs[i].spki_der = c->spki;
		digest_sha1(c->subject, certs[i].name_sha1);
		digest_sha1(c->key_bits, certs[i].key_sha1);
	}
	*out = (struct catalog){ catalog_date(), certs, catalog_builtin()->count };
	return out;
}

/* A verified answer says that the certificate is revoked; one that is not verified does not. */
static void revoked(void **state)
{
	X509 *ca = mint_cert(arena, &(struct mint_cert){ .subject = "ca", .ext = "[ext]\nbasicConstraints=CA:TRUE\n" });
	X509 *leaf = mint_cert(arena, &(struct mint_cert){ .subject = "leaf", .issuer = "ca" });
	struct mint_ocsp m = { .singles = { { .cert = leaf, .issuer = ca, .status = V_OCSP_CERTSTATUS_REVOKED,
		.reason = 1 } }, .signer = ca, .key = "ca" };
	static struct catalog catalog;
	struct content c;

	(void)state;
	catalog_use(with_ca(&catalog, ca));
	c = check("http://r10.o.lencr.org/", mint_ocsp(arena, &m), STORY_START);
	assert_int_equal(c.state, CONTENT_VERIFIED);
	assert_true(c.revoked && c.revoked_at == MINT_NOW - 7200);
	assert_string_equal(c.revoked_why, "keyCompromise");
	m.damage = true;
	c = check("http://r10.o.lencr.org/", mint_ocsp(arena, &m), STORY_START);
	assert_int_equal(c.state, CONTENT_MISMATCH);
	assert_false(c.revoked);
	m.damage = false;
	m.singles[0].status = V_OCSP_CERTSTATUS_GOOD;
	c = check("http://r10.o.lencr.org/", mint_ocsp(arena, &m), STORY_START);
	assert_true(c.state == CONTENT_VERIFIED && !c.revoked);
	catalog_use(NULL);
}

static void made_up(void **state)
{
	struct mint_crl crl = { .issuer = "YR1", .ext = NULL };
	struct content c;

	(void)state;
	/* A CA of no name of ours, on a host of a CA that the catalog has not. */
	c = check("http://ye9.c.lencr.org/3.crl", mint_crl(arena, &crl), STORY_START);
	assert_int_equal(c.state, CONTENT_MISMATCH);
	c = check("http://yr1.c.lencr.org/13.crl", mint_crl(arena, &crl), STORY_START);
	assert_int_equal(c.state, CONTENT_MISMATCH);
	/* It bears the right name, and the signature is somebody else's. */
	c = check("http://yr1.i.lencr.org/", story_cert(arena, "yr1", SERIAL_13, NULL, NULL), STORY_START);
	assert_int_equal(c.state, CONTENT_MISMATCH);
	/* A CA newer than the catalog: not checked, and not suspicious for that. */
	c = check("http://ye9.i.lencr.org/", story_cert(arena, "ye8", SERIAL_13, NULL, NULL), STORY_START);
	assert_int_equal(c.state, CONTENT_UNCHECKED);
	assert_true(c.newer);
	/* Its certificate claims an issuer that the catalog knows, whose signature it has not. */
	c = check("http://ye9.i.lencr.org/", story_cert(arena, "yr1", SERIAL_13, NULL, NULL), STORY_START);
	assert_int_equal(c.state, CONTENT_MISMATCH);
	c = check("http://yr1.c.lencr.org/13.crl", view_of_text("<!DOCTYPE html><html>portal"), STORY_START);
	assert_int_equal(c.state, CONTENT_MISMATCH);
	assert_non_null(strstr(c.what, "HTML"));
	c = check("http://crl.example/1.crl", mint_crl(arena, &crl), STORY_START);
	assert_int_equal(c.state, CONTENT_UNCHECKED);
}

static void not_there(void **state)
{
	struct known_object o;
	struct sight_http h;
	struct content out;

	(void)state;
	object_of_url(arena, URL_13, (struct view){ 0 }, STORY_START, &o);
	sight_http_init(&h);
	content_check(arena, URL_13, &o, &h, &out);
	assert_int_equal(out.state, CONTENT_NOT_CAPTURED);
	h.status = 200;
	h.answer_size = 700;
	content_check(arena, URL_13, &o, &h, &out);
	assert_int_equal(out.state, CONTENT_NOT_CAPTURED);
	assert_int_equal(out.bytes, 700);
	h.answer = view_of_text("0");
	content_check(arena, URL_13, &o, &h, &out);
	assert_int_equal(out.state, CONTENT_PARTIAL);
	h.answer = view_of_text("");
	h.answer_size = 0;
	h.answer_whole = true;
	content_check(arena, URL_13, &o, &h, &out);
	assert_int_equal(out.state, CONTENT_NONE);
	h.status = 304;
	content_check(arena, URL_13, &o, &h, &out);
	assert_int_equal(out.state, CONTENT_NONE);
	h.status = 200;
	h.answer = view_of_text("x");
	h.answer_headers = view_of_text("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
	content_check(arena, URL_13, &o, &h, &out);
	assert_int_equal(out.state, CONTENT_UNCHECKED);
}

/* The struct says what the document of `lencr explain` says. */
static void objects(void **state)
{
	struct known_object o;

	(void)state;
	object_of_url(arena, "http://ye2.c.lencr.org/25.crl", (struct view){ 0 }, STORY_START, &o);
	assert_string_equal(o.kind, "shard-crl-url");
	assert_true(o.shard == 25 && o.outcome == EXPLAIN_KNOWN && o.ca != NULL && o.odd_count == 0);
	assert_string_equal(o.ca_name, "YE2");
	assert_string_equal(o.state, "current");
	object_of_url(arena, "http://ye9.c.lencr.org/25.crl", (struct view){ 0 }, STORY_START, &o);
	assert_true(o.ca == NULL && o.shard == 25);
	assert_string_equal(o.ca_name, "YE9");
	object_of_host(arena, "x1.c.lencr.org", STORY_START, &o);
	assert_string_equal(o.kind, "root-crl-url");
	object_of_url(arena, "not a url", (struct view){ 0 }, STORY_START, &o);
	assert_int_equal(o.outcome, EXPLAIN_FOREIGN);
	assert_true(ca_is_above(catalog_by_label("x1"), catalog_by_label("yr1")));
	assert_true(ca_is_above(catalog_by_label("yr"), catalog_by_label("yr1")));
	assert_true(ca_is_above(catalog_by_label("x2"), catalog_by_label("ye2")));
	assert_false(ca_is_above(catalog_by_label("ye"), catalog_by_label("yr1")));
	assert_false(ca_is_above(catalog_by_label("yr1"), catalog_by_label("yr")));
	assert_true(object_older_host(arena, "ocsp.int-x3.letsencrypt.org"));
	assert_true(object_older_host(arena, "apps.identrust.com"));
	assert_false(object_older_host(arena, "letsencrypt.org") ||
		object_older_host(arena, "acme-v02.api.letsencrypt.org"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(issuer_certificates),
		cmocka_unit_test(lists),
		cmocka_unit_test(responses),
		cmocka_unit_test(revoked),
		cmocka_unit_test(made_up),
		cmocka_unit_test(not_there),
		cmocka_unit_test(objects),
	};
	int failed;

	arena = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
