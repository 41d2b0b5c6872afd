/* A certificate that is taken keeps its promises, and our signature check
 * says yes only where libcrypto's does. */
#include "base/str.h"
#include "fuzz.h"
#include "x509/cert.h"
#include "x509/der.h"
#include "x509/sig.h"

static void check_signature(const struct cert *c)
{
	struct tlv whole, tbs, algorithm, bits;
	struct view signature;
	unsigned unused;
	struct der d;

	PROMISED(der_only(c->der, DER_SEQUENCE, &whole));
	d = der_of(whole.content);
	PROMISED(der_take(&d, DER_SEQUENCE, &tbs) && der_take(&d, DER_SEQUENCE, &algorithm) &&
		der_take(&d, DER_BIT_STRING, &bits));
	if (!der_read_bits(bits.content, &unused, &signature) || unused != 0)
		return;
	if (sig_verify(tbs.whole, algorithm.whole, signature, c->key))
		PROMISED(cert_signed_by(c, c->key));
	sig_reaches_level(algorithm.whole, c->key, 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct cert *c = cert_read(a, view_of(data, size), NULL);

	if (c != NULL) {
		PROMISED(c->x != NULL && c->serial.size != 0 && c->der.size == size);
		PROMISED(c->short_name != NULL && str_is_safe(view_of_text(c->short_name)));
		PROMISED(str_is_safe(view_of_text(c->subject_text)));
		for (size_t i = 0; i < c->san_count; i++)
			PROMISED(str_is_safe(view_of_text(c->sans[i].text)));
		cert_serial_hex(a, c);
		cert_lifetime(c);
		check_signature(c);
	}
	arena_free(a);
	return 0;
}
