/* path_pinned: libcrypto's opinion on exactly one path.
 *
 * A store with the anchor alone, the rest as untrusted, X509_STORE_set_check_issued
 * accepting only this path's neighbours, and a comparison of the chain that was
 * judged with the one that was meant: X509_verify_cert otherwise picks a shorter
 * or another chain in silence. Times are not asked of libcrypto (it holds
 * notAfter to be exclusive, against RFC 5280 section 4.1.2.5): rules_path_times. */
#ifndef LENCR_VERIFY_PATH_PINNED_H
#define LENCR_VERIFY_PATH_PINNED_H

#include "verify/path_scope.h"

enum strictness {
	PINNED_RFC5280,  /* not X509_STRICT, security level 1 */
	PINNED_WEBPKI,   /* X509_STRICT, security level 2 */
};

/* Raises what libcrypto says with WEIGHT. */
void pinned_verify(struct path_scope *, enum strictness, enum weight);
/* Whether it would say nothing at all; nothing is raised. What PINNED_WEBPKI
 * says nothing of, PINNED_RFC5280 says nothing of either. */
bool pinned_quiet(struct path_scope *, enum strictness);

#endif
