/* Signed objects: real leaves, CA certificates, a CRL, OCSP responses. Read from
 * the shared folder; where it is absent only made-up objects are explained. */
#include <dirent.h>
#include <stdio.h>

#include "explained.h"

#include "base/blob.h"
#include "known/catalog.h"
#include "known/lencr_url.h"
#include "x509/cert.h"

static struct arena *arena;

static char *shared(const char *path)
{
	return shared_path(arena, path);
}

/* The objects of a file, or none when it is not there. */
static void open_file(const char *path, struct explain_file *f)
{
	struct blob *b = blob_open(path, EXPLAIN_FILE_MAX, NULL);

	*f = (struct explain_file){ 0 };
	if (b == NULL)
		return;
	explain_file_read(arena, blob_view(blob_keep(arena, b)), f);
	blob_drop(b);
}

static struct doc *object(struct view der, enum explain_outcome expected)
{
	struct explain_options options = { .at = NOW };
	struct doc *d = doc_new(arena);

	assert_int_equal(explain_object(d, "file", der, &options), expected);
	assert_true(said(d, "what")[0] != '\0');
	return d;
}

static void check_leaf(struct view der)
{
	struct cert *c = cert_read(arena, der, NULL);
	struct doc *d = object(der, EXPLAIN_KNOWN);
	uint8_t *damaged = arena_copy(arena, der.data, der.size);
	struct lencr_url url;

	assert_non_null(c);
	assert_string_equal(said(d, "kind"), "certificate");
	assert_string_equal(said(d, "serial"), cert_serial_hex(arena, c));
	assert_false(odd(d, "shard-differs"));
	if (c->point_count != 0 && lencr_url_read(arena, c->points[0].urls[0], &url))
		assert_int_equal(lencr_shard(c->serial), url.shard);
	/* The last octet belongs to the signature. */
	damaged[der.size - 1] ^= 1;
	assert_true(odd(object(view_of(damaged, der.size), EXPLAIN_IMITATION), "bad-signature"));
}

static size_t each(const char *folder, void (*check)(struct view))
{
	char *path = shared(folder);
	DIR *d = opendir(path);
	size_t count = 0;

	if (d == NULL) {
		printf("# shared folder absent: %s\n", folder);
		return 0;
	}
	for (struct dirent *entry = readdir(d); entry != NULL; entry = readdir(d)) {
		struct explain_file f;

		if (strstr(entry->d_name, ".pem") == NULL && strstr(entry->d_name, ".der") == NULL)
			continue;
		open_file(arena_format(arena, "%s/%s", path, entry->d_name), &f);
		assert_int_equal(f.count, 1);
		check(f.objects[0]);
		count++;
	}
	closedir(d);
	return count;
}

static void leaves(void **state)
{
	size_t count = each("fixtures/leaves", check_leaf);

	(void)state;
	assert_true(count == 0 || count >= 30);
}

static void check_ca(struct view der)
{
	struct doc *d = object(der, EXPLAIN_KNOWN);

	assert_true(said(d, "ca/catalog_id")[0] != '\0');
}

static void check_response(struct view der)
{
	uint8_t *damaged = arena_copy(arena, der.data, der.size);

	assert_string_equal(said(object(der, EXPLAIN_KNOWN), "kind"), "ocsp-response");
	damaged[der.size - 1] ^= 1;
	object(view_of(damaged, der.size), EXPLAIN_IMITATION);
}

static void check_crl(struct view der)
{
	uint8_t *damaged = arena_copy(arena, der.data, der.size);
	struct doc *d = object(der, EXPLAIN_KNOWN);

	assert_string_equal(said(d, "kind"), "crl");
	assert_int_equal(number(d, "shard"), 105);
	damaged[der.size - 1] ^= 1;
	object(view_of(damaged, der.size), EXPLAIN_IMITATION);
}

static void published(void **state)
{
	(void)state;
	each("fixtures/letsencrypt/prod", check_ca);
	each("fixtures/letsencrypt/revoked", check_ca);
	each("fixtures/letsencrypt/staging", check_ca);
	each("fixtures/letsencrypt/external", check_ca);
	each("fixtures/ocsp", check_response);
	each("fixtures/crls", check_crl);
}

/* Each hash alone, and both, lead to the CA whose common name is NAMED ("CN=..."). */
static void check_pair(const char *name, const char *key, const char *named)
{
	const struct catalog_cert *c;
	struct doc *d = explained(arena, name);

	assert_string_equal(said(d, "kind"), "certid-hash");
	c = catalog_by_id(said(d, "ca/catalog_id"));
	assert_int_equal(strncmp(c->subject, named, strlen(named)), 0);
	assert_true(c->subject[strlen(named)] == ',' || c->subject[strlen(named)] == '\0');
	assert_string_equal(said(explained(arena, key), "kind"), "certid-hash");
	d = explained(arena, arena_format(arena, "%s %s", name, key));
	assert_string_equal(said(d, "kind"), "certid-hash");
	assert_string_equal(said(d, "ca/catalog_id"), c->id);
	assert_int_equal(strlen(said(d, "issuer_name_hash")), 40);
	assert_int_equal(strlen(said(d, "issuer_key_hash")), 40);
}

/* Name and key hash of every CA, as openssl x509 -ocspid gives them. */
static void hash_pairs(void **state)
{
	FILE *file = fopen(shared("fixtures/captures/le-ocsp-hashes.txt"), "r");
	char line[300];
	size_t count = 0;

	(void)state;
	if (file == NULL) {
		printf("# shared folder absent: hashes\n");
		return;
	}
	while (fgets(line, sizeof line, file) != NULL) {
		char *name = arena_textn(arena, line, 40), *key = arena_textn(arena, line + 41, 40);

		if (strspn(line, "0123456789ABCDEF") != 40)
			continue;
		line[strcspn(line, "\r\n")] = '\0';
		check_pair(name, key, line + 82);
		count++;
	}
	fclose(file);
	assert_true(count >= 51);
}

static void other_files(void **state)
{
	struct explain_file f;

	(void)state;
	explain_file_read(arena, view_of_text("http://x1.c.lencr.org/\nx1.i.lencr.org\n"), &f);
	assert_true(f.lines && f.count == 0);
	explain_file_read(arena, view_of_text("<!DOCTYPE html><html>"), &f);
	assert_true(!f.lines && f.count == 0 && f.what != NULL);
	explain_file_read(arena, view_of("\x30\x03\x02\x01\x00\xff\x00", 7), &f);
	assert_int_equal(f.count, 0);
	object(view_of("\x30\x03\x02\x01\x00", 5), EXPLAIN_FOREIGN);
	object(view_of("", 0), EXPLAIN_FOREIGN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves), cmocka_unit_test(published), cmocka_unit_test(hash_pairs),
		cmocka_unit_test(other_files),
	};
	int failed;

	arena = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
