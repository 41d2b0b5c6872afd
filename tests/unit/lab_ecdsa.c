/* Deterministic ECDSA against the vectors of RFC 6979 appendix A.2.5 to A.2.7. */
#include "unit.h"

#include <openssl/ec.h>
#include <string.h>

#include "lab/ecdsa.h"

static const struct vector {
	int nid;
	const char *scalar, *md, *message, *r, *s;
} vectors[] = {
	{ NID_X9_62_prime256v1,
		"C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", "SHA256",
		"sample", "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
		"F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8" },
	{ NID_X9_62_prime256v1,
		"C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", "SHA256",
		"test", "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
		"019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083" },
	/* A digest longer than the order. */
	{ NID_X9_62_prime256v1,
		"C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", "SHA512",
		"sample", "8496A60B5E9B47C825488827E0495B0E3FA109EC4568FD3F8D1097678EB97F00",
		"2362AB1ADBE2B8ADF9CB9EDAB740EA6049C028114F2460F96554F61FAE3302FE" },
	{ NID_secp384r1,
		"6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D8"
		"96D5724E4C70A825F872C9EA60D2EDF5", "SHA384", "sample",
		"94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C"
		"81A648152E44ACF96E36DD1E80FABE46",
		"99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94F"
		"A329C145786E679E7B82C71A38628AC8" },
	{ NID_secp521r1,
		"00FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75"
		"CAA896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538", "SHA512",
		"sample",
		"00C328FAFCBD79DD77850370C46325D987CB525569FB63C5D3BC53950E6D4C5F"
		"174E25A1EE9017B5D450606ADD152B534931D7D4E8455CC91F9B15BF05EC36E377FA",
		"00617CCE7CF5064806C467F678D3B4080D6F1CC50AF26CA209417308281B68AF"
		"282623EAA63E5B5C0723D8B8C37FF0777B1A20F8CCB1DCCC43997F1EE0E44DA4A67A" },
};

static void check_vector(const struct vector *v)
{
	struct arena *a = arena_new();
	EVP_MD *md = EVP_MD_fetch(NULL, v->md, NULL);
	BIGNUM *scalar = NULL, *r = NULL, *s = NULL;
	uint8_t digest[EVP_MAX_MD_SIZE];
	const unsigned char *at;
	struct view made;
	ECDSA_SIG *sig;
	unsigned size;

	assert_non_null(md);
	assert_true(BN_hex2bn(&scalar, v->scalar) > 0 && BN_hex2bn(&r, v->r) > 0 &&
		BN_hex2bn(&s, v->s) > 0);
	assert_int_equal(EVP_Digest(v->message, strlen(v->message), digest, &size, md, NULL), 1);
	made = ecdsa_sign(a, v->nid, scalar, md, view_of(digest, size));
	at = made.data;
	sig = d2i_ECDSA_SIG(NULL, &at, (long)made.size);
	assert_non_null(sig);
	assert_ptr_equal(at, made.data + made.size);
	assert_int_equal(BN_cmp(ECDSA_SIG_get0_r(sig), r), 0);
	assert_int_equal(BN_cmp(ECDSA_SIG_get0_s(sig), s), 0);
	ECDSA_SIG_free(sig);
	BN_free(s);
	BN_free(r);
	BN_free(scalar);
	EVP_MD_free(md);
	arena_free(a);
}

static void rfc_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
		check_vector(&vectors[i]);
}

static void scalar_is_in_range(void **state)
{
	uint8_t octets[48];
	BIGNUM *zero, *high;

	(void)state;
	memset(octets, 0, sizeof octets);
	zero = ecdsa_scalar(NID_X9_62_prime256v1, view_of(octets, sizeof octets));
	assert_true(BN_is_one(zero));
	memset(octets, 0xff, sizeof octets);
	high = ecdsa_scalar(NID_X9_62_prime256v1, view_of(octets, sizeof octets));
	assert_true(BN_num_bits(high) <= 256 && !BN_is_zero(high));
	BN_free(high);
	BN_free(zero);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_vectors),
		cmocka_unit_test(scalar_is_in_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
