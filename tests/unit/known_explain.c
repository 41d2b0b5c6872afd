/* Things that are words: URLs, hosts, requests, serials, hashes. */
#include "explained.h"

#include "base/why.h"
#include "base/words.h"
#include "known/catalog.h"
#include "known/hosts.h"
#include "known/lencr_url.h"
#include "known/md5.h"
#include "x509/ocsp.h"

static struct arena *arena;

static void every_ca_by_label(void **state)
{
	(void)state;
	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *c = catalog_at(i), *best = catalog_by_label(c->label);
		struct doc *d;

		if (c->label == NULL)
			continue;
		d = explained(arena, arena_format(arena, "http://%s.i.lencr.org/", c->label));
		assert_string_equal(said(d, "kind"), "issuer-url");
		assert_string_equal(said(d, "ca/label"), c->label);
		assert_string_equal(said(d, "ca/catalog_id"), best->id);
		assert_string_equal(said(d, "environment"), c->environment);
		d = explained(arena, arena_format(arena, c->shards ? "http://%s.c.lencr.org/128.crl" :
			"http://%s.c.lencr.org/", c->label));
		assert_string_equal(said(d, "kind"), c->shards ? "shard-crl-url" : "root-crl-url");
		assert_int_equal(number(d, "shard"), c->shards ? 128 : -1);
		assert_int_equal(member(d, "odd")->count, 0);
		d = explained(arena, c->label);
		assert_string_equal(said(d, "kind"), "ca");
	}
}

static void flagged(const char *url, const char *word)
{
	struct doc *d = explained(arena, url);

	if (!odd(d, word))
		print_message("# %s: not %s\n", url, word);
	assert_true(odd(d, word));
}

static void unusual_forms(void **state)
{
	(void)state;
	flagged("http://r3.c.lencr.org/0.crl", "shard-range");
	flagged("http://r3.c.lencr.org/129.crl", "shard-range");
	flagged("http://r3.c.lencr.org/007.crl", "zero-padding");
	flagged("http://r3.c.lencr.org/1.crl?x", "query");
	flagged("http://r3.c.lencr.org/1.CRL", "upper-case");
	flagged("https://r3.c.lencr.org/1.crl", "https");
	flagged("http://x1.c.lencr.org:8080/", "port");
	flagged("x1.c.lencr.org.:8080", "trailing-dot");
	flagged("x1.c.lencr.org.:8080", "port");
	flagged("http://who@x1.c.lencr.org/", "user");
	flagged("http://x1.c.lencr.org/#x", "fragment");
	flagged("http://x1.c.lencr.org/evil.exe", "path");
	flagged("http://yr1.c.lencr.org/%31%33.crl", "escaped-path");
	flagged("http://x1.c.lencr.org/1.crl", "root-shard");
	flagged("http://ye1.c.lencr.org/", "no-shard");
	flagged("http://ye1.o.lencr.org/", "no-ocsp");
	flagged("http://r3.o.lencr.org/", "ended");
	flagged("http://whatever.c.lencr.org/", "unknown-label");
	flagged("http://x1.z.lencr.org/", "unknown-label");
	flagged("ftp://x1.c.lencr.org/", "scheme");
	assert_int_equal(member(explained(arena, "https://letsencrypt.org/docs/"), "odd")->count, 0);
}

static void other_forms(void **state)
{
	static const struct { const char *thing, *kind, *ca; } rows[] = {
		{ "http://prod.c.lencr.org/20506757847264211/126.crl", "shard-crl-url", "prod/int-r3" },
		{ "http://prod.c.lencr.org/15121864070385704/1.crl", "shard-crl-url", "prod/int-ye1" },
		{ "hxxp://r12[.]c[.]lencr[.]org/47.crl", "shard-crl-url", "prod/int-r12" },
		{ "http://ocsp.int-x3.letsencrypt.org", "old-url", "prod/int-x3" },
		{ "cert.stg-int-x1.letsencrypt.org", "old-url", "staging/int-fake-le-x1" },
		{ "http://apps.identrust.com/roots/dstrootcax3.p7c", "identrust-url", "external/root-dst-x3" },
		{ "isrg.trustid.ocsp.identrust.com", "identrust-url", "external/root-dst-x3" },
		{ "acme-v02.api.letsencrypt.org", "acme", "" }, { "lencr.org", "website", "" },
		{ "Let's Encrypt YE1", "ca", "prod/int-ye1" }, { "ISRG Root X1", "ca", "prod/root-x1" },
		{ "103621DE9CD5414CC2538780B4B75751", "cache-name", "prod/root-x1" },
		{ "C:\\x\\CryptnetUrlCache\\Content\\103621de9cd5414cc2538780b4b75751", "cache-name",
		  "prod/root-x1" },
		{ "14:03:22 10.0.0.9 TCP_MISS/200 12057 GET http://e7.c.lencr.org/26.crl - DIRECT",
		  "shard-crl-url", "prod/int-e7" },
		{ "CXyz 3 4a5b 0643d1 ISSUED 06ed041e68894803a4235faed4ce54e55e8c x 2026", "serial", "" },
		{ "*.c.lencr.org", "host", "" }, { ".i.lencr.org", "host", "" },
		{ "//x1.c.lencr.org/", "root-crl-url", "prod/root-x1" },
		{ "http://yr1.c.lencr.org/13.crl.", "shard-crl-url", "prod/int-yr1" },
		{ "yr1.c.lencr.org/13.crl,", "shard-crl-url", "prod/int-yr1" },
		{ "http:\\/\\/ye2.c.lencr.org\\/25.crl", "shard-crl-url", "prod/int-ye2" },
		{ "ye2.c.lencr.org 10.0.0.1 - - [01/Jan/2026] \"GET /25.crl HTTP/1.1\" 200", "shard-crl-url",
		  "prod/int-ye2" },
		{ "CN=R3,O=Let's Encrypt,C=US", "ca", "prod/int-r3" },
		{ "C = US, O = Let's Encrypt, CN = R3", "ca", "prod/int-r3" },
		{ "/C=US/O=ISRG/CN=Root YR", "ca", "prod/root-yr" }, { "ISRG Root YE", "ca", "prod/root-ye" },
		{ "X3", "ca", "prod/int-x3" }, { "YR9", "ca", "" },
		{ "103621DE9CD5414CC2538780B4B75751.bin", "cache-name", "prod/root-x1" },
		{ "02835C6072261A584AE38D197B622594_103621DE9CD5414CC2538780B4B75751", "cache-name",
		  "prod/root-x1" },
		{ "serial=06ED041E68894803A4235FAED4CE54E55E8C", "serial", "" },
		{ "603326111351959935795716818064585253019276", "serial", "" },
		{ "http://ocsp.int-x3.letsencrypt.org/MFMwUTBPME0wSzAJBgUrDgMCGgUABBR%2B5mrncpqz%2FPiiIGRsFqEtYHE"
		  "IXQQUqEpqYwR93brm0Tm3pkVl7%2FOo7KECEgO%2BJp%2Fxpfy2wLfZGXyHqLGCgA%3D%3D", "ocsp-request",
		  "prod/int-x3" },
		{ "http://isrg.trustid.ocsp.identrust.com/MFQwUjBQME4wTDAJBgUrDgMCGgUABBRv9GhNQxLSSGKBnMArPUcsHY"
		  "ovpgQUxKexpHsscfrb4UuQdf%2FEFWCFiRACEAoBQUIAAAFThXNqC4Xspwg%3D", "ocsp-request",
		  "external/root-dst-x3" },
		{ "CRL-Stale", "finding", "" },
		{ "query[A] yr1.c.lencr.org from 10.0.0.9", "host", "prod/int-yr1" },
		{ "7f2ab707b5bdd93c9fd48b7c6029db33", "serial", "revoked/cross-root-x2-by-x1-2025" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct doc *d = explained(arena, rows[i].thing);

		assert_string_equal(said(d, "kind"), rows[i].kind);
		assert_string_equal(said(d, "ca/catalog_id"), rows[i].ca);
	}
	explained_at(arena, "02835C6072261A584AE38D197B622594", NOW, EXPLAIN_FOREIGN);
	explained_at(arena, "103621DE9CD5414CC2538780B4B75751_02835C6072261A584AE38D197B622594", NOW,
		EXPLAIN_FOREIGN);
	explained_at(arena, "POST / HTTP/1.1", NOW, EXPLAIN_FOREIGN);
	/* A name that merely has one of ours in it is not ours. */
	explained_at(arena, "CN=R3,O=Evil,C=US", NOW, EXPLAIN_FOREIGN);
}

static void imitations(void **state)
{
	static const char *const sure[] = {
		"lencr.org.evil.test", "x1.c.lencr.org.evil.test", "1encr.org", "x1.c.1encr.org", "lencr.0rg",
		"http://x1.c.lencr.org@evil.test/", "http://x1.c.lencr.org:80@evil.test/1.crl",
		"http://x1.c.lencr.org%2f@evil.test/", "http://xlencr.org/", "r3.o.lencr.com",
		"http://lencr.org-cdn.test/", "letsencrypt.org.evil.test", "1etsencrypt.org",
		"letsencrpyt.org", "lets-encrypt.org", "http://xn--lncr-bpa.org/", "http://l\xd0\xb5ncr.org/",
		"x1.c.lncr.org", "http://x1.c.lencr.org\\@evil.test/", "x1.c.lencr0rg.test",
		"x1.c.lencr-org.test", "http://x1.c.lencr%2eorg.evil.test/",
		"x1.c.lencr\xe3\x80\x82org.evil.test",
	};
	static const char *const others[] = { "example.org", "http://example.org/lencr.org/", "192.0.2.1",
		"r3.o.lencr.org.edgesuite.net", "x1.c.lencr.org.lan", "r3.o.lencr.org.fritz.box",
		"lencr.com", "lenor.org", "http://ocsp.digicert.com/", "hello",
		"", "0x1234567890", "http://", "://", "/", ".", "...", "-", "lencr.org.", "%" };

	(void)state;
	for (size_t i = 0; i < sizeof sure / sizeof *sure; i++)
		explained_at(arena, sure[i], NOW, EXPLAIN_IMITATION);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		explained_at(arena, others[i], NOW, strcmp(others[i], "lencr.org.") == 0 ? EXPLAIN_KNOWN :
			EXPLAIN_FOREIGN);
}

/* What is said holds for the time of the event. */
static void ocsp_at_its_time(void **state)
{
	struct doc *d = explained_at(arena, "r10.o.lencr.org", INT64_C(1675728000), EXPLAIN_KNOWN); /* 2023-02-07 */

	(void)state;
	assert_string_equal(said(d, "state"), "not-yet");
	assert_true(odd(d, "not-yet"));
	d = explained_at(arena, "r10.o.lencr.org", INT64_C(1732060800), EXPLAIN_KNOWN); /* 2024-11-20 */
	assert_string_equal(said(d, "state"), "current");
	assert_non_null(strstr(said(d, "if_blocked"), "refused the site"));
	assert_null(strstr(said(d, "how_often"), "2025"));
	d = explained_at(arena, "r10.o.lencr.org", NOW, EXPLAIN_KNOWN);
	assert_string_equal(said(d, "state"), "ended");
	assert_non_null(strstr(said(d, "if_blocked"), "nothing"));
}

/* A resolver's search list makes such questions every day. */
static void names_of_houses(void **state)
{
	struct doc *d = explained_at(arena, "yr1.c.lencr.org.home.arpa", NOW, EXPLAIN_FOREIGN);

	(void)state;
	assert_true(odd(d, "resembles"));
	assert_non_null(strstr(said(d, "meaning"), "meant the name before it"));
	d = explained(arena, "http://r10%2ec%2elencr%2Eorg/5.crl");
	assert_string_equal(said(d, "kind"), "shard-crl-url");
	assert_true(odd(d, "disguised-host"));
	/* What stands behind the host makes nobody else of it. */
	d = explained(arena, "http://r10.c.lencr.org/5.crl\u00e9");
	assert_true(odd(d, "malformed-url") && odd(d, "path"));
	assert_string_equal(said(d, "host"), "r10.c.lencr.org");
	d = explained(arena, "\u201chttp://r10.c.lencr.org/5.crl\u201d");
	assert_string_equal(said(d, "url"), "http://r10.c.lencr.org/5.crl");
	explained_at(arena, "http://r10.c%2flencr.org/5.crl", NOW, EXPLAIN_IMITATION);
}

static void spellings(void **state)
{
	static const char base[] = "MFMwUTBPME0wSzAJBgUrDgMCGgUABBRI2smg+yvTLU/w3mjS9We3NfmzxAQUFC6zF7dYVsu"
		"uUAlA5h+vnYsUwsYCEgNJysJh3kjaVPgcXCDHUNNWsA==";
	static const char upper[] = "MFMwUTBPME0wSzAJBgUrDgMCGgUABBRI2smg%2ByvTLU%2Fw3mjS9We3NfmzxAQUFC6zF7d"
		"YVsuuUAlA5h%2BvnYsUwsYCEgNJysJh3kjaVPgcXCDHUNNWsA%3D%3D";
	struct view der;
	const char *forms[12];
	size_t count = 0;
	char *other;

	(void)state;
	forms[count++] = base;
	forms[count++] = arena_format(arena, "http://r3.o.lencr.org/%s", base);
	forms[count++] = arena_format(arena, "http://r3.o.lencr.org/%s", upper);
	forms[count++] = arena_format(arena, "http://r3.o.lencr.org//%s", upper);
	forms[count++] = arena_format(arena, "http://r3.o.lencr.org/ocsp/%s", upper);
	forms[count++] = arena_format(arena, "/%.*s", (int)strlen(base) - 2, base);
	other = arena_text(arena, base);
	for (char *c = other; *c != '\0'; c++)
		*c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
	forms[count++] = other;
	other = arena_format(arena, "http://r3.o.lencr.org/%s", upper);
	for (char *c = other; *c != '\0'; c++)
		if (c[0] == '%')
			c[2] = str_lower(c[2]);
	forms[count++] = other;
	forms[count++] = arena_format(arena, "GET /%s HTTP/1.1", upper);
	forms[count++] = arena_format(arena, "http://r3.o.lencr.org/%s", "MFMwUTBPME0wSzAJBgUrDgMCGgUABBRI2s"
		"mg%252ByvTLU%252Fw3mjS9We3NfmzxAQUFC6zF7dYVsuuUAlA5h%252BvnYsUwsYCEgNJysJh3kjaVPgcXCDHUNNWs"
		"A%253D%253D");
	assert_true(view_from_base64(arena, view_of_text(base), 1000, &der));
	forms[count++] = view_hex(arena, der);
	for (size_t i = 0; i < count; i++) {
		struct doc *d = explained(arena, forms[i]);

		assert_string_equal(said(d, "kind"), "ocsp-request");
		assert_string_equal(said(d, "serial"), "0349cac261de48da54f81c5c20c750d356b0");
		assert_string_equal(said(d, "ca/catalog_id"), "prod/int-r3");
		assert_false(odd(d, "issuer-mismatch"));
	}
	assert_string_equal(said(explained(arena, forms[2]), "cache_name"),
		"FA29C1BB6FD1E1E853C21E880ECD12C7");
	assert_true(odd(explained(arena, forms[3]), "doubled-slash"));
	assert_true(odd(explained(arena, forms[9]), "escaped-twice"));
	flagged("http://r10.o.lencr.org/MFMwUTBPME0wSzAJBgUrDgMCGgUABBRI2smg+yvTLU/w3mjS9We3NfmzxAQUFC6zF7dYV"
		"suuUAlA5h+vnYsUwsYCEgNJysJh3kjaVPgcXCDHUNNWsA==", "issuer-mismatch");
}

/* Cut anywhere, a URL of a log still tells whose it is, and never more. */
static void cut_requests(void **state)
{
	static const char url[] = "http://r3.o.lencr.org/MFgwVqADAgEAME8wTTBLMAkGBSsOAwIaBQAEFEjayaD7K9MtT%2"
		"FDeaNL1Z7c1%2BbPEBBQULrMXt1hWy65QCUDmH6%2BdixTCxgISBKX89wJrmK3LIUVLVeFRKYPH";
	struct doc *d = explained(arena, url);

	(void)state;
	assert_string_equal(said(d, "serial"), "04a5fcf7026b98adcb21454b55e1512983c7");
	assert_true(odd(d, "explicit-version"));
	for (size_t size = strlen("http://r3.o.lencr.org/"); size < sizeof url; size++) {
		d = explained(arena, arena_textn(arena, url, size));
		assert_string_equal(said(d, "ca/catalog_id"), "prod/int-r3");
	}
}

static struct view request(const struct catalog_cert *c, const uint8_t serial[18])
{
	static const uint8_t head[] = { 0x30, 0x53, 0x30, 0x51, 0x30, 0x4f, 0x30, 0x4d, 0x30, 0x4b, 0x30,
		0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14 };
	uint8_t *der = arena_take(arena, 0x55);

	memcpy(der, head, sizeof head);
	memcpy(der + 23, c->name_sha1, 20);
	der[43] = 0x04;
	der[44] = 0x14;
	memcpy(der + 45, c->key_sha1, 20);
	der[65] = 0x02;
	der[66] = 18;
	memcpy(der + 67, serial, 18);
	return view_of(der, 85);
}

/* A thousand serials: into a request, a URL and a shard, and back. */
static void round_trips(void **state)
{
	uint32_t seed = 20261121;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		const struct catalog_cert *c = catalog_at(i % catalog_count());
		struct arena *a = arena_new();
		struct explain_options options = { .at = NOW };
		enum explain_outcome o;
		struct lencr_url url;
		uint8_t serial[18] = { 0x05 };
		struct err e = { 0 };
		struct doc *d = doc_new(a);
		char *hex;

		for (size_t k = 1; k < sizeof serial; k++) {
			seed = seed * 1103515245 + 12345;
			serial[k] = (uint8_t)(seed >> 16);
		}
		hex = view_hex(a, view_of(serial, sizeof serial));
		if (c->label != NULL) {
			struct doc *q = explained(a, ocsp_get_url(a, arena_format(a, "http://%s.o.lencr.org",
				c->label), request(c, serial)));

			assert_string_equal(said(q, "serial"), hex);
			assert_string_equal(said(q, "ca/label"), c->label);
		}
		if (c->shards && strcmp(c->environment, "production") == 0) {
			assert_true(explain_serial(d, hex, c->ca, &options, &o, &e));
			assert_true(lencr_url_read(a, said(d, "url"), &url));
			assert_int_equal(url.shard, serial[17] % 128 + 1);
			assert_string_equal(url.label, c->label);
			d = explained(a, said(d, "url"));
			assert_int_equal(number(d, "shard"), serial[17] % 128 + 1);
			/* The name of the Windows cache file leads back to the URL. */
			if (i % 10 == 0)
				assert_string_equal(said(explained(a, said(d, "cache_name")), "url"), said(d, "url"));
		}
		arena_free(a);
	}
}

static void known_serials(void **state)
{
	static const struct { const char *serial, *issuer; int shard; } rows[] = {
		{ "052c2a857e6a6c388b3c7caf7249db50357f", "YE1", 128 },
		{ "06:ed:04:1e:68:89:48:03:a4:23:5f:ae:d4:ce:54:e5:5e:8c", "yr1", 13 },
		{ "64c2126fb8df57c7a65848c4ffa30990118", "YE2", 25 },
		{ "06D9DC4B9EECFEE8484E1D9F7D16F8E88AAE", "Let's Encrypt R12", 47 },
		{ "0x05471de3ed23fc2df8048f5a5621af94242c", "E7", 45 },
		{ "05471de3ed23fc2df8048f5a5621af94242c", "YZ7", 45 },
		{ "064c2126fb8df57c7a65848c4ffa30990118", "CN=YE2,O=Let's Encrypt,C=US", 25 },
		{ "064c2126fb8df57c7a65848c4ffa30990118", "C = US, O = Let's Encrypt, CN = YE2", 25 },
	};
	struct explain_options options = { .at = NOW };
	enum explain_outcome o;
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct doc *d = doc_new(arena);

		assert_true(explain_serial(d, rows[i].serial, rows[i].issuer, &options, &o, &e));
		assert_int_equal(number(d, "shard"), rows[i].shard);
		assert_int_equal(strlen(said(d, "serial")), 36);
	}
	assert_false(explain_serial(doc_new(arena), "no", "YE1", &options, &o, &e));
	assert_int_equal(e.code, ERR_USAGE);
	assert_false(explain_serial(doc_new(arena), "05", "who", &options, &o, &e));
	assert_false(explain_serial(doc_new(arena), "05", "CN=YE2,O=Somebody,C=US", &options, &o, &e));
	/* Before the rule began there is no shard to tell. */
	assert_int_equal(number(explained(arena, "04a5fcf7026b98adcb21454b55e1512983c7"), "shard"), -1);
}

static char *url_base64(const uint8_t *bytes, size_t size)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	char *out = arena_take(arena, size * 2), *to = out;
	unsigned bits = 0, held = 0;

	for (size_t i = 0; i < size; i++) {
		held = (held << 8 | bytes[i]) & 0xffffu;
		for (bits += 8; bits >= 6; bits -= 6)
			*to++ = letters[held >> (bits - 6) & 63];
	}
	if (bits > 0)
		*to++ = letters[held << (6 - bits) & 63];
	*to = '\0';
	return out;
}

static void identifiers(void **state)
{
	const struct catalog_cert *ye2 = catalog_by_label("ye2");
	struct doc *d;

	(void)state;
	d = explained(arena, view_hex(arena, view_of(ye2->sha256, 32)));
	assert_string_equal(said(d, "kind"), "fingerprint");
	d = explained(arena, view_hex(arena, view_of(ye2->key_sha256, 20)));
	assert_string_equal(said(d, "kind"), "key-id");
	/* Two CAs with one key: the name tells them apart. */
	d = explained(arena, view_hex(arena, view_of(catalog_by_id("prod/int-x1")->name_sha1, 20)));
	assert_string_equal(said(d, "ca/catalog_id"), "prod/int-x1");
	d = explained(arena, view_hex(arena, view_of(catalog_by_id("prod/int-x3")->name_sha1, 20)));
	assert_string_equal(said(d, "ca/catalog_id"), "prod/int-x3");
	/* The example of RFC 9773 is of no CA of ours. */
	d = explained_at(arena, "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE", NOW, EXPLAIN_FOREIGN);
	assert_string_equal(said(d, "kind"), "ari");
	assert_string_equal(said(d, "serial"), "0087654321");
	explained_at(arena, "https://acme-v02.api.letsencrypt.org/acme/renewal-info/"
		"aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE", NOW, EXPLAIN_FOREIGN);
	/* One of YE2, made of its key identifier (RFC 7093) and a serial of its form. */
	d = explained(arena, arena_format(arena, "https://acme-v02.api.letsencrypt.org/acme/renewal-info/"
		"%s.%s", url_base64(ye2->key_sha256, 20), url_base64((const uint8_t *)"\x06\x4c\x21\x26\xfb\x8d\xf5\x7c"
		"\x7a\x65\x84\x8c\x4f\xfa\x30\x99\x01\x18", 18)));
	assert_string_equal(said(d, "kind"), "ari");
	assert_string_equal(said(d, "ca/catalog_id"), "prod/int-ye2");
	assert_string_equal(said(d, "url"), "http://ye2.c.lencr.org/25.crl");
}

static void times(void **state)
{
	static const struct { const char *thing; const char *at; const char *state; } rows[] = {
		{ "http://r3.o.lencr.org/", "2024-01-01T00:00:00Z", "current" },
		{ "http://r10.o.lencr.org/", "2025-08-05T00:00:00Z", "current" },
		{ "http://r10.o.lencr.org/", "2025-08-07T00:00:00Z", "ended" },
		{ "http://ye1.c.lencr.org/1.crl", "2025-01-01T00:00:00Z", "not-yet" },
		{ "http://ye1.c.lencr.org/1.crl", "2026-11-21T00:00:00Z", "current" },
		{ "http://e7.c.lencr.org/1.crl", "2026-06-01T00:00:00Z", "current" },
		{ "http://e7.c.lencr.org/1.crl", "2026-08-01T00:00:00Z", "retired" },
		{ "http://r3.c.lencr.org/1.crl", "2026-01-01T00:00:00Z", "expired" },
		{ "7f2ab707b5bdd93c9fd48b7c6029db33", "2026-01-01T00:00:00Z", "current" },
		{ "7f2ab707b5bdd93c9fd48b7c6029db33", "2026-06-01T00:00:00Z", "revoked" },
		{ "http://zz9.c.lencr.org/1.crl", "2026-06-01T00:00:00Z", "unknown" },
	};
	int64_t at;

	(void)state;
	/* Before 2025 no site's certificate named a list, and serials told no shard. */
	assert_non_null(strstr(said(explained(arena, "http://r3.c.lencr.org/1.crl"), "fetched_by"),
		"collectors"));
	assert_null(member(explained(arena, "http://r3.c.lencr.org/1.crl"), "facts"));
	assert_non_null(strstr(said(explained_at(arena, "http://e5.c.lencr.org/1.crl", 1735689600,
		EXPLAIN_KNOWN), "meaning"), "by date"));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(when_read(rows[i].at, &at));
		assert_string_equal(said(explained_at(arena, rows[i].thing, at, EXPLAIN_KNOWN), "state"),
			rows[i].state);
	}
}

/* The words of `lencr why` are explained like those of findings. */
static void words_of_why(void **state)
{
	(void)state;
	for (int w = 0; w < FLAG_COUNT; w++) {
		struct doc *d = explained(arena, flag_info((enum flag_word)w)->word);

		assert_string_equal(said(d, "kind"), "finding");
		assert_string_equal(said(d, "meaning"), flag_info((enum flag_word)w)->explanation);
	}
	for (int w = 0; w < EVIDENCE_COUNT; w++)
		assert_string_equal(said(explained(arena, evidence_info((enum evidence_word)w)->word), "meaning"),
			evidence_info((enum evidence_word)w)->explanation);
}

static void hosts(void **state)
{
	struct host_row *rows;
	size_t needed = hosts_list(arena, false, &rows), all = hosts_list(arena, true, &rows);

	(void)state;
	assert_true(needed >= 20 && all > needed);
	for (size_t i = 0; i < all; i++) {
		assert_true(i < needed ? rows[i].need == HOST_NEEDED : rows[i].need != HOST_NEEDED);
		assert_true(i == 0 || strcmp(rows[i - 1].host, rows[i].host) != 0);
		assert_true(strcmp(rows[i].serves, "ocsp") != 0 || rows[i].need != HOST_NEEDED);
		explained(arena, rows[i].host);
	}
}

static void digests(void **state)
{
	uint8_t sum[16];

	(void)state;
	md5(view_of_text(""), sum);
	assert_string_equal(view_hex(arena, view_of(sum, 16)), "d41d8cd98f00b204e9800998ecf8427e");
	md5(view_of_text("abc"), sum);
	assert_string_equal(view_hex(arena, view_of(sum, 16)), "900150983cd24fb0d6963f7d28e17f72");
	md5(view_of_text("12345678901234567890123456789012345678901234567890123456789012345678901234567890"),
		sum);
	assert_string_equal(view_hex(arena, view_of(sum, 16)), "57edf4a22be3c955ac49da2e2107b67a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_ca_by_label), cmocka_unit_test(unusual_forms),
		cmocka_unit_test(other_forms), cmocka_unit_test(imitations),
		cmocka_unit_test(names_of_houses), cmocka_unit_test(ocsp_at_its_time), cmocka_unit_test(spellings),
		cmocka_unit_test(cut_requests), cmocka_unit_test(round_trips),
		cmocka_unit_test(known_serials), cmocka_unit_test(identifiers), cmocka_unit_test(times),
		cmocka_unit_test(words_of_why),
		cmocka_unit_test(hosts), cmocka_unit_test(digests),
	};
	int failed;

	arena = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
