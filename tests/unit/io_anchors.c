#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "io/anchors.h"

struct room { char path[64]; EVP_PKEY *key; };

static const char *in_room(struct room *r, const char *name)
{
	static char names[8][256];
	static unsigned at;
	char *out = names[at++ % 8];

	snprintf(out, sizeof names[0], "%s/%s", r->path, name);
	return out;
}

static int open_room(void **state)
{
	struct room *r = calloc(1, sizeof *r);

	strcpy(r->path, "/tmp/lencr-anchors-XXXXXX");
	r->key = EVP_EC_gen("P-256");
	*state = r;
	return r->key != NULL && mkdtemp(r->path) != NULL ? 0 : -1;
}

static int close_room(void **state)
{
	struct room *r = *state;
	char line[128];

	snprintf(line, sizeof line, "rm -rf '%s'", r->path);
	EVP_PKEY_free(r->key);
	free(r);
	return system(line) == 0 ? 0 : -1;
}

static X509 *issue(struct room *r, const char *name, long serial)
{
	X509 *c = X509_new();
	X509_NAME *n = X509_NAME_new();

	X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0);
	assert_int_equal(X509_set_version(c, 2), 1);
	ASN1_INTEGER_set(X509_get_serialNumber(c), serial);
	X509_gmtime_adj(X509_getm_notBefore(c), 0);
	X509_gmtime_adj(X509_getm_notAfter(c), 3600);
	X509_set_subject_name(c, n);
	X509_set_issuer_name(c, n);
	X509_set_pubkey(c, r->key);
	assert_true(X509_sign(c, r->key, EVP_sha256()) > 0);
	X509_NAME_free(n);
	return c;
}

static unsigned long hash_of(X509 *c)
{
	return X509_NAME_hash_ex(X509_get_subject_name(c), NULL, NULL, NULL);
}

static void put(const char *path, const void *bytes, size_t size)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, size, f), size);
	fclose(f);
}

static void put_pem(const char *path, const char *mode, X509 *c, bool trusted)
{
	FILE *f = fopen(path, mode);

	assert_non_null(f);
	assert_int_equal(trusted ? PEM_write_X509_AUX(f, c) : PEM_write_X509(f, c), 1);
	fclose(f);
}

static struct source *open_at(const char *where, struct err *e)
{
	err_clear(e);
	return anchors_new(&where, 1, NULL, NULL, e);
}

/* How many certificates are answered for the subject of C. */
static int ask(struct source *s, X509 *c, enum reach expect)
{
	char url[32];
	struct want w = { .id = 7, .kind = WANT_ANCHOR, .why = WHY_ANCHOR, .url = url,
		.max_bytes = 1 << 20 };
	struct answer a;
	int count = 0;

	snprintf(url, sizeof url, "anchor:%08lx", hash_of(c));
	assert_true(source_ask(s, &w, NULL));
	assert_true(source_next(s, -1, &a));
	assert_int_equal(a.want_id, 7);
	assert_int_equal(a.outcome.reach, expect);
	if (expect == REACH_OK) {
		struct view v = blob_view(a.outcome.body);
		BIO *in = BIO_new_mem_buf(v.data, (int)v.size);

		assert_int_equal(a.outcome.from, FROM_FILE);
		assert_non_null(a.outcome.detail);
		for (X509 *x; (x = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL; count++) {
			assert_int_equal(hash_of(x), hash_of(c));
			X509_free(x);
		}
		BIO_free(in);
	} else {
		assert_null(a.outcome.body);
	}
	outcome_clear(&a.outcome);
	assert_false(source_next(s, -1, &a));
	return count;
}

static void refuses(const char *where, const char *say)
{
	struct err e;

	assert_null(open_at(where, &e));
	assert_int_equal(e.code, ERR_USAGE);
	if (strstr(e.text, say) == NULL || strstr(e.text, where) == NULL)
		fail_msg("\"%s\" lacks \"%s\" or the name", e.text, say);
}

static void reads_files(void **state)
{
	struct room *r = *state;
	X509 *a = issue(r, "A", 1), *a2 = issue(r, "A", 2), *b = issue(r, "B", 1),
		*c = issue(r, "C", 1);
	const char *pem = in_room(r, "two.pem"), *der = in_room(r, "b.der");
	const char *both[] = { pem, der, pem };
	unsigned char *bytes = NULL;
	int size = i2d_X509(b, &bytes);
	struct source *s;
	struct err e;

	put(pem, "some words\n", 11);
	put_pem(pem, "a", a, false);
	put_pem(pem, "a", a2, false);
	put(der, bytes, (size_t)size);
	s = anchors_new(both, 3, NULL, NULL, &e);
	assert_non_null(s);
	assert_string_equal(anchors_text(s), "3 files");
	assert_int_equal(ask(s, a, REACH_OK), 2); /* each once */
	assert_int_equal(ask(s, b, REACH_OK), 1);
	ask(s, c, REACH_NOT_FOUND);
	source_free(s);

	put(der, bytes, (size_t)size - 1);
	refuses(der, "damaged");
	put(der, "", 0);
	refuses(der, "empty");
	put(der, "no certificate\n", 15);
	refuses(der, "no certificate");
	refuses(in_room(r, "absent"), "No such file");
	unlink(der);
	assert_int_equal(mkfifo(der, 0600), 0);
	refuses(der, "not a regular file");
	unlink(der);
	OPENSSL_free(bytes);
	X509_free(a);
	X509_free(a2);
	X509_free(b);
	X509_free(c);
}

static void a_cut_bundle_is_refused(void **state)
{
	struct room *r = *state;
	X509 *a = issue(r, "A", 1);
	const char *pem = in_room(r, "cut.pem");
	struct stat st;

	put_pem(pem, "w", a, false);
	put_pem(pem, "a", a, false);
	assert_int_equal(stat(pem, &st), 0);
	assert_int_equal(truncate(pem, st.st_size - 40), 0);
	refuses(pem, "damaged after");
	unlink(pem);
	X509_free(a);
}

static void honours_trust_settings(void **state)
{
	struct room *r = *state;
	X509 *a = issue(r, "A", 1);
	const char *pem = in_room(r, "trusted.pem");
	ASN1_OBJECT *server = OBJ_nid2obj(NID_server_auth), *mail = OBJ_nid2obj(NID_email_protect);
	struct source *s;
	struct err e;

	X509_add1_trust_object(a, server);
	put_pem(pem, "w", a, true);
	s = open_at(pem, &e);
	assert_non_null(s);
	assert_int_equal(ask(s, a, REACH_OK), 1);
	assert_string_equal(anchors_text(s), pem);
	source_free(s);

	X509_trust_clear(a);
	X509_add1_trust_object(a, mail);
	put_pem(pem, "w", a, true);
	refuses(pem, "trust settings");
	X509_trust_clear(a);
	X509_add1_reject_object(a, server);
	put_pem(pem, "w", a, true);
	refuses(pem, "trust settings");
	unlink(pem);
	X509_free(a);
}

static void looks_up_hashed(void **state)
{
	struct room *r = *state;
	X509 *a = issue(r, "A", 1), *a2 = issue(r, "A", 2), *b = issue(r, "B", 1);
	const char *dir = in_room(r, "hashed");
	char name[300];
	struct source *s;
	struct err e;

	assert_int_equal(mkdir(dir, 0700), 0);
	refuses(dir, "no certificate");
	snprintf(name, sizeof name, "%s/%08lx.0", dir, hash_of(a));
	put_pem(name, "w", a, false);
	snprintf(name, sizeof name, "%s/%08lx.1", dir, hash_of(a));
	put_pem(name, "w", a2, false);
	/* not under its hash, so not looked at */
	snprintf(name, sizeof name, "%s/b.pem", dir);
	put_pem(name, "w", b, false);
	/* under a foreign hash: not an answer */
	snprintf(name, sizeof name, "%s/%08lx.2", dir, hash_of(a));
	put_pem(name, "w", b, false);
	s = open_at(dir, &e);
	assert_non_null(s);
	assert_string_equal(anchors_text(s), dir);
	assert_int_equal(ask(s, a, REACH_OK), 2);
	ask(s, b, REACH_NOT_FOUND);
	source_free(s);

	/* a directory that is not hashed is read whole */
	dir = in_room(r, "plain");
	assert_int_equal(mkdir(dir, 0700), 0);
	snprintf(name, sizeof name, "%s/README", dir);
	put(name, "roots\n", 6);
	refuses(dir, "no certificate");
	snprintf(name, sizeof name, "%s/one", dir);
	put_pem(name, "w", b, false);
	s = open_at(dir, &e);
	assert_non_null(s);
	assert_int_equal(ask(s, b, REACH_OK), 1);
	ask(s, a, REACH_NOT_FOUND);
	source_free(s);
	X509_free(a);
	X509_free(a2);
	X509_free(b);
}

static void finds_the_system(void **state)
{
	struct room *r = *state;
	X509 *a = issue(r, "A", 1), *b = issue(r, "B", 1);
	const char *file = in_room(r, "bundle.crt"), *gone = in_room(r, "gone"),
		*dir = in_room(r, "rehashed");
	const char *const nothing[] = { gone, NULL }, *const files[] = { gone, file, NULL },
		*const dirs[] = { gone, dir, NULL };
	const struct anchors_usual none = { nothing, nothing }, bundle = { nothing, files },
		both = { dirs, files };
	const char *system_word = "system", *none_word = "none";
	char name[300];
	struct source *s;
	struct err e;

	err_clear(&e);
	assert_null(anchors_new_usual(&system_word, 1, NULL, "", &none, &e));
	assert_int_equal(e.code, ERR_USAGE);
	assert_non_null(strstr(e.text, "ca-certificates"));
	assert_non_null(strstr(e.text, "--trust FILE"));

	put_pem(file, "w", a, false);
	s = anchors_new_usual(&system_word, 1, NULL, NULL, &bundle, &e);
	assert_string_equal(anchors_text(s), file);
	assert_int_equal(ask(s, a, REACH_OK), 1);
	source_free(s);

	assert_int_equal(mkdir(dir, 0700), 0);
	snprintf(name, sizeof name, "%s/%08lx.0", dir, hash_of(b));
	put_pem(name, "w", b, false);
	s = anchors_new_usual(&system_word, 1, NULL, NULL, &both, &e);
	assert_string_equal(anchors_text(s), dir);
	assert_int_equal(ask(s, b, REACH_OK), 1);
	ask(s, a, REACH_NOT_FOUND);
	source_free(s);

	s = anchors_new_usual(&system_word, 1, NULL, file, &both, &e);
	assert_string_equal(anchors_text(s), file);
	source_free(s);
	snprintf(name, sizeof name, "%s:%s", gone, dir);
	s = anchors_new_usual(&system_word, 1, name, NULL, &none, &e);
	assert_string_equal(anchors_text(s), dir);
	source_free(s);
	assert_null(anchors_new_usual(&system_word, 1, gone, NULL, &both, &e));
	assert_non_null(strstr(e.text, "SSL_CERT_DIR"));

	s = anchors_new(&none_word, 1, NULL, NULL, &e);
	assert_string_equal(anchors_text(s), "none");
	ask(s, a, REACH_NOT_FOUND);
	source_free(s);
	X509_free(a);
	X509_free(b);
}

static void splits(void **state)
{
	struct room *r = *state;
	X509 *a = issue(r, "A", 1);
	const char *pem = in_room(r, "split.pem");
	struct want get = { .id = 3, .kind = WANT_GET, .url = "http://x/" };
	struct source *s, *split;
	struct answer got;
	struct err e;

	put_pem(pem, "w", a, false);
	s = open_at(pem, &e);
	split = split_new(NULL, s);
	assert_true(source_ask(split, &get, &e));
	source_free(split);
	split = split_new(NULL, s);
	assert_true(source_ask(split, &get, &e));
	assert_true(source_next(split, -1, &got));
	assert_int_equal(got.want_id, 3);
	assert_int_equal(got.outcome.reach, REACH_OFFLINE);
	outcome_clear(&got.outcome);
	assert_true(source_ask(split, &get, &e));
	source_drop(split, 3);
	assert_false(source_next(split, -1, &got));
	source_free(split);
	source_free(s);
	X509_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_files), cmocka_unit_test(a_cut_bundle_is_refused),
		cmocka_unit_test(honours_trust_settings), cmocka_unit_test(looks_up_hashed),
		cmocka_unit_test(finds_the_system), cmocka_unit_test(splits),
	};

	return cmocka_run_group_tests(tests, open_room, close_room);
}
