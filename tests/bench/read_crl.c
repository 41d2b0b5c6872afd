/* read_crl: one list read, verified and searched in process, without the tool
 * around it; or only hashed, the physical limit that it is measured against.
 *
 *	read_crl list ISSUER.pem FILE.crl SERIAL-HEX    0: listed, 1: not, 2: not read or verified
 *	read_crl hash DIGEST FILE                       start-up, open, one digest
 *	read_crl start                                  start-up alone */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/blob.h"
#include "x509/cert.h"
#include "x509/crl.h"
#include "x509/pem.h"
#include "x509/sig.h"

#define NO_LIMIT (SIZE_MAX / 4)

static int fail(const struct err *e)
{
	fprintf(stderr, "read_crl: %s\n", e->text);
	return 2;
}

static size_t read_serial(const char *hex, uint8_t out[32])
{
	size_t count = strlen(hex) / 2;

	for (size_t i = 0; i < count && i < 32; i++) {
		char pair[3] = { hex[2 * i], hex[2 * i + 1] };

		out[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return count < 32 ? count : 32;
}

static int list(struct arena *a, char **argv)
{
	struct err e = { 0 };
	struct blob *issuer = blob_open(argv[2], NO_LIMIT, &e), *body;
	struct pem_block *blocks;
	size_t count;
	struct cert *ca;
	struct crl crl;
	struct crl_cursor cursor = { 0 };
	struct crl_entry entry;
	uint8_t serial[32];

	if (issuer == NULL || !pem_read(a, blob_view(issuer), 1, &blocks, &count, &e))
		return fail(&e);
	blob_drop(issuer);
	ca = cert_read(a, blocks[0].der, &e);
	body = ca == NULL ? NULL : blob_open(argv[3], NO_LIMIT, &e);
	if (body == NULL)
		return fail(&e);
	blob_keep(a, body);
	blob_drop(body);
	if (!crl_read(a, blob_view(body), &crl, &e))
		return fail(&e);
	if (!sig_verify(crl.tbs, crl.sig_alg, crl.signature, ca->key))
		return 2;
	return crl_find(&crl, &cursor, view_of(serial, read_serial(argv[4], serial)), &entry) ? 0 : 1;
}

static int hash(char **argv)
{
	struct err e = { 0 };
	unsigned char sum[EVP_MAX_MD_SIZE];
	struct blob *body = blob_open(argv[3], NO_LIMIT, &e);
	size_t size;
	int good;

	if (body == NULL)
		return fail(&e);
	good = EVP_Q_digest(NULL, argv[2], NULL, blob_view(body).data, blob_view(body).size, sum, &size);
	blob_drop(body);
	return good == 1 ? 0 : 2;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	int status = 2;

	if (argc == 5 && strcmp(argv[1], "list") == 0)
		status = list(a, argv);
	else if (argc == 4 && strcmp(argv[1], "hash") == 0)
		status = hash(argv);
	else if (argc == 2 && strcmp(argv[1], "start") == 0)
		status = 0;
	arena_free(a);
	return status;
}
