#include "unit.h"

#include <openssl/ocsp.h>

#include "x509_support.h"
#include "base/when.h"
#include "x509/ocsp.h"
#include "x509/pem.h"
#include "x509/sig.h"

static size_t seen, matched, verified;

static struct cert *cert_of(struct arena *a, const char *path)
{
	struct bundle b;

	if (!bundle_read(a, read_file(a, path), 10, &b, NULL) || b.cert_count == 0)
		return NULL;
	return cert_read(a, b.certs[0], NULL);
}

/* The same fields as libcrypto's; what we count as basic it must, too. */
static void compare(struct view v, const struct ocsp *o)
{
	const unsigned char *p = v.data;
	OCSP_RESPONSE *r = d2i_OCSP_RESPONSE(NULL, &p, (long)v.size);
	OCSP_BASICRESP *b;

	assert_non_null(r);
	assert_int_equal(OCSP_response_status(r), o->response_status);
	b = OCSP_response_get1_basic(r);
	if (o->is_basic) {
		assert_non_null(b);
		assert_int_equal(OCSP_resp_count(b), o->single_count);
		for (int i = 0; i < OCSP_resp_count(b); i++) {
			int reason = -1, status;

			status = OCSP_single_get0_status(OCSP_resp_get0(b, i), &reason, NULL, NULL, NULL);
			assert_int_equal(status, o->singles[i].status == OCSP_GOOD ? V_OCSP_CERTSTATUS_GOOD :
				o->singles[i].status == OCSP_REVOKED ? V_OCSP_CERTSTATUS_REVOKED :
				V_OCSP_CERTSTATUS_UNKNOWN);
			assert_int_equal(reason, o->singles[i].has_reason ? o->singles[i].reason : -1);
		}
		if (!o->too_many_certs)
			assert_int_equal(sk_X509_num(OCSP_resp_get0_certs(b)) < 0 ? 0 :
				sk_X509_num(OCSP_resp_get0_certs(b)), o->cert_count);
	} else {
		assert_true(o->response_status != 0 || o->not_basic != NULL);
	}
	OCSP_BASICRESP_free(b);
	OCSP_RESPONSE_free(r);
	seen++;
}

static int look(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	struct arena *a;
	struct ocsp o;
	struct err err = { 0 };
	struct view v;
	struct cert *leaf, *issuer;
	const char *slash = strrchr(path, '/');

	(void)st, (void)ftw;
	if (type != FTW_F || !ends_with(path, ".der") || ends_with(path, "request.der"))
		return 0;
	a = arena_new();
	v = read_file(a, path);
	if (content_kind_of(v) == CONTENT_OCSP_RESPONSE) {
		if (!ocsp_read(a, v, &o, &err)) {
			printf("# %s: %s\n", path, err.text);
			arena_free(a);
			return 0;
		}
		if (!o.is_basic)
			printf("# %s: status %d, %s\n", path, o.response_status, o.not_basic);
		compare(v, &o);
		leaf = cert_of(a, arena_format(a, "%.*s/leaf.pem", (int)(slash - path), path));
		issuer = cert_of(a, arena_format(a, "%.*s/issuer.pem", (int)(slash - path), path));
		for (size_t i = 0; leaf != NULL && issuer != NULL && i < o.single_count; i++)
			matched += ocsp_certid_matches(&o.singles[i].id, leaf, issuer);
		if (o.is_basic && issuer != NULL)
			verified += sig_verify(o.tbs, o.sig_alg, o.signature, issuer->key);
	}
	arena_free(a);
	return 0;
}

static void decodes_as_libcrypto(void **state)
{
	static const char *const parts[] = { "fixtures/ocsp", "suites/bssl-ocsp", "suites/real-ocsp" };
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char *folder = shared_folder(a, parts[i]);

		if (folder != NULL)
			assert_int_equal(nftw(folder, look, 16, FTW_PHYS), 0);
	}
	printf("# %zu responses compared, %zu matched, %zu verified\n", seen, matched, verified);
	arena_free(a);
}

static void get_url(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_string_equal(ocsp_get_url(a, "http://o.example", view_of("\xfb\xff\x00", 3)),
		"http://o.example/%2B%2F8A");
	assert_string_equal(ocsp_get_url(a, "http://o.example/x/", view_of("\x00", 1)),
		"http://o.example/x/AA%3D%3D");
	arena_free(a);
}

/* The same octets that libcrypto writes for the CertID; and sizes that none has. */
static void request_about(void **state)
{
	struct arena *a = arena_new();
	uint8_t octets[64];
	struct ocsp_request_info info;
	struct view r, serial = view_of(octets + 40, 18), none = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof octets; i++)
		octets[i] = (uint8_t)(0x70 + i);
	for (size_t size = 20; size <= 32; size += 12)
		for (size_t from = 0; from < 20; from += 19) {
			struct view name = view_of(octets, size), key = view_of(octets + 1, size);
			unsigned char *again = NULL;
			const unsigned char *at;
			OCSP_REQUEST *o;

			serial = view_of(octets + from, 20);
			r = ocsp_request_about(a, name, key, serial);
			assert_true(ocsp_request_read(a, r, &info, NULL) && info.id_count == 1 && !info.has_nonce);
			assert_true(size == 20 ? info.ids[0].is_sha1 : info.ids[0].is_sha256);
			assert_true(view_equal(info.ids[0].name_hash, name) && view_equal(info.ids[0].key_hash, key));
			assert_true(view_equal(view_part(info.ids[0].serial, serial.data[0] >= 0x80, 21), serial));
			at = r.data;
			o = d2i_OCSP_REQUEST(NULL, &at, (long)r.size);
			assert_non_null(o);
			assert_int_equal(i2d_OCSP_REQUEST(o, &again), r.size);
			assert_memory_equal(again, r.data, r.size);
			OPENSSL_free(again);
			OCSP_REQUEST_free(o);
		}
	assert_null(ocsp_request_about(a, view_of(octets, 21), view_of(octets, 21), serial).data);
	assert_null(ocsp_request_about(a, view_of(octets, 20), view_of(octets, 32), serial).data);
	assert_null(ocsp_request_about(a, view_of(octets, 20), view_of(octets, 20), none).data);
	assert_null(ocsp_request_about(a, view_of(octets, 20), view_of(octets, 20), view_of(octets, 21)).data);
	assert_null(ocsp_request_about(a, view_of(octets, 20), view_of(octets, 20), view_of("\0\1", 2)).data);
	arena_free(a);
}

/* What we ask we can read, and it names the certificate. */
static void request(void **state)
{
	struct arena *a = arena_new();
	char *folder = shared_folder(a, "fixtures/letsencrypt/prod");
	struct ocsp_request_info info;
	struct cert *cert, *issuer;
	struct view r;

	(void)state;
	if (folder != NULL) {
		cert = cert_of(a, arena_format(a, "%s/int-r3.pem", folder));
		issuer = cert_of(a, arena_format(a, "%s/root-x1.pem", folder));
		for (int i = 0; i < 4; i++) {
			r = ocsp_request(a, cert, issuer, i & 1,
				i & 2 ? view_of_text("0123456789abcdef") : (struct view){ 0 });
			assert_int_equal(content_kind_of(r), CONTENT_OCSP_REQUEST);
			assert_true(ocsp_request_read(a, r, &info, NULL));
			assert_int_equal(info.id_count, 1);
			assert_int_equal(info.ids[0].is_sha256, i & 1);
			assert_true(ocsp_certid_matches(&info.ids[0], cert, issuer));
			assert_false(ocsp_certid_matches(&info.ids[0], issuer, issuer));
			assert_false(ocsp_certid_matches(&info.ids[0], cert, cert));
			assert_int_equal(info.has_nonce, i >> 1);
			if (info.has_nonce)
				assert_true(view_is_text(info.nonce, "0123456789abcdef"));
			assert_false(ocsp_request_read(a, view_part(r, 0, r.size - 1), &info, NULL));
		}
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_as_libcrypto), cmocka_unit_test(get_url),
		cmocka_unit_test(request), cmocka_unit_test(request_about),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
