#include "x509/pkcs12.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509.h>
#include <string.h>

/* A bag with a certificate, as found. */
struct held { struct view der; struct view key_id; X509 *cert; };
struct opening {
	struct arena *arena;
	PKCS12 *store;
	const char *password;    /* NULL: none at all */
	size_t max;
	struct held *held; size_t held_count, held_space;
	struct view *keys; size_t key_count, key_space; /* localKeyIDs of private keys */
	struct err *err;
};

static void cert_free(void *object)
{
	X509_free(object);
}

static struct view copy(struct arena *a, const unsigned char *bytes, int size)
{
	return size <= 0 ? view_of("", 0) : view_of(arena_copy(a, bytes, (size_t)size), (size_t)size);
}

static struct view key_id(struct arena *a, const PKCS12_SAFEBAG *bag)
{
	const ASN1_TYPE *t = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);

	if (t == NULL || t->type != V_ASN1_OCTET_STRING)
		return view_of("", 0);
	return copy(a, ASN1_STRING_get0_data(t->value.octet_string),
		ASN1_STRING_length(t->value.octet_string));
}

static bool put_cert(struct opening *o, const PKCS12_SAFEBAG *bag)
{
	X509 *cert = PKCS12_SAFEBAG_get1_cert(bag);
	unsigned char *bytes = NULL;
	struct held *h;
	int size;

	if (cert == NULL)
		return err_set(o->err, ERR_INPUT, "a PKCS#12 key store with a certificate that cannot be "
			"decoded");
	arena_keep(o->arena, cert, cert_free);
	if (o->held_count == o->max)
		return err_set(o->err, ERR_INPUT, "more than %zu certificates", o->max);
	h = arena_more(o->arena, &o->held, o->held_count, &o->held_space, sizeof *h);
	o->held_count++;
	size = i2d_X509(cert, &bytes);
	h->der = copy(o->arena, bytes, size);
	OPENSSL_free(bytes);
	h->key_id = key_id(o->arena, bag);
	h->cert = cert;
	return true;
}

static bool put_bag(struct opening *o, const PKCS12_SAFEBAG *bag)
{
	struct view *slot;

	switch (PKCS12_SAFEBAG_get_nid(bag)) {
	case NID_certBag:
		return PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate || put_cert(o, bag);
	case NID_keyBag:
	case NID_pkcs8ShroudedKeyBag:
		slot = arena_more(o->arena, &o->keys, o->key_count, &o->key_space, sizeof *slot);
		*slot = key_id(o->arena, bag);
		o->key_count++;
		return true;
	default:
		return true;
	}
}

static bool few_rounds(const ASN1_INTEGER *rounds)
{
	int64_t n = 1;

	return rounds == NULL ||
		(ASN1_INTEGER_get_int64(&n, rounds) == 1 && n >= 1 && n <= PKCS12_ROUNDS_MAX);
}

/* Whether deriving the key for this cipher costs what it may cost. */
static bool affordable(const X509_ALGOR *alg)
{
	const ASN1_ITEM *simple = ASN1_ITEM_rptr(PBEPARAM), *two = ASN1_ITEM_rptr(PBE2PARAM);
	PBEPARAM *one;
	PBE2PARAM *outer;
	PBKDF2PARAM *kdf;
	bool fine = false;

	if (OBJ_obj2nid(alg->algorithm) != NID_pbes2) {
		one = ASN1_TYPE_unpack_sequence(simple, alg->parameter);
		fine = one == NULL || few_rounds(one->iter);
		PBEPARAM_free(one);
		return fine;
	}
	outer = ASN1_TYPE_unpack_sequence(two, alg->parameter);
	if (outer == NULL)
		return true; /* libcrypto will refuse it */
	if (OBJ_obj2nid(outer->keyfunc->algorithm) == NID_id_pbkdf2) {
		kdf = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), outer->keyfunc->parameter);
		fine = kdf == NULL || few_rounds(kdf->iter);
		PBKDF2PARAM_free(kdf);
	} else {
		fine = true; /* scrypt: libcrypto has its own ceiling */
	}
	PBE2PARAM_free(outer);
	return fine;
}

static enum pkcs12_end too_costly(struct opening *o)
{
	err_set(o->err, ERR_INPUT, "a PKCS#12 key store that asks for more than %ld rounds of key "
		"derivation", PKCS12_ROUNDS_MAX);
	return PKCS12_BROKEN;
}

/* libcrypto did not decrypt or verify: the password, or an old algorithm? */
static enum pkcs12_end not_opened(struct opening *o)
{
	for (unsigned long code; (code = ERR_get_error()) != 0;) {
		if (ERR_GET_REASON(code) != ERR_R_UNSUPPORTED &&
		    ERR_GET_REASON(code) != EVP_R_UNSUPPORTED_ALGORITHM)
			continue;
		err_set(o->err, ERR_INPUT, "a PKCS#12 key store with an algorithm that this OpenSSL "
			"(or its legacy provider) does not offer; write it anew with "
			"`openssl pkcs12 -legacy`");
		return PKCS12_BROKEN;
	}
	return PKCS12_WRONG_PASSWORD;
}

static enum pkcs12_end read_safe(struct opening *o, PKCS7 *safe)
{
	STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
	bool fine = true;

	if (PKCS7_type_is_encrypted(safe)) {
		if (!affordable(safe->d.encrypted->enc_data->algorithm))
			return too_costly(o);
		bags = PKCS12_unpack_p7encdata(safe, o->password,
			o->password == NULL ? 0 : (int)strlen(o->password));
		if (bags == NULL)
			return not_opened(o);
	} else if (PKCS7_type_is_data(safe)) {
		bags = PKCS12_unpack_p7data(safe);
	}
	for (int i = 0; fine && i < sk_PKCS12_SAFEBAG_num(bags); i++)
		fine = put_bag(o, sk_PKCS12_SAFEBAG_value(bags, i));
	sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
	return fine ? PKCS12_READ : PKCS12_BROKEN;
}

static enum pkcs12_end open_with(struct opening *o, const char *password)
{
	const ASN1_INTEGER *rounds = NULL;
	STACK_OF(PKCS7) *safes;
	enum pkcs12_end end = PKCS12_READ;

	o->password = password;
	o->held_count = o->key_count = 0;
	if (PKCS12_mac_present(o->store) == 1) {
		PKCS12_get0_mac(NULL, NULL, NULL, &rounds, o->store);
		if (!few_rounds(rounds))
			return too_costly(o);
		if (PKCS12_verify_mac(o->store, password, password == NULL ? 0 : -1) != 1)
			return not_opened(o);
	}
	safes = PKCS12_unpack_authsafes(o->store);
	if (safes == NULL) {
		err_set(o->err, ERR_INPUT, "a PKCS#12 key store that cannot be decoded");
		return PKCS12_BROKEN;
	}
	for (int i = 0; end == PKCS12_READ && i < sk_PKCS7_num(safes); i++)
		end = read_safe(o, sk_PKCS7_value(safes, i));
	sk_PKCS7_pop_free(safes, PKCS7_free);
	return end;
}

static size_t subject_of(const struct opening *o)
{
	for (size_t k = 0; k < o->key_count; k++)
		for (size_t i = 0; i < o->held_count; i++)
			if (o->keys[k].size != 0 && view_equal(o->keys[k], o->held[i].key_id))
				return i;
	for (size_t i = 0; i < o->held_count; i++) {
		bool issued = false;

		for (size_t k = 0; k < o->held_count && !issued; k++)
			issued = k != i && X509_NAME_cmp(X509_get_subject_name(o->held[i].cert),
				X509_get_issuer_name(o->held[k].cert)) == 0;
		if (!issued)
			return i;
	}
	return 0;
}

static enum pkcs12_end hand_over(struct opening *o, struct view **certs, size_t *count)
{
	size_t first = subject_of(o), n = 0;

	if (o->held_count == 0) {
		err_set(o->err, ERR_INPUT, "a PKCS#12 key store without a certificate");
		return PKCS12_BROKEN;
	}
	*certs = arena_array(o->arena, o->held_count, sizeof **certs);
	(*certs)[n++] = o->held[first].der;
	for (size_t i = 0; i < o->held_count; i++)
		if (i != first)
			(*certs)[n++] = o->held[i].der;
	*count = n;
	return PKCS12_READ;
}

static enum pkcs12_end read_in(OSSL_LIB_CTX *library, struct opening *o, struct view body,
	const char *password)
{
	const unsigned char *p = body.data;
	enum pkcs12_end end;

	o->store = PKCS12_init_ex(NID_pkcs7_data, library, NULL);
	if (o->store == NULL || d2i_PKCS12(&o->store, &p, (long)body.size) == NULL) {
		err_set(o->err, ERR_INPUT, "a PKCS#12 key store that cannot be decoded");
		return PKCS12_BROKEN;
	}
	if (p != body.data + body.size) {
		err_set(o->err, ERR_INPUT, "%zu bytes behind the end of a PKCS#12 key store",
			(size_t)(body.data + body.size - p));
		end = PKCS12_BROKEN;
	} else {
		end = open_with(o, password != NULL ? password : "");
		if (end == PKCS12_WRONG_PASSWORD && password == NULL)
			end = open_with(o, NULL);
	}
	PKCS12_free(o->store);
	return end;
}

enum pkcs12_end pkcs12_read(struct arena *a, struct view body, const char *password, size_t max,
	struct view **certs, size_t *count, struct err *err)
{
	struct opening o = { .arena = a, .max = max, .err = err };
	struct arena *own = arena_new();
	OSSL_LIB_CTX *library;
	OSSL_PROVIDER *base, *legacy;
	enum pkcs12_end end;

	*certs = NULL;
	*count = 0;
	if (body.size > PKCS12_BYTES_MAX) {
		err_set(err, ERR_INPUT, "a PKCS#12 key store of %zu bytes is over the ceiling", body.size);
		arena_free(own);
		return PKCS12_BROKEN;
	}
	ERR_set_mark();
	library = OSSL_LIB_CTX_new();
	base = OSSL_PROVIDER_load(library, "default");
	legacy = OSSL_PROVIDER_load(library, "legacy");
	ERR_pop_to_mark();
	ERR_set_mark();
	o.arena = own;
	end = read_in(library, &o, body, password);
	if (end == PKCS12_READ) {
		end = hand_over(&o, certs, count);
		for (size_t i = 0; i < *count; i++)
			(*certs)[i] = copy(a, (*certs)[i].data, (int)(*certs)[i].size);
		*certs = *count == 0 ? NULL : arena_copy(a, *certs, *count * sizeof **certs);
	}
	ERR_pop_to_mark();
	arena_free(own); /* certificates before their library */
	if (legacy != NULL)
		OSSL_PROVIDER_unload(legacy);
	if (base != NULL)
		OSSL_PROVIDER_unload(base);
	OSSL_LIB_CTX_free(library);
	return end;
}
