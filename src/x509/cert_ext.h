/* cert_ext: the extensions of a certificate, read by our own walker. Private
 * to cert.c. */
#ifndef LENCR_X509_CERT_EXT_H
#define LENCR_X509_CERT_EXT_H

#include "x509/cert.h"

/* What has more extensions counts as malformed. */
#define CERT_MAX_EXTENSIONS 200

/* LIST: the Extensions TLV. Fills the extension fields of C, whose `x` is
 * decoded already; sets `malformed` and `unknown_critical`. */
void cert_ext_read(struct arena *, struct cert *c, struct view list);

/* Marks C malformed unless it is already. */
void cert_ext_mark(struct arena *, struct cert *c, const char *what, const char *why);

#endif
