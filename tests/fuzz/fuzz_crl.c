/* What crl_read takes libcrypto takes, too, with as many entries; walking and
 * finding agree with each other. */
#include <openssl/err.h>
#include <openssl/x509.h>

#include "fuzz.h"
#include "x509/cert.h"
#include "x509/crl.h"

static void check(const struct crl *c)
{
	const unsigned char *p = c->der.data;
	X509_CRL *lib = d2i_X509_CRL(NULL, &p, (long)c->der.size);
	struct crl_cursor at = { 0 };
	struct crl_entry e, found;
	uint64_t count = 0;
	int other;

	PROMISED(lib != NULL && p == c->der.data + c->der.size);
	other = sk_X509_REVOKED_num(X509_CRL_get_REVOKED(lib));
	PROMISED(c->entry_count == (uint64_t)(other < 0 ? 0 : other));
	while (crl_next(c, &at, &e)) {
		struct crl_cursor from = { 0 };

		count++;
		PROMISED(at.index == count && e.serial.size != 0);
		if (count > 50)
			continue;
		PROMISED(crl_find(c, &from, e.serial, &found));
		PROMISED(from.index <= count && serial_equal(e.serial, found.serial));
	}
	PROMISED(count == c->entry_count && at.at == c->entries.size);
	X509_CRL_free(lib);
	ERR_clear_error();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct crl c;
	struct err err;

	if (crl_read(a, view_of(data, size), &c, &err))
		check(&c);
	crl_read_any(a, view_of(data, size), &c, &err);
	arena_free(a);
	return 0;
}
