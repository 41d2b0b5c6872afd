/* url_form: one spelling for URLs that mean the same. Scheme and host in lower
 * case, no port 80 for http, "/" for an empty path; what url_read refuses stays
 * as it is. Nothing is decoded: certificates and CRLs are compared byte by byte
 * behind the host (RFC 3986 section 6.2.3, and no more of it). */
#ifndef LENCR_OBSERVE_URL_FORM_H
#define LENCR_OBSERVE_URL_FORM_H

#include <stdbool.h>

#include "base/arena.h"

char *url_plain(struct arena *, const char *url);
bool url_same(struct arena *, const char *a, const char *b);

#endif
