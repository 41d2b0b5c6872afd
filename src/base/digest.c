#include "base/digest.h"

#include <openssl/evp.h>

#include "base/memory.h"

static void digest(struct view v, const EVP_MD *md, uint8_t *out)
{
	/* With the default provider present only lack of memory fails here. */
	if (EVP_Digest(v.data, v.size, out, NULL, md, NULL) != 1)
		mem_out();
}

void digest_sha1(struct view v, uint8_t out[20])
{
	digest(v, EVP_sha1(), out);
}

void digest_sha256(struct view v, uint8_t out[32])
{
	digest(v, EVP_sha256(), out);
}
