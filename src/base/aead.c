#include "base/aead.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "base/memory.h"

#define SEALED_MAX ((size_t)65536)

static void hmac(struct view key, struct view text, uint8_t out[32])
{
	static const uint8_t nothing;
	unsigned size = 0;

	/* With the default provider present only lack of memory fails here. */
	if (HMAC(EVP_sha256(), key.size == 0 ? &nothing : key.data, (int)key.size, text.data, text.size,
	    out, &size) == NULL || size != 32)
		mem_out();
}

void hkdf_extract(struct view salt, struct view secret, uint8_t out[32])
{
	hmac(salt, secret, out);
}

void hkdf_label(const uint8_t secret[32], const char *label, uint8_t *out, size_t size)
{
	static const char prefix[] = "tls13 ";
	uint8_t info[2 + 1 + 255 + 1 + 1], block[32];
	size_t text = strlen(label), head = sizeof prefix - 1, at = 0;

	if (text > 240)
		text = 240;
	if (size > sizeof block)
		size = sizeof block;
	info[at++] = 0;
	info[at++] = (uint8_t)size;
	info[at++] = (uint8_t)(head + text);
	memcpy(info + at, prefix, head);
	memcpy(info + at + head, label, text);
	at += head + text;
	info[at++] = 0; /* the context is empty */
	info[at++] = 1; /* first and only block */
	hmac(view_of(secret, 32), view_of(info, at), block);
	memcpy(out, block, size);
}

bool aead_open(const uint8_t key[AEAD_KEY], const uint8_t nonce[AEAD_NONCE], struct view associated,
	struct view sealed, uint8_t *out)
{
	EVP_CIPHER_CTX *ctx;
	uint8_t tag[AEAD_TAG];
	int got = 0, rest = 0;
	bool fine;

	if (sealed.size < AEAD_TAG || sealed.size > SEALED_MAX || associated.size > SEALED_MAX)
		return false;
	if ((ctx = EVP_CIPHER_CTX_new()) == NULL)
		mem_out();
	sealed.size -= AEAD_TAG;
	memcpy(tag, sealed.data + sealed.size, sizeof tag);
	fine = EVP_DecryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, key, nonce) == 1 &&
		EVP_DecryptUpdate(ctx, NULL, &got, associated.data, (int)associated.size) == 1 &&
		EVP_DecryptUpdate(ctx, out, &got, sealed.data, (int)sealed.size) == 1 &&
		EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, AEAD_TAG, tag) == 1 &&
		EVP_DecryptFinal_ex(ctx, out + got, &rest) == 1;
	EVP_CIPHER_CTX_free(ctx);
	return fine;
}

void aead_mask(const uint8_t key[AEAD_KEY], const uint8_t sample[16], uint8_t out[16])
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int got = 0;

	if (ctx == NULL || EVP_EncryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, key, NULL) != 1 ||
	    EVP_CIPHER_CTX_set_padding(ctx, 0) != 1 ||
	    EVP_EncryptUpdate(ctx, out, &got, sample, 16) != 1 || got != 16)
		mem_out();
	EVP_CIPHER_CTX_free(ctx);
}
