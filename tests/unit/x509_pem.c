#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "x509/handshake.h"
#include "x509/pem.h"
#include "x509/sct.h"

#define BYTES(text) view_of(text, sizeof(text) - 1)
#define BEGIN "-----BEGIN CERTIFICATE-----\n"
#define END "-----END CERTIFICATE-----\n"

static void takes_blocks(void **state)
{
	static const struct { const char *text; size_t count; const char *complaint; } rows[] = {
		{ "", 0, NULL },
		{ "only text\n", 0, NULL },
		{ BEGIN "MAA=\n" END, 1, NULL },
		{ "\xef\xbb\xbf" BEGIN "MAA=\n" END, 1, NULL },
		{ "words before\n" BEGIN "MAA=\n" END "between\n" BEGIN "MA\nA=\n" END "behind", 2, NULL },
		{ "-----BEGIN CERTIFICATE-----\r\nMAA=\r\n-----END CERTIFICATE-----\r\n", 1, NULL },
		{ "-----BEGIN CERTIFICATE-----\rMAA=\r-----END CERTIFICATE-----\r", 1, NULL },
		{ "  -----BEGIN CERTIFICATE-----  \n  MAA=\n  -----END CERTIFICATE-----", 1, NULL },
		{ "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X,00\n\nMAA=\n"
		  "-----END RSA PRIVATE KEY-----\n", 1, NULL },
		{ BEGIN "MA*=\n" END, 0, "line 2 is not base64" },
		{ "x\n" BEGIN "MAA=\nM!\n" END, 0, "line 4 is not base64" },
		{ "x\n" BEGIN "M\n" END, 0, "the block that begins in line 2 is not whole base64" },
		{ BEGIN END, 0, "the block that begins in line 1 is not whole base64" },
		{ BEGIN "MAA=\n", 0, "the block that begins in line 1 has no END" },
		{ BEGIN "MAA=\n-----END X509 CRL-----\n", 0,
			"line 3: the END does not fit the BEGIN in line 1" },
		{ BEGIN "MAA=\n" END BEGIN "MAA=\n" END BEGIN "MAA=\n" END, 0,
			"line 7: more than 2 PEM blocks" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *a = arena_new();
		struct pem_block *blocks;
		struct err err = { 0 };
		size_t count;
		bool good = pem_read(a, view_of_text(rows[i].text), 2, &blocks, &count, &err);

		assert_int_equal(count, rows[i].count);
		if (good)
			assert_null(rows[i].complaint);
		else
			assert_string_equal(err.text, rows[i].complaint);
		for (size_t k = 0; k < count; k++)
			assert_true(view_equal(blocks[k].der, BYTES("\x30\x00")));
		arena_free(a);
	}
}

static void knows_labels(void **state)
{
	struct arena *a = arena_new();
	struct pem_block *b;
	size_t count;

	(void)state;
	assert_true(pem_read(a, view_of_text(
		"-----BEGIN TRUSTED CERTIFICATE-----\nMAAwAA==\n-----END TRUSTED CERTIFICATE-----\n"
		"-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n"
		"-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----\n"
		"-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n"
		"-----BEGIN OCSP RESPONSE-----\nMAA=\n-----END OCSP RESPONSE-----\n"
		"-----BEGIN \x1b-----\nMAA=\n-----END \x1b-----\n"), 10, &b, &count, NULL));
	assert_int_equal(count, 6);
	assert_int_equal(b[0].label, PEM_CERTIFICATE);
	assert_int_equal(b[0].der.size, 2); /* OpenSSL's settings are cut */
	assert_int_equal(b[1].label, PEM_CRL);
	assert_int_equal(b[2].label, PEM_PKCS7);
	assert_int_equal(b[3].label, PEM_KEY);
	assert_int_equal(b[4].label, PEM_OCSP_RESPONSE);
	assert_int_equal(b[5].label, PEM_OTHER);
	assert_string_equal(b[5].name, "\\x1b");
	arena_free(a);
}

static void knows_content(void **state)
{
	static const struct { struct view v; enum content_kind kind; } rows[] = {
#define ROW(text, kind) { { (const uint8_t *)(text), sizeof(text) - 1 }, kind }
		ROW("", CONTENT_EMPTY), ROW(" \r\n", CONTENT_EMPTY),
		ROW("\xef\xbb\xbf <!DOCTYPE HTML>", CONTENT_HTML), ROW("<HTML><body>", CONTENT_HTML),
		ROW("text\n-----BEGIN X-----\n", CONTENT_PEM),
		ROW("lencr-handshake/1\nhost: a\n", CONTENT_HANDSHAKE),
		ROW("\xfe\xed\xfe\xed\x00\x00\x00\x02", CONTENT_JKS),
		ROW("0 is no DER", CONTENT_UNKNOWN), ROW("garbage", CONTENT_UNKNOWN),
		ROW("\x30\x03\x0a\x01\x03", CONTENT_OCSP_RESPONSE),
		/* cut short, but of its kind */
		ROW("\x30\x82\x03\x00\x30\x82\x02\x00\xa0\x03\x02\x01\x02\x02\x01\x01", CONTENT_CERT),
		ROW("\x30\x82\x03\x00\x30\x82\x02\x00\x02\x01\x01\x30\x00\x30\x00\x17\x0d", CONTENT_CRL),
		ROW("\x30\x82\x03\x00\x30\x82\x02\x00\x02\x01\x00\x30\x00\x30\x00\xa0\x00", CONTENT_CSR),
		ROW("\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80", CONTENT_PKCS7),
		ROW("\x30\x80\x02\x01\x03\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01",
			CONTENT_PKCS12),
		ROW("\x30\x20\x02\x01\x00\x30\x03\x06\x01\x2a\x04\x01x", CONTENT_KEY),
		ROW("\x30\x20\x02\x01\x00\x02\x01\x05", CONTENT_KEY),
#undef ROW
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(content_kind_of(rows[i].v), rows[i].kind);
	assert_string_equal(content_kind_text(CONTENT_HTML), "an HTML page");
}

static void sorts_bundles(void **state)
{
	struct arena *a = arena_new();
	struct err err = { 0 };
	struct bundle b;

	(void)state;
	assert_true(bundle_read(a, view_of_text(BEGIN "MAA=\n" END
		"-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n"), 1, &b, &err));
	assert_int_equal(b.cert_count, 1);
	assert_int_equal(b.crl_count, 1);
	assert_false(bundle_read(a, view_of_text(BEGIN "MAA=\n" END BEGIN "MAA=\n" END), 1, &b, &err));
	assert_string_equal(err.text, "more than 1 certificates");
	assert_int_equal(b.cert_count, 0);
	assert_false(bundle_read(a, view_of_text("<html>"), 1, &b, &err));
	assert_string_equal(err.text, "this is an HTML page");
	assert_false(bundle_read(a, view_of_text(""), 1, &b, &err));
	assert_false(bundle_read(a, BYTES("\x30\x03\x0a\x01\x03\x00"), 1, &b, &err));
	assert_non_null(strstr(err.text, "behind its end"));
	assert_true(bundle_read(a, BYTES("\x30\x03\x0a\x01\x03"), 1, &b, &err));
	assert_int_equal(b.ocsp_count, 1);
	arena_free(a);
}

static void reads_handshakes(void **state)
{
	static const char text[] =
		"lencr-handshake/1\r\nhost: a.example\nport:443\nnews: x\n"
		"client-certificate: requested\ncipher: \x1b[0m\n\n"
		BEGIN "MAA=\n" END BEGIN "BAA=\n" END
		"-----BEGIN OCSP RESPONSE-----\nMAMKAQM=\n-----END OCSP RESPONSE-----\n"
		"-----BEGIN SCT LIST-----\nAAA=\n-----END SCT LIST-----\n";
	struct arena *a = arena_new();
	struct err err = { 0 };
	struct handshake h;

	(void)state;
	assert_true(handshake_read(a, view_of_text(text), &h, &err));
	assert_string_equal(h.host, "a.example");
	assert_string_equal(h.port, "443");
	assert_string_equal(h.cipher, "\\x1b[0m");
	assert_null(h.address);
	assert_true(h.client_certificate_requested);
	assert_int_equal(h.cert_count, 2);
	assert_int_equal(h.staple_count, 1);
	assert_int_equal(h.staples[0].cert, 1);
	assert_int_equal(h.sct_list.size, 2);
	assert_false(handshake_read(a, view_of_text("lencr-handshake/2\n\n"), &h, &err));
	assert_false(handshake_read(a, view_of_text("lencr-handshake/1\nno colon\n\n"), &h, &err));
	assert_false(handshake_read(a, view_of_text("lencr-handshake/1\n\n"
		"-----BEGIN OCSP RESPONSE-----\nMAA=\n-----END OCSP RESPONSE-----\n"), &h, &err));
	assert_int_equal(h.cert_count, 0);
	arena_free(a);
}

/* One SCT of version 1 with an empty signature: 1 + 32 + 8 + 2 + 2 + 2 octets. */
static void reads_scts(void **state)
{
	uint8_t list[51] = { 0, 49, 0, 47, 0 };
	struct arena *a = arena_new();
	struct sct *scts;
	size_t count;

	(void)state;
	list[5] = 0xab;
	list[44] = 1; /* lowest octet of the timestamp */
	list[47] = 4;
	list[48] = 3;
	assert_true(sct_list_read(a, view_of(list, 51), &scts, &count));
	assert_int_equal(count, 1);
	assert_int_equal(scts[0].log_id.data[0], 0xab);
	assert_int_equal(scts[0].timestamp_ms, 1);
	assert_int_equal(scts[0].hash_alg, 4);
	assert_int_equal(scts[0].sig_alg, 3);
	for (size_t cut = 0; cut < 51; cut++)
		assert_false(sct_list_read(a, view_of(list, cut), &scts, &count));
	list[37] = 0x80; /* a time beyond int64 */
	assert_false(sct_list_read(a, view_of(list, 51), &scts, &count));
	assert_int_equal(count, 0);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_blocks), cmocka_unit_test(knows_labels),
		cmocka_unit_test(knows_content), cmocka_unit_test(sorts_bundles),
		cmocka_unit_test(reads_handshakes), cmocka_unit_test(reads_scts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
