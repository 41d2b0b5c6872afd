/* The fingerprints: the first row that fits is taken, so that the more special
 * ones stand first. Marks tell how a row is known; what is general knowledge
 * alone has no row. */
#include "observe/fetcher.h"

#define CRYPTOAPI "Cache-Control,Connection,Accept,If-Modified-Since,If-None-Match,User-Agent,Host"

static const struct fetcher_row rows[] = {
	/* --- Windows: public captures; certutil: reports --- */
	{ .name = "certutil of Windows, by hand or by a script", .mark = "report",
	  .agent = "CertUtil URL Agent", .kinds = FETCH_ANY, .method = "GET", .version = 11, .no_grease = true },
	{ .name = "certutil of Windows, by hand or by a script", .mark = "report",
	  .agent = "Microsoft-CryptoAPI/", .kinds = FETCH_ANY, .method = "GET", .version = 11,
	  .has = "Pragma", .no_grease = true, .usual = "Cache-Control,Connection,Pragma,Accept,If-Modified-Since,"
	  "If-None-Match,User-Agent,Host" },
	{ .name = "Windows CryptoAPI", .mark = "capture", .agent = "Microsoft-CryptoAPI/",
	  .kinds = FETCH_ANY, .method = "GET", .version = 11, .no_grease = true, .for_others = true,
	  .usual = CRYPTOAPI },

	/* --- Apple: source code and captures --- */
	{ .name = "Apple's trustd before 3.0", .mark = "capture", .agent = "com.apple.trustd/",
	  .kinds = FETCH_OCSP, .method = "GET", .version = 11, .explicit_version = 1, .for_others = true },
	{ .name = "Apple's trustd 3.0", .mark = "capture", .agent = "com.apple.trustd/",
	  .kinds = FETCH_OCSP, .method = "GET", .version = 11, .explicit_version = -1, .no_null = 1,
	  .for_others = true },
	{ .name = "Apple's trustd", .mark = "source", .agent = "com.apple.trustd/",
	  .kinds = FETCH_ISSUER | FETCH_OCSP, .method = "GET", .version = 11, .for_others = true },

	/* --- Java: measured with 17, read for the rest --- */
	{ .name = "Java before 17", .mark = "source", .agent = "Java/1.", .kinds = FETCH_ANY, .version = 11,
	  .no_grease = true },
	{ .name = "Java", .mark = "measured", .agent = "Java/", .kinds = FETCH_ANY, .version = 11,
	  .no_grease = true },

	/* --- monitors and people --- */
	{ .name = "Let's Encrypt's own monitor (boulder-observer)", .mark = "source",
	  .agent = "letsencrypt/boulder-observer-http-client", .kinds = FETCH_ANY, .no_verifier = true },
	{ .name = "curl: a script, a monitor, or a person", .mark = "measured", .agent = "curl/",
	  .kinds = FETCH_ANY, .no_verifier = true },
	{ .name = "Firefox until 142", .mark = "capture", .agent = "Mozilla/5.0", .kinds = FETCH_OCSP,
	  .method = "POST", .version = 11, .has = "Accept-Language" },

	/* --- without User-Agent: measured --- */
	{ .name = "GnuPG's dirmngr", .mark = "measured", .agent = "", .kinds = FETCH_CRL, .method = "GET",
	  .version = 10, .host_port = true },
	/* On port 80, where Host has none, these two send the same (GnuPG 2.2.40). */
	{ .name = "openssl s_client -crl_download, or GnuPG's dirmngr", .mark = "measured", .agent = "",
	  .kinds = FETCH_CRL, .method = "GET", .version = 10, .headers = "Host" },
	{ .name = "openssl s_client -crl_download", .mark = "measured", .agent = "", .kinds = FETCH_ISSUER,
	  .method = "GET", .version = 10, .headers = "Host" },
	{ .name = "nginx, for stapling", .mark = "measured", .agent = "", .kinds = FETCH_OCSP,
	  .method = "GET", .version = 10, .headers = "Host", .for_others = true },
	{ .name = "openssl ocsp", .mark = "measured", .agent = "", .kinds = FETCH_OCSP, .method = "POST",
	  .version = 10, .nonce = 1, .headers = "Host,Content-Type,Content-Length" },
	{ .name = "gnutls-cli", .mark = "measured", .agent = "", .kinds = FETCH_OCSP, .method = "POST",
	  .version = 10, .nonce = 1, .has = "Accept" },
	{ .name = "GnuTLS' ocsptool", .mark = "measured", .agent = "", .kinds = FETCH_OCSP,
	  .method = "POST", .version = 10, .nonce = -1, .has = "Accept" },

	/* --- by the form of the request alone --- */
	{ .name = "Apple's trustd before 3.0, by the encoding", .mark = "capture", .kinds = FETCH_OCSP,
	  .explicit_version = 1, .for_others = true },
};

const struct fetcher_row *fetcher_rows(size_t *count)
{
	*count = sizeof rows / sizeof *rows;
	return rows;
}
