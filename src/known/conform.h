/* conform: does a certificate look like one of Let's Encrypt, and of which
 * profile? Rules L01 to L13, from what 125 genuine ones had and from dated
 * changes. Says nothing about trust: a broken rule is a peculiarity. */
#ifndef LENCR_KNOWN_CONFORM_H
#define LENCR_KNOWN_CONFORM_H

#include "known/rulings.h"
#include "x509/cert.h"

struct conform {
	bool applies;             /* a leaf whose issuer's name or URLs are Let's Encrypt's */
	const char *profile;      /* "classic" "tlsserver" "shortlived" "tlsclient"; NULL: none fits */
	struct rulings rulings;   /* when it applies */
};
/* ISSUERS: certificates that may be its issuer, besides those built in. */
void conform_check(struct arena *, const struct cert *, struct cert *const *issuers,
	size_t issuer_count, struct conform *out);

#endif
