#include "io/versions.h"

#include <curl/curl.h>
#include <openssl/crypto.h>

const char *versions_openssl(void)
{
	return OpenSSL_version(OPENSSL_VERSION);
}

const char *versions_curl(struct arena *a)
{
	return arena_format(a, "libcurl %s", curl_version_info(CURLVERSION_NOW)->version);
}
