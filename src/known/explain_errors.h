/* explain_errors: error texts and numbers that people paste. Private to
 * explain_error.c and its rows.
 *
 * Sources: winerror.h, wininet.h, winhttp.h, wincrypt.h; X509_V_ERR_* of
 * OpenSSL; RFC 8446 section 6 (alerts); NSS's secerr.h; Security.framework;
 * net_error_list.h; NSURLError.h;
 * texts as the programs print them. */
#ifndef LENCR_KNOWN_EXPLAIN_ERRORS_H
#define LENCR_KNOWN_EXPLAIN_ERRORS_H

#include <stddef.h>

#include "doc/language.h"

/* In which numbering an error's number stands. */
enum error_domain {
	DOMAIN_TEXT,      /* none */
	DOMAIN_GENERIC,   /* none, and said beside a text that tells more */
	DOMAIN_WIN,       /* HRESULT and the like, 32 bits */
	DOMAIN_INET,      /* Win32 numbers of WinINet and WinHTTP; also as HRESULT 0x8007.... */
	DOMAIN_NSS, DOMAIN_APPLE,
	DOMAIN_NET,       /* of Chrome's network stack; counts behind "net_error" alone */
	DOMAIN_NSURL,     /* of Apple's URL loading; counts behind its name alone */
	DOMAIN_SSL,       /* of OpenSSL's verification */
	DOMAIN_ALERT,     /* of TLS */
};

enum error_meaning { MEANS_NO_ANSWER, MEANS_REVOKED, MEANS_NO_PATH, MEANS_SELF_SIGNED, MEANS_EXPIRED,
	MEANS_EARLY, MEANS_OLD_LIST, MEANS_EARLY_LIST, MEANS_WRONG_LIST, MEANS_BAD_LIST,
	MEANS_NO_OCSP_NOW, MEANS_WINHTTP_ANY, MEANS_BEHIND };
enum error_way { WAY_ALLOW, WAY_RENEW, WAY_CHAIN, WAY_RENEW_TIME, WAY_GIVE_LISTS, WAY_NEWER_LIST,
	WAY_JAVA, WAY_DOTNET, WAY_NO_OCSP, WAY_WINHTTP_LOOK, WAY_LOOK_BEHIND };

struct error_row {
	enum error_domain domain;
	long number;            /* 0: none */
	const char *text;       /* looked for as whole words, any case */
	const char *whose;      /* names of programs, in no language */
	enum error_meaning meaning;
	enum error_way way;
};

const struct error_row *error_rows(size_t *count);
const char *error_meaning(enum error_meaning);  /* in English, to be told */
const char *error_way(enum error_way);

#endif
