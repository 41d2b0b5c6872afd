/* The fingerprints: the first row that fits is taken, so that the more special
 * ones stand first. Marks tell how a row is known; what is general knowledge
 * alone has no row. Measured against a local server, with Debian 12: OpenSSL 3.0.19,
 * GnuTLS 3.7.9, GnuPG 2.2.40, nginx 1.22.1, Apache httpd 2.4.71, OpenJDK 17.0.15,
 * curl 7.88.1, Wget 1.21.3, Python 3.11 with requests 2.28.1; tests/lab/clients.sh
 * measures anew with what is installed. */
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
	{ .name = "Wget: a script, a monitor, or a person", .mark = "measured", .agent = "Wget/",
	  .kinds = FETCH_ANY, .no_verifier = true },
	{ .name = "Python's requests: a script or a monitor", .mark = "measured", .agent = "python-requests/",
	  .kinds = FETCH_ANY, .no_verifier = true },
	{ .name = "Python's urllib: a script or a monitor", .mark = "measured", .agent = "Python-urllib/",
	  .kinds = FETCH_ANY, .no_verifier = true },
	{ .name = "Firefox until 142", .mark = "capture", .agent = "Mozilla/5.0", .kinds = FETCH_OCSP,
	  .method = "POST", .version = 11, .has = "Accept-Language" },

	/* --- without User-Agent: measured --- */
	{ .name = "GnuPG's dirmngr", .mark = "measured", .agent = "", .kinds = FETCH_CRL, .method = "GET",
	  .version = 10, .host_port = true },
	/* On port 80, where Host has none, these two send the same (GnuPG 2.2.40). */
	{ .name = "openssl s_client -crl_download, or GnuPG's dirmngr", .mark = "measured", .agent = "",
	  .kinds = FETCH_CRL, .method = "GET", .version = 10, .headers = "Host" },
	/* It fetches no issuer by itself: -in URL does. */
	{ .name = "openssl x509 -in URL", .mark = "measured", .agent = "", .kinds = FETCH_ISSUER,
	  .method = "GET", .version = 10, .headers = "Host" },
	{ .name = "nginx, for stapling", .mark = "measured", .agent = "", .kinds = FETCH_OCSP,
	  .method = "GET", .version = 10, .headers = "Host", .for_others = true },
	/* Sends the port with the host always. */
	{ .name = "Apache httpd, for stapling", .mark = "measured", .agent = "", .kinds = FETCH_OCSP,
	  .method = "POST", .version = 10, .headers = "Host,Content-Type,Connection,Content-Length",
	  .host_port = true, .for_others = true },
	/* With a nonce, or -no_nonce; it has no GET. */
	{ .name = "openssl ocsp", .mark = "measured", .agent = "", .kinds = FETCH_OCSP, .method = "POST",
	  .version = 10, .nonce = 1, .headers = "Host,Content-Type,Content-Length" },
	{ .name = "openssl ocsp", .mark = "measured", .agent = "", .kinds = FETCH_OCSP, .method = "POST",
	  .version = 10, .headers = "Host,Content-Type,Content-Length" },
	{ .name = "gnutls-cli, or GnuTLS' ocsptool with --nonce", .mark = "measured", .agent = "",
	  .kinds = FETCH_OCSP, .method = "POST", .version = 10, .nonce = 1, .has = "Accept" },
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
