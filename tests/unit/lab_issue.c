/* Every object of the built-in world, read and verified by libcrypto; and the
 * same bytes whenever and wherever they are made. */
#include "unit.h"

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/digest.h"
#include "lab/answer.h"
#include "lab/issue.h"

#define CLOCK INT64_C(1795230000) /* 2026-11-21T03:00:00Z */

static struct lab *builtin(void)
{
	struct err err = { ERR_NONE, "" };
	struct lab *lab = lab_new(lab_builtin(), "builtin.world", CLOCK, CLOCK, &err);

	if (lab == NULL)
		fail_msg("%s", err.text);
	return lab;
}

static X509 *read_cert(struct view der)
{
	const unsigned char *at = der.data;
	X509 *x = d2i_X509(NULL, &at, (long)der.size);

	assert_non_null(x);
	assert_ptr_equal(at, der.data + der.size);
	return x;
}

static void certificates_verify(void **state)
{
	struct lab *lab = builtin();
	struct world *w = lab->world;

	(void)state;
	assert_true(w->certs.count > 40);
	for (size_t i = 0; i < w->certs.count; i++) {
		struct wcert *c = w->certs.list[i];
		X509 *x = read_cert(issue_cert(w, c));
		struct key *signer = c->issuer != NULL ? c->issuer->key : c->key;
		unsigned char *again = NULL;
		int size = i2d_X509(x, &again);

		key_make(w->arena, signer);
		assert_int_equal(X509_verify(x, signer->pkey), 1);
		/* libcrypto decodes every extension and encodes the same. */
		assert_int_equal(X509_check_purpose(x, -1, 0), 1);
		assert_int_equal(X509_get_extension_flags(x) & EXFLAG_INVALID, 0);
		assert_int_equal(X509_check_private_key(x, (key_make(w->arena, c->key),
			c->key->pkey)), 1);
		assert_int_equal(size, c->der.size);
		assert_memory_equal(again, c->der.data, c->der.size);
		OPENSSL_free(again);
		X509_free(x);
	}
	lab_free(lab);
}

/* The list that CA's URL names for SHARD, as libcrypto reads it. */
static void check_crl(struct world *w, struct arena *a, struct wca *ca, unsigned shard)
{
	const struct wcrl *l = world_find_crl(w, ca, shard);
	struct view der = issue_crl(w, a, l, shard, NULL);
	const unsigned char *at = der.data;
	X509_CRL *crl = d2i_X509_CRL(NULL, &at, (long)der.size);
	struct key *signer = l->signer != NULL ? l->signer->key : ca->key;
	ISSUING_DIST_POINT *idp;
	int critical;

	assert_non_null(crl);
	assert_ptr_equal(at, der.data + der.size);
	key_make(w->arena, signer);
	assert_int_equal(X509_CRL_verify(crl, signer->pkey), 1);
	idp = X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, &critical, NULL);
	if (ca->shards != 0 && l->idp == IDP_AUTO) {
		const char *url = arena_format(a, "http://%s.c.lencr.org/%u.crl", ca->label, shard);
		GENERAL_NAME *name;

		assert_non_null(idp);
		assert_int_equal(critical, 1);
		assert_true(idp->onlyuser > 0 && idp->onlyCA <= 0);
		name = sk_GENERAL_NAME_value(idp->distpoint->name.fullname, 0);
		assert_int_equal(name->d.uniformResourceIdentifier->length, strlen(url));
		assert_memory_equal(name->d.uniformResourceIdentifier->data, url, strlen(url));
	} else if (ca->role == ROLE_ROOT) {
		assert_true(idp != NULL && idp->onlyCA > 0 && idp->distpoint == NULL);
	}
	ISSUING_DIST_POINT_free(idp);
	/* Who is on it. */
	for (size_t i = 0; i < w->certs.count; i++) {
		struct wcert *c = w->certs.list[i];
		X509 *x = read_cert(issue_cert(w, c));
		X509_REVOKED *entry;
		bool due = c->revoked && c->in_crl && c->issuer == ca &&
			(shard == 0 || world_shard(ca, cert_serial_of(w, c)) == shard);

		assert_int_equal(X509_CRL_get0_by_cert(crl, &entry, x) == 1, due);
		X509_free(x);
	}
	X509_CRL_free(crl);
}

static void lists_verify(void **state)
{
	struct lab *lab = builtin();
	struct world *w = lab->world;
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < w->cas.count; i++) {
		struct wca *ca = w->cas.list[i];

		if (ca->shards == 0)
			check_crl(w, a, ca, 0);
	}
	for (size_t i = 0; i < w->certs.count; i++) {
		struct wcert *c = w->certs.list[i];

		if (c->issuer != NULL && c->issuer->shards != 0)
			check_crl(w, a, c->issuer, world_shard(c->issuer, cert_serial_of(w, c)));
	}
	arena_free(a);
	lab_free(lab);
}

/* Number and times of a shard as Let's Encrypt makes them. */
static void shard_profile(void **state)
{
	struct lab *lab = builtin();
	struct world *w = lab->world;
	struct wca *ca = world_find_ca(w, "YR1");
	int64_t this_update, next_update;
	struct arena *a = arena_new();
	struct view der = issue_crl(w, a, world_find_crl(w, ca, 7), 7, NULL);
	const unsigned char *at = der.data;
	X509_CRL *crl = d2i_X509_CRL(NULL, &at, (long)der.size);
	ASN1_INTEGER *number = X509_CRL_get_ext_d2i(crl, NID_crl_number, NULL, NULL);
	int64_t value;
	int order[3];

	(void)state;
	crl_times(w, ca->crl, NULL, &this_update, &next_update);
	assert_true(next_update - this_update == 777599);
	assert_int_equal(ASN1_INTEGER_get_int64(&value, number), 1);
	assert_true(value == this_update * 1000000000);
	assert_int_equal(X509_CRL_get_ext_count(crl), 3);
	order[0] = X509_CRL_get_ext_by_NID(crl, NID_authority_key_identifier, -1);
	order[1] = X509_CRL_get_ext_by_NID(crl, NID_crl_number, -1);
	order[2] = X509_CRL_get_ext_by_NID(crl, NID_issuing_distribution_point, -1);
	assert_true(order[0] == 0 && order[1] == 1 && order[2] == 2);
	ASN1_INTEGER_free(number);
	X509_CRL_free(crl);
	arena_free(a);
	lab_free(lab);
}

/* One world with every kind of key and object, hashed whole. The digest was
 * made with OpenSSL 3.0.22; every other version must give the same. */
static const char small[] =
	"clock 2026-11-21T03:00:00Z\nseed golden\ntrust R\n"
	"ca R\n key rsa4096\nca A\n by R\n key rsa2048\nca B\n by R\n key p384\n"
	"ca C\n by R\n key p521\nca D\n by R\n key ed25519\nca E\n by R\n key p256\n"
	"leaf a.test\n by A\n key rsa1024\n scts 2\nleaf b.test\n by B\n key rsa3072\n revoked\n"
	"leaf c.test\n by C\n must-staple\nleaf d.test\n by D\nleaf e.test\n by E\n hash sha1\n"
	"leaf f.test\n by A\n hash sha1\n permit a.test 10.0.0.0/255.0.0.0\n";

static void hash_world(char out[65])
{
	struct err err = { ERR_NONE, "" };
	struct arena *a = arena_new();
	struct world *w = world_read(a, view_of_text(small), "small", WHEN_NONE, 0, &err);
	struct put all = { 0 };
	uint8_t digest[32];

	if (w == NULL)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < w->certs.count; i++) {
		struct ocsp_ask ask = { .cert = w->certs.list[i] };

		put_view(&all, issue_cert(w, w->certs.list[i]));
		if (ask.cert->issuer != NULL)
			put_view(&all, issue_ocsp(w, a, ask.cert->issuer->ocsp, &ask, 1,
				view_of(NULL, 0), NULL));
	}
	for (size_t i = 0; i < w->cas.count; i++)
		put_view(&all, issue_crl(w, a, w->cas.list[i]->crl, 1, NULL));
	digest_sha256(view_of(all.bytes, all.size), digest);
	memcpy(out, view_hex(a, view_of(digest, 32)), 65);
	put_clear(&all);
	arena_free(a);
}

static void same_bytes(void **state)
{
	char first[65], second[65];

	(void)state;
	hash_world(first);
	hash_world(second);
	assert_string_equal(first, second);
	assert_string_equal(first, "6ea17d363a0faf764ac124f5633937c1f736a1b3d9c35fa70b66e0173d7a17ca");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(certificates_verify),
		cmocka_unit_test(lists_verify),
		cmocka_unit_test(shard_profile),
		cmocka_unit_test(same_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
