#include "lab/ecdsa.h"

#include <openssl/ec.h>
#include <openssl/hmac.h>
#include <string.h>

#include "base/memory.h"
#include "lab/put.h"

#define ORDER_MAX 66 /* octets of P-521's order */

/* Everything asked of libcrypto here has sound arguments: what fails is memory. */
static void must(int ok)
{
	if (ok != 1)
		mem_out();
}

static void *there(void *object)
{
	if (object == NULL)
		mem_out();
	return object;
}

struct nonce {
	const EVP_MD *md;
	const BIGNUM *order;
	size_t size;              /* octets of the order */
	uint8_t key[EVP_MAX_MD_SIZE], value[EVP_MAX_MD_SIZE];
	size_t hash_size;
};

/* K = HMAC(K, V || TAG || SEED) with TAG < 0: K unchanged; then V = HMAC(K, V). */
static void nonce_step(struct nonce *n, int tag, const uint8_t *seed, size_t seed_size)
{
	uint8_t input[EVP_MAX_MD_SIZE + 1 + 2 * ORDER_MAX], fresh[EVP_MAX_MD_SIZE];
	unsigned size;

	if (tag >= 0) {
		memcpy(input, n->value, n->hash_size);
		input[n->hash_size] = (uint8_t)tag;
		if (seed_size != 0)
			memcpy(input + n->hash_size + 1, seed, seed_size);
		there(HMAC(n->md, n->key, (int)n->hash_size, input, n->hash_size + 1 + seed_size,
			fresh, &size));
		memcpy(n->key, fresh, n->hash_size);
	}
	there(HMAC(n->md, n->key, (int)n->hash_size, n->value, n->hash_size, fresh, &size));
	memcpy(n->value, fresh, n->hash_size);
}

/* RFC 6979 section 2.3.2: the leftmost bits of the octets, as many as the order has. */
static void bits_to_int(const struct nonce *n, const uint8_t *octets, size_t size, BIGNUM *out)
{
	int excess = (int)size * 8 - BN_num_bits(n->order);

	there(BN_bin2bn(octets, (int)size, out));
	if (excess > 0)
		must(BN_rshift(out, out, excess));
}

static void nonce_begin(struct nonce *n, const BIGNUM *scalar, const BIGNUM *hash_mod)
{
	uint8_t seed[2 * ORDER_MAX];

	memset(n->value, 1, sizeof n->value);
	memset(n->key, 0, sizeof n->key);
	if (BN_bn2binpad(scalar, seed, (int)n->size) < 0 ||
	    BN_bn2binpad(hash_mod, seed + n->size, (int)n->size) < 0)
		mem_out();
	nonce_step(n, 0, seed, 2 * n->size);
	nonce_step(n, 1, seed, 2 * n->size);
}

/* The next candidate of section 3.2 h; false: out of range. */
static bool nonce_next(struct nonce *n, BIGNUM *out)
{
	uint8_t octets[ORDER_MAX + EVP_MAX_MD_SIZE];
	size_t have = 0;

	while (have < n->size) {
		nonce_step(n, -1, NULL, 0);
		memcpy(octets + have, n->value, n->hash_size);
		have += n->hash_size;
	}
	bits_to_int(n, octets, n->size, out);
	return !BN_is_zero(out) && BN_cmp(out, n->order) < 0;
}

struct signing {
	BN_CTX *ctx;
	EC_GROUP *group;
	EC_POINT *point;
	BIGNUM *z, *k, *r, *s, *t;
};

static void signing_open(struct signing *w, int nid)
{
	w->ctx = there(BN_CTX_new());
	w->group = there(EC_GROUP_new_by_curve_name(nid));
	w->point = there(EC_POINT_new(w->group));
	w->z = there(BN_new());
	w->k = there(BN_new());
	w->r = there(BN_new());
	w->s = there(BN_new());
	w->t = there(BN_new());
}

static void signing_close(struct signing *w)
{
	BN_free(w->t);
	BN_free(w->s);
	BN_free(w->r);
	BN_free(w->k);
	BN_free(w->z);
	EC_POINT_free(w->point);
	EC_GROUP_free(w->group);
	BN_CTX_free(w->ctx);
}

/* r and s for the nonce in w->k; false when one of them is zero. */
static bool sign_with(struct signing *w, const BIGNUM *order, const BIGNUM *scalar)
{
	must(EC_POINT_mul(w->group, w->point, w->k, NULL, NULL, w->ctx));
	must(EC_POINT_get_affine_coordinates(w->group, w->point, w->r, NULL, w->ctx));
	must(BN_nnmod(w->r, w->r, order, w->ctx));
	must(BN_mod_mul(w->s, w->r, scalar, order, w->ctx));
	must(BN_mod_add(w->s, w->s, w->z, order, w->ctx));
	there(BN_mod_inverse(w->t, w->k, order, w->ctx));
	must(BN_mod_mul(w->s, w->s, w->t, order, w->ctx));
	return !BN_is_zero(w->r) && !BN_is_zero(w->s);
}

static void put_number(struct put *p, const BIGNUM *n)
{
	uint8_t octets[ORDER_MAX];
	int size = BN_bn2binpad(n, octets, ORDER_MAX);

	if (size < 0)
		mem_out();
	put_unsigned(p, view_of(octets, (size_t)size));
}

struct view ecdsa_sign(struct arena *a, int nid, const BIGNUM *scalar, const EVP_MD *md,
	struct view digest)
{
	struct signing w;
	struct nonce n = { .md = md, .hash_size = (size_t)EVP_MD_get_size(md) };
	struct put p = { 0 };
	size_t mark;

	signing_open(&w, nid);
	n.order = EC_GROUP_get0_order(w.group);
	n.size = ((size_t)BN_num_bits(n.order) + 7) / 8;
	bits_to_int(&n, digest.data, digest.size, w.z);
	must(BN_nnmod(w.z, w.z, n.order, w.ctx));
	nonce_begin(&n, scalar, w.z);
	while (!nonce_next(&n, w.k) || !sign_with(&w, n.order, scalar))
		nonce_step(&n, 0, NULL, 0);
	mark = put_open(&p, 0x30);
	put_number(&p, w.r);
	put_number(&p, w.s);
	put_close(&p, mark);
	signing_close(&w);
	return put_take(&p, a);
}

struct view ecdsa_point(struct arena *a, int nid, const BIGNUM *scalar)
{
	uint8_t octets[1 + 2 * ORDER_MAX];
	struct signing w;
	size_t size;

	signing_open(&w, nid);
	must(EC_POINT_mul(w.group, w.point, scalar, NULL, NULL, w.ctx));
	size = EC_POINT_point2oct(w.group, w.point, POINT_CONVERSION_UNCOMPRESSED, octets,
		sizeof octets, w.ctx);
	signing_close(&w);
	if (size == 0)
		mem_out();
	return view_of(arena_copy(a, octets, size), size);
}

BIGNUM *ecdsa_scalar(int nid, struct view octets)
{
	struct signing w;
	BIGNUM *out = there(BN_bin2bn(octets.data, (int)octets.size, NULL));

	signing_open(&w, nid);
	there(BN_copy(w.t, EC_GROUP_get0_order(w.group)));
	must(BN_sub_word(w.t, 1));
	must(BN_nnmod(out, out, w.t, w.ctx));
	must(BN_add_word(out, 1));
	signing_close(&w);
	return out;
}
