/* What the hosts of a world say: objects, headers, OCSP, faults; and the lab
 * as a source of outcomes. */
#include "unit.h"

#include <openssl/ocsp.h>
#include <string.h>

#include "base/source.h"
#include "lab/answer.h"

#define CLOCK INT64_C(1795230000) /* 2026-11-21T03:00:00Z */

struct fixture { struct lab *lab; struct arena *arena; struct source *source; };

static int open_fixture(void **state)
{
	struct fixture *f = test_malloc(sizeof *f);
	struct err err = { ERR_NONE, "" };

	f->lab = lab_new(lab_builtin(), "builtin.world", CLOCK, CLOCK, &err);
	assert_non_null(f->lab);
	f->arena = arena_new();
	f->source = lab_source(f->lab);
	*state = f;
	return 0;
}

static int close_fixture(void **state)
{
	struct fixture *f = *state;

	source_free(f->source);
	arena_free(f->arena);
	lab_free(f->lab);
	test_free(f);
	return 0;
}

static struct serve_reply get(struct fixture *f, const char *host, const char *path)
{
	struct serve_request q = { .method = "GET", .host = host, .path = path };
	struct serve_reply reply;

	lab_answer(f->lab, f->arena, &q, &reply);
	return reply;
}

static void fault(struct fixture *f, const char *text)
{
	struct err err = { ERR_NONE, "" };

	if (!lab_add_fault(f->lab, text, &err))
		fail_msg("%s", err.text);
}

static void objects(void **state)
{
	struct fixture *f = *state;
	struct serve_reply r = get(f, "yr1.i.lencr.org", "/");

	assert_int_equal(r.status, 200);
	assert_string_equal(r.content_type, "application/pkix-cert");
	assert_true(view_equal(r.body, issue_cert(f->lab->world,
		world_find_cert(f->lab->world, "YR1"))));
	r = get(f, "x2.i.lencr.org", "/");
	assert_true(view_equal(r.body, issue_cert(f->lab->world,
		world_find_cert(f->lab->world, "X2-by-X1"))));
	r = get(f, "yr1.c.lencr.org", "/128.crl");
	assert_int_equal(r.status, 200);
	assert_string_equal(r.content_type, "application/pkix-crl");
	assert_non_null(strstr(r.headers, "ETag: \""));
	assert_non_null(strstr(r.headers, "Last-Modified: Sat, 21 Nov 2026 02:40:00 GMT\r\n"));
	assert_int_equal(get(f, "x1.c.lencr.org", "/").status, 200);
	assert_int_equal(get(f, "yr1.c.lencr.org", "/0.crl").status, 404);
	assert_int_equal(get(f, "yr1.c.lencr.org", "/129.crl").status, 404);
	assert_int_equal(get(f, "yr1.c.lencr.org", "/01.crl").status, 404);
	assert_int_equal(get(f, "yr1.c.lencr.org", "/").status, 404);
	assert_int_equal(get(f, "yr1.i.lencr.org", "/../etc/passwd").status, 404);
	assert_int_equal(get(f, "nobody.test", "/").status, 404);
	assert_int_equal(get(f, "", "").status, 404);
}

static void conditional(void **state)
{
	struct fixture *f = *state;
	struct serve_request q = { .method = "GET", .host = "yr1.c.lencr.org", .path = "/9.crl" };
	struct serve_reply r;
	const char *etag, *end;

	lab_answer(f->lab, f->arena, &q, &r);
	etag = strstr(r.headers, "ETag: ") + 6;
	end = strstr(etag, "\r\n");
	q.if_none_match = arena_textn(f->arena, etag, (size_t)(end - etag));
	lab_answer(f->lab, f->arena, &q, &r);
	assert_int_equal(r.status, 304);
	assert_int_equal(r.body.size, 0);
	q.if_none_match = "\"other\"";
	lab_answer(f->lab, f->arena, &q, &r);
	assert_int_equal(r.status, 200);
	q.if_none_match = NULL;
	q.if_modified_since = "Sat, 21 Nov 2026 02:40:00 GMT";
	lab_answer(f->lab, f->arena, &q, &r);
	assert_int_equal(r.status, 304);
	q.if_modified_since = "Sat, 21 Nov 2026 02:39:59 GMT";
	lab_answer(f->lab, f->arena, &q, &r);
	assert_int_equal(r.status, 200);
}

static X509 *cert_of(struct fixture *f, const char *name)
{
	struct view der = issue_cert(f->lab->world, world_find_cert(f->lab->world, name));
	const unsigned char *at = der.data;

	return d2i_X509(NULL, &at, (long)der.size);
}

/* The status that CA's responder gives for LEAF, verified by libcrypto; its
 * responseStatus + 100 when there is no answer. */
static int ask(struct fixture *f, const char *leaf, const char *ca, const EVP_MD *md, bool post)
{
	X509 *x = cert_of(f, leaf), *issuer = cert_of(f, ca);
	OCSP_REQUEST *request = OCSP_REQUEST_new();
	OCSP_CERTID *id = OCSP_cert_to_id(md, x, issuer);
	struct serve_request q = { .method = post ? "POST" : "GET", .path = "/",
		.host = arena_format(f->arena, "%s.o.lencr.org",
			world_find_ca(f->lab->world, ca)->label) };
	unsigned char *der = NULL;
	const unsigned char *at;
	struct serve_reply r;
	OCSP_RESPONSE *response;
	int size, status = -1, reason;

	OCSP_request_add0_id(request, id);
	size = i2d_OCSP_REQUEST(request, &der);
	q.body = view_of(der, post ? (size_t)size : 0);
	if (!post)
		q.path = arena_format(f->arena, "/%s",
			view_base64(f->arena, view_of(der, (size_t)size)));
	lab_answer(f->lab, f->arena, &q, &r);
	assert_int_equal(r.status, 200);
	assert_string_equal(r.content_type, "application/ocsp-response");
	at = r.body.data;
	response = d2i_OCSP_RESPONSE(NULL, &at, (long)r.body.size);
	assert_non_null(response);
	if (OCSP_response_status(response) != 0) {
		status = 100 + OCSP_response_status(response);
	} else {
		OCSP_BASICRESP *basic = OCSP_response_get1_basic(response);
		STACK_OF(X509) *stack = sk_X509_new_null();
		X509_STORE *store = X509_STORE_new();
		ASN1_GENERALIZEDTIME *revoked, *this_update, *next_update;

		sk_X509_push(stack, issuer);
		assert_non_null(basic);
		assert_int_equal(OCSP_basic_verify(basic, stack, store, OCSP_TRUSTOTHER), 1);
		assert_int_equal(OCSP_resp_find_status(basic, id, &status, &reason, &revoked,
			&this_update, &next_update), 1);
		X509_STORE_free(store);
		sk_X509_free(stack);
		OCSP_BASICRESP_free(basic);
	}
	OCSP_RESPONSE_free(response);
	OPENSSL_free(der);
	OCSP_REQUEST_free(request);
	X509_free(issuer);
	X509_free(x);
	return status;
}

static void responder(void **state)
{
	struct fixture *f = *state;

	for (int post = 0; post < 2; post++) {
		assert_int_equal(ask(f, "old-ocsp.test", "R10", EVP_sha1(), post), 0);
		assert_int_equal(ask(f, "old-ocsp.test", "R10", EVP_sha256(), post), 0);
		assert_int_equal(ask(f, "revoked-ocsp.test", "R10", EVP_sha1(), post), 1);
		assert_int_equal(ask(f, "old-ecdsa.test", "E5", EVP_sha1(), post), 0);
		/* Another CA's certificate. */
		assert_int_equal(ask(f, "old-ecdsa.test", "R10", EVP_sha1(), post), 106);
		assert_int_equal(ask(f, "ocsp-try-later.test", "R10", EVP_sha1(), post), 103);
	}
	fault(f, "unauthorized=ocsp:R10");
	assert_int_equal(ask(f, "old-ocsp.test", "R10", EVP_sha1(), true), 106);
	assert_int_equal(ask(f, "old-ecdsa.test", "E5", EVP_sha1(), true), 0);
}

static void not_a_request(void **state)
{
	struct fixture *f = *state;
	struct serve_reply r = get(f, "r10.o.lencr.org", "/%zz");

	assert_int_equal(r.status, 200);
	assert_true(view_equal(r.body, view_of("\x30\x03\x0a\x01\x01", 5)));
	assert_int_equal(get(f, "r10.o.lencr.org", "/%").body.size, 5);
	assert_int_equal(get(f, "r10.o.lencr.org", "").status, 404);
}

static struct answer want(struct fixture *f, enum want_kind kind, const char *url)
{
	struct want w = { .id = 7, .kind = kind, .url = url, .max_bytes = 256 * 1024 };
	struct answer answer, none;
	struct err err = { ERR_NONE, "" };

	assert_true(source_ask(f->source, &w, &err));
	assert_true(source_next(f->source, -1, &answer));
	assert_int_equal(answer.want_id, 7);
	assert_false(source_next(f->source, 0, &none));
	return answer;
}

static enum reach reached(struct fixture *f, const char *url)
{
	struct answer answer = want(f, WANT_GET, url);
	enum reach reach = answer.outcome.reach;

	assert_true((reach == REACH_OK) == (answer.outcome.body != NULL));
	outcome_clear(&answer.outcome);
	return reach;
}

static void reaches(void **state)
{
	static const struct { const char *fault; enum reach reach; } rows[] = {
		{ "missing=crl:YR1/1", REACH_BAD_STATUS }, { "status=503=crl:YR1/2", REACH_BAD_STATUS },
		{ "silent=crl:YR1/3", REACH_TIMED_OUT }, { "slow=crl:YR1/4", REACH_TOO_SLOW },
		{ "reset=crl:YR1/5", REACH_RESET }, { "truncate=crl:YR1/6", REACH_TRUNCATED },
		{ "endless=crl:YR1/7", REACH_TOO_BIG }, { "garbage=crl:YR1/8", REACH_BAD_HTTP },
		{ "redirect-loop=crl:YR1/9", REACH_REDIRECT_LOOP },
		{ "redirect=https://a.test/=crl:YR1/10", REACH_REDIRECT_REFUSED },
		{ "redirect=http://yr1.c.lencr.org/99.crl=crl:YR1/11", REACH_OK },
		{ "gzip=crl:YR1/12", REACH_ENCODED }, { "not-modified=crl:YR1/13", REACH_BAD_STATUS },
		{ "reach=sinkholed=crl:YR1/14", REACH_SINKHOLED }, { "stale=crl:YR1/15", REACH_OK },
		{ "big=crl:YR1/16", REACH_TOO_BIG }, { "lie-length=crl:YR1/17", REACH_TOO_BIG },
		/* Five, four and three hops. */
		{ "redirect=http://yr1.c.lencr.org/19.crl=crl:YR1/18", REACH_REDIRECTS },
		{ "redirect=http://yr1.c.lencr.org/20.crl=crl:YR1/19", REACH_REDIRECTS },
		{ "redirect=http://yr1.c.lencr.org/21.crl=crl:YR1/20", REACH_OK },
		{ "redirect=http://yr1.c.lencr.org/22.crl=crl:YR1/21", REACH_OK },
		{ "redirect=http://yr1.c.lencr.org/23.crl=crl:YR1/22", REACH_OK },
	};
	struct fixture *f = *state;
	const size_t count = sizeof rows / sizeof *rows;

	for (size_t i = 0; i < count; i++)
		fault(f, rows[i].fault);
	for (unsigned i = 0; i < count; i++)
		assert_int_equal(reached(f, arena_format(f->arena,
			"http://yr1.c.lencr.org/%u.crl", i + 1)), rows[i].reach);
	assert_int_equal(reached(f, "http://nobody.test/"), REACH_UNRESOLVED);
	assert_int_equal(reached(f, "ldap://x/"), REACH_SCHEME_REFUSED);
	assert_int_equal(reached(f, "http://10.0.0.1/"), REACH_URL_REFUSED);
	assert_int_equal(reached(f, "http://u@x1.i.lencr.org/"), REACH_URL_REFUSED);
	assert_int_equal(reached(f, "http://x1.i.lencr.org:81/"), REACH_PORT_REFUSED);
	assert_int_equal(reached(f, "http://X1.i.LENCR.org"), REACH_OK);
}

static void bodies(void **state)
{
	struct fixture *f = *state;
	struct view sound = get(f, "ye1.i.lencr.org", "/").body;

	fault(f, "pem=aia:YE1");
	assert_memory_equal(get(f, "ye1.i.lencr.org", "/").body.data, "-----BEGIN CERT", 15);
	fault(f, "pkcs7=aia:YE2");
	assert_true(view_find(get(f, "ye2.i.lencr.org", "/").body, view_of("\x2a\x86\x48\x86"
		"\xf7\x0d\x01\x07\x02", 9)) != SIZE_MAX);
	fault(f, "bad-signature=aia:YE1");
	fault(f, "empty=aia:X1");
	assert_int_equal(get(f, "x1.i.lencr.org", "/").body.size, 0);
	fault(f, "big=aia:YR");
	assert_true(get(f, "yr.i.lencr.org", "/").body.size > 256 * 1024);
	fault(f, "other-ca=aia:R10");
	assert_int_equal(get(f, "r10.i.lencr.org", "/").status, 200);
	assert_false(view_equal(get(f, "r10.i.lencr.org", "/").body, issue_cert(f->lab->world,
		world_find_cert(f->lab->world, "R10"))));
	fault(f, "age=77=aia:YR1");
	assert_non_null(strstr(get(f, "yr1.i.lencr.org", "/").headers, "Age: 77\r\n"));
	fault(f, "wrong-shard=crl:YE1/128");
	assert_true(view_equal(get(f, "ye1.c.lencr.org", "/128.crl").body,
		get(f, "ye1.c.lencr.org", "/1.crl").body));
	assert_true(sound.size > 300);
}

static void handshakes(void **state)
{
	struct fixture *f = *state;
	struct answer answer = want(f, WANT_TLS, "tls://must-staple.test:443");
	const char *text = (const char *)blob_view(answer.outcome.body).data;

	assert_int_equal(answer.outcome.reach, REACH_OK);
	assert_int_equal(strncmp(text, "lencr-handshake/1\nhost: must-staple.test\nport: 443\n", 50),
		0);
	assert_true(view_find(blob_view(answer.outcome.body),
		view_of_text("-----END CERTIFICATE-----\n-----BEGIN OCSP RESPONSE-----")) != SIZE_MAX);
	outcome_clear(&answer.outcome);
	answer = want(f, WANT_TLS, "tls://nobody.test:443");
	assert_int_equal(answer.outcome.reach, REACH_UNRESOLVED);
	outcome_clear(&answer.outcome);
	answer = want(f, WANT_TLS, "tls://handshake-fails.test:443");
	assert_int_equal(answer.outcome.reach, REACH_TLS_FAILED);
	outcome_clear(&answer.outcome);
	answer = want(f, WANT_TLS, "tls://two-addresses.test:443?address=127.0.0.2");
	assert_int_equal(answer.outcome.reach, REACH_REFUSED);
	outcome_clear(&answer.outcome);
	answer = want(f, WANT_TLS, "tls://192.0.2.10:443");
	assert_int_equal(answer.outcome.reach, REACH_OK);
	outcome_clear(&answer.outcome);
}

static void two_credentials(void **state)
{
	struct fixture *f = *state;
	size_t count;
	const struct serve_credential *c = lab_credentials(f->lab, "Both-Keys.test", &count);
	struct answer rsa = want(f, WANT_TLS, "tls://both-keys.test:443?key=rsa");
	struct answer ecdsa = want(f, WANT_TLS, "tls://both-keys.test:443?key=ecdsa");
	struct answer any = want(f, WANT_TLS, "tls://both-keys.test:443");

	assert_int_equal(count, 2);
	assert_int_equal(EVP_PKEY_is_a(c[0].key, "RSA"), 1);
	assert_int_equal(EVP_PKEY_is_a(c[1].key, "EC"), 1);
	assert_int_equal(c[0].chain_count, 3);
	assert_false(view_equal(blob_view(rsa.outcome.body), blob_view(ecdsa.outcome.body)));
	assert_true(view_equal(blob_view(any.outcome.body), blob_view(ecdsa.outcome.body)));
	outcome_clear(&any.outcome);
	outcome_clear(&ecdsa.outcome);
	outcome_clear(&rsa.outcome);
	assert_null(lab_credentials(f->lab, "nobody.test", &count));
	/* Without SNI the client asked for an address. */
	assert_non_null(lab_credentials(f->lab, "", &count));
}

static void anchors(void **state)
{
	struct fixture *f = *state;
	X509 *x = cert_of(f, "X1");
	char url[32];
	struct answer answer;

	snprintf(url, sizeof url, "anchor:%08lx",
		X509_NAME_hash_ex(X509_get_subject_name(x), NULL, NULL, NULL));
	answer = want(f, WANT_ANCHOR, url);
	assert_int_equal(answer.outcome.reach, REACH_OK);
	outcome_clear(&answer.outcome);
	answer = want(f, WANT_ANCHOR, "anchor:00000000");
	assert_int_equal(answer.outcome.reach, REACH_NOT_FOUND);
	outcome_clear(&answer.outcome);
	X509_free(x);
}

static void drops(void **state)
{
	struct fixture *f = *state;
	struct want w = { .kind = WANT_GET, .url = "http://x1.i.lencr.org/", .max_bytes = 100000 };
	struct answer answer;

	for (w.id = 1; w.id <= 3; w.id++)
		assert_true(source_ask(f->source, &w, NULL));
	source_drop(f->source, 3);
	source_drop(f->source, 1);
	source_drop(f->source, 9);
	assert_true(source_next(f->source, 0, &answer));
	assert_int_equal(answer.want_id, 2);
	outcome_clear(&answer.outcome);
	assert_false(source_next(f->source, 0, &answer));
	w.id = 4;
	assert_true(source_ask(f->source, &w, NULL)); /* left open: freed with the source */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(objects), TEST(conditional), TEST(responder), TEST(not_a_request),
		TEST(reaches), TEST(bodies), TEST(handshakes), TEST(two_credentials),
		TEST(anchors), TEST(drops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
